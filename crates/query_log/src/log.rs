//! The file: queries counted by day.

use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use gongkai_database::{Schema, Unfit};
use gongkai_document::Date;
use jiff::ToSpan;
use rusqlite::{Connection, OpenFlags, Transaction, params};

use crate::error::{QueryLogError, Result};
use crate::query::LoggedQuery;

/// How many different queries a day has at most; further ones are not counted, those that are there still are. A district
/// has hundreds a day; the bound is for floods.
pub const ROWS_A_DAY_MAX: usize = 10_000;

/// The file's mark, "GKQL", and the steps to today's schema.
const SCHEMA: Schema = Schema { mark: 0x474B_514C, steps: &[include_str!("../migrations/0001_queries.sql")] };

/// How long a reader or writer waits for the other.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Something that is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Somebody searched.
    Search {
        /// The day in China.
        day: Date,
        /// For what.
        query: LoggedQuery,
        /// Whether anything was found.
        found: bool,
    },
    /// Somebody opened a hit.
    Click {
        /// The day in China.
        day: Date,
        /// Of which search.
        query: LoggedQuery,
        /// The hit's place, from 1.
        rank: u32,
    },
}

/// The counts in their file.
#[derive(Debug)]
pub struct QueryLog {
    pub(crate) connection: Connection,
    retention_days: u32,
    /// The day after which nothing older has to be looked for.
    pruned_on: Option<Date>,
}

impl QueryLog {
    /// Opens the file at `path` to write, and creates it for its owner's eyes only when there is none. Days older than
    /// `retention_days` are deleted when a newer one is written.
    pub fn open(path: &Path, retention_days: u32) -> Result<Self> {
        create_private(path).map_err(|source| QueryLogError::CannotCreate { path: path.to_owned(), source })?;
        let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        if !is_log(&connection, path)? {
            let transaction = connection.transaction()?;
            SCHEMA.migrate(&transaction).map_err(|unfit| told(unfit, path))?;
            transaction.commit()?;
        }
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // A few counts may be lost with the power; the file stays sound.
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        // What is deleted is overwritten: retention means that it is gone.
        connection.pragma_update(None, "secure_delete", true)?;
        Ok(Self { connection, retention_days, pruned_on: None })
    }

    /// Opens the file for reading only, also while a service writes.
    pub fn open_read_only(path: &Path) -> Result<Self> {
        let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        if !is_log(&connection, path)? {
            return Err(QueryLogError::Foreign { path: path.to_owned() });
        }
        Ok(Self { connection, retention_days: u32::MAX, pruned_on: None })
    }

    /// Counts `events`, all or none. Returns how many found no room on their day, and clicks of searches that were not
    /// counted.
    pub fn write(&mut self, events: &[Event]) -> Result<usize> {
        let transaction = self.connection.transaction()?;
        let mut uncounted = 0;
        for event in events {
            let counted = match event {
                Event::Search { day, query, found } => count_search(&transaction, *day, query, *found)?,
                Event::Click { day, query, rank } => count_click(&transaction, *day, query, *rank)?,
            };
            uncounted += usize::from(!counted);
        }
        let newest = events.iter().map(Event::day).max();
        if let Some(today) = newest.filter(|day| self.pruned_on.is_none_or(|pruned| *day > pruned)) {
            if let Ok(first) = today.checked_sub(i64::from(self.retention_days).days()) {
                transaction.execute("DELETE FROM queries WHERE day < ?1", [first.to_string()])?;
            }
            self.pruned_on = Some(today);
        }
        transaction.commit()?;
        Ok(uncounted)
    }
}

impl Event {
    fn day(&self) -> Date {
        match self {
            Self::Search { day, .. } | Self::Click { day, .. } => *day,
        }
    }
}

fn count_search(transaction: &Transaction<'_>, day: Date, query: &LoggedQuery, found: bool) -> Result<bool> {
    let day = day.to_string();
    let nothing = i64::from(!found);
    let mut update = transaction.prepare_cached(
        "UPDATE queries SET searches = searches + 1, without_result = without_result + ?3 WHERE day = ?1 AND query = ?2",
    )?;
    if update.execute(params![day, query.as_str(), nothing])? > 0 {
        return Ok(true);
    }
    let mut insert = transaction.prepare_cached(
        "INSERT INTO queries (day, query, searches, without_result) SELECT ?1, ?2, 1, ?3 \
         WHERE (SELECT count(*) FROM queries WHERE day = ?1) < ?4",
    )?;
    let rows_max = i64::try_from(ROWS_A_DAY_MAX).unwrap_or(i64::MAX);
    Ok(insert.execute(params![day, query.as_str(), nothing, rows_max])? > 0)
}

