//! Readings in pinyin behind single characters: `服務(wù)`, `公開(kai)(kai)`.
//!
//! Official text tells how a rare character is read (郫（pí）县). Nobody tells how 政 or 公 is read, but machines that make
//! copies look different.

use std::ops::Range;

use crate::finding::{Finding, Rule};
use crate::passage::{Passage, is_han};
use crate::words::is_common_character;

/// How many readings of common characters, or repeated readings, are no accident.
const GLOSSES_GRAVE_MIN: usize = 2;

/// The longest syllable: zhuang, chuang, shuang.
const SYLLABLE_CHARS_MAX: usize = 6;

pub(crate) fn find(passage: &Passage<'_>) -> Vec<Finding> {
    let mut glosses: Vec<Range<usize>> = Vec::new();
    let mut end = 0;
    for (at, _) in passage.text.match_indices(['(', '（']) {
        if at >= end
            && let Some(gloss) = gloss_at(passage, at)
        {
            end = gloss.end;
            glosses.push(gloss);
        }
    }
    let grave = glosses.len() >= GLOSSES_GRAVE_MIN;
    let why = || format!("{} readings in pinyin behind common characters", glosses.len());
    glosses.first().map(|first| passage.finding(Rule::PinyinGloss, first.clone(), grave, why())).into_iter().collect()
}

/// The character and its reading, when one opens at `at` behind a common character or is given twice.
fn gloss_at(passage: &Passage<'_>, at: usize) -> Option<Range<usize>> {
    let glossed = passage.before(at).filter(|c| is_han(*c))?;
    let first = reading(passage.after(at))?;
    let second = reading(passage.after(at + first)).unwrap_or(0);
    let is_needless = is_common_character(glossed) || second > 0;
    is_needless.then(|| at - glossed.len_utf8()..at + first + second)
}

/// The length in bytes of a syllable in brackets that `text` begins with.
fn reading(text: &str) -> Option<usize> {
    let inside = text.strip_prefix(['(', '（'])?;
    let mut near = inside.char_indices().take(SYLLABLE_CHARS_MAX + 1);
    let (end, _) = near.find(|(_, c)| matches!(c, ')' | '）'))?;
    let syllable = inside.get(..end)?;
    let close = inside.get(end..)?.chars().next()?.len_utf8();
    is_syllable(syllable).then(|| text.len() - inside.len() + end + close)
}

const INITIALS: &[&str] = &[
    "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y",
    "w",
];

const FINALS: &[&str] = &[
    "a", "o", "e", "i", "u", "v", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "ong", "ia", "ie", "iao", "iu",
    "ian", "in", "iang", "ing", "iong", "ua", "uo", "uai", "ui", "uan", "un", "uang", "ue", "ve", "er",
];

/// In small letters, with or without tone: symbols of elements (Ba, Na) and numbers of clauses (a) are none.
fn is_syllable(text: &str) -> bool {
    let Some(plain) = text.chars().map(without_tone).collect::<Option<String>>() else { return false };
    let rest = INITIALS.iter().find_map(|initial| plain.strip_prefix(initial)).unwrap_or(&plain);
    let is_long_enough = plain.len() > 1 || !text.is_ascii();
    is_long_enough && FINALS.contains(&rest)
}

fn without_tone(c: char) -> Option<char> {
    Some(match c {
        'a'..='z' => c,
        'ā' | 'á' | 'ǎ' | 'à' => 'a',
        'ē' | 'é' | 'ě' | 'è' => 'e',
        'ī' | 'í' | 'ǐ' | 'ì' => 'i',
        'ō' | 'ó' | 'ǒ' | 'ò' => 'o',
        'ū' | 'ú' | 'ǔ' | 'ù' => 'u',
        'ü' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => 'v',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::{Rule, screen_text};

    #[test]
    fn readings_of_common_characters_are_found() {
        let findings = screen_text("推进政务(wù)公开，提高服(fú)务水平，信息公開(kai)(kai)(kai)。");
        let gloss: Vec<_> = findings.iter().filter(|one| one.rule == Rule::PinyinGloss).collect();
        assert_eq!(gloss.len(), 1);
        assert_eq!((gloss[0].matched.as_str(), gloss[0].grave), ("务(wù)", true));
    }

    #[test]
    fn one_reading_alone_is_only_told() {
        let findings = screen_text("推进政务(wu)公开");
        assert_eq!((findings.len(), findings[0].is_grave()), (1, false));
    }

    #[test]
    fn readings_of_rare_characters_symbols_and_clauses_are_not() {
        for text in [
            "郫（pí）县、睢（suī）宁、犇（bēn）牛，砼（tóng）结构",
            "检出钡(Ba)、钠(Na)、锂(Li)，单位(mg)",
            "按照规定(a)、办法(b)、通知(e)办理，公开(ok)，人(kg)",
            "依照办法（二）、规定（以下简称规定）",
        ] {
            assert_eq!(screen_text(text), [], "{text}");
        }
    }
}
