//! What a request is about, and how much of it another text is about too.

use std::collections::BTreeSet;

use gongkai_analysis::Normalized;
use gongkai_index::{LocalIndex, TellingWord};

use crate::error::Result;
use crate::names::{is_frame, names};

/// How many of the words that tie two texts are told.
const SHARED_MAX: usize = 8;
/// Two requests are about the same matter when each has so much of what the other one's words tell, and both on average so
/// much: one may ask for a little more, or in other words.
const SAME_MATTER_EACH_MIN: f32 = 0.5;
const SAME_MATTER_MEAN_MIN: f32 = 0.65;

/// A text by what it is about.
pub(crate) struct Subject {
    words: Vec<TellingWord>,
    /// All of the words' weights.
    weight: f32,
    folded: Folded,
    /// The places and things that it names.
    names: BTreeSet<String>,
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

    /// How much of a word it has, from 0 to 1: all of it, or of a compound the pairs of characters (拆除费用 where it says
    /// 拆除所花费用).
    #[expect(clippy::cast_precision_loss, reason = "a word has a few characters")]
    fn part_of(&self, word: &str) -> f32 {
        if self.text.contains(word) {
            return 1.0;
        }
        let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
        let pairs = starts.windows(3).filter_map(|ends| match ends {
            [from, _, to] => word.get(*from..*to),
            _ => None,
        });
        let (mut all, mut there) = (0, 0);
        for pair in pairs {
            all += 1;
            there += usize::from(self.text.contains(pair));
        }
        there as f32 / all.max(1) as f32
    }
}

impl Subject {
    pub(crate) fn new(index: &LocalIndex, text: &str) -> Result<Self> {
        let mut words = index.telling_words(text)?;
        words.retain(|word| !is_frame(&word.text));
        let names = names(index.analyzer(), text);
        // A name tells as much as the most telling word, whether the dictionary has it or not.
        let most = words.first().map_or(1.0, |word| word.weight);
        words.retain(|word| !names.contains(&word.text));
        words.splice(0..0, names.iter().map(|name| TellingWord { text: name.clone(), weight: most }));
        let weight = words.iter().map(|word| word.weight).sum();
        Ok(Self { words, weight, folded: Folded::new(text), names })
    }

    /// Whether `other` has every name that it has.
    fn names_stand_in(&self, other: &Folded) -> bool {
        self.names.iter().all(|name| other.text.contains(name.as_str()))
    }

    /// The words that tell most about it, the most telling first.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| word.text.as_str())
    }

    /// How much of it `other` is about.
    pub(crate) fn shared_with(&self, other: &Folded) -> Shared {
        let mut shared = Shared { share: 0.0, words: Vec::new() };
        for word in &self.words {
            let part = other.part_of(&word.text);
            shared.share += part * word.weight / self.weight.max(f32::MIN_POSITIVE);
            if part >= 1.0 && shared.words.len() < SHARED_MAX {
                shared.words.push(word.text.clone());
            }
        }
        shared
    }

    /// Whether `text` has its names and at least so much of what its words tell.
    pub(crate) fn is_told_by(&self, text: &Folded, share_min: f32) -> bool {
        let has_names = self.names_stand_in(text);
        !self.words.is_empty() && has_names && self.shared_with(text).share >= share_min
    }

    /// Whether both ask for the same thing: each has the other's names and most of its words, and no other numbers.
    pub(crate) fn is_same_matter(&self, other: &Self) -> bool {
        let (own, others) = (&self.folded, &other.folded);
        if self.words.is_empty() || own.has_other_numbers(others) {
            return false;
        }
        let shares = [self.shared_with(others).share, other.shared_with(own).share];
        self.names_stand_in(others)
            && other.names_stand_in(own)
            && shares.iter().all(|share| *share >= SAME_MATTER_EACH_MIN)
            && shares.iter().sum::<f32>() >= 2.0 * SAME_MATTER_MEAN_MIN
    }
}
