//! Guangdong's common platform (NFCMS): its catalogue, `gkmlpt`, its ordinary channels, and its answered letters; one
//! file for each of its shapes.

mod address;
mod attachments;
mod channel;
mod column_json;
mod column_page;
mod config;
mod document;
mod letter;
mod listing;
mod policy_script;
mod relations;
mod site;
mod source;
mod validity;

use url::Url;

pub(crate) use address::{canonical_path, list_faces, list_url, post_of};
pub use address::{document_url, site_url};
pub(crate) use channel::{TEXT_MARKS, names_post, read_article};
pub(crate) use column_page::{links_to_posts, names_itself, read_column_site};
pub(crate) use document::read_document;
pub(crate) use letter::{letter_of, letter_query, read_letter};
pub(crate) use listing::read_listing;
pub(crate) use site::read_site;

/// The platform's name in document ids.
pub const PLATFORM: &str = "nfcms";

/// Whether a page bears the marks of this platform's catalogue: its configuration, or an item's own address with the
/// catalogue's box of fields, or the JSON face of a post.
pub(crate) fn made_catalogue(url: &Url, text: &str) -> bool {
    text.contains(config::MARK)
        || (url.path().contains("/gkmlpt/content/") && text.contains("class=\"classify\""))
        || (url.path().contains("/postmeta/p/") && text.trim_start().starts_with('{'))
}

/// Whether it is one of the catalogue's own pages, which carry its configuration.
pub(crate) fn has_configuration(text: &str) -> bool {
    config::Config::find(text).is_some()
}
