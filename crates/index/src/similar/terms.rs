//! The terms that tell most about a text, out of all that it has.

use std::collections::HashMap;

use gongkai_analysis::TokenKind;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use super::Compared;
use crate::error::IndexError;
use crate::local::OpenGeneration;

/// How many words, and how many bigrams, two documents are compared by. A query of all words of a text would be slower
/// by as many times as it is longer, and the words left out hardly weigh anything.
const TERMS_MAX: usize = 25;

/// How much of a text is read for its terms, in characters: the beginning says what it is about.
const CHARS_MAX: usize = 8_000;

/// How often a word of the title counts, against once for a word of the text.
const TITLE_TIMES: f32 = 3.0;

/// How fast further occurrences stop to count, as BM25 has it.
const K1: f32 = 1.2;

/// What a bigram counts beside a word. They keep a text together where jieba cuts it otherwise than its neighbour.
const BIGRAM_WEIGHT: f32 = 0.5;

/// A term to compare by.
pub(super) struct TellingTerm {
    pub(super) text: String,
    pub(super) term: Term,
    /// What it weighs in the query, beside its rarity.
    pub(super) weight: f32,
    /// Whether a reader is told of it: words are words, bigrams may be halves of two.
    pub(super) is_shown: bool,
}

/// The most telling terms, the most telling first, words before bigrams.
pub(super) fn telling_terms(
    generation: &OpenGeneration,
    searcher: &Searcher,
    compared: &Compared,
) -> Result<Vec<TellingTerm>, IndexError> {
    let analyzer = &generation.analyzer;
    let (mut words, mut bigrams) = (HashMap::new(), HashMap::new());
    for (text, times) in [(compared.title.as_str(), TITLE_TIMES), (beginning(&compared.text), 1.0)] {
        for word in analyzer.words(text) {
            if tells(&word.text, word.kind) {
                *words.entry(word.text).or_insert(0.0) += times;
            }
        }
        for bigram in analyzer.query_bigrams(text) {
            if bigram.text.chars().nth(1).is_some() {
                *bigrams.entry(bigram.text).or_insert(0.0) += times;
            }
        }
    }
    let others_wanted = if compared.address.is_some() { 2 } else { 1 };
    let pick = Pick { searcher, others_wanted };
    let mut terms = pick.best(generation.fields.words, words, 1.0, true)?;
    terms.extend(pick.best(generation.fields.bigrams, bigrams, BIGRAM_WEIGHT, false)?);
    Ok(terms)
}

/// Whether a word can say what a text is about: single characters and dates cannot.
fn tells(text: &str, kind: TokenKind) -> bool {
    let is_long = text.chars().nth(1).is_some();
    let is_number = text.chars().all(|c| c.is_ascii_digit());
    is_long && !is_number && !matches!(kind, TokenKind::Date)
}

fn beginning(text: &str) -> &str {
    text.char_indices().nth(CHARS_MAX).and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

struct Pick<'a> {
    searcher: &'a Searcher,
    /// A term that fewer documents have ties the subject to nothing.
    others_wanted: u64,
}

impl Pick<'_> {
    fn best(
        &self,
        field: Field,
        counts: HashMap<String, f32>,
        share: f32,
        is_shown: bool,
    ) -> Result<Vec<TellingTerm>, IndexError> {
        let mut found = Vec::new();
        for (text, count) in counts {
            let term = Term::from_field_text(field, &text);
            let documents = self.searcher.doc_freq(&term).map_err(IndexError::tantivy("looking up a term"))?;
            if documents >= self.others_wanted {
                let weight = count * (K1 + 1.0) / (count + K1);
                found.push((
                    weight * self.rarity(documents),
                    TellingTerm { text, term, weight: share * weight, is_shown },
                ));
            }
        }
        found.sort_by(|(a, first), (b, second)| b.total_cmp(a).then_with(|| first.text.cmp(&second.text)));
        Ok(found.into_iter().take(TERMS_MAX).map(|(_, term)| term).collect())
    }

    /// How much a term tells that so many documents have (BM25's inverse document frequency, as Lucene keeps it above 0).
    #[expect(clippy::cast_precision_loss, reason = "a ratio needs no exact counts")]
    fn rarity(&self, documents_with: u64) -> f32 {
        let (with, all) = (documents_with as f32, self.searcher.num_docs() as f32);
        (1.0 + (all - with + 0.5).max(0.0) / (with + 0.5)).ln()
    }
}
