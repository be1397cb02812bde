//! Guangdong's common platform (NFCMS) and its catalogue, `gkmlpt`: one file for each of its shapes.

mod address;
mod attachments;
mod catalogue_box;
mod config;
mod document;
mod listing;
mod relations;
mod site;
mod validity;

use url::Url;

pub use address::{canonical_url, document_url, post_of, site_url};
pub(crate) use address::{list_faces, list_url};
pub(crate) use document::read_document;
pub(crate) use listing::read_listing;
pub(crate) use site::read_site;

/// The platform's name in document ids.
pub const PLATFORM: &str = "nfcms";

/// Whether a page bears the marks of this platform's catalogue: its configuration, or an item's own address with the
/// catalogue's box of fields, or the JSON face of a post.
pub(crate) fn made(url: &Url, text: &str) -> bool {
    text.contains(config::MARK)
        || (url.path().contains("/gkmlpt/content/") && text.contains("class=\"classify\""))
        || (url.path().contains("/postmeta/p/") && text.trim_start().starts_with('{'))
}
