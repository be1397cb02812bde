//! Contents: bytes kept once each, compressed, under their SHA-256.

use rusqlite::{OptionalExtension, Row};
use sha2::{Digest, Sha256};

use crate::{Archive, ArchiveError, Result};

/// zstd's own default: a page of 74 KB shrinks to a sixth in about a millisecond; higher levels gain little.
const COMPRESSION_LEVEL: i32 = 3;

/// The longest content: what SQLite stores in one value at most, in bytes (its default `SQLITE_MAX_LENGTH`).
const CONTENT_BYTES_MAX: u32 = 1_000_000_000;

/// The SHA-256 of some bytes.
pub(crate) type Sha256Sum = [u8; 32];

/// The SHA-256 of `bytes`.
pub(crate) fn sha256(bytes: &[u8]) -> Sha256Sum {
    Sha256::digest(bytes).into()
}

/// A content as its row holds it, not yet checked.
pub(crate) struct Content {
    sha256: Sha256Sum,
    length: u32,
    compressed: Vec<u8>,
}

impl Content {
    /// Reads the columns `sha256`, `length` and `compressed`, the first of them being `first`.
    pub(crate) fn from_row(row: &Row<'_>, first: usize) -> Result<Self> {
        Ok(Self { sha256: row.get(first)?, length: row.get(first + 1)?, compressed: row.get(first + 2)? })
    }

    /// The bytes, when they are what was kept; otherwise the error that names them as `what`.
    pub(crate) fn open(&self, what: impl FnOnce() -> String) -> Result<Vec<u8>> {
        self.intact_bytes().ok_or_else(|| ArchiveError::Damaged { what: what(), sha256: hexadecimal(&self.sha256) })
    }

    fn intact_bytes(&self) -> Option<Vec<u8>> {
        if self.length > CONTENT_BYTES_MAX {
            return None;
        }
        let bytes = zstd::bulk::decompress(&self.compressed, self.length as usize).ok()?;
        (sha256(&bytes) == self.sha256).then_some(bytes)
    }
}

impl Archive {
    /// Keeps `bytes`, whose SHA-256 is `sum`, unless they are there; gives the row that holds them.
    pub(crate) fn keep_content(&self, bytes: &[u8], sum: &Sha256Sum) -> Result<i64> {
        let mut find = self.connection.prepare_cached("SELECT id FROM contents WHERE sha256 = ?1")?;
        if let Some(id) = find.query_row([sum], |row| row.get(0)).optional()? {
            return Ok(id);
        }
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        if length > CONTENT_BYTES_MAX {
            return Err(ArchiveError::TooLong { bytes: bytes.len(), bytes_max: CONTENT_BYTES_MAX });
        }
        let compressed = zstd::bulk::compress(bytes, COMPRESSION_LEVEL).map_err(ArchiveError::Compression)?;
        self.connection
            .prepare_cached("INSERT INTO contents (sha256, length, compressed) VALUES (?1, ?2, ?3)")?
            .execute((sum, length, compressed))?;
        Ok(self.connection.last_insert_rowid())
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
