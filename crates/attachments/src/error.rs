//! Why a file gave no text.

use std::io;
use std::path::PathBuf;

use gongkai_document::Unread;

/// Why a file gave no text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AttachmentError {
    /// The file itself is the reason; another attempt would end alike.
    #[error("{name:?} gave no text: {detail} ({reason})")]
    Unread {
        /// The file's name, as it was given.
        name: String,
        /// The reason to note on the document.
        reason: Unread,
        /// What was found, in words.
        detail: String,
    },
    /// The reading program could not be started; nothing is known about the file.
    #[error("{} cannot be started to read attachments; check that the file is there and may be run", program.display())]
    NoWorker {
        /// The program.
        program: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl AttachmentError {
    /// The reason to note on the document, unless the file is not to blame.
    pub fn unread(&self) -> Option<Unread> {
        match self {
            Self::Unread { reason, .. } => Some(*reason),
            Self::NoWorker { .. } => None,
        }
    }
}

/// Why a reader gave up: an [`AttachmentError::Unread`] that does not know the file's name yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) reason: Unread,
    pub(crate) detail: String,
}

impl Failure {
    pub(crate) fn new(reason: Unread, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into() }
    }

    pub(crate) fn damaged(detail: impl std::fmt::Display) -> Self {
        Self::new(Unread::Damaged, detail.to_string())
    }

    /// A failure to read within the file: its own fault, unless memory ran out.
    pub(crate) fn of_io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::OutOfMemory => Self::too_costly("no memory is left for it"),
            _ => Self::damaged(error),
        }
    }

    pub(crate) fn too_costly(detail: impl Into<String>) -> Self {
        Self::new(Unread::TooCostly, detail)
    }

    pub(crate) fn of(self, name: &str) -> AttachmentError {
        AttachmentError::Unread { name: name.to_owned(), reason: self.reason, detail: self.detail }
    }
}
