//! Where words begin inside longer ones.
//!
//! The dictionary keeps 老人助餐 and 长者助餐 whole, because that ranks better; but who types 助餐 means them too. So a long word
//! is cut once more behind the longest word that it begins with.

use std::collections::HashMap;

use gongkai_analysis::{Analyzer, TokenKind};

use super::is_han;

/// How many characters the front of a long word and the rest have at least: a single character is no word to complete to.
const PART_CHARS: usize = 2;

/// The places inside words, each word looked at once: the same long words stand in many titles.
pub(super) struct InnerWords<'a> {
    analyzer: &'a Analyzer,
    known: HashMap<Box<str>, Box<[usize]>>,
}

impl<'a> InnerWords<'a> {
    pub(super) fn new(analyzer: &'a Analyzer) -> Self {
        Self { analyzer, known: HashMap::new() }
    }

    /// The bytes of `word` where a word begins inside it, in order.
    pub(super) fn begin(&mut self, word: &str) -> &[usize] {
        if !self.known.contains_key(word) {
            let found = inner(self.analyzer, word);
            self.known.insert(word.into(), found.into());
        }
        self.known.get(word).map(AsRef::as_ref).unwrap_or_default()
    }

    /// The bytes of a folded text where a word begins, also inside longer ones, in order.
    pub(super) fn places(&mut self, folded: &str) -> Vec<usize> {
        let mut places = Vec::new();
        for word in self.analyzer.words(folded) {
            places.push(word.range.start);
            if word.kind == TokenKind::Word {
                let text = folded.get(word.range.clone()).unwrap_or_default();
                places.extend(self.begin(text).iter().map(|at| word.range.start + at));
            }
        }
        places
    }
}

fn inner(analyzer: &Analyzer, word: &str) -> Vec<usize> {
    let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
    if starts.len() < 2 * PART_CHARS || !word.chars().all(is_han) {
        return Vec::new();
    }
    let parts = starts.iter().copied().skip(PART_CHARS).take(starts.len() + 1 - 2 * PART_CHARS);
    let longest = parts.rev().find_map(|at| {
        let (front, rest) = word.split_at_checked(at)?;
        let is_word = matches!(analyzer.words(front).as_slice(), [one] if one.kind == TokenKind::Word);
        is_word.then_some((at, rest))
    });
    let Some((at, rest)) = longest else { return Vec::new() };
    // 老年人助餐配餐: 助餐 begins behind 老年人, and 配餐 behind that.
    let further = analyzer.words(rest).into_iter().filter(|word| word.text.chars().count() >= PART_CHARS);
    let further = further.map(|word| at + word.range.start).filter(|place| *place > at);
    std::iter::once(at).chain(further).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, expected: &[&str]) {
        let analyzer = Analyzer::embedded();
        let mut words = InnerWords::new(&analyzer);
        let rests: Vec<&str> = words.begin(word).iter().filter_map(|at| word.get(*at..)).collect();
        assert_eq!(rests, expected, "{word}");
    }

    #[test]
    fn words_begin_behind_the_longest_word_in_front() {
        check("老人助餐", &["助餐"]);
        check("老年人助餐配餐", &["助餐配餐", "配餐"]);
        check("管理办法", &["办法"]);
        check("花都区", &[]);
        check("助餐", &[]);
        check("", &[]);
        check("abcdef", &[]);
    }

    #[test]
    fn a_text_is_cut_at_its_words_and_inside_them() {
        let analyzer = Analyzer::embedded();
        let text = "关于老人助餐的办法";
        let places = InnerWords::new(&analyzer).places(text);
        let rests: Vec<&str> = places.iter().filter_map(|at| text.get(*at..)).collect();
        assert_eq!(rests, ["关于老人助餐的办法", "老人助餐的办法", "助餐的办法", "的办法", "办法"]);
    }
}
