//! Taking a backup.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::error::{BackupError, Result};
use crate::manifest::{Entry, FORMAT, FORMAT_ENTRY, MANIFEST_ENTRY, Manifest, hex};
use crate::source::{Opened, Source};

/// How much is read at once, in bytes.
pub(crate) const CHUNK_BYTES: usize = 1 << 20;

/// Copies the parts of the data directory `data` into the new file `to`.
///
/// `each` is told how many bytes were copied since it was called last, and can end the work; then nothing is left behind.
pub fn back_up(
    data: &Path,
    sources: &[Source],
    to: &Path,
    now: Timestamp,
    mut each: impl FnMut(u64) -> ControlFlow<()>,
) -> Result<Manifest> {
    if to.try_exists().map_err(BackupError::file("look for", to))? {
        return Err(BackupError::Exists { path: to.to_owned() });
    }
    let scratch = Scratch::beside(to)?;
    let mut files = Vec::new();
    for source in sources {
        files.extend(source.open(data, &scratch.directory)?);
    }
    if files.is_empty() {
        return Err(BackupError::Nothing { path: data.to_owned() });
    }
    let part = scratch.directory.join("backup");
    let file = File::create_new(&part).map_err(BackupError::file("create", &part))?;
    let manifest = write(file, &part, files, now, &mut each)?;
    // Never over a file that came meanwhile.
    fs::hard_link(&part, to).or_else(|_| fs::rename(&part, to)).map_err(BackupError::file("move into place", to))?;
    sync_parent(to)?;
    Ok(manifest)
}

fn write(
    file: File,
    path: &Path,
    files: Vec<Opened>,
    now: Timestamp,
    each: &mut impl FnMut(u64) -> ControlFlow<()>,
) -> Result<Manifest> {
    let container = |source| BackupError::Container { path: path.to_owned(), source };
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(true);
    let mut zip = ZipWriter::new(file);
    zip.start_file(FORMAT_ENTRY, options).map_err(container)?;
    zip.write_all(FORMAT.to_string().as_bytes()).map_err(BackupError::file("write", path))?;
    let mut manifest = Manifest { format: FORMAT, created_at: now, entries: Vec::new() };
    for mut opened in files {
        zip.start_file(opened.name.as_str(), options).map_err(container)?;
        let (bytes, sha256) = copy(&mut opened.file, &opened.path, &mut zip, path, each)?;
        manifest.entries.push(Entry { path: opened.name, bytes, sha256 });
    }
    zip.start_file(MANIFEST_ENTRY, options).map_err(container)?;
    let text = serde_json::to_vec_pretty(&manifest).map_err(|error| BackupError::damaged(path, error.to_string()))?;
    zip.write_all(&text).map_err(BackupError::file("write", path))?;
    let file = zip.finish().map_err(container)?;
    file.sync_all().map_err(BackupError::file("sync", path))?;
    Ok(manifest)
}

/// Copies everything and gives its length and its SHA-256.
pub(crate) fn copy(
    from: &mut impl Read,
    from_path: &Path,
    to: &mut impl Write,
    to_path: &Path,
    each: &mut impl FnMut(u64) -> ControlFlow<()>,
) -> Result<(u64, String)> {
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let mut buffer = vec![0; CHUNK_BYTES];
    loop {
        let length = from.read(&mut buffer).map_err(BackupError::file("read", from_path))?;
        let Some(chunk) = buffer.get(..length).filter(|chunk| !chunk.is_empty()) else { break };
        hash.update(chunk);
        to.write_all(chunk).map_err(BackupError::file("write", to_path))?;
        bytes += length as u64;
        if each(length as u64).is_break() {
            return Err(BackupError::Interrupted);
        }
    }
    Ok((bytes, hex(&hash.finalize())))
}

/// Makes a name survive a power cut.
pub(crate) fn sync_parent(path: &Path) -> Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(parent).and_then(|folder| folder.sync_all()).map_err(BackupError::file("sync", parent))
}

/// A folder beside the result for what is not finished; it goes with this value, and a killed one's by the next.
pub(crate) struct Scratch {
    pub(crate) directory: PathBuf,
}

impl Scratch {
    pub(crate) fn beside(place: &Path) -> Result<Self> {
        let mut name = place.file_name().unwrap_or_default().to_owned();
        name.push(".unfinished");
        let directory = place.with_file_name(name);
        match fs::remove_dir_all(&directory) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(BackupError::file("remove", &directory)(error));
            }
            _ => {}
        }
        fs::create_dir(&directory).map_err(BackupError::file("create", &directory))?;
        Ok(Self { directory })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next run.
        let _ = fs::remove_dir_all(&self.directory);
    }
}
