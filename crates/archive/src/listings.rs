//! How far each list has been read, and what it lists.

use std::fmt;

use gongkai_document::{ListFace, Listing, SiteId, Timestamp};
use rusqlite::{OptionalExtension, Row};
use serde::{Deserialize, Serialize};

use crate::entries::Occasion;
use crate::values::moment;
use crate::{Archive, ArchiveError, Result, RunId};

/// A list at least this long that shows less than half of what it did is a sick portal more often than a cleaned one:
/// such a reading does not count against the posts that it lacks.
const SHRINKING_LIST_MIN: u64 = 20;

/// Names one column of one site: column numbers are a site's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ColumnId {
    /// The site.
    pub site: SiteId,
    /// The platform's number for the column.
    pub column: u64,
}

/// Names one column's list by the face through which it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ListId {
    /// The site.
    pub site: SiteId,
    /// The platform's number for the column.
    pub column: u64,
    /// The face.
    pub face: ListFace,
}

impl fmt::Display for ListId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {} of site {}", self.column, self.site)?;
        match self.face {
            ListFace::Api => Ok(()),
            ListFace::Pages => f.write_str(", pages"),
        }
    }
}

/// What one page of a list brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Listed {
    /// Posts never listed before, in no column.
    pub new: u64,
    /// Known posts whose entry in this list differs from the last time (addresses apart).
    pub changed: u64,
    /// Items that this list had not shown before in this run; 0 means that the list goes round in a circle.
    pub fresh: u64,
    /// Posts put on the frontier: the new, the changed, those that failed in an earlier run; in a full run, all.
    pub queued: u64,
}

/// How long a list was when it was read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Length {
    /// The posts that it showed.
    pub listed: u64,
    /// The pages that had posts.
    pub pages: u32,
    /// How many posts the portal said there are.
    pub claimed: Option<u64>,
    /// When that was.
    pub read_at: Timestamp,
}

/// The end of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListEnd {
    /// How long it is now.
    pub length: Length,
    /// How long it was when it was last read to its end before.
    pub before: Option<Length>,
    /// Posts that it showed before and does not show any more.
    pub missing: u64,
}

impl ListEnd {
    /// Whether the list lost so much that the portal is more likely sick than cleaned.
    pub fn has_shrunk(&self) -> bool {
        let was = self.before.map_or(0, |before| before.listed);
        was >= SHRINKING_LIST_MIN && self.length.listed < was / 2
    }
}

