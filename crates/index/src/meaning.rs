//! What documents mean, as a signal beside their words: how near each is to the query, and what that adds to its score.
//!
//! Similarities of one model lie close together, and where they lie differs from query to query, as scores of words do. So
//! both are measured in deviations from their own best: a document whose meaning is one deviation nearer gains
//! [`WEIGHTS.semantic`](crate::weights::Weights::semantic) deviations of what the query's words give.

use std::cmp::Ordering;
use std::sync::{Arc, OnceLock};

use gongkai_document::DocumentId;
use gongkai_query::Nearness;
use tantivy::{DocId, Score, Searcher};

use crate::error::IndexError;
use crate::schema::ID;

/// How many of the best a mean and a deviation are taken of, of words and of meaning alike. With 30, lawyers lose 1 point of
/// nDCG@10, epidemic questions and long letters a third, and hard letters gain a tenth.
const COMPARED: usize = 100;

/// The least deviation of scores: where no document has a word, the nearest still come in their order.
const DEVIATION_MIN: Score = 1.0;

/// How many documents can be added that have not the words: two pages. None at all cost questions to statutes a quarter of a
/// point and letters a tenth; a hundred give no more than twenty.
const ADDED_MAX: usize = 20;

/// A list of documents that are known to a model, and where each document of a generation stands in it.
pub(crate) struct KnownDocuments {
    known: Arc<[DocumentId]>,
    /// For each document of the generation its place in the list.
    places: Vec<Option<usize>>,
}

impl KnownDocuments {
    /// Finds the documents of a generation in a sorted list.
    pub(crate) fn find(searcher: &Searcher, known: Arc<[DocumentId]>) -> Result<Self, IndexError> {
        let doing = || IndexError::tantivy("finding the documents whose meaning is known");
        let mut places = Vec::new();
        for segment in searcher.segment_readers() {
            let Some(column) = segment.fast_fields().str(ID).map_err(doing())? else { continue };
            // Both lists are sorted by bytes, so one walk through them finds all.
            let mut terms = column.dictionary().stream().map_err(|error| doing()(error.into()))?;
            let mut place_of_term = Vec::new();
            let mut rest = known.iter().enumerate().peekable();
            while terms.advance() {
                while rest.next_if(|(_, id)| id.as_str().as_bytes() < terms.key()).is_some() {}
                let found = rest.peek().filter(|(_, id)| id.as_str().as_bytes() == terms.key());
                place_of_term.push(found.map(|(place, _)| *place));
            }
            let of = |document| {
                let term = usize::try_from(column.ords().first(document)?).ok()?;
                place_of_term.get(term).copied().flatten()
            };
            places.extend((0..segment.max_doc()).map(of));
        }
        Ok(Self { known, places })
    }

    /// Whether this is about the same list.
    pub(crate) fn is_of(&self, known: &Arc<[DocumentId]>) -> bool {
        Arc::ptr_eq(&self.known, known)
    }
}

/// How near the documents of a generation are to one query.
#[derive(Debug)]
pub(crate) struct Near {
    /// By document; `None` of those that the model does not know.
    similarities: Arc<Vec<Option<Score>>>,
    spread: Spread,
    weight: Score,
    /// The nearest documents, sorted, which are matches whatever their words.
    nearest: Arc<Vec<DocId>>,
    /// What the search's words gave, noted when its scores are added up.
    words: OnceLock<ByWords>,
}

/// What the words of a search gave.
#[derive(Debug)]
struct ByWords {
    spread: Spread,
    /// The least of the best scores, which a document that is among the nearest has at least.
    floor: Score,
    /// The matches that have not the words.
    added: Vec<DocId>,
}

/// Where values lie.
#[derive(Debug, Clone, Copy)]
struct Spread {
    mean: Score,
    deviation: Score,
}

impl Spread {
    #[expect(clippy::cast_precision_loss, reason = "at most a hundred values")]
    fn of(values: &[Score]) -> Self {
        let count = values.len().max(1) as Score;
        let mean = values.iter().sum::<Score>() / count;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<Score>() / count;
        Self { mean, deviation: variance.sqrt() }
    }

    /// How many deviations a value is above the mean.
    fn place(self, value: Score) -> Score {
        if self.deviation > 0.0 { (value - self.mean) / self.deviation } else { 0.0 }
    }
}

/// What meaning adds to the score of a document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Addend {
    /// How near it is.
    pub(crate) similarity: Score,
    /// What that gives or takes.
    pub(crate) nearness: Score,
    /// What one of the nearest is given for words that it has not.
    pub(crate) raised: Score,
}

impl Addend {
    pub(crate) fn sum(self) -> Score {
        self.nearness + self.raised
    }
}

