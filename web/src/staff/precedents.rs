//! `GET` and `POST /staff/search`, `POST /staff/search/results`, `POST /staff/search/file`: the closest cases to a request, and warnings.

use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_accounts::{Action, Permission};
use gongkai_precedents::{Answer, Asking, CaseFilters, PrecedentRequest, Thresholds, Warning};

use crate::staff::asked::{Asked, Refused};
use crate::staff::desk::{Deed, Desk, Need, Visitor};
use crate::staff::form::{Body, Form};
use crate::staff::inquiry::{Fields, Inquiry};
use crate::staff::refusal::StaffRefusal;
use crate::staff::upload::Upload;
use crate::staff::views;

/// What a search for precedents needs.
pub(super) const NEED: Need = Need { permission: Permission::ViewCases, action: Action::Search };

/// The page; with a number in its address, with that request's precedents.
pub(super) async fn search_page(asked: Asked) -> Result<Response, Refused> {
    let fields = Fields::read(&asked.parameters()?).map_err(|refusal| asked.refuse(refusal))?;
    if fields.is_empty() {
        let visitor = asked.visitor().await?;
        if !visitor.may(Permission::ViewCases) {
            return Err(asked.refuse(StaffRefusal::Forbidden(Permission::ViewCases)));
        }
        return Ok(views::search_page(StatusCode::OK, &asked.office.identity, &visitor, &fields, None));
    }
    page(&asked, fields).await
}

/// The same for a pasted text, which is too long for an address and belongs into none.
pub(super) async fn search(asked: Asked, body: Body) -> Result<Response, Refused> {
    let fields = sent(&asked, body)?;
    page(&asked, fields).await
}

/// The same for what a file says, which is then in the page as if it had been pasted.
pub(super) async fn search_for_file(
    asked: Asked,
    sent: Result<Multipart, MultipartRejection>,
) -> Result<Response, Refused> {
    // Before anything is taken in: only who is signed in may send so much.
    asked.visitor().await?;
    let upload = Upload::read(&asked, sent).await?;
    let searched = asked.at_desk(NEED, move |desk| {
        let deed = |query, outcome| Deed { subject: Some("precedents".to_owned()), query: Some(query), outcome };
        let found = upload.text(desk.staff().reader()).and_then(|text| {
            let fields = Fields { text, ..Fields::default() };
            Ok((Found::of(desk, fields.inquiry()?)?, fields))
        });
        match found {
            Ok((found, fields)) => {
                let (noted, outcome) = (fields.noted(), found.told());
                desk.audited((found, fields), deed(noted, outcome))
            }
            Err(refusal) => {
                Err(desk.refused(refusal, deed(format!("file={}", upload.name), "nothing shown".to_owned())))
            }
        }
    });
    let ((found, fields), visitor) = searched.await?;
    Ok(views::search_page(StatusCode::OK, &asked.office.identity, &visitor, &fields, Some(&found)))
}

/// What was found alone, for the script that searches while somebody types.
pub(super) async fn results(asked: Asked, body: Body) -> Result<Response, Refused> {
    let fields = sent(&asked, body)?;
    let (found, visitor) = found(&asked, &fields, PrecedentRequest::while_typing).await?;
    Ok(views::search_results(&visitor, &fields, &found))
}

/// The fields of a form that was sent.
pub(super) fn sent(asked: &Asked, body: Body) -> Result<Fields, Refused> {
    let form = Form::read(asked, body)?;
    Fields::read(form.pairs()).map_err(|refusal| asked.refuse(refusal))
}

async fn page(asked: &Asked, fields: Fields) -> Result<Response, Refused> {
    let (found, visitor) = found(asked, &fields, std::convert::identity).await?;
    Ok(views::search_page(StatusCode::OK, &asked.office.identity, &visitor, &fields, Some(&found)))
}

/// Searches; `patient` says how patient the request is.
async fn found(
    asked: &Asked,
    fields: &Fields,
    patient: fn(PrecedentRequest) -> PrecedentRequest,
) -> Result<(Found, Visitor), Refused> {
    let inquiry = fields.inquiry().map_err(|refusal| asked.refuse(refusal))?;
    let inquiry = Inquiry { request: patient(inquiry.request), ..inquiry };
    let noted = fields.noted();
    asked
        .at_desk(NEED, move |desk| {
            let subject = Some("precedents".to_owned());
            match Found::of(desk, inquiry) {
                Ok(found) => {
                    let outcome = found.told();
                    desk.audited(found, Deed { subject, query: Some(noted), outcome })
                }
                Err(refusal) => {
                    let outcome = "nothing shown".to_owned();
                    Err(desk.refused(refusal, Deed { subject, query: Some(noted), outcome }))
                }
            }
        })
        .await
}

/// What was found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) answer: Answer,
    pub(super) warnings: Vec<Warning>,
}

impl Found {
    /// What the audit log says of it.
    fn told(&self) -> String {
        format!("{} cases, {} warnings", self.answer.looked_at, self.warnings.len())
    }

    /// Searches. Warnings look at every case, whatever is to be shown.
    pub(super) fn of(desk: &Desk<'_>, inquiry: Inquiry) -> Result<Self, StaffRefusal> {
        let Inquiry { request, filters, applicant } = inquiry;
        let indexes = desk.staff().indexes()?;
        let all = indexes.precedents.find(&request)?;
        let public = Some(&*indexes.public).filter(|public| public.document_count() > 0);
        let asking = Asking { applicant: applicant.as_deref(), received_on: desk.today() };
        let warnings = if all.asked.text.is_empty() {
            Vec::new()
        } else {
            indexes.precedents.warnings(&all, asking, public, Thresholds::default())?
        };
        let answer = if filters == CaseFilters::default() {
            all
        } else {
            indexes.precedents.find(&request.with_filters(filters))?
        };
        Ok(Self { answer, warnings })
    }
}
