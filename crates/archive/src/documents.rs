//! Documents with every version they ever had.

use std::fmt;

use gongkai_document::{Document, DocumentId, Timestamp};
use rusqlite::{OptionalExtension, Row};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::contents::{Content, Sha256Sum, sha256};
use crate::values::{moment, stored_number, timestamp, unreadable};
use crate::{Archive, PageId, Result, Suspicion};

/// A place in the archive's sequence of changes: each new version and each withdrawal gets the next one.
///
/// The default is the place before every change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sequence(pub u64);

stored_number!(Sequence);

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Where a version of a document came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// It was read from a stored page.
    Page(PageId),
    /// It was imported from a file of this name.
    File(String),
}

/// What putting a document changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The archive did not know the document.
    New,
    /// The document differs from its latest version, or had been withdrawn: it has a new version.
    Updated,
    /// The document is as it was; nothing was written.
    Unchanged,
}

impl Change {
    /// The word for it in the archive and in reports.
    pub const fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Updated => "changed",
            Self::Unchanged => "unchanged",
        }
    }
}

/// A current document and what the archive knows about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// The document.
    pub document: Document,
    /// The number of its version, from 1.
    pub version: u32,
    /// When its first version came.
    pub first_seen: Timestamp,
    /// When this version came.
    pub changed_at: Timestamp,
    /// This version's place in the sequence of changes.
    pub sequence: Sequence,
}

/// The version of a document that was put last.
#[derive(Debug, Clone, PartialEq)]
pub struct Latest {
    /// The document.
    pub document: Document,
    /// Where it came from.
    pub source: Source,
    /// Whether it is kept back.
    pub is_held: bool,
}

/// One version of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// Its number, from 1.
    pub number: u32,
    /// The document as it was.
    pub document: Document,
    /// Where it came from.
    pub source: Source,
    /// When it came.
    pub at: Timestamp,
    /// Its place in the sequence of changes.
    pub sequence: Sequence,
}

/// That a document is no longer current.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// Why, in words.
    pub reason: String,
    /// Since when.
    pub at: Timestamp,
    /// Its place in the sequence of changes.
    pub sequence: Sequence,
}

impl Archive {
    /// Makes `document` the current version, unless it is that already.
    ///
    /// Versions are compared as a whole, as JSON with sorted keys. A withdrawn document becomes current again; one that an
    /// operator took down does not.
    pub fn put_document(&self, document: &Document, source: &Source, at: Timestamp) -> Result<Change> {
        self.put_suspect(document, source, &[], at)
    }

