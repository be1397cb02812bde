//! The register's file: opening, transactions, reading requests.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use gongkai_analysis::fold_each;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row};

use crate::field::Field;
use crate::record::{Record, Reply};
use crate::{RegisterError, Result, schema};

/// How long a call waits for another program's write; an import of a whole register takes a second or two.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// The identifier of a request within the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RequestId(pub(crate) i64);

/// One SQLite file with an office's requests, for its staff only.
///
/// It may be sent to another thread but not shared: open one for each thread.
#[derive(Debug)]
pub struct Register {
    pub(crate) connection: Connection,
}

impl Register {
    /// Opens the file for reading and writing; creates it when there is none, brings an older schema up to date.
    pub fn open(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let (register, _) = Self::connect(path, flags)?;
        register.connection.pragma_update(None, "journal_mode", "WAL")?;
        register.connection.pragma_update(None, "synchronous", "FULL")?;
        register.batch(|register| {
            schema::migrate(&register.connection, path)?;
            register.write_name_keys()
        })?;
        Ok(register)
    }

    /// Opens the file for reading only. Every write is an error.
    pub fn open_read_only(path: &Path) -> Result<Self> {
        let (register, found) =
            Self::connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        let known = schema::version_known();
        if found < known {
            let way_out = "run `gongkai index` once to bring it up to date";
            return Err(RegisterError::OtherVersion { path: path.to_owned(), found, known, way_out });
        }
        Ok(register)
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<(Self, u32)> {
        let connection = Connection::open_with_flags(path, flags)
            .map_err(|source| RegisterError::CannotOpen { path: path.to_owned(), source })?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        // Before anything is set or written: a file of another program must stay as it is.
        let found = schema::version(&connection, path)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "trusted_schema", false)?;
        Ok((Self { connection }, found))
    }

    /// Makes everything that `work` does one transaction: kept when it gives `Ok`, undone when it gives `Err`.
    ///
    /// A batch within a batch is part of it: its error must end the outer one too.
    pub fn batch<T, E: From<RegisterError>>(&self, work: impl FnOnce(&Self) -> Result<T, E>) -> Result<T, E> {
        if !self.connection.is_autocommit() {
            return work(self);
        }
        // Taken at once, so that no other program can write between what `work` reads and what it writes.
        let transaction =
            rusqlite::Transaction::new_unchecked(&self.connection, rusqlite::TransactionBehavior::Immediate)
                .map_err(RegisterError::from)?;
        let result = work(self)?;
        transaction.commit().map_err(RegisterError::from)?;
        Ok(result)
    }

    /// The request of that number, however its brackets and blanks are written.
    pub fn record(&self, number: &str) -> Result<Option<Record>> {
        let sql = format!("SELECT {} FROM requests WHERE number_key = ?1", columns());
        let mut statement = self.connection.prepare_cached(&sql)?;
        let found = statement.query_row([number_key(number)], record).optional()?;
        let Some((id, mut record)) = found else { return Ok(None) };
        self.complete(id, &mut record)?;
        Ok(Some(record))
    }

