//! What a set of vectors says about itself, and whether its files are those that it was written with.

use std::fs;
use std::path::{Path, PathBuf};

use gongkai_document::Timestamp;
use gongkai_embedding::ModelIdentity;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{Result, SemanticError};

/// Goes up with every change of the files' form.
const FORM: u32 = 1;
const MANIFEST: &str = "manifest.json";

/// What a set of vectors says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VectorsManifest {
    /// The form of the files.
    pub form: u32,
    /// The SHA-256 of the model's file, in hexadecimal digits: only a query of the same model compares.
    pub model_sha256: String,
    /// Values of a vector.
    pub dimensions: usize,
    /// By which rules documents were cut, [`PASSAGE_RULES`](crate::PASSAGE_RULES).
    pub passage_rules: u32,
    /// Documents with at least one passage.
    pub documents: usize,
    /// Passages.
    pub passages: usize,
    /// When the set was written.
    pub built_at: Timestamp,
    /// The archive's change sequence up to which it is complete.
    pub watermark: u64,
    /// Each file.
    pub files: Vec<VectorsFile>,
}

/// A file of a set of vectors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VectorsFile {
    /// Its name.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// The SHA-256 of its content, in hexadecimal digits.
    pub sha256: String,
}

impl VectorsFile {
    pub(crate) fn new(name: &str, content: &[u8]) -> Self {
        Self { name: name.to_owned(), bytes: content.len() as u64, sha256: hexadecimal(&Sha256::digest(content)) }
    }

    /// The content, if it is what was written.
    pub(crate) fn read(&self, directory: &Path) -> Result<Vec<u8>> {
        let path = directory.join(&self.name);
        let content = fs::read(&path).map_err(SemanticError::file("read", &path))?;
        if *self == Self::new(&self.name, &content) {
            Ok(content)
        } else {
            Err(SemanticError::damaged(path, "its length or its SHA-256 is not that of its manifest"))
        }
    }
}

impl VectorsManifest {
    pub(crate) fn new(model: &ModelIdentity, built_at: Timestamp, watermark: u64) -> Self {
        Self {
            form: FORM,
            model_sha256: model.sha256.clone(),
            dimensions: model.dimensions,
            passage_rules: crate::PASSAGE_RULES,
            documents: 0,
            passages: 0,
            built_at,
            watermark,
            files: Vec::new(),
        }
    }

    /// Reads the manifest of the set in `directory`; the files are not looked at.
    pub fn read(directory: &Path) -> Result<Self> {
        let path = directory.join(MANIFEST);
        let text = fs::read(&path).map_err(SemanticError::file("read", &path))?;
        let manifest: Self =
            serde_json::from_slice(&text).map_err(|error| SemanticError::damaged(&path, error.to_string()))?;
        let expected = format!("form {FORM} and passage rules {}", crate::PASSAGE_RULES);
        let found = format!("form {} and passage rules {}", manifest.form, manifest.passage_rules);
        if found == expected { Ok(manifest) } else { Err(SemanticError::Foreign { path, found, expected }) }
    }

    pub(crate) fn write(&self, directory: &Path) -> Result<()> {
        let path = directory.join(MANIFEST);
        let json = serde_json::to_vec_pretty(self).map_err(|error| SemanticError::damaged(&path, error.to_string()))?;
        crate::durable::write(&path, &json)
    }

    /// Where the file `name` lies, and what it must be.
    pub(crate) fn file(&self, directory: &Path, name: &str) -> Result<&VectorsFile> {
        let listed = self.files.iter().find(|file| file.name == name);
        listed.ok_or_else(|| SemanticError::damaged(directory.join(MANIFEST), format!("it does not list {name}")))
    }
}

/// The directory beside `directory` in which it is written.
pub(crate) fn beside(directory: &Path) -> PathBuf {
    directory.with_extension("building")
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0xf])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}
