//! What was found: cases, each with why it is alike, and what they decided.

use gongkai_document::{Date, Decision};
use serde::Serialize;

use crate::case::Case;
use crate::request::Asked;

/// The cases closest to a request, all of them from one generation of the staff's index.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// What was compared.
    pub asked: Asked,
    /// The words that tell most about it, the most telling first.
    pub terms: Vec<String>,
    /// The cases, those together whose replies say the same.
    pub groups: Vec<Group>,
    /// How many cases are in all groups: the closest ones, at most [`LOOKED_AT_MAX`](crate::LOOKED_AT_MAX).
    pub looked_at: usize,
    /// How those among them that are about the same matter were decided, the most frequent decision first.
    pub decisions: Vec<(Decision, usize)>,
    /// The name of the generation that answered.
    pub generation: String,
}

/// Cases whose replies say the same; most often one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// The closest of them.
    pub closest: SimilarCase,
    /// The others, the closest first.
    pub others: Vec<SimilarCase>,
}

/// A case that is like the request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SimilarCase {
    /// The case.
    pub case: Case,
    /// How well it matches; only comparable within one answer.
    pub score: f32,
    /// How much of what the request's words tell is in what was asked here, in percent.
    pub request_likeness: u8,
    /// How much of it is in the reply, in percent.
    pub reply_likeness: u8,
    /// The words that tie it to the request, the most telling first.
    pub shared_terms: Vec<String>,
    /// Whether it asked for the same thing.
    pub is_same_matter: bool,
}

impl Answer {
    /// Every case, in the order of the groups.
    pub fn cases(&self) -> impl Iterator<Item = &SimilarCase> {
        self.groups.iter().flat_map(|group| std::iter::once(&group.closest).chain(&group.others))
    }

    /// The cases about the same matter.
    pub fn same_matter(&self) -> impl Iterator<Item = &SimilarCase> {
        self.cases().filter(|case| case.is_same_matter)
    }

    /// How the cases about the same matter were decided.
    pub(crate) fn decisions_of(cases: &[SimilarCase]) -> Vec<(Decision, usize)> {
        let mut decisions: Vec<(Decision, usize)> = Vec::new();
        for decision in cases.iter().filter(|case| case.is_same_matter).filter_map(|case| case.case.decision) {
            match decisions.iter_mut().find(|(known, _)| *known == decision) {
                Some((_, count)) => *count += 1,
                None => decisions.push((decision, 1)),
            }
        }
        decisions.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        decisions
    }
}

impl Group {
    /// The day that its closest case is filed under.
    pub(crate) fn day(&self) -> Option<Date> {
        self.closest.case.day()
    }
}