impl Archive {
    /// The page of the list that the run has to read next, from 1; `None` when it has read the list to its end.
    pub fn next_listing_page(&self, run: RunId, list: ListId) -> Result<Option<u32>> {
        self.check_column(list)?;
        let mut find = self.connection.prepare_cached(
            "SELECT iif(run = ?4, next_page, 1), run = ?4 AND ended IS NOT NULL
             FROM lists WHERE site = ?1 AND column_id = ?2 AND face = ?3",
        )?;
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get::<_, Option<bool>>(1)?));
        let state = find.query_row((list.site(), list.column(), list.face.code(), run), read).optional()?;
        let (page, ended) = state.unwrap_or((1, None));
        Ok((ended != Some(true)).then_some(page))
    }

    /// How long the list was when it was last read to its end; `None` when it never was.
    pub fn length(&self, list: ListId) -> Result<Option<Length>> {
        let mut find = self
            .connection
            .prepare_cached("SELECT whole FROM lists WHERE site = ?1 AND column_id = ?2 AND face = ?3")?;
        let whole: Option<Option<String>> =
            find.query_row((list.site(), list.column(), list.face.code()), |row| row.get(0)).optional()?;
        Ok(whole.flatten().map(|json| serde_json::from_str(&json)).transpose()?)
    }

    /// How many posts of the list no other list of its column shows.
    pub fn shown_here_alone(&self, list: ListId) -> Result<u64> {
        let mut count = self.connection.prepare_cached(
            "SELECT count(*) FROM entries e WHERE site = ?1 AND column_id = ?2 AND face = ?3 AND NOT EXISTS (
                 SELECT 1 FROM entries o WHERE o.post = e.post AND o.site = ?1 AND o.column_id = ?2 AND o.face <> ?3)",
        )?;
        let alone: i64 = count.query_row((list.site(), list.column(), list.face.code()), |row| row.get(0))?;
        Ok(alone.cast_unsigned())
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
        self.batch(|archive| {
            archive.check_column(list)?;
            archive
                .connection
                .prepare_cached(
                    "INSERT INTO lists (site, column_id, face, run, next_page, claimed_total)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                     ON CONFLICT (site, column_id, face) DO UPDATE SET run = ?4, error = NULL,
                     claimed_total = coalesce(?6, claimed_total),
                     next_page = iif(run = ?4, max(next_page, ?5), ?5), ended = iif(run = ?4, ended, NULL)",
                )?
                .execute((
                    list.site(),
                    list.column(),
                    list.face.code(),
                    run,
                    page.saturating_add(1),
                    listing.claimed_total.map(u64::cast_signed),
                ))?;
            let is_full = archive
                .connection
                .prepare_cached("SELECT full FROM runs WHERE id = ?1")?
                .query_row([run], |row| row.get(0))?;
            let mut listed = Listed::default();
            for item in &listing.items {
                archive.record_item(&Occasion { run, is_full, list, at }, item, &mut listed)?;
            }
            Ok(listed)
        })
    }

    /// Keeps that the run has read the list to its end after `pages` pages with posts, and how the end showed (`404 on page 3`, `an empty page`). Posts that it no longer shows are one reading more missing,
    /// unless the list [has shrunk](ListEnd::has_shrunk).
    pub fn end_listing(&self, run: RunId, list: ListId, pages: u32, reason: &str, at: Timestamp) -> Result<ListEnd> {
        self.batch(|archive| {
            archive.check_column(list)?;
            let before = archive.length(list)?;
            let key = (list.site(), list.column(), list.face.code(), run);
            archive
                .connection
                .prepare_cached(
                    "INSERT INTO lists (site, column_id, face, run, ended, completed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                     ON CONFLICT (site, column_id, face) DO UPDATE SET next_page = iif(run = ?4, next_page, 1),
                     run = ?4, ended = ?5, error = NULL, completed_at = ?6",
                )?
                .execute((key.0, key.1, key.2, key.3, reason, moment(at)))?;
            let (claimed, listed, missing): (Option<i64>, i64, i64) = archive
                .connection
                .prepare_cached(
                    "SELECT (SELECT claimed_total FROM lists WHERE site = ?1 AND column_id = ?2 AND face = ?3),
                     count(*) FILTER (WHERE last_run = ?4), count(*) FILTER (WHERE last_run <> ?4)
                     FROM entries WHERE site = ?1 AND column_id = ?2 AND face = ?3",
                )?
                .query_row(key, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            let claimed = claimed.map(i64::cast_unsigned);
            let length = Length { listed: listed.cast_unsigned(), pages, claimed, read_at: at };
            let end = ListEnd { length, before, missing: missing.cast_unsigned() };
            if !end.has_shrunk() {
                archive.count_absences(key)?;
                archive
                    .connection
                    .prepare_cached("UPDATE lists SET whole = ?4 WHERE site = ?1 AND column_id = ?2 AND face = ?3")?
                    .execute((key.0, key.1, key.2, serde_json::to_string(&length)?))?;
            }
            Ok(end)
        })
    }

    /// Keeps that the list could not be read further; a resumed run goes on with the same page.
    pub fn fail_listing(&self, run: RunId, list: ListId, error: &str) -> Result<()> {
        self.check_column(list)?;
        self.connection.execute(
            "INSERT INTO lists (site, column_id, face, run, error) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (site, column_id, face) DO UPDATE SET next_page = iif(run = ?4, next_page, 1), run = ?4,
             ended = NULL, error = ?5",
            (list.site(), list.column(), list.face.code(), run, error),
        )?;
        Ok(())
    }

    fn check_column(&self, list: ListId) -> Result<()> {
        let mut find = self.connection.prepare_cached("SELECT 1 FROM columns WHERE site = ?1 AND id = ?2")?;
        if find.exists((list.site(), list.column()))? { Ok(()) } else { Err(ArchiveError::NoSuchColumn(list)) }
    }

    /// The posts of the list that this reading showed are there; the others are missing once more.
    fn count_absences(&self, key: (i64, i64, &str, RunId)) -> Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE entries SET missing = iif(last_run = ?4, 0, missing + 1)
                 WHERE site = ?1 AND column_id = ?2 AND face = ?3 AND (last_run <> ?4 OR missing > 0)",
            )?
            .execute(key)?;
        Ok(())
    }
}

impl ListId {
    /// The column whose list it is.
    pub fn of_column(self) -> ColumnId {
        ColumnId { site: self.site, column: self.column }
    }

    pub(crate) fn site(self) -> i64 {
        self.site.0.cast_signed()
    }

