//! Texts in one piece of memory, found by how they go on from any place where a word begins, also inside a longer one.
//!
//! An array of places, sorted by what follows them, answers every prefix with two binary searches; three of them serve
//! letters, readings and initials alike. At a million places it takes 28 MB and some twenty comparisons.

use super::readings::Letter;

/// By what a place is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// By its letters as written, folded and without what stands between.
    Letters,
    /// By its reading in pinyin: `huadu`.
    Readings,
    /// By the initials of its reading: `hd`.
    Initials,
}

/// A place in an entry where a word begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start {
    pub(super) entry: u32,
    /// Whether the entry itself begins there.
    pub(super) is_first: bool,
    letters: u32,
    readings: u32,
    initials: u32,
}

/// The places of all entries.
#[derive(Debug, Default)]
pub(super) struct Arena {
    letters: String,
    readings: String,
    initials: String,
    starts: Vec<Start>,
    by_letters: Vec<u32>,
    by_readings: Vec<u32>,
    by_initials: Vec<u32>,
}

/// Ends an entry: no key has it, and it sorts before every letter.
const END: char = '\0';

impl Arena {
    /// Adds an entry's letters with their readings; a place at the first one and where `begins` is true.
    pub(super) fn add(&mut self, entry: u32, letters: &[Letter], begins: impl Fn(&Letter) -> bool) {
        for (place, letter) in letters.iter().enumerate() {
            if place == 0 || begins(letter) {
                let at = |text: &String| u32::try_from(text.len()).unwrap_or(u32::MAX);
                let (letters, readings, initials) = (at(&self.letters), at(&self.readings), at(&self.initials));
                self.starts.push(Start { entry, is_first: place == 0, letters, readings, initials });
            }
            self.letters.push(letter.written);
            self.readings.push_str(letter.reading);
            self.initials.extend(letter.reading.chars().next());
        }
        for text in [&mut self.letters, &mut self.readings, &mut self.initials] {
            text.push(END);
        }
    }

    /// Sorts what was added, once, behind the last.
    pub(super) fn sort(&mut self) {
        let all = || (0u32..).take(self.starts.len()).collect::<Vec<u32>>();
        let sorted = |order| {
            let mut places = all();
            places.sort_unstable_by(|a, b| self.tail(order, *a).cmp(self.tail(order, *b)).then(a.cmp(b)));
            places
        };
        let [by_letters, by_readings, by_initials] = [Order::Letters, Order::Readings, Order::Initials].map(sorted);
        (self.by_letters, self.by_readings, self.by_initials) = (by_letters, by_readings, by_initials);
    }

    /// The places from where the text goes on like `key`.
    pub(super) fn range(&self, order: Order, key: &str) -> impl ExactSizeIterator<Item = Start> {
        let places = match order {
            Order::Letters => &self.by_letters,
            Order::Readings => &self.by_readings,
            Order::Initials => &self.by_initials,
        };
        let from = places.partition_point(|place| self.tail(order, *place) < key);
        let behind = places.get(from..).unwrap_or_default();
        let count = behind.partition_point(|place| self.tail(order, *place).starts_with(key));
        let found = behind.get(..count).unwrap_or_default();
        found.iter().map(|place| self.starts.get(*place as usize).copied().unwrap_or(NOWHERE))
    }

    /// The letters of the entry from `start` on.
    pub(super) fn letters_from(&self, start: Start) -> &str {
        let rest = self.letters.get(start.letters as usize..).unwrap_or_default();
        rest.split(END).next().unwrap_or_default()
    }

    /// What is compared: the text from a place on, over the end of its entry, because no key has that.
    fn tail(&self, order: Order, place: u32) -> &str {
        let Some(start) = self.starts.get(place as usize) else { return "" };
        let (text, at) = match order {
            Order::Letters => (&self.letters, start.letters),
            Order::Readings => (&self.readings, start.readings),
            Order::Initials => (&self.initials, start.initials),
        };
        text.get(at as usize..).unwrap_or_default()
    }

    pub(super) fn bytes(&self) -> usize {
        let texts = self.letters.len() + self.readings.len() + self.initials.len();
        let places = self.by_letters.len() + self.by_readings.len() + self.by_initials.len();
        texts + size_of_val(self.starts.as_slice()) + places * size_of::<u32>()
    }
}

const NOWHERE: Start =
    Start { entry: u32::MAX, is_first: false, letters: u32::MAX, readings: u32::MAX, initials: u32::MAX };

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &[(char, &'static str)]) -> Vec<Letter> {
        text.iter().enumerate().map(|(at, (letter, reading))| Letter { at, written: *letter, reading }).collect()
    }

    #[test]
    fn every_place_where_a_word_begins_is_found_in_each_order() {
        let mut arena = Arena::default();
        let words = letters(&[('花', "hua"), ('都', "du"), ('助', "zhu"), ('餐', "can")]);
        arena.add(7, &words, |letter| letter.at == 2);
        arena.add(8, &letters(&[('花', "hua"), ('城', "cheng")]), |_| false);
        arena.sort();
        let found = |order, key: &str| arena.range(order, key).map(|start| start.entry).collect::<Vec<_>>();
        assert_eq!(found(Order::Letters, "花"), [8, 7]);
        assert_eq!(found(Order::Letters, "助餐"), [7]);
        assert!(found(Order::Letters, "都").is_empty());
        assert_eq!(found(Order::Readings, "huad"), [7]);
        assert_eq!(found(Order::Initials, "hc"), [8]);
        assert_eq!(found(Order::Initials, "zc"), [7]);
        assert!(found(Order::Letters, "餐花").is_empty());
    }
}
