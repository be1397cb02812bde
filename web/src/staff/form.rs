//! A form that was sent: its fields, once its token fits.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;

use crate::staff::asked::{Asked, Refused, pairs};
use crate::staff::refusal::StaffRefusal;

/// The name of the hidden field with the token.
pub(super) const CSRF_FIELD: &str = "csrf";

/// A form's body as the routes take it; `Err` when it is too long.
pub(super) type Body = Result<Bytes, BytesRejection>;

/// The fields of a form that came from a page of this side.
#[derive(Debug)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a form's body. Without the token that belongs to the cookie, or from another site, it is refused; what it
    /// says is not even looked at.
    pub(super) fn read(asked: &Asked, body: Body) -> Result<Self, Refused> {
        let body = body.map_err(|_| asked.refuse(StaffRefusal::Body))?;
        let text = std::str::from_utf8(&body).map_err(|_| asked.refuse(StaffRefusal::Form))?;
        Self::of(asked, pairs(text).map_err(|refusal| asked.refuse(refusal))?)
    }

    /// The form with these fields, if it has the token.
    pub(super) fn of(asked: &Asked, pairs: Vec<(String, String)>) -> Result<Self, Refused> {
        let form = Self(pairs);
        let sent = form.field(CSRF_FIELD).unwrap_or_default();
        let fits = asked.token.as_ref().is_some_and(|token| token.csrf_fits(sent));
        if fits && !asked.is_foreign { Ok(form) } else { Err(asked.refuse(StaffRefusal::Form)) }
    }

    /// The fields that are filled in.
    pub(super) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// The value of a field, when it is filled in.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}
