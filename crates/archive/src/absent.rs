//! Posts that no list shows any more: when their page is asked for, and what becomes of them then.

use gongkai_document::{DocumentId, ListingItem, Timestamp};
use rusqlite::Row;
use serde::Serialize;
use url::Url;

use crate::frontier::{Pending, SELECT_PENDING, read_pending};
use crate::reconciliation::IS_READ_LATEST;
use crate::values::{document_id, moment};
use crate::{Archive, Result, RunId};

/// How many complete readings in a row must lack a post before its page is asked for: lists are windows on a catalogue,
/// and a portal that is being rebuilt shows half of it for a day.
pub const READINGS_WITHOUT: u32 = 3;

/// A post that no list shows any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// Its document.
    pub id: DocumentId,
    /// Its title, as a list last gave it.
    pub title: String,
    /// Its address, as a list last gave it.
    pub url: Url,
    /// For how many complete readings in a row.
    pub readings: u32,
}

impl Archive {
    /// Current posts of the run's sites that none of their lists has shown for [`READINGS_WITHOUT`] complete readings,
    /// and whose page was not asked for since `asked_before`: at most `count`, the longest not asked for first.
    pub fn absent_posts(&self, run: RunId, count: u32, asked_before: Timestamp) -> Result<Vec<Pending>> {
        let mut select = self.connection.prepare_cached(&format!(
            "{SELECT_PENDING} WHERE p.state = 'fetched' AND p.site IN (SELECT id FROM sites WHERE run = ?1)
             AND (p.probed_at IS NULL OR p.probed_at < ?2)
             AND (SELECT min(e.missing) FROM entries e JOIN columns c ON c.site = e.site AND c.id = e.column_id
                 JOIN lists l ON l.site = e.site AND l.column_id = e.column_id AND l.face = e.face
                 WHERE e.post = p.id AND c.current AND {IS_READ_LATEST}) >= {READINGS_WITHOUT}
             ORDER BY p.probed_at NULLS FIRST, p.id LIMIT ?3"
        ))?;
        select.query_and_then((run, moment(asked_before), count), read_pending)?.collect()
    }

