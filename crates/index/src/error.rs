//! What can go wrong with an index.

use std::path::PathBuf;

use gongkai_document::{DocumentId, Timestamp};

/// The process that holds a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    /// Its number.
    pub process: u32,
    /// When it took the lock.
    pub since: Timestamp,
}

/// Why an index could not be built, opened or searched.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// A file or directory could not be read or written.
    #[error("cannot {action} {}", path.display())]
    File {
        /// What was being done, as a verb.
        action: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// Another process builds a generation in this directory.
    #[error("another gongkai{} is building an index in {}; wait for it, or stop it first", told(holder.as_ref()), path.display())]
    Busy {
        /// The directory of all generations.
        path: PathBuf,
        /// The process, when it is known.
        holder: Option<Holder>,
    },
    /// tantivy failed.
    #[error("the index failed while {doing}")]
    Tantivy {
        /// What was being done.
        doing: &'static str,
        /// What tantivy says.
        #[source]
        source: tantivy::TantivyError,
    },
    /// There is no generation of that name, or none at all.
    #[error("there is no generation {name:?}; `gongkai generations` lists what there is")]
    NoSuchGeneration {
        /// The name asked for.
        name: String,
    },
    /// No generation is named as the one that serves.
    #[error("no generation is named as the one that serves; run `gongkai index`")]
    NoCurrent,
    /// There is nothing to go back to.
    #[error("there is no generation before the current one to go back to")]
    NothingBefore,
    /// A generation's manifest cannot be read.
    #[error("the manifest of generation {name} cannot be read; run `gongkai index --full`")]
    BadManifest {
        /// The generation.
        name: String,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
    /// A generation was made by another version of the analysis or the schema.
    #[error("generation {name} was made with {found}, this program needs {needed}; run `gongkai index --full`")]
    Incompatible {
        /// The generation.
        name: String,
        /// What it was made with.
        found: String,
        /// What this program needs.
        needed: String,
    },
    /// A generation's files are not what was written.
    #[error("generation {name} is damaged: {what}; run `gongkai rollback` or `gongkai index --full`")]
    Damaged {
        /// The generation.
        name: String,
        /// What is damaged.
        what: String,
    },
    /// A generation was given the same document twice.
    #[error("document {id} was given to the index twice; run `gongkai check`")]
    Repeated {
        /// The document.
        id: DocumentId,
    },
    /// A new generation did not pass and was not made current.
    #[error("the new generation was refused: {reason}; it is kept as {kept}, and what served before goes on serving")]
    Refused {
        /// The name of its directory.
        kept: String,
        /// What it did not pass, and how.
        reason: String,
    },
    /// A stored document cannot be read back.
    #[error("a document stored in generation {name} cannot be read; run `gongkai index --full`")]
    BadDocument {
        /// The generation.
        name: String,
    },
}

impl IndexError {
    /// For `map_err`: a file operation that failed.
    pub(crate) fn file(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { action, path, source }
    }

    /// For `map_err`: something that tantivy could not do.
    pub(crate) fn tantivy(doing: &'static str) -> impl FnOnce(tantivy::TantivyError) -> Self {
        move |source| Self::Tantivy { doing, source }
    }
}

/// Who it is, as part of a sentence.
fn told(holder: Option<&Holder>) -> String {
    holder.map(|Holder { process, since }| format!(" (process {process}, since {since:.0})")).unwrap_or_default()
}