    /// Keeps a version as [`Archive::put_document`] does, but does not show it when there is a suspicion against it that
    /// no operator has released for this document: the version before it stays current, if there is one.
    pub fn put_suspect(
        &self,
        document: &Document,
        source: &Source,
        suspicions: &[Suspicion],
        at: Timestamp,
    ) -> Result<Change> {
        let json = canonical_json(document)?;
        let sum = sha256(&json);
        self.batch(|archive| {
            let is_held = archive.must_hold(&document.id, suspicions)?;
            let latest = archive.latest_change(&document.id)?;
            if latest.as_ref().is_some_and(|latest| latest.sha256 == Some(sum) && latest.is_held == is_held) {
                return Ok(Change::Unchanged);
            }
            let content = archive.keep_content(&json, &sum)?;
            let (key, version) = match &latest {
                Some(latest) => (latest.key, latest.version + 1),
                None => (archive.insert_document(&document.id, at)?, 1),
            };
            let (page, file) = match source {
                Source::Page(page) => (Some(page), None),
                Source::File(file) => (None, Some(file)),
            };
            archive
                .connection
                .prepare_cached(
                    "INSERT INTO changes (document, version, content, access, page, file, at, held)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                )?
                .execute((key, version, content, document.access.code(), page, file, moment(at), is_held))?;
            if is_held {
                archive.quarantine_latest(suspicions)?;
            }
            Ok(if latest.is_some() { Change::Updated } else { Change::New })
        })
    }

    /// Makes a document no longer current and keeps all its versions; says whether it was current.
    pub fn withdraw(&self, id: &DocumentId, reason: &str, at: Timestamp) -> Result<bool> {
        self.batch(|archive| {
            let Some(latest) = archive.latest_change(id)?.filter(|latest| latest.sha256.is_some()) else {
                return Ok(false);
            };
            archive
                .connection
                .prepare_cached(
                    "INSERT INTO changes (document, version, access, reason, at)
                     SELECT document, version, access, ?2, ?3 FROM changes WHERE sequence = ?1",
                )?
                .execute((latest.sequence, reason, moment(at)))?;
            Ok(true)
        })
    }

    /// The current version of a document; `None` when there is no such document or it was withdrawn.
    pub fn document(&self, id: &DocumentId) -> Result<Option<Stored>> {
        let mut find = self
            .connection
            .prepare_cached(&format!("{SELECT_STORED} WHERE d.id = ?1 AND c.content IS NOT NULL AND {IS_LATEST}"))?;
        find.query_and_then([id.as_str()], read_stored)?.next().transpose()
    }

    /// Why a document is not current; `None` when it is, or is unknown.
    pub fn withdrawal(&self, id: &DocumentId) -> Result<Option<Withdrawal>> {
        let mut find = self.connection.prepare_cached(&format!(
            "SELECT c.sequence, c.at, c.reason FROM documents d JOIN changes c ON c.document = d.key
             WHERE d.id = ?1 AND c.reason IS NOT NULL AND {IS_LATEST}"
        ))?;
        find.query_and_then([id.as_str()], |row| {
            Ok(Withdrawal { sequence: row.get(0)?, at: timestamp(row.get(1)?)?, reason: row.get(2)? })
        })?
        .next()
        .transpose()
    }

    /// Every version of a document that was ever shown, the first one first, also of a withdrawn one.
    pub fn versions(&self, id: &DocumentId) -> Result<Vec<Version>> {
        let mut find = self.connection.prepare_cached(&format!(
            "{SELECT_STORED} WHERE d.id = ?1 AND c.content IS NOT NULL AND NOT c.held ORDER BY c.version"
        ))?;
        find.query_and_then([id.as_str()], read_version)?.collect()
    }

    /// The version of a document that was put last, shown or held, unless the document was withdrawn since.
    pub fn latest(&self, id: &DocumentId) -> Result<Option<Latest>> {
        let mut find = self
            .connection
            .prepare_cached(&format!("{SELECT_STORED} WHERE d.id = ?1 AND c.content IS NOT NULL AND {IS_LAST}"))?;
        let read = |row: &Row<'_>| {
            Ok(Latest { document: read_stored(row)?.document, source: read_source(row)?, is_held: row.get(11)? })
        };
        find.query_and_then([id.as_str()], read)?.next().transpose()
    }

    /// The row of a document, whether it is current or not.
    pub(crate) fn document_key(&self, id: &DocumentId) -> Result<Option<i64>> {
        let mut find = self.connection.prepare_cached("SELECT key FROM documents WHERE id = ?1")?;
        Ok(find.query_row([id.as_str()], |row| row.get(0)).optional()?)
    }

    fn insert_document(&self, id: &DocumentId, at: Timestamp) -> Result<i64> {
        let mut insert = self.connection.prepare_cached("INSERT INTO documents (id, first_seen) VALUES (?1, ?2)")?;
        insert.execute((id.as_str(), moment(at)))?;
        Ok(self.connection.last_insert_rowid())
    }

    pub(crate) fn latest_change(&self, id: &DocumentId) -> Result<Option<LatestChange>> {
        let mut find = self.connection.prepare_cached(&format!(
            "SELECT d.key, c.sequence, c.version, t.sha256, c.held
             FROM documents d JOIN changes c ON c.document = d.key LEFT JOIN contents t ON t.id = c.content
             WHERE d.id = ?1 AND {IS_LAST}"
        ))?;
        let read = |row: &Row<'_>| {
            Ok(LatestChange {
                key: row.get(0)?,
                sequence: row.get(1)?,
                version: row.get(2)?,
                sha256: row.get(3)?,
                is_held: row.get(4)?,
            })
        };
        Ok(find.query_row([id.as_str()], read).optional()?)
    }
}

