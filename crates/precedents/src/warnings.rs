//! What jumps out at whoever has to answer a request: asked before, decided otherwise before, public already.
//!
//! A warning is a reason to look, never a decision: each names the article of the regulation (《政府信息公开条例》, 2019) that
//! it may be a case of, and the cases or documents that it rests on.

use std::collections::BTreeSet;

use gongkai_document::{Date, Decision};
use gongkai_index::LocalIndex;
use gongkai_replies::{Law, Provision};
use serde::Serialize;

use crate::answer::{Answer, SimilarCase};
use crate::case::Case;
use crate::error::Result;
use crate::precedents::Precedents;
use crate::public_twins::public_twins;

/// With so many requests of one applicant in a year, Article 35 (an applicant asks clearly too often) is worth a look.
/// The regulation names no number; an office that has another one in mind sets it.
pub const FREQUENT_MIN: usize = 10;
/// With so many requests for the same information that may be given, Article 44 has an office publish it.
pub const WANTED_BY_MANY_MIN: usize = 3;
/// The days before a request within which an applicant's requests are counted.
const FREQUENT_DAYS: i64 = 365;

/// From how many on some warnings are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// Requests of one applicant within a year.
    pub frequent: usize,
    /// Applicants for the same information.
    pub wanted_by_many: usize,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { frequent: FREQUENT_MIN, wanted_by_many: WANTED_BY_MANY_MIN }
    }
}

/// Who asks, and when, as far as it is known.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// The applicant's name; a request of the register brings its own.
    pub applicant: Option<&'a str>,
    /// The day the request came in; a request of the register brings its own.
    pub received_on: Date,
}

/// Something that whoever answers should look at.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "warning", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Warning {
    /// The same applicant asked for the same thing before and has a reply: Article 36(6).
    Repeat {
        /// The earlier requests' numbers.
        requests: Vec<String>,
    },
    /// Somebody asked for the same thing before; who asks now is not known, so it may be a repeat.
    AskedBefore {
        /// The earlier requests' numbers.
        requests: Vec<String>,
    },
    /// The same applicant asked very often within a year: Article 35.
    Frequent {
        /// The requests' numbers, this one not among them.
        requests: Vec<String>,
    },
    /// The same matter was decided in different ways, or on different articles.
    Contradiction {
        /// Each way with the requests that went it, the most frequent first.
        ways: Vec<Way>,
    },
    /// What is asked stands in the public catalogue: Article 36(1).
    AlreadyPublic {
        /// The documents, the likeliest first.
        documents: Vec<PublicDocument>,
    },
    /// Many asked for the same information, and it may be given: Article 44 has it published.
    WantedByMany {
        /// The requests' numbers.
        requests: Vec<String>,
    },
}

/// One way in which a matter was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Way {
    /// The decision.
    pub decision: Decision,
    /// What it rests on, as laws write it; empty when nothing is cited.
    pub basis: Vec<String>,
    /// The numbers of the requests that were decided so.
    pub requests: Vec<String>,
}

/// A document of the public catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicDocument {
    /// Its identifier there.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where the public reads it.
    pub url: Option<String>,
}

impl Warning {
    /// The provision of the regulation that it may be a case of; none for a contradiction.
    pub fn provision(&self) -> Option<Provision> {
        let (article, item) = match self {
            Self::Repeat { .. } | Self::AskedBefore { .. } => (36, Some(6)),
            Self::Frequent { .. } => (35, None),
            Self::AlreadyPublic { .. } => (36, Some(1)),
            Self::WantedByMany { .. } => (44, None),
            Self::Contradiction { .. } => return None,
        };
        Some(Provision { law: Law::regulation(), article, inserted: None, paragraph: None, item })
    }

    /// Its name in JSON.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Repeat { .. } => "repeat",
            Self::AskedBefore { .. } => "asked_before",
            Self::Frequent { .. } => "frequent",
            Self::Contradiction { .. } => "contradiction",
            Self::AlreadyPublic { .. } => "already_public",
            Self::WantedByMany { .. } => "wanted_by_many",
        }
    }
}