    /// Every request, by the day it was received and its number; those without a day last.
    pub fn records(&self) -> Result<Vec<Record>> {
        let sql = format!(
            "SELECT {} FROM requests ORDER BY received_on IS NULL, received_on, length(number), number, id",
            columns()
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let found = statement.query_map([], record)?.collect::<rusqlite::Result<Vec<_>>>()?;
        let mut records = Vec::with_capacity(found.len());
        for (id, mut record) in found {
            self.complete(id, &mut record)?;
            records.push(record);
        }
        Ok(records)
    }

    /// Adds what stands in other tables.
    fn complete(&self, id: RequestId, record: &mut Record) -> Result<()> {
        let mut statement =
            self.connection.prepare_cached("SELECT field, value FROM corrections WHERE request = ?1")?;
        let corrections = statement.query_map([id.0], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
        for correction in corrections {
            let (code, value) = correction?;
            let field = Field::of_code(&code).ok_or(RegisterError::Damaged { what: "a field", found: code })?;
            record.corrected.insert(field, value);
        }
        let mut statement = self.connection.prepare_cached(LETTERS)?;
        let replies = statement
            .query_map([id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?)))?
            .collect::<rusqlite::Result<Vec<(String, String, String)>>>()?;
        for (file, text, reading) in replies {
            let damaged = |_| RegisterError::Damaged { what: "the reading of a reply", found: file.clone() };
            let reading = serde_json::from_str(&reading).map_err(damaged)?;
            record.replies.push(Reply { file, text, reading });
        }
        Ok(())
    }

    /// The identifier of the request with that number.
    pub(crate) fn id_of(&self, number: &str) -> Result<Option<RequestId>> {
        let mut statement = self.connection.prepare_cached("SELECT id FROM requests WHERE number_key = ?1")?;
        Ok(statement.query_row([number_key(number)], |row| row.get(0).map(RequestId)).optional()?)
    }

    /// A number that grows with every change of a request: whoever has read everything at this number has read it all.
    pub fn watermark(&self) -> Result<u64> {
        let sql = "SELECT ifnull(max(id), 0) FROM changes";
        let last: i64 = self.connection.query_row(sql, [], |row| row.get(0))?;
        Ok(last.unsigned_abs())
    }
}

/// The letters of a request, of each file the one that came last.
const LETTERS: &str = "SELECT file, text, reading FROM replies AS one WHERE request = ?1
    AND NOT EXISTS (SELECT 1 FROM replies WHERE request = one.request AND file = one.file AND id > one.id)
    ORDER BY id";

/// The columns that [`record`] reads.
fn columns() -> String {
    let fields: Vec<&str> = Field::ALL.iter().map(|field| field.code()).collect();
    format!("id, number, {}", fields.join(", "))
}

fn record(row: &Row<'_>) -> rusqlite::Result<(RequestId, Record)> {
    let mut fields = BTreeMap::new();
    for field in Field::ALL {
        if let Some(value) = row.get::<_, Option<String>>(field.code())? {
            fields.insert(*field, value);
        }
    }
    Ok((RequestId(row.get("id")?), Record { number: row.get("number")?, fields, ..Record::default() }))
}

/// A number folded so that 花公开申（2020）1号 and 花公开申〔2020〕第 1 号 are one: letters and digits as they are, and `|` for
/// whatever stands between them.
pub(crate) fn number_key(number: &str) -> String {
    let mut key = String::with_capacity(number.len());
    fold_each(number, |c| {
        if c.is_alphanumeric() {
            if !(c == '第' && key.ends_with('|')) {
                key.push(c);
            }
        } else if c != ' ' && !key.ends_with('|') {
            key.push('|');
        }
    });
    key.trim_matches('|').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_in_any_brackets_and_another_is_not() {
        let key = number_key("花公开申〔2020〕1号");
        for same in ["花公开申（2020）1号", "花公开申[2020] 1 号", "花公开申〔２０２０〕第1号", "花公开申-2020-1号"]
        {
            assert_eq!(number_key(same), key, "{same}");
        }
        for other in ["花公开申〔2020〕11号", "花公开申〔202〕01号", "公开申〔2020〕1号"] {
            assert_ne!(number_key(other), key, "{other}");
        }
    }

    #[test]
    fn a_file_of_another_program_is_refused_and_left_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("photos.db");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE photos (id)").unwrap();
        let before = std::fs::read(&path).unwrap();
        assert!(matches!(Register::open(&path), Err(RegisterError::Foreign { .. })));
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[test]
    fn a_register_of_a_later_version_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("register.sqlite");
        let register = Register::open(&path).unwrap();
        register.connection.pragma_update(None, "user_version", schema::version_known() + 1).unwrap();
        drop(register);
        let error = Register::open(&path).unwrap_err().to_string();
        assert!(error.ends_with("this gongkai needs 2; use the newer gongkai that made it"), "{error}");
    }
}
