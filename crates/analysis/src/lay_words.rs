//! Everyday words (老公, 房东, 坐牢) and what laws, notices and replies write instead (配偶, 出租人, 有期徒刑).

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::word_list::{entries, entry};
use crate::{Normalized, Token};

/// The list that ships; `data/lay_words/README.md` says what belongs in it.
const SHIPPED: &str = include_str!("../../../data/lay_words/lay_words.txt");

/// How many official words one everyday word has at most.
pub const OFFICIAL_WORDS_MAX: usize = 5;

/// The longest everyday word, in characters.
const LAY_CHARS_MAX: usize = 8;

/// A character takes at most so many bytes.
const UTF8_BYTES_MAX: usize = 4;

static EMBEDDED: LazyLock<LayWords> = LazyLock::new(LayWords::shipped);

/// Everyday words, each with the official ones, the most telling first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LayWords {
    official: HashMap<String, Vec<String>>,
}

/// An everyday word in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundLayWord<'a> {
    /// Where it stands, in bytes of the text.
    pub range: Range<usize>,
    /// What official texts write, the most telling first.
    pub official: &'a [String],
}

/// Why a line is no everyday word.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "line {line}: {text:?} is not written as 俗语 = 正式说法 | 正式说法, said once, with at most {OFFICIAL_WORDS_MAX} official words"
)]
pub struct LayWordError {
    /// The line, from 1.
    pub line: usize,
    /// What stands there.
    pub text: String,
}

impl LayWords {
    /// The list that ships; read once in a process.
    ///
    /// ```
    /// use gongkai_analysis::{Analyzer, LayWords};
    ///
    /// let text = "房东不退押金怎么办";
    /// let found = LayWords::embedded().find(text, &Analyzer::embedded().words(text));
    /// assert_eq!(&text[found[0].range.clone()], "房东");
    /// assert!(found[0].official.iter().any(|word| word == "出租人"));
    /// ```
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    fn shipped() -> Self {
        // A test reads the same text strictly; here a bad line costs its word and nothing else.
        Self { official: entries(SHIPPED).filter_map(|(_, entry)| read(entry)).collect() }
    }

    /// Reads a list: `俗语 = 正式说法 | 正式说法` a line, `#` begins a comment.
    pub fn parse(text: &str) -> Result<Self, LayWordError> {
        let mut words = Self::default();
        for (line, written) in entries(text) {
            let bad = || LayWordError { line, text: written.to_owned() };
            let (lay, official) = read(written).ok_or_else(bad)?;
            if words.official.insert(lay, official).is_some() {
                return Err(bad());
            }
        }
        Ok(words)
    }

    /// How many everyday words there are.
    pub fn len(&self) -> usize {
        self.official.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.official.is_empty()
    }

    /// The everyday words of `text`, the longest first where one stands in another. They begin and end where one of `words`
    /// does, so that 打人 is not found in 拨打人工电话.
    pub fn find(&self, text: &str, words: &[Token]) -> Vec<FoundLayWord<'_>> {
        let mut found: Vec<FoundLayWord<'_>> = Vec::new();
        for (place, first) in words.iter().enumerate() {
            if found.last().is_some_and(|last| first.range.start < last.range.end) {
                continue;
            }
            let ranges = words.iter().skip(place).map(|last| first.range.start..last.range.end);
            let is_short = |range: &Range<usize>| range.len() <= LAY_CHARS_MAX * UTF8_BYTES_MAX;
            let longest = ranges.take_while(is_short).filter_map(|range| {
                let written = Normalized::new(text.get(range.clone())?);
                Some(FoundLayWord { range, official: self.official.get(written.text())? })
            });
            found.extend(longest.last());
        }
        found
    }
}

fn read(line: &str) -> Option<(String, Vec<String>)> {
    let (lay, official) = entry(line)?;
    let is_word = |word: &str| word.chars().any(char::is_alphanumeric) && !word.contains(char::is_whitespace);
    let is_sound = is_word(lay)
        && (2..=LAY_CHARS_MAX).contains(&lay.chars().count())
        && official.len() <= OFFICIAL_WORDS_MAX
        && official.iter().all(|word| is_word(word) && word != lay);
    is_sound.then(|| (lay.to_owned(), official))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::Analyzer;

    #[test]
    fn every_line_that_ships_is_an_everyday_word_said_once() {
        assert_eq!(&LayWords::parse(SHIPPED).unwrap(), LayWords::embedded());
        assert!(LayWords::embedded().len() > 2_500);
    }

    #[test]
    fn a_line_that_is_no_entry_is_named() {
        let error = LayWords::parse("# 租房\n房东 = 出租人\n租客 承租人\n").unwrap_err();
        assert_eq!((error.line, error.text.as_str()), (3, "租客 承租人"));
        for bad in
            ["房东 = 出租人\n房东 = 房主", "房 = 房屋", "房东 = 房东", "房东 =", "甲乙 = 一 | 二 | 三 | 四 | 五 | 六"]
        {
            assert!(LayWords::parse(bad).is_err(), "{bad}");
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &Expect) {
        let list = LayWords::parse("打人 = 殴打他人\n拖欠 = 逾期\n拖欠工资 = 未及时足额支付劳动报酬\n").unwrap();
        let found = list.find(text, &Analyzer::embedded().words(text));
        let shown: Vec<String> =
            found.iter().map(|one| format!("{}={}", &text[one.range.clone()], one.official.join("|"))).collect();
        expected.assert_eq(&shown.join(" "));
    }

    #[test]
    fn words_are_found_whole_and_the_longest_first() {
        check("老板拖欠工资还打人", &expect!["拖欠工资=未及时足额支付劳动报酬 打人=殴打他人"]);
        check("拖欠房租", &expect!["拖欠=逾期"]);
        check("拨打人工电话", &expect![""]);
        check("拖欠工資", &expect!["拖欠工資=未及时足额支付劳动报酬"]);
        check("", &expect![""]);
    }
}
