//! The routes below `/staff`, and what every answer there passes through.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::{any, get, post};

use crate::Policy;
use crate::headers::unlist;
use crate::identity::Identity;
use crate::staff::asked::{Asked, Office, Refused};
use crate::staff::cookie::Cookie;
use crate::staff::files::Staff;
use crate::staff::refusal::StaffRefusal;
use crate::staff::upload::FILE_BYTES_MAX;
use crate::staff::{
    api, case, certificates, comparison, correction, export, home, precedents, register_list, sign_in, tables,
};

/// The front page, and what every other address begins with.
pub(super) const HOME: &str = "/staff";
pub(super) const SIGN_IN: &str = "/staff/sign-in";
pub(super) const SIGN_OUT: &str = "/staff/sign-out";
/// The search for precedents, and its results alone.
pub(super) const SEARCH: &str = "/staff/search";
pub(super) const RESULTS: &str = "/staff/search/results";
/// The search for what a file says.
pub(super) const FROM_FILE: &str = "/staff/search/file";
/// A request beside a precedent.
pub(super) const COMPARE: &str = "/staff/compare";
/// Search certificates, and what the address of one begins with.
pub(super) const CERTIFICATES: &str = "/staff/certificates";
/// The list of requests.
pub(super) const REGISTER: &str = "/staff/register";
/// What the address of a request begins with.
pub(super) const REQUESTS: &str = "/staff/requests/";
/// The statutory tables.
pub(super) const TABLES: &str = "/staff/tables";

/// The longest body of a form, in bytes: a pasted request of twenty thousand Chinese characters, percent-encoded.
const FORM_BYTES_MAX: usize = 192 * 1024;

/// The longest body of a form with a file: what stands around the file is some hundred bytes.
const FILE_FORM_BYTES_MAX: usize = FILE_BYTES_MAX + 4_096;

/// Everything below `/staff`, and the API for staff.
pub(crate) fn router(staff: Staff, identity: Arc<Identity>, policy: &Policy) -> Router {
    let cookie = Cookie::of(identity.public_url.as_deref());
    let office = Office { staff, identity, trusted_proxies: policy.trusted_proxies.clone().into(), cookie };
    Router::new()
        .route(HOME, get(home::home))
        .route("/staff/", get(home::home))
        .route(SIGN_IN, get(sign_in::sign_in_page).post(sign_in::sign_in))
        .route(SIGN_OUT, post(sign_in::sign_out))
        .route(SEARCH, get(precedents::search_page).post(precedents::search))
        .route(RESULTS, post(precedents::results))
        .route(FROM_FILE, post(precedents::search_for_file).layer(DefaultBodyLimit::max(FILE_FORM_BYTES_MAX)))
        .route(COMPARE, get(comparison::of_request).post(comparison::of_text))
        .route(CERTIFICATES, get(certificates::list).post(certificates::issue))
        .route("/staff/certificates/{number}", get(certificates::certificate))
        .route(REGISTER, get(register_list::register_list))
        .route(export::REGISTER_CSV, get(export::register_csv))
        .route(export::REGISTER_XLSX, get(export::register_xlsx))
        .route("/staff/requests/{number}", get(case::case))
        .route("/staff/requests/{number}/correction", post(correction::correct))
        .route(TABLES, get(tables::tables))
        .route(export::TABLES_CSV, get(export::tables_csv))
        .route(export::TABLES_XLSX, get(export::tables_xlsx))
        .route(api::SIMILAR, post(api::similar))
        .route(api::SEARCH, get(api::search))
        .route(api::DESCRIPTION, get(api::description))
        .route("/staff/{*rest}", any(no_such_address))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .with_state(office)
}

/// Keeps answers out of every cache and every catalogue, whoever made them.
pub(crate) async fn keep_private(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    unlist(&mut response);
    response
}

async fn no_such_address(asked: Asked) -> Refused {
    asked.refuse(StaffRefusal::NoSuchAddress)
}

async fn method_not_allowed(asked: Asked) -> Refused {
    asked.refuse(StaffRefusal::Method)
}
