//! Official short forms (低保, 人大常委会) and what they stand for.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::word_list::{entries, entry};
use crate::{Normalized, Token, TokenKind};

/// The list that ships; `data/short_forms/README.md` says what belongs in it.
const SHIPPED: &str = include_str!("../../../data/short_forms/short_forms.txt");

/// What may follow a short form within one word: 社保法 is 社会保险法, 科技局 is 科学技术局.
const ENDINGS: &[&str] = &["法", "部", "厅", "局", "委", "办", "处", "所", "站", "费", "税", "金", "证", "条例"];

/// The longest run of words that is looked up, in bytes: a short form has few characters.
const SHORT_BYTES_MAX: usize = 32;

/// How many full forms of one short form are looked for.
pub const FULL_FORMS_MAX: usize = 2;

static EMBEDDED: LazyLock<ShortForms> = LazyLock::new(ShortForms::shipped);

/// Short forms, each with its full forms, the most usual one first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShortForms {
    forms: BTreeMap<String, Vec<String>>,
}

/// Why a line is no short form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {text:?} is not written as 简称 = 全称 | 全称, with at most {FULL_FORMS_MAX} full forms")]
pub struct ShortFormError {
    /// The line, from 1.
    pub line: usize,
    /// What stands there.
    pub text: String,
}

impl ShortForms {
    /// The list that ships; read once in a process.
    ///
    /// ```
    /// use gongkai_analysis::ShortForms;
    ///
    /// assert_eq!(ShortForms::embedded().full_forms("低保"), ["最低生活保障"]);
    /// assert_eq!(ShortForms::embedded().full_forms("社保法")[0], "社会保险法");
    /// assert!(ShortForms::embedded().full_forms("补贴").is_empty());
    /// ```
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    fn shipped() -> Self {
        let mut forms = Self::default();
        for (_, line) in entries(SHIPPED) {
            // A test reads the same text strictly; here a bad line costs its short form and nothing else.
            if let Some((short, full)) = read(line) {
                forms.forms.insert(short, full);
            }
        }
        forms
    }

    /// Reads a list: `简称 = 全称 | 全称` a line, `#` begins a comment.
    pub fn parse(text: &str) -> Result<Self, ShortFormError> {
        let mut forms = Self::default();
        for (line, written) in entries(text) {
            let bad = || ShortFormError { line, text: written.to_owned() };
            let (short, full) = read(written).ok_or_else(bad)?;
            if forms.forms.insert(short, full).is_some() {
                return Err(bad());
            }
        }
        Ok(forms)
    }

    /// The same list with further forms; what it has already stays as it is.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        for (short, full) in other.forms {
            self.forms.entry(short).or_insert(full);
        }
        self
    }

    /// The short forms of `text`, with where they stand and what they stand for; the longest where one stands in another.
    /// They begin and end where one of `words` does.
    pub fn find(&self, text: &str, words: &[Token]) -> Vec<(Range<usize>, Vec<String>)> {
        let mut found: Vec<(Range<usize>, Vec<String>)> = Vec::new();
        for (place, first) in words.iter().enumerate() {
            if first.kind != TokenKind::Word || found.last().is_some_and(|(last, _)| first.range.start < last.end) {
                continue;
            }
            let ranges = words.iter().skip(place).map(|last| first.range.start..last.range.end);
            let longest = ranges.take_while(|range| range.len() <= SHORT_BYTES_MAX).filter_map(|range| {
                let written = Normalized::new(text.get(range.clone())?);
                let full = if range == first.range {
                    self.full_forms(&first.text)
                } else {
                    self.forms.get(written.text()).cloned().unwrap_or_default()
                };
                (!full.is_empty()).then_some((range, full))
            });
            found.extend(longest.last());
        }
        found
    }

    /// The short forms in a fixed order.
    pub fn shorts(&self) -> impl Iterator<Item = &str> {
        self.forms.keys().map(String::as_str)
    }

    /// What `word` stands for, the most usual form first; nothing when it is no short form. A word that is a short form and
    /// an ending such as 法 or 局 stands for the full form with that ending.
    pub fn full_forms(&self, word: &str) -> Vec<String> {
        if let Some(full) = self.forms.get(word) {
            return full.clone();
        }
        let split = ENDINGS.iter().find_map(|ending| Some((self.forms.get(word.strip_suffix(ending)?)?, ending)));
        split.map_or(Vec::new(), |(full, ending)| full.iter().map(|full| format!("{full}{ending}")).collect())
    }
}

impl FromIterator<(String, Vec<String>)> for ShortForms {
    fn from_iter<I: IntoIterator<Item = (String, Vec<String>)>>(forms: I) -> Self {
        Self { forms: forms.into_iter().collect() }
    }
}

impl std::fmt::Display for ShortForms {
    /// As [`ShortForms::parse`] reads them.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.forms.iter().try_for_each(|(short, full)| writeln!(f, "{short} = {}", full.join(" | ")))
    }
}

fn read(line: &str) -> Option<(String, Vec<String>)> {
    let (short, full) = entry(line)?;
    let is_name = |text: &str| text.chars().count() > 1 && text.chars().all(|c| ('\u{3400}'..='\u{9FFF}').contains(&c));
    let is_sound =
        is_name(short) && full.len() <= FULL_FORMS_MAX && full.iter().all(|full| is_name(full) && full != short);
    is_sound.then(|| (short.to_owned(), full))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_that_ships_is_a_short_form_said_once() {
        assert_eq!(&ShortForms::parse(SHIPPED).unwrap(), ShortForms::embedded());
        assert!(ShortForms::embedded().shorts().count() > 200);
    }

    #[test]
    fn a_short_form_of_several_words_is_found_whole_and_a_list_reads_as_it_was_written() {
        let mined = ShortForms::parse("长饭中心 = 长者饭堂管理服务中心\n低保 = 别的\n").unwrap();
        assert_eq!(ShortForms::parse(&mined.to_string()).unwrap(), mined);
        let forms = ShortForms::embedded().clone().with(mined);
        let text = "长饭中心的低保标准";
        let found = forms.find(text, &crate::Analyzer::embedded().words(text));
        let shown: Vec<String> =
            found.iter().map(|(range, full)| format!("{}={}", &text[range.clone()], full.join("|"))).collect();
        assert_eq!(shown, ["长饭中心=长者饭堂管理服务中心", "低保=最低生活保障"]);
    }

    #[test]
    fn a_line_that_is_no_pair_is_named() {
        let error = ShortForms::parse("低保 = 最低生活保障\n医保 医疗保险\n").unwrap_err();
        assert_eq!((error.line, error.text.as_str()), (2, "医保 医疗保险"));
        assert_eq!(ShortForms::parse("低保 = 甲乙\n低保 = 丙丁").unwrap_err().line, 2);
        for bad in ["医 = 医疗", "医保 = 医疗 | 保险 | 保障", "医保 = 医保", "医保 ="] {
            assert!(ShortForms::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_ending_goes_along_and_a_longer_word_is_left_alone() {
        let forms = ShortForms::parse("社保 = 社会保险 | 社会保障\n人大 = 人民代表大会").unwrap();
        assert_eq!(forms.full_forms("社保局"), ["社会保险局", "社会保障局"]);
        assert!(forms.full_forms("人大附中").is_empty());
    }
}
