//! The page of a request beside a precedent.

use askama::Template;
use gongkai_document::Decision;
use gongkai_screening::{mask, personal_data};

use super::layout::Layout;
use crate::staff::comparison::Compared;
use crate::staff::desk::Visitor;
use crate::staff::inquiry::Fields;
use crate::staff::marked::Marked;
use crate::staff::router::SEARCH;
use crate::staff::views::case_href;
use crate::views::shown;

#[derive(Template)]
#[template(path = "staff/compare.html")]
pub(super) struct ComparePage<'a> {
    layout: Layout<'a>,
    back: &'static str,
    csrf: &'a str,
    fields: &'a Fields,
    number: String,
    href: Option<String>,
    decision: Option<&'static str>,
    basis: String,
    likeness: (u8, u8),
    asked: Marked,
    request: Marked,
    reply: Marked,
    /// The reply as the start of a new one, with the data of persons masked.
    draft: String,
    masked: usize,
}

impl<'a> ComparePage<'a> {
    pub(super) fn new(layout: Layout<'a>, visitor: &'a Visitor, fields: &'a Fields, compared: &Compared) -> Self {
        let case = &compared.case.case;
        let words = &compared.case.shared_terms;
        let personal = personal_data(&case.reply);
        Self {
            layout,
            back: SEARCH,
            csrf: &visitor.csrf,
            fields,
            number: shown(case.number.as_deref().unwrap_or(&case.title)),
            href: case.number.as_deref().map(case_href),
            decision: case.decision.map(Decision::label),
            basis: case.basis.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
            likeness: (compared.case.request_likeness, compared.case.reply_likeness),
            asked: Marked::with_shared(&compared.text, words),
            request: Marked::with_shared(&case.request, words),
            reply: Marked::with_shared(&case.reply, words),
            draft: mask(&case.reply, &personal),
            masked: personal.len(),
        }
    }
}
