//! What a data directory is made of, and how each part is copied while it is in use.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::{BackupError, Result};

/// The file that names the generation that serves.
const CURRENT: &str = "CURRENT";
/// How often a generation is opened again when it was replaced meanwhile.
const TRIES: usize = 5;

/// A part of a data directory, by its name in it. Parts that are not there are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A SQLite file, copied as it is at one moment.
    Database(&'static str),
    /// A file that is replaced as a whole when it changes.
    File(&'static str),
    /// A folder of such files.
    Folder(&'static str),
    /// A folder of generations, of which the one that serves is copied.
    Generations(&'static str),
}

/// A file that is open for copying: it can be renamed or removed meanwhile.
pub(crate) struct Opened {
    /// Its path in the backup.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) file: File,
}

impl Source {
    /// Opens everything of it that is there; `copies` is where databases are copied to first.
    pub(crate) fn open(self, data: &Path, copies: &Path) -> Result<Vec<Opened>> {
        match self {
            Self::Database(name) => Ok(database(data, name, copies)?.into_iter().collect()),
            Self::File(name) => Ok(opened(name.to_owned(), data.join(name))?.into_iter().collect()),
            Self::Folder(name) => folder(&data.join(name), name),
            Self::Generations(name) => generation(&data.join(name), name),
        }
    }
}

/// Opens a file; `None` when it is not there.
fn opened(name: String, path: PathBuf) -> Result<Option<Opened>> {
    match File::open(&path) {
        Ok(file) => Ok(Some(Opened { name, path, file })),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(BackupError::file("open", &path)(error)),
    }
}

/// Copies a database as it is now, and opens the copy.
fn database(data: &Path, name: &str, copies: &Path) -> Result<Option<Opened>> {
    let path = data.join(name);
    if opened(name.to_owned(), path.clone())?.is_none() {
        return Ok(None);
    }
    let copy = copies.join(name);
    let failed = |source| BackupError::Database { path: path.clone(), source };
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY | rusqlite::OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = rusqlite::Connection::open_with_flags(&path, flags).map_err(failed)?;
    connection.busy_timeout(std::time::Duration::from_secs(30)).map_err(failed)?;
    // Not the bytes of the file: half of a transaction may stand in its log.
    connection.execute("VACUUM INTO ?1", [copy.to_string_lossy()]).map_err(failed)?;
    opened(name.to_owned(), copy)
}

/// Every file of a folder and of those in it, by their names.
fn folder(path: &Path, name: &str) -> Result<Vec<Opened>> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(BackupError::file("list", path)(error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(BackupError::file("list", path))?;
        let kind = entry.file_type().map_err(BackupError::file("look at", &entry.path()))?;
        // A name that is no text would not come back as it was.
        let Ok(own) = entry.file_name().into_string() else { continue };
        let name = format!("{name}/{own}");
        if kind.is_dir() {
            files.extend(folder(&entry.path(), &name)?);
        } else if kind.is_file() {
            files.extend(opened(name, entry.path())?);
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// The generation that serves, with the file that names it last. Once everything is open it may be swept away.
fn generation(path: &Path, name: &str) -> Result<Vec<Opened>> {
    for _ in 0..TRIES {
        let Some(current) = opened(format!("{name}/{CURRENT}"), path.join(CURRENT))? else { return Ok(Vec::new()) };
        let serving = fs::read_to_string(&current.path).map_err(BackupError::file("read", &current.path))?;
        let serving = serving.trim();
        let mut files = folder(&path.join(serving), &format!("{name}/{serving}"))?;
        let now = fs::read_to_string(&current.path).map_err(BackupError::file("read", &current.path))?;
        // Its manifest is written last and removed with the rest: what has one and still serves is whole.
        if now.trim() == serving && !files.is_empty() {
            files.push(current);
            return Ok(files);
        }
    }
    Err(BackupError::Restless { path: path.to_owned() })
}
