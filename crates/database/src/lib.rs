//! What every SQLite file of ours has in common: a mark that says which it is, and a version of its schema.
//!
//! A [`Schema`] is the mark and the steps from an empty file to today's tables. Before anything is set or written, whoever
//! opens a file asks for its [`version`](Schema::version): a file of another program, or of a newer one of ours, stays as
//! it is.
//!
//! **Invariant:** a file has the mark and the version of a schema exactly when all of its steps up to that version were
//! taken, as long as [`migrate`](Schema::migrate) runs inside one transaction.
//!
//! ```
//! use gongkai_database::{Schema, Unfit};
//! use rusqlite::Connection;
//!
//! const NOTES: Schema = Schema { mark: 0x474B_4E4F, steps: &["CREATE TABLE notes (text TEXT NOT NULL)"] };
//!
//! let file = Connection::open_in_memory()?;
//! assert_eq!(NOTES.version(&file)?, 0);
//! NOTES.migrate(&file)?;
//! assert_eq!(NOTES.version(&file)?, 1);
//! assert!(matches!(Schema { mark: 7, ..NOTES }.version(&file), Err(Unfit::Foreign)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use rusqlite::{Connection, ErrorCode};

/// The mark and the steps of one sort of file.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// Marks a file as one of its sort (`PRAGMA application_id`): four letters in ASCII.
    pub mark: i32,
    /// The steps from nothing to today's schema; `PRAGMA user_version` counts those taken. A step that was released is
    /// never changed: a new one follows it.
    pub steps: &'static [&'static str],
}

/// Why a file is not opened.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// It is of another program, or of another sort.
    #[error("the file is of another sort")]
    Foreign,
    /// A newer program made it.
    #[error("the file has schema {found}, this program knows {known}")]
    TooNew {
        /// The file's version.
        found: u32,
        /// The newest that this program knows.
        known: u32,
    },
    /// SQLite cannot read it.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

impl Schema {
    /// The version of today's schema.
    pub fn known(&self) -> u32 {
        u32::try_from(self.steps.len()).unwrap_or(u32::MAX)
    }

    /// The version of a file's schema, 0 for a file that holds nothing yet.
    pub fn version(&self, file: &Connection) -> Result<u32, Unfit> {
        // All from one moment: between two reads another program may make the file.
        let _moment = if file.is_autocommit() { Some(file.unchecked_transaction()?) } else { None };
        let mark: i32 = match file.pragma_query_value(None, "application_id", |row| row.get(0)) {
            Err(rusqlite::Error::SqliteFailure(failure, _)) if failure.code == ErrorCode::NotADatabase => {
                return Err(Unfit::Foreign);
            }
            other => other?,
        };
        let found: u32 = file.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let is_empty: bool = file.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))?;
        // What a program leaves that was killed while it created the file.
        if mark == 0 && found == 0 && is_empty {
            return Ok(0);
        }
        if mark != self.mark {
            return Err(Unfit::Foreign);
        }
        let known = self.known();
        if found > known { Err(Unfit::TooNew { found, known }) } else { Ok(found) }
    }

    /// Takes the steps that a file still lacks. The caller puts it inside one transaction, so that the file has all of them
    /// or none.
    pub fn migrate(&self, file: &Connection) -> Result<(), Unfit> {
        let taken = self.version(file)?;
        for step in self.steps.iter().skip(taken as usize) {
            file.execute_batch(step)?;
        }
        file.pragma_update(None, "application_id", self.mark)?;
        file.pragma_update(None, "user_version", self.known())?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: Schema = Schema { mark: 0x474B_5445, steps: &["CREATE TABLE a (x)"] };
    const NEW: Schema = Schema { steps: &["CREATE TABLE a (x)", "CREATE TABLE b (x)"], ..OLD };

    fn tables(file: &Connection) -> u32 {
        file.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_file_that_another_program_is_making_is_never_taken_for_a_foreign_one() {
        let folder = tempfile::tempdir().unwrap();
        let open = |path: &std::path::Path| {
            let file = Connection::open(path).unwrap();
            file.busy_timeout(std::time::Duration::from_secs(60)).unwrap();
            file
        };
        for number in 0..100 {
            let path = folder.path().join(number.to_string());
            let file = open(&path);
            let other = std::thread::spawn(move || {
                let file = open(&path);
                let transaction =
                    rusqlite::Transaction::new_unchecked(&file, rusqlite::TransactionBehavior::Immediate).unwrap();
                NEW.migrate(&transaction).unwrap();
                transaction.commit().unwrap();
            });
            while NEW.version(&file).unwrap() != NEW.known() {}
            other.join().unwrap();
        }
    }

    #[test]
    fn a_file_takes_the_steps_that_it_lacks_and_an_older_program_leaves_it_alone() {
        let file = Connection::open_in_memory().unwrap();
        OLD.migrate(&file).unwrap();
        assert_eq!((NEW.version(&file).unwrap(), tables(&file)), (1, 1));
        NEW.migrate(&file).unwrap();
        NEW.migrate(&file).unwrap();
        assert_eq!((NEW.version(&file).unwrap(), tables(&file)), (2, 2));
        assert!(matches!(OLD.migrate(&file), Err(Unfit::TooNew { found: 2, known: 1 })));
        assert_eq!(tables(&file), 2);
    }

    #[test]
    fn a_file_of_others_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("text");
        std::fs::write(&path, "no database, and long enough to be read as one ".repeat(40)).unwrap();
        assert!(matches!(OLD.version(&Connection::open(&path).unwrap()), Err(Unfit::Foreign)));
        let other = Connection::open_in_memory().unwrap();
        other.execute_batch("CREATE TABLE theirs (x)").unwrap();
        assert!(matches!(OLD.migrate(&other), Err(Unfit::Foreign)));
        assert_eq!(tables(&other), 1);
    }
}
