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
            let touching = unit.text.end == next.text.start;
            found.push(Bigram {
                text: unit.text.start..if touching { next.text.end } else { unit.text.end },
                second: (!touching).then(|| next.text.clone()),
                source: unit.source.start..next.source.end,
                position: unit.position,
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
