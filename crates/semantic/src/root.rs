//! The folder `semantic` of a data directory.
//!
//! ```text
//! semantic/model.json            which model is enabled
//! semantic/vectors-<model>       every vector that was ever made with it
//! semantic/<number>/             a set of vectors, complete and checked
//! semantic/CURRENT               the number of the set that is searched
//! ```

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use gongkai_embedding::{Model, ModelIdentity};
use serde::{Deserialize, Serialize};

use crate::durable;
use crate::error::{Result, SemanticError};
use crate::manifest::VectorsManifest;
use crate::store::Store;
use crate::vectors::{Vectors, remove};

const MODEL: &str = "model.json";
const CURRENT: &str = "CURRENT";
/// Sets that stay: the one that is searched, and the one that a search under way may still be opening.
const SETS_KEPT: u64 = 2;
/// Digits of the model's hash in the name of its vectors.
const HASH_DIGITS: usize = 16;

/// The folder that holds which model is enabled and what was made with it.
#[derive(Debug, Clone)]
pub struct SemanticRoot {
    directory: PathBuf,
}

/// The model that is enabled, as it was when the operator enabled it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnabledModel {
    /// Its file.
    pub path: PathBuf,
    /// The file's SHA-256 in hexadecimal digits.
    pub sha256: String,
    /// The file's size.
    pub bytes: u64,
    /// Its name, or that it is not known.
    pub name: String,
    /// Its licence, or that it is not known.
    pub licence: String,
    /// Values of a vector.
    pub dimensions: usize,
}

impl EnabledModel {
    /// The model as it was opened from `path`.
    pub fn new(path: PathBuf, identity: &ModelIdentity) -> Self {
        let ModelIdentity { sha256, bytes, name, licence, dimensions } = identity.clone();
        Self { path, sha256, bytes, name, licence, dimensions }
    }

    /// Opens the model; a file that has changed since it was enabled is an error.
    pub fn open(&self) -> Result<Model> {
        Ok(Model::open_accepting(&self.path, &self.sha256)?)
    }
}

impl SemanticRoot {
    /// The folder `directory`, which need not exist yet.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into() }
    }

    /// The folder.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The model that is enabled, if one is.
    pub fn enabled(&self) -> Result<Option<EnabledModel>> {
        let path = self.directory.join(MODEL);
        let Some(text) = read_if_there(&path)? else { return Ok(None) };
        let damaged = |error: serde_json::Error| {
            SemanticError::damaged(&path, format!("{error}; enable the model again, which writes it anew"))
        };
        serde_json::from_str(&text).map(Some).map_err(damaged)
    }

    /// Notes which model is used from now on.
    pub fn enable(&self, model: &EnabledModel) -> Result<()> {
        self.create()?;
        let path = self.directory.join(MODEL);
        let json =
            serde_json::to_vec_pretty(model).map_err(|error| SemanticError::damaged(&path, error.to_string()))?;
        durable::replace(&path, &json)
    }

    /// Notes that no model is used; whether one was. The vectors stay, so that enabling it again costs nothing.
    pub fn disable(&self) -> Result<bool> {
        let path = self.directory.join(MODEL);
        match fs::remove_file(&path) {
            Ok(()) => durable::sync_directory(&self.directory).map(|()| true),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(SemanticError::file("remove", path)(error)),
        }
    }

    /// The folder of the set that is searched, if there is one. A reader asks again to see whether there is a new one.
    pub fn current(&self) -> Result<Option<PathBuf>> {
        Ok(self.current_number()?.map(|number| self.set(number)))
    }

    /// Opens the set that is searched, if there is one and it is of the model that is enabled.
    pub fn open_current(&self) -> Result<Option<Vectors>> {
        let (Some(model), Some(directory)) = (self.enabled()?, self.current()?) else { return Ok(None) };
        let found = VectorsManifest::read(&directory)?.model_sha256;
        if found == model.sha256 {
            return Vectors::open(&directory).map(Some);
        }
        Err(SemanticError::Foreign { path: directory, found: format!("model {found}"), expected: model.sha256 })
    }

    /// The size of all vectors ever made with a model; nought when there are none.
    pub fn store_bytes(&self, model: &EnabledModel) -> u64 {
        fs::metadata(self.store_path(&model.sha256)).map_or(0, |metadata| metadata.len())
    }

    pub(crate) fn store(&self, model: &ModelIdentity) -> Result<Store> {
        self.create()?;
        Store::open(&self.store_path(&model.sha256), model)
    }

    /// The folder of the next set; only who holds the store asks.
    pub(crate) fn next_set(&self) -> Result<(u64, PathBuf)> {
        let next = self.sets()?.into_iter().max().unwrap_or_default() + 1;
        Ok((next, self.set(next)))
    }

    /// Makes a set the one that is searched, and removes those that are no longer needed.
    pub(crate) fn make_current(&self, number: u64) -> Result<()> {
        durable::replace(&self.directory.join(CURRENT), number.to_string().as_bytes())?;
        for old in self.sets()?.into_iter().filter(|old| old + SETS_KEPT <= number) {
            remove(&self.set(old))?;
        }
        Ok(())
    }

    fn create(&self) -> Result<()> {
        fs::create_dir_all(&self.directory).map_err(SemanticError::file("create", &self.directory))
    }

    fn store_path(&self, sha256: &str) -> PathBuf {
        self.directory.join(format!("vectors-{}", sha256.get(..HASH_DIGITS).unwrap_or(sha256)))
    }

    fn set(&self, number: u64) -> PathBuf {
        self.directory.join(number.to_string())
    }

    fn current_number(&self) -> Result<Option<u64>> {
        let path = self.directory.join(CURRENT);
        let Some(text) = read_if_there(&path)? else { return Ok(None) };
        text.trim().parse().map(Some).map_err(|_| SemanticError::damaged(&path, "it is no number"))
    }

    fn sets(&self) -> Result<Vec<u64>> {
        let failed = || SemanticError::file("read", &self.directory);
        let mut numbers = Vec::new();
        for entry in fs::read_dir(&self.directory).map_err(failed())? {
            let name = entry.map_err(failed())?.file_name();
            numbers.extend(name.to_str().and_then(|name| name.parse::<u64>().ok()));
        }
        Ok(numbers)
    }
}

fn read_if_there(path: &Path) -> Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(SemanticError::file("read", path)(error)),
    }
}
