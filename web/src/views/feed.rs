//! What other programs are told in XML: feeds (RFC 4287), the browser's search box (`OpenSearch`), the sitemap.

use askama::Template;
use gongkai_archive::PublicEntry;
use gongkai_query::{Hit, SearchRequest, SearchResponse};
use url::form_urlencoded::byte_serialize;

use crate::identity::Identity;
use crate::params::{href, href_of_all};
use crate::routes::feed;
use crate::views::links::{document_href, web_link};
use crate::views::text::{CHINA_OFFSET, shown};

/// The moment of a feed that has nothing of a known day.
const NO_MOMENT: &str = "1970-01-01T00:00:00Z";
/// How long a name the description of a search box may have, in characters.
const SHORT_NAME_CHARS_MAX: usize = 16;

/// The results of a search as a feed.
#[derive(Template)]
#[template(path = "feed.xml")]
pub(super) struct Feed<'a> {
    name: &'a str,
    /// What was searched; empty for everything.
    text: String,
    total: usize,
    here: String,
    page: String,
    updated: String,
    base: &'a str,
    entries: Vec<Entry<'a>>,
}

struct Entry<'a> {
    id: String,
    title: String,
    href: String,
    source: Option<&'a str>,
    updated: String,
    publisher: String,
    kind: &'static str,
    summary_html: String,
}

impl<'a> Feed<'a> {
    pub(super) fn new(
        identity: &'a Identity,
        base: &'a str,
        request: &SearchRequest,
        found: &'a SearchResponse,
    ) -> Self {
        let entries: Vec<Entry<'_>> = found.hits.iter().map(|hit| Entry::new(base, hit)).collect();
        Self {
            name: &identity.name,
            text: shown(request.text()),
            total: found.total,
            here: format!("{base}{}", href_of_all(feed::PATH, request)),
            page: format!("{base}{}", href(request)),
            updated: entries.iter().map(|entry| entry.updated.clone()).max().unwrap_or_else(|| NO_MOMENT.to_owned()),
            base,
            entries,
        }
    }
}

impl<'a> Entry<'a> {
    fn new(base: &str, hit: &'a Hit) -> Self {
        let id: String = byte_serialize(hit.id.as_str().as_bytes()).collect();
        let day = hit.published_on.or(hit.made_on);
        Self {
            id: format!("urn:gongkai:document:{id}"),
            title: if hit.title.trim().is_empty() { "（无标题）".to_owned() } else { shown(&hit.title) },
            href: format!("{base}{}", document_href(&hit.id)),
            source: hit.url.as_deref().and_then(web_link),
            updated: day.map_or_else(|| NO_MOMENT.to_owned(), |day| format!("{day}T00:00:00{CHINA_OFFSET}")),
            publisher: hit.publisher.as_deref().map(shown).unwrap_or_default(),
            kind: hit.kind.label(),
            summary_html: shown(&hit.snippet_html),
        }
    }
}

/// How a browser asks the service from its own search box.
#[derive(Template)]
#[template(path = "opensearch.xml")]
pub(super) struct OpenSearch<'a> {
    short_name: String,
    name: &'a str,
    base: &'a str,
}

impl<'a> OpenSearch<'a> {
    pub(super) fn new(identity: &'a Identity, base: &'a str) -> Self {
        let short_name = identity.name.chars().take(SHORT_NAME_CHARS_MAX).collect();
        Self { short_name, name: &identity.name, base }
    }
}

/// Which pages the sitemap has.
#[derive(Template)]
#[template(path = "sitemap.xml")]
pub(super) struct Sitemap<'a> {
    pub(super) base: &'a str,
    pub(super) pages: u32,
}

/// One page of the sitemap.
#[derive(Template)]
#[template(path = "sitemap_page.xml")]
pub(super) struct SitemapPage {
    /// Addresses, and when what is there came.
    entries: Vec<(String, String)>,
}

impl SitemapPage {
    pub(super) fn new(base: &str, entries: &[PublicEntry]) -> Self {
        let line = |entry: &PublicEntry| (format!("{base}{}", document_href(&entry.id)), entry.changed_at.to_string());
        Self { entries: entries.iter().map(line).collect() }
    }
}