    /// Posts of the run's sites that none of their lists shows any more and whose page is not known to be gone, at most
    /// `count`, those that are missing longest first.
    pub fn missing_posts(&self, run: RunId, count: u32) -> Result<Vec<Missing>> {
        let mut select = self.connection.prepare_cached(&format!(
            "SELECT p.name, p.item, min(e.missing) AS readings FROM posts p JOIN entries e ON e.post = p.id
             JOIN columns c ON c.site = e.site AND c.id = e.column_id
             JOIN lists l ON l.site = e.site AND l.column_id = e.column_id AND l.face = e.face
             WHERE c.current AND p.state = 'fetched' AND p.site IN (SELECT id FROM sites WHERE run = ?1)
             AND {IS_READ_LATEST}
             GROUP BY p.id HAVING readings > 0 ORDER BY readings DESC, p.id LIMIT ?2"
        ))?;
        let read = |row: &Row<'_>| {
            let item: ListingItem = serde_json::from_str(&row.get::<_, String>(1)?)?;
            Ok(Missing { id: document_id(row.get(0)?)?, title: item.title, url: item.url, readings: row.get(2)? })
        };
        select.query_and_then((run, count), read)?.collect()
    }

    /// Keeps that the page of an absent post was asked for at `at` and is still there: a list's window has moved on.
    pub fn record_still_there(&self, post: &Pending, at: Timestamp) -> Result<()> {
        self.connection
            .prepare_cached("UPDATE posts SET probed_at = ?2 WHERE id = ?1")?
            .execute((post.key(), moment(at)))?;
        Ok(())
    }

    /// Keeps that no list shows the post and that its page is gone as well: its document is withdrawn, and stays in the
    /// archive. A list that shows it again brings it back.
    pub fn record_removed(&self, run: RunId, post: &Pending, reason: &str, at: Timestamp) -> Result<()> {
        self.batch(|archive| {
            archive.record_gone(run, post, reason)?;
            archive.withdraw(&post.item.id, reason, at)?;
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use gongkai_document::Document;

    use super::*;
    use crate::fixtures::{TestArchive, at, begin, finish, list, listing, page, post};
    use crate::{ListEnd, Source};

    /// One run that lists these posts in column 2 and fetches what is due.
    fn crawl(archive: &Archive, posts: impl IntoIterator<Item = u64>) -> (RunId, ListEnd) {
        let run = begin(archive, false);
        let listing = listing(posts);
        archive.record_listing_page(run, list(2), 1, &listing, at(1)).unwrap();
        let end = archive.end_listing(run, list(2), 1, "404 on page 2", at(2)).unwrap();
        for pending in archive.next_pending(run, 99, at(3)).unwrap() {
            let page = archive.store_page(&page(&pending.item, 4)).unwrap();
            let document = Document::new(pending.item.id.clone(), &pending.item.title, "正文");
            let change = archive.put_document(&document, &Source::Page(page), at(4)).unwrap();
            archive.record_fetched(run, &pending, page, &document.id, change).unwrap();
        }
        (run, end)
    }

    fn absent(archive: &Archive, run: RunId) -> Vec<String> {
        let posts = archive.absent_posts(run, 9, at(1_000)).unwrap();
        posts.iter().map(|post| post.item.id.to_string()).collect()
    }

    #[test]
    fn a_post_is_absent_after_three_complete_readings_without_it_and_not_before() {
        let archive = TestArchive::new();
        let (run, _) = crawl(&archive, 1..=3);
        finish(&archive, run);
        for reading in 1..=3 {
            let (run, end) = crawl(&archive, [1, 2]);
            assert_eq!(end.missing, 1);
            assert_eq!(archive.reconciliation().unwrap()[1].missing, 1);
            let missing = archive.missing_posts(run, 9).unwrap();
            assert_eq!((missing.len(), &missing[0].id, missing[0].readings), (1, &post(3), reading));
            assert_eq!(absent(&archive, run).len(), usize::from(reading == 3));
            finish(&archive, run);
        }
        let (run, _) = crawl(&archive, 1..=3);
        assert_eq!(absent(&archive, run), [""; 0], "it is listed again");
    }

    #[test]
    fn a_post_whose_page_is_gone_too_is_withdrawn_and_comes_back_when_it_is_listed_changed() {
        let archive = TestArchive::new();
        let (run, _) = crawl(&archive, 1..=3);
        finish(&archive, run);
        let mut run = run;
        for _ in 0..3 {
            run = crawl(&archive, [1, 2]).0;
            finish(&archive, run);
        }
        let absent_post = archive.absent_posts(run, 9, at(1_000)).unwrap().remove(0);
        archive.record_removed(run, &absent_post, "status 404", at(50)).unwrap();
        assert_eq!(archive.document(&post(3)).unwrap(), None);
        assert_eq!(archive.versions(&post(3)).unwrap().len(), 1);
        assert_eq!(absent(&archive, run), [""; 0]);
        let column = &archive.reconciliation().unwrap()[1];
        assert_eq!((column.gone, column.missing, column.archived), (1, 0, 2));

        let run = begin(&archive, false);
        let mut changed = listing([3]);
        changed.items[0].title.push_str("（重新发布）");
        archive.record_listing_page(run, list(2), 1, &changed, at(60)).unwrap();
        assert_eq!(archive.next_pending(run, 9, at(61)).unwrap().len(), 1);
    }

    #[test]
    fn a_post_that_is_still_there_is_left_alone_until_it_is_due_again() {
        let archive = TestArchive::new();
        crawl(&archive, 1..=3);
        finish(&archive, begin(&archive, false));
        let mut run = begin(&archive, false);
        for _ in 0..3 {
            finish(&archive, run);
            run = crawl(&archive, [1, 2]).0;
        }
        let post = archive.absent_posts(run, 9, at(1_000)).unwrap().remove(0);
        archive.record_still_there(&post, at(1_000)).unwrap();
        assert_eq!(archive.absent_posts(run, 9, at(1_000)).unwrap(), []);
        assert_eq!(archive.absent_posts(run, 9, at(1_001)).unwrap().len(), 1);
    }

    #[test]
    fn a_list_that_loses_half_at_once_counts_against_no_post() {
        let archive = TestArchive::new();
        let (run, _) = crawl(&archive, 1..=40);
        finish(&archive, run);
        for _ in 0..4 {
            let (run, end) = crawl(&archive, 1..=5);
            assert!(end.has_shrunk(), "{end:?}");
            assert_eq!(absent(&archive, run), [""; 0]);
            finish(&archive, run);
        }
    }
}
