//! What can go wrong with a backup.

use std::path::{Path, PathBuf};

/// What a call of this crate gives.
pub type Result<T, E = BackupError> = std::result::Result<T, E>;

/// Why a backup could not be taken or restored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// A file could not be read, written or moved.
    #[error("cannot {doing} {}", path.display())]
    File {
        /// What was being done.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A database could not be copied.
    #[error("cannot copy the database {}", path.display())]
    Database {
        /// The database.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The container could not be read or written.
    #[error("{} is no backup of gongkai, or it is cut off; use another backup", path.display())]
    Container {
        /// The backup.
        path: PathBuf,
        /// What is wrong with it.
        source: zip::result::ZipError,
    },
    /// What stands at the place of the result is kept.
    #[error("{} is there already; name another place", path.display())]
    Exists {
        /// The place.
        path: PathBuf,
    },
    /// There is nothing to back up.
    #[error("there is nothing of gongkai in {}; name another directory with --data", path.display())]
    Nothing {
        /// The data directory.
        path: PathBuf,
    },
    /// The backup is of a newer form.
    #[error("{} is a backup of the form {found}, this gongkai reads up to {known}; use a newer gongkai", path.display())]
    TooNew {
        /// The backup.
        path: PathBuf,
        /// Its form.
        found: u32,
        /// The newest that this program knows.
        known: u32,
    },
    /// The backup is not what was written.
    #[error("{} is damaged: {what}; use another backup", path.display())]
    Damaged {
        /// The backup.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// A generation was replaced again and again while it was being opened.
    #[error("the index in {} changes too quickly to be copied; run the backup again", path.display())]
    Restless {
        /// The directory of the generations.
        path: PathBuf,
    },
    /// The caller asked to stop; nothing was left behind.
    #[error("interrupted: nothing was changed; run the same command again")]
    Interrupted,
}

impl BackupError {
    /// An error of the file system, by what was being done to which file.
    pub(crate) fn file(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { doing, path, source }
    }

    pub(crate) fn damaged(path: &Path, what: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_owned(), what: what.into() }
    }
}
