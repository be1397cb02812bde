//! Names of gambling sites, and whether they stand where an office would never write them.
//!
//! A name is built like a chain: a brand, what is offered, where to go (`某某体育app下载`). How sure it is that a chain is
//! a brand ([`Certainty`]) and how much it stands like something put in by machine (its *shape*) decide together: a
//! machine replaces a name everywhere and leaves a blank behind it, or cuts a word in two. A police notice about a brand
//! does neither.

use std::collections::HashMap;
use std::ops::Range;

use crate::finding::{Finding, Place, Rule};
use crate::passage::{Passage, is_han};
use crate::phrase;
use crate::words::{Class, Word, is_common_word};

/// What more than this would tell nobody anything new: findings of brands in one text.
const FINDINGS_PER_PLACE_MAX: usize = 50;

/// Latin letters and digits that may belong to a brand, in bytes: `yabo2018`.
const LATIN_BYTES_MAX: usize = 16;

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

/// What a name's places say together.
#[derive(Debug, Default)]
struct Standing {
    places: usize,
    blanks: usize,
    shape: usize,
    opens_title: bool,
}

/// Points of shape from which on a possible brand is one: as the title's first word and once more, or three times.
const SHAPE_OF_A_POSSIBLE_BRAND: usize = 3;

pub(crate) fn find(passages: &[Passage<'_>]) -> Vec<Finding> {
    let mut candidates = Vec::new();
    for (index, passage) in passages.iter().enumerate() {
        chains(index, passage, &mut candidates);
        phrase::spaced_phrases(index, passage, &mut candidates);
    }
    candidates.extend(phrase::title_phrases(passages));
    if candidates.is_empty() {
        return Vec::new();
    }
    let mut standings: HashMap<&str, Standing> = HashMap::new();
    for candidate in &candidates {
        let Some(passage) = passages.get(candidate.passage) else { continue };
        let standing = standings.entry(candidate.name.as_str()).or_default();
        let shape = shape(passage, &candidate.span);
        standing.places += 1;
        standing.blanks += usize::from(shape.blank);
        standing.shape += shape.points;
        standing.opens_title |= passage.place == Place::Title && candidate.span.start == 0;
    }
    let mut findings: Vec<Finding> = Vec::new();
    let mut found = vec![0; passages.len()];
    for candidate in &candidates {
        let (Some(passage), Some(standing), Some(count)) =
            (passages.get(candidate.passage), standings.get(candidate.name.as_str()), found.get_mut(candidate.passage))
        else {
            continue;
        };
        if let Some((grave, why)) = judge(passages, candidate, standing)
            && *count < FINDINGS_PER_PLACE_MAX
        {
            *count += 1;
            findings.push(passage.finding(Rule::BrandName, candidate.span.clone(), grave, why));
        }
    }
    findings
}

/// Whether the candidate is grave, only told, or nothing; and why.
fn judge(passages: &[Passage<'_>], candidate: &Candidate, standing: &Standing) -> Option<(bool, String)> {
    let name = &candidate.name;
    match candidate.certainty {
        Certainty::Known if candidate.is_evidence && standing.shape == 0 => {
            Some((false, format!("{name} is a gambling site's name, in words about enforcement")))
        }
        Certainty::Known => Some((true, format!("{name} is a gambling site's name"))),
        Certainty::Likely => {
            let grave = standing.shape > 0 || standing.opens_title && standing.places > 1;
            let stands = if grave { ", and stands where another name stood" } else { "" };
            Some((grave, format!("{name} reads like a gambling site's name{stands}")))
        }
        Certainty::Possible => {
            let full =
                standing.shape >= SHAPE_OF_A_POSSIBLE_BRAND && is_always_followed_by_blank(passages, name, standing);
            full.then(|| (true, format!("{name} stands {} times where other names stood", standing.places)))
        }
    }
}

/// A machine leaves the same blank each time; a writer does not.
fn is_always_followed_by_blank(passages: &[Passage<'_>], name: &str, standing: &Standing) -> bool {
    let everywhere: usize = passages.iter().map(|passage| passage.folded.text().matches(name).count()).sum();
    everywhere <= standing.blanks || standing.blanks == 0
}

/// How a name stands.
#[derive(Debug, Clone, Copy, Default)]
struct Shape {
    points: usize,
    /// Followed by one ASCII blank within a running text.
    blank: bool,
}

fn shape(passage: &Passage<'_>, span: &Range<usize>) -> Shape {
    if passage.place == Place::Publisher {
        let alone = span.len() == passage.text.trim().len();
        return Shape { points: if alone { SHAPE_OF_A_POSSIBLE_BRAND } else { 0 }, blank: true };
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
    Shape { points, blank: blank || cuts_word }
}

fn runs_on(c: char) -> bool {
    is_han(c) || c.is_ascii_digit() || matches!(c, '《' | '“' | '（' | '(')
}

fn opens_or_parts(c: char) -> bool {
    matches!(c, '《' | '“' | '"' | '（' | '(' | '，' | ',' | '。' | '、' | '；' | '：' | ':' | '〈')
}

/// The chains of known words in `passage`.
fn chains(index: usize, passage: &Passage<'_>, candidates: &mut Vec<Candidate>) {
    let text = passage.folded.text();
    let is_part = |word: &&Word| {
        use Class::{AmbiguousBrand, Brand, Filler, Gambling, Site};
        matches!(word.class, Brand | AmbiguousBrand | Gambling | Site | Filler)
    };
    let mut words = passage.words.iter().filter(is_part).peekable();
    while let Some(first) = words.next() {
        let mut chain = vec![*first];
        let mut end = first.end;
        while let Some(next) = words.next_if(|next| is_latin(text.get(end..next.start))) {
            chain.push(*next);
            end = next.end;
        }
        candidates.extend(candidate(index, passage, &chain));
    }
}

/// Whether nothing, or only a little Latin, stands between two words of a chain.
fn is_latin(between: Option<&str>) -> bool {
    between.is_some_and(|text| text.len() <= LATIN_BYTES_MAX && text.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn candidate(index: usize, passage: &Passage<'_>, chain: &[Word]) -> Option<Candidate> {
    let named = |word: &Word| matches!(word.class, Class::Brand | Class::AmbiguousBrand);
    let text = passage.folded.text();
    // What stands before the brand belongs to the sentence: 门户网站某某官网.
    let chain = chain.get(chain.iter().position(named).unwrap_or(0)..)?;
    let trailing = chain.iter().rev().take_while(|word| word.class == Class::Filler).count();
    let chain = chain.get(..chain.len() - trailing)?;
    let has = |class| chain.iter().any(|word| word.class == class);
    let (first, last) = (chain.first()?, chain.last()?);
    let latin_before = latin_run_before(text, first.start);
    let start = first.start - latin_before;
    let end = last.end + latin_run_after(text, last.end);
    let certainty = match (has(Class::Brand), has(Class::AmbiguousBrand), has(Class::Gambling), has(Class::Site)) {
        (true, ..) | (_, true, true, true) => Certainty::Known,
        (_, true, true, _) | (_, true, _, true) => Certainty::Likely,
        (_, true, ..) => Certainty::Possible,
        (_, _, true, true) if latin_before > 1 => Certainty::Likely,
        (_, _, true, true) => Certainty::Possible,
        (_, _, true, _) | (_, _, _, true) if latin_before > 1 => Certainty::Possible,
        _ => return None,
    };
    if is_honest_firm(text.get(end..).unwrap_or_default()) && certainty < Certainty::Known {
        return None;
    }
    Some(Candidate {
        passage: index,
        span: passage.folded.original(start..end),
        name: text.get(start..end)?.to_owned(),
        certainty,
        is_evidence: passage.is_about_enforcement(start..end),
    })
}

/// 米兰体育馆, 皇冠娱乐有限公司: what follows makes it a place or a firm.
fn is_honest_firm(after: &str) -> bool {
    const FIRMS: &[&str] = &[
        "有限",
        "集团",
        "公司",
        "股份",
        "馆",
        "局",
        "场",
        "总",
        "产业",
        "赛",
        "公园",
        "中心",
        "协会",
        "设施",
        "会所",
        "酒店",
        "大酒店",
        "用品",
        "器材",
        "文化",
        "店",
        "厅",
        "学",
        "路",
        "街",
        "社区",
        "村",
        "镇",
        "用户",
    ];
    FIRMS.iter().any(|firm| after.starts_with(firm))
}

fn latin_run_before(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default().bytes().rev();
    before.take(LATIN_BYTES_MAX).take_while(u8::is_ascii_alphanumeric).count()
}

fn latin_run_after(text: &str, at: usize) -> usize {
    let after = text.get(at..).unwrap_or_default().bytes();
    after.take(LATIN_BYTES_MAX).take_while(u8::is_ascii_alphanumeric).count()
}

#[cfg(test)]
mod tests;
