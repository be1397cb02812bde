//! The pages for staff, rendered from templates in `templates/staff/`.

mod case;
mod certificates;
mod comparison;
mod layout;
mod precedents;
mod register_list;
mod tables;

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::Response;
use gongkai_precedents::Certificate;

use crate::identity::Identity;
use crate::refusal::Notice;
use crate::staff::case::Case;
use crate::staff::certificates::Given;
use crate::staff::comparison::Compared;
use crate::staff::desk::Visitor;
use crate::staff::inquiry::Fields;
use crate::staff::precedents::Found;
use crate::staff::refusal::{StaffRefusal, permission_label};
use crate::staff::register_list::List;
use crate::staff::router::SIGN_IN;
use crate::staff::tables::Tables;
use crate::views::render;
use layout::{Layout, Place};

pub(super) use case::case_href;
pub(super) use certificates::certificate_href;

/// Why the form to sign in is shown again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SignInTrouble {
    /// The form was too old, or came from elsewhere.
    Stale,
    /// Name and password were not accepted.
    Refused {
        /// In how many seconds the next attempt is looked at.
        wait_s: u32,
    },
}

/// The form to sign in, which goes on to `next`.
pub(super) fn sign_in_page(
    status: StatusCode,
    identity: &Identity,
    csrf: &str,
    next: &str,
    trouble: Option<SignInTrouble>,
) -> Response {
    let layout = Layout::new(identity, None, Place::Elsewhere);
    render(status, &SignInPage { layout, action: SIGN_IN, csrf, next, trouble })
}

/// What somebody can do who may see no case.
pub(super) fn home_page(identity: &Identity, visitor: &Visitor) -> Response {
    let permissions = visitor.account.role.permissions().map(permission_label).collect();
    let layout = Layout::new(identity, Some(visitor), Place::Elsewhere);
    render(StatusCode::OK, &HomePage { layout, permissions })
}

/// The register's list.
pub(super) fn register_page(identity: &Identity, visitor: &Visitor, list: &List) -> Response {
    let layout = Layout::new(identity, Some(visitor), Place::Register);
    render(StatusCode::OK, &register_list::RegisterPage::new(layout, visitor, list))
}

/// A request.
pub(super) fn case_page(identity: &Identity, visitor: &Visitor, case: &Case) -> Response {
    let layout = Layout::new(identity, Some(visitor), Place::Elsewhere);
    render(StatusCode::OK, &case::CasePage::new(layout, visitor, case))
}

/// The statutory tables.
pub(super) fn tables_page(identity: &Identity, visitor: &Visitor, tables: &Tables) -> Response {
    let layout = Layout::new(identity, Some(visitor), Place::Tables);
    render(StatusCode::OK, &tables::TablesPage::new(layout, visitor, tables))
}

/// The search for precedents, with what was found.
pub(super) fn search_page(
    status: StatusCode,
    identity: &Identity,
    visitor: &Visitor,
    fields: &Fields,
    found: Option<&Found>,
) -> Response {
    let layout = Layout::new(identity, Some(visitor), Place::Search);
    render(status, &precedents::SearchPage::new(layout, visitor, fields, found))
}

/// What was found alone.
pub(super) fn search_results(visitor: &Visitor, fields: &Fields, found: &Found) -> Response {
    render(StatusCode::OK, &precedents::Results::new(visitor, fields, found))
}

/// A request beside a precedent.
pub(super) fn compare_page(identity: &Identity, visitor: &Visitor, fields: &Fields, compared: &Compared) -> Response {
    let layout = Layout::new(identity, Some(visitor), Place::Search);
    render(StatusCode::OK, &comparison::ComparePage::new(layout, visitor, fields, compared))
}

/// The certificates that were given.
pub(super) fn certificates_page(identity: &Identity, visitor: &Visitor, all: &[Certificate]) -> Response {
    let layout = Layout::new(identity, Some(visitor), Place::Certificates);
    render(StatusCode::OK, &certificates::CertificatesPage::new(layout, visitor, all))
}

/// A certificate, to be printed.
pub(super) fn certificate_page(identity: &Identity, visitor: &Visitor, given: &Given) -> Response {
    let layout = Layout::new(identity, Some(visitor), Place::Certificates);
    render(StatusCode::OK, &certificates::CertificatePage::new(layout, given))
}

/// Why there is nothing else to see.
pub(super) fn refusal_page(identity: &Identity, visitor: Option<&Visitor>, refusal: &StaffRefusal) -> Response {
    let layout = Layout::new(identity, visitor, Place::Elsewhere);
    let page = RefusalPage { layout, notice: refusal.notice(), status: refusal.status().as_u16() };
    let mut response = render(refusal.status(), &page);
    if let Some(seconds) = refusal.retry_after() {
        response.headers_mut().insert(RETRY_AFTER, seconds);
    }
    response
}

#[derive(Template)]
#[template(path = "staff/sign_in.html")]
struct SignInPage<'a> {
    layout: Layout<'a>,
    action: &'static str,
    csrf: &'a str,
    next: &'a str,
    trouble: Option<SignInTrouble>,
}

#[derive(Template)]
#[template(path = "staff/home.html")]
struct HomePage<'a> {
    layout: Layout<'a>,
    permissions: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "staff/refusal.html")]
struct RefusalPage<'a> {
    layout: Layout<'a>,
    notice: Notice,
    status: u16,
}
