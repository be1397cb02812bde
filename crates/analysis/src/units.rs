//! Text as units: one for each Chinese character, one for each run of Latin letters or digits, with a clock.
//!
//! A unit's position is a function of the characters before it and never of how words were cut, so a phrase cut anywhere
//! finds its text. Blanks, quotation marks and brackets take no time: “放管服”改革 is 放管服改革. Other punctuation takes
//! one tick, so that no phrase runs over a comma.

use std::ops::Range;

use crate::normalize::{CLOSE, OPEN};
use crate::recognize::{Entity, Reading};

/// A character or run, and when it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unit {
    /// What it reads: bytes of the normalised text, or of the readings behind it.
    pub(crate) text: Range<usize>,
    /// Where it stands in the normalised text.
    pub(crate) source: Range<usize>,
    pub(crate) position: usize,
    pub(crate) is_han: bool,
}

/// Cuts `normalized` into units. Readings that differ from the text are appended to `arena`, which begins as a copy of it.
pub(crate) fn units(normalized: &str, entities: &[Entity], arena: &mut String, units: &mut Vec<Unit>) {
    let mut readings = entities.iter().flat_map(|entity| &entity.readings).peekable();
    let mut clock = 0;
    let mut rest = normalized.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        if let Some(Reading { range, text }) = readings.next_if(|reading| reading.range.start == at) {
            while rest.next_if(|(next, _)| *next < range.end).is_some() {}
            if !text.is_empty() {
                let start = arena.len();
                arena.push_str(text);
                units.push(Unit { text: start..arena.len(), source: range.clone(), position: clock, is_han: false });
                clock += 1;
            }
            continue;
        }
        let mut end = at + c.len_utf8();
        let is_run = c.is_ascii_alphanumeric();
        if is_run {
            while let Some((next, c)) = rest.next_if(|(_, c)| c.is_ascii_alphanumeric()) {
                end = next + c.len_utf8();
            }
        }
        if is_run || c.is_alphanumeric() {
            units.push(Unit { text: at..end, source: at..end, position: clock, is_han: !is_run });
            clock += 1;
        } else if !is_timeless(c) {
            clock += 1;
        }
    }
}

fn is_timeless(c: char) -> bool {
    matches!(c, ' ' | '"' | '\'' | '《' | '》' | '<' | '>' | '〈' | '〉' | OPEN | CLOSE)
}
