//! The terms that tell most about a text, out of all that it has.

use std::collections::HashMap;

use gongkai_analysis::{Normalized, TokenKind};
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use super::Compared;
use crate::error::IndexError;
use crate::local::OpenGeneration;
use crate::suggest::is_han;

/// How many words, and how many bigrams, two documents are compared by. A query of all words of a text would be slower
/// by as many times as it is longer, and the words left out hardly weigh anything.
const TERMS_MAX: usize = 25;

/// How much of a text is read for its terms, in characters: the beginning says what it is about.
const CHARS_MAX: usize = 8_000;

/// How often a word of the title counts, against once for a word of the text.
const TITLE_TIMES: f32 = 3.0;

/// How fast further occurrences stop to count, as BM25 has it.
const K1: f32 = 1.2;

/// How many characters two documents are compared by, beside the words and bigrams: the rarest.
const CHARACTERS_MAX: usize = 20;

/// What a character counts beside a word or a bigram: what is left to share where other words say the same.
const CHARACTER_WEIGHT: f32 = 0.5;

/// The power to which a term's rarity is raised: of a text's many words only the rare ones tie it to few others. The same
/// as for a query that is a sentence.
const RARITY_POWER: f32 = 1.6;

/// A term to compare by.
pub(super) struct TellingTerm {
    pub(super) text: String,
    pub(super) term: Term,
    /// What it weighs: how often the subject has it, and how rare it is.
    pub(super) weight: f32,
    /// Whether a reader is told of it: words are words, bigrams may be halves of two.
    pub(super) is_shown: bool,
}

/// A word that tells what a text is about.
#[derive(Debug, Clone, PartialEq)]
pub struct TellingWord {
    /// The word, folded.
    pub text: String,
    /// How much it tells: how often the text has it, and how rare it is among the documents. Comparable within one text.
    pub weight: f32,
}

/// The words that tell most about `text`, the most telling first.
pub(crate) fn telling_words(generation: &OpenGeneration, text: &str) -> Result<Vec<TellingWord>, IndexError> {
    let mut words = HashMap::new();
    for word in generation.analyzer.words(beginning(text)) {
        if tells(&word.text, word.kind) {
            *words.entry(word.text).or_insert(0.0) += 1.0;
        }
    }
    let pick = Pick { searcher: &generation.searcher(), others_wanted: 1 };
    let terms = pick.best(generation.fields.words, words, 1.0, TERMS_MAX)?;
    Ok(terms.into_iter().map(|term| TellingWord { text: term.text, weight: term.weight }).collect())
}

/// The most telling terms, the most telling first; words, then bigrams, then characters.
pub(super) fn telling_terms(
    generation: &OpenGeneration,
    searcher: &Searcher,
    compared: &Compared,
) -> Result<Vec<TellingTerm>, IndexError> {
    let analyzer = &generation.analyzer;
    let (mut words, mut bigrams, mut characters) = (HashMap::new(), HashMap::new(), HashMap::new());
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
        for character in Normalized::new(text).text().chars().filter(|c| is_han(*c)) {
            *characters.entry(character.to_string()).or_insert(0.0) += times;
        }
    }
    let others_wanted = if compared.address.is_some() { 2 } else { 1 };
    let pick = Pick { searcher, others_wanted };
    let fields = &generation.fields;
    let mut terms = pick.best(fields.words, words, 1.0, TERMS_MAX)?;
    for term in &mut terms {
        term.is_shown = true;
    }
    terms.extend(pick.best(fields.bigrams, bigrams, 1.0, TERMS_MAX)?);
    terms.extend(pick.best(fields.characters, characters, CHARACTER_WEIGHT, CHARACTERS_MAX)?);
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
        limit: usize,
    ) -> Result<Vec<TellingTerm>, IndexError> {
        let mut found = Vec::new();
        for (text, count) in counts {
            let term = Term::from_field_text(field, &text);
            let documents = self.searcher.doc_freq(&term).map_err(IndexError::tantivy("looking up a term"))?;
            if documents >= self.others_wanted {
                let weight = share * count * (K1 + 1.0) / (count + K1) * self.rarity(documents).powf(RARITY_POWER);
                found.push(TellingTerm { text, term, weight, is_shown: false });
            }
        }
        found.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.text.cmp(&b.text)));
        found.truncate(limit);
        Ok(found)
    }

    /// How much a term tells that so many documents have (BM25's inverse document frequency, as Lucene keeps it above 0).
    #[expect(clippy::cast_precision_loss, reason = "a ratio needs no exact counts")]
    fn rarity(&self, documents_with: u64) -> f32 {
        let (with, all) = (documents_with as f32, self.searcher.num_docs() as f32);
        (1.0 + (all - with + 0.5).max(0.0) / (with + 0.5)).ln()
    }
}
