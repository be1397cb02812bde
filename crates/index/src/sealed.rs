//! The files of a finished generation, read without a lock, so that it can be searched on a disk that only reads.
//!
//! tantivy locks a directory while it opens segments, against a writer that would remove them meanwhile; for that it makes a
//! file. A finished generation has no writer, and what it needs is open before it serves.

use std::io;
use std::path::Path;
use std::sync::Arc;

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr};
use tantivy::{Directory, Index};

use crate::error::IndexError;

#[derive(Debug, Clone)]
struct Sealed(MmapDirectory);

/// Opens the index of a finished generation.
pub(crate) fn open(directory: &Path) -> Result<Index, IndexError> {
    let doing = || IndexError::tantivy("opening a generation");
    let files = MmapDirectory::open(directory).map_err(|error| doing()(error.into()))?;
    Index::open(Sealed(files)).map_err(doing())
}

fn is_finished() -> io::Error {
    io::Error::new(io::ErrorKind::ReadOnlyFilesystem, "a finished generation is never written")
}

impl Directory for Sealed {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.0.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(is_finished()), filepath: path.to_owned() })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.0.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::IoError { io_error: Arc::new(is_finished()), filepath: path.to_owned() })
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.0.atomic_read(path)
    }

    fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(is_finished())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.0.watch(callback)
    }
}
