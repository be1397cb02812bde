//! Pairs of neighbouring characters: what recall and quoted phrases run on.
//!
//! A Chinese character pairs with the one behind it; a run of Latin letters or digits stands alone. The last character
//! before a gap stands alone too, and so does a character beside a Latin run, because no pair holds it there; so every
//! character of a text begins some token, and a search for one character is a search for a prefix.

use std::ops::Range;

use crate::units::Unit;

/// A pair or a lone unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bigram {
    /// What it reads, in the arena. A pair whose characters do not touch reads as its two halves.
    pub(crate) text: Range<usize>,
    /// The second half, when the two do not touch in the arena.
    pub(crate) second: Option<Range<usize>>,
    /// Where it stands in the normalised text.
    pub(crate) source: Range<usize>,
    pub(crate) position: usize,
}

/// Whether the tokens are for a document or for finding one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Every token.
    Document,
    /// Only the tokens that every document with this text has: a query begins and ends anywhere in a sentence.
    Query,
}

/// Adds the pairs of numbers that a document writes in Chinese numerals and that read as digits: 第二十七条 is 第27条, and
/// who quotes 将第二十 or 七条 has cut the numeral, so that what is left is no number to anyone.
///
/// The pairs of a numeral's characters stand twice, once counted from its beginning, for texts that end within it, and once
/// from its end, for texts that begin within it. `text` is what the units' sources are ranges of.
pub(crate) fn numeral_bigrams(text: &str, units: &[Unit], found: &mut Vec<Bigram>) {
    let numerals = |unit: &Unit| -> Vec<Range<usize>> {
        let written = text.get(unit.source.clone()).unwrap_or_default();
        if unit.is_han || written.is_ascii() {
            return Vec::new();
        }
        let start = unit.source.start;
        let characters = written.char_indices().filter(|(_, c)| c.is_alphanumeric());
        characters.map(|(at, c)| start + at..start + at + c.len_utf8()).collect()
    };
    let written: Vec<(usize, &Unit, Vec<Range<usize>>)> = units
        .iter()
        .enumerate()
        .map(|(index, unit)| (index, unit, numerals(unit)))
        .filter(|(_, _, numerals)| !numerals.is_empty())
        .collect();
    // Counted from its end, a numeral at the beginning of a text begins before the text does. Only distances count.
    let early = written.iter().map(|(_, unit, numerals)| numerals.len().saturating_sub(unit.position + 1));
    let shift = early.max().unwrap_or_default();
    for bigram in found.iter_mut() {
        bigram.position += shift;
    }
    for (index, unit, numerals) in &written {
        let beside = |index: Option<usize>| index.and_then(|index| units.get(index)).filter(|unit| unit.is_han);
        let before = beside(index.checked_sub(1)).filter(|before| before.position + 1 == unit.position);
        let after = beside(Some(index + 1)).filter(|after| after.position == unit.position + 1);
        let position = unit.position + shift;
        if let (Some(before), Some(first)) = (before, numerals.first()) {
            found.push(pair_of(&before.source, first, before.position + shift));
        }
        if let (Some(after), Some(last)) = (after, numerals.last()) {
            found.push(pair_of(last, &after.source, position));
        }
        for (place, (first, second)) in numerals.iter().zip(numerals.iter().skip(1)).enumerate() {
            found.push(pair_of(first, second, position + place));
            found.push(pair_of(first, second, (position + place + 1).saturating_sub(numerals.len())));
        }
    }
    if !written.is_empty() {
        // The places of one term must not go back.
        found.sort_by_key(|bigram| bigram.position);
    }
}

fn pair_of(first: &Range<usize>, second: &Range<usize>, position: usize) -> Bigram {
    let touching = first.end == second.start;
    Bigram {
        text: first.start..if touching { second.end } else { first.end },
        second: (!touching).then(|| second.clone()),
        source: first.start..second.end,
        position,
    }
}

/// Pairs up `units`.
pub(crate) fn bigrams(units: &[Unit], side: Side, found: &mut Vec<Bigram>) {
    let lone = |unit: &Unit| Bigram {
        text: unit.text.clone(),
        second: None,
        source: unit.source.clone(),
        position: unit.position,
    };
    for (index, unit) in units.iter().enumerate() {
        if !unit.is_han {
            found.push(lone(unit));
            continue;
        }
        let before = index.checked_sub(1).and_then(|before| units.get(before));
        let before = before.filter(|before| before.position + 1 == unit.position);
        let after = units.get(index + 1).filter(|after| after.position == unit.position + 1);
        let pair = after.filter(|after| after.is_han);
        let begins_behind_latin = before.is_some_and(|before| !before.is_han);
        if let Some(next) = pair {
            if begins_behind_latin && side == Side::Document {
                found.push(lone(unit));
            }
            found.push(Bigram {
                source: unit.source.start..next.source.end,
                ..pair_of(&unit.text, &next.text, unit.position)
            });
            continue;
        }
        // The end of a run of Chinese characters.
        let ends_before_latin = after.is_some();
        let is_certain = match before {
            // Its pair with the character before says it already; where the query ends, the text may go on.
            Some(before) if before.is_han => ends_before_latin,
            Some(_) => true,
            None => ends_before_latin,
        };
        if side == Side::Document || is_certain {
            found.push(lone(unit));
        }
    }
}
