//! The frontier: which posts are still to be fetched.

use gongkai_document::{DocumentId, ListingItem, SiteId, Timestamp};
use rusqlite::Row;

use crate::values::{moment, timestamp};
use crate::{Archive, ArchiveError, Change, PageId, Result, RunId};

/// A post taken from the frontier, to be given back to `record_fetched`, `record_failure` or `record_gone`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    key: i64,
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
            let mut select = archive.connection.prepare_cached(&format!(
                "{SELECT_PENDING} WHERE p.state = 'pending' AND p.not_before <= ?2 AND NOT p.taken
                 AND p.site IN (SELECT id FROM sites WHERE run = ?1) ORDER BY p.not_before, p.id LIMIT ?3"
            ))?;
            let pending: Vec<Pending> =
                select.query_and_then((run, moment(now), count), read_pending)?.collect::<Result<_>>()?;
            let mut take = archive.connection.prepare_cached("UPDATE posts SET taken = 1 WHERE id = ?1")?;
            for post in &pending {
                take.execute([post.key])?;
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
    pub fn record_fetched(
        &self,
        run: RunId,
        post: &Pending,
        page: PageId,
        document: &DocumentId,
        change: Change,
    ) -> Result<()> {
        self.batch(|archive| {
            let missing = || ArchiveError::NoSuchDocument(document.clone());
            let key = archive.document_key(document)?.ok_or_else(missing)?;
            let latest = archive.latest(document)?.ok_or_else(missing)?;
            let mut columns = archive.columns_of_post(&post.item.id)?;
            columns.retain(|column| latest.document.columns.contains(column));
            archive
                .connection
                .prepare_cached("UPDATE posts SET page = ?2, document = ?3, columns = ?4, error = NULL WHERE id = ?1")?
                .execute((post.key, page, key, serde_json::to_string(&columns)?))?;
            archive.settle(run, post, "fetched", change.code(), None)
        })
    }

    /// Keeps that fetching the post failed: it is due again at `retry_at`, or given up until a later run's list shows it.
    /// `code` says why in one word, for counting; `error` in a sentence.
    pub fn record_failure(
        &self,
        run: RunId,
        post: &Pending,
        (code, error): (&str, &str),
        retry_at: Option<Timestamp>,
    ) -> Result<()> {
        self.batch(|archive| {
            archive
                .connection
                .prepare_cached("UPDATE posts SET error = ?2, attempts = attempts + 1 WHERE id = ?1")?
                .execute((post.key, error))?;
            archive.settle(run, post, if retry_at.is_some() { "pending" } else { "failed" }, code, retry_at)
        })
    }

    /// Keeps that the portal no longer has the post. It is fetched again only when its list entry changes or in a full
    /// run. Its document stays as it is: withdrawing it is the caller's decision.
    pub fn record_gone(&self, run: RunId, post: &Pending, reason: &str) -> Result<()> {
        self.batch(|archive| {
            archive
                .connection
                .prepare_cached("UPDATE posts SET error = ?2 WHERE id = ?1")?
                .execute((post.key, reason))?;
            archive.settle(run, post, "gone", GONE, None)
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
    fn settle(
        &self,
        run: RunId,
        post: &Pending,
        state: &str,
        result: &str,
        not_before: Option<Timestamp>,
    ) -> Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE posts SET taken = 0, state = iif(revision = ?2, ?3, state), result = ?5, result_run = ?6,
                 not_before = iif(revision = ?2, coalesce(?4, not_before), not_before) WHERE id = ?1",
            )?
            .execute((post.key, post.revision, state, not_before.map(moment), result, run))?;
        Ok(())
    }
}

impl Pending {
    pub(crate) fn key(&self) -> i64 {
        self.key
    }
}

/// The result of a post that the portal no longer has.
const GONE: &str = "gone";

/// The columns that [`read_pending`] reads.
pub(crate) const SELECT_PENDING: &str = "SELECT p.id, p.item, p.site, p.attempts, p.page, p.revision FROM posts p";

pub(crate) fn read_pending(row: &Row<'_>) -> Result<Pending> {
    let item: String = row.get(1)?;
    let site: i64 = row.get(2)?;
    Ok(Pending {
        key: row.get(0)?,
        item: serde_json::from_str(&item)?,
        site: SiteId(site.cast_unsigned()),
        attempts: row.get(3)?,
        page: row.get(4)?,
        revision: row.get(5)?,
    })
}

#[cfg(test)]
mod tests {
    use gongkai_document::Document;

    use super::*;
    use crate::Source;
    use crate::fixtures::{TestArchive, at, begin, finish, front_page, item, list, listing, page, post, site};

    /// An archive where a run has listed these posts in column 2.
    fn listed(posts: impl IntoIterator<Item = u64>) -> (TestArchive, RunId) {
        let archive = TestArchive::new();
        let run = begin(&archive, false);
        archive.record_listing_page(run, list(2), 1, &listing(posts), at(1)).unwrap();
        (archive, run)
    }

    fn take(archive: &Archive, run: RunId, second: i64) -> Vec<DocumentId> {
        archive.next_pending(run, 9, at(second)).unwrap().into_iter().map(|post| post.item.id).collect()
    }

    fn fetch(archive: &Archive, run: RunId, post: &Pending) {
        let page = archive.store_page(&page(&post.item, 5)).unwrap();
        let document = Document::new(post.item.id.clone(), &post.item.title, "正文");
        let change = archive.put_document(&document, &Source::Page(page), at(5)).unwrap();
        archive.record_fetched(run, post, page, &document.id, change).unwrap();
    }

    #[test]
    fn a_post_is_given_once_until_its_result_is_recorded_or_the_run_is_resumed() {
        let (mut archive, run) = listed(1..=3);
        let first = archive.next_pending(run, 2, at(1)).unwrap();
        assert_eq!(first.iter().map(|post| &post.item).collect::<Vec<_>>(), [&item(1), &item(2)]);
        assert_eq!(take(&archive, run, 1), [post(3)]);
        assert_eq!((take(&archive, run, 1), archive.next_due(run).unwrap()), (vec![], None));

        fetch(&archive, run, &first[0]);
        archive.reopen();
        assert_eq!(begin(&archive, false), run);
        assert_eq!(take(&archive, run, 1), [post(2), post(3)]);
    }

    #[test]
    fn a_failure_waits_for_its_time_and_counts_its_attempts() {
        let (archive, run) = listed([1]);
        for attempt in 0..3 {
            let post = archive.next_pending(run, 1, at(99 + i64::from(attempt))).unwrap().remove(0);
            assert_eq!(post.attempts, attempt);
            archive.record_failure(run, &post, ("timeout", "timed out"), Some(at(100 + i64::from(attempt)))).unwrap();
        }
        assert_eq!(take(&archive, run, 101), []);
        assert_eq!(archive.next_due(run).unwrap(), Some(at(102)));
        assert_eq!(take(&archive, run, 102), [post(1)]);
    }

    #[test]
    fn a_post_given_up_is_asked_for_again_by_the_next_run_that_finds_it_listed() {
        let (archive, run) = listed([1, 2]);
        let posts = archive.next_pending(run, 2, at(1)).unwrap();
        archive.record_failure(run, &posts[0], ("status", "500 five times"), None).unwrap();
        archive.record_gone(run, &posts[1], "404").unwrap();
        archive.record_listing_page(run, list(3), 1, &listing([1, 2]), at(2)).unwrap();
        assert_eq!(take(&archive, run, 9), []);
        let unfetched = archive.unfetched(9).unwrap();
        let seen: Vec<_> =
            unfetched.iter().map(|post| (post.item.id.as_str(), post.is_gone, post.error.as_str())).collect();
        assert_eq!(seen, [("nfcms:1", false, "500 five times"), ("nfcms:2", true, "404")]);

        finish(&archive, run);
        let run = begin(&archive, false);
        archive.record_listing_page(run, list(2), 1, &listing([1, 2]), at(3)).unwrap();
        let again = archive.next_pending(run, 9, at(9)).unwrap();
        assert_eq!((again.len(), &again[0].item.id, again[0].attempts), (1, &post(1), 0));
    }

    #[test]
    fn a_post_that_changes_while_it_is_fetched_is_fetched_once_more() {
        let (archive, run) = listed([1]);
        let taken = archive.next_pending(run, 1, at(1)).unwrap().remove(0);
        let mut changed = listing([1]);
        changed.items[0].title = "关于第1号事项的通知（修订）".to_owned();
        archive.record_listing_page(run, list(2), 1, &changed, at(2)).unwrap();
        assert_eq!(take(&archive, run, 9), [], "it is being fetched");

        fetch(&archive, run, &taken);
        let again = archive.next_pending(run, 1, at(9)).unwrap().remove(0);
        assert_eq!(again.item, changed.items[0]);
        assert!(again.page.is_some());
        fetch(&archive, run, &again);
        assert_eq!(take(&archive, run, 9), []);
    }

    #[test]
    fn a_run_gets_the_posts_of_its_own_sites() {
        let (archive, run) = listed([1]);
        finish(&archive, run);
        let other_page = front_page().join("/gzhdmz/gkmlpt/index").unwrap();
        let other = archive.begin_run(std::slice::from_ref(&other_page), false, at(2)).unwrap().run;
        let other_site = gongkai_document::Site { id: SiteId(7), ..site() };
        archive.record_site(other, &other_site, &other_page).unwrap();
        assert_eq!(take(&archive, other, 9), []);

        let other_list = crate::ListId { site: SiteId(7), ..list(3) };
        archive.record_listing_page(other, other_list, 1, &listing([1]), at(3)).unwrap();
        assert_eq!(take(&archive, other, 9), [post(1)], "its list shows the post that still waits");
    }

    #[test]
    fn a_document_must_be_put_before_its_post_counts_as_fetched() {
        let (archive, run) = listed([1]);
        let post = archive.next_pending(run, 1, at(1)).unwrap().remove(0);
        let page = archive.store_page(&page(&post.item, 5)).unwrap();
        let missing = DocumentId::from_post("nfcms", 1);
        let result = archive.record_fetched(run, &post, page, &missing, crate::Change::New);
        assert!(matches!(result, Err(ArchiveError::NoSuchDocument(id)) if id == missing));
    }
}
