//! The page that describes the API.

use askama::Template;

use crate::identity::Identity;
use crate::openapi::{Answer, CALLS, Call, DOCUMENT, Field, HEADERS, Parameter, fields_of, refusals, schema_text};
use crate::routes::openapi_api;
use crate::views::layout::{Layout, SearchBox};

/// The calls, what they take and give, and how each is tried.
#[derive(Template)]
#[template(path = "api.html")]
pub(super) struct ApiPage<'a> {
    layout: Layout<'a>,
    search_box: SearchBox,
    base: &'a str,
    document: &'static str,
    calls: Vec<CallView>,
    schemas: Vec<SchemaView>,
    refusals: Vec<RefusalView>,
    headers: [(&'static str, &'static str); 5],
}

struct CallView {
    call: &'static Call,
    parameters: Vec<Parameter>,
    curl: String,
    href: String,
    /// The schema or content type of the answer.
    answer: &'static str,
    /// Whether the answer's schema is described on the page.
    has_schema: bool,
    statuses: String,
}

struct SchemaView {
    name: String,
    text: &'static str,
    fields: Vec<Field>,
}

struct RefusalView {
    status: u16,
    code: &'static str,
    heading: &'static str,
}

impl<'a> ApiPage<'a> {
    pub(super) fn new(identity: &'a Identity, base: &'a str, id: &str) -> Self {
        let schemas = DOCUMENT.pointer("/components/schemas").and_then(serde_json::Value::as_object);
        Self {
            layout: Layout::new(identity),
            search_box: SearchBox::default(),
            base,
            document: openapi_api::PATH,
            calls: CALLS.iter().map(|call| CallView::new(call, base, id)).collect(),
            schemas: schemas
                .into_iter()
                .flatten()
                .map(|(name, schema)| SchemaView {
                    name: name.clone(),
                    text: schema_text(name),
                    fields: fields_of(schema),
                })
                .collect(),
            refusals: refusals()
                .iter()
                .map(|refusal| RefusalView {
                    status: refusal.status().as_u16(),
                    code: refusal.code(),
                    heading: refusal.chinese().heading,
                })
                .collect(),
            headers: HEADERS,
        }
    }
}

impl CallView {
    fn new(call: &'static Call, base: &str, id: &str) -> Self {
        let (answer, has_schema) = match call.answer {
            Answer::Json(schema) => (schema, true),
            Answer::Any(content_type) | Answer::Text(content_type) => (content_type, false),
        };
        let mut statuses: Vec<String> = vec!["200".to_owned()];
        statuses.extend(call.has_etag.then(|| "304".to_owned()));
        statuses.extend(call.refusals().iter().map(|refusal| refusal.status().as_u16().to_string()));
        statuses.dedup();
        Self {
            call,
            parameters: call.parameters(),
            curl: call.curl(base, id),
            href: call.example_href(id),
            answer,
            has_schema,
            statuses: statuses.join("、"),
        }
    }
}
