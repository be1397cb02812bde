//! One slip of the pen: a letter too many, too few, another one, or two neighbours in the wrong order.

/// The first and the last bytes of a word: a Chinese character of the basic plane takes three.
const END_BYTES: usize = 3;

/// A text, to be asked which words are one slip away from it.
pub(crate) struct Typed {
    letters: Vec<char>,
    first: [u8; END_BYTES],
    last: [u8; END_BYTES],
}

impl Typed {
    /// Takes a text of Chinese characters; `None` when it is too short to be a slip of anything.
    pub(crate) fn new(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        Some(Self { letters: text.chars().collect(), first: *bytes.first_chunk()?, last: *bytes.last_chunk()? })
    }

    /// Whether the text becomes `word` by one slip. Words of two letters must be as long as what was typed, with one letter
    /// right in its place: anything is one slip away from a single letter.
    pub(crate) fn is_slip_of(&self, word: &str) -> bool {
        let bytes = word.as_bytes();
        let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) else { return false };
        // Whatever the slip, one end is right, or a pair has changed places; nearly all words are out here, so it is asked
        // of bytes.
        if *first != self.first && *last != self.last && *first != self.last {
            return false;
        }
        let (typed, word): (&[char], Vec<char>) = (&self.letters, word.chars().collect());
        let same_start = typed.iter().zip(&word).take_while(|(a, b)| a == b).count();
        let (a, b) = (typed.get(same_start..).unwrap_or_default(), word.get(same_start..).unwrap_or_default());
        let same_end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
        let middle = |letters: &[char]| letters.get(..letters.len() - same_end).unwrap_or_default().to_vec();
        match (middle(a).as_slice(), middle(b).as_slice()) {
            ([_], [_]) => true,
            ([first, second], [third, fourth]) => first == fourth && second == third,
            ([_], []) | ([], [_]) => typed.len().min(word.len()) > 2,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
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
            let is_slip = Typed::new(typed).is_some_and(|typed| typed.is_slip_of(word));
            assert_eq!(is_slip, expected, "{typed} {word}");
        }
    }
}
