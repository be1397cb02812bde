//! What a request is about, and how much of it another text is about too.

use std::collections::BTreeSet;

use gongkai_analysis::Normalized;
use gongkai_index::{LocalIndex, TellingWord};

use crate::error::Result;

/// How many of the words that tie two texts are told.
const SHARED_MAX: usize = 8;
/// Two requests are about the same matter when each has so much of what the other one's words tell.
const SAME_MATTER_MIN: f32 = 0.75;
/// A word that tells so much of the most telling one's is one that both must have: the name of a place or a thing.
const NAME_SHARE: f32 = 0.75;

/// A text by what it is about.
pub(crate) struct Subject {
    words: Vec<TellingWord>,
    /// All of the words' weights.
    weight: f32,
    folded: Folded,
}

/// A text as it is compared.
pub(crate) struct Folded {
    text: String,
    /// The numbers in it: a year, a plot, a building. Texts that name other ones are about other things.
    numbers: BTreeSet<String>,
}

/// How much of a subject a text is about.
pub(crate) struct Shared {
    /// The share of what the subject's words tell, from 0 to 1.
    pub(crate) share: f32,
    /// The words that both have, the most telling first.
    pub(crate) words: Vec<String>,
    /// Whether the subject's names are all in it.
    has_names: bool,
}

impl Folded {
    pub(crate) fn new(text: &str) -> Self {
        let text = Normalized::new(text).text().replace(' ', "");
        let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
        let numbers = numbers.map(str::to_owned).collect();
        Self { text, numbers }
    }

    /// The text, folded, without blanks.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The numbers in it.
    pub(crate) fn numbers(&self) -> &BTreeSet<String> {
        &self.numbers
    }

    fn has_other_numbers(&self, other: &Self) -> bool {
        !self.numbers.is_empty() && !other.numbers.is_empty() && self.numbers != other.numbers
    }
}

impl Subject {
    pub(crate) fn new(index: &LocalIndex, text: &str) -> Result<Self> {
        let words = index.telling_words(text)?;
        let weight = words.iter().map(|word| word.weight).sum();
        Ok(Self { words, weight, folded: Folded::new(text) })
    }

    /// The words that tell most about it, the most telling first.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| word.text.as_str())
    }

    /// How much of it `other` is about.
    pub(crate) fn shared_with(&self, other: &Folded) -> Shared {
        let most = self.words.first().map_or(0.0, |word| word.weight);
        let mut shared = Shared { share: 0.0, words: Vec::new(), has_names: true };
        for word in &self.words {
            if other.text.contains(&word.text) {
                shared.share += word.weight / self.weight.max(f32::MIN_POSITIVE);
                if shared.words.len() < SHARED_MAX {
                    shared.words.push(word.text.clone());
                }
            } else if word.weight >= NAME_SHARE * most {
                shared.has_names = false;
            }
        }
        shared
    }

    /// Whether `text` has its names and at least so much of what its words tell.
    pub(crate) fn is_told_by(&self, text: &Folded, share_min: f32) -> bool {
        let shared = self.shared_with(text);
        !self.words.is_empty() && shared.has_names && shared.share >= share_min
    }

    /// Whether both ask for the same thing: each has the other's names and most of its words, and no other numbers.
    pub(crate) fn is_same_matter(&self, other: &Self) -> bool {
        !self.folded.has_other_numbers(&other.folded)
            && self.is_told_by(&other.folded, SAME_MATTER_MIN)
            && other.is_told_by(&self.folded, SAME_MATTER_MIN)
    }
}
