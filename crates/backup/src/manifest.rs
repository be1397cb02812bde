//! What a backup says about itself.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The newest form of a backup that this program writes and reads. Raised when an older program would restore it wrongly.
pub const FORMAT: u32 = 1;
/// The entry that says the form; the first one, so that a newer form is refused before anything else is read.
pub(crate) const FORMAT_ENTRY: &str = "gongkai-backup";
/// The entry with the manifest; the last one.
pub(crate) const MANIFEST_ENTRY: &str = "manifest.json";

/// What is in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form.
    pub format: u32,
    /// When it was begun.
    pub created_at: Timestamp,
    /// The files, in the order of the backup.
    pub entries: Vec<Entry>,
}

/// A file in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its path within the data directory, with `/` between names.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// The SHA-256 of its content, in hexadecimal digits.
    pub sha256: String,
}

impl Manifest {
    /// The length of all files.
    pub fn bytes(&self) -> u64 {
        self.entries.iter().map(|entry| entry.bytes).sum()
    }
}

/// Bytes in hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digit = |value: u8| DIGITS.get(usize::from(value)).copied().unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
