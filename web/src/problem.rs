//! Refusals for programs: problem documents (RFC 9457), and the JSON of every other answer.

use std::io;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};
use utoipa::ToSchema;

use crate::refusal::Refusal;

/// The content type of a refusal.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// A refusal as a problem document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem(pub(crate) Refusal);

impl<T: Into<Refusal>> From<T> for Problem {
    fn from(refusal: T) -> Self {
        Self(refusal.into())
    }
}

/// A problem document on the wire.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct Body<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: String,
}

impl<'a> Body<'a> {
    /// What a refusal of that code says.
    pub(crate) fn new(code: &str, title: &'a str, status: StatusCode, detail: String) -> Self {
        Self { r#type: format!("urn:gongkai:{code}"), title, status: status.as_u16(), detail }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self(refusal) = self;
        let (title, detail) = refusal.english();
        let body = Body::new(refusal.code(), title, refusal.status(), detail);
        let mut response = json(refusal.status(), PROBLEM_JSON, &body);
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = refusal.retry_after() {
            response.headers_mut().insert(RETRY_AFTER, seconds);
        }
        response
    }
}

/// A body as JSON. Where a problem document repeats what was asked, `<`, `>` and `&` are written as escapes: it stays
/// harmless in a program that shows it as a page.
pub(crate) fn json(status: StatusCode, content_type: &'static str, body: &impl Serialize) -> Response {
    let mut bytes = Vec::new();
    let written = if content_type == PROBLEM_JSON {
        body.serialize(&mut Serializer::with_formatter(&mut bytes, WithoutMarkup))
    } else {
        body.serialize(&mut Serializer::new(&mut bytes))
    };
    match written {
        Ok(()) => (status, [(CONTENT_TYPE, content_type)], bytes).into_response(),
        Err(error) => {
            tracing::error!(%error, "an answer could not be written as JSON");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A value as JSON that can stand in an element of a page; `None` when it cannot be written.
pub(crate) fn without_markup(value: &impl Serialize) -> Option<String> {
    let mut bytes = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut bytes, WithoutMarkup)).ok()?;
    String::from_utf8(bytes).ok()
}

/// Writes JSON without the characters that begin or end markup.
struct WithoutMarkup;

impl Formatter for WithoutMarkup {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        for part in fragment.split_inclusive(['<', '>', '&']) {
            match part.strip_suffix(['<', '>', '&']) {
                Some(before) => {
                    CompactFormatter.write_string_fragment(writer, before)?;
                    let escape = match part.as_bytes().last() {
                        Some(b'<') => r"\u003c",
                        Some(b'>') => r"\u003e",
                        _ => r"\u0026",
                    };
                    writer.write_all(escape.as_bytes())?;
                }
                None => CompactFormatter.write_string_fragment(writer, part)?,
            }
        }
        Ok(())
    }
}
