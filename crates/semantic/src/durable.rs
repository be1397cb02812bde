//! Writing so that a killed program or a lost current leaves either the old or the new.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use crate::error::{Result, SemanticError};

/// Replaces a file by one with this content, at once.
pub(crate) fn replace(path: &Path, content: &[u8]) -> Result<()> {
    let temporary = path.with_extension("new");
    write(&temporary, content)?;
    fs::rename(&temporary, path).map_err(SemanticError::file("replace", path))?;
    path.parent().map_or(Ok(()), sync_directory)
}

/// Writes a file down to the disk.
pub(crate) fn write(path: &Path, content: &[u8]) -> Result<()> {
    let written = File::create(path).and_then(|mut file| file.write_all(content).and_then(|()| file.sync_all()));
    written.map_err(SemanticError::file("write", path))
}

/// Makes the names in a directory durable.
pub(crate) fn sync_directory(path: &Path) -> Result<()> {
    File::open(path).and_then(|directory| directory.sync_all()).map_err(SemanticError::file("sync", path))
}
