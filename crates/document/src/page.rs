//! What a portal answered to one request.

use url::Url;

use crate::Timestamp;

/// A response as it came: nothing is decoded, cut or mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The address it was read from, after redirects.
    pub url: Url,
    /// The HTTP status.
    pub status: u16,
    /// The response headers in their order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body without its transfer and content encoding.
    pub body: Vec<u8>,
    /// When it was read.
    pub fetched_at: Timestamp,
}

impl Page {
    /// The first header called `name` (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }
}
