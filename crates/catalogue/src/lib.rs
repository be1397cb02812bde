//! A saved page to what it says: a [`Site`](gongkai_document::Site), a [`Listing`](gongkai_document::Listing) or a
//! [`Document`](gongkai_document::Document).
//!
//! Three questions, three pure functions: [`read_site`] for a catalogue's front page, [`read_listing`] for one page of a
//! column's list, [`read_document`] for one item. Each first [`decode`]s the bytes, then recognises which [`Family`] of
//! portals made the page, and lets that family's own files read it. [`site_url`], [`list_url`] and [`document_url`]
//! say where to ask next, [`complete`] adds what only a list says; [`post_of`] and [`canonical_url`] see through the several addresses of one post.
//!
//! **Invariant:** a page that is not understood is an error that names its address and what was missing, never an empty
//! listing or document. There is no network, no file and no clock here, and whatever the bytes are, nothing panics and
//! the work is bounded: in bytes, in nodes, in depth.
//!
//! ```
//! use gongkai_catalogue::{canonical_url, post_of};
//! use gongkai_document::DocumentId;
//! use url::Url;
//!
//! let shared = Url::parse("http://www.example.gov.cn/town/gkmlpt/content/9/9866/mpost_9866248.html#6806")?;
//! assert_eq!(canonical_url(&shared).path(), "/town/gkmlpt/content/9/9866/post_9866248.html");
//! let id = DocumentId::from_post(gongkai_catalogue::PLATFORM, post_of(&shared).unwrap());
//! assert_eq!(id.as_str(), "nfcms:9866248");
//! # Ok::<(), url::ParseError>(())
//! ```

mod clean;
mod decode;
mod error;
mod family;
mod html;
mod kind;
mod nfcms;
mod refusal;
mod tags;
#[cfg(test)]
mod testing;
mod text;
mod value;

pub use decode::{PAGE_BYTES_MAX, decode};
pub use error::CatalogueError;
pub use family::{Family, complete, list_faces, list_url, read_document, read_listing, read_site};
pub use html::{DEPTH_MAX, NODES_MAX};
pub use nfcms::{PLATFORM, canonical_url, document_url, post_of, site_url};
