//! Documents with every version they ever had.

use std::fmt;

use gongkai_document::{Document, DocumentId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Archive, PageId, Result};

/// A place in the archive's sequence of changes: each new version and each withdrawal gets the next one.
///
/// The default is the place before every change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sequence(pub u64);

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
    /// Versions are compared as a whole, as JSON with sorted keys. A withdrawn document becomes current again.
    pub fn put_document(&self, document: &Document, source: &Source, at: Timestamp) -> Result<Change> {
        todo!()
    }

    /// Makes a document no longer current and keeps all its versions; says whether it was current.
    pub fn withdraw(&self, id: &DocumentId, reason: &str, at: Timestamp) -> Result<bool> {
        todo!()
    }

    /// The current version of a document; `None` when there is no such document or it was withdrawn.
    pub fn document(&self, id: &DocumentId) -> Result<Option<Stored>> {
        todo!()
    }

    /// Why a document is not current; `None` when it is, or is unknown.
    pub fn withdrawal(&self, id: &DocumentId) -> Result<Option<Withdrawal>> {
        todo!()
    }

    /// Every version of a document, the first one first, also of a withdrawn one.
    pub fn versions(&self, id: &DocumentId) -> Result<Vec<Version>> {
        todo!()
    }
}
