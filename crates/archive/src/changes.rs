//! Reading many documents: all of them, or what changed since a place in the sequence.

use gongkai_document::{Access, DocumentId};

use crate::{Archive, ArchiveError, Result, Sequence, Stored, Withdrawal};

/// The latest thing that happened to a document.
#[derive(Debug, Clone, PartialEq)]
pub enum DocumentChange {
    /// This version became current.
    Put(Stored),
    /// It was withdrawn.
    Withdrawn(DocumentId, Withdrawal),
}

impl Archive {
    /// Gives every current document that may be seen with `access` (or every one) to `each`, ordered by identifier.
    ///
    /// One at a time and from one moment's state, whatever others write meanwhile; `each` must not write to this archive.
    pub fn documents<E: From<ArchiveError>>(
        &self,
        access: Option<Access>,
        each: impl FnMut(Stored) -> Result<(), E>,
    ) -> Result<(), E> {
        todo!()
    }

    /// Gives the latest change of every document that changed after `since` to `each`, in the order of the sequence.
    ///
    /// A document that became staff's comes as its new version: look at its access. As [`Archive::documents`] otherwise.
    pub fn documents_since<E: From<ArchiveError>>(
        &self,
        since: Sequence,
        each: impl FnMut(DocumentChange) -> Result<(), E>,
    ) -> Result<(), E> {
        todo!()
    }

    /// The place of the latest change; [`Sequence::default`] when there was none.
    pub fn watermark(&self) -> Result<Sequence> {
        todo!()
    }
}
