//! Whether a document says nearly the same as another one, word for word: a repost, a reply used again.

use std::cell::OnceCell;
use std::collections::HashSet;

use super::Compared;
use crate::stored::Stored;

/// How much of two texts is compared, in characters.
const CHARS_MAX: usize = 2_000;

/// The share of the pairs of characters of both that two copies have in common. Two notices from one template, each with
/// its own names and sums, share less: with a hundred characters, five changed ones already cost a tenth.
const SHARED_MIN: f32 = 0.9;

/// The lengths of two copies differ by no more than this share of the longer one; told before anything is compared.
const LENGTH_MIN: f32 = 0.8;

/// What copies of one text are known by.
pub(super) struct Copies {
    letters: Vec<char>,
    pairs: OnceCell<HashSet<(char, char)>>,
}

impl Copies {
    pub(super) fn of(compared: &Compared) -> Self {
        Self::of_text(&[&compared.text])
    }

    pub(super) fn of_stored(stored: &Stored) -> Self {
        Self::of_text(&[&stored.question, &stored.body])
    }

    fn of_text(parts: &[&str]) -> Self {
        let letters = parts.iter().flat_map(|text| text.chars());
        // What pages set between the letters does not count.
        let letters = letters.filter(|c| c.is_alphanumeric()).take(CHARS_MAX).collect();
        Self { letters, pairs: OnceCell::new() }
    }

    /// Whether the document is a copy of it: with its question, or the answer alone, or the question alone.
    pub(super) fn is_copy(&self, other: &Stored) -> bool {
        let (question, body) = (other.question.as_str(), other.body.as_str());
        let ways: &[&[&str]] =
            if question.is_empty() { &[&[body]] } else { &[&[question, body], &[body], &[question]] };
        ways.iter().any(|parts| self.is_same(&Self::of_text(parts)))
    }

    #[expect(clippy::cast_precision_loss, reason = "both are at most some thousands")]
    fn is_same(&self, other: &Self) -> bool {
        let (shorter, longer) =
            (self.letters.len().min(other.letters.len()), self.letters.len().max(other.letters.len()));
        if shorter == 0 || (shorter as f32) < LENGTH_MIN * longer as f32 {
            return false;
        }
        let shared = self.pairs().intersection(other.pairs()).count();
        let all = self.pairs().len() + other.pairs().len() - shared;
        shared as f32 >= SHARED_MIN * all as f32
    }

    /// The pairs of neighbouring letters.
    fn pairs(&self) -> &HashSet<(char, char)> {
        let neighbours = || self.letters.iter().copied().zip(self.letters.iter().copied().skip(1));
        self.pairs.get_or_init(|| neighbours().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "为规范老年人助餐服务，根据有关规定，结合本区实际，制定本办法。本办法自印发之日起施行，有效期五年。";

    fn is_same(other: &str) -> bool {
        Copies::of_text(&[TEXT]).is_same(&Copies::of_text(&[other]))
    }

    #[test]
    fn blanks_and_punctuation_make_no_other_text_and_another_rule_does() {
        assert!(is_same(&TEXT.replace('，', " ，\n　")));
        assert!(is_same(&TEXT.replace("五年", "三年")));
        assert!(!is_same(&TEXT.replace("老年人助餐", "残疾人托养").replace("本区", "我市")));
        assert!(!is_same(""));
    }
}
