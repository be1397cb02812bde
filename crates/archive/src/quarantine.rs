//! Versions that are kept and not shown, until an operator decides; and documents that an operator took down.

use std::collections::BTreeSet;

use gongkai_document::{Document, DocumentId, Timestamp};
use rusqlite::Row;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::documents::{IS_LAST, SELECT_STORED, read_stored};
use crate::values::{moment, timestamp};
use crate::{Archive, Result, Sequence};

/// Something against a version of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suspicion {
    /// By which the same suspicion is known again in a later version, so that a release holds.
    pub key: String,
    /// What was found, in the form of whoever found it.
    pub finding: Value,
}

/// A document whose latest version is not shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Held {
    /// That version.
    pub document: Document,
    /// Its place in the sequence of changes.
    pub sequence: Sequence,
    /// Since when.
    pub at: Timestamp,
    /// What is against it; nothing when an operator took the document down.
    pub suspicions: Vec<Suspicion>,
    /// Whether an operator has confirmed that it must not be shown.
    pub is_confirmed: bool,
    /// What the operator noted.
    pub note: Option<String>,
}

impl Archive {
    /// Gives every document whose latest version is not shown to `each`, the latest first.
    pub fn quarantine(&self) -> Result<Vec<Held>> {
        let mut select = self.connection.prepare(&format!(
            "SELECT s.*, q.suspicions, q.state = 'confirmed', q.note
             FROM ({SELECT_STORED} WHERE c.held AND {IS_LAST}) s JOIN quarantine q ON q.change = s.sequence
             ORDER BY s.sequence DESC"
        ))?;
        select.query_and_then([], read_held)?.collect()
    }

    /// Shows the held version of a document: it becomes current as a new version, and later versions with nothing else
    /// against them are shown as well. Says whether a version was held.
    pub fn release(&self, id: &DocumentId, note: &str, at: Timestamp) -> Result<bool> {
        self.batch(|archive| {
            let Some(latest) = archive.latest(id)?.filter(|latest| latest.is_held) else {
                return Ok(false);
            };
            archive.decide(id, "released", note, at)?;
            archive.put_document(&latest.document, &latest.source, at)?;
            Ok(true)
        })
    }

    /// Keeps that the held version of a document must not be shown. Says whether a version was held.
    pub fn confirm(&self, id: &DocumentId, note: &str, at: Timestamp) -> Result<bool> {
        self.batch(|archive| archive.decide(id, "confirmed", note, at))
    }

    /// Takes a document down: it is withdrawn, and later versions of it are kept and not shown. Says whether it is known.
    pub fn bar(&self, id: &DocumentId, reason: &str, at: Timestamp) -> Result<bool> {
        self.batch(|archive| {
            let barred =
                archive.connection.execute("UPDATE documents SET barred = ?2 WHERE id = ?1", (id.as_str(), reason))?;
            archive.withdraw(id, reason, at)?;
            Ok(barred > 0)
        })
    }

    /// Undoes [`Archive::bar`]: the last version is shown again, unless something is against it. Says whether the document
    /// had been taken down.
    pub fn unbar(&self, id: &DocumentId, at: Timestamp) -> Result<bool> {
        self.batch(|archive| {
            let unbarred = archive
                .connection
                .execute("UPDATE documents SET barred = NULL WHERE id = ?1 AND barred IS NOT NULL", [id.as_str()])?;
            if unbarred == 0 {
                return Ok(false);
            }
            if let Some((version, suspicions)) = archive.last_version(id)? {
                archive.put_suspect(&version.document, &version.source, &suspicions, at)?;
            }
            Ok(true)
        })
    }

    /// What is against the latest version of a document, whether it was released or not.
    pub fn suspicions(&self, id: &DocumentId) -> Result<Vec<Suspicion>> {
        let mut select = self.connection.prepare_cached(&format!(
            "SELECT q.suspicions FROM quarantine q JOIN changes c ON c.sequence = q.change
             JOIN documents d ON d.key = c.document WHERE d.id = ?1 AND {IS_LAST}"
        ))?;
        let found: Option<String> = select.query_map([id.as_str()], |row| row.get(0))?.next().transpose()?;
        Ok(found.map(|json| serde_json::from_str(&json)).transpose()?.unwrap_or_default())
    }

