//! A generation that was refused: kept to be looked at, with the reason in a file.

use std::fs;
use std::path::Path;

use gongkai_document::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::IndexError;
use crate::generation::write_durably;

/// How the name of a refused generation begins: no reader takes such a one.
pub(crate) const REFUSED: &str = "refused-";
/// How many refused generations stay: the last, and the one before to compare it with.
pub(crate) const KEPT: usize = 2;
/// The file with the reason.
const FILE: &str = "refused.json";

/// A generation that did not pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The name of its directory.
    pub name: String,
    /// When it was begun.
    pub created_at: Timestamp,
    /// How many documents it holds.
    pub documents: u64,
    /// What it did not pass, and how.
    pub reason: String,
}

/// Notes in its directory why a generation is refused.
pub(crate) fn write(directory: &Path, refusal: &Refusal) -> Result<(), IndexError> {
    let bad = |source| IndexError::BadManifest { name: refusal.name.clone(), source };
    write_durably(&directory.join(FILE), &serde_json::to_vec_pretty(refusal).map_err(bad)?)
}

/// Why the generation `name` below `directory` was refused.
pub(crate) fn read(directory: &Path, name: &str) -> Result<Refusal, IndexError> {
    let path = directory.join(name).join(FILE);
    let text = fs::read_to_string(&path).map_err(IndexError::file("read", &path))?;
    serde_json::from_str(&text).map_err(|source| IndexError::BadManifest { name: name.to_owned(), source })
}
