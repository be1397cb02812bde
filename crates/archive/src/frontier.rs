//! The frontier: which posts are still to be fetched.

use gongkai_document::{DocumentId, ListingItem, SiteId, Timestamp};

use crate::{Archive, PageId, Result, RunId};

/// A post taken from the frontier, to be given back to `record_fetched`, `record_failure` or `record_gone`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// What its list says about it, its number and address included.
    pub item: ListingItem,
    /// The site whose list that is.
    pub site: SiteId,
    /// How often fetching it has failed since it was put on the frontier.
    pub attempts: u32,
    /// The response it was last read from, when it was fetched before.
    pub page: Option<PageId>,
    /// Which request to fetch it this is; a later one is not answered by this one's result.
    revision: u64,
}

impl Archive {
    /// Takes up to `count` posts that are due at `now` from the frontier, the longest waiting first: posts of the sites
    /// that this run has recorded. None is given twice before its result is recorded or the next run begins.
    pub fn next_pending(&self, run: RunId, count: u32, now: Timestamp) -> Result<Vec<Pending>> {
        todo!()
    }

    /// When the next post becomes due; `None` when the run's frontier has nothing left but posts already taken.
    pub fn next_due(&self, run: RunId) -> Result<Option<Timestamp>> {
        todo!()
    }

    /// Keeps that the post was read from this page as this document, which must have been put before (in one batch).
    ///
    /// A post whose list entry changed after it was taken stays on the frontier.
    pub fn record_fetched(&self, post: &Pending, page: PageId, document: &DocumentId) -> Result<()> {
        todo!()
    }

    /// Keeps that fetching the post failed: it is due again at `retry_at`, or given up until a later run's list shows it.
    pub fn record_failure(&self, post: &Pending, error: &str, retry_at: Option<Timestamp>) -> Result<()> {
        todo!()
    }

    /// Keeps that the portal no longer has the post. It is fetched again only when its list entry changes or in a full
    /// run. Its document stays as it is: withdrawing it is the caller's decision.
    pub fn record_gone(&self, post: &Pending, reason: &str) -> Result<()> {
        todo!()
    }
}
