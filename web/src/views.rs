//! The pages, rendered from templates in `templates/`. Every text in them is escaped by the template engine; only what
//! [`only_marks`](crate::marks::only_marks) let through is HTML already.

mod api;
mod best_bets;
mod citation;
mod document;
mod facets;
mod feed;
mod files;
mod filters;
mod layout;
mod linked_data;
mod links;
mod pages;
mod paragraphs;
mod ranges;
mod record;
mod search;
mod similar;
mod text;
mod version;

use askama::Template;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use gongkai_archive::PublicEntry;
use gongkai_document::Date;
use gongkai_query::{SearchRequest, SearchResponse};

use crate::archives::{PublicDocument, VersionPair};
use crate::identity::Identity;
use crate::params::href;
use crate::refusal::{Notice, Refusal};
use layout::{Layout, SearchBox};

pub(crate) use filters::active;
pub(crate) use links::{document_href, web_link};
pub(crate) use record::changed_fields;
pub(crate) use search::Results;
pub(crate) use similar::Others;
pub use text::day_of;
pub(crate) use text::{day, shown};
pub(crate) use version::Comparison;

/// The front page.
pub(crate) fn home_page(identity: &Identity) -> Response {
    let examples = identity
        .examples
        .iter()
        .filter_map(|query| Some((query.as_str(), href(&SearchRequest::new(query).ok()?))))
        .collect();
    render(StatusCode::OK, &HomePage { layout: Layout::new(identity), search_box: SearchBox::default(), examples })
}

/// The description of the API, with examples about the document `id` of the service at `base`.
pub(crate) fn api_page(identity: &Identity, base: &str, id: &str) -> Response {
    render(StatusCode::OK, &api::ApiPage::new(identity, base, id))
}

/// A feed of what `found` has.
pub(crate) fn feed(identity: &Identity, base: &str, request: &SearchRequest, found: &SearchResponse) -> Response {
    render_as("application/atom+xml; charset=utf-8", &feed::Feed::new(identity, base, request, found))
}

/// How a browser's search box asks the service at `base`.
pub(crate) fn opensearch(identity: &Identity, base: &str) -> Response {
    render_as("application/opensearchdescription+xml; charset=utf-8", &feed::OpenSearch::new(identity, base))
}

/// The pages of the list of public documents.
pub(crate) fn sitemap(base: &str, pages: u32) -> Response {
    render_as(XML, &feed::Sitemap { base, pages })
}

/// One page of the list of public documents.
pub(crate) fn sitemap_page(base: &str, entries: &[PublicEntry]) -> Response {
    render_as(XML, &feed::SitemapPage::new(base, entries))
}

/// A page of results.
pub(crate) fn search_page(
    identity: &Identity,
    request: &SearchRequest,
    results: &Results<'_>,
    today: Date,
) -> Response {
    render(StatusCode::OK, &search::SearchPage::new(identity, request, results, today))
}

/// A document as archived.
pub(crate) fn document_page(identity: &Identity, document: &PublicDocument, others: &Others) -> Response {
    render(StatusCode::OK, &document::DocumentPage::new(identity, document, others))
}

/// What a version of a document changed.
pub(crate) fn version_page(identity: &Identity, pair: &VersionPair, comparison: &Comparison) -> Response {
    render(StatusCode::OK, &version::VersionPage::new(identity, pair, comparison))
}

/// Why there is nothing else to see.
pub(crate) fn refusal_page(identity: &Identity, refusal: &Refusal) -> Response {
    let page = RefusalPage {
        layout: Layout::new(identity),
        search_box: SearchBox::default(),
        notice: refusal.chinese(),
        status: refusal.status().as_u16(),
    };
    let mut response = render(refusal.status(), &page);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = refusal.retry_after() {
        response.headers_mut().insert(RETRY_AFTER, seconds);
    }
    response
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    layout: Layout<'a>,
    search_box: SearchBox,
    /// Queries with their addresses.
    examples: Vec<(&'a str, String)>,
}

#[derive(Template)]
#[template(path = "refusal.html")]
struct RefusalPage<'a> {
    layout: Layout<'a>,
    search_box: SearchBox,
    notice: Notice,
    status: u16,
}

/// The content type of a sitemap.
const XML: &str = "application/xml; charset=utf-8";

fn render_as(content_type: &'static str, page: &impl Template) -> Response {
    let mut response = render(StatusCode::OK, page);
    if response.status().is_success() {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    response
}

pub(crate) fn render(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
