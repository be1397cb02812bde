//! `GET` and `POST /staff/compare`: a request beside a precedent, whose reply can be the start of a new one.

use axum::response::Response;
use gongkai_accounts::{Action, Permission};
use gongkai_precedents::SimilarCase;

use crate::staff::asked::{Asked, Refused};
use crate::staff::desk::{Deed, Need};
use crate::staff::form::Body;
use crate::staff::inquiry::Fields;
use crate::staff::precedents::sent;
use crate::staff::refusal::StaffRefusal;
use crate::staff::views;

/// A request of the register, by the number in the address, beside a case.
pub(super) async fn of_request(asked: Asked) -> Result<Response, Refused> {
    let fields = Fields::read(&asked.parameters()?).map_err(|refusal| asked.refuse(refusal))?;
    compare(&asked, fields).await
}

/// A pasted request beside a case.
pub(super) async fn of_text(asked: Asked, body: Body) -> Result<Response, Refused> {
    let fields = sent(&asked, body)?;
    compare(&asked, fields).await
}

/// A request and a case that is like it.
#[derive(Debug)]
pub(super) struct Compared {
    /// What is asked now.
    pub(super) text: String,
    pub(super) case: SimilarCase,
}

async fn compare(asked: &Asked, fields: Fields) -> Result<Response, Refused> {
    let inquiry = fields.inquiry().map_err(|refusal| asked.refuse(refusal))?;
    let (noted, with) = (fields.noted(), fields.with.clone());
    let need = Need { permission: Permission::ViewCases, action: Action::View };
    let (compared, visitor) = asked
        .at_desk(need, move |desk| {
            let answer = desk.staff().indexes()?.precedents.find(&inquiry.request.with_filters(inquiry.filters))?;
            let text = answer.asked.text.clone();
            let case = answer.cases().find(|case| case.case.id.as_str() == with).cloned();
            let subject = case.as_ref().map(|case| case.case.number.clone().unwrap_or_else(|| with.clone()));
            let deed = |outcome: &str| Deed { subject, query: Some(noted), outcome: outcome.to_owned() };
            match case {
                Some(case) => desk.audited(Compared { text, case }, deed("compared")),
                None => Err(desk.refused(StaffRefusal::NoSuchRequest, deed("no such case"))),
            }
        })
        .await?;
    Ok(views::compare_page(&asked.office.identity, &visitor, &fields, &compared))
}
