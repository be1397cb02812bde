//! What can go wrong with a query log.

use std::path::PathBuf;

/// What a call of the log gives.
pub(crate) type Result<T, E = QueryLogError> = std::result::Result<T, E>;

/// Why the log could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueryLogError {
    /// The file cannot be created.
    #[error("{} cannot be created", path.display())]
    CannotCreate {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file cannot be opened.
    #[error("{} cannot be opened; has the service run with the query log switched on?", path.display())]
    CannotOpen {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The file is no query log.
    #[error("{} is no query log of this program; move it away or name another data directory", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A newer program made the file.
    #[error("{} was made by a newer gongkai (schema {found}, this one knows up to {known}); use that version", path.display())]
    TooNew {
        /// The file.
        path: PathBuf,
        /// The file's schema version.
        found: u32,
        /// The newest schema that this program knows.
        known: u32,
    },
    /// The thread that writes could not be started.
    #[error("the thread that writes the query log cannot be started")]
    NoThread(#[source] std::io::Error),
    /// SQLite refused: the disk is full, the file is damaged, or another program held it for too long.
    #[error("the query log cannot be read or written")]
    Database(#[from] rusqlite::Error),
}