/// The latest change of a document, shown or held, without its content.
pub(crate) struct LatestChange {
    pub(crate) key: i64,
    pub(crate) sequence: Sequence,
    version: u32,
    /// Of the version; `None` when the change is a withdrawal.
    sha256: Option<Sha256Sum>,
    pub(crate) is_held: bool,
}

/// That the change `c` is the one of the document `d` that is shown: the latest that is not held.
pub(crate) const IS_LATEST: &str =
    "c.sequence = (SELECT max(sequence) FROM changes WHERE document = d.key AND NOT held)";

/// That the change `c` is the latest one of the document `d`, shown or held.
pub(crate) const IS_LAST: &str = "c.sequence = (SELECT max(sequence) FROM changes WHERE document = d.key)";

/// The columns that [`read_stored`] and [`read_source`] read; withdrawals lack a content.
pub(crate) const SELECT_STORED: &str = "SELECT d.id, d.first_seen, c.version, c.at, c.sequence, t.sha256, t.length,
     t.compressed, c.page, c.file, c.reason, c.held
     FROM changes c JOIN documents d ON d.key = c.document LEFT JOIN contents t ON t.id = c.content";

/// Reads a version of a document from a row of [`SELECT_STORED`].
pub(crate) fn read_stored(row: &Row<'_>) -> Result<Stored> {
    let id: String = row.get(0)?;
    let version: u32 = row.get(2)?;
    let json = Content::from_row(row, 5)?.open(|| format!("document {id}, version {version}"))?;
    Ok(Stored {
        document: serde_json::from_slice(&json)?,
        version,
        first_seen: timestamp(row.get(1)?)?,
        changed_at: timestamp(row.get(3)?)?,
        sequence: row.get(4)?,
    })
}

/// Reads a version with its source from a row of [`SELECT_STORED`].
pub(crate) fn read_version(row: &Row<'_>) -> Result<Version> {
    let stored = read_stored(row)?;
    Ok(Version {
        number: stored.version,
        document: stored.document,
        source: read_source(row)?,
        at: stored.changed_at,
        sequence: stored.sequence,
    })
}

fn read_source(row: &Row<'_>) -> Result<Source> {
    match (row.get(8)?, row.get(9)?) {
        (Some(page), None) => Ok(Source::Page(page)),
        (None, Some(file)) => Ok(Source::File(file)),
        both_or_none => Err(unreadable("a version's source", format!("{both_or_none:?}"))),
    }
}

/// The document as JSON whose objects have their keys in order, so that equal documents are equal bytes.
fn canonical_json(document: &Document) -> Result<Vec<u8>> {
    fn sorted(value: Value) -> Value {
        match value {
            Value::Object(object) => {
                let mut members: Vec<_> = object.into_iter().map(|(key, value)| (key, sorted(value))).collect();
                members.sort_by(|(a, _), (b, _)| a.cmp(b));
                Value::Object(members.into_iter().collect::<Map<_, _>>())
            }
            Value::Array(values) => Value::Array(values.into_iter().map(sorted).collect()),
            other => other,
        }
    }
    Ok(serde_json::to_vec(&sorted(serde_json::to_value(document)?))?)
}

#[cfg(test)]
mod tests {
    use gongkai_document::{Column, Kind};
    use serde_json::json;

    use super::*;
    use crate::fixtures::{TestArchive, at};

