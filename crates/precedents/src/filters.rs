//! By what cases can be narrowed down, and what each is filed under for it.

use gongkai_document::{ApplicantType, CaseResult, Decision};
use gongkai_query::{Filters, Label};
use gongkai_replies::Provision;

use crate::case::Case;

const DECISION: &str = "decision";
const PROVISION: &str = "provision";
const DEPARTMENT: &str = "department";
const APPLICANT_TYPE: &str = "applicant_type";
const OUTCOME: &str = "outcome";

/// Which cases are wanted. Several values of one field mean any of them; several fields mean all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFilters {
    /// What was decided.
    pub decisions: Vec<Decision>,
    /// What the decision rests on; an article takes in its paragraphs and items.
    pub provisions: Vec<Provision>,
    /// The departments that handled it, as the register writes them.
    pub departments: Vec<String>,
    /// The years of the replies, or of the requests that have none yet.
    pub years: Vec<i16>,
    /// What sort of applicant asked.
    pub applicant_types: Vec<ApplicantType>,
    /// What a review or a court made of it.
    pub outcomes: Vec<CaseResult>,
}

impl CaseFilters {
    /// The same for the index.
    pub(crate) fn for_index(&self) -> Filters {
        let mut labels = Vec::new();
        labels.extend(self.decisions.iter().map(|decision| Label::new(DECISION, decision.code())));
        labels.extend(self.provisions.iter().map(|provision| Label::new(PROVISION, provision.to_string())));
        labels.extend(self.departments.iter().map(|department| Label::new(DEPARTMENT, department)));
        labels.extend(self.applicant_types.iter().map(|sort| Label::new(APPLICANT_TYPE, sort.code())));
        labels.extend(self.outcomes.iter().map(|outcome| Label::new(OUTCOME, outcome.code())));
        Filters { years: self.years.clone(), labels, ..Filters::default() }
    }
}

/// What a case is filed under.
pub(crate) fn labels(case: &Case) -> Vec<Label> {
    let mut labels = Vec::new();
    labels.extend(case.decision.map(|decision| Label::new(DECISION, decision.code())));
    for provision in case.basis.iter().flat_map(|provision| [provision.clone(), article(provision)]) {
        let label = Label::new(PROVISION, provision.to_string());
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels.extend(case.department.as_ref().map(|department| Label::new(DEPARTMENT, department)));
    labels.extend(case.applicant_type.map(|sort| Label::new(APPLICANT_TYPE, sort.code())));
    for outcome in [case.review, case.lawsuit].into_iter().flatten() {
        labels.push(Label::new(OUTCOME, outcome.code()));
    }
    labels
}

/// The whole article that a provision is of.
pub(crate) fn article(provision: &Provision) -> Provision {
    Provision { paragraph: None, item: None, ..provision.clone() }
}
