//! The audit log: what is recorded, appending it, and reading it.

use std::fmt;

use gongkai_document::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::chain::entry_hash;
use crate::codes::coded;
use crate::store::{moment, timestamp};
use crate::{AccountName, Accounts, AccountsError, Head, Result};

/// The longest text of an entry: a pasted request of twenty thousand Chinese characters.
pub const TEXT_BYTES_MAX: usize = 64 * 1024;

coded! {
    /// What somebody did, or tried.
    Action, "action" {
        /// Signed in.
        SignIn = "sign-in",
        /// Signed out.
        SignOut = "sign-out",
        /// Was locked out after failed attempts.
        LockOut = "lock-out",
        /// Searched.
        Search = "search",
        /// Looked at a document or a request.
        View = "view",
        /// Took documents or tables out of the service.
        Export = "export",
        /// Read files into the register.
        Import = "import",
        /// Changed a request, or corrected what was read from a reply.
        EditCase = "edit-case",
        /// Approved a reply, or released one for the public.
        ReviewReply = "review-reply",
        /// Issued a search certificate.
        IssueCertificate = "issue-certificate",
        /// Read or verified the audit log.
        ReadAudit = "read-audit",
        /// Added an account.
        AddAccount = "add-account",
        /// Disabled an account.
        DisableAccount = "disable-account",
        /// Enabled an account, or took its lock off.
        EnableAccount = "enable-account",
        /// Gave an account another role.
        SetRole = "set-role",
        /// Set a password.
        SetPassword = "set-password",
        /// Added an API key.
        AddKey = "add-key",
        /// Revoked an API key.
        RevokeKey = "revoke-key",
    }
}

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Whoever may run the program on the machine itself.
    CommandLine,
    /// Somebody who is signed in.
    Account(AccountName),
    /// A program with an API key of this name.
    Key(AccountName),
    /// Somebody who is not signed in.
    Nobody,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CommandLine => f.write_str("operator@command-line"),
            Self::Account(name) => name.fmt(f),
            Self::Key(name) => write!(f, "key:{name}"),
            Self::Nobody => f.write_str("(nobody)"),
        }
    }
}

/// Something to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Who did it.
    pub actor: Actor,
    /// What was done.
    pub action: Action,
    /// What it was done to: a document's id, a request's number, an account.
    pub subject: Option<String>,
    /// What was searched, as it was typed.
    pub query: Option<String>,
    /// How it ended, in a few words: `done`, `refused`, `12 hits`.
    pub outcome: String,
}

/// An entry of the log. Its texts are those that were recorded, whatever this version of the program knows of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 1 without a gap.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// The [`Action`]'s code.
    pub action: String,
    /// What it was done to.
    pub subject: Option<String>,
    /// What was searched.
    pub query: Option<String>,
    /// How it ended.
    pub outcome: String,
}

/// Which entries to read.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Not before this moment.
    pub since: Option<Timestamp>,
    /// Of this actor, written as in the entries.
    pub actor: Option<String>,
}

/// The texts of an entry, as they are kept and hashed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Texts {
    pub(crate) actor: String,
    pub(crate) action: String,
    pub(crate) subject: Option<String>,
    pub(crate) query: Option<String>,
    pub(crate) outcome: String,
}

impl Texts {
    /// From the columns that [`COLUMNS`] names.
    pub(crate) fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            actor: row.get("actor")?,
            action: row.get("action")?,
            subject: row.get("subject")?,
            query: row.get("query")?,
            outcome: row.get("outcome")?,
        })
    }
}

/// All of an entry.
pub(crate) const COLUMNS: &str = "number, at, actor, action, subject, query, outcome, hash";

impl Event {
    /// Something done to an account or a key, which went as it was meant to.
    pub(crate) fn done(actor: &Actor, action: Action, subject: &AccountName, outcome: impl Into<String>) -> Self {
        let (actor, subject) = (actor.clone(), Some(subject.to_string()));
        Self { actor, action, subject, query: None, outcome: outcome.into() }
    }
}

impl Accounts {
    /// Records an event; the new head is on the disk when this returns. Safe beside any number of other programs.
    pub fn record(&self, event: &Event, now: Timestamp) -> Result<Head> {
        self.write(|connection| append(connection, event, now))
    }

    /// The last entry's number and hash, to be noted elsewhere.
    pub fn head(&self) -> Result<Head> {
        last(&self.connection)
    }

    /// Hands entries to `each`, the oldest first.
    pub fn entries<E: From<AccountsError>>(
        &self,
        wanted: &Wanted,
        mut each: impl FnMut(Entry) -> Result<(), E>,
    ) -> Result<(), E> {
        let database = |error: rusqlite::Error| E::from(error.into());
        let sql = format!(
            "SELECT {COLUMNS} FROM audit
            WHERE (?1 IS NULL OR at >= ?1) AND (?2 IS NULL OR actor = ?2) ORDER BY number"
        );
        let mut select = self.connection.prepare_cached(&sql).map_err(database)?;
        let mut rows = select.query(params![wanted.since.map(moment), wanted.actor]).map_err(database)?;
        while let Some(row) = rows.next().map_err(database)? {
            each(entry(row)?)?;
        }
        Ok(())
    }
}

