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
use crate::meaning::Near;

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

/// What matches, and the score: that of the best reading, times what the document is worth, what its meaning adds, and the
/// bonuses.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    pub(crate) matching: Arc<Matching>,
    pub(crate) readings: Arc<Vec<Reading>>,
    pub(crate) worth: Worth,
    /// How near documents are in what they mean, where that was asked; the nearest match whatever their words.
    pub(crate) near: Option<Arc<Near>>,
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
        let (matching, near) = (Arc::clone(&self.matching), self.near.clone());
        Ok(Box::new(TallyWeight { matching, others: others?, near, scores }))
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
    if (scorer.size_hint() as usize).saturating_mul(DENSE) < documents.len() {
        add_few_scores(scorer, documents, scores);
        return;
    }
    for (document, score) in documents.iter().zip(scores) {
        if scorer.doc() < *document && scorer.seek(*document) == TERMINATED {
            return;
        }
        if scorer.doc() == *document {
            *score += scorer.score();
        }
    }
}

/// The same for what has few documents itself: most bonuses, of which a query has a dozen.
fn add_few_scores(scorer: &mut dyn Scorer, documents: &[DocId], scores: &mut [Score]) {
    let mut place = 0;
    while scorer.doc() != TERMINATED {
        let rest = documents.get(place..).unwrap_or_default();
        place += rest.partition_point(|document| *document < scorer.doc());
        if documents.get(place) == Some(&scorer.doc())
            && let Some(score) = scores.get_mut(place)
        {
            *score += scorer.score();
        }
        scorer.advance();
    }
}

struct Scores {
    readings: Vec<(Sum, Score)>,
    worth: Worth,
    bonuses: Sum,
}

impl Scores {
    /// The scores of `documents`; where meaning was asked, with the matches among them that have the words.
    fn add_up(
        &self,
        reader: &SegmentReader,
        documents: &[DocId],
        near: Option<(&Near, &[DocId])>,
    ) -> tantivy::Result<Vec<Score>> {
        let mut best: Vec<Score> = vec![0.0; documents.len()];
        for (sum, share) in &self.readings {
            let mut scores: Vec<Score> = vec![0.0; documents.len()];
            sum.add(reader, documents, &mut scores)?;
            for (best, score) in best.iter_mut().zip(scores) {
                *best = best.max(share * score);
            }
        }
        self.worth.multiply(documents, &mut best);
        if let Some((near, matches)) = near {
            near.add(matches, documents, &mut best);
        }
        self.bonuses.add(reader, documents, &mut best)?;
        Ok(best)
    }
}

struct TallyWeight {
    matching: Arc<Matching>,
    others: Vec<Box<dyn Weight>>,
    near: Option<Arc<Near>>,
    /// `None` when nobody asks for scores.
    scores: Option<Scores>,
}

impl TallyWeight {
    /// The documents whose words match, in order.
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
        let matches = self.matches(reader)?;
        let near = self.near.as_deref();
        let all = near.map(|near| near.with_nearest(&matches));
        let documents = all.as_ref().unwrap_or(&matches);
        let near = near.map(|near| (near, matches.as_slice()));
        let scores = self.scores.as_ref().map(|scores| scores.add_up(reader, documents, near)).transpose()?;
        let documents = all.unwrap_or(matches);
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

#[cfg(test)]
mod tests {
    use tantivy::collector::TopDocs;
    use tantivy::query::{AllQuery, BooleanQuery, ConstScoreQuery, Occur, TermQuery};
    use tantivy::schema::{Field, STRING, Schema, TEXT};
    use tantivy::{Index, IndexWriter, Searcher, doc};

    use super::*;
    use crate::bm25::Saturation;
    use crate::citations::Authority;

    /// A hundred documents of which every third has `a`, more often the later it comes, and each has a name of its own.
    fn collection() -> (Searcher, Field, Field) {
        let mut schema = Schema::builder();
        let (text, name) = (schema.add_text_field("text", TEXT), schema.add_text_field("name", STRING));
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 20_000_000).unwrap();
        for number in 0..100usize {
            let content = if number % 3 == 0 { "a ".repeat(number / 10 + 1) } else { String::new() } + "b";
            writer.add_document(doc!(text => content, name => number.to_string())).unwrap();
        }
        writer.commit().unwrap();
        (index.reader().unwrap().searcher(), text, name)
    }

