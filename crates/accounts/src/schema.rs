//! The schema: its migrations, and whether a file holds accounts at all.

use std::path::Path;

use gongkai_database::{Schema, Unfit};
use rusqlite::Connection;

use crate::{AccountsError, Result};

/// The file's mark, "GKAC", and the steps to today's schema.
const SCHEMA: Schema = Schema { mark: 0x474B_4143, steps: &[include_str!("../migrations/0001_accounts.sql")] };

/// The version of today's schema.
pub(crate) fn version_known() -> u32 {
    SCHEMA.known()
}

/// The version of the file's schema, 0 for a file that holds nothing yet; an error when it holds no accounts or is too new.
pub(crate) fn version(connection: &Connection, path: &Path) -> Result<u32> {
    SCHEMA.version(connection).map_err(|unfit| told(unfit, path))
}

/// Takes the steps that the file still lacks. Runs inside one transaction, so that the file has all of them or none.
pub(crate) fn migrate(connection: &Connection, path: &Path) -> Result<()> {
    SCHEMA.migrate(connection).map_err(|unfit| told(unfit, path))
}

fn told(unfit: Unfit, path: &Path) -> AccountsError {
    let path = path.to_owned();
    match unfit {
        Unfit::Foreign => AccountsError::Foreign { path },
        Unfit::TooNew { found, known } => AccountsError::OtherSchema { path, found, known },
        Unfit::Sqlite(error) => error.into(),
    }
}
