//! Pairs of neighbouring characters: what recall and quoted phrases run on.
//!
//! A Chinese character pairs with the one behind it; a run of Latin letters or digits stands alone. The last character
//! before a gap stands alone too, and so does a character beside a Latin run, because no pair holds it there; so every
//! character of a text begins some token, and a search for one character is a search for a prefix.

use std::ops::Range;

use crate::units::Unit;

/// What stands before a number and is not part of its canonical form.
const ORDINAL: char = '第';

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

/// Adds the tokens of numbers that read otherwise than a document writes them: 第二十七条 is 第27条 and 令〔2020〕第2号 is
/// 令〔2020〕2号, and who quotes 将第二十, 七条 or 第2号 has cut the number, so that what is left reads as it is written.
///
/// The tokens of what is written stand twice, once counted from its beginning, for texts that end within it, and once
/// from its end, for texts that begin within it. `text` is what the units' sources are ranges of.
pub(crate) fn written_numbers(text: &str, units: &[Unit], found: &mut Vec<Bigram>) {
    let written: Vec<(usize, &Unit, Vec<Unit>)> = units
        .iter()
        .enumerate()
        .filter(|(_, unit)| !unit.is_han)
        .map(|(index, unit)| (index, unit, as_written(text, index.checked_sub(1).and_then(|at| units.get(at)), unit)))
        .filter(|(_, _, written)| !written.is_empty())
        .collect();
    // Counted from its end, a number at the beginning of a text begins before the text does. Only distances count.
    let early = written.iter().map(|(_, unit, written)| written.len().saturating_sub(unit.position + 1));
    let shift = early.max().unwrap_or_default();
    for bigram in found.iter_mut() {
        bigram.position += shift;
    }
    for (index, unit, written) in &written {
        let moved = |unit: &Unit, position: usize| Unit { position, ..unit.clone() };
        let placed = |first: usize| written.iter().zip(first..).map(|(one, at)| moved(one, at)).collect::<Vec<_>>();
        let position = unit.position + shift;
        let before = index.checked_sub(1).and_then(|index| units.get(index));
        let before = before.filter(|before| before.position + 1 == unit.position);
        let after = units.get(index + 1).filter(|after| after.position == unit.position + 1);
        let mut forward: Vec<Unit> = before.map(|before| moved(before, before.position + shift)).into_iter().collect();
        forward.extend(placed(position));
        let mut backward = placed((position + 1).saturating_sub(written.len()));
        backward.extend(after.map(|after| moved(after, after.position + shift)));
        let mut tokens = Vec::new();
        bigrams(&forward, Side::Document, &mut tokens);
        if forward.iter().rev().take(2).all(|unit| unit.is_han) {
            // The text goes on, and a pair holds the last character.
            tokens.pop();
        }
        bigrams(&backward, Side::Document, &mut tokens);
        let is_new = |token: &Bigram| {
            let is_neighbour = |unit: Option<&Unit>| unit.is_some_and(|unit| unit.source == token.source);
            let reads_as_written = text.get(token.source.clone()).is_some_and(str::is_ascii);
            let is_unit = reads_as_written && token.source == unit.source && token.position == position;
            !is_unit && !is_neighbour(before) && !is_neighbour(after)
        };
        found.extend(tokens.into_iter().filter(is_new));
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

/// What a number that reads otherwise is written as, a unit for each character: the 第 that is not read, if `before` is not
/// it, and the numerals; nothing for a number that is written as it reads. The units' positions are not set.
fn as_written(text: &str, before: Option<&Unit>, number: &Unit) -> Vec<Unit> {
    let unit = |range: Range<usize>, is_han| Unit { text: range.clone(), source: range, position: 0, is_han };
    let start = number.source.start;
    let read_until = before.map_or(0, |before| before.source.end);
    let unread = text.get(read_until..start).and_then(|between| between.rfind(ORDINAL));
    let mut written: Vec<Unit> =
        unread.map(|at| unit(read_until + at..read_until + at + ORDINAL.len_utf8(), true)).into_iter().collect();
    let numerals = text.get(number.source.clone()).unwrap_or_default();
    if !numerals.is_ascii() {
        let characters = numerals.char_indices().filter(|(_, c)| c.is_alphanumeric());
        written
            .extend(characters.map(|(at, c)| unit(start + at..start + at + c.len_utf8(), !c.is_ascii_alphanumeric())));
    } else if !written.is_empty() {
        written.push(unit(number.source.clone(), false));
    }
    written
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
