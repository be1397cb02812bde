//! The schema: its migrations, and whether a file is a register at all.

use std::path::Path;

use gongkai_database::{Schema, Unfit};
use rusqlite::Connection;

use crate::{RegisterError, Result};

/// The file's mark, "GKRG", and the steps to today's schema.
const SCHEMA: Schema = Schema {
    mark: 0x474B_5247,
    steps: &[include_str!("../migrations/0001_register.sql"), include_str!("../migrations/0002_applicant_names.sql")],
};

/// The version of today's schema.
pub(crate) fn version_known() -> u32 {
    SCHEMA.known()
}

/// The version of the file's schema, 0 for a file that holds nothing yet; an error when it is no register or too new.
pub(crate) fn version(connection: &Connection, path: &Path) -> Result<u32> {
    SCHEMA.version(connection).map_err(|unfit| told(unfit, path))
}

/// Takes the steps that the file still lacks. Runs inside one transaction, so that the file has all of them or none.
pub(crate) fn migrate(connection: &Connection, path: &Path) -> Result<()> {
    SCHEMA.migrate(connection).map_err(|unfit| told(unfit, path))
}

fn told(unfit: Unfit, path: &Path) -> RegisterError {
    let path = path.to_owned();
    match unfit {
        Unfit::Foreign => RegisterError::Foreign { path },
        Unfit::TooNew { found, known } => {
            let way_out = "use the newer gongkai that made it";
            RegisterError::OtherVersion { path, found, known, way_out }
        }
        Unfit::Sqlite(error) => error.into(),
    }
}
