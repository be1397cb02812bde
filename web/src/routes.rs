//! The routes, a file each.

pub(crate) mod api_page;
pub(crate) mod asset;
pub(crate) mod brief_body;
pub(crate) mod citations_api;
pub(crate) mod click;
pub(crate) mod display;
pub(crate) mod document_api;
pub(crate) mod document_page;
pub(crate) mod export;
pub(crate) mod feed;
pub(crate) mod health;
pub(crate) mod home_page;
pub(crate) mod metrics;
pub(crate) mod openapi_api;
pub(crate) mod opensearch;
pub(crate) mod search_api;
pub(crate) mod search_body;
pub(crate) mod search_page;
pub(crate) mod similar_api;
pub(crate) mod sitemap;
pub(crate) mod suggest_api;
pub(crate) mod version_page;

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use gongkai_document::DocumentId;

use crate::refusal::Refusal;

/// The identifier in a path. What cannot identify a document identifies none.
fn document_id(path: Result<Path<String>, PathRejection>) -> Result<DocumentId, Refusal> {
    let Path(id) = path.map_err(|_| Refusal::Path)?;
    DocumentId::new(id).map_err(|_| Refusal::NoSuchDocument)
}
