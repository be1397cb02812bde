//! A saved page to what it says: a [`Site`](gongkai_document::Site), a [`Listing`](gongkai_document::Listing) or a
//! [`Document`](gongkai_document::Document).
//!
//! Three questions, three pure functions: [`read_site`] for a front page or a list as the beginning of a crawl,
//! [`read_listing`] for one page of a column's list, [`read_document`] for one item. Each first [`decode`]s the bytes, then
//! recognises which [`Family`] of portals made the page, and lets that family's own files read it. [`site_url`],
//! [`list_url`] and [`document_url`] say where to ask next, [`complete`] adds what only a list says; [`id_of`] and
//! [`canonical_url`] see through the several addresses of one post.
//!
//! **Invariant:** a page that is not understood is an error that names its address and what was missing, never an empty
//! listing or document. There is no network, no file and no clock here, and whatever the bytes are, nothing panics and
//! the work is bounded: in bytes, in nodes, in depth.
//!
//! ```
//! use gongkai_catalogue::{canonical_url, id_of};
//! use url::Url;
//!
//! let shared = Url::parse("http://www.example.gov.cn/town/gkmlpt/content/9/9866/mpost_9866248.html#6806")?;
//! assert_eq!(canonical_url(&shared).path(), "/town/gkmlpt/content/9/9866/post_9866248.html");
//! assert_eq!(id_of(&shared).unwrap().as_str(), "nfcms:9866248");
//! # Ok::<(), url::ParseError>(())
//! ```

mod address;
mod article;
mod chrome;
mod clean;
mod decode;
mod elements;
mod error;
mod family;
mod field_box;
mod files;
mod html;
mod info_line;
mod kind;
mod link_list;
mod main_text;
mod meta;
mod nfcms;
mod own_number;
mod pager;
mod pictures;
mod question;
mod refusal;
mod tags;
#[cfg(test)]
mod testing;
mod text;
mod trs;
mod validity;
mod value;
mod visible;

pub use address::{canonical_url, id_of};
pub use decode::{PAGE_BYTES_MAX, decode};
pub use error::CatalogueError;
pub use family::{Family, complete, list_faces, list_url, read_document, read_listing, read_site};
pub use html::{DEPTH_MAX, NODES_MAX};
pub use meta::{NationalTags, read_tags};
pub use nfcms::{PLATFORM, document_url, site_url};
pub use visible::{title_of_page, visible_text};
