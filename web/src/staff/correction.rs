//! `POST /staff/requests/{number}/correction`: a person's word on what a reply decides or rests on.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::response::Response;
use gongkai_accounts::{Action, Permission};
use gongkai_register::{Author, Field};

use crate::staff::asked::{Asked, Refused, see_other};
use crate::staff::case::number_of;
use crate::staff::desk::{Deed, Need};
use crate::staff::form::{Body, Form};
use crate::staff::refusal::StaffRefusal;
use crate::staff::views::case_href;

/// The longest legal basis, in characters: a dozen provisions.
const BASIS_CHARS_MAX: usize = 500;
/// The longest reason, in characters.
const NOTE_CHARS_MAX: usize = 200;
/// The source of a correction for which nobody gave a reason.
const NO_NOTE: &str = "人工更正";

/// Keeps the correction and goes back to the request. A field that is left empty takes its correction back.
pub(super) async fn correct(
    asked: Asked,
    number: Result<Path<String>, PathRejection>,
    body: Body,
) -> Result<Response, Refused> {
    let number = number_of(&asked, number)?;
    let form = Form::read(&asked, body)?;
    let field = |name: &str| form.field(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let (decision, basis) = (field("decision"), field("basis"));
    let note = field("note").unwrap_or_else(|| NO_NOTE.to_owned());
    for (label, text, max) in
        [("法律依据", basis.as_deref().unwrap_or_default(), BASIS_CHARS_MAX), ("更正理由", &note, NOTE_CHARS_MAX)]
    {
        if text.chars().count() > max {
            return Err(asked.refuse(StaffRefusal::Parameter(label, format!("超过 {max} 字"))));
        }
    }
    let need = Need { permission: Permission::ReviewReplies, action: Action::EditCase };
    let back = case_href(&number);
    asked
        .at_desk(need, move |desk| {
            let who = desk.name();
            let author = Author { who: &who, source: &note, at: desk.now };
            let said = |value: &Option<String>| value.clone().unwrap_or_else(|| "(taken back)".to_owned());
            let outcome = format!("corrected: {}; {}", said(&decision), said(&basis));
            let register = desk.staff().register_to_write()?;
            // The entry is the last thing before the register's own transaction ends: without it nothing is changed.
            register.batch(|register| {
                for (field, value) in [(Field::Decision, &decision), (Field::LegalBasis, &basis)] {
                    register.correct(&number, field, value.as_deref(), author)?;
                }
                desk.audited((), Deed { subject: Some(number.clone()), outcome, ..Deed::default() })
            })
        })
        .await?;
    Ok(see_other(&back))
}
