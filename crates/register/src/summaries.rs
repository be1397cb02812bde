//! Requests for lists and counts: every field but the long texts, of the whole register in two queries.

use std::collections::HashMap;

use crate::field::Field;
use crate::record::Record;
use crate::register::Register;
use crate::{RegisterError, Result};

/// What only a page about one request shows.
const LEFT_OUT: [Field; 2] = [Field::Text, Field::Attachments];

impl Register {
    /// Every request without its text, its attachments' names and its letters, in the order of
    /// [`records`](Self::records). For ten thousand requests it reads a tenth of what that does.
    pub fn summaries(&self) -> Result<Vec<Record>> {
        let fields: Vec<Field> = Field::ALL.iter().copied().filter(|field| !LEFT_OUT.contains(field)).collect();
        let columns: Vec<&str> = fields.iter().map(|field| field.code()).collect();
        let sql = format!(
            "SELECT id, number, {} FROM requests ORDER BY received_on IS NULL, received_on, length(number), number, id",
            columns.join(", ")
        );
        let mut corrections = self.corrections()?;
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([], |row| {
            let mut record = Record { number: row.get(1)?, ..Record::default() };
            for (place, field) in fields.iter().enumerate() {
                if let Some(value) = row.get::<_, Option<String>>(place + 2)? {
                    record.fields.insert(*field, value);
                }
            }
            Ok((row.get::<_, i64>(0)?, record))
        })?;
        let mut records = Vec::new();
        for row in rows {
            let (id, mut record) = row?;
            record.corrected.extend(corrections.remove(&id).into_iter().flatten());
            records.push(record);
        }
        Ok(records)
    }

    /// What persons corrected, by the request's identifier.
    fn corrections(&self) -> Result<HashMap<i64, Vec<(Field, String)>>> {
        let mut statement = self.connection.prepare_cached("SELECT request, field, value FROM corrections")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get(2)?)))?;
        let mut corrections: HashMap<i64, Vec<(Field, String)>> = HashMap::new();
        for row in rows {
            let (id, code, value) = row?;
            let field = Field::of_code(&code).ok_or(RegisterError::Damaged { what: "a field", found: code })?;
            corrections.entry(id).or_default().push((field, value));
        }
        Ok(corrections)
    }
}
