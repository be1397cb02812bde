//! What matches a query, and its scores, added up term by term.
//!
//! tantivy merges the posting lists of a query's terms side by side, through a window of documents, whatever they are asked
//! for. Here the matches come first. Then each list is read once, from its beginning to its end where much matches, and
//! skipping from match to match where little does.

use std::sync::Arc;

use tantivy::postings::BlockSegmentPostings;
use tantivy::query::{BitSetDocSet, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{BitSet, DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

use crate::bm25::{ScoredTerm, TermWeight};
use crate::citations::Worth;

/// Of so many documents one must match for a posting list to be read from its beginning to its end.
const DENSE: usize = 24;

/// Matches what has any of the terms or matches any of the other queries.
#[derive(Debug, Default)]
pub(crate) struct Matching {
    pub(crate) terms: Vec<Term>,
    pub(crate) others: Vec<Box<dyn Query>>,
}

/// One way to read a query: a text's score is the sum of what these queries give it, times the share.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) addends: Vec<Box<dyn Query>>,
    pub(crate) share: Score,
}

/// What matches, and the score: that of the best reading, times what the document is worth, and the bonuses.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    pub(crate) matching: Arc<Matching>,
    pub(crate) readings: Arc<Vec<Reading>>,
    pub(crate) worth: Worth,
    pub(crate) bonuses: Arc<Vec<Box<dyn Query>>>,
}

impl Query for Tally {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let unscored = || EnableScoring::disabled_from_schema(scoring.schema());
        let others: tantivy::Result<_> = self.matching.others.iter().map(|query| query.weight(unscored())).collect();
        let scores = match scoring {
            EnableScoring::Disabled { .. } => None,
            EnableScoring::Enabled { .. } => Some(Scores {
                readings: self
                    .readings
                    .iter()
                    .map(|reading| Ok((Sum::new(&reading.addends, scoring)?, reading.share)))
                    .collect::<tantivy::Result<_>>()?,
                worth: self.worth.clone(),
                bonuses: Sum::new(&self.bonuses, scoring)?,
            }),
        };
        Ok(Box::new(TallyWeight { matching: Arc::clone(&self.matching), others: others?, scores }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        for term in &self.matching.terms {
            visitor(term, false);
        }
    }
}

/// Queries whose scores are added up.
struct Sum {
    terms: Vec<TermWeight>,
    others: Vec<Box<dyn Weight>>,
}

impl Sum {
    fn new(addends: &[Box<dyn Query>], scoring: EnableScoring<'_>) -> tantivy::Result<Self> {
        let mut sum = Self { terms: Vec::new(), others: Vec::new() };
        for addend in addends {
            match addend.downcast_ref::<ScoredTerm>() {
                Some(term) => sum.terms.push(term.term_weight(scoring)?),
                None => sum.others.push(addend.weight(scoring)?),
            }
        }
        Ok(sum)
    }

