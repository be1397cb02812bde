//! What lists for programs say of a document.

use gongkai_document::DocumentNumber;
use gongkai_query::{Brief, Counterpart};
use serde::Serialize;
use utoipa::ToSchema;

use crate::routes::document_api::relation_code;

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Brief)]
pub(crate) struct BriefBody<'a> {
    id: &'a str,
    title: &'a str,
    url: Option<&'a str>,
    kind: &'static str,
    publisher: Option<&'a str>,
    document_number: Option<&'a str>,
    published_on: Option<String>,
    validity: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Counterpart)]
pub(crate) struct CounterpartBody<'a> {
    relation: &'static str,
    by: &'a str,
    #[serde(flatten)]
    document: BriefBody<'a>,
}

impl<'a> From<&'a Brief> for BriefBody<'a> {
    fn from(document: &'a Brief) -> Self {
        Self {
            id: document.id.as_str(),
            title: &document.title,
            url: document.url.as_deref(),
            kind: document.kind.code(),
            publisher: document.publisher.as_deref(),
            document_number: document.document_number.as_ref().map(DocumentNumber::as_str),
            published_on: document.published_on.map(|day| day.to_string()),
            validity: document.validity.code(),
        }
    }
}

impl<'a> From<&'a Counterpart> for CounterpartBody<'a> {
    fn from(pair: &'a Counterpart) -> Self {
        Self { relation: relation_code(pair.kind), by: &pair.by, document: BriefBody::from(&pair.document) }
    }
}
