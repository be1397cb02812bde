//! The page of one request.

use askama::Template;
use gongkai_accounts::Permission;
use gongkai_document::{Date, Decision};
use gongkai_register::{Change, Disagreement, Field, Reply};
use gongkai_replies::Role;
use jiff::tz::Offset;
use url::form_urlencoded;

use super::layout::Layout;
use crate::staff::case::Case;
use crate::staff::desk::Visitor;
use crate::staff::due::Due;
use crate::staff::form::CSRF_FIELD;
use crate::staff::marked::Marked;
use crate::staff::router::REQUESTS;
use crate::views::{day, shown};

/// The page of a request.
pub(in crate::staff) fn case_href(number: &str) -> String {
    // In a path a blank is no `+`, and this escapes it so.
    let number: String = form_urlencoded::byte_serialize(number.as_bytes()).collect();
    format!("{REQUESTS}{}", number.replace('+', "%20"))
}

#[derive(Template)]
#[template(path = "staff/case.html")]
pub(super) struct CasePage<'a> {
    layout: Layout<'a>,
    number: String,
    number_encoded: String,
    due: &'a Due,
    applicant: Option<String>,
    fields: Vec<FieldView>,
    deadlines: Vec<(&'static str, String)>,
    text: Marked,
    letters: Vec<Letter>,
    disagreements: Vec<DisagreementView<'a>>,
    history: Vec<ChangeView>,
    correction: Option<Correction>,
}

/// A field with what a person corrected.
struct FieldView {
    label: &'static str,
    value: String,
    /// What the register itself says, where a person says something else.
    instead_of: Option<String>,
}

/// A letter with what was read from it.
struct Letter {
    file: String,
    text: Marked,
    decision: Option<(&'static str, u8)>,
    basis: Vec<String>,
    others: Vec<(String, &'static str)>,
    is_last: bool,
}

struct DisagreementView<'a> {
    field: &'static str,
    register: String,
    found: &'a Disagreement,
}

struct ChangeView {
    at: String,
    who: String,
    source: String,
    field: String,
    before: String,
    after: String,
}

/// The form for a person's word.
struct Correction {
    action: String,
    csrf_field: &'static str,
    csrf: String,
    decisions: Vec<(&'static str, &'static str, bool)>,
    basis: String,
}

impl<'a> CasePage<'a> {
    pub(super) fn new(layout: Layout<'a>, visitor: &Visitor, case: &'a Case) -> Self {
        let record = &case.record;
        let last = record.replies.len().saturating_sub(1);
        let letters = record.replies.iter().enumerate().map(|(place, reply)| Letter::new(reply, place == last));
        let disagreements = case.disagreements.iter().map(|found| DisagreementView {
            field: found.field.label(),
            register: found.register.as_deref().map_or_else(|| "（空）".to_owned(), shown),
            found,
        });
        Self {
            layout,
            number: shown(&record.number),
            number_encoded: form_urlencoded::byte_serialize(record.number.as_bytes()).collect(),
            due: &case.due,
            applicant: case.applicant.as_deref().map(shown),
            fields: fields(case),
            deadlines: deadlines(case),
            text: Marked::new(record.value(Field::Text).unwrap_or_default(), None),
            letters: letters.collect(),
            disagreements: disagreements.collect(),
            history: case.history.iter().map(ChangeView::new).collect(),
            correction: visitor.may(Permission::ReviewReplies).then(|| Correction::new(visitor, case)),
        }
    }
}

fn fields(case: &Case) -> Vec<FieldView> {
    let record = &case.record;
    let told = Field::ALL.iter().filter(|field| **field != Field::Text);
    told.filter_map(|field| {
        let text = |value: &String| shown(&field.shown(value));
        let value = text(record.corrected.get(field).or_else(|| record.fields.get(field))?);
        let own = || record.fields.get(field).map_or_else(|| "（空）".to_owned(), text);
        let instead_of = record.corrected.contains_key(field).then(own);
        Some(FieldView { label: field.label(), value, instead_of })
    })
    .collect()
}

fn deadlines(case: &Case) -> Vec<(&'static str, String)> {
    let Some(found) = &case.deadlines else { return Vec::new() };
    let named = |name, date: Option<Date>| Some((name, day(date?)));
    let correction_runs = case.record.day(Field::CorrectionAskedOn).is_none();
    [
        named("一次性补正告知（第三十条）", Some(found.correction_notice_by).filter(|_| correction_runs)),
        named("第三方意见（第三十二条）", found.third_party_by),
        named("答复（第三十三条）", found.reply_by),
    ]
    .into_iter()
    .flatten()
    .collect()
}

impl Letter {
    fn new(reply: &Reply, is_last: bool) -> Self {
        let reading = &reply.reading;
        let others = reading.citations.iter().filter(|citation| citation.role != Role::Basis);
        Self {
            file: if reply.file == "reply_text" {
                "登记簿中的答复内容".to_owned()
            } else {
                shown(&reply.file)
            },
            text: Marked::new(&reply.text, Some(reading)),
            decision: reading.decision().map(|outcome| (outcome.decision.label(), outcome.confidence)),
            basis: reading.basis().map(|citation| citation.provision.to_string()).collect(),
            others: others.map(|citation| (citation.provision.to_string(), role(citation.role))).collect(),
            is_last,
        }
    }
}

/// What a cited provision is to a letter.
const fn role(role: Role) -> &'static str {
    match role {
        Role::Basis => "答复依据",
        Role::Applicant => "申请人引用",
        Role::Remedy => "救济途径",
        Role::Mention => "其他引用",
    }
}

impl ChangeView {
    fn new(change: &Change) -> Self {
        let (is_correction, code) = match change.field.strip_prefix("correction:") {
            Some(code) => (true, code),
            None => (false, change.field.as_str()),
        };
        let field = Field::ALL.iter().find(|field| field.code() == code);
        let label = match (field, code) {
            (Some(field), _) => field.label(),
            (None, "number") => "编号",
            (None, "reply") => "答复文书",
            (None, other) => other,
        };
        let value = |value: &Option<String>| match (value, field) {
            (None, _) => "（空）".to_owned(),
            (Some(value), Some(field)) => shown(&field.shown(value)),
            (Some(value), None) => shown(value),
        };
        Self {
            at: Offset::constant(8).to_datetime(change.at).strftime("%Y-%m-%d %H:%M").to_string(),
            who: shown(&change.who),
            source: shown(&change.source),
            field: if is_correction { format!("{label}（人工更正）") } else { label.to_owned() },
            before: value(&change.before),
            after: value(&change.after),
        }
    }
}

impl Correction {
    fn new(visitor: &Visitor, case: &Case) -> Self {
        let corrected = |field: Field| case.record.corrected.get(&field).map(String::as_str);
        let chosen = corrected(Field::Decision);
        Self {
            action: format!("{}/correction", case_href(&case.record.number)),
            csrf_field: CSRF_FIELD,
            csrf: visitor.csrf.clone(),
            decisions: Decision::ALL.iter().map(|one| (one.code(), one.label(), chosen == Some(one.code()))).collect(),
            basis: corrected(Field::LegalBasis).map(shown).unwrap_or_default(),
        }
    }
}
