//! One slip of the pen: a letter too many, too few, another one, or two neighbours in the wrong order.
//!
//! Two texts that are a slip apart have something in common when a letter of each, or of one of them, is left out (Garbe,
//! 2012, "1000x faster spelling correction"). So words are kept under all that is left of them, and a text is looked up
//! under all that is left of it, in place of comparing it with every word.

use std::hash::{DefaultHasher, Hash, Hasher};

/// A number for each text that `letters` are, or become when one of them is left out; each once.
pub(crate) fn slip_keys(letters: &[char]) -> Vec<u32> {
    let without = |left_out: Option<usize>| {
        let mut hasher = DefaultHasher::new();
        for (place, letter) in letters.iter().enumerate() {
            if Some(place) != left_out {
                letter.hash(&mut hasher);
            }
        }
        // Half of the hash is enough: what is found is compared letter by letter.
        (hasher.finish() >> u32::BITS) as u32
    };
    let mut keys: Vec<u32> = std::iter::once(None).chain((0..letters.len()).map(Some)).map(without).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Whether `typed` becomes `word` by one slip. Words of two letters must be as long as what was typed, with one letter
/// right in its place: anything is one slip away from a single letter.
pub(crate) fn is_slip(typed: &[char], word: &[char]) -> bool {
    let same_start = typed.iter().zip(word).take_while(|(a, b)| a == b).count();
    let (a, b) = (typed.get(same_start..).unwrap_or_default(), word.get(same_start..).unwrap_or_default());
    let same_end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let middle = |letters: &[char]| letters.get(..letters.len() - same_end).unwrap_or_default().to_vec();
    match (middle(a).as_slice(), middle(b).as_slice()) {
        // Of two wrong letters in a word of two nothing is left.
        ([_], [_]) => typed.len() > 1,
        ([first, second], [third, fourth]) => first == fourth && second == third,
        ([_], []) | ([], [_]) => typed.len().min(word.len()) > 2,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_slip_is_one_letter_or_two_neighbours() {
        for (typed, word, expected) in [
            ("老人助歺", "老人助餐", true),
            ("老助人餐", "老人助餐", true),
            ("老人餐", "老人助餐", true),
            ("老老人助餐", "老人助餐", true),
            ("补站", "补贴", true),
            ("补", "补贴", false),
            ("贴补", "补贴", true),
            ("补贴", "补贴", false),
            ("长者饭堂", "老人助餐", false),
            ("老人贴补", "老人助餐", false),
        ] {
            let letters = |text: &str| text.chars().collect::<Vec<_>>();
            assert_eq!(is_slip(&letters(typed), &letters(word)), expected, "{typed} {word}");
        }
    }

    proptest! {
        #[test]
        fn what_is_a_slip_apart_shares_a_key(typed in "[老人助餐]{1,6}", word in "[老人助餐]{1,6}") {
            let (typed, word): (Vec<char>, Vec<char>) = (typed.chars().collect(), word.chars().collect());
            let shares = slip_keys(&typed).iter().any(|key| slip_keys(&word).contains(key));
            prop_assert!(shares || !is_slip(&typed, &word));
        }
    }
}
