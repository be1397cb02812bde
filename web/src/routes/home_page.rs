//! `GET /`: the box.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::Response;
use gongkai_query::SearchEngine;

use crate::service::Service;
use crate::views;

/// The front page; the same for everybody, so it may be kept a while.
pub(crate) async fn home_page<E: SearchEngine>(State(service): State<Service<E>>) -> Response {
    let mut response = views::home_page(service.identity());
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    response
}