    fn scored(text: Field, word: &str, weight: Score) -> Box<dyn Query> {
        let saturation = Saturation { k1: 1.2, b: 0.75 };
        Box::new(ScoredTerm { term: Term::from_field_text(text, word), weight, saturation })
    }

    /// What one document gets besides its words.
    fn rare_bonus(name: Field) -> Box<dyn Query> {
        let term = TermQuery::new(Term::from_field_text(name, "57"), IndexRecordOption::Basic);
        Box::new(ConstScoreQuery::new(Box::new(term), 0.25))
    }

    fn tally(text: Field, name: Field, matching: Matching) -> Tally {
        let reading = |share| Reading { addends: vec![scored(text, "a", 2.0), scored(text, "b", 1.0)], share };
        let bonus: Box<dyn Query> = Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.5));
        Tally {
            matching: Arc::new(matching),
            readings: Arc::new(vec![reading(1.0), reading(0.5)]),
            worth: Authority::default().worth(1.0),
            near: None,
            bonuses: Arc::new(vec![bonus, rare_bonus(name)]),
        }
    }

    fn scores(searcher: &Searcher, query: &dyn Query) -> Vec<(DocId, Score)> {
        let found = searcher.search(query, &TopDocs::with_limit(100).order_by_score()).unwrap();
        let mut found: Vec<_> = found.into_iter().map(|(score, address)| (address.doc_id, score)).collect();
        found.sort_by_key(|(document, _)| *document);
        found
    }

    #[test]
    fn a_document_has_one_score_whether_much_matches_or_little_and_it_is_tantivys() {
        let (searcher, text, name) = collection();
        let sum = vec![
            (Occur::Should, scored(text, "a", 2.0)),
            (Occur::Should, scored(text, "b", 1.0)),
            (Occur::Must, Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.5)) as Box<dyn Query>),
            (Occur::Should, rare_bonus(name)),
        ];
        let expected = scores(&searcher, &BooleanQuery::new(sum));
        let all =
            scores(&searcher, &tally(text, name, Matching { terms: Vec::new(), others: vec![Box::new(AllQuery)] }));
        assert_eq!((all.len(), expected.len()), (100, 100));
        for (found, expected) in all.iter().zip(&expected) {
            assert!(found.0 == expected.0 && (found.1 - expected.1).abs() < 1e-5, "{found:?} {expected:?}");
        }
        // One of a hundred is little, and its lists are skipped through.
        for document in [0usize, 1, 57, 99] {
            let named = Term::from_field_text(name, &document.to_string());
            let only: Box<dyn Query> = Box::new(TermQuery::new(named, IndexRecordOption::Basic));
            let one = scores(&searcher, &tally(text, name, Matching { terms: Vec::new(), others: vec![only] }));
            assert_eq!(one.len(), 1);
            assert!((one[0].1 - all[document].1).abs() < 1e-5 && one[0].0 == all[document].0, "{one:?}");
        }
    }

    #[test]
    fn what_has_any_term_or_matches_otherwise_matches_once_and_in_order() {
        let (searcher, text, name) = collection();
        let other: Box<dyn Query> =
            Box::new(TermQuery::new(Term::from_field_text(name, "1"), IndexRecordOption::Basic));
        let terms = vec![Term::from_field_text(text, "a"), Term::from_field_text(text, "nowhere")];
        let query = tally(text, name, Matching { terms, others: vec![other] });
        let weight = query.weight(EnableScoring::disabled_from_searcher(&searcher)).unwrap();
        let mut scorer = weight.scorer(searcher.segment_reader(0), 1.0).unwrap();
        let mut found = Vec::new();
        while scorer.doc() != TERMINATED {
            found.push(scorer.doc());
            scorer.advance();
        }
        let expected: Vec<DocId> = (0..100).filter(|document| document % 3 == 0 || *document == 1).collect();
        assert_eq!(found, expected);
        let mut scorer = weight.scorer(searcher.segment_reader(0), 1.0).unwrap();
        assert_eq!([scorer.seek(1), scorer.seek(2), scorer.seek(98), scorer.seek(100)], [1, 3, 99, TERMINATED]);
    }
}
