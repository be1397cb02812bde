//! `POST /api/v1/staff/similar` and `GET /api/v1/staff/search`: the same for programs with a key.

mod bodies;
mod description;

use axum::extract::{RawQuery, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use gongkai_accounts::{Action, Permission};
use gongkai_query::SearchEngine;
use serde_json::Value;

use crate::params;
use crate::problem::json;
use crate::routes::search_body::SearchBody;
use crate::staff::asked::Office;
use crate::staff::desk::{Deed, Need};
use crate::staff::form::Body;
use crate::staff::inquiry::Fields;
use crate::staff::precedents::{Found, NEED};
use crate::staff::problem::StaffProblem;
use crate::staff::refusal::StaffRefusal;
use bodies::FoundBody;

/// Where they are, and where they are described.
pub(super) const SIMILAR: &str = "/api/v1/staff/similar";
pub(super) const SEARCH: &str = "/api/v1/staff/search";
pub(super) const DESCRIPTION: &str = "/api/v1/staff/openapi.json";

const JSON: &str = "application/json";

/// The closest cases to a request, and warnings. The body is a JSON object with the fields of the page's form.
pub(super) async fn similar(
    State(office): State<Office>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, StaffProblem> {
    let key = key_of(&headers);
    let body = body.map_err(|_| StaffRefusal::Body)?;
    let found = office.staff.at_desk_by_key(key, NEED, move |desk| {
        // Read behind the key: who has none learns nothing of what is accepted.
        let fields = fields(&body)?;
        let noted = Some(fields.noted());
        let found = Found::of(desk, fields.inquiry()?)?;
        let outcome = format!("{} cases, {} warnings", found.answer.looked_at, found.warnings.len());
        desk.audited(found, Deed { subject: Some("precedents".to_owned()), query: noted, outcome })
    });
    let found = found.await?;
    Ok(json(StatusCode::OK, JSON, &FoundBody::from(&found)))
}

/// The staff's documents by words, as the public ones are searched.
pub(super) async fn search(
    State(office): State<Office>,
    headers: HeaderMap,
    RawQuery(query_string): RawQuery,
) -> Result<Response, StaffProblem> {
    let need = Need { permission: Permission::ViewCases, action: Action::Search };
    let found = office.staff.at_desk_by_key(key_of(&headers), need, move |desk| {
        let request = params::read(query_string.as_deref().unwrap_or_default())?;
        let begun = std::time::Instant::now();
        let response = desk.staff().indexes()?.precedents.index().search(&request);
        let response = response.map_err(gongkai_precedents::PrecedentsError::from)?;
        let deed = Deed {
            subject: Some("staff index".to_owned()),
            query: Some(request.text().to_owned()),
            outcome: format!("{} hits", response.total),
        };
        desk.audited((request, response, begun.elapsed()), deed)
    });
    let (request, response, took) = found.await?;
    Ok(json(StatusCode::OK, JSON, &SearchBody::new(&request, &response, took)))
}

/// How both are asked (`OpenAPI` 3.1).
pub(super) async fn description() -> Response {
    json(StatusCode::OK, JSON, &*description::DOCUMENT)
}

/// The key that a program shows.
fn key_of(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim().to_owned())
}

/// The fields of a JSON object: texts, and numbers for years.
fn fields(body: &[u8]) -> Result<Fields, StaffRefusal> {
    let bad = || StaffRefusal::Parameter("请求", "应为一个 JSON 对象，各项为文字".to_owned());
    let Ok(Value::Object(object)) = serde_json::from_slice(body) else { return Err(bad()) };
    let mut pairs = Vec::new();
    for (name, value) in object {
        match value {
            Value::Null => {}
            Value::String(text) => pairs.push((name, text)),
            Value::Number(number) => pairs.push((name, number.to_string())),
            _ => return Err(bad()),
        }
    }
    Fields::read(&pairs)
}