    /// Whether a version with these suspicions must not be shown.
    pub(crate) fn must_hold(&self, id: &DocumentId, suspicions: &[Suspicion]) -> Result<bool> {
        let mut find = self.connection.prepare_cached("SELECT barred IS NOT NULL FROM documents WHERE id = ?1")?;
        let is_barred: Option<bool> = find.query_map([id.as_str()], |row| row.get(0))?.next().transpose()?;
        if is_barred == Some(true) {
            return Ok(true);
        }
        if suspicions.is_empty() {
            return Ok(false);
        }
        let released = self.released_keys(id)?;
        Ok(suspicions.iter().any(|suspicion| !released.contains(&suspicion.key)))
    }

    /// Notes what is against the change that was written last.
    pub(crate) fn quarantine_latest(&self, suspicions: &[Suspicion]) -> Result<()> {
        self.connection
            .prepare_cached("INSERT INTO quarantine (change, suspicions, state) VALUES (?1, ?2, 'held')")?
            .execute((self.connection.last_insert_rowid(), serde_json::to_string(suspicions)?))?;
        Ok(())
    }

    fn decide(&self, id: &DocumentId, state: &str, note: &str, at: Timestamp) -> Result<bool> {
        let Some(latest) = self.latest_change(id)?.filter(|latest| latest.is_held) else {
            return Ok(false);
        };
        self.connection
            .prepare_cached("UPDATE quarantine SET state = ?2, decided_at = ?3, note = ?4 WHERE change = ?1")?
            .execute((latest.sequence, state, moment(at), note))?;
        Ok(true)
    }

    fn released_keys(&self, id: &DocumentId) -> Result<BTreeSet<String>> {
        let mut select = self.connection.prepare_cached(
            "SELECT q.suspicions FROM quarantine q JOIN changes c ON c.sequence = q.change
             JOIN documents d ON d.key = c.document WHERE d.id = ?1 AND q.state = 'released'",
        )?;
        let mut keys = BTreeSet::new();
        for json in select.query_map([id.as_str()], |row| row.get::<_, String>(0))? {
            let suspicions: Vec<Suspicion> = serde_json::from_str(&json?)?;
            keys.extend(suspicions.into_iter().map(|suspicion| suspicion.key));
        }
        Ok(keys)
    }

    /// The last version put of a document, also of a withdrawn one, and what is against it.
    fn last_version(&self, id: &DocumentId) -> Result<Option<(crate::Version, Vec<Suspicion>)>> {
        let mut select = self.connection.prepare_cached(&format!(
            "SELECT s.*, q.suspicions FROM ({SELECT_STORED} WHERE d.id = ?1 AND c.content IS NOT NULL
             ORDER BY c.sequence DESC LIMIT 1) s LEFT JOIN quarantine q ON q.change = s.sequence"
        ))?;
        let read = |row: &Row<'_>| {
            let suspicions: Option<String> = row.get(12)?;
            let suspicions = suspicions.map(|json| serde_json::from_str(&json)).transpose()?.unwrap_or_default();
            Ok((crate::documents::read_version(row)?, suspicions))
        };
        select.query_and_then([id.as_str()], read)?.next().transpose()
    }
}

