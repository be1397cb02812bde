//! The archive's file: opening, batches, copies.

use std::path::Path;

use rusqlite::Connection;

use crate::{ArchiveError, Result};

/// One SQLite file with everything crawled and imported.
///
/// It may be sent to another thread but not shared: open one for each thread. Any number of them may have the file
/// open; one writes at a time, the others wait for it and read on meanwhile.
#[derive(Debug)]
pub struct Archive {
    pub(crate) connection: Connection,
}

impl Archive {
    /// Opens the file for reading and writing; creates it when there is none, brings an older schema up to date.
    pub fn open(path: &Path) -> Result<Self> {
        todo!()
    }

    /// Opens the file for reading only, as the web service does while a crawl writes. Every write is an error.
    pub fn open_read_only(path: &Path) -> Result<Self> {
        todo!()
    }

    /// Makes everything that `work` does one transaction: kept when it gives `Ok`, undone when it gives `Err` or panics.
    ///
    /// Batches are what makes an import fast: every call outside one waits for the disk. They may be nested.
    pub fn batch<T, E: From<ArchiveError>>(&self, work: impl FnOnce(&Self) -> Result<T, E>) -> Result<T, E> {
        todo!()
    }

    /// Writes a consistent copy to a new file, also while others write to the archive.
    pub fn copy_to(&self, path: &Path) -> Result<()> {
        todo!()
    }
}
