//! Generations on disk: their names, their manifests, and which one serves.
//!
//! ```text
//! index/CURRENT                 the name of the serving generation
//! index/lock                    held by the process that builds
//! index/building-<name>/        a generation being built; swept when its builder is gone
//! index/<name>/manifest.json    a complete, checked generation
//! index/<name>/tantivy/         its index
//! ```

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use gongkai_analysis::Analyzer;
use gongkai_document::Timestamp;
use serde::{Deserialize, Serialize};

use crate::builder::GenerationBuilder;
use crate::checks::Checks;
use crate::error::IndexError;
use crate::schema::SCHEMA_VERSION;

const CURRENT: &str = "CURRENT";
const LOCK: &str = "lock";
pub(crate) const MANIFEST: &str = "manifest.json";
pub(crate) const TANTIVY: &str = "tantivy";
const BUILDING: &str = "building-";
/// How many complete generations stay: the serving one, one to roll back to, and one more for a mistake noticed late.
const GENERATIONS_KEPT: usize = 3;

/// The directory of all generations, and the analysis that searches in it use.
#[derive(Debug, Clone)]
pub struct IndexRoot {
    directory: PathBuf,
    analyzer: Analyzer,
}

/// What a generation says about itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Its name: the time it was begun and a hash.
    pub name: String,
    /// When it was begun.
    pub created_at: Timestamp,
    /// How many documents it holds.
    pub document_count: u64,
    /// Which analysis made its tokens.
    pub analysis_version: String,
    /// Which fields it has.
    pub schema_version: u32,
    /// The archive's change sequence up to which it is complete.
    pub watermark: u64,
    /// The checks it passed.
    pub checks: Checks,
    /// Each file of the index with its length in bytes and its CRC-32.
    pub files: Vec<FileSum>,
}

/// A file's name, length and checksum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSum {
    /// The name in the generation's index directory.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// The CRC-32 (IEEE) of its bytes.
    pub crc32: u32,
}

/// A generation and whether it serves.
#[derive(Debug, Clone, PartialEq)]
pub struct GenerationInfo {
    /// What it says about itself.
    pub manifest: Manifest,
    /// Whether searches are answered from it.
    pub is_current: bool,
}

impl IndexRoot {
    /// Opens the directory of all generations, making it if need be.
    pub fn open(directory: impl Into<PathBuf>, analyzer: Analyzer) -> Result<Self, IndexError> {
        let directory = directory.into();
        fs::create_dir_all(&directory).map_err(IndexError::file("create", &directory))?;
        Ok(Self { directory, analyzer })
    }

    /// The analysis that searches use.
    pub fn analyzer(&self) -> &Analyzer {
        &self.analyzer
    }

    /// The name of the serving generation; `None` when there is none.
    pub fn current(&self) -> Result<Option<String>, IndexError> {
        let path = self.directory.join(CURRENT);
        match fs::read_to_string(&path) {
            Ok(name) => Ok(Some(name.trim().to_owned()).filter(|name| !name.is_empty())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(IndexError::file("read", path)(error)),
        }
    }

    /// Every complete generation, the latest first.
    pub fn generations(&self) -> Result<Vec<GenerationInfo>, IndexError> {
        let current = self.current()?;
        let mut found = Vec::new();
        for name in self.directories()? {
            if !name.starts_with(BUILDING) {
                let manifest = self.manifest(&name)?;
                found.push(GenerationInfo { is_current: current.as_ref() == Some(&manifest.name), manifest });
            }
        }
        found.sort_by(|a, b| b.manifest.name.cmp(&a.manifest.name));
        Ok(found)
    }

    /// What the generation `name` says about itself.
    pub fn manifest(&self, name: &str) -> Result<Manifest, IndexError> {
        let path = self.generation(name).join(MANIFEST);
        let text = fs::read_to_string(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => IndexError::NoSuchGeneration { name: name.to_owned() },
            _ => IndexError::file("read", path)(error),
        })?;
        serde_json::from_str(&text).map_err(|source| IndexError::BadManifest { name: name.to_owned(), source })
    }

    /// Begins a new generation. Only one can be built at a time; what a killed builder left behind is swept away.
    pub fn build(&self, now: Timestamp) -> Result<GenerationBuilder, IndexError> {
        let lock = self.lock()?;
        for name in self.directories()?.iter().filter(|name| name.starts_with(BUILDING)) {
            let path = self.directory.join(name);
            fs::remove_dir_all(&path).map_err(IndexError::file("remove", &path))?;
        }
        let name = self.new_name(now)?;
        GenerationBuilder::new(self.clone(), name, now, lock)
    }

