//! Reads a text from a place on: fixed words and numerals in either script.

use gongkai_analysis::numeral_value;

/// A place in a text; copied to try a reading, and left where it was when the reading fails.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'a> {
    text: &'a str,
    pub(crate) at: usize,
}

/// Characters of a number.
const NUMERALS: &str = "0123456789〇零一二两三四五六七八九十百千";

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    pub(crate) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Goes over the first of `words` that stands here.
    pub(crate) fn take<'w>(&mut self, words: &[&'w str]) -> Option<&'w str> {
        let word = words.iter().find(|word| self.rest().starts_with(**word))?;
        self.at += word.len();
        Some(word)
    }

    /// Goes over a number.
    pub(crate) fn number(&mut self) -> Option<u32> {
        let rest = self.rest();
        let length = rest.len() - rest.trim_start_matches(|c| NUMERALS.contains(c)).len();
        let value = numeral_value(rest.get(..length)?)?;
        self.at += length;
        Some(value)
    }
}

/// Where the number that ends at `end` begins.
pub(crate) fn number_start(text: &str, end: usize) -> usize {
    text.get(..end).map_or(end, |before| before.trim_end_matches(|c| NUMERALS.contains(c)).len())
}
