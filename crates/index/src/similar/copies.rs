//! Whether a document says nearly the same as another one, word for word: a repost, a reply used again.

use std::collections::HashSet;

use super::Compared;
use crate::stored::Stored;

/// How much of two texts is compared, in characters.
const CHARS_MAX: usize = 2_000;

/// The share of the pairs of characters of both that two copies have in common. Two notices from one template, each with
/// its own names and sums, share less: with a hundred characters, five changed ones already cost a tenth.
const SHARED_MIN: f32 = 0.9;

/// What copies of one text are known by.
pub(super) struct Copies {
    pairs: HashSet<(char, char)>,
}

impl Copies {
    pub(super) fn of(compared: &Compared) -> Self {
        Self { pairs: pairs(&compared.text) }
    }

    pub(super) fn of_stored(stored: &Stored) -> Self {
        Self { pairs: pairs(&[stored.question.as_str(), "\n", stored.body.as_str()].concat()) }
    }

    pub(super) fn is_copy(&self, other: &Stored) -> bool {
        let with_question = [other.question.as_str(), "\n", other.body.as_str()].concat();
        [other.question.as_str(), other.body.as_str(), &with_question].iter().any(|text| self.is_same(text))
    }

    #[expect(clippy::cast_precision_loss, reason = "both are at most some thousands")]
    fn is_same(&self, text: &str) -> bool {
        let other = pairs(text);
        if self.pairs.is_empty() || other.is_empty() {
            return false;
        }
        let shared = self.pairs.intersection(&other).count();
        let all = self.pairs.len() + other.len() - shared;
        shared as f32 >= SHARED_MIN * all as f32
    }
}

/// The pairs of neighbouring letters, without what pages set between them.
fn pairs(text: &str) -> HashSet<(char, char)> {
    let letters = || text.chars().filter(|c| c.is_alphanumeric()).take(CHARS_MAX);
    letters().zip(letters().skip(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "为规范老年人助餐服务，根据有关规定，结合本区实际，制定本办法。本办法自印发之日起施行，有效期五年。";

    fn is_same(other: &str) -> bool {
        let compared = Compared { title: String::new(), text: TEXT.to_owned(), address: None };
        Copies::of(&compared).is_same(other)
    }

    #[test]
    fn blanks_and_punctuation_make_no_other_text_and_another_rule_does() {
        assert!(is_same(&TEXT.replace('，', " ，\n　")));
        assert!(is_same(&TEXT.replace("五年", "三年")));
        assert!(!is_same(&TEXT.replace("老年人助餐", "残疾人托养").replace("本区", "我市")));
        assert!(!is_same(""));
    }
}
