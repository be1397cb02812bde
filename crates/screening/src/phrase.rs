//! Phrases that stand where names stand, though no list knows them: what a machine put in, blank included.

use std::ops::Range;

use gongkai_analysis::Normalized;

use crate::brand::{Candidate, Certainty, runs_on};
use crate::finding::Place;
use crate::passage::{Passage, is_han};
use crate::words::is_common_word;

/// The longest run of Chinese characters behind a brand's Latin: 柏林赫塔.
const HAN_CHARS_MAX: usize = 8;

/// The lengths of a brand's Latin, in bytes.
const LATIN_BYTES: Range<usize> = 2..17;

/// The lengths of small letters and digits that mean nothing, in bytes; shorter ones are kinds of things.
const CODE_BYTES: Range<usize> = 5..17;

/// The lengths of a phrase at a title's beginning, in characters; longer ones are titles.
const TITLE_PHRASE_CHARS: Range<usize> = 2..17;

/// A body's name can stand before a blank, in lists of signatures; but not within sentences, and never without.
const BODYS_NAME_IN_SENTENCES_MIN: usize = 2;

/// How many characters of two texts are compared to see whether one says the other again.
const SAME_CHARS: usize = 4;

/// Latin and Chinese in one, with a blank behind it and a running text on both sides: `推进yabo2018柏林赫塔 公开`.
pub(crate) fn spaced_phrases(index: usize, passage: &Passage<'_>, known: &[Candidate]) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let mut next_known = known.iter().map(|one| &one.span).peekable();
    for (blank, _) in passage.text.match_indices(' ') {
        while next_known.next_if(|span| span.end < blank).is_some() {}
        let is_known = next_known.peek().is_some_and(|span| span.start < blank);
        if !is_known && let Some(span) = phrase_before(passage, blank) {
            candidates.extend(candidate(index, passage, span, Certainty::Possible));
        }
    }
    candidates
}

fn phrase_before(passage: &Passage<'_>, blank: usize) -> Option<Range<usize>> {
    let before = passage.text.get(..blank)?;
    let han: usize = before.chars().rev().take(HAN_CHARS_MAX).take_while(|c| is_han(*c)).map(char::len_utf8).sum();
    let end_of_latin = blank - han;
    let latin = before.get(..end_of_latin)?.bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
    let phrase = before.get(end_of_latin - latin..)?;
    let letters = phrase.bytes().filter(u8::is_ascii_alphabetic).count();
    let is_placeholder = phrase.starts_with("XX") || phrase.starts_with("xx");
    let is_brand_like = han > 0 && !is_placeholder && letters > 0 && LATIN_BYTES.contains(&latin);
    is_brand_like.then(|| end_of_latin - latin..blank)
}

fn candidate(index: usize, passage: &Passage<'_>, span: Range<usize>, certainty: Certainty) -> Option<Candidate> {
    let name = Normalized::new(passage.text.get(span.clone())?).text().to_owned();
    Some(Candidate { passage: index, span, name, certainty, is_evidence: false })
}

/// The word that a title begins with, when a text has it too and a blank follows it each time: `某某彩 关于…`,
/// `由某某彩 负责`. A body's name is none, nor is a title that the text says again.
pub(crate) fn title_phrases(passages: &[Passage<'_>]) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let Some((title_index, title)) = passages.iter().enumerate().find(|(_, one)| one.place == Place::Title) else {
        return candidates;
    };
    let Some((phrase, rest)) = title.text.split_once(' ') else { return candidates };
    if !reads_like_a_brand(phrase) || !rest.starts_with(runs_on) {
        return candidates;
    }
    let again: String = rest.chars().take(SAME_CHARS).collect();
    let (mut in_new_words, mut in_sentences) = (0, 0);
    for (index, passage) in passages.iter().enumerate().filter(|(_, one)| one.place == Place::Body) {
        for (at, _) in passage.text.match_indices(phrase) {
            let after = passage.after(at + phrase.len());
            if !(after.is_empty() || after.starts_with([' ', '\n'])) {
                return Vec::new();
            }
            in_new_words += usize::from(!after.trim_start_matches(' ').starts_with(&again));
            in_sentences += usize::from(passage.before(at).is_some_and(is_han));
            candidates.extend(candidate(index, passage, at..at + phrase.len(), Certainty::Likely));
        }
    }
    if in_new_words == 0 || is_a_bodys_name(phrase) && in_sentences < BODYS_NAME_IN_SENTENCES_MIN {
        return Vec::new();
    }
    candidates.extend(candidate(title_index, title, 0..phrase.len(), Certainty::Likely));
    candidates.rotate_right(1);
    candidates
}

