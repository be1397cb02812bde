//! The shapes of the answers for programs.

use gongkai_document::{ApplicantType, CaseResult, Decision};
use gongkai_precedents::{Case, Group, SimilarCase, Warning};
use serde::Serialize;
use utoipa::ToSchema;

use crate::staff::precedents::Found;

/// The closest cases to a request. Its fields are promised to callers, whatever the core types become.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StaffSimilar)]
pub(super) struct FoundBody<'a> {
    terms: &'a [String],
    looked_at: usize,
    generation: &'a str,
    decisions: Vec<CountBody>,
    warnings: Vec<WarningBody<'a>>,
    groups: Vec<GroupBody<'a>>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StaffDecisionCount)]
pub(super) struct CountBody {
    decision: &'static str,
    count: usize,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StaffWarning)]
pub(super) struct WarningBody<'a> {
    code: &'static str,
    provision: Option<String>,
    requests: Vec<&'a str>,
    documents: Vec<&'a str>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StaffGroup)]
pub(super) struct GroupBody<'a> {
    closest: CaseBody<'a>,
    others: Vec<CaseBody<'a>>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StaffCase)]
pub(super) struct CaseBody<'a> {
    id: &'a str,
    number: Option<&'a str>,
    title: &'a str,
    request: &'a str,
    reply: &'a str,
    reply_number: Option<&'a str>,
    received_on: Option<String>,
    replied_on: Option<String>,
    applicant_type: Option<&'static str>,
    department: Option<&'a str>,
    decision: Option<&'static str>,
    decision_confidence: Option<u8>,
    basis: Vec<String>,
    review: Option<&'static str>,
    lawsuit: Option<&'static str>,
    request_likeness: u8,
    reply_likeness: u8,
    shared_terms: &'a [String],
    is_same_matter: bool,
}

impl<'a> From<&'a Found> for FoundBody<'a> {
    fn from(found: &'a Found) -> Self {
        let answer = &found.answer;
        let counts = answer.decisions.iter();
        Self {
            terms: &answer.terms,
            looked_at: answer.looked_at,
            generation: &answer.generation,
            decisions: counts.map(|(decision, count)| CountBody { decision: decision.code(), count: *count }).collect(),
            warnings: found.warnings.iter().map(WarningBody::from).collect(),
            groups: answer.groups.iter().map(GroupBody::from).collect(),
        }
    }
}

impl<'a> From<&'a Warning> for WarningBody<'a> {
    fn from(warning: &'a Warning) -> Self {
        let (requests, documents): (Vec<&str>, Vec<&str>) = match warning {
            Warning::Repeat { requests }
            | Warning::AskedBefore { requests }
            | Warning::Frequent { requests }
            | Warning::WantedByMany { requests } => (requests.iter().map(String::as_str).collect(), Vec::new()),
            Warning::Contradiction { ways } => {
                (ways.iter().flat_map(|way| &way.requests).map(String::as_str).collect(), Vec::new())
            }
            Warning::AlreadyPublic { documents } => {
                (Vec::new(), documents.iter().map(|document| document.id.as_str()).collect())
            }
            _ => (Vec::new(), Vec::new()),
        };
        Self {
            code: warning.code(),
            provision: warning.provision().map(|provision| provision.to_string()),
            requests,
            documents,
        }
    }
}

impl<'a> From<&'a Group> for GroupBody<'a> {
    fn from(group: &'a Group) -> Self {
        Self { closest: CaseBody::from(&group.closest), others: group.others.iter().map(CaseBody::from).collect() }
    }
}

impl<'a> From<&'a SimilarCase> for CaseBody<'a> {
    fn from(similar: &'a SimilarCase) -> Self {
        let case: &Case = &similar.case;
        Self {
            id: case.id.as_str(),
            number: case.number.as_deref(),
            title: &case.title,
            request: &case.request,
            reply: &case.reply,
            reply_number: case.reply_number.as_deref(),
            received_on: case.received_on.map(|day| day.to_string()),
            replied_on: case.replied_on.map(|day| day.to_string()),
            applicant_type: case.applicant_type.map(ApplicantType::code),
            department: case.department.as_deref(),
            decision: case.decision.map(Decision::code),
            decision_confidence: case.decision_confidence,
            basis: case.basis.iter().map(ToString::to_string).collect(),
            review: case.review.map(CaseResult::code),
            lawsuit: case.lawsuit.map(CaseResult::code),
            request_likeness: similar.request_likeness,
            reply_likeness: similar.reply_likeness,
            shared_terms: &similar.shared_terms,
            is_same_matter: similar.is_same_matter,
        }
    }
}
