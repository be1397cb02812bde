//! `GET /api/v1/openapi.json`: the description of the API for programs.

use axum::http::StatusCode;
use axum::response::Response;

use crate::openapi::DOCUMENT;
use crate::problem::json;

/// Where it is.
pub(crate) const PATH: &str = "/api/v1/openapi.json";

/// The `OpenAPI` document.
pub(crate) async fn openapi_api() -> Response {
    json(StatusCode::OK, "application/json", &*DOCUMENT)
}
