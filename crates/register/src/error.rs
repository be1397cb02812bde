//! What can go wrong with a register.

use std::path::PathBuf;

use gongkai_document::Date;

/// What a call of this crate gives.
pub type Result<T, E = RegisterError> = std::result::Result<T, E>;

/// Why the register could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RegisterError {
    /// The file cannot be opened or created.
    #[error("{} cannot be opened", path.display())]
    CannotOpen {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The file is no register of Gongkai.
    #[error("{} is not a gongkai register; name another data directory", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The file is from another version of the program.
    #[error("{} has the register schema {found}, this gongkai needs {known}; {way_out}", path.display())]
    OtherVersion {
        /// The file.
        path: PathBuf,
        /// The file's schema version.
        found: u32,
        /// The schema version that this program needs.
        known: u32,
        /// What to do.
        way_out: &'static str,
    },
    /// No request has this number.
    #[error("the register has no request {0:?}; `gongkai register list` shows the numbers")]
    NoSuchRequest(String),
    /// A field that no person corrects: only what was read from a reply is.
    #[error("{0} is not read from replies; change it in the register's own file and import it again")]
    NotCorrectable(&'static str),
    /// A value that its field cannot have.
    #[error("{field}: {problem}")]
    BadValue {
        /// The field, in words.
        field: &'static str,
        /// What is wrong with the value.
        problem: String,
    },
    /// The mapping file cannot be used.
    #[error("the mapping cannot be used: {0}")]
    Mapping(String),
    /// A file to import cannot be read as a table.
    #[error("{file}: {problem}")]
    Unreadable {
        /// The file.
        file: String,
        /// Why.
        problem: String,
    },
    /// The holidays of a year are not known, so no working day in it can be counted.
    #[error(
        "the holidays of {year} are not known, so working days cannot be counted; put `holidays/{year}.toml` into the data directory"
    )]
    UnknownYear {
        /// The year.
        year: i16,
    },
    /// The holidays of a year are only partly known.
    #[error("the holidays of {year} are only partly known: {missing} missing; complete `{year}.toml`")]
    PartlyKnownYear {
        /// The year.
        year: i16,
        /// The holidays that are not there.
        missing: String,
    },
    /// A file of holidays contradicts itself.
    #[error("the holidays of {year} cannot be right: {problem}")]
    BadHolidays {
        /// The year.
        year: i16,
        /// What is wrong.
        problem: String,
    },
    /// A file of holidays is not written as one.
    #[error("a file of holidays cannot be read: {0}")]
    HolidayFile(String),
    /// A count of days that leaves the calendar.
    #[error("no working day can be counted from {0}: the calendar ends")]
    EndOfCalendar(Date),
    /// A value in the file cannot be read back.
    #[error("{what} in the register cannot be read back: {found:?}")]
    Damaged {
        /// What the value is.
        what: &'static str,
        /// The value.
        found: String,
    },
    /// SQLite refused: the disk is full, the file is damaged, or another program held it for too long.
    #[error("the register cannot be read or written")]
    Database(#[from] rusqlite::Error),
}
