//! Phrases that stand where names stand, though no list knows them: what a machine put in everywhere, blank included.

use std::ops::Range;

use crate::brand::{Candidate, Certainty};
use crate::finding::Place;
use crate::passage::{Passage, is_han};

/// The longest run of Chinese characters behind a brand's Latin: 柏林赫塔.
const HAN_CHARS_MAX: usize = 8;

/// The longest Latin of a brand, in bytes.
const LATIN_BYTES_MAX: usize = 16;

/// A phrase at a title's beginning, in characters; longer ones are titles.
const TITLE_PHRASE_CHARS: Range<usize> = 2..9;

/// How often a text must have it: once could be the title said again.
const PLACES_IN_TEXT_MIN: usize = 2;

/// Latin and Chinese in one, with a blank behind it and a running text on both sides: `推进yabo2018柏林赫塔 公开`.
pub(crate) fn spaced_phrases(index: usize, passage: &Passage<'_>, candidates: &mut Vec<Candidate>) {
    let known: Vec<Range<usize>> =
        candidates.iter().filter(|one| one.passage == index).map(|one| one.span.clone()).collect();
    let mut next_known = known.iter().peekable();
    for (blank, _) in passage.text.match_indices(' ') {
        while next_known.next_if(|span| span.end < blank).is_some() {}
        let is_known = next_known.peek().is_some_and(|span| span.start < blank);
        if !is_known && let Some(span) = phrase_before(passage, blank) {
            candidates.extend(possible(index, passage, span));
        }
    }
}

fn phrase_before(passage: &Passage<'_>, blank: usize) -> Option<Range<usize>> {
    let before = passage.text.get(..blank)?;
    let han: usize = before.chars().rev().take(HAN_CHARS_MAX).take_while(|c| is_han(*c)).map(char::len_utf8).sum();
    let end_of_latin = blank - han;
    let latin = before.get(..end_of_latin)?.bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
    let phrase = before.get(end_of_latin - latin..)?;
    let letters = phrase.bytes().filter(u8::is_ascii_alphabetic).count();
    let is_placeholder = phrase.starts_with("XX") || phrase.starts_with("xx");
    let is_brand_like = han > 0 && !is_placeholder && letters > 0 && (2..=LATIN_BYTES_MAX).contains(&latin);
    is_brand_like.then(|| end_of_latin - latin..blank)
}

fn possible(passage_index: usize, passage: &Passage<'_>, span: Range<usize>) -> Option<Candidate> {
    let name = gongkai_analysis::Normalized::new(passage.text.get(span.clone())?).text().to_owned();
    Some(Candidate { passage: passage_index, span, name, certainty: Certainty::Possible, is_evidence: false })
}

/// The word that a title begins with, a blank behind it, wherever a text has it with the same blank: but no body's name.
pub(crate) fn title_phrases(passages: &[Passage<'_>]) -> Vec<Candidate> {
    let Some((title_index, title)) = passages.iter().enumerate().find(|(_, one)| one.place == Place::Title) else {
        return Vec::new();
    };
    let Some((phrase, rest)) = title.text.split_once(' ') else { return Vec::new() };
    let fits = TITLE_PHRASE_CHARS.contains(&phrase.chars().count()) && phrase.chars().all(is_han);
    if !fits || is_a_bodys_name(phrase) || rest.is_empty() {
        return Vec::new();
    }
    let mut candidates = Vec::new();
    for (index, passage) in passages.iter().enumerate().filter(|(_, one)| one.place == Place::Body) {
        for (at, _) in passage.text.match_indices(phrase) {
            candidates.extend(possible(index, passage, at..at + phrase.len()));
        }
    }
    if candidates.len() < PLACES_IN_TEXT_MIN {
        return Vec::new();
    }
    candidates.extend(possible(title_index, title, 0..phrase.len()));
    candidates
}

/// Whether the phrase ends like the name of a body, a place or a kind of document.
fn is_a_bodys_name(phrase: &str) -> bool {
    const ENDINGS: &[char] = &[
        '府', '局', '委', '办', '院', '厅', '处', '部', '会', '道', '镇', '区', '市', '县', '省', '村', '心', '所',
        '队', '站', '校', '学', '司', '行', '社', '馆', '团', '乡', '州', '盟', '旗', '组', '室', '科', '庭', '署',
        '年', '月', '日', '号', '章', '条', '节', '篇', '届',
    ];
    phrase.ends_with(ENDINGS)
}