fn reads_like_a_brand(phrase: &str) -> bool {
    let fits = TITLE_PHRASE_CHARS.contains(&phrase.chars().count());
    let is_word = phrase.chars().all(|c| is_han(c) || c.is_ascii_alphanumeric());
    // ETC, CNAS: people write a blank behind those, and capitals.
    let is_acronym = phrase.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    fits && is_word && !is_acronym
}

/// Whether the phrase ends like the name of a body, a place or a kind of document.
fn is_a_bodys_name(phrase: &str) -> bool {
    const ENDINGS: &str =
        "府局委办院厅处部会道镇区市县省村心所队站校学司行社馆团乡州盟旗组室科庭署年月日号章条节篇届关协联";
    phrase.ends_with(|c| ENDINGS.contains(c))
}

/// A title's first word when it is no word at all, with a blank behind it: `hg0099 关于…`, `zq777彩 2021年…`.
pub(crate) fn title_codes(index: usize, title: &Passage<'_>) -> Option<Candidate> {
    let (phrase, rest) = title.text.split_once(' ').filter(|_| title.place == Place::Title)?;
    let latin: &str = phrase.trim_end_matches(is_han);
    let digits = latin.bytes().filter(u8::is_ascii_digit).count();
    let letters = latin.bytes().filter(u8::is_ascii_lowercase).count();
    let is_code = letters > 0 && digits > 1 && letters + digits == latin.len() && CODE_BYTES.contains(&latin.len());
    let fits = is_code && phrase.chars().count() < TITLE_PHRASE_CHARS.end && rest.starts_with(runs_on);
    fits.then(|| candidate(index, title, 0..phrase.len(), Certainty::Likely))?
}

/// Latin, with or without a few Chinese characters behind it, that cuts a word in two: `政hg77官网府`.
pub(crate) fn insertions(index: usize, passage: &Passage<'_>, known: &[Candidate]) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let text = passage.text.as_bytes();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.iter().position(u8::is_ascii_alphanumeric)) {
        let start = at + start;
        let run = text.get(start..).unwrap_or_default();
        let latin = run.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        at = start + latin;
        let is_small = run.iter().take(latin).any(u8::is_ascii_lowercase);
        let is_known = || {
            let before = known.partition_point(|one| one.span.start <= start);
            before.checked_sub(1).and_then(|last| known.get(last)).is_some_and(|one| start < one.span.end)
        };
        if is_small
            && LATIN_BYTES.contains(&latin)
            && let Some(end) = end_of_insertion(passage, start, at)
            && !is_known()
        {
            candidates.extend(candidate(index, passage, start..end, Certainty::Possible));
        }
    }
    candidates
}

/// Where the other half of the cut word begins.
fn end_of_insertion(passage: &Passage<'_>, start: usize, end_of_latin: usize) -> Option<usize> {
    let half = passage.before(start).filter(|c| is_han(*c))?;
    let mut previous = None;
    for (at, c) in passage.after(end_of_latin).char_indices().take(HAN_CHARS_MAX) {
        if !is_han(c) {
            return None;
        }
        // 财政PPP项目政府采购: the word stands whole behind the Latin, nothing was cut.
        let is_whole = previous.is_some_and(|previous| is_common_word(previous, c));
        if is_common_word(half, c) && !is_whole {
            return Some(end_of_latin + at);
        }
        previous = Some(c);
    }
    None
}
