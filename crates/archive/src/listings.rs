//! How far each column's list has been read, and what it lists.

use std::fmt;

use gongkai_document::{Listing, SiteId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Archive, Result, RunId};

/// Names one column's list: column numbers are a site's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ListId {
    /// The site.
    pub site: SiteId,
    /// The platform's number for the column.
    pub column: u64,
}

impl fmt::Display for ListId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {} of site {}", self.column, self.site)
    }
}

/// What one page of a list brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Listed {
    /// Posts never listed before, in no column.
    pub new: u64,
    /// Known posts whose entry in this list differs from the last time (addresses apart).
    pub changed: u64,
    /// Items that this column's list had not shown before in this run; 0 means that the list goes round in a circle.
    pub fresh: u64,
    /// Posts put on the frontier: the new, the changed, those that failed in an earlier run; in a full run, all.
    pub queued: u64,
}

impl Archive {
    /// The page of the list that the run has to read next, from 1; `None` when it has read the list to its end.
    pub fn next_listing_page(&self, run: RunId, list: ListId) -> Result<Option<u32>> {
        todo!()
    }

    /// Keeps one page of a list: its items, the posts to fetch and the next page to read, all or nothing.
    ///
    /// Recording the same page again changes nothing. A post that several lists show is one post on the frontier.
    pub fn record_listing_page(
        &self,
        run: RunId,
        list: ListId,
        page: u32,
        listing: &Listing,
        at: Timestamp,
    ) -> Result<Listed> {
        todo!()
    }

    /// Keeps that the run has read the list to its end, and how that showed (`404 on page 3`, `an empty page`).
    pub fn end_listing(&self, run: RunId, list: ListId, reason: &str, at: Timestamp) -> Result<()> {
        todo!()
    }

    /// Keeps that the list could not be read further; a resumed run goes on with the same page.
    pub fn fail_listing(&self, run: RunId, list: ListId, error: &str, at: Timestamp) -> Result<()> {
        todo!()
    }
}
