//! Long request bodies, refused before a byte of them is read.

use axum::extract::Request;
use axum::http::header::CONTENT_LENGTH;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::limits::BODY_BYTES_MAX;
use crate::problem::Problem;
use crate::refusal::Refusal;

/// Refuses a body that says it is too long. One that does not say its length is read by nobody but the one address that
/// takes a body, and only so far; the connection is closed behind the answer.
pub(crate) async fn limit_body(request: Request, next: Next) -> Response {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|bytes| bytes > BODY_BYTES_MAX) {
        return Problem(Refusal::Body).into_response();
    }
    next.run(request).await
}
