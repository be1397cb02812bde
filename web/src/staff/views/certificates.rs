//! The pages of search certificates.

use askama::Template;
use gongkai_accounts::Permission;
use gongkai_document::Timestamp;
use gongkai_precedents::{Certificate, Comparison, SearchDone};
use jiff::tz::Offset;
use url::form_urlencoded;

use super::layout::Layout;
use crate::staff::certificates::Given;
use crate::staff::desk::Visitor;
use crate::staff::router::CERTIFICATES;
use crate::staff::views::case_href;
use crate::views::shown;

/// The page of a certificate.
pub(in crate::staff) fn certificate_href(number: &str) -> String {
    let number: String = form_urlencoded::byte_serialize(number.as_bytes()).collect();
    format!("{CERTIFICATES}/{}", number.replace('+', "%20"))
}

/// All certificates, and the form for another one.
#[derive(Template)]
#[template(path = "staff/certificates.html")]
pub(super) struct CertificatesPage<'a> {
    layout: Layout<'a>,
    action: &'static str,
    /// The token of the form; none for whoever may give no certificate.
    csrf: Option<&'a str>,
    rows: Vec<Row>,
}

struct Row {
    number: String,
    href: String,
    at: String,
    by: String,
    matter: String,
}

/// A certificate, to be printed.
#[derive(Template)]
#[template(path = "staff/certificate.html")]
pub(super) struct CertificatePage<'a> {
    layout: Layout<'a>,
    number: String,
    at: String,
    by: String,
    request: Option<(String, String)>,
    matter: String,
    hash: &'a str,
    searches: Vec<Search>,
    verify: String,
    /// Whether all certificates are as they were given; what is wrong where they are not.
    verified: Option<Result<usize, String>>,
}

struct Search {
    over: &'static str,
    query: String,
    generation: String,
    documents: u64,
    total: usize,
    found: Vec<String>,
    again: Option<(&'static str, String)>,
}

impl<'a> CertificatesPage<'a> {
    pub(super) fn new(layout: Layout<'a>, visitor: &'a Visitor, all: &[Certificate]) -> Self {
        let row = |certificate: &Certificate| Row {
            number: shown(&certificate.number),
            href: certificate_href(&certificate.number),
            at: moment(certificate.issued_at),
            by: shown(&certificate.issued_by),
            matter: shown(&certificate.matter),
        };
        let csrf = visitor.may(Permission::IssueCertificates).then_some(visitor.csrf.as_str());
        Self { layout, action: CERTIFICATES, csrf, rows: all.iter().map(row).collect() }
    }
}

impl<'a> CertificatePage<'a> {
    pub(super) fn new(layout: Layout<'a>, given: &'a Given) -> Self {
        let certificate = &given.certificate;
        let comparisons = given.verified.as_ref().map(|(_, comparisons)| comparisons);
        let searches = certificate
            .searches
            .iter()
            .enumerate()
            .map(|(place, done)| Search::new(done, comparisons.and_then(|comparisons| comparisons.get(place))));
        Self {
            layout,
            number: shown(&certificate.number),
            at: moment(certificate.issued_at),
            by: shown(&certificate.issued_by),
            request: certificate.request.as_deref().map(|number| (shown(number), case_href(number))),
            matter: certificate.matter.clone(),
            hash: &given.hash,
            searches: searches.collect(),
            verify: format!("{}?verify=1", certificate_href(&certificate.number)),
            verified: given.verified.as_ref().map(|(verification, _)| match &verification.fault {
                None => Ok(verification.sound),
                Some((number, _)) => Err(shown(number)),
            }),
        }
    }
}

impl Search {
    fn new(done: &SearchDone, comparison: Option<&Comparison>) -> Self {
        let again = comparison.map(|comparison| match comparison {
            Comparison::Same => ("valid", "重新检索，结果一致".to_owned()),
            Comparison::Differs { now } => ("ended", format!("重新检索，结果不一致：{} 条", now.total)),
            Comparison::Gone { .. } => ("modified", "该版索引已不在，无法重新检索".to_owned()),
        });
        Self {
            over: done.searched.label(),
            query: shown(&done.query),
            generation: shown(&done.generation),
            documents: done.documents,
            total: done.total,
            found: done.found.iter().map(|found| shown(&found.title)).collect(),
            again,
        }
    }
}

/// A moment in China: 2024年5月27日 09:00.
fn moment(at: Timestamp) -> String {
    let at = Offset::constant(8).to_datetime(at);
    format!("{}年{}月{}日 {:02}:{:02}", at.year(), at.month(), at.day(), at.hour(), at.minute())
}
