//! The words that jieba does not know: Huadu's places and bodies, and the terms of the trade.

use std::collections::BTreeSet;

use crate::short_forms::ShortForms;

/// The dictionaries that ship, each with its subject; `data/dictionary/README.md` says what belongs in which.
const SHIPPED: &[&str] = &[
    include_str!("../../../data/dictionary/places.txt"),
    include_str!("../../../data/dictionary/bodies.txt"),
    include_str!("../../../data/dictionary/terms.txt"),
];

/// The longest word, in characters.
const WORD_CHARS_MAX: usize = 16;

/// Words to be kept whole, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dictionary {
    words: BTreeSet<String>,
}

/// Why a line is no dictionary entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DictionaryError {
    /// A word is too short, too long, or not written in Chinese characters throughout.
    #[error("line {line}: {word:?} is no word of 2 to {WORD_CHARS_MAX} Chinese characters")]
    NotAWord {
        /// The line, from 1.
        line: usize,
        /// What stands there.
        word: String,
    },
}

impl Dictionary {
    /// The dictionaries that ship, and the short forms, which are looked up as words.
    pub fn embedded() -> Self {
        let mut dictionary = Self::default();
        for text in SHIPPED {
            // A test reads the same texts strictly; here a bad line costs its word and nothing else.
            dictionary.words.extend(lines(text).filter(|(_, word)| is_word(word)).map(|(_, word)| word.to_owned()));
        }
        dictionary.words.extend(ShortForms::embedded().shorts().map(str::to_owned));
        dictionary
    }

    /// Adds the words of `text`: one a line, `#` begins a comment.
    pub fn extend(&mut self, text: &str) -> Result<(), DictionaryError> {
        for (line, word) in lines(text) {
            if !is_word(word) {
                return Err(DictionaryError::NotAWord { line, word: word.to_owned() });
            }
            self.words.insert(word.to_owned());
        }
        Ok(())
    }

    /// The words in a fixed order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.split('#').next().unwrap_or_default().trim()))
        .filter(|(_, word)| !word.is_empty())
}

fn is_word(word: &str) -> bool {
    (2..=WORD_CHARS_MAX).contains(&word.chars().count()) && word.chars().all(|c| ('\u{3400}'..='\u{9FFF}').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_that_ships_is_a_word() {
        let mut dictionary = Dictionary::default();
        for text in SHIPPED {
            dictionary.extend(text).unwrap();
        }
        dictionary.extend(&ShortForms::embedded().shorts().collect::<Vec<_>>().join("\n")).unwrap();
        assert_eq!(dictionary, Dictionary::embedded());
        assert!(dictionary.words().any(|word| word == "赤坭镇"));
    }

    #[test]
    fn a_line_that_is_no_word_is_named() {
        let error = Dictionary::default().extend("老人助餐\n\n# 注释\nAPP下载\n").unwrap_err();
        assert_eq!(error.to_string(), "line 4: \"APP下载\" is no word of 2 to 16 Chinese characters");
    }
}
