//! How values are written in the database, and read back.

use std::fmt;

use gongkai_document::{DocumentId, Timestamp};
use url::Url;

use crate::{ArchiveError, Result};

/// Lets a number of ours stand in the database: as the signed number with the same bits, which is itself below 2^63.
macro_rules! stored_number {
    ($name:ident) => {
        impl rusqlite::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(self.0.cast_signed().into())
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                i64::column_result(value).map(|number| Self(number.cast_unsigned()))
            }
        }
    };
}
pub(crate) use stored_number;

/// A moment as the database keeps it: microseconds since 1970.
pub(crate) fn moment(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// The moment that the database keeps as `microseconds`.
pub(crate) fn timestamp(microseconds: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(microseconds).map_err(|_| unreadable("a moment", microseconds))
}

/// The URL that the database keeps as `text`.
pub(crate) fn url(text: &str) -> Result<Url> {
    Url::parse(text).map_err(|_| unreadable("a URL", text))
}

/// The identifier that the database keeps as `text`.
pub(crate) fn document_id(text: String) -> Result<DocumentId> {
    DocumentId::new(text).map_err(|error| unreadable("a document's id", error))
}

/// The error for a value that cannot be what it should be.
pub(crate) fn unreadable(what: &'static str, found: impl fmt::Display) -> ArchiveError {
    ArchiveError::Unreadable { what, found: found.to_string() }
}
