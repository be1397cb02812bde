//! The archive's file: opening, batches, copies.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::{ArchiveError, Result, schema};

/// How long a call waits for another program's write. An import's batch of some thousand documents takes a few seconds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// The memory that one open archive may use for the file's pages.
const CACHE_KIB: i64 = 32 * 1024;

/// The write-ahead log is cut back to this after a long write; between that it may grow to the size of one batch.
const LOG_BYTES_KEPT: i64 = 64 * 1024 * 1024;

/// More than this crate has different statements, so that none is ever compiled twice.
const STATEMENTS_KEPT: usize = 64;

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
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let archive = Self::connect(path, flags)?;
        // Before anything is written: a file of another program must stay as it is.
        schema::version(&archive.connection, path)?;
        archive.connection.pragma_update(None, "journal_mode", "WAL")?;
        archive.connection.pragma_update(None, "journal_size_limit", LOG_BYTES_KEPT)?;
        // FULL: a crawl learns from the archive what it need not fetch again, so a commit must survive a power cut.
        archive.connection.pragma_update(None, "synchronous", "FULL")?;
        archive.batch(|archive| schema::migrate(&archive.connection, path))?;
        Ok(archive)
    }

    /// Opens the file for reading only, as the web service does while a crawl writes. Every write is an error.
    pub fn open_read_only(path: &Path) -> Result<Self> {
        let archive = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        let known = schema::version_known();
        match schema::version(&archive.connection, path)? {
            0 => Err(ArchiveError::Foreign { path: path.to_owned() }),
            found if found < known => Err(ArchiveError::TooOld { path: path.to_owned(), found, known }),
            _ => Ok(archive),
        }
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self> {
        let connection = Connection::open_with_flags(path, flags)
            .map_err(|source| ArchiveError::CannotOpen { path: path.to_owned(), source })?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "trusted_schema", false)?;
        connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
        Ok(Self { connection })
    }

    /// Makes everything that `work` does one transaction: kept when it gives `Ok`, undone when it gives `Err` or panics.
    ///
    /// Batches are what makes an import fast: every call outside one waits for the disk. They may be nested.
    pub fn batch<T, E: From<ArchiveError>>(&self, work: impl FnOnce(&Self) -> Result<T, E>) -> Result<T, E> {
        let transaction = Transaction::begin(&self.connection)?;
        let result = work(self)?;
        transaction.commit()?;
        Ok(result)
    }

    /// Writes a consistent copy to a new file, also while others write to the archive.
    pub fn copy_to(&self, path: &Path) -> Result<()> {
        let Some(name) = path.to_str() else {
            return Err(crate::values::unreadable("a file's name", path.display()));
        };
        self.connection.execute("VACUUM INTO ?1", [name])?;
        Ok(())
    }
}

/// A transaction, or a savepoint within one; dropped without a commit, it is undone.
///
/// rusqlite's own types want the connection exclusively, which would keep batches from being nested.
struct Transaction<'a> {
    connection: &'a Connection,
    nested: bool,
    committed: bool,
}

impl<'a> Transaction<'a> {
    /// Takes the right to write at once: a transaction that begins with reading can find it taken half-way.
    fn begin(connection: &'a Connection) -> Result<Self> {
        let nested = !connection.is_autocommit();
        execute(connection, if nested { "SAVEPOINT batch" } else { "BEGIN IMMEDIATE" })?;
        Ok(Self { connection, nested, committed: false })
    }

    fn commit(mut self) -> Result<()> {
        execute(self.connection, if self.nested { "RELEASE batch" } else { "COMMIT" })?;
        self.committed = true;
        Ok(())
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        // SQLite itself may have undone the whole transaction, such as when the disk is full.
        if self.committed || self.connection.is_autocommit() {
            return;
        }
        let undo = if self.nested { "ROLLBACK TO batch; RELEASE batch" } else { "ROLLBACK" };
        // An error has no way out of here; the transaction then ends, undone, with the connection.
        drop(self.connection.execute_batch(undo));
    }
}

fn execute(connection: &Connection, sql: &str) -> Result<()> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}
