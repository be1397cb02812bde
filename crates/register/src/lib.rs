//! The register of freedom-of-information requests (依申请公开登记), for an office's staff only.
//!
//! A [`Register`] is a SQLite file of its own: requests with their [`Field`]s, who asked apart from everything else, the
//! letters sent with what was read from them, and every change with who made it. A [`Plan`] reads an office's own table
//! (.xlsx, .csv, .jsonl) by a [`Mapping`], says what each column becomes and which rows are refused;
//! [`put`](Register::put) takes its lines, and the same lines again change nothing. [`Numbers`] joins letters to requests;
//! [`disagreements`] lists where a letter says something else than the register. [`deadlines`] count working days by a
//! [`Calendar`] of known years, and [`StatutoryReport`] counts the yearly report's tables with every cell's cases.
//!
//! **Invariant:** nothing is lost or doubled: each change is recorded with its author, and a request is found again by its
//! number however its brackets are written. What a person corrects goes before every import and every reading. Nothing here
//! is public: this crate writes to no archive and no index. Time is a value that the caller passes in.
//!
//! ```
//! use gongkai_document::Timestamp;
//! use gongkai_register::{Author, Effect, Field, Mapping, Place, Plan, Register, Sheet};
//!
//! let folder = tempfile::tempdir()?;
//! let register = Register::open(&folder.path().join("register.sqlite"))?;
//! let mapping = Mapping::parse("[columns]\nnumber = '编号'\nreceived_on = '收件日期'")?;
//! let table = "编号,收件日期\n青公开申〔2024〕1号,2024年3月5日\n";
//! let plan = Plan::new(&Sheet::read("2024.csv", table.as_bytes(), mapping.place())?, &mapping)?;
//! let author = Author { who: "王某", source: "2024.csv", at: Timestamp::UNIX_EPOCH };
//! assert_eq!(register.put(&plan.lines[0], author)?, Effect::New);
//! assert_eq!(register.put(&plan.lines[0], author)?, Effect::Unchanged);
//! let record = register.record("青公开申（2024）1号")?.ok_or("not there")?;
//! assert_eq!(record.value(Field::ReceivedOn), Some("2024-03-05"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod applicants;
mod calendar;
mod changes;
mod checks;
mod days;
mod deadlines;
mod error;
mod field;
mod joining;
mod letters;
mod mapping;
mod plan;
mod record;
mod register;
mod schema;
mod sheet;
mod statutory;
mod summaries;

pub use calendar::Calendar;
pub use changes::{Author, Change, Difference, Effect};
pub use checks::{Disagreement, disagreements};
pub use days::DayFormats;
pub use deadlines::{
    CORRECTION_WORKING_DAYS, Deadlines, EXTENSION_WORKING_DAYS, REPLY_WORKING_DAYS, THIRD_PARTY_WORKING_DAYS, Waits,
    deadlines,
};
pub use error::{RegisterError, Result};
pub use field::Field;
pub use joining::{Joined, Numbers};
pub use mapping::{Mapping, Target};
pub use plan::{ColumnUse, Line, Plan, Refusal};
pub use record::{Record, Reply};
pub use register::Register;
pub use sheet::{Place, Sheet};
pub use statutory::{CaseRow, Cell, RequestRow, StatutoryReport, Violation};