    pub(crate) fn column(self) -> i64 {
        self.column.cast_signed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{TestArchive, at, begin, finish, list, listing, url};

    fn record(archive: &Archive, run: RunId, column: u64, listing: &Listing) -> Listed {
        archive.record_listing_page(run, list(column), 1, listing, at(1)).unwrap()
    }

    #[test]
    fn a_list_is_read_page_by_page_to_its_end_and_from_its_start_by_the_next_run() {
        let mut archive = TestArchive::new();
        let run = begin(&archive, false);
        let list = list(2);
        for page in 1..=2 {
            assert_eq!(archive.next_listing_page(run, list).unwrap(), Some(page));
            let posts = u64::from(page) * 100..u64::from(page) * 100 + 88;
            archive.record_listing_page(run, list, page, &listing(posts), at(1)).unwrap();
        }
        archive.fail_listing(run, list, "connection reset").unwrap();
        archive.reopen();
        assert_eq!(archive.next_listing_page(run, list).unwrap(), Some(3));
        archive.end_listing(run, list, 2, "404 on page 3", at(2)).unwrap();
        assert_eq!(archive.next_listing_page(run, list).unwrap(), None);

        finish(&archive, run);
        assert_eq!(archive.next_listing_page(begin(&archive, false), list).unwrap(), Some(1));
    }

    #[test]
    fn recording_a_page_again_changes_nothing() {
        let archive = TestArchive::new();
        let run = begin(&archive, false);
        let first = record(&archive, run, 2, &listing(1..=3));
        assert_eq!(first, Listed { new: 3, changed: 0, fresh: 3, queued: 3 });
        assert_eq!(record(&archive, run, 2, &listing(1..=3)), Listed::default());
        assert_eq!(archive.next_listing_page(run, list(2)).unwrap(), Some(2));
    }

    #[test]
    fn a_post_is_queued_again_only_when_its_entry_changed() {
        let archive = TestArchive::new();
        let run = begin(&archive, false);
        record(&archive, run, 2, &listing(1..=3));
        finish(&archive, run);

        let run = begin(&archive, false);
        let mut second = listing(1..=4);
        second.items[1].updated = Some(1_700_000_000);
        second.items[2].url = url("https://zwgk.huadu.gov.cn/post_3.html");
        assert_eq!(record(&archive, run, 2, &second), Listed { new: 1, changed: 1, fresh: 4, queued: 2 });
    }

    #[test]
    fn a_post_in_a_second_column_is_not_queued_again_and_its_entries_are_compared_each_with_itself() {
        let archive = TestArchive::new();
        for (full, expected) in [
            (false, [Listed { new: 1, changed: 0, fresh: 1, queued: 1 }, Listed { fresh: 1, ..Listed::default() }]),
            (false, [Listed { fresh: 1, ..Listed::default() }; 2]),
            (true, [Listed { fresh: 1, queued: 1, ..Listed::default() }, Listed { fresh: 1, ..Listed::default() }]),
        ] {
            let run = begin(&archive, full);
            let mut other = listing([1]);
            other.items[0].publisher = None;
            assert_eq!(record(&archive, run, 2, &listing([1])), expected[0]);
            assert_eq!(record(&archive, run, 3, &other), expected[1]);
            finish(&archive, run);
        }
    }

    #[test]
    fn a_list_that_goes_round_in_a_circle_shows_nothing_fresh() {
        let archive = TestArchive::new();
        let run = begin(&archive, false);
        record(&archive, run, 2, &listing(1..=3));
        let page_2 = archive.record_listing_page(run, list(2), 2, &listing(1..=3), at(1)).unwrap();
        assert_eq!(page_2.fresh, 0);
    }

    #[test]
    fn a_page_whose_last_item_cannot_be_kept_is_not_kept_at_all() {
        let archive = TestArchive::new();
        let run = begin(&archive, false);
        archive
            .connection
            .execute_batch(
                "CREATE TRIGGER full BEFORE INSERT ON entries WHEN new.post = 3
            BEGIN SELECT raise(FAIL, 'disk full'); END",
            )
            .unwrap();
        assert!(archive.record_listing_page(run, list(2), 1, &listing(1..=3), at(1)).is_err());
        assert_eq!(archive.next_listing_page(run, list(2)).unwrap(), Some(1));
        assert_eq!(archive.next_pending(run, 9, at(9)).unwrap(), []);
    }

    #[test]
    fn a_column_that_no_tree_had_has_no_list() {
        let archive = TestArchive::new();
        let run = begin(&archive, false);
        let error = archive.record_listing_page(run, list(77), 1, &listing([1]), at(1)).unwrap_err();
        assert_eq!(error.to_string(), "the archive has no column 77 of site 200243; record its site first");
        assert!(archive.next_listing_page(run, list(77)).is_err());
        assert!(archive.end_listing(run, list(77), 0, "an empty page", at(1)).is_err());
    }
}
