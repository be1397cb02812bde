//! Connections to one file of a database, opened when they are needed and kept.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Connections of which each is used by one thread at a time. Whoever uses one blocks its thread.
#[derive(Debug)]
pub(crate) struct Connections<T, E> {
    path: PathBuf,
    open: fn(&Path) -> Result<T, E>,
    free: Mutex<Vec<T>>,
}

impl<T, E> Connections<T, E> {
    /// None yet, to the file at `path`, each to be opened by `open`.
    pub(crate) fn new(path: &Path, open: fn(&Path) -> Result<T, E>) -> Self {
        Self { path: path.to_owned(), open, free: Mutex::default() }
    }

    /// Opens a first one, so that a missing file is told at once.
    pub(crate) fn opened(self) -> Result<Self, E> {
        self.lend(|_| Ok(()))?;
        Ok(self)
    }

    /// Lends a connection to `work`; one that failed is not kept.
    pub(crate) fn lend<R>(&self, work: impl FnOnce(&T) -> Result<R, E>) -> Result<R, E> {
        let kept = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match kept {
            Some(connection) => connection,
            None => (self.open)(&self.path)?,
        };
        let done = work(&connection)?;
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        Ok(done)
    }
}
