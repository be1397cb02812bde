//! The schema: its migrations, and whether a file holds accounts at all.

use std::path::Path;

use rusqlite::{Connection, ErrorCode};

use crate::{AccountsError, Result};

/// Marks a SQLite file as ours (`PRAGMA application_id`): "GKAC" in ASCII.
const APPLICATION_ID: i32 = 0x474B_4143;

/// The steps from nothing to today's schema; `PRAGMA user_version` counts those taken. A step that was released is never
/// changed: a new one follows it.
const MIGRATIONS: &[&str] = &[include_str!("../migrations/0001_accounts.sql")];

/// The version of today's schema.
pub(crate) fn version_known() -> u32 {
    u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX)
}

/// The version of the file's schema, 0 for a file that holds nothing yet.
pub(crate) fn version(connection: &Connection, path: &Path) -> Result<u32> {
    let foreign = || AccountsError::Foreign { path: path.to_owned() };
    let application: i32 = match connection.pragma_query_value(None, "application_id", |row| row.get(0)) {
        Err(rusqlite::Error::SqliteFailure(failure, _)) if failure.code == ErrorCode::NotADatabase => {
            return Err(foreign());
        }
        other => other?,
    };
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let is_empty: bool = connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))?;
    if application == 0 && found == 0 && is_empty {
        return Ok(0);
    }
    if application != APPLICATION_ID {
        return Err(foreign());
    }
    let known = version_known();
    if found > known {
        return Err(AccountsError::OtherSchema { path: path.to_owned(), found, known });
    }
    Ok(found)
}

/// Takes the steps that the file still lacks. Runs inside one transaction, so that the file has all of them or none.
pub(crate) fn migrate(connection: &Connection, path: &Path) -> Result<()> {
    let taken = version(connection, path)?;
    for step in MIGRATIONS.iter().skip(taken as usize) {
        connection.execute_batch(step)?;
    }
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", version_known())?;
    Ok(())
}
