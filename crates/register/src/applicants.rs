//! Who asked: kept apart from everything else, given only to whoever asks for one request or one person.

use std::collections::HashMap;

use gongkai_analysis::fold_each;
use rusqlite::{OptionalExtension, params};

use crate::Result;
use crate::register::Register;

impl Register {
    /// Who asked: kept apart from everything else, given only to whoever asks for it by the request's number.
    pub fn applicant(&self, number: &str) -> Result<Option<String>> {
        let Some(id) = self.id_of(number)? else { return Ok(None) };
        let mut statement = self.connection.prepare_cached("SELECT name FROM applicants WHERE request = ?1")?;
        Ok(statement.query_row([id.0], |row| row.get(0)).optional()?)
    }

    /// Who asked, by the request's number: for a table that names them, which not everybody may have.
    pub fn applicants(&self) -> Result<HashMap<String, String>> {
        let sql = "SELECT number, name FROM applicants JOIN requests ON requests.id = applicants.request";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The numbers of the requests that were made under that name, however its blanks and widths are written, by the day
    /// they were received.
    ///
    /// Two people of one name are one here: whoever is shown this looks whether they are.
    pub fn requests_of(&self, name: &str) -> Result<Vec<String>> {
        let wanted = name_key(name);
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let sql = "SELECT requests.number FROM applicants JOIN requests ON requests.id = applicants.request
            WHERE name_key = ?1 ORDER BY received_on IS NULL, received_on, requests.id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let numbers = statement.query_map([wanted], |row| row.get(0))?;
        Ok(numbers.collect::<rusqlite::Result<_>>()?)
    }

    /// Writes the folded names that an earlier program did not keep.
    pub(crate) fn write_name_keys(&self) -> Result<()> {
        let mut statement =
            self.connection.prepare("SELECT request, name FROM applicants WHERE name_key = '' AND name <> ''")?;
        let names = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for (request, name) in names.collect::<rusqlite::Result<Vec<(i64, String)>>>()? {
            let sql = "UPDATE applicants SET name_key = ?2 WHERE request = ?1";
            self.connection.prepare_cached(sql)?.execute(params![request, name_key(&name)])?;
        }
        Ok(())
    }
}

/// A name folded: letters and digits only.
pub(crate) fn name_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    fold_each(name, |c| {
        if c.is_alphanumeric() {
            key.push(c);
        }
    });
    key
}
