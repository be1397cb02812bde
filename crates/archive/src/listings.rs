//! How far each column's list has been read, and what it lists.

use std::fmt;

use gongkai_document::{Listing, ListingItem, SiteId, Timestamp};
use rusqlite::{OptionalExtension, Row};
use serde::{Deserialize, Serialize};

use crate::contents::{Sha256Sum, sha256};
use crate::values::moment;
use crate::{Archive, ArchiveError, Result, RunId};

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
        let mut find = self.connection.prepare_cached(
            "SELECT iif(list_run = ?3, next_page, 1), list_run = ?3 AND ended IS NOT NULL
             FROM columns WHERE site = ?1 AND id = ?2",
        )?;
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get::<_, Option<bool>>(1)?));
        let state = find.query_row((list.site(), list.column(), run), read).optional()?;
        let (page, ended) = state.ok_or(ArchiveError::NoSuchColumn(list))?;
        Ok((ended != Some(true)).then_some(page))
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
            let columns = archive
                .connection
                .prepare_cached(
                    "UPDATE columns SET list_run = ?3, error = NULL, claimed_total = coalesce(?5, claimed_total),
                     next_page = iif(list_run = ?3, max(next_page, ?4), ?4), ended = iif(list_run = ?3, ended, NULL)
                     WHERE site = ?1 AND id = ?2",
                )?
                .execute((
                    list.site(),
                    list.column(),
                    run,
                    page.saturating_add(1),
                    listing.claimed_total.map(u64::cast_signed),
                ))?;
            if columns == 0 {
                return Err(ArchiveError::NoSuchColumn(list));
            }
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

    /// Keeps that the run has read the list to its end, and how that showed (`404 on page 3`, `an empty page`).
    pub fn end_listing(&self, run: RunId, list: ListId, reason: &str, at: Timestamp) -> Result<()> {
        let ended = self.connection.execute(
            "UPDATE columns SET next_page = iif(list_run = ?3, next_page, 1), list_run = ?3, ended = ?4, error = NULL,
             completed_at = ?5 WHERE site = ?1 AND id = ?2",
            (list.site(), list.column(), run, reason, moment(at)),
        )?;
        if ended == 0 { Err(ArchiveError::NoSuchColumn(list)) } else { Ok(()) }
    }

    /// Keeps that the list could not be read further; a resumed run goes on with the same page.
    pub fn fail_listing(&self, run: RunId, list: ListId, error: &str) -> Result<()> {
        let failed = self.connection.execute(
            "UPDATE columns SET next_page = iif(list_run = ?3, next_page, 1), list_run = ?3, ended = NULL, error = ?4
             WHERE site = ?1 AND id = ?2",
            (list.site(), list.column(), run, error),
        )?;
        if failed == 0 { Err(ArchiveError::NoSuchColumn(list)) } else { Ok(()) }
    }

    /// Keeps that the list shows `item`, and puts its post on the frontier when it has to be fetched.
    fn record_item(&self, occasion: &Occasion, item: &ListingItem, listed: &mut Listed) -> Result<()> {
        let Occasion { run, list, .. } = *occasion;
        let post = item.post_id.cast_signed();
        let fingerprint = fingerprint(item)?;
        let entry: Option<(Sha256Sum, RunId)> = self
            .connection
            .prepare_cached(
                "SELECT fingerprint, last_run FROM entries WHERE post = ?1 AND site = ?2 AND column_id = ?3",
            )?
            .query_row((post, list.site(), list.column()), |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let is_changed = entry.is_some_and(|(before, _)| before != fingerprint);
        let is_new = self.record_post(occasion, item, is_changed, listed)?;
        listed.new += u64::from(is_new);
        listed.changed += u64::from(is_changed);
        listed.fresh += u64::from(entry.is_none_or(|(_, last_run)| last_run != run));
        self.connection
            .prepare_cached(
                "INSERT INTO entries (post, site, column_id, fingerprint, last_run) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (post, site, column_id) DO UPDATE SET fingerprint = ?4, last_run = ?5",
            )?
            .execute((post, list.site(), list.column(), fingerprint, run))?;
        Ok(())
    }

    /// Makes the post known, or asks for it once more when that is due; says whether it is new.
    fn record_post(
        &self,
        occasion: &Occasion,
        item: &ListingItem,
        is_changed: bool,
        listed: &mut Listed,
    ) -> Result<bool> {
        let Occasion { run, list, at, is_full } = *occasion;
        let (post, json) = (item.post_id.cast_signed(), serde_json::to_string(item)?);
        let known = self
            .connection
            .prepare_cached("SELECT state = 'failed', queued_run FROM posts WHERE id = ?1")?
            .query_row([post], |row| Ok((row.get::<_, bool>(0)?, row.get::<_, RunId>(1)?)))
            .optional()?;
        let Some((has_failed, queued_run)) = known else {
            self.connection
                .prepare_cached(
                    "INSERT INTO posts (id, site, item, state, queued_run, not_before)
                     VALUES (?1, ?2, ?3, 'pending', ?4, ?5)",
                )?
                .execute((post, list.site(), json, run, moment(at)))?;
            listed.queued += 1;
            return Ok(true);
        };
        if is_changed || (queued_run != run && (is_full || has_failed)) {
            self.connection
                .prepare_cached(
                    "UPDATE posts SET site = ?2, item = ?3, state = 'pending', queued_run = ?4, not_before = ?5,
                     revision = revision + 1, attempts = 0, error = NULL WHERE id = ?1",
                )?
                .execute((post, list.site(), json, run, moment(at)))?;
            listed.queued += 1;
        } else {
            // Addresses may have moved. A post on its way is any site's that lists it; one fetched stays its first site's,
            // or two sites that list it under different addresses would take it from each other at every run.
            self.connection
                .prepare_cached(
                    "UPDATE posts SET site = ?2, item = ?3 WHERE id = ?1 AND (site = ?2 OR state = 'pending')",
                )?
                .execute((post, list.site(), json))?;
        }
        Ok(false)
    }
}

impl ListId {
    fn site(self) -> i64 {
        self.site.0.cast_signed()
    }

    fn column(self) -> i64 {
        self.column.cast_signed()
    }
}

/// Which run reads which list when.
struct Occasion {
    run: RunId,
    is_full: bool,
    list: ListId,
    at: Timestamp,
}

/// Tells whether a post has changed: everything that a list says about it but addresses, which move without the post.
fn fingerprint(item: &ListingItem) -> Result<Sha256Sum> {
    let files: Vec<&str> = item.attachments.iter().map(|file| file.name.as_str()).collect();
    let numbers = (&item.document_number, &item.index_number);
    let days = (item.published_on, item.made_on, item.updated);
    Ok(sha256(&serde_json::to_vec(&(&item.title, &item.publisher, numbers, days, item.validity, files))?))
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
        archive.end_listing(run, list, "404 on page 3", at(2)).unwrap();
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
        assert!(archive.end_listing(run, list(77), "an empty page", at(1)).is_err());
    }
}
