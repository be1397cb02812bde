//! The nouns of Gongkai: what a portal publishes, as values without behaviour.
//!
//! A [`Document`] is one item of a disclosure catalogue (政府信息公开目录) in plain text with its fields. A [`Page`] is
//! what a portal answered to one request, byte for byte; a [`Site`] and a [`Listing`] are what a catalogue's front page
//! and one page of a column's list say. Everything above this crate speaks in these words.
//!
//! **Invariant:** this crate does no work: no network, no file, no clock. A value that needs checking (an identifier, a
//! code from a file) is checked once, where it is made; after that its type vouches for it.
//!
//! ```
//! use gongkai_document::{Document, DocumentId, Kind};
//!
//! let line = r#"{"id":"nfcms:9866248","title":"花都区老人助餐配餐服务管理办法","body":"第一条 ……","kind":"policy"}"#;
//! let document: Document = serde_json::from_str(line)?;
//! assert_eq!(document.id, DocumentId::new("nfcms:9866248")?);
//! assert_eq!(document.kind, Kind::Policy);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod codes;
mod document;
mod id;
mod number;
mod page;
mod request;
mod site;

pub use codes::{Access, Kind, ListFace, UnknownCode, Unread, Validity};
pub use document::{Attachment, Column, Document, Relation, RelationKind};
pub use id::{DocumentId, InvalidDocumentId};
pub use number::{DocumentNumber, IndexNumber};
pub use page::Page;
pub use request::{ApplicantType, CaseResult, Channel, Decision, LawsuitCourse, Request, Stage};
pub use site::{CatalogueColumn, Listing, ListingItem, Site, SiteId};

/// A moment, in UTC.
pub use jiff::Timestamp;
/// A calendar date in China, without a time of day.
pub use jiff::civil::Date;
/// A date with a time of day, in China's time.
pub use jiff::civil::DateTime;
