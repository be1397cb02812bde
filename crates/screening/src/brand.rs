//! Names of gambling sites, and whether they stand where an office would never write them.
//!
//! A name is built like a chain: a brand, what is offered, where to go (`某某体育app下载`). How sure it is that a chain is
//! a brand ([`Certainty`]) and how much it stands like something put in by machine (its *shape*) decide together: a
//! machine replaces a name everywhere and leaves a blank behind it, or cuts a word in two. A police notice about a brand
//! does neither.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::finding::{Finding, Place, Rule};
use crate::passage::{Passage, is_han};
use crate::words::is_common_word;
use crate::{chain, phrase};

/// What more than this would tell nobody anything new: findings of brands in one text.
const FINDINGS_PER_PLACE_MAX: usize = 50;

/// More places than this in one text prove nothing more; a text of nothing but names must not cost more than its length.
const CANDIDATES_PER_PLACE_MAX: usize = 2_000;

/// How many names are looked for once more through all texts, for the same reason.
const NAMES_LOOKED_UP_MAX: usize = 50;

/// How sure it is that a chain of words is a brand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Certainty {
    /// Only if the text is full of it, in a brand's place.
    Possible,
    /// If it stands in a brand's place once.
    Likely,
    /// Wherever it stands, but in the words of those who fight it.
    Known,
}

/// One place where a brand may stand.
#[derive(Debug)]
pub(crate) struct Candidate {
    /// Which of the passages.
    pub(crate) passage: usize,
    /// The bytes of the text as published.
    pub(crate) span: Range<usize>,
    /// The name in folded characters.
    pub(crate) name: String,
    pub(crate) certainty: Certainty,
    /// Whether those who fight gambling write around it.
    pub(crate) is_evidence: bool,
}

impl Candidate {
    fn overlaps(&self, other: &Self) -> bool {
        self.passage == other.passage && self.span.start < other.span.end && other.span.start < self.span.end
    }
}

/// What a name's places say together.
#[derive(Debug, Default)]
struct Standing {
    places: usize,
    cuts_word: bool,
    shape: usize,
    opens_title: bool,
    /// Whether a machine's blank follows it each time, where that was asked.
    always_blank: bool,
}

/// Points of shape from which on a possible brand is one: as the title's first word and once more, or three times.
const SHAPE_OF_A_POSSIBLE_BRAND: usize = 3;

