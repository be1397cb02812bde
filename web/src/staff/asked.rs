//! A request on the staff side: which address, by whom, and how it is refused.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::LOCATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use gongkai_accounts::{AddressClass, SessionToken};

use crate::client::client_address;
use crate::identity::Identity;
use crate::network::Network;
use crate::params::decode;
use crate::staff::cookie::Cookie;
use crate::staff::desk::{Audited, Desk, Need, Unserved, Visitor};
use crate::staff::files::Staff;
use crate::staff::next::sign_in_before;
use crate::staff::refusal::StaffRefusal;
use crate::staff::views;

/// What the routes of the staff side share.
#[derive(Debug, Clone)]
pub(super) struct Office {
    pub(super) staff: Staff,
    pub(super) identity: Arc<Identity>,
    pub(super) trusted_proxies: Arc<[Network]>,
    pub(super) cookie: Cookie,
}

/// A request, as every handler here takes it.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) office: Office,
    /// The token in its cookie, which may be nobody's.
    pub(super) token: Option<SessionToken>,
    /// Where it comes from.
    pub(super) from: AddressClass,
    /// Whether a browser says that another site sent it.
    pub(super) is_foreign: bool,
    method: Method,
    uri: Uri,
}

impl FromRequestParts<Office> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, Infallible> {
        let address = client_address(&parts.extensions, &parts.headers, &office.trusted_proxies);
        Ok(Self {
            token: office.cookie.read(&parts.headers),
            from: address.map_or(AddressClass::LOCAL, AddressClass::of),
            is_foreign: is_foreign(&parts.headers),
            office: office.clone(),
            method: parts.method.clone(),
            uri: parts.uri.clone(),
        })
    }
}

/// Browsers of the last years say whether a request comes from the same origin (Fetch Metadata).
fn is_foreign(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    site.is_some_and(|site| site != b"same-origin" && site != b"none")
}

impl Asked {
    /// The parameters of the address; empty ones are left out, so that a form can be sent as it stands.
    pub(super) fn parameters(&self) -> Result<Vec<(String, String)>, Refused> {
        pairs(self.uri.query().unwrap_or_default()).map_err(|refusal| self.refuse(refusal))
    }

    /// Does `work` for whoever asked, when they are signed in and may do it.
    pub(super) async fn at_desk<T: Send + 'static>(
        &self,
        need: Need,
        work: impl FnOnce(&Desk<'_>) -> Result<Audited<T>, StaffRefusal> + Send + 'static,
    ) -> Result<(T, Visitor), Refused> {
        let served = self.office.staff.at_desk(self.token.clone(), need, work).await;
        served.map_err(|unserved| self.refuse(unserved))
    }

    /// Who asked.
    pub(super) async fn visitor(&self) -> Result<Visitor, Refused> {
        self.office.staff.visitor(self.token.clone()).await.map_err(|unserved| self.refuse(unserved))
    }

    /// A refusal for whoever asked.
    pub(super) fn refuse(&self, unserved: impl Into<Unserved>) -> Refused {
        Refused { asked: Box::new(self.clone()), unserved: Box::new(unserved.into()) }
    }
}

/// The pairs of a query string or a form's body, read strictly; those without a value are left out.
pub(super) fn pairs(text: &str) -> Result<Vec<(String, String)>, StaffRefusal> {
    let mut pairs = Vec::new();
    for part in text.split('&').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let (name, value) = (decode(name)?, decode(value)?);
        if !value.is_empty() {
            pairs.push((name, value));
        }
    }
    Ok(pairs)
}

/// A request that is not answered, and why.
#[derive(Debug)]
pub(super) struct Refused {
    asked: Box<Asked>,
    unserved: Box<Unserved>,
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let Self { asked, unserved } = self;
        if unserved.refusal == StaffRefusal::NotSignedIn {
            // What a form was to do is not done by going to its address.
            let wanted =
                if asked.method == Method::POST { "" } else { asked.uri.path_and_query().map_or("", |p| p.as_str()) };
            return see_other(&sign_in_before(wanted));
        }
        views::refusal_page(&asked.office.identity, unserved.visitor.as_ref(), &unserved.refusal)
    }
}

/// Sends a browser to another page of this side.
pub(super) fn see_other(path: &str) -> Response {
    match HeaderValue::try_from(path) {
        Ok(location) => (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
