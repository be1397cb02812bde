//! Makes the vocabulary of a generation.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Place;

use gongkai_analysis::canonical_document_number;
use gongkai_document::Kind;
use gongkai_query::SuggestionKind;
use tantivy::{DocAddress, Searcher};

use super::arena::Arena;
use super::inner::InnerWords;
use super::readings::{is_han, letters};
use super::{Entry, Vocabulary, blurred};
use crate::error::IndexError;
use crate::local::OpenGeneration;
use crate::slips::slip_keys;
use crate::stored::{StoredHit, day};

/// How many titles and numbers are kept: past it the newest are enough, and memory stays below 100 MB.
const TITLES_MAX: usize = 200_000;
/// How many words are kept, the most frequent ones.
const WORDS_MAX: usize = 100_000;
/// A word in fewer documents is as likely a slip of a clerk's as a word.
const DOCUMENTS_MIN: u32 = 3;
/// How long a word is, in characters.
const WORD_CHARS: std::ops::RangeInclusive<usize> = 2..=10;
/// How many years a policy is ahead of other documents.
const POLICY_DAYS: u32 = 10 * 365;

impl Vocabulary {
    /// Reads the titles, numbers and words of `generation`, without those that have one of the `denied` texts in them.
    pub(crate) fn build(generation: &OpenGeneration, denied: &[String]) -> Result<Self, IndexError> {
        let searcher = generation.searcher();
        let mut entries = words(generation, &searcher)?;
        entries.extend(titles(generation, &searcher)?);
        let denied: Vec<String> = denied.iter().map(|text| folded(text)).filter(|text| !text.is_empty()).collect();
        let mut inner = InnerWords::new(&generation.analyzer);
        let mut arena = Arena::default();
        let (mut by_sound, mut by_slip) = (Vec::new(), Vec::new());
        let mut kept: Vec<Entry> = Vec::new();
        for entry in entries {
            let letters = letters(&entry.shown);
            let text: String = letters.iter().map(|letter| letter.written).collect();
            if text.is_empty() || denied.iter().any(|denied| text.contains(denied)) {
                continue;
            }
            let number = u32::try_from(kept.len()).unwrap_or(u32::MAX);
            match entry.kind {
                SuggestionKind::Term => {
                    let reading: Vec<&str> = letters.iter().map(|letter| letter.reading).collect();
                    by_sound.push((blurred(&reading), number));
                    let written: Vec<char> = entry.shown.chars().collect();
                    by_slip.extend(slip_keys(&written).into_iter().map(|key| (key, number)));
                    let places = inner.begin(&entry.shown);
                    arena.add(number, &letters, |letter| places.contains(&letter.at));
                }
                SuggestionKind::Number => arena.add(number, &letters, |_| false),
                SuggestionKind::Title => {
                    let folded = gongkai_analysis::Normalized::new(&entry.shown);
                    let places = inner.places(folded.text());
                    arena.add(number, &letters, |letter| places.binary_search(&letter.at).is_ok());
                }
            }
            kept.push(entry);
        }
        arena.sort();
        // A stable sort: words of one sound stay in the order of their frequency.
        by_sound.sort_by_key(|(sound, _)| *sound);
        by_slip.sort_unstable();
        by_slip.shrink_to_fit();
        Ok(Self { entries: kept, arena, by_sound, by_slip })
    }
}

fn folded(text: &str) -> String {
    letters(text).iter().map(|letter| letter.written).collect()
}

/// The frequent words, the most frequent first.
fn words(generation: &OpenGeneration, searcher: &Searcher) -> Result<Vec<Entry>, IndexError> {
    let doing = || IndexError::tantivy("listing the words");
    let mut counts: HashMap<String, u32> = HashMap::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(generation.fields.words).map_err(doing())?;
        let mut terms = index.terms().stream().map_err(|error| doing()(error.into()))?;
        while terms.advance() {
            let documents = terms.value().doc_freq;
            let Ok(word) = std::str::from_utf8(terms.key()) else { continue };
            if documents >= DOCUMENTS_MIN && word.chars().all(is_han) && WORD_CHARS.contains(&word.chars().count()) {
                *counts.entry(word.to_owned()).or_default() += documents;
            }
        }
    }
    let entry = |(word, weight): (String, u32)| Entry { shown: word.into(), kind: SuggestionKind::Term, weight };
    Ok(heaviest(counts.into_iter().map(entry).collect(), WORDS_MAX))
}

/// The titles and numbers, each once.
fn titles(generation: &OpenGeneration, searcher: &Searcher) -> Result<Vec<Entry>, IndexError> {
    let mut found: HashMap<Box<str>, Entry> = HashMap::new();
    for (ordinal, segment) in (0u32..).zip(searcher.segment_readers()) {
        for document in 0..segment.max_doc() {
            let hit = generation.stored(searcher, DocAddress::new(ordinal, document))?.hit;
            let weight = weight(&hit);
            let number = hit.document_number.as_ref().and_then(|number| canonical_document_number(number.as_str()));
            let texts = [(hit.title.trim(), SuggestionKind::Title)];
            let number = number.as_deref().map(|number| (number, SuggestionKind::Number));
            for (text, kind) in texts.into_iter().chain(number) {
                match found.entry(text.into()) {
                    Place::Vacant(place) => drop(place.insert(Entry { shown: text.into(), kind, weight })),
                    Place::Occupied(mut place) => {
                        let known = place.get_mut();
                        known.weight = known.weight.max(weight);
                    }
                }
            }
        }
    }
    Ok(heaviest(found.into_values().collect(), TITLES_MAX))
}

/// The day of publication, with policies some years ahead; what has no day comes last.
fn weight(hit: &StoredHit) -> u32 {
    let day = hit.published_on.map_or(0, |date| u32::try_from(day(date)).unwrap_or_default());
    if hit.kind == Kind::Policy { day + POLICY_DAYS } else { day }
}

fn heaviest(mut entries: Vec<Entry>, limit: usize) -> Vec<Entry> {
    entries.sort_unstable_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.shown.cmp(&b.shown)));
    entries.truncate(limit);
    entries
}
