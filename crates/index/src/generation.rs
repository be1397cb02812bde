//! Generations on disk: their names, their manifests, and which one serves.
//!
//! ```text
//! index/CURRENT                 the name of the serving generation
//! index/lock                    held by the process that builds, with its number in it
//! index/building-<name>/        a generation being built; swept when its builder is gone
//! index/removing-<name>/        one that is being removed; swept likewise
//! index/refused-<name>/         one that did not pass, and why; no reader takes it
//! index/<name>/manifest.json    a complete, checked generation
//! index/<name>/tantivy/         its index
//! ```

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use gongkai_analysis::Analyzer;
use gongkai_document::Timestamp;
use serde::{Deserialize, Serialize};

use crate::builder::GenerationBuilder;
use crate::checks::Checks;
use crate::error::IndexError;
use crate::guards::Guards;
use crate::lock::lock;
use crate::refusal::{self, REFUSED, Refusal};
use crate::schema::SCHEMA_VERSION;

const CURRENT: &str = "CURRENT";
pub(crate) const MANIFEST: &str = "manifest.json";
pub(crate) const TANTIVY: &str = "tantivy";
const BUILDING: &str = "building-";
const REMOVING: &str = "removing-";

/// The directory of all generations, the analysis that searches in it use, and what a new generation must pass.
#[derive(Debug, Clone)]
pub struct IndexRoot {
    directory: PathBuf,
    analyzer: Analyzer,
    guards: Guards,
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
        Ok(Self { directory, analyzer, guards: Guards::default() })
    }

    /// The same directory, in which a new generation must pass `guards` before it serves.
    #[must_use]
    pub fn with_guards(mut self, guards: Guards) -> Self {
        self.guards = guards;
        self
    }

    /// What a new generation must pass.
    pub fn guards(&self) -> &Guards {
        &self.guards
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
        for name in self.complete()? {
            let manifest = self.manifest(&name)?;
            found.push(GenerationInfo { is_current: current.as_ref() == Some(&name), manifest });
        }
        Ok(found)
    }

    /// The generations that were refused and are kept to be looked at, the latest first.
    pub fn refused(&self) -> Result<Vec<Refusal>, IndexError> {
        let names = self.directories()?.into_iter().filter(|name| name.starts_with(REFUSED));
        let read: Result<Vec<Refusal>, IndexError> = names.map(|name| refusal::read(&self.directory, &name)).collect();
        let mut refused = read?;
        refused.sort_by(|a, b| b.name.cmp(&a.name));
        Ok(refused)
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
        let lock = lock(&self.directory)?;
        for name in self.directories()?.iter().filter(|name| name.starts_with(BUILDING) || name.starts_with(REMOVING)) {
            let path = self.directory.join(name);
            fs::remove_dir_all(&path).map_err(IndexError::file("remove", &path))?;
        }
        let name = self.new_name(now)?;
        GenerationBuilder::new(self.clone(), name, now, lock)
    }

    /// Makes the generation before the current one serve again, and tells its name.
    pub fn rollback(&self) -> Result<String, IndexError> {
        let _lock = lock(&self.directory)?;
        let current = self.current()?.ok_or(IndexError::NothingBefore)?;
        let mut older = self.complete()?.into_iter().filter(|name| *name < current);
        // Only one that says what it is can be gone back to.
        let before = older.find(|name| self.manifest(name).is_ok()).ok_or(IndexError::NothingBefore)?;
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

    /// Keeps a generation that did not pass, with the reason, where no reader takes it; tells under which name. Of all
    /// that were refused the last two stay.
    pub(crate) fn refuse(&self, refusal: &Refusal) -> Result<(), IndexError> {
        let from = self.building(refusal.name.trim_start_matches(REFUSED));
        refusal::write(&from, refusal)?;
        let to = self.generation(&refusal.name);
        fs::rename(&from, &to).map_err(IndexError::file("move aside", &from))?;
        let mut refused: Vec<String> =
            self.directories()?.into_iter().filter(|name| name.starts_with(REFUSED)).collect();
        refused.sort_unstable_by(|a, b| b.cmp(a));
        refused.iter().skip(refusal::KEPT).try_for_each(|name| self.remove(name))
    }

    /// Removes complete generations beyond those to keep, and what stands in their place and is none; never the current one.
    pub(crate) fn retire(&self) -> Result<(), IndexError> {
        let current = self.current()?;
        let mut kept = 0;
        for name in self.complete()? {
            let is_generation = match self.manifest(&name) {
                Ok(_) => true,
                Err(IndexError::NoSuchGeneration { .. } | IndexError::BadManifest { .. }) => false,
                Err(error) => return Err(error),
            };
            if is_generation && kept < self.guards.generations_kept.get() {
                kept += 1;
            } else if current.as_ref() != Some(&name) {
                self.remove(&name)?;
            }
        }
        Ok(())
    }

    /// Removes a directory so that a crash leaves all of it or nothing that is taken for a generation.
    fn remove(&self, name: &str) -> Result<(), IndexError> {
        let (from, to) = (self.generation(name), self.directory.join(format!("{REMOVING}{name}")));
        fs::rename(&from, &to).map_err(IndexError::file("move aside", &from))?;
        fs::remove_dir_all(&to).map_err(IndexError::file("remove", &to))
    }

    fn make_current(&self, name: &str) -> Result<(), IndexError> {
        write_durably(&self.directory.join(CURRENT), name.as_bytes())
    }

    /// The names of complete generations, the latest first.
    pub(crate) fn complete(&self) -> Result<Vec<String>, IndexError> {
        let mut names = self.directories()?;
        names.retain(|name| ![BUILDING, REMOVING, REFUSED].iter().any(|other| name.starts_with(other)));
        names.sort_unstable_by(|a, b| b.cmp(a));
        Ok(names)
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
        let names = self.directories()?.into_iter();
        let latest = names.map(|name| name.trim_start_matches(REFUSED).to_owned()).max();
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
