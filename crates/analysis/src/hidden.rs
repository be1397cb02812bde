//! Words whose characters mostly stand in a row inside other words: 民政 in 人民政府, 大会 in 代表大会.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The list that ships; `data/dictionary/README.md` says what belongs in it.
const SHIPPED: &str = include_str!("../../../data/dictionary/hidden.txt");

static EMBEDDED: LazyLock<HiddenWords> = LazyLock::new(|| HiddenWords::read(SHIPPED));

/// Words that must not be looked for by their characters alone, each with the longer words in which it is itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HiddenWords {
    words: BTreeMap<String, Vec<String>>,
}

impl HiddenWords {
    /// The list that ships; read once in a process.
    ///
    /// ```
    /// use gongkai_analysis::HiddenWords;
    ///
    /// let words = HiddenWords::embedded();
    /// assert!(words.longer("民政").is_some_and(|longer| longer.contains(&"民政局".to_owned())));
    /// assert_eq!(words.longer("产权"), None);
    /// ```
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    fn read(text: &str) -> Self {
        let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default());
        let entries = lines.filter_map(|line| line.split_once('='));
        let owned = |(word, longer): (&str, &str)| {
            (word.trim().to_owned(), longer.split_whitespace().map(str::to_owned).collect())
        };
        Self { words: entries.map(owned).collect() }
    }

    /// The longer words in which `word` is itself; `None` when its characters in a row are nearly always the word.
    pub fn longer(&self, word: &str) -> Option<&[String]> {
        self.words.get(word).map(Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Analyzer;

    #[test]
    fn every_hidden_word_is_cut_as_one_and_stands_in_its_longer_words() {
        let analyzer = Analyzer::embedded();
        let lines = SHIPPED.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(HiddenWords::embedded().words.len(), lines);
        for (word, longer) in &HiddenWords::embedded().words {
            let cut: Vec<String> = analyzer.words(word).into_iter().map(|word| word.text).collect();
            assert_eq!(&cut, std::slice::from_ref(word), "a query for it asks for this one word");
            assert!(longer.iter().all(|longer| longer.contains(word.as_str()) && longer != word), "{word}");
        }
    }
}