impl Near {
    /// What a comparison found for the documents of a generation, and how much it counts.
    pub(crate) fn new(documents: &KnownDocuments, nearness: &Nearness, weight: Score) -> Self {
        let similarity = |place: &Option<usize>| nearness.similarities.get((*place)?).copied();
        let similarities: Vec<Option<Score>> = documents.places.iter().map(similarity).collect();
        let known = (0..).zip(&similarities).zip(&documents.places);
        let mut best: Vec<(Score, Option<usize>, DocId)> =
            known.filter_map(|((document, similarity), place)| Some(((*similarity)?, *place, document))).collect();
        // Of equally near ones the first by its identifier, whatever order the generation has.
        let order = |one: &(Score, Option<usize>, DocId), other: &(Score, Option<usize>, DocId)| -> Ordering {
            other.0.total_cmp(&one.0).then(one.1.cmp(&other.1))
        };
        if best.len() > COMPARED {
            best.select_nth_unstable_by(COMPARED - 1, order);
            best.truncate(COMPARED);
        }
        best.sort_unstable_by(order);
        let spread = Spread::of(&best.iter().map(|(similarity, ..)| *similarity).collect::<Vec<_>>());
        let added = best.iter().take(ADDED_MAX).filter(|(similarity, ..)| *similarity >= nearness.near_from);
        let mut nearest: Vec<DocId> = added.map(|(.., document)| *document).collect();
        nearest.sort_unstable();
        let (similarities, nearest) = (Arc::new(similarities), Arc::new(nearest));
        Self { similarities, spread, weight, nearest, words: OnceLock::new() }
    }

    /// The same for another search, which finds other matches.
    pub(crate) fn unused(&self) -> Self {
        let (similarities, nearest) = (Arc::clone(&self.similarities), Arc::clone(&self.nearest));
        Self { similarities, spread: self.spread, weight: self.weight, nearest, words: OnceLock::new() }
    }

    /// `matches`, which are in order, with the nearest documents among them.
    pub(crate) fn with_nearest(&self, matches: &[DocId]) -> Vec<DocId> {
        let mut all = Vec::with_capacity(matches.len() + self.nearest.len());
        let mut rest = matches;
        for near in self.nearest.iter() {
            let (before, behind) = rest.split_at(rest.partition_point(|document| document < near));
            all.extend_from_slice(before);
            all.push(*near);
            rest = behind.strip_prefix(&[*near]).unwrap_or(behind);
        }
        all.extend_from_slice(rest);
        all
    }

    /// Adds what meaning gives to the `scores` that their words give `documents`; `matches` are those of them that have the
    /// words. Both are in order.
    pub(crate) fn add(&self, matches: &[DocId], documents: &[DocId], scores: &mut [Score]) {
        let words = self.words.get_or_init(|| self.by_words(matches, documents, scores));
        for (document, score) in documents.iter().zip(scores) {
            *score += self.beside(words, *document, *score).map_or(0.0, Addend::sum);
        }
    }

    /// What meaning gives a document whose words give it `score`, once the scores of the search are added up; `None` when the
    /// model does not know it.
    pub(crate) fn addend(&self, document: DocId, score: Score) -> Option<Addend> {
        self.beside(self.words.get()?, document, score)
    }

    /// Whether a match has not the words.
    pub(crate) fn is_added(&self, document: DocId) -> bool {
        self.words.get().is_some_and(|words| words.added.binary_search(&document).is_ok())
    }

    fn beside(&self, words: &ByWords, document: DocId, score: Score) -> Option<Addend> {
        let similarity = self.similarities.get(document as usize).copied().flatten()?;
        let is_near = self.nearest.binary_search(&document).is_ok();
        Some(Addend {
            similarity,
            nearness: self.weight * words.spread.deviation.max(DEVIATION_MIN) * self.spread.place(similarity),
            raised: if is_near { (words.floor - score).max(0.0) } else { 0.0 },
        })
    }

    fn by_words(&self, matches: &[DocId], documents: &[DocId], scores: &[Score]) -> ByWords {
        let has_not = |document: &DocId| matches.binary_search(document).is_err();
        let added: Vec<DocId> = self.nearest.iter().copied().filter(has_not).collect();
        let is_match = |document: &DocId| added.binary_search(document).is_err();
        let mut best: Vec<Score> =
            documents.iter().zip(scores).filter(|(document, _)| is_match(document)).map(|(_, score)| *score).collect();
        if best.len() > COMPARED {
            best.select_nth_unstable_by(COMPARED - 1, |one, other| other.total_cmp(one));
        }
        // What few have, the others have nothing of.
        best.resize(COMPARED, 0.0);
        let floor = best.iter().copied().reduce(Score::min).unwrap_or_default();
        ByWords { spread: Spread::of(&best), floor, added }
    }
}
