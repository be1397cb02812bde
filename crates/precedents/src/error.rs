//! What can go wrong with precedents.

use std::path::PathBuf;

use gongkai_archive::ArchiveError;
use gongkai_index::IndexError;
use gongkai_query::{EngineError, InvalidRequest};
use gongkai_register::RegisterError;

/// What a call of this crate gives.
pub type Result<T, E = PrecedentsError> = std::result::Result<T, E>;

/// Why precedents could not be found, or a certificate not be given.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PrecedentsError {
    /// The register has no such request.
    #[error("the register has no request {0:?}; `gongkai register list` shows the numbers")]
    NoSuchRequest(String),
    /// The request has nothing to compare with.
    #[error("the request {0} has no text; paste what it asks instead")]
    NoText(String),
    /// Nothing that can be searched for was given.
    #[error(transparent)]
    InvalidRequest(#[from] InvalidRequest),
    /// The register failed.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// The archive failed.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The index failed.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A search failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A search certificate was asked for without a search.
    #[error("a search certificate needs at least one search; name what was searched for")]
    NothingSearched,
    /// There is no such certificate.
    #[error("there is no search certificate {0:?}; `gongkai certificate list` shows the numbers")]
    NoSuchCertificate(String),
    /// The file system does not say whether a file is there.
    #[error("cannot look for {}", path.display())]
    CannotLook {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file of the certificates cannot be opened or created.
    #[error("{} cannot be opened", path.display())]
    CannotOpen {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The file is none of ours.
    #[error("{} holds no search certificates of gongkai; name another data directory", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The file is from a newer program.
    #[error("{} has the certificates' schema {found}, this gongkai knows {known}; use the newer gongkai that made it", path.display())]
    TooNew {
        /// The file.
        path: PathBuf,
        /// The file's version.
        found: u32,
        /// The newest that this program knows.
        known: u32,
    },
    /// What stands in the file cannot be read.
    #[error("the search certificate {number} is damaged: {what}; restore the file from a backup")]
    Damaged {
        /// The certificate.
        number: String,
        /// What is wrong.
        what: String,
    },
    /// The file failed.
    #[error("the file of the search certificates failed")]
    Sqlite(#[from] rusqlite::Error),
}
