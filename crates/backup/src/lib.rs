//! One file that holds a whole data directory, taken while everything runs, and a data directory made from it again.
//!
//! [`back_up`] copies each [`Source`]: databases as they are at one moment each, whoever writes meanwhile; of an index the
//! generation that serves, which never changes. The file is a zip archive of uncompressed entries, so that any tool can look
//! into it, with a [`Manifest`] as its last entry: the SHA-256 of everything. [`restore`] checks all of it before anything
//! appears in its place; [`verify`] checks and writes nothing.
//!
//! **Invariant:** a backup or a restored directory appears under its name when it is complete and on the disk, or not at
//! all. Nothing that exists is overwritten.
//!
//! ```
//! use gongkai_backup::{Source, back_up, restore};
//! use std::ops::ControlFlow;
//!
//! let folder = tempfile::tempdir()?;
//! let data = folder.path().join("data");
//! std::fs::create_dir(&data)?;
//! std::fs::write(data.join("best_bets.toml"), "# none")?;
//! let file = folder.path().join("monday.gongkai");
//! let now = jiff::Timestamp::UNIX_EPOCH;
//! back_up(&data, &[Source::File("best_bets.toml")], &file, now, |_| ControlFlow::Continue(()))?;
//!
//! let again = folder.path().join("again");
//! restore(&file, &again, |_| ControlFlow::Continue(()))?;
//! assert_eq!(std::fs::read_to_string(again.join("best_bets.toml"))?, "# none");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod manifest;
mod reading;
mod source;
mod writing;

pub use error::{BackupError, Result};
pub use manifest::{Entry, FORMAT, Manifest};
pub use reading::{restore, verify};
pub use source::Source;
pub use writing::back_up;
