//! What can go wrong with stored vectors and while they are made.

use std::io;
use std::path::PathBuf;

use gongkai_embedding::EmbeddingError;

/// What this crate's calls give.
pub type Result<T, E = SemanticError> = std::result::Result<T, E>;

/// Why vectors cannot be made, kept or searched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SemanticError {
    /// A file or a folder cannot be read or written.
    #[error("cannot {action} {}", path.display())]
    File {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another process writes these vectors.
    #[error("another build is at work on {}; wait for its end or stop it", path.display())]
    Locked {
        /// The file that it holds.
        path: PathBuf,
    },
    /// A file of vectors is not what it was when it was written.
    #[error("{} is damaged: {what}; run `gongkai semantic build` again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What does not fit.
        what: String,
    },
    /// The vectors are of another model or another form than this program uses.
    #[error("{} was made with {found}, not {expected}; run `gongkai semantic build` again", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What the file says.
        found: String,
        /// What is needed.
        expected: String,
    },
    /// No model is enabled.
    #[error("no model is enabled here; run `gongkai semantic enable --model FILE` first")]
    NotEnabled,
    /// Somebody asked the build to stop; what it made is kept.
    #[error("interrupted; the vectors made so far are kept, and the same command goes on from there")]
    Interrupted,
    /// There are more passages or documents than a set of vectors can number.
    #[error("{count} passages are more than one set of vectors holds, {}", u32::MAX)]
    TooMany {
        /// How many there are.
        count: usize,
    },
    /// The system gives no thread to compare queries in.
    #[error("cannot start a thread that compares queries")]
    Thread(#[source] io::Error),
    /// The model or a query does not fit.
    #[error(transparent)]
    Embedding(#[from] EmbeddingError),
}

impl SemanticError {
    /// Makes an error of the system into one that names the file.
    pub(crate) fn file(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { action, path, source }
    }

    pub(crate) fn damaged(path: impl Into<PathBuf>, what: impl Into<String>) -> Self {
        Self::Damaged { path: path.into(), what: what.into() }
    }
}
