//! Whether the file is sound, for `gongkai check`.

use crate::{Archive, Result};

/// What a check of the whole file found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Integrity {
    /// How many contents (bodies of responses, versions of documents) were compared with their SHA-256.
    pub contents_checked: u64,
    /// What is wrong, a sentence each; empty when the file is sound.
    pub problems: Vec<String>,
}

impl Archive {
    /// Checks the database's structure and references, and every stored content against its SHA-256. Reads everything.
    pub fn integrity_check(&self) -> Result<Integrity> {
        todo!()
    }
}
