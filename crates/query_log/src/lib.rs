//! What people search, counted so that nobody can be found in it.
//!
//! An operator who switches this on learns which words people use, which of them find nothing, and whether the first hit
//! is the one that is opened. A [`LoggedQuery`] is a query in the form in which two of them are the same; what looks like
//! personal data, or is too long to be anybody else's, is none. A [`QueryLog`] counts queries by day in a SQLite file of
//! its own, without address, session or time of day. A [`Recorder`] writes to it away from whoever answers searches: it
//! never makes one wait, and loses counts rather than time. A [`Report`] names a query only from [`K_ANONYMITY`]
//! occurrences; everything rarer is one sum.
//!
//! **Invariant:** no count below [`K_ANONYMITY`] leaves this crate together with its query, whatever period is asked for,
//! and nothing that looks like personal data comes into the file.
//!
//! ```
//! use gongkai_query_log::{Event, LoggedQuery, QueryLog};
//!
//! # let folder = tempfile::tempdir().unwrap();
//! let mut log = QueryLog::open(&folder.path().join("queries.sqlite"), 90)?;
//! let search = |text: &str| Event::Search {
//!     day: "2024-10-15".parse().unwrap(),
//!     query: LoggedQuery::read(text).unwrap(),
//!     found: true,
//! };
//! log.write(&vec![search("老人助餐"); 5])?;
//! log.write(&[search("罕见的词")])?;
//! let report = log.report(None)?;
//! assert_eq!(report.searches.shown[0].query, "老人助餐");
//! assert_eq!((report.searches.shown.len(), report.searches.other.count), (1, 1));
//! # Ok::<(), gongkai_query_log::QueryLogError>(())
//! ```

mod error;
mod log;
mod personal;
mod query;
mod recorder;
mod report;

pub use error::QueryLogError;
pub use log::{Event, QueryLog, ROWS_A_DAY_MAX};
pub use query::{LoggedQuery, QUERY_CHARS_MAX, is_personal, normalized};
pub use recorder::Recorder;
pub use report::{Clicks, Counted, K_ANONYMITY, Listed, Other, Report};
