//! The pages, rendered from templates in `templates/`. Every text in them is escaped by the template engine; only what
//! [`only_marks`](crate::marks::only_marks) let through is HTML already.

mod document;
mod facets;
mod files;
mod filters;
mod layout;
mod links;
mod pages;
mod paragraphs;
mod search;
mod similar;
mod text;

use askama::Template;
use axum::http::header::{CACHE_CONTROL, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use gongkai_query::{SearchRequest, SearchResponse, SimilarResponse};

use crate::archives::PublicDocument;
use crate::identity::Identity;
use crate::params::href;
use crate::refusal::{Notice, Refusal};
use layout::{Layout, SearchBox};

/// The front page.
pub(crate) fn home_page(identity: &Identity) -> Response {
    let examples = identity
        .examples
        .iter()
        .filter_map(|query| Some((query.as_str(), href(&SearchRequest::new(query).ok()?))))
        .collect();
    render(StatusCode::OK, &HomePage { layout: Layout::new(identity), search_box: SearchBox::default(), examples })
}

/// A page of results.
pub(crate) fn search_page(identity: &Identity, request: &SearchRequest, found: &SearchResponse) -> Response {
    render(StatusCode::OK, &search::SearchPage::new(identity, request, found))
}

/// A document as archived.
pub(crate) fn document_page(
    identity: &Identity,
    document: &PublicDocument,
    similar: Option<&SimilarResponse>,
) -> Response {
    render(StatusCode::OK, &document::DocumentPage::new(identity, document, similar))
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

fn render(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
