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
        let (archive, _) = Self::connect(path, flags)?;
        archive.connection.pragma_update(None, "journal_mode", "WAL")?;
        archive.connection.pragma_update(None, "journal_size_limit", LOG_BYTES_KEPT)?;
        // FULL: a crawl learns from the archive what it need not fetch again, so a commit must survive a power cut.
        archive.connection.pragma_update(None, "synchronous", "FULL")?;
        archive.batch(|archive| schema::migrate(&archive.connection, path))?;
        Ok(archive)
    }

    /// Opens the file for reading only, as the web service does while a crawl writes. Every write is an error.
    pub fn open_read_only(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let (archive, found) = Self::connect(path, flags)?;
        let known = schema::version_known();
        match found {
            0 => Err(ArchiveError::Foreign { path: path.to_owned() }),
            found if found < known => Err(ArchiveError::TooOld { path: path.to_owned(), found, known }),
            _ => Ok(archive),
        }
    }

    /// Opens a file that is an archive or holds nothing yet; gives the version of its schema with it.
    fn connect(path: &Path, flags: OpenFlags) -> Result<(Self, u32)> {
        let connection = Connection::open_with_flags(path, flags)
            .map_err(|source| ArchiveError::CannotOpen { path: path.to_owned(), source })?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        // Before anything is set or written: a file of another program must stay as it is.
        let found = schema::version(&connection, path)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "trusted_schema", false)?;
        connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
        Ok((Self { connection }, found))
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

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use gongkai_document::{Document, DocumentId};

    use super::*;
    use crate::fixtures::{TestArchive, at};
    use crate::{Change, Source};

    fn put(archive: &Archive, id: &str) -> Result<Change> {
        let document = Document::new(DocumentId::new(id).unwrap(), "答复", "现答复如下。");
        archive.put_document(&document, &Source::File("register.csv".to_owned()), at(0))
    }

    fn ids(archive: &Archive) -> Vec<String> {
        let mut ids = Vec::new();
        let each = |stored: crate::Stored| {
            ids.push(stored.document.id.to_string());
            Ok::<_, ArchiveError>(())
        };
        archive.documents(None, each).unwrap();
        ids
    }

    #[test]
    fn a_batch_is_kept_whole_or_not_at_all() {
        let mut archive = TestArchive::new();
        archive.batch(|archive| put(archive, "a").and(put(archive, "b"))).unwrap();
        let failed: Result<(), Box<dyn std::error::Error>> = archive.batch(|archive| {
            put(archive, "c")?;
            Err("line 7 is no JSON".into())
        });
        assert_eq!(failed.unwrap_err().to_string(), "line 7 is no JSON");
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            archive.batch(|archive| {
                put(archive, "d")?;
                panic!("killed");
                #[expect(unreachable_code, reason = "the type of the batch's result")]
                Ok::<(), ArchiveError>(())
            })
        }));
        assert!(panicked.is_err());
        assert_eq!(ids(&archive), ["a", "b"]);
        archive.reopen();
        assert_eq!(ids(&archive), ["a", "b"]);
        assert_eq!(put(&archive, "c").unwrap(), Change::New);
    }

    #[test]
    fn a_failed_batch_within_a_batch_is_undone_alone() {
        let archive = TestArchive::new();
        archive
            .batch(|archive| {
                put(archive, "a")?;
                let inner: Result<()> = archive.batch(|archive| {
                    put(archive, "b")?;
                    archive.page(crate::PageId(99)).map(drop)
                });
                assert!(inner.is_err());
                put(archive, "c")
            })
            .unwrap();
        assert_eq!(ids(&archive), ["a", "c"]);
    }

    #[test]
    fn others_see_a_batch_when_it_is_committed_and_not_before() {
        let archive = TestArchive::new();
        let reader = Archive::open_read_only(&archive.path("archive.sqlite")).unwrap();
        archive
            .batch(|archive| {
                put(archive, "a")?;
                assert_eq!(ids(&reader), Vec::<String>::new());
                Ok::<_, ArchiveError>(())
            })
            .unwrap();
        assert_eq!(ids(&reader), ["a"]);
    }

    #[test]
    fn what_the_disk_holds_in_the_middle_of_a_batch_is_the_state_before_it() {
        let archive = TestArchive::new();
        put(&archive, "a").unwrap();
        // So little memory that the batch has to be written to the log before it is committed.
        archive.connection.pragma_update(None, "cache_size", 10).unwrap();
        archive
            .batch(|archive_in_batch| {
                for number in 0..500 {
                    put(archive_in_batch, &format!("b-{number}"))?;
                }
                assert!(std::fs::metadata(archive.path("archive.sqlite-wal")).unwrap().len() > 100_000);
                // A process that is killed here leaves these two files.
                for file in ["archive.sqlite", "archive.sqlite-wal"] {
                    let left = archive.path(&file.replace("archive", "left"));
                    std::fs::copy(archive.path(file), left).unwrap();
                }
                Ok::<_, ArchiveError>(())
            })
            .unwrap();
        let left = Archive::open(&archive.path("left.sqlite")).unwrap();
        assert_eq!(ids(&left), ["a"]);
        assert_eq!(left.integrity_check().unwrap().problems, Vec::<String>::new());
        assert_eq!(ids(&archive).len(), 501);
    }

    #[test]
    fn a_second_program_waits_for_the_first_ones_batch_and_loses_nothing() {
        let archive = TestArchive::new();
        let other = archive.another();
        let writer = archive
            .batch(|archive| {
                put(archive, "a")?;
                let writer = std::thread::spawn(move || put(&other, "b").map(|change| (change, ids(&other))));
                put(archive, "c")?;
                Ok::<_, ArchiveError>(writer)
            })
            .unwrap();
        let (change, seen) = writer.join().unwrap().unwrap();
        assert_eq!(change, Change::New);
        assert!(seen.contains(&"b".to_owned()), "{seen:?}");
        assert_eq!(ids(&archive), ["a", "b", "c"]);
    }

    #[test]
    fn an_archive_open_for_reading_only_refuses_to_write() {
        let archive = TestArchive::new();
        let reader = Archive::open_read_only(&archive.path("archive.sqlite")).unwrap();
        assert!(put(&reader, "a").is_err());
        let missing = archive.path("missing.sqlite");
        let error = Archive::open_read_only(&missing).unwrap_err().to_string();
        assert_eq!(error, format!("{} cannot be opened", missing.display()));
        assert!(!missing.try_exists().unwrap());
    }

    #[test]
    fn a_copy_is_an_archive_of_its_own_and_never_overwrites_a_file() {
        let archive = TestArchive::new();
        put(&archive, "a").unwrap();
        let copy = archive.path("copy.sqlite");
        let reader = Archive::open_read_only(&archive.path("archive.sqlite")).unwrap();
        reader.copy_to(&copy).unwrap();
        assert!(archive.copy_to(&copy).is_err());
        put(&archive, "b").unwrap();
        assert_eq!(ids(&Archive::open(&copy).unwrap()), ["a"]);
    }

    #[test]
    fn an_archive_can_be_sent_to_another_thread() {
        let archive = Archive::open(&TestArchive::new().path("other.sqlite")).unwrap();
        let counted = std::thread::spawn(move || archive.counts().unwrap().pages).join().unwrap();
        assert_eq!(counted, 0);
    }
}
