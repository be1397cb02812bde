//! The certificates that were given: numbered by year, chained by their hashes, never changed.

use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use gongkai_database::{Schema, Unfit};
use gongkai_document::Timestamp;
use gongkai_index::{IndexRoot, LocalIndex};
use jiff::tz::{Offset, TimeZone};
use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior, params};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::certificate::{Certificate, Draft, SearchDone, Searched, search};
use crate::error::{PrecedentsError, Result};

/// The file's mark, "GKCT", and the steps to today's schema.
const SCHEMA: Schema = Schema { mark: 0x474B_4354, steps: &[include_str!("../migrations/0001_certificates.sql")] };
/// How long a call waits for another program's write.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Begins the form that is hashed; another form gets another beginning.
const FORM: &[u8] = b"gongkai certificate 1\n";
/// The time of China, by which a year begins.
const CHINA_HOURS: i8 = 8;

/// The file of an office's search certificates.
///
/// It may be sent to another thread but not shared: open one for each thread.
#[derive(Debug)]
pub struct Certificates {
    connection: Connection,
}

/// What walking through all certificates found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// How many are as they were given.
    pub sound: usize,
    /// The first one that is not, with what is wrong.
    pub fault: Option<(String, String)>,
}

/// What a search of a certificate finds today on the generation that it names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Comparison {
    /// The same documents.
    Same,
    /// Something else.
    Differs {
        /// What it finds.
        now: Box<SearchDone>,
    },
    /// The generation cannot be searched any more.
    Gone {
        /// Why not.
        why: String,
    },
}

impl Certificates {
    /// Opens the file, makes it when there is none.
    pub fn open(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let cannot_open = |source| PrecedentsError::CannotOpen { path: path.to_owned(), source };
        let mut connection = Connection::open_with_flags(path, flags).map_err(cannot_open)?;
        let unfit = |unfit| match unfit {
            Unfit::Foreign => PrecedentsError::Foreign { path: path.to_owned() },
            Unfit::TooNew { found, known } => PrecedentsError::TooNew { path: path.to_owned(), found, known },
            Unfit::Sqlite(error) => error.into(),
        };
        connection.busy_timeout(BUSY_TIMEOUT)?;
        // Before anything is set or written: a file of another program must stay as it is.
        SCHEMA.version(&connection).map_err(unfit)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        SCHEMA.migrate(&transaction).map_err(unfit)?;
        transaction.commit()?;
        Ok(Self { connection })
    }

    /// Does the searches of `draft` over each index, and keeps what came of them as a new certificate.
    pub fn issue(
        &mut self,
        draft: &Draft,
        by: &str,
        at: Timestamp,
        indexes: &[(Searched, &LocalIndex)],
    ) -> Result<Certificate> {
        let searches = draft.searched(indexes)?;
        let china = TimeZone::fixed(Offset::constant(CHINA_HOURS));
        let year = china.to_datetime(at).year();
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let sql = "SELECT count(*) FROM certificates WHERE year = ?1";
        let before: u32 = transaction.query_row(sql, [year], |row| row.get(0))?;
        let certificate = Certificate {
            number: format!("检〔{year}〕{}号", before + 1),
            issued_at: at,
            issued_by: by.to_owned(),
            request: draft.request.clone(),
            matter: draft.matter.clone(),
            searches,
        };
        let damaged = |error: serde_json::Error| PrecedentsError::Damaged {
            number: certificate.number.clone(),
            what: error.to_string(),
        };
        let content = serde_json::to_string(&certificate).map_err(damaged)?;
        let sql = "SELECT hash FROM certificates ORDER BY id DESC LIMIT 1";
        let previous: Option<Vec<u8>> = transaction.query_row(sql, [], |row| row.get(0)).optional()?;
        let hash = chained(previous.as_deref(), &content);
        let sql = "INSERT INTO certificates (number, year, content, hash) VALUES (?1, ?2, ?3, ?4)";
        transaction.execute(sql, params![certificate.number, year, content, hash])?;
        transaction.commit()?;
        Ok(certificate)
    }

    /// A certificate with its hash in hexadecimal digits, which is printed on it.
    pub fn certificate(&self, number: &str) -> Result<(Certificate, String)> {
        let sql = "SELECT content, hash FROM certificates WHERE number = ?1";
        let found = self.connection.query_row(sql, [number], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let (content, hash): (String, Vec<u8>) =
            found.ok_or_else(|| PrecedentsError::NoSuchCertificate(number.to_owned()))?;
        Ok((read(number, &content)?, hex(&hash)))
    }

    /// Every certificate, the latest first.
    pub fn all(&self) -> Result<Vec<Certificate>> {
        let mut statement = self.connection.prepare("SELECT number, content FROM certificates ORDER BY id DESC")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let rows = rows.collect::<rusqlite::Result<Vec<(String, String)>>>()?;
        rows.iter().map(|(number, content)| read(number, content)).collect()
    }

    /// Walks through all certificates and looks whether each is what was hashed after the one before it.
    pub fn verify(&self) -> Result<Verification> {
        let mut statement =
            self.connection.prepare("SELECT id, number, content, hash FROM certificates ORDER BY id")?;
        let mut rows = statement.query([])?;
        let (mut previous, mut sound): (Option<Vec<u8>>, usize) = (None, 0);
        while let Some(row) = rows.next()? {
            let (id, number): (i64, String) = (row.get(0)?, row.get(1)?);
            let (content, hash): (String, Vec<u8>) = (row.get(2)?, row.get(3)?);
            let expected = i64::try_from(sound).unwrap_or(i64::MAX).saturating_add(1);
            let wrong = if id != expected {
                Some("one before it is missing")
            } else if hash != chained(previous.as_deref(), &content) {
                Some("it is not what was kept after the one before it")
            } else if read(&number, &content)?.number != number {
                Some("its number is another one")
            } else {
                None
            };
            if let Some(wrong) = wrong {
                return Ok(Verification { sound, fault: Some((number, wrong.to_owned())) });
            }
            (previous, sound) = (Some(hash), sound + 1);
        }
        Ok(Verification { sound, fault: None })
    }
}

impl Certificate {
    /// Does each search again on the generation that it names.
    pub fn compare(&self, root_of: impl Fn(Searched) -> Option<IndexRoot>) -> Result<Vec<Comparison>> {
        let again = |done: &SearchDone| {
            let Some(root) = root_of(done.searched) else {
                return Ok(Comparison::Gone { why: "there is no such index here".to_owned() });
            };
            let index = match LocalIndex::at(root, &done.generation) {
                Ok(index) => index,
                Err(error) => return Ok(Comparison::Gone { why: error.to_string() }),
            };
            let now = search(done.searched, &done.query, &index)?;
            Ok(if now == *done { Comparison::Same } else { Comparison::Differs { now: Box::new(now) } })
        };
        self.searches.iter().map(again).collect()
    }
}

fn read(number: &str, content: &str) -> Result<Certificate> {
    let damaged =
        |error: serde_json::Error| PrecedentsError::Damaged { number: number.to_owned(), what: error.to_string() };
    serde_json::from_str(content).map_err(damaged)
}

/// The hash of a certificate that follows the one with the hash `previous`.
fn chained(previous: Option<&[u8]>, content: &str) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(FORM);
    hash.update(previous.unwrap_or(&[0; 32]));
    hash.update(content.as_bytes());
    hash.finalize().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}
