//! A text to screen: as published, folded, and with the words that are known in it.

use std::ops::Range;

use gongkai_analysis::Normalized;

use crate::finding::{Finding, Place, Rule};
use crate::words::{Class, Word, words_in};

/// How far around a brand's name words of enforcement count, in bytes of the folded text: a sentence of 60 characters.
const CONTEXT_BYTES: usize = 180;

/// One text and what is known about it.
pub(crate) struct Passage<'a> {
    pub(crate) place: Place,
    pub(crate) text: &'a str,
    pub(crate) folded: Normalized,
    pub(crate) words: Vec<Word>,
}

impl<'a> Passage<'a> {
    pub(crate) fn new(place: Place, text: &'a str) -> Self {
        let folded = Normalized::new(text);
        let words = words_in(folded.text());
        Self { place, text, folded, words }
    }

    /// A finding at bytes of the text as published.
    pub(crate) fn finding(&self, rule: Rule, span: Range<usize>, grave: bool, why: String) -> Finding {
        Finding::new(rule, self.place, self.text, span, grave, why)
    }

    /// Whether words of those who fight gambling and pornography stand around `folded` bytes.
    pub(crate) fn is_about_enforcement(&self, folded: Range<usize>) -> bool {
        let from = self.words.partition_point(|word| word.end + CONTEXT_BYTES < folded.start);
        let near = self.words.iter().skip(from).take_while(|word| word.start < folded.end + CONTEXT_BYTES);
        near.into_iter().any(|word| word.class == Class::Enforcement)
    }

    /// The character before a byte of the text as published.
    pub(crate) fn before(&self, at: usize) -> Option<char> {
        self.text.get(..at)?.chars().next_back()
    }

    /// What follows a byte of the text as published.
    pub(crate) fn after(&self, at: usize) -> &'a str {
        self.text.get(at..).unwrap_or_default()
    }
}

/// A Chinese character.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '〇')
}