    /// Adds what `documents`, which are in order, are given.
    fn add(&self, reader: &SegmentReader, documents: &[DocId], scores: &mut [Score]) -> tantivy::Result<()> {
        if documents.len() * DENSE > reader.max_doc() as usize {
            let mut all: Vec<Score> = vec![0.0; reader.max_doc() as usize];
            for term in &self.terms {
                term.add_to_all(reader, &mut all)?;
            }
            for (document, score) in documents.iter().zip(scores.iter_mut()) {
                *score += all.get(*document as usize).copied().unwrap_or_default();
            }
        } else {
            for term in &self.terms {
                add_scores(term.scorer(reader, 1.0)?.as_mut(), documents, scores);
            }
        }
        for other in &self.others {
            add_scores(other.scorer(reader, 1.0)?.as_mut(), documents, scores);
        }
        Ok(())
    }
}

fn add_scores(scorer: &mut dyn Scorer, documents: &[DocId], scores: &mut [Score]) {
    for (document, score) in documents.iter().zip(scores) {
        if scorer.doc() < *document {
            scorer.seek(*document);
        }
        if scorer.doc() == *document {
            *score += scorer.score();
        }
    }
}

struct Scores {
    readings: Vec<(Sum, Score)>,
    worth: Worth,
    bonuses: Sum,
}

impl Scores {
    /// The scores of `documents`.
    fn add_up(&self, reader: &SegmentReader, documents: &[DocId]) -> tantivy::Result<Vec<Score>> {
        let mut best: Vec<Score> = vec![0.0; documents.len()];
        for (sum, share) in &self.readings {
            let mut scores: Vec<Score> = vec![0.0; documents.len()];
            sum.add(reader, documents, &mut scores)?;
            for (best, score) in best.iter_mut().zip(scores) {
                *best = best.max(share * score);
            }
        }
        self.worth.multiply(documents, &mut best);
        self.bonuses.add(reader, documents, &mut best)?;
        Ok(best)
    }
}

struct TallyWeight {
    matching: Arc<Matching>,
    others: Vec<Box<dyn Weight>>,
    /// `None` when nobody asks for scores.
    scores: Option<Scores>,
}

impl TallyWeight {
    /// The documents that match, in order.
    fn matches(&self, reader: &SegmentReader) -> tantivy::Result<Vec<DocId>> {
        let mut documents = Vec::new();
        if let ([], [only]) = (self.matching.terms.as_slice(), self.others.as_slice()) {
            let mut scorer = only.scorer(reader, 1.0)?;
            while scorer.doc() != TERMINATED {
                documents.push(scorer.doc());
                scorer.advance();
            }
            return Ok(documents);
        }
        let mut matches = BitSet::with_max_value(reader.max_doc());
        for term in &self.matching.terms {
            each_block(reader, term, IndexRecordOption::Basic, |block| {
                for document in block.docs() {
                    matches.insert(*document);
                }
            })?;
        }
        for other in &self.others {
            let mut scorer = other.scorer(reader, 1.0)?;
            while scorer.doc() != TERMINATED {
                matches.insert(scorer.doc());
                scorer.advance();
            }
        }
        documents.reserve(matches.len());
        let mut found = BitSetDocSet::from(matches);
        while found.doc() != TERMINATED {
            documents.push(found.doc());
            found.advance();
        }
        Ok(documents)
    }

    fn tally_scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<TallyScorer> {
        let documents = self.matches(reader)?;
        let scores = self.scores.as_ref().map(|scores| scores.add_up(reader, &documents)).transpose()?;
        Ok(TallyScorer { documents, place: 0, scores: scores.unwrap_or_default(), boost })
    }
}

impl Weight for TallyWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(self.tally_scorer(reader, boost)?))
    }

    fn for_each(&self, reader: &SegmentReader, callback: &mut dyn FnMut(DocId, Score)) -> tantivy::Result<()> {
        let scorer = self.tally_scorer(reader, 1.0)?;
        for (place, document) in scorer.documents.iter().enumerate() {
            callback(*document, scorer.score_at(place));
        }
        Ok(())
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        let scorer = self.tally_scorer(reader, 1.0)?;
        match scorer.documents.binary_search(&document) {
            Ok(place) => Ok(Explanation::new("added up", scorer.score_at(place))),
            Err(_) => Err(TantivyError::InvalidArgument(format!("document {document} does not match"))),
        }
    }
}

struct TallyScorer {
    /// What matches, in order.
    documents: Vec<DocId>,
    place: usize,
    /// The score of each of them; none when nobody asks for scores.
    scores: Vec<Score>,
    boost: Score,
}

impl TallyScorer {
    fn score_at(&self, place: usize) -> Score {
        self.boost * self.scores.get(place).copied().unwrap_or_default()
    }
}

impl DocSet for TallyScorer {
    fn advance(&mut self) -> DocId {
        self.place += 1;
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let rest = self.documents.get(self.place..).unwrap_or_default();
        self.place += rest.partition_point(|document| *document < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.documents.get(self.place).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.documents.len()).unwrap_or(u32::MAX)
    }
}

impl Scorer for TallyScorer {
    fn score(&mut self) -> Score {
        self.score_at(self.place)
    }
}

/// Gives every block of a term's postings to `each`.
pub(crate) fn each_block(
    reader: &SegmentReader,
    term: &Term,
    option: IndexRecordOption,
    mut each: impl FnMut(&BlockSegmentPostings),
) -> tantivy::Result<()> {
    let index = reader.inverted_index(term.field())?;
    let Some(mut blocks) = index.read_block_postings(term, option)? else { return Ok(()) };
    while !blocks.docs().is_empty() {
        each(&blocks);
        blocks.advance();
    }
    Ok(())
}