pub(crate) fn find(passages: &[Passage<'_>]) -> Vec<Finding> {
    let candidates = candidates(passages);
    if candidates.is_empty() {
        return Vec::new();
    }
    let mut standings: BTreeMap<&str, Standing> = BTreeMap::new();
    for candidate in &candidates {
        let Some(passage) = passages.get(candidate.passage) else { continue };
        let standing = standings.entry(candidate.name.as_str()).or_default();
        let shape = shape(passage, &candidate.span);
        standing.places += 1;
        standing.cuts_word |= shape.cuts_word;
        standing.shape += shape.points;
        standing.opens_title |= passage.place == Place::Title && candidate.span.start == 0;
    }
    let in_question = standings.iter_mut().filter(|(_, standing)| standing.shape >= SHAPE_OF_A_POSSIBLE_BRAND);
    for (name, standing) in in_question.take(NAMES_LOOKED_UP_MAX) {
        standing.always_blank = standing.cuts_word || is_always_followed_by_blank(passages, name);
    }
    let mut findings: Vec<Finding> = Vec::new();
    let mut found = vec![0; passages.len()];
    for candidate in &candidates {
        let (Some(passage), Some(standing), Some(count)) =
            (passages.get(candidate.passage), standings.get(candidate.name.as_str()), found.get_mut(candidate.passage))
        else {
            continue;
        };
        if *count < FINDINGS_PER_PLACE_MAX
            && let Some((grave, why)) = judge(candidate, standing)
        {
            *count += 1;
            findings.push(passage.finding(Rule::BrandName, candidate.span.clone(), grave, why));
        }
    }
    findings
}

/// Everything that may be a brand; no place twice.
fn candidates(passages: &[Passage<'_>]) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for (index, passage) in passages.iter().enumerate() {
        let mut found = chain::chains(index, passage);
        found.extend(phrase::insertions(index, passage, &found));
        found.sort_by_key(|candidate| candidate.span.start);
        found.extend(phrase::spaced_phrases(index, passage, &found));
        found.truncate(CANDIDATES_PER_PLACE_MAX);
        candidates.extend(found);
    }
    let mut of_title = phrase::title_phrases(passages);
    of_title.truncate(CANDIDATES_PER_PLACE_MAX);
    if of_title.is_empty() {
        let codes = passages.iter().enumerate().filter_map(|(index, passage)| phrase::title_codes(index, passage));
        of_title.extend(codes);
    }
    candidates.retain(|one| !of_title.iter().any(|other| one.overlaps(other)));
    candidates.extend(of_title);
    candidates
}

/// Whether the candidate is grave, only told, or nothing; and why.
fn judge(candidate: &Candidate, standing: &Standing) -> Option<(bool, String)> {
    let name = &candidate.name;
    match candidate.certainty {
        Certainty::Known if candidate.is_evidence && standing.shape == 0 && !standing.opens_title => {
            Some((false, format!("{name} is a gambling site's name, in words about enforcement")))
        }
        Certainty::Known => Some((true, format!("{name} is a gambling site's name"))),
        Certainty::Likely => {
            let grave = standing.shape > 0 || standing.opens_title && standing.places > 1;
            let stands = if grave { ", and stands where another name stood" } else { "" };
            Some((grave, format!("{name} reads like a gambling site's name{stands}")))
        }
        Certainty::Possible => {
            let is_one = standing.shape >= SHAPE_OF_A_POSSIBLE_BRAND && standing.always_blank;
            is_one.then(|| (true, format!("{name} stands {} times where other names stood", standing.places)))
        }
    }
}

/// A machine leaves the same blank each time, or what is left of it at a line's end; a writer does not.
fn is_always_followed_by_blank(passages: &[Passage<'_>], name: &str) -> bool {
    passages.iter().all(|passage| {
        let text = passage.folded.text();
        let mut ends = text.match_indices(name).map(|(at, _)| at + name.len());
        ends.all(|end| text.get(end..).is_none_or(|after| after.is_empty() || after.starts_with(' ')))
    })
}

/// How a name stands.
#[derive(Debug, Clone, Copy, Default)]
struct Shape {
    points: usize,
    cuts_word: bool,
}

fn shape(passage: &Passage<'_>, span: &Range<usize>) -> Shape {
    if passage.place == Place::Publisher {
        let alone = span.len() == passage.text.trim().len();
        return Shape { points: if alone { SHAPE_OF_A_POSSIBLE_BRAND } else { 0 }, cuts_word: false };
    }
    let before = passage.before(span.start);
    let mut after = passage.after(span.end).chars();
    let mut right = after.next();
    let has_blank = right == Some(' ');
    if has_blank {
        right = after.next();
    }
    let blank = has_blank && right.is_some_and(runs_on);
    let glued = before.is_none_or(|c| is_han(c) || matches!(c, '\n' | '\u{3000}') || opens_or_parts(c));
    let cuts_word = matches!((before, right), (Some(before), Some(right)) if is_common_word(before, right));
    let opens_title = passage.place == Place::Title && span.start == 0;
    let points = match (cuts_word, blank && glued) {
        (true, _) => SHAPE_OF_A_POSSIBLE_BRAND,
        (false, true) if opens_title => 2,
        (false, true) => 1,
        (false, false) => 0,
    };
    Shape { points, cuts_word }
}

/// Whether a running text goes on with `c` behind a blank; Latin has blanks around it anyway.
pub(crate) fn runs_on(c: char) -> bool {
    !c.is_whitespace() && !c.is_ascii_alphabetic() && !matches!(c, '|' | '_' | '>')
}

fn opens_or_parts(c: char) -> bool {
    matches!(c, '《' | '“' | '"' | '（' | '(' | '，' | ',' | '。' | '、' | '；' | '：' | ':' | '〈')
}

#[cfg(test)]
mod tests;
