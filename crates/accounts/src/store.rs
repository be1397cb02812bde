//! The file: opening it, and one transaction a change.

use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use gongkai_document::Timestamp;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use crate::password::Cost;
use crate::{AccountsError, Result, schema};

/// How long a call waits for another program's write, which takes milliseconds; a backup may take longer.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// Accounts, sessions, keys and the audit log, in one SQLite file.
///
/// It may be sent to another thread but not shared: open one for each thread. Any number of programs may have the file
/// open; one writes at a time, the others wait for it.
#[derive(Debug)]
pub struct Accounts {
    pub(crate) connection: Connection,
    pub(crate) cost: Cost,
}

impl Accounts {
    /// Opens the file for reading and writing; creates it, readable by its owner alone, when there is none.
    pub fn open(path: &Path) -> Result<Self> {
        create(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let (accounts, found) = Self::connect(path, flags)?;
        accounts.connection.pragma_update(None, "journal_mode", "WAL")?;
        // FULL: whoever was told that something is recorded must find it after a power cut.
        accounts.connection.pragma_update(None, "synchronous", "FULL")?;
        if found < schema::version_known() {
            accounts.write(|connection| schema::migrate(connection, path))?;
        }
        Ok(accounts)
    }

    /// Opens the file for reading only, as for verifying the log. Every change is an error.
    pub fn open_read_only(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let (accounts, found) = Self::connect(path, flags)?;
        match (found, schema::version_known()) {
            (0, _) => Err(AccountsError::Foreign { path: path.to_owned() }),
            (found, known) if found < known => Err(AccountsError::OtherSchema { path: path.to_owned(), found, known }),
            _ => Ok(accounts),
        }
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<(Self, u32)> {
        let connection = Connection::open_with_flags(path, flags)
            .map_err(|source| AccountsError::CannotOpen { path: path.to_owned(), source: source.into() })?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        // Before anything is set or written: a file of another program must stay as it is.
        let found = schema::version(&connection, path)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "trusted_schema", false)?;
        Ok((Self { connection, cost: Cost::STANDARD }, found))
    }

    /// Makes all that `work` does one transaction: kept when it gives `Ok`, undone otherwise.
    ///
    /// It takes the right to write at once: what `work` reads is still so when it writes.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)?;
        let result = work(&transaction)?;
        transaction.commit()?;
        Ok(result)
    }
}

/// Creates the file before SQLite does, which would let others of the machine read it.
fn create(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let created = options.open(path).map(drop);
    created.map_err(|source| AccountsError::CannotOpen { path: path.to_owned(), source: source.into() })
}

/// A moment as the database keeps it: microseconds since 1970.
pub(crate) fn moment(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// The moment that the database keeps as `microseconds`.
pub(crate) fn timestamp(microseconds: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(microseconds).map_err(|_| unreadable("a moment", &microseconds.to_string()))
}

/// So many seconds as the database counts them.
pub(crate) const fn seconds(count: i64) -> i64 {
    count * 1_000_000
}

/// The error for a value that cannot be what it should be.
pub(crate) fn unreadable(what: &'static str, found: &str) -> AccountsError {
    AccountsError::Unreadable { what, found: found.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_file_and_its_log_are_readable_by_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("accounts.sqlite");
        let accounts = Accounts::open(&path).unwrap();
        for name in ["accounts.sqlite", "accounts.sqlite-wal", "accounts.sqlite-shm"] {
            let mode = std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
        drop(accounts);
        assert!(Accounts::open_read_only(&path).is_ok());
    }

    #[test]
    fn a_file_of_another_program_or_a_later_version_is_refused_and_left_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let other = folder.path().join("photos.db");
        Connection::open(&other).unwrap().execute_batch("CREATE TABLE photos (id)").unwrap();
        let before = std::fs::read(&other).unwrap();
        assert!(matches!(Accounts::open(&other), Err(AccountsError::Foreign { .. })));
        assert_eq!(std::fs::read(&other).unwrap(), before);

        let later = folder.path().join("accounts.sqlite");
        let accounts = Accounts::open(&later).unwrap();
        accounts.connection.pragma_update(None, "user_version", schema::version_known() + 1).unwrap();
        drop(accounts);
        assert!(matches!(Accounts::open(&later), Err(AccountsError::OtherSchema { found: 2, known: 1, .. })));
    }

    #[test]
    fn a_missing_file_is_not_made_by_reading() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("accounts.sqlite");
        assert!(matches!(Accounts::open_read_only(&path), Err(AccountsError::CannotOpen { .. })));
        assert!(!path.try_exists().unwrap());
    }
}