fn entry(row: &Row<'_>) -> Result<Entry> {
    let Texts { actor, action, subject, query, outcome } = Texts::from_row(row)?;
    let (number, at): (i64, i64) = (row.get("number")?, row.get("at")?);
    Ok(Entry { number: number.cast_unsigned(), at: timestamp(at)?, actor, action, subject, query, outcome })
}

/// Appends an entry in the transaction that is under way: what it tells of is kept with it or not at all.
pub(crate) fn append(connection: &Connection, event: &Event, now: Timestamp) -> Result<Head> {
    let texts = Texts {
        actor: event.actor.to_string(),
        action: event.action.code().to_owned(),
        subject: event.subject.clone(),
        query: event.query.clone(),
        outcome: event.outcome.clone(),
    };
    for (what, text) in
        [("subject", &texts.subject), ("query", &texts.query), ("outcome", &Some(texts.outcome.clone()))]
    {
        let bytes = text.as_ref().map_or(0, String::len);
        if bytes > TEXT_BYTES_MAX {
            return Err(AccountsError::TooLong { what, bytes });
        }
    }
    let before = last(connection)?;
    let number = before.number.checked_add(1).and_then(|number| i64::try_from(number).ok());
    let number = number.ok_or(AccountsError::BrokenLog)?;
    let hash = entry_hash(&before.hash, number, moment(now), &texts);
    let sql = format!("INSERT INTO audit ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    let Texts { actor, action, subject, query, outcome } = texts;
    connection.prepare_cached(&sql)?.execute(params![
        number,
        moment(now),
        actor,
        action,
        subject,
        query,
        outcome,
        hash
    ])?;
    Ok(Head { number: number.cast_unsigned(), hash })
}

fn last(connection: &Connection) -> Result<Head> {
    let row = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?));
    let last = connection
        .prepare_cached("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1")?
        .query_row([], row)
        .optional()?;
    let Some((number, hash)) = last else { return Ok(Head::EMPTY) };
    let hash = hash.try_into().map_err(|_| AccountsError::BrokenLog)?;
    Ok(Head { number: number.cast_unsigned(), hash })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::fixtures::{TestAccounts, at, search};

    #[test]
    fn an_entry_says_who_did_what_to_what_when_and_how_it_ended() {
        let accounts = TestAccounts::new();
        let view = Event {
            actor: Actor::Key("table".parse().unwrap()),
            action: Action::View,
            subject: Some("花依申〔2020〕15号".to_owned()),
            query: None,
            outcome: "done".to_owned(),
        };
        accounts.record(&search("li.na", "老人助餐"), at(0)).unwrap();
        accounts.record(&view, at(60)).unwrap();
        assert_eq!(accounts.head().unwrap().number, 2);

        let told = |wanted: &Wanted| {
            let mut told = Vec::new();
            let each = |entry: Entry| {
                let Entry { number, at, actor, action, subject, query, outcome } = entry;
                told.push(format!("{number} {at} {actor} {action} {subject:?} {query:?} {outcome}\n"));
                Ok::<_, AccountsError>(())
            };
            accounts.entries(wanted, each).unwrap();
            told.concat()
        };
        expect![[r#"
            1 2023-11-14T22:13:20Z li.na search None Some("老人助餐") 3 hits
            2 2023-11-14T22:14:20Z key:table view Some("花依申〔2020〕15号") None done
        "#]]
        .assert_eq(&told(&Wanted::default()));
        assert!(told(&Wanted { since: Some(at(60)), actor: None }).starts_with("2 "));
        assert!(told(&Wanted { since: None, actor: Some("li.na".to_owned()) }).ends_with("3 hits\n"));
        assert_eq!(told(&Wanted { since: Some(at(1)), actor: Some("li.na".to_owned()) }), "");
    }

    #[test]
    fn the_database_itself_refuses_to_change_delete_replace_or_insert_in_front() {
        let accounts = TestAccounts::new();
        for query in ["一", "二"] {
            accounts.record(&search("li.na", query), at(0)).unwrap();
        }
        for sql in [
            "UPDATE audit SET query = '三' WHERE number = 1",
            "DELETE FROM audit WHERE number = 2",
            "DELETE FROM audit",
            "INSERT OR REPLACE INTO audit SELECT 1, at, actor, action, subject, '三', outcome, hash FROM audit WHERE number = 2",
            "INSERT INTO audit SELECT 0, at, actor, action, subject, query, outcome, hash FROM audit WHERE number = 1",
            "INSERT INTO audit SELECT 9, at, actor, action, subject, query, outcome, hash FROM audit WHERE number = 1",
        ] {
            let error = accounts.connection.execute(sql, []).unwrap_err().to_string();
            assert_eq!(error, "the audit log is append-only", "{sql}");
        }
        assert_eq!(accounts.verify().unwrap().fault, None);
    }

    #[test]
    fn a_text_that_is_too_long_is_refused_and_nothing_is_recorded() {
        let accounts = TestAccounts::new();
        let kept = search("li.na", &"长".repeat(TEXT_BYTES_MAX / 3));
        accounts.record(&kept, at(0)).unwrap();
        let refused = accounts.record(&search("li.na", &"长".repeat(TEXT_BYTES_MAX / 3 + 1)), at(0)).unwrap_err();
        assert!(matches!(refused, AccountsError::TooLong { what: "query", bytes } if bytes > TEXT_BYTES_MAX));
        assert_eq!(accounts.head().unwrap().number, 1);
    }
}