    fn reply() -> Document {
        let line = r#"{"id":"r-1","title":"关于助餐的答复","body":"现答复如下。","column":"答复","kind":"reply",
            "access":"staff","b":{"y":1,"x":[{"d":2,"c":null}]},"a":1.5,"request":{"number":"2024-17"}}"#;
        serde_json::from_str(line).unwrap()
    }

    fn file() -> Source {
        Source::File("register.csv".to_owned())
    }

    #[test]
    fn a_document_comes_back_whole_with_its_unknown_fields() {
        let archive = TestArchive::new();
        archive.put_document(&reply(), &file(), at(1)).unwrap();
        let stored = archive.document(&reply().id).unwrap().unwrap();
        let expected =
            Stored { document: reply(), version: 1, first_seen: at(1), changed_at: at(1), sequence: Sequence(1) };
        assert_eq!(stored, expected);
    }

    #[test]
    fn the_order_of_fields_makes_no_version_and_the_order_of_columns_does() {
        let archive = TestArchive::new();
        let mut document = reply();
        document.columns = vec![Column::new("甲"), Column::new("乙")];
        archive.put_document(&document, &file(), at(1)).unwrap();

        document.unknown = json!({"a": 1.5, "b": {"x": [{"c": null, "d": 2}], "y": 1}}).as_object().unwrap().clone();
        assert_eq!(archive.put_document(&document, &file(), at(2)).unwrap(), Change::Unchanged);
        document.columns.reverse();
        assert_eq!(archive.put_document(&document, &file(), at(3)).unwrap(), Change::Updated);
    }

    #[test]
    fn every_version_stays_with_its_source_and_time() {
        let archive = TestArchive::new();
        let first = reply();
        let second = Document { kind: Kind::Notice, ..reply() };
        for (second_of, document) in [(1, &first), (2, &second), (3, &second), (4, &first)] {
            archive.put_document(document, &file(), at(second_of)).unwrap();
        }
        let versions = archive.versions(&first.id).unwrap();
        let seen: Vec<_> = versions.iter().map(|v| (v.number, &v.document, v.at, v.sequence.0)).collect();
        assert_eq!(seen, [(1, &first, at(1), 1), (2, &second, at(2), 2), (3, &first, at(4), 3)]);
        assert!(versions.iter().all(|version| version.source == file()));
    }

    #[test]
    fn a_withdrawn_document_is_kept_but_not_current_until_it_is_put_again() {
        let archive = TestArchive::new();
        let id = reply().id;
        assert!(!archive.withdraw(&id, "unknown", at(0)).unwrap());
        archive.put_document(&reply(), &file(), at(1)).unwrap();
        assert!(archive.withdraw(&id, "404 three times", at(2)).unwrap());
        assert!(!archive.withdraw(&id, "again", at(3)).unwrap());

        assert_eq!(archive.document(&id).unwrap(), None);
        assert_eq!(archive.versions(&id).unwrap().len(), 1);
        let withdrawal = Withdrawal { reason: "404 three times".to_owned(), at: at(2), sequence: Sequence(2) };
        assert_eq!(archive.withdrawal(&id).unwrap(), Some(withdrawal));

        assert_eq!(archive.put_document(&reply(), &file(), at(4)).unwrap(), Change::Updated);
        let stored = archive.document(&id).unwrap().unwrap();
        assert_eq!((stored.version, stored.first_seen, stored.sequence), (2, at(1), Sequence(3)));
        assert_eq!(archive.withdrawal(&id).unwrap(), None);
    }

    #[test]
    fn a_page_that_was_never_stored_cannot_be_a_source() {
        let archive = TestArchive::new();
        assert!(archive.put_document(&reply(), &Source::Page(PageId(7)), at(1)).is_err());
        assert_eq!(archive.document_key(&reply().id).unwrap(), None);
    }

    #[test]
    fn a_damaged_document_is_an_error_that_names_it() {
        let archive = TestArchive::new();
        archive.put_document(&reply(), &file(), at(1)).unwrap();
        archive.damage_contents();
        let error = archive.document(&reply().id).unwrap_err().to_string();
        assert!(error.starts_with("the stored bytes of document r-1, version 1 are damaged"), "{error}");
    }
}
