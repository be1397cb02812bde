//! The vocabulary of a generation: its titles, numbers and frequent words, found by how they begin, how they are read, and
//! by the initials of how they are read.
//!
//! It is made from documents alone, never from what people typed: nobody can be shown what another one asked, and nobody
//! can put words into a town's mouth.

mod arena;
mod build;
mod complete;
mod inner;
mod readings;
mod sounds;

use gongkai_query::SuggestionKind;

pub(crate) use arena::Order;
pub(crate) use readings::{is_han, letters};
pub(crate) use sounds::blurred;

use arena::{Arena, Start};

use crate::slips::{is_slip, slip_keys};

/// What can be suggested.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    entries: Vec<Entry>,
    arena: Arena,
    /// The words by how they sound to who does not tell zh from z: a hash, and the entry.
    by_sound: Vec<(u64, u32)>,
    /// The words by what is left of them without one letter: a hash, and the entry; in order.
    by_slip: Vec<(u32, u32)>,
}

/// One title, number or word.
#[derive(Debug)]
pub(crate) struct Entry {
    /// As it is shown.
    pub(crate) shown: Box<str>,
    pub(crate) kind: SuggestionKind,
    /// Of words, in how many documents they are; of titles and numbers, the day of publication with policies ahead.
    pub(crate) weight: u32,
}

impl Vocabulary {
    /// The words that sound like `reading`, a syllable each, or nearly so; the most frequent first.
    pub(crate) fn sounding(&self, reading: &[&str]) -> Vec<&Entry> {
        let sound = blurred(reading);
        let from = self.by_sound.partition_point(|(other, _)| *other < sound);
        let same = self.by_sound.iter().skip(from).take_while(|(other, _)| *other == sound);
        same.filter_map(|(_, entry)| self.entries.get(*entry as usize)).collect()
    }

    /// The words that are one slip away from `typed`; the most frequent first.
    pub(crate) fn slips_of(&self, typed: &str) -> Vec<&Entry> {
        let typed: Vec<char> = typed.chars().collect();
        let mut found: Vec<u32> = Vec::new();
        for key in slip_keys(&typed) {
            let from = self.by_slip.partition_point(|(other, _)| *other < key);
            let same = self.by_slip.iter().skip(from).take_while(|(other, _)| *other == key);
            found.extend(same.map(|(_, entry)| *entry));
        }
        // Words come in the order of their frequency.
        found.sort_unstable();
        found.dedup();
        let words = found.into_iter().filter_map(|entry| self.entries.get(entry as usize));
        words.filter(|word| is_slip(&typed, &word.shown.chars().collect::<Vec<_>>())).collect()
    }

    /// The places where an entry goes on like `key`, by `order`: the entry, and its letters from there.
    pub(crate) fn beginning(&self, order: Order, key: &str) -> impl Iterator<Item = (&Entry, &str)> {
        self.arena.range(order, key).filter_map(|start| {
            let entry = self.entries.get(start.entry as usize)?;
            Some((entry, self.arena.letters_from(start)))
        })
    }

    /// What the vocabulary takes in memory, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        let shown: usize = self.entries.iter().map(|entry| entry.shown.len() + size_of::<Entry>()).sum();
        shown + self.arena.bytes() + size_of_val(self.by_sound.as_slice()) + size_of_val(self.by_slip.as_slice())
    }
}
