//! What a list says about one post, and whether the post has to be fetched for it.

use gongkai_document::{ListFace, ListingItem, Timestamp};
use rusqlite::{OptionalExtension, Row};

use crate::contents::{Sha256Sum, sha256};
use crate::values::moment;
use crate::{Archive, ListId, Listed, Result, RunId};

/// Which run reads which list when.
pub(crate) struct Occasion {
    pub(crate) run: RunId,
    pub(crate) is_full: bool,
    pub(crate) list: ListId,
    pub(crate) at: Timestamp,
}

impl Archive {
    /// Keeps that the list shows `item`, and puts its post on the frontier when it has to be fetched.
    pub(crate) fn record_item(&self, occasion: &Occasion, item: &ListingItem, listed: &mut Listed) -> Result<()> {
        let Occasion { run, list, .. } = *occasion;
        let fingerprint = fingerprint(item)?;
        let face = list.face.code();
        let entry: Option<(Sha256Sum, RunId)> = self
            .connection
            .prepare_cached(
                "SELECT e.fingerprint, e.last_run FROM entries e JOIN posts p ON p.id = e.post
                 WHERE p.name = ?1 AND e.site = ?2 AND e.column_id = ?3 AND e.face = ?4",
            )?
            .query_row((item.id.as_str(), list.site(), list.column(), face), |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let is_changed = entry.is_some_and(|(before, _)| before != fingerprint);
        let is_new = self.record_post(occasion, item, is_changed, listed)?;
        listed.new += u64::from(is_new);
        listed.changed += u64::from(is_changed);
        listed.fresh += u64::from(entry.is_none_or(|(_, last_run)| last_run != run));
        self.connection
            .prepare_cached(
                "INSERT INTO entries (post, site, column_id, face, fingerprint, last_run)
                 VALUES ((SELECT id FROM posts WHERE name = ?1), ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (post, site, column_id, face) DO UPDATE SET fingerprint = ?5, last_run = ?6",
            )?
            .execute((item.id.as_str(), list.site(), list.column(), face, fingerprint, run))?;
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
        let known = self
            .connection
            .prepare_cached("SELECT state = 'failed', queued_run, item, face, site FROM posts WHERE name = ?1")?
            .query_row([item.id.as_str()], read_known)
            .optional()?;
        let Some(known) = known else {
            self.connection
                .prepare_cached(
                    "INSERT INTO posts (name, site, item, face, state, queued_run, not_before)
                     VALUES (?1, ?2, ?3, ?4, 'pending', ?5, ?6)",
                )?
                .execute((
                    item.id.as_str(),
                    list.site(),
                    serde_json::to_string(item)?,
                    list.face.code(),
                    run,
                    moment(at),
                ))?;
            listed.queued += 1;
            return Ok(true);
        };
        let is_asked = is_changed || (known.queued_run != run && (is_full || known.has_failed));
        let said = known.join(item, list)?;
        if is_asked {
            self.connection
                .prepare_cached(
                    "UPDATE posts SET site = ?2, item = ?3, face = ?4, state = 'pending', queued_run = ?5,
                     not_before = ?6, revision = revision + 1, attempts = 0, error = NULL WHERE name = ?1",
                )?
                .execute((item.id.as_str(), said.site, said.item, said.face, run, moment(at)))?;
            listed.queued += 1;
        } else {
            // Addresses may have moved. A post on its way is any site's that lists it; one fetched stays its first site's,
            // or two sites that list it under different addresses would take it from each other at every run.
            self.connection
                .prepare_cached(
                    "UPDATE posts SET site = ?2, item = ?3, face = ?4
                     WHERE name = ?1 AND (site = ?2 OR state = 'pending')",
                )?
                .execute((item.id.as_str(), said.site, said.item, said.face))?;
        }
        Ok(false)
    }
}

/// A post as the archive knows it when a list shows it again.
struct Known {
    has_failed: bool,
    queued_run: RunId,
    item: String,
    face: String,
    site: i64,
}

/// What is to be kept of what lists say about a post.
struct Said {
    item: String,
    face: String,
    site: i64,
}

impl Known {
    /// The interface tells every field; a page of links only adds another address to what the interface said.
    fn join(self, item: &ListingItem, list: ListId) -> Result<Said> {
        let before: ListingItem = serde_json::from_str(&self.item)?;
        let of_interface = self.face == ListFace::Api.code();
        let (mut kept, other, face, site) = if of_interface && list.face == ListFace::Pages {
            (before, item.clone(), self.face, self.site)
        } else {
            (item.clone(), before, list.face.code().to_owned(), list.site())
        };
        if kept.other_url.is_none() {
            let others = [Some(other.url), other.other_url];
            kept.other_url = others.into_iter().flatten().find(|url| *url != kept.url);
        }
        Ok(Said { item: serde_json::to_string(&kept)?, face, site })
    }
}

fn read_known(row: &Row<'_>) -> rusqlite::Result<Known> {
    Ok(Known {
        has_failed: row.get(0)?,
        queued_run: row.get(1)?,
        item: row.get(2)?,
        face: row.get(3)?,
        site: row.get(4)?,
    })
}

/// Tells whether a post has changed: everything that a list says about it but addresses, which move without the post.
fn fingerprint(item: &ListingItem) -> Result<Sha256Sum> {
    let files: Vec<&str> = item.attachments.iter().map(|file| file.name.as_str()).collect();
    let numbers = (&item.document_number, &item.index_number);
    let days = (item.published_on, item.made_on, item.updated);
    Ok(sha256(&serde_json::to_vec(&(&item.title, &item.publisher, numbers, days, item.validity, files))?))
}
