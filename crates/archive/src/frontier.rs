//! The frontier: which posts are still to be fetched.

use gongkai_document::{DocumentId, ListingItem, SiteId, Timestamp};
use rusqlite::Row;

use crate::values::{moment, timestamp};
use crate::{Archive, ArchiveError, PageId, Result, RunId};

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
    revision: i64,
}

/// A post that could not be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfetched {
    /// What its list says about it.
    pub item: ListingItem,
    /// Whether the portal no longer has it; otherwise it was given up.
    pub is_gone: bool,
    /// Why.
    pub error: String,
}

impl Archive {
    /// Takes up to `count` posts that are due at `now` from the frontier, the longest waiting first: posts of the sites
    /// that this run has recorded. None is given twice before its result is recorded or the next run begins.
    pub fn next_pending(&self, run: RunId, count: u32, now: Timestamp) -> Result<Vec<Pending>> {
        self.batch(|archive| {
            let mut select = archive.connection.prepare_cached(
                "SELECT item, site, attempts, page, revision FROM posts
                 WHERE state = 'pending' AND not_before <= ?2 AND NOT taken
                 AND site IN (SELECT id FROM sites WHERE run = ?1) ORDER BY not_before, id LIMIT ?3",
            )?;
            let pending: Vec<Pending> =
                select.query_and_then((run, moment(now), count), read_pending)?.collect::<Result<_>>()?;
            let mut take = archive.connection.prepare_cached("UPDATE posts SET taken = 1 WHERE id = ?1")?;
            for post in &pending {
                take.execute([post.id()])?;
            }
            Ok(pending)
        })
    }

    /// When the next post becomes due; `None` when the run's frontier has nothing left but posts already taken.
    pub fn next_due(&self, run: RunId) -> Result<Option<Timestamp>> {
        let mut select = self.connection.prepare_cached(
            "SELECT min(not_before) FROM posts
             WHERE state = 'pending' AND NOT taken AND site IN (SELECT id FROM sites WHERE run = ?1)",
        )?;
        let due: Option<i64> = select.query_row([run], |row| row.get(0))?;
        due.map(timestamp).transpose()
    }

    /// Keeps that the post was read from this page as this document, which must have been put before (in one batch).
    ///
    /// A post whose list entry changed after it was taken stays on the frontier.
    pub fn record_fetched(&self, post: &Pending, page: PageId, document: &DocumentId) -> Result<()> {
        self.batch(|archive| {
            let missing = || ArchiveError::NoSuchDocument(document.clone());
            let key = archive.document_key(document)?.ok_or_else(missing)?;
            let stored = archive.document(document)?.ok_or_else(missing)?;
            let mut columns = archive.columns_of_post(post.item.post_id)?;
            columns.retain(|column| stored.document.columns.contains(column));
            archive
                .connection
                .prepare_cached("UPDATE posts SET page = ?2, document = ?3, columns = ?4, error = NULL WHERE id = ?1")?
                .execute((post.id(), page, key, serde_json::to_string(&columns)?))?;
            archive.settle(post, "fetched", None)
        })
    }

    /// Keeps that fetching the post failed: it is due again at `retry_at`, or given up until a later run's list shows it.
    pub fn record_failure(&self, post: &Pending, error: &str, retry_at: Option<Timestamp>) -> Result<()> {
        self.batch(|archive| {
            archive
                .connection
                .prepare_cached("UPDATE posts SET error = ?2, attempts = attempts + 1 WHERE id = ?1")?
                .execute((post.id(), error))?;
            archive.settle(post, if retry_at.is_some() { "pending" } else { "failed" }, retry_at)
        })
    }

    /// Keeps that the portal no longer has the post. It is fetched again only when its list entry changes or in a full
    /// run. Its document stays as it is: withdrawing it is the caller's decision.
    pub fn record_gone(&self, post: &Pending, reason: &str) -> Result<()> {
        self.batch(|archive| {
            archive
                .connection
                .prepare_cached("UPDATE posts SET error = ?2 WHERE id = ?1")?
                .execute((post.id(), reason))?;
            archive.settle(post, "gone", None)
        })
    }

    /// The posts that were given up or that the portal no longer has, with the reason, at most `count`.
    pub fn unfetched(&self, count: u32) -> Result<Vec<Unfetched>> {
        let mut select = self.connection.prepare_cached(
            "SELECT item, state = 'gone', coalesce(error, '') FROM posts
             WHERE state IN ('failed', 'gone') ORDER BY id LIMIT ?1",
        )?;
        let read = |row: &Row<'_>| {
            let item: String = row.get(0)?;
            Ok(Unfetched { item: serde_json::from_str(&item)?, is_gone: row.get(1)?, error: row.get(2)? })
        };
        select.query_and_then([count], read)?.collect()
    }

    /// Gives the taken post back: in `state`, unless it was meanwhile asked for again.
    fn settle(&self, post: &Pending, state: &str, not_before: Option<Timestamp>) -> Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE posts SET taken = 0, state = iif(revision = ?2, ?3, state),
                 not_before = iif(revision = ?2, coalesce(?4, not_before), not_before) WHERE id = ?1",
            )?
            .execute((post.id(), post.revision, state, not_before.map(moment)))?;
        Ok(())
    }
}

impl Pending {
    fn id(&self) -> i64 {
        self.item.post_id.cast_signed()
    }
}

fn read_pending(row: &Row<'_>) -> Result<Pending> {
    let item: String = row.get(0)?;
    let site: i64 = row.get(1)?;
    Ok(Pending {
        item: serde_json::from_str(&item)?,
        site: SiteId(site.cast_unsigned()),
        attempts: row.get(2)?,
        page: row.get(3)?,
        revision: row.get(4)?,
    })
}
