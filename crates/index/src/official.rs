//! What official texts write for the everyday words of a query that tells of something: 房东 is 出租人 in the law.
//!
//! Only what is scored: an official word brings forward what has it, and makes nothing a hit that was none. So it costs a
//! reader nothing where the list is wrong, and a short query, whose total means something, is left alone.

use gongkai_analysis::{Analyzer, LayWords, Token};
use gongkai_query::Expansion;

use crate::clauses::counted;

/// How many everyday words of one query are put in official terms; a pasted request has many, and its own words say more.
const LAY_WORDS_MAX: usize = 12;

/// What official texts write for one everyday word of a query.
#[derive(Debug, Default)]
pub(crate) struct Official {
    /// The word as the query writes it.
    pub(crate) typed: String,
    /// The ways to write it; a document counts by its best one.
    pub(crate) ways: Vec<Way>,
}

/// One official way to write an everyday word, without what the query says itself.
#[derive(Debug, Default)]
pub(crate) struct Way {
    /// As a document writes it.
    pub(crate) written: String,
    /// Its words.
    pub(crate) words: Vec<(String, usize)>,
    /// Its bigrams.
    pub(crate) bigrams: Vec<(String, usize)>,
}

impl Official {
    /// What a reader is told: the word and the most telling official one.
    pub(crate) fn shown(&self) -> Option<Expansion> {
        let way = self.ways.first()?;
        Some(Expansion { from: self.typed.clone(), to: way.written.clone() })
    }
}

/// The everyday words of `text` in official terms.
pub(crate) fn official(text: &str, analyzer: &Analyzer) -> Vec<Official> {
    let (words, bigrams) = (analyzer.words(text), analyzer.query_bigrams(text));
    let mut official: Vec<Official> = Vec::new();
    for found in LayWords::embedded().find(text, &words) {
        let typed = text.get(found.range.clone()).unwrap_or_default();
        if official.len() >= LAY_WORDS_MAX || official.iter().any(|known| known.typed == typed) {
            continue;
        }
        let way = |written: &String| Way {
            written: written.clone(),
            words: counted(&without(analyzer.words(written), &words)),
            bigrams: counted(&without(analyzer.query_bigrams(written), &bigrams)),
        };
        let mut ways: Vec<Way> = found.official.iter().map(way).collect();
        ways.retain(|way| !way.words.is_empty() || !way.bigrams.is_empty());
        if !ways.is_empty() {
            official.push(Official { typed: typed.to_owned(), ways });
        }
    }
    official
}

/// `tokens` without those that are `known`.
fn without(tokens: Vec<Token>, known: &[Token]) -> Vec<Token> {
    tokens.into_iter().filter(|token| !known.iter().any(|other| other.text == token.text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyday_words_are_put_in_terms_that_the_query_does_not_have() {
        let shown = |text| -> Vec<String> {
            let found = official(text, &Analyzer::embedded());
            found.iter().filter_map(Official::shown).map(|shown| format!("{}={}", shown.from, shown.to)).collect()
        };
        assert_eq!(shown("房东不退押金怎么办")[0], "房东=出租人");
        assert!(shown("最低生活保障标准").is_empty());
        let found = official("房东和出租人", &Analyzer::embedded());
        let words = found.iter().flat_map(|one| &one.ways).flat_map(|way| &way.words);
        assert!(words.clone().all(|(word, _)| word != "出租人"));
    }
}