fn read_held(row: &Row<'_>) -> Result<Held> {
    let stored = read_stored(row)?;
    let suspicions: String = row.get(12)?;
    let at: i64 = row.get(3)?;
    Ok(Held {
        document: stored.document,
        sequence: stored.sequence,
        at: timestamp(at)?,
        suspicions: serde_json::from_str(&suspicions)?,
        is_confirmed: row.get(13)?,
        note: row.get(14)?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fixtures::{TestArchive, at};
    use crate::{Change, Source};

    fn id() -> DocumentId {
        DocumentId::from_post("nfcms", 7)
    }

    fn put(archive: &Archive, body: &str, keys: &[&str], second: i64) -> Change {
        let document = Document::new(id(), "年度报告", body);
        let suspicions: Vec<Suspicion> = keys
            .iter()
            .map(|key| Suspicion { key: (*key).to_owned(), finding: json!({"rule": "brand_name"}) })
            .collect();
        archive.put_suspect(&document, &Source::File("a.jsonl".to_owned()), &suspicions, at(second)).unwrap()
    }

    fn shown(archive: &Archive) -> Option<String> {
        archive.document(&id()).unwrap().map(|stored| stored.document.body)
    }

    #[test]
    fn a_suspect_version_is_kept_and_the_one_before_it_stays_current() {
        let archive = TestArchive::new();
        assert_eq!(put(&archive, "正文", &[], 1), Change::New);
        assert_eq!(put(&archive, "博彩正文", &["brand:博彩"], 2), Change::Updated);
        assert_eq!(put(&archive, "博彩正文", &["brand:博彩"], 3), Change::Unchanged);
        assert_eq!(shown(&archive).as_deref(), Some("正文"));
        assert_eq!(archive.versions(&id()).unwrap().len(), 1, "a page of versions shows none that is held");

        let held = archive.quarantine().unwrap();
        let [held] = held.as_slice() else { panic!("{held:?}") };
        assert_eq!((held.document.body.as_str(), held.at, held.is_confirmed), ("博彩正文", at(2), false));
        assert_eq!(held.suspicions[0].key, "brand:博彩");

        assert_eq!(put(&archive, "正文", &[], 4), Change::Updated, "the portal was mended");
        assert_eq!((shown(&archive).as_deref(), archive.quarantine().unwrap().len()), (Some("正文"), 0));
    }

    #[test]
    fn a_released_version_is_shown_and_so_are_later_ones_with_nothing_else_against_them() {
        let archive = TestArchive::new();
        assert!(!archive.release(&id(), "", at(0)).unwrap());
        put(&archive, "整治博彩", &["brand:博彩"], 1);
        assert_eq!(shown(&archive), None);
        let before = archive.watermark().unwrap();
        assert!(archive.release(&id(), "一篇整治通告", at(2)).unwrap());
        assert_eq!(shown(&archive).as_deref(), Some("整治博彩"));
        assert!(archive.watermark().unwrap() > before, "an index must hear of it");
        assert!(!archive.release(&id(), "", at(3)).unwrap());

        put(&archive, "整治博彩（修订）", &["brand:博彩"], 4);
        assert_eq!(shown(&archive).as_deref(), Some("整治博彩（修订）"));
        put(&archive, "整治博彩（再修订）", &["brand:博彩", "brand:彩金"], 5);
        assert_eq!(shown(&archive).as_deref(), Some("整治博彩（修订）"));
    }

    #[test]
    fn a_confirmed_version_stays_hidden_with_the_operators_note() {
        let archive = TestArchive::new();
        put(&archive, "博彩正文", &["brand:博彩"], 1);
        assert!(archive.confirm(&id(), "已通知网站", at(2)).unwrap());
        assert_eq!(put(&archive, "博彩正文", &["brand:博彩"], 3), Change::Unchanged);
        let held = archive.quarantine().unwrap();
        assert_eq!((held[0].is_confirmed, held[0].note.as_deref()), (true, Some("已通知网站")));
        assert_eq!(shown(&archive), None);
    }

    #[test]
    fn a_document_taken_down_stays_down_whatever_the_portal_says() {
        let archive = TestArchive::new();
        assert!(!archive.bar(&id(), "unknown", at(0)).unwrap());
        put(&archive, "正文", &[], 1);
        assert!(archive.bar(&id(), "personal data", at(2)).unwrap());
        assert_eq!(put(&archive, "正文二", &[], 3), Change::Updated);
        assert_eq!(shown(&archive), None);
        assert!(archive.unbar(&id(), at(4)).unwrap());
        assert_eq!(shown(&archive).as_deref(), Some("正文二"));
        assert!(!archive.unbar(&id(), at(5)).unwrap());
    }

    #[test]
    fn undoing_a_takedown_does_not_show_what_is_suspect() {
        let archive = TestArchive::new();
        put(&archive, "博彩正文", &["brand:博彩"], 1);
        archive.bar(&id(), "spam", at(2)).unwrap();
        archive.unbar(&id(), at(3)).unwrap();
        assert_eq!(shown(&archive), None);
        assert_eq!(archive.quarantine().unwrap().len(), 1);
    }
}
