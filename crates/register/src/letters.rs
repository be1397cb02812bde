//! The letters sent, what was read from them, and what a person says about it.

use gongkai_document::Timestamp;
use gongkai_replies::read_reply;
use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::changes::Author;
use crate::days::DayFormats;
use crate::field::Field;
use crate::register::{Register, RequestId};
use crate::{RegisterError, Result};

/// How the text of a reply is called that stood in a column of the register itself.
pub(crate) const REPLY_COLUMN: &str = "reply_text";

/// The fields that are read from a reply, and so can be corrected by a person.
const READ_FIELDS: [Field; 2] = [Field::Decision, Field::LegalBasis];

impl Register {
    /// Keeps a letter that answers a request and reads it; whether anything changed. Of the
    /// same file with another text both are kept, and the later one counts.
    pub fn put_reply(&self, number: &str, file: &str, text: &str, author: Author<'_>) -> Result<bool> {
        self.batch(|register| {
            let id = register.id_of(number)?.ok_or_else(|| RegisterError::NoSuchRequest(number.to_owned()))?;
            register.put_reply_of(id, file, text, author)
        })
    }

    pub(crate) fn put_reply_of(&self, id: RequestId, file: &str, text: &str, author: Author<'_>) -> Result<bool> {
        let sha256 = Sha256::digest(text.as_bytes()).to_vec();
        let sql = "SELECT sha256 FROM replies WHERE request = ?1 AND file = ?2 ORDER BY id DESC LIMIT 1";
        let before: Option<Vec<u8>> =
            self.connection.prepare_cached(sql)?.query_row(params![id.0, file], |row| row.get(0)).optional()?;
        if before.as_ref() == Some(&sha256) {
            return Ok(false);
        }
        let sql = "INSERT INTO replies (request, file, sha256, text, reading, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let values = params![id.0, file, sha256, text, reading_of(text)?, author.at.as_microsecond()];
        self.connection.prepare_cached(sql)?.execute(values)?;
        let hash = |sha256: &[u8]| format!("{file} SHA-256 {}", hex(sha256));
        self.change(id, "reply", before.as_deref().map(hash).as_deref(), Some(&hash(&sha256)), author)?;
        Ok(true)
    }

    /// Reads every letter again, as after the reader has learned; how many readings differ. Corrections stay.
    pub fn read_again(&self, at: Timestamp) -> Result<u64> {
        self.batch(|register| {
            let mut statement = register.connection.prepare_cached("SELECT id, text, reading FROM replies")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            let letters = rows.collect::<rusqlite::Result<Vec<(i64, String, String)>>>()?;
            let mut changed = 0;
            for (id, text, before) in letters {
                let reading = reading_of(&text)?;
                if reading != before {
                    let sql = "UPDATE replies SET reading = ?2, at = ?3 WHERE id = ?1";
                    let values = params![id, reading, at.as_microsecond()];
                    register.connection.prepare_cached(sql)?.execute(values)?;
                    changed += 1;
                }
            }
            Ok(changed)
        })
    }

    /// A person's word on what a reply decides or rests on. It goes before the register's own column and before any
    /// reading, and no import takes it away; `None` takes it back.
    pub fn correct(&self, number: &str, field: Field, value: Option<&str>, author: Author<'_>) -> Result<()> {
        if !READ_FIELDS.contains(&field) {
            return Err(RegisterError::NotCorrectable(field.label()));
        }
        let bad_value = |problem| RegisterError::BadValue { field: field.label(), problem };
        let value = value.map(|value| field.read(value, &DayFormats::default())).transpose().map_err(bad_value)?;
        self.batch(|register| {
            let id = register.id_of(number)?.ok_or_else(|| RegisterError::NoSuchRequest(number.to_owned()))?;
            let sql = "SELECT value FROM corrections WHERE request = ?1 AND field = ?2";
            let key = params![id.0, field.code()];
            let before: Option<String> =
                register.connection.prepare_cached(sql)?.query_row(key, |row| row.get(0)).optional()?;
            if before == value {
                return Ok(());
            }
            if let Some(value) = &value {
                let sql = "INSERT INTO corrections (request, field, value) VALUES (?1, ?2, ?3)
                    ON CONFLICT (request, field) DO UPDATE SET value = excluded.value";
                register.connection.prepare_cached(sql)?.execute(params![id.0, field.code(), value])?;
            } else {
                let sql = "DELETE FROM corrections WHERE request = ?1 AND field = ?2";
                register.connection.prepare_cached(sql)?.execute(key)?;
            }
            let name = format!("correction:{}", field.code());
            register.change(id, &name, before.as_deref(), value.as_deref(), author)
        })
    }
}

/// What is read from a letter, as the register keeps it.
fn reading_of(text: &str) -> Result<String> {
    serde_json::to_string(&read_reply(text))
        .map_err(|error| RegisterError::Damaged { what: "a reading", found: error.to_string() })
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
