//! What can go wrong with an archive.

use std::path::PathBuf;

use gongkai_document::DocumentId;

use crate::{ListId, PageId, RunId};

/// What a call of the archive gives.
pub type Result<T, E = ArchiveError> = std::result::Result<T, E>;

/// Why the archive could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// The file cannot be opened or created.
    #[error("{} cannot be opened", path.display())]
    CannotOpen {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The file is no archive of Gongkai.
    #[error("{} is not a gongkai archive; name another file", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The file is from a later version of the program.
    #[error("{} was made by a newer gongkai (schema {found}, this one knows up to {known}); use that version", path.display())]
    TooNew {
        /// The file.
        path: PathBuf,
        /// The file's schema version.
        found: u32,
        /// The newest schema version that this program knows.
        known: u32,
    },
    /// The file is from an earlier version and was opened for reading only.
    #[error("{} has the older schema {found} and is open for reading only; run `gongkai check` once to bring it up to {known}", path.display())]
    TooOld {
        /// The file.
        path: PathBuf,
        /// The file's schema version.
        found: u32,
        /// The schema version that this program needs.
        known: u32,
    },
    /// Bytes kept no longer match their SHA-256.
    #[error(
        "the stored bytes of {what} are damaged (SHA-256 {sha256}); restore the archive from a backup or fetch it again"
    )]
    Damaged {
        /// The URL of the page, or the identifier and version of the document.
        what: String,
        /// The SHA-256 that the bytes should have, in hexadecimal.
        sha256: String,
    },
    /// A response or a document is longer than the archive can keep.
    #[error("{bytes} bytes are too long for the archive, which keeps at most {bytes_max} in one piece")]
    TooLong {
        /// How long it is.
        bytes: usize,
        /// How long it may be.
        bytes_max: u32,
    },
    /// No page has this number.
    #[error("the archive has no page {0}")]
    NoSuchPage(PageId),
    /// No document has this identifier.
    #[error("the archive has no document {0}")]
    NoSuchDocument(DocumentId),
    /// No run that is still to be finished has this number.
    #[error("the archive has no unfinished run {0}")]
    NoSuchRun(RunId),
    /// The column was never recorded with its site.
    #[error("the archive has no {0}; record its site first")]
    NoSuchColumn(ListId),
    /// A value in the file cannot be read back.
    #[error("{what} in the archive cannot be read back: {found:?}")]
    Unreadable {
        /// What the value is.
        what: &'static str,
        /// The value.
        found: String,
    },
    /// A value cannot be written as JSON, or what is stored is no JSON.
    #[error("a value in the archive is not the JSON it should be")]
    Json(#[from] serde_json::Error),
    /// Bytes could not be compressed.
    #[error("bytes could not be compressed for the archive")]
    Compression(#[source] std::io::Error),
    /// SQLite refused: the disk is full, the file is damaged, or another program held it for too long.
    #[error("the archive cannot be read or written")]
    Database(#[from] rusqlite::Error),
}