/// A click belongs to a search of its day: one alone would be a row that no search bounds.
fn count_click(transaction: &Transaction<'_>, day: Date, query: &LoggedQuery, rank: u32) -> Result<bool> {
    let mut update = transaction.prepare_cached(
        "UPDATE queries SET clicks = clicks + 1, first_clicks = first_clicks + (?3 = 1), rank_sum = rank_sum + ?3 \
         WHERE day = ?1 AND query = ?2",
    )?;
    Ok(update.execute(params![day.to_string(), query.as_str(), rank])? > 0)
}

/// Creates the file for its owner's eyes only; one that is there stays as it is.
fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(|source| QueryLogError::CannotOpen { path: path.to_owned(), source })?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    Ok(connection)
}

/// Whether the file holds a log; `false` when it holds nothing yet, an error when it holds something else.
fn is_log(connection: &Connection, path: &Path) -> Result<bool> {
    Ok(SCHEMA.version(connection).map_err(|unfit| told(unfit, path))? > 0)
}

fn told(unfit: Unfit, path: &Path) -> QueryLogError {
    let path = path.to_owned();
    match unfit {
        Unfit::Foreign => QueryLogError::Foreign { path },
        Unfit::TooNew { found, known } => QueryLogError::TooNew { path, found, known },
        Unfit::Sqlite(error) => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(day: &str, text: &str) -> Event {
        Event::Search { day: day.parse().unwrap(), query: LoggedQuery::read(text).unwrap(), found: true }
    }

    fn rows(log: &QueryLog) -> Vec<(String, String, u32)> {
        let mut select = log.connection.prepare("SELECT day, query, searches FROM queries").unwrap();
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        rows.map(Result::unwrap).collect()
    }

    #[test]
    fn a_query_is_a_row_a_day_and_old_days_are_gone_from_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("queries.sqlite");
        let mut log = QueryLog::open(&path, 30).unwrap();
        log.write(&[search("2024-09-14", "旧的检索词"), search("2024-09-15", "养老")]).unwrap();
        log.write(&[search("2024-10-15", "养老"), search("2024-10-15", "養老")]).unwrap();
        let row = |day: &str, count| (day.to_owned(), "养老".to_owned(), count);
        assert_eq!(rows(&log), [row("2024-09-15", 1), row("2024-10-15", 2)]);
        log.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(15).any(|part| part == "旧的检索词".as_bytes()));
    }

    #[test]
    fn a_day_has_a_bounded_number_of_rows_and_those_that_are_there_still_count() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = QueryLog::open(&folder.path().join("queries.sqlite"), 30).unwrap();
        let flood: Vec<Event> =
            (0..=ROWS_A_DAY_MAX).map(|number| search("2024-10-15", &format!("第{number}个词"))).collect();
        assert_eq!(log.write(&flood).unwrap(), 1);
        assert_eq!(log.write(&flood[..2]).unwrap(), 0);
        assert_eq!(log.write(&[search("2024-10-16", "第二天的词")]).unwrap(), 0);
        assert_eq!(rows(&log).len(), ROWS_A_DAY_MAX + 1);
    }

    #[test]
    fn a_click_needs_a_search_of_its_day() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = QueryLog::open(&folder.path().join("queries.sqlite"), 30).unwrap();
        let click =
            |day: &str| Event::Click {
                day: day.parse().unwrap(), query: LoggedQuery::read("养老").unwrap(), rank: 3
            };
        assert_eq!(log.write(&[click("2024-10-15")]).unwrap(), 1);
        assert_eq!(log.write(&[search("2024-10-15", "养老"), click("2024-10-15"), click("2024-10-16")]).unwrap(), 1);
    }

    #[test]
    fn a_file_of_another_program_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("queries.sqlite");
        std::fs::write(&path, "a text of somebody's that is no database at all").unwrap();
        assert!(matches!(QueryLog::open(&path, 30), Err(QueryLogError::Foreign { .. })));
        assert!(std::fs::read_to_string(&path).unwrap().starts_with("a text"));
        assert!(matches!(
            QueryLog::open_read_only(&folder.path().join("absent.sqlite")),
            Err(QueryLogError::CannotOpen { .. })
        ));
    }

    #[test]
    fn a_log_of_a_newer_program_is_told_from_a_file_of_others() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("queries.sqlite");
        let log = QueryLog::open(&path, 30).unwrap();
        log.connection.pragma_update(None, "user_version", SCHEMA.known() + 1).unwrap();
        drop(log);
        let told = QueryLog::open(&path, 30).unwrap_err().to_string();
        assert!(
            told.ends_with("was made by a newer gongkai (schema 2, this one knows up to 1); use that version"),
            "{told}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_reads_the_file() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("queries.sqlite");
        let mut log = QueryLog::open(&path, 30).unwrap();
        log.write(&[search("2024-10-15", "养老")]).unwrap();
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let mode = entry.unwrap().metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0);
        }
    }
}
