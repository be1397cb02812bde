//! Pages for the tests of this crate.

use gongkai_document::{Page, Timestamp};
use url::Url;

/// A page that a portal answered with status 200.
pub(crate) fn page(url: &str, body: impl Into<Vec<u8>>) -> Page {
    page_with_type(url, "text/html; charset=UTF-8", body)
}

/// A page with a content type of its own.
pub(crate) fn page_with_type(url: &str, content_type: &str, body: impl Into<Vec<u8>>) -> Page {
    Page {
        url: Url::parse(url).unwrap(),
        status: 200,
        headers: vec![("content-type".to_owned(), content_type.to_owned())],
        body: body.into(),
        fetched_at: Timestamp::UNIX_EPOCH,
    }
}