    /// Makes the generation before the current one serve again, and tells its name.
    pub fn rollback(&self) -> Result<String, IndexError> {
        let _lock = self.lock()?;
        let current = self.current()?.ok_or(IndexError::NothingBefore)?;
        let before = self.generations()?.into_iter().map(|info| info.manifest.name).find(|name| *name < current);
        let before = before.ok_or(IndexError::NothingBefore)?;
        self.make_current(&before)?;
        Ok(before)
    }

    /// Whether this program can search a generation with this manifest.
    pub(crate) fn check_compatible(&self, manifest: &Manifest) -> Result<(), IndexError> {
        let describe = |schema: u32, analysis: &str| format!("schema {schema} and analysis {analysis}");
        let found = describe(manifest.schema_version, &manifest.analysis_version);
        let needed = describe(SCHEMA_VERSION, self.analyzer.version());
        if found == needed {
            return Ok(());
        }
        Err(IndexError::Incompatible { name: manifest.name.clone(), found, needed })
    }

    pub(crate) fn generation(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    pub(crate) fn building(&self, name: &str) -> PathBuf {
        self.directory.join(format!("{BUILDING}{name}"))
    }

    /// Moves a finished generation to its place and makes it serve.
    pub(crate) fn publish(&self, name: &str) -> Result<(), IndexError> {
        let (from, to) = (self.building(name), self.generation(name));
        fs::rename(&from, &to).map_err(IndexError::file("move into place", &from))?;
        sync_directory(&self.directory)?;
        self.make_current(name)
    }

    /// Removes complete generations beyond those to keep; never the current one.
    pub(crate) fn retire(&self) -> Result<(), IndexError> {
        for old in self.generations()?.into_iter().skip(GENERATIONS_KEPT).filter(|info| !info.is_current) {
            let path = self.generation(&old.manifest.name);
            fs::remove_dir_all(&path).map_err(IndexError::file("remove", &path))?;
        }
        Ok(())
    }

    fn make_current(&self, name: &str) -> Result<(), IndexError> {
        write_durably(&self.directory.join(CURRENT), name.as_bytes())
    }

    fn lock(&self) -> Result<File, IndexError> {
        let path = self.directory.join(LOCK);
        let file = File::create(&path).map_err(IndexError::file("create", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(IndexError::Busy { path: self.directory.clone() }),
            Err(TryLockError::Error(error)) => Err(IndexError::file("lock", path)(error)),
        }
    }

    fn directories(&self) -> Result<Vec<String>, IndexError> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.directory).map_err(IndexError::file("list", &self.directory))? {
            let entry = entry.map_err(IndexError::file("list", &self.directory))?;
            let is_directory = entry.file_type().map_err(IndexError::file("look at", entry.path()))?.is_dir();
            if let (true, Ok(name)) = (is_directory, entry.file_name().into_string()) {
                names.push(name);
            }
        }
        Ok(names)
    }

    /// A name later than every other one, whatever the clock says.
    fn new_name(&self, now: Timestamp) -> Result<String, IndexError> {
        let stamp = now.strftime("%Y%m%dT%H%M%S%3fZ").to_string();
        let hash = crc32fast::hash(format!("{}{}{stamp}", self.analyzer.version(), std::process::id()).as_bytes());
        let name = format!("{stamp}-{hash:08x}");
        let latest = self.directories()?.into_iter().filter(|name| !name.starts_with(BUILDING)).max();
        Ok(match latest {
            // The clock went back, or two generations were begun in one millisecond.
            Some(latest) if latest >= name => format!("{latest}x"),
            _ => name,
        })
    }
}

/// Writes a small file so that a crash leaves the old or the new content, never a part, and a power cut not less.
pub(crate) fn write_durably(path: &Path, content: &[u8]) -> Result<(), IndexError> {
    let temporary = path.with_extension("new");
    let mut file = File::create(&temporary).map_err(IndexError::file("create", &temporary))?;
    file.write_all(content).and_then(|()| file.sync_all()).map_err(IndexError::file("write", &temporary))?;
    fs::rename(&temporary, path).map_err(IndexError::file("replace", path))?;
    path.parent().map_or(Ok(()), sync_directory)
}

/// Makes the names in a directory survive a power cut.
pub(crate) fn sync_directory(directory: &Path) -> Result<(), IndexError> {
    File::open(directory).and_then(|file| file.sync_all()).map_err(IndexError::file("sync", directory))
}
