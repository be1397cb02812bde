//! Checking a backup, and making a data directory from it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Read, sink};
use std::ops::ControlFlow;
use std::path::{Component, Path};

use zip::ZipArchive;

use crate::error::{BackupError, Result};
use crate::manifest::{FORMAT, FORMAT_ENTRY, MANIFEST_ENTRY, Manifest};
use crate::writing::{Scratch, copy, sync_parent};

/// The longest manifest that is read, in bytes: some hundred thousand files.
const MANIFEST_BYTES_MAX: u64 = 64 << 20;

/// Makes the new data directory `into` from a backup, once all of it was found as it was written.
///
/// An empty directory may stand there. `each` is told how many bytes were read since it was called last, and can end the
/// work; then nothing is left behind.
pub fn restore(backup: &Path, into: &Path, mut each: impl FnMut(u64) -> ControlFlow<()>) -> Result<Manifest> {
    let is_free = match fs::read_dir(into) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    };
    if !is_free {
        return Err(BackupError::Exists { path: into.to_owned() });
    }
    let scratch = Scratch::beside(into)?;
    let whole = scratch.directory.join("data");
    fs::create_dir(&whole).map_err(BackupError::file("create", &whole))?;
    let manifest = read(backup, Some(&whole), &mut each)?;
    // Over an empty directory a rename succeeds, over anything else it does not.
    fs::rename(&whole, into).map_err(BackupError::file("move into place", into))?;
    sync_parent(into)?;
    Ok(manifest)
}

/// Looks whether a backup is as it was written, and writes nothing.
pub fn verify(backup: &Path, mut each: impl FnMut(u64) -> ControlFlow<()>) -> Result<Manifest> {
    read(backup, None, &mut each)
}

fn read(backup: &Path, into: Option<&Path>, each: &mut impl FnMut(u64) -> ControlFlow<()>) -> Result<Manifest> {
    let container = |source| BackupError::Container { path: backup.to_owned(), source };
    let file = File::open(backup).map_err(BackupError::file("open", backup))?;
    let mut zip = ZipArchive::new(file).map_err(container)?;
    let format = text(&mut zip, FORMAT_ENTRY, backup)?;
    let format: u32 = format.trim().parse().map_err(|_| BackupError::damaged(backup, "it does not say its form"))?;
    if format > FORMAT {
        return Err(BackupError::TooNew { path: backup.to_owned(), found: format, known: FORMAT });
    }
    let manifest: Manifest = serde_json::from_str(&text(&mut zip, MANIFEST_ENTRY, backup)?)
        .map_err(|error| BackupError::damaged(backup, format!("its manifest cannot be read: {error}")))?;
    let mut folders = BTreeSet::new();
    for entry in &manifest.entries {
        let name = Path::new(&entry.path);
        if !name.components().all(|component| matches!(component, Component::Normal(_))) {
            return Err(BackupError::damaged(backup, format!("{:?} is no place in a data directory", entry.path)));
        }
        let mut stored = zip.by_name(&entry.path).map_err(container)?;
        let found = match into {
            None => copy(&mut stored, backup, &mut sink(), backup, each)?,
            Some(into) => {
                let path = into.join(name);
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder).map_err(BackupError::file("create", folder))?;
                    folders.insert(folder.to_owned());
                }
                let mut file = File::create_new(&path).map_err(BackupError::file("create", &path))?;
                let found = copy(&mut stored, backup, &mut file, &path, each)?;
                file.sync_all().map_err(BackupError::file("sync", &path))?;
                found
            }
        };
        if found != (entry.bytes, entry.sha256.clone()) {
            return Err(BackupError::damaged(backup, format!("{} has other bytes than were written", entry.path)));
        }
    }
    for folder in folders {
        File::open(&folder).and_then(|folder| folder.sync_all()).map_err(BackupError::file("sync", &folder))?;
    }
    Ok(manifest)
}

/// A small entry as text.
fn text(zip: &mut ZipArchive<File>, name: &str, backup: &Path) -> Result<String> {
    let container = |source| BackupError::Container { path: backup.to_owned(), source };
    let entry = zip.by_name(name).map_err(container)?;
    let mut text = String::new();
    let read = entry.take(MANIFEST_BYTES_MAX).read_to_string(&mut text);
    read.map_err(|error| BackupError::damaged(backup, format!("{name} cannot be read: {error}")))?;
    Ok(text)
}
