//! A sentence's matches and their scores, added up term by term.
//!
//! Nearly every document has some part of a sentence, so nothing is gained by skipping through posting lists side by side:
//! here each list is read once, from its beginning to its end, into one score a document. Queries of a few words, which
//! match little, are left to tantivy's own scorers, which skip.

use std::sync::Arc;

use tantivy::postings::BlockSegmentPostings;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{BitSet, DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

use crate::bm25::{ScoredTerm, TermWeight};
use crate::citations::Worth;

/// Matches what has any of the terms or matches any of the other queries.
#[derive(Debug)]
pub(crate) struct Matching {
    pub(crate) terms: Vec<Term>,
    pub(crate) others: Vec<Box<dyn Query>>,
}

/// One way to read a sentence: a text's score is the sum of what these queries give it, times the share.
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

    fn add(&self, reader: &SegmentReader, scores: &mut [Score]) -> tantivy::Result<()> {
        for term in &self.terms {
            term.add(reader, scores)?;
        }
        for other in &self.others {
            let mut scorer = other.scorer(reader, 1.0)?;
            while scorer.doc() != TERMINATED {
                let document = scorer.doc() as usize;
                if let Some(score) = scores.get_mut(document) {
                    *score += scorer.score();
                }
                scorer.advance();
            }
        }
        Ok(())
    }
}

struct Scores {
    readings: Vec<(Sum, Score)>,
    worth: Worth,
    bonuses: Sum,
}

impl Scores {
    /// The score of every document of a segment.
    fn add_up(&self, reader: &SegmentReader) -> tantivy::Result<Vec<Score>> {
        let mut best: Vec<Score> = vec![0.0; reader.max_doc() as usize];
        for (place, (sum, share)) in self.readings.iter().enumerate() {
            if place == 0 && (*share - 1.0).abs() < Score::EPSILON {
                sum.add(reader, &mut best)?;
                continue;
            }
            let mut scores: Vec<Score> = vec![0.0; best.len()];
            sum.add(reader, &mut scores)?;
            for (best, score) in best.iter_mut().zip(scores) {
                *best = best.max(share * score);
            }
        }
        self.worth.multiply(&mut best);
        self.bonuses.add(reader, &mut best)?;
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
    fn matches(&self, reader: &SegmentReader) -> tantivy::Result<BitSet> {
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
        Ok(matches)
    }

    fn tally_scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<TallyScorer> {
        let matches = self.matches(reader)?;
        let mut documents = Vec::with_capacity(matches.len());
        let scores = self.scores.as_ref().map(|scores| scores.add_up(reader)).transpose()?.unwrap_or_default();
        documents.extend((0..reader.max_doc()).filter(|document| matches.contains(*document)));
        Ok(TallyScorer { documents, place: 0, scores, boost })
    }
}

impl Weight for TallyWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(self.tally_scorer(reader, boost)?))
    }

    fn for_each(&self, reader: &SegmentReader, callback: &mut dyn FnMut(DocId, Score)) -> tantivy::Result<()> {
        let scorer = self.tally_scorer(reader, 1.0)?;
        for document in &scorer.documents {
            callback(*document, scorer.score_of(*document));
        }
        Ok(())
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        let scorer = self.tally_scorer(reader, 1.0)?;
        if scorer.documents.binary_search(&document).is_err() {
            return Err(TantivyError::InvalidArgument(format!("document {document} does not match")));
        }
        Ok(Explanation::new("added up", scorer.score_of(document)))
    }
}

struct TallyScorer {
    /// What matches, in order.
    documents: Vec<DocId>,
    place: usize,
    /// The score of every document of the segment; none when nobody asks for scores.
    scores: Vec<Score>,
    boost: Score,
}

impl TallyScorer {
    fn score_of(&self, document: DocId) -> Score {
        self.boost * self.scores.get(document as usize).copied().unwrap_or_default()
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
        self.score_of(self.doc())
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
