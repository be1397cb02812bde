//! Putting lines into the register, and the record of every change: who, when, from which source, what from what to what.

use gongkai_document::Timestamp;
use rusqlite::params;
use serde::Serialize;

use crate::applicants::name_key;
use crate::field::Field;
use crate::letters::REPLY_COLUMN;
use crate::plan::Line;
use crate::register::{Register, RequestId, number_key};
use crate::{RegisterError, Result};

/// Who changes the register, when, and from what.
#[derive(Debug, Clone, Copy)]
pub struct Author<'a> {
    /// The person.
    pub who: &'a str,
    /// What the change comes from: a file with its row, or a person's own word.
    pub source: &'a str,
    /// The moment.
    pub at: Timestamp,
}

/// What a line does to the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// The request was not there.
    New,
    /// These fields differ: from what, to what. Who asked is named without its values.
    Updated(Vec<Difference>),
    /// Everything is there as the line says it.
    Unchanged,
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The field's code, or `applicant`.
    pub field: &'static str,
    /// What the register holds.
    pub before: Option<String>,
    /// What the line says.
    pub after: Option<String>,
}

/// One change that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub who: String,
    /// From what.
    pub source: String,
    /// The field's code, `reply`, or `correction:` and a field's code.
    pub field: String,
    /// What it was.
    pub before: Option<String>,
    /// What it became.
    pub after: Option<String>,
}

impl Register {
    /// What a line would do, without doing it.
    pub fn compare(&self, line: &Line) -> Result<Effect> {
        let Some(record) = self.record(&line.number)? else { return Ok(Effect::New) };
        let mut differences = Vec::new();
        for (field, value) in &line.fields {
            let before = record.fields.get(field);
            if before != Some(value) {
                differences.push(Difference {
                    field: field.code(),
                    before: before.cloned(),
                    after: Some(value.clone()),
                });
            }
        }
        if line.applicant.is_some() && line.applicant != self.applicant(&line.number)? {
            differences.push(Difference { field: "applicant", before: None, after: None });
        }
        if let Some(text) = &line.reply_text
            && !record.replies.iter().any(|reply| reply.file == REPLY_COLUMN && reply.text == *text)
        {
            differences.push(Difference { field: "reply", before: None, after: None });
        }
        Ok(if differences.is_empty() { Effect::Unchanged } else { Effect::Updated(differences) })
    }

    /// Puts a line into the register: a new request, or the fields that differ. Nothing that the line leaves empty changes.
    pub fn put(&self, line: &Line, author: Author<'_>) -> Result<Effect> {
        self.batch(|register| {
            let effect = register.compare(line)?;
            match &effect {
                Effect::Unchanged => {}
                Effect::New => {
                    let sql = "INSERT INTO requests (number, number_key) VALUES (?1, ?2)";
                    register.connection.execute(sql, [&line.number, &number_key(&line.number)])?;
                    let id = RequestId(register.connection.last_insert_rowid());
                    register.change(id, "number", None, Some(&line.number), author)?;
                    for (field, value) in &line.fields {
                        register.set(id, *field, None, value, author)?;
                    }
                    register.put_apart(id, line, author)?;
                }
                Effect::Updated(differences) => {
                    let id = register.id_of(&line.number)?;
                    let id = id.ok_or_else(|| RegisterError::NoSuchRequest(line.number.clone()))?;
                    for difference in differences {
                        let field = Field::of_code(difference.field);
                        if let (Some(field), Some(after)) = (field, &difference.after) {
                            register.set(id, field, difference.before.as_deref(), after, author)?;
                        }
                    }
                    register.put_apart(id, line, author)?;
                }
            }
            Ok(effect)
        })
    }

    /// Puts what stands in tables of its own: who asked, and the reply.
    fn put_apart(&self, id: RequestId, line: &Line, author: Author<'_>) -> Result<()> {
        if let Some(name) = &line.applicant {
            self.put_applicant(id, &line.number, name, author)?;
        }
        if let Some(text) = &line.reply_text {
            self.put_reply_of(id, REPLY_COLUMN, text, author)?;
        }
        Ok(())
    }

    fn put_applicant(&self, id: RequestId, number: &str, name: &str, author: Author<'_>) -> Result<()> {
        let before = self.applicant(number)?;
        if before.as_deref() == Some(name) {
            return Ok(());
        }
        let sql = "INSERT INTO applicants (request, name, name_key) VALUES (?1, ?2, ?3)
            ON CONFLICT (request) DO UPDATE SET name = excluded.name, name_key = excluded.name_key";
        self.connection.prepare_cached(sql)?.execute(params![id.0, name, name_key(name)])?;
        let sql = "INSERT INTO applicant_changes (request, at, who, source, before, after)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let values = params![id.0, author.at.as_microsecond(), author.who, author.source, before, name];
        self.connection.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    fn set(&self, id: RequestId, field: Field, before: Option<&str>, after: &str, author: Author<'_>) -> Result<()> {
        // A field's code is one of ours, never a text from a file.
        let sql = format!("UPDATE requests SET {} = ?2 WHERE id = ?1", field.code());
        self.connection.prepare_cached(&sql)?.execute(params![id.0, after])?;
        self.change(id, field.code(), before, Some(after), author)
    }

    /// Records a change.
    pub(crate) fn change(
        &self,
        id: RequestId,
        field: &str,
        before: Option<&str>,
        after: Option<&str>,
        author: Author<'_>,
    ) -> Result<()> {
        let sql = "INSERT INTO changes (request, at, who, source, field, before, after)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let values = params![id.0, author.at.as_microsecond(), author.who, author.source, field, before, after];
        self.connection.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    /// Every change of a request, the oldest first; who asked is not among them.
    pub fn history(&self, number: &str) -> Result<Vec<Change>> {
        let id = self.id_of(number)?.ok_or_else(|| RegisterError::NoSuchRequest(number.to_owned()))?;
        let sql = "SELECT at, who, source, field, before, after FROM changes WHERE request = ?1 ORDER BY id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([id.0], |row| {
            let (at, who, source) = (row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?);
            Ok((
                at,
                Change {
                    at: Timestamp::UNIX_EPOCH,
                    who,
                    source,
                    field: row.get(3)?,
                    before: row.get(4)?,
                    after: row.get(5)?,
                },
            ))
        })?;
        let mut changes = Vec::new();
        for row in rows {
            let (at, change) = row?;
            let damaged = |_| RegisterError::Damaged { what: "a moment", found: at.to_string() };
            changes.push(Change { at: Timestamp::from_microsecond(at).map_err(damaged)?, ..change });
        }
        Ok(changes)
    }
}
