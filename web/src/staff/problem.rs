//! A refusal for a program: a problem document (RFC 9457).

use axum::http::HeaderValue;
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};

use crate::problem::{Body, PROBLEM_JSON, json};
use crate::staff::refusal::StaffRefusal;

/// A refusal as a problem document.
#[derive(Debug)]
pub(super) struct StaffProblem(pub(super) StaffRefusal);

impl<T: Into<StaffRefusal>> From<T> for StaffProblem {
    fn from(refusal: T) -> Self {
        Self(refusal.into())
    }
}

impl IntoResponse for StaffProblem {
    fn into_response(self) -> Response {
        // Whether there are accounts at all, a program without a key is not told.
        let refusal = if self.0 == StaffRefusal::NoAccounts { StaffRefusal::NotSignedIn } else { self.0 };
        let (code, title, detail) = refusal.english();
        let mut response = json(refusal.status(), PROBLEM_JSON, &Body::new(code, title, refusal.status(), detail));
        if refusal == StaffRefusal::NotSignedIn {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = refusal.retry_after() {
            response.headers_mut().insert(RETRY_AFTER, seconds);
        }
        response
    }
}
