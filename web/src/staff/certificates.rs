//! `GET` and `POST /staff/certificates`, `GET /staff/certificates/{number}`: search certificates (检索记录单).

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::response::Response;
use gongkai_accounts::{Action, Permission};
use gongkai_precedents::{Certificate, Certificates, Comparison, Draft, Searched, Verification};

use crate::staff::asked::{Asked, Refused, see_other};
use crate::staff::desk::{Deed, Need};
use crate::staff::files::StaffIndexes;
use crate::staff::form::{Body, Form};
use crate::staff::refusal::StaffRefusal;
use crate::staff::views::{self, certificate_href};

/// So many searches stand on a certificate: each is done over two indexes.
const QUERIES_MAX: usize = 20;
/// The longest description of the matter, in characters.
const MATTER_CHARS_MAX: usize = 2_000;
/// The longest number of a request, in characters.
const NUMBER_CHARS_MAX: usize = 200;

/// All certificates that were given.
pub(super) async fn list(asked: Asked) -> Result<Response, Refused> {
    let need = Need { permission: Permission::ViewCases, action: Action::View };
    let (all, visitor) = asked
        .at_desk(need, |desk| {
            let all = opened(desk.staff().indexes()?)?.map(|file| file.all()).transpose()?.unwrap_or_default();
            let (subject, outcome) = (Some("certificates".to_owned()), format!("{} certificates", all.len()));
            desk.audited(all, Deed { subject, outcome, ..Deed::default() })
        })
        .await?;
    Ok(views::certificates_page(&asked.office.identity, &visitor, &all))
}

/// Does the searches and gives a certificate of them.
pub(super) async fn issue(asked: Asked, body: Body) -> Result<Response, Refused> {
    let draft = draft(&Form::read(&asked, body)?).map_err(|refusal| asked.refuse(refusal))?;
    let need = Need { permission: Permission::IssueCertificates, action: Action::IssueCertificate };
    let (number, _) = asked
        .at_desk(need, move |desk| {
            let indexes = desk.staff().indexes()?;
            let mut certificates = Certificates::open(&indexes.certificates)?;
            let searched = [(Searched::Staff, indexes.precedents.index()), (Searched::Public, &*indexes.public)];
            let given = certificates.issue(&draft, &desk.name(), desk.now, &searched)?;
            let deed = Deed {
                subject: Some(given.number.clone()),
                query: Some(draft.queries.join("\n")),
                outcome: format!("{} searches", given.searches.len()),
            };
            desk.audited(given.number, deed)
        })
        .await?;
    Ok(see_other(&certificate_href(&number)))
}

/// A certificate, to be printed; with `verify=1` its searches are done again.
pub(super) async fn certificate(
    asked: Asked,
    number: Result<Path<String>, PathRejection>,
) -> Result<Response, Refused> {
    let Path(number) = number.map_err(|_| asked.refuse(StaffRefusal::NoSuchCertificate))?;
    let verify = match asked.parameters()?.as_slice() {
        [] => false,
        [(name, value)] if name == "verify" && value == "1" => true,
        _ => return Err(asked.refuse(StaffRefusal::Parameter("网址", "有不能识别的条件".to_owned()))),
    };
    let need = Need { permission: Permission::ViewCases, action: Action::View };
    let (given, visitor) = asked
        .at_desk(need, move |desk| {
            let given = Given::of(desk.staff().indexes()?, &number, verify)?;
            let outcome = if verify { "verified" } else { "done" }.to_owned();
            desk.audited(given, Deed { subject: Some(number), outcome, ..Deed::default() })
        })
        .await?;
    Ok(views::certificate_page(&asked.office.identity, &visitor, &given))
}

/// A certificate with what can be said of it today.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) certificate: Certificate,
    pub(super) hash: String,
    pub(super) verified: Option<(Verification, Vec<Comparison>)>,
}

impl Given {
    fn of(indexes: &StaffIndexes, number: &str, verify: bool) -> Result<Self, StaffRefusal> {
        let file = opened(indexes)?.ok_or(StaffRefusal::NoSuchCertificate)?;
        let (certificate, hash) = file.certificate(number)?;
        let root = |searched| match searched {
            Searched::Staff => indexes.staff_root.clone(),
            Searched::Public => indexes.public_root.clone(),
        };
        let verified =
            if verify { Some((file.verify()?, certificate.compare(|searched| Some(root(searched)))?)) } else { None };
        Ok(Self { certificate, hash, verified })
    }
}

/// The file, where one was made already.
fn opened(indexes: &StaffIndexes) -> Result<Option<Certificates>, StaffRefusal> {
    let is_there = indexes.certificates.try_exists().map_err(|error| {
        tracing::error!(%error, "the file of the certificates cannot be looked for");
        StaffRefusal::Failed
    })?;
    Ok(is_there.then(|| Certificates::open(&indexes.certificates)).transpose()?)
}

fn draft(form: &Form) -> Result<Draft, StaffRefusal> {
    let field = |name: &str| form.field(name).unwrap_or_default().trim().to_owned();
    let queries: Vec<String> =
        field("queries").lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    let (matter, request) = (field("matter"), field("request"));
    if queries.len() > QUERIES_MAX {
        return Err(StaffRefusal::Parameter("检索词", format!("超过 {QUERIES_MAX} 项")));
    }
    for (label, text, max) in [("检索事项", &matter, MATTER_CHARS_MAX), ("申请编号", &request, NUMBER_CHARS_MAX)]
    {
        if text.chars().count() > max {
            return Err(StaffRefusal::Parameter(label, format!("超过 {max} 字")));
        }
    }
    if matter.is_empty() {
        return Err(StaffRefusal::Parameter("检索事项", "不能为空".to_owned()));
    }
    Ok(Draft { request: Some(request).filter(|request| !request.is_empty()), matter, queries })
}
