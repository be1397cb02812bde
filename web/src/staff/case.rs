//! `GET /staff/requests/{number}`: everything about one request.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::response::Response;
use gongkai_accounts::{Action, Permission};
use gongkai_register::{Change, Deadlines, Disagreement, Record, disagreements};

use crate::staff::asked::{Asked, Refused};
use crate::staff::desk::{Deed, Desk, Need};
use crate::staff::due::{Due, due};
use crate::staff::refusal::StaffRefusal;
use crate::staff::views;

/// The page of a request.
pub(super) async fn case(asked: Asked, number: Result<Path<String>, PathRejection>) -> Result<Response, Refused> {
    let number = number_of(&asked, number)?;
    let need = Need { permission: Permission::ViewCases, action: Action::View };
    let (case, visitor) = asked
        .at_desk(need, move |desk| {
            let subject = Some(number.clone());
            let deed = |outcome: &str| Deed { subject, outcome: outcome.to_owned(), ..Deed::default() };
            if let Some(case) = Case::of(desk, &number)? {
                desk.audited(case, deed("done, with who asked"))
            } else {
                Err(desk.refused(StaffRefusal::NoSuchRequest, deed("no such request")))
            }
        })
        .await?;
    Ok(views::case_page(&asked.office.identity, &visitor, &case))
}

/// The number in an address.
pub(super) fn number_of(asked: &Asked, number: Result<Path<String>, PathRejection>) -> Result<String, Refused> {
    number.map(|Path(number)| number).map_err(|_| asked.refuse(StaffRefusal::NoSuchRequest))
}

/// A request with everything that is known of it.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) record: Record,
    pub(super) applicant: Option<String>,
    pub(super) due: Due,
    pub(super) deadlines: Option<Deadlines>,
    pub(super) disagreements: Vec<Disagreement>,
    pub(super) history: Vec<Change>,
}

impl Case {
    fn of(desk: &Desk<'_>, number: &str) -> Result<Option<Self>, StaffRefusal> {
        desk.register(|register| {
            let Some(record) = register.record(number)? else { return Ok(None) };
            let (due, deadlines) = due(&record, desk.staff().calendar(), desk.today())?;
            Ok(Some(Self {
                applicant: register.applicant(number)?,
                history: register.history(number)?,
                disagreements: disagreements(std::slice::from_ref(&record)),
                due,
                deadlines,
                record,
            }))
        })
    }
}
