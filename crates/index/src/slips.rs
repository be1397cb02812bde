//! One slip of the pen: a letter too many, too few, another one, or two neighbours in the wrong order.

/// Whether `typed` becomes `word` by one slip. Words of two letters must be as long as what was typed, with one letter
/// right in its place: anything is one slip away from a single letter.
pub(crate) fn is_one_slip(typed: &str, word: &str) -> bool {
    let (Some(first), Some(last)) = (typed.chars().next(), typed.chars().next_back()) else { return false };
    // Whatever the slip, one end is right, or a pair has changed places; nearly all words are out here.
    if !word.starts_with(first) && !word.ends_with(last) && !word.starts_with(last) {
        return false;
    }
    let (typed, word): (Vec<char>, Vec<char>) = (typed.chars().collect(), word.chars().collect());
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
            assert_eq!(is_one_slip(typed, word), expected, "{typed} {word}");
        }
    }
}
