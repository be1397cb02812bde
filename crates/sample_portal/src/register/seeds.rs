//! What should be noticed about the requests: the truth that warnings are measured by.

use gongkai_document::{Date, Decision, Document};
use serde::Serialize;

use super::matters::Matters;
use super::plan::Planned;

/// Requests of one applicant within a year, from which on that is told.
const FREQUENT_MIN: usize = 10;
/// Applicants who were given the same information, from which on that is told.
const WANTED_MIN: usize = 3;
/// The days of that year.
const YEAR_DAYS: i32 = 365;

/// Something that should be noticed about one request, by how the register was made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SeededWarning {
    /// The request's number.
    pub request: String,
    /// What should be noticed: `repeat`, `frequent`, `contradiction`, `already_public` or `wanted_by_many`.
    pub warning: &'static str,
    /// The other requests' numbers, or the public document, that it rests on.
    pub rests_on: Vec<String>,
}

/// A request as the truth sees it.
struct Known<'a> {
    planned: &'a Planned,
    number: &'a str,
    received: Date,
}

/// Everything that should be noticed, by the order of the requests.
pub(super) fn warnings(planned: &[Planned], matters: &Matters, replies: &[Document]) -> Vec<SeededWarning> {
    let known: Vec<Known<'_>> = planned
        .iter()
        .zip(replies)
        .filter_map(|(planned, reply)| {
            let request = reply.request.as_ref()?;
            Some(Known { planned, number: &request.number, received: request.received_on? })
        })
        .collect();
    let mut warnings = Vec::new();
    for one in &known {
        let mut warn = |warning, rests_on: Vec<String>| {
            if !rests_on.is_empty() {
                warnings.push(SeededWarning { request: one.number.to_owned(), warning, rests_on });
            }
        };
        let same: Vec<&Known<'_>> = known
            .iter()
            .filter(|other| other.planned.matter == one.planned.matter && other.number != one.number)
            .collect();
        let numbers = |of: Vec<&Known<'_>>| of.iter().map(|other| other.number.to_owned()).collect::<Vec<String>>();
        let applicant = one.planned.applicant;
        let repeats = same.iter().copied();
        let is_earlier = |other: &&Known<'_>| other.planned.applicant == applicant && other.received < one.received;
        warn("repeat", numbers(repeats.filter(is_earlier).collect()));
        let days = |other: &Known<'_>| (one.received - other.received).get_days();
        let is_recent = |other: &&Known<'_>| {
            other.planned.applicant == applicant && other.number != one.number && (0..YEAR_DAYS).contains(&days(other))
        };
        let recent: Vec<&Known<'_>> = known.iter().filter(is_recent).collect();
        if recent.len() + 1 >= FREQUENT_MIN {
            warn("frequent", numbers(recent));
        }
        let way = |known: &Known<'_>| (known.planned.decision, known.planned.basis);
        let differs = |other: &&Known<'_>| {
            let (mine, theirs) = (one.planned.decision, other.planned.decision);
            mine.is_on_information() && theirs.is_on_information() && way(one) != way(other)
        };
        warn("contradiction", numbers(same.iter().copied().filter(differs).collect()));
        let public = matters.all.get(one.planned.matter).and_then(|matter| matter.public.as_ref());
        warn("already_public", public.map(|id| id.as_str().to_owned()).into_iter().collect());
        let is_given = |known: &Known<'_>| matches!(known.planned.decision, Decision::Granted | Decision::Partial);
        let given: Vec<&Known<'_>> = same.iter().copied().chain([one]).filter(|known| is_given(known)).collect();
        let mut askers: Vec<u64> = given.iter().map(|known| known.planned.applicant).collect();
        askers.sort_unstable();
        askers.dedup();
        if askers.len() >= WANTED_MIN {
            warn("wanted_by_many", numbers(given));
        }
    }
    warnings
}
