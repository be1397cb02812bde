//! Everything crawled and imported, in one SQLite file.
//!
//! An [`Archive`] keeps every response byte for byte ([`store_page`](Archive::store_page)), every version of every
//! document ([`put_document`](Archive::put_document)), and how far each crawl has come: [sites](Archive::record_site),
//! [lists](Archive::record_listing_page), the [frontier](Archive::next_pending) of posts to fetch. The search index is
//! derived from it and asks for what is new by [`Sequence`].
//!
//! **Invariant:** nothing kept is ever overwritten or lost. Each call takes effect entirely or not at all, whatever
//! moment the program is killed at; a number of the change sequence is given once; bytes that no longer match their
//! SHA-256 are an error, never an answer. Time is a value that the caller passes in.
//!
//! ```
//! use gongkai_archive::{Archive, Change, Source};
//! use gongkai_document::{Document, DocumentId, Timestamp};
//!
//! let folder = tempfile::tempdir()?;
//! let archive = Archive::open(&folder.path().join("archive.sqlite"))?;
//! let document = Document::new(DocumentId::new("r-1")?, "关于养老助餐的答复", "经研究，现答复如下。");
//! let source = Source::File("register.jsonl".to_owned());
//! assert_eq!(archive.put_document(&document, &source, Timestamp::UNIX_EPOCH)?, Change::New);
//! assert_eq!(archive.put_document(&document, &source, Timestamp::UNIX_EPOCH)?, Change::Unchanged);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod absent;
mod archive;
mod changes;
mod columns;
mod contents;
mod counts;
mod documents;
mod entries;
mod error;
mod files;
#[cfg(test)]
mod fixtures;
mod frontier;
mod integrity;
mod listings;
mod pages;
mod public_entries;
mod quarantine;
mod reconciliation;
#[cfg(test)]
mod resumption;
mod runs;
mod schema;
mod sites;
mod values;

pub use absent::{Missing, READINGS_WITHOUT};
pub use archive::Archive;
pub use changes::DocumentChange;
pub use counts::Counts;
pub use documents::{Change, Latest, Sequence, Source, Stored, Version, Withdrawal};
pub use error::{ArchiveError, Result};
pub use files::{FileCount, FileResult, PendingFile};
pub use frontier::{Pending, Unfetched};
pub use integrity::Integrity;
pub use listings::{ColumnId, Length, ListEnd, ListId, Listed};
pub use pages::PageId;
pub use public_entries::{PUBLIC_ENTRIES_PER_PAGE, PublicEntry};
pub use quarantine::{Held, Suspicion};
pub use reconciliation::{ListState, Reconciliation, RunResults};
pub use runs::{Begun, Run, RunId};
pub use sites::{RecordedColumn, RecordedSite};