impl Precedents {
    /// What should be looked at before the request of an [`Answer`] is answered. The answer must be one without filters:
    /// what they leave out cannot be warned of.
    ///
    /// `public` is the index of the public catalogue; without it nothing is said of what is public.
    pub fn warnings(
        &self,
        answer: &Answer,
        asking: Asking<'_>,
        public: Option<&LocalIndex>,
        thresholds: Thresholds,
    ) -> Result<Vec<Warning>> {
        let own = answer.asked.case.as_ref();
        let received_on = own.and_then(|case| case.received_on).unwrap_or(asking.received_on);
        let of_applicant = match (asking.applicant, own.and_then(|case| case.number.as_deref())) {
            (Some(name), _) => Some(self.requests_of_name(name)?),
            (None, Some(number)) => Some(self.requests_of_applicant(number)?).filter(|numbers| !numbers.is_empty()),
            (None, None) => None,
        };
        let mut warnings = Vec::new();
        warnings.extend(asked_before(answer, of_applicant.as_deref(), received_on));
        if let Some(numbers) = &of_applicant {
            warnings.extend(self.frequent(numbers, own, received_on, thresholds.frequent)?);
        }
        warnings.extend(contradiction(answer));
        if let Some(public) = public {
            let documents = public_twins(public, &answer.asked.text)?;
            warnings.extend((!documents.is_empty()).then_some(Warning::AlreadyPublic { documents }));
        }
        warnings.extend(self.wanted_by_many(answer, thresholds.wanted_by_many)?);
        Ok(warnings)
    }

    fn frequent(&self, numbers: &[String], own: Option<&Case>, day: Date, least: usize) -> Result<Option<Warning>> {
        let mut requests = Vec::new();
        for number in numbers.iter().filter(|number| own.and_then(|case| case.number.as_ref()) != Some(number)) {
            let received_on = self.case_of_request(number)?.and_then(|case| case.received_on);
            let days = received_on.map(|received| i64::from((day - received).get_days()));
            if days.is_some_and(|days| (0..FREQUENT_DAYS).contains(&days)) {
                requests.push(number.clone());
            }
        }
        // The request itself is one of them.
        Ok((requests.len() + 1 >= least).then_some(Warning::Frequent { requests }))
    }

    fn wanted_by_many(&self, answer: &Answer, least: usize) -> Result<Option<Warning>> {
        let mut askers = BTreeSet::new();
        let mut requests = Vec::new();
        let own = answer.asked.case.as_ref().filter(|case| is_given(case));
        let given = answer.same_matter().map(|similar| &similar.case).filter(|case| is_given(case));
        for number in own.into_iter().chain(given).filter_map(|case| case.number.clone()) {
            // One that is not known is one of its own.
            askers.insert(self.applicant(&number)?.unwrap_or_else(|| number.clone()));
            requests.push(number);
        }
        Ok((askers.len() >= least).then_some(Warning::WantedByMany { requests }))
    }
}

fn is_given(case: &Case) -> bool {
    matches!(case.decision, Some(Decision::Granted | Decision::Partial))
}

/// The same asked before and answered: a repeat where the applicant is the same.
fn asked_before(answer: &Answer, of_applicant: Option<&[String]>, day: Date) -> Option<Warning> {
    let own = answer.asked.case.as_ref().and_then(|case| case.number.as_deref());
    let is_earlier = |case: &&SimilarCase| {
        let before = case.case.received_on.is_none_or(|received| received <= day);
        before && case.case.replied_on.is_some() && case.case.number.as_deref() != own
    };
    let numbers = answer.same_matter().filter(is_earlier).filter_map(|case| case.case.number.clone());
    let requests: Vec<String> = match of_applicant {
        Some(known) => numbers.filter(|number| known.contains(number)).collect(),
        None => numbers.collect(),
    };
    match (requests.is_empty(), of_applicant) {
        (true, _) => None,
        (false, Some(_)) => Some(Warning::Repeat { requests }),
        (false, None) => Some(Warning::AskedBefore { requests }),
    }
}

/// The same matter decided in more than one way.
fn contradiction(answer: &Answer) -> Option<Warning> {
    let own = answer.asked.case.as_ref();
    let mut ways: Vec<(Way, Vec<Provision>)> = Vec::new();
    for case in own.into_iter().chain(answer.same_matter().map(|similar| &similar.case)) {
        let (Some(decision), Some(number)) =
            (case.decision.filter(|decision| decision.is_on_information()), &case.number)
        else {
            continue;
        };
        let agrees =
            |(way, basis): &&mut (Way, Vec<Provision>)| way.decision == decision && rests_alike(basis, &case.basis);
        if let Some((way, _)) = ways.iter_mut().find(agrees) {
            way.requests.push(number.clone());
        } else {
            let basis = case.basis.iter().map(ToString::to_string).collect();
            ways.push((Way { decision, basis, requests: vec![number.clone()] }, case.basis.clone()));
        }
    }
    let mut ways: Vec<Way> = ways.into_iter().map(|(way, _)| way).collect();
    ways.sort_by_key(|way| std::cmp::Reverse(way.requests.len()));
    (ways.len() > 1).then_some(Warning::Contradiction { ways })
}

/// Whether two decisions rest on the same provisions, as far as both say.
fn rests_alike(one: &[Provision], other: &[Provision]) -> bool {
    let within = |provision: &Provision, all: &[Provision]| all.iter().any(|known| known.is_within(provision));
    one.is_empty() || other.is_empty() || one.iter().any(|provision| within(provision, other))
}
