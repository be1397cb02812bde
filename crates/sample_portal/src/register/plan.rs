//! Which requests the register holds: who asks for what and how it is decided, and which of them should be noticed.

use gongkai_document::{Decision, Document, Kind};

use super::DECISIONS;
use super::matters::{MatterId, Matters};
use crate::portal::SamplePortal;
use crate::random::Random;

/// How many requests the register holds: as many as Huadu closed in 2020.
const REQUESTS: usize = 350;
/// Requests that repeat an earlier one of the same applicant.
const REPEATS: usize = 12;
/// Matters that two applicants asked for and that were decided in two ways.
const CONTRADICTIONS: usize = 10;
/// Matters that many asked for and got, and how many.
const WANTED: (usize, usize) = (3, 4);
/// Requests of one applicant who asks very often.
const FREQUENT: usize = 14;
/// Requests for documents that the public catalogue has.
const PUBLIC: usize = 16;
/// Of how many applicants the others are.
const APPLICANTS: u64 = 900;

/// A request to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Planned {
    pub(crate) matter: MatterId,
    /// The place of its wording among the matter's.
    pub(crate) wording: usize,
    pub(crate) applicant: u64,
    pub(crate) decision: Decision,
    pub(crate) basis: &'static str,
}

/// Plans the requests, in the order of their numbers.
pub(crate) fn plan(portal: &SamplePortal, matters: &mut Matters, random: &mut Random) -> Vec<Planned> {
    let mut planned = Vec::new();
    // Every decision once, then as often as it is taken.
    for (decision, _, basis) in DECISIONS {
        planned.push(ordinary(matters, random, *decision, basis));
    }
    let seeded = REPEATS * 2 + CONTRADICTIONS * 2 + WANTED.0 * WANTED.1 + FREQUENT + PUBLIC;
    let weighted: Vec<usize> = weighted();
    while planned.len() + seeded < REQUESTS {
        let place = weighted.get(random.index(weighted.len())).copied().unwrap_or(0);
        let Some((decision, _, basis)) = DECISIONS.get(place) else { continue };
        planned.push(ordinary(matters, random, *decision, basis));
    }
    for _ in 0..REPEATS {
        let first = ordinary(matters, random, Decision::Granted, "第三十六条第（二）项");
        let again = Planned {
            wording: first.wording + 1,
            decision: Decision::NotProcessedRepeat,
            basis: "第三十六条第（六）项",
            ..first
        };
        insert_in_order(&mut planned, [first, again], random);
    }
    for place in 0..CONTRADICTIONS {
        let first = ordinary(matters, random, Decision::Granted, "第三十六条第（二）项");
        // Most go the other way; some give the same reply on another article.
        let (decision, basis) = match place % 4 {
            0 => (Decision::DeniedProcess, "第十六条第二款"),
            1 => (Decision::UnavailableNotHeld, "第三十六条第（四）项"),
            2 => (Decision::DeniedThirdParty, "第十五条"),
            _ => (Decision::Granted, "第三十七条"),
        };
        let other = Planned { wording: first.wording + 1, applicant: applicant(random), decision, basis, ..first };
        insert_in_order(&mut planned, [first, other], random);
    }
    for _ in 0..WANTED.0 {
        let first = ordinary(matters, random, Decision::Granted, "第三十六条第（二）项");
        let asks = |wording| Planned { wording, applicant: APPLICANTS * 2 + wording as u64, ..first };
        let all: Vec<Planned> = (0..WANTED.1).map(asks).collect();
        insert_in_order(&mut planned, all, random);
    }
    for _ in 0..FREQUENT {
        let one = ordinary(matters, random, Decision::Granted, "第三十六条第（二）项");
        insert_in_order(&mut planned, [Planned { applicant: APPLICANTS * 3, ..one }], random);
    }
    for place in 0..PUBLIC {
        if let Some(one) = for_public(portal, matters, random, place) {
            insert_in_order(&mut planned, [one], random);
        }
    }
    planned
}

/// A request like most: nobody has asked for it.
fn ordinary(matters: &mut Matters, random: &mut Random, decision: Decision, basis: &'static str) -> Planned {
    Planned { matter: matters.new_one(random), wording: random.index(3), applicant: applicant(random), decision, basis }
}

/// A request for a document that the catalogue has; some offices do not notice.
fn for_public(portal: &SamplePortal, matters: &mut Matters, random: &mut Random, place: usize) -> Option<Planned> {
    let is_known = |document: &Document| matters.all.iter().any(|known| known.public.as_ref() == Some(&document.id));
    let is_hijacked = |document: &Document| portal.hijacked().any(|hijacked| hijacked.id == document.id);
    let is_fit = |document: &&Document| document.kind == Kind::Policy && !is_hijacked(document) && !is_known(document);
    let policies: Vec<&Document> = portal.truth().iter().filter(is_fit).collect();
    let document = policies.get(random.index(policies.len()))?;
    let number = document.document_number.as_ref().map(gongkai_document::DocumentNumber::as_str);
    let matter = matters.public(document.id.clone(), &document.title, number);
    let (decision, basis) = match place % 3 {
        0 => (Decision::UnavailableNotHeld, "第三十六条第（四）项"),
        _ => (Decision::Granted, "第三十六条第（一）项"),
    };
    Some(Planned { matter, wording: place, applicant: applicant(random), decision, basis })
}

fn applicant(random: &mut Random) -> u64 {
    random.between(1, APPLICANTS)
}

/// The places of the decisions that an ordinary request gets, each as often as it is taken.
fn weighted() -> Vec<usize> {
    let is_ordinary = |decision: Decision| {
        !matches!(
            decision,
            Decision::NotProcessedRepeat | Decision::NotProcessedConfirm | Decision::NotProcessedExcessive
        )
    };
    let ordinary = DECISIONS.iter().enumerate().filter(|(_, (decision, _, _))| is_ordinary(*decision));
    ordinary.flat_map(|(place, (_, times, _))| std::iter::repeat_n(place, *times)).collect()
}

/// Puts requests between the others, the first of them first.
fn insert_in_order(planned: &mut Vec<Planned>, all: impl IntoIterator<Item = Planned>, random: &mut Random) {
    let mut from = DECISIONS.len();
    for one in all {
        let place = from + random.index(planned.len() - from.min(planned.len()) + 1);
        let place = place.min(planned.len());
        planned.insert(place, one);
        from = place + 1;
    }
}
