//! One term's BM25 score (Robertson and Zaragoza, 2009, "The Probabilistic Relevance Framework: BM25 and Beyond") with its
//! two parameters open: tantivy's own has k1 1.2 and b 0.75 built in.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{
    Bm25StatisticsProvider, EmptyScorer, EnableScoring, Explanation, Query, Scorer, TermQuery, Weight,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TantivyError, Term};

use crate::tally::each_block;

/// How a score grows with how often a term occurs, and shrinks with the length of its text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Saturation {
    /// How slowly further occurrences stop to count.
    pub(crate) k1: Score,
    /// How much a longer text counts against its terms, from 0 to 1.
    pub(crate) b: Score,
}

/// Matches what has the term; the score is `weight` times the term's saturated frequency, which is 1 for one occurrence in
/// a text of average length.
#[derive(Debug, Clone)]
pub(crate) struct ScoredTerm {
    pub(crate) term: Term,
    /// All that does not depend on the document: the term's rarity, its count in the query, its field's weight.
    pub(crate) weight: Score,
    pub(crate) saturation: Saturation,
}

/// The part of a score's denominator that the length of a text decides, for each of the lengths that tantivy keeps.
type Lengths = [Score; 256];

impl ScoredTerm {
    /// The term with all that its collection decides.
    pub(crate) fn term_weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<TermWeight> {
        let EnableScoring::Enabled { statistics_provider, .. } = scoring else {
            let what = "a term is only weighed where scores are wanted";
            return Err(TantivyError::InvalidArgument(what.to_owned()));
        };
        let average = average_length(statistics_provider, &self.term)?;
        let Saturation { k1, b } = self.saturation;
        let mut lengths: Lengths = [0.0; 256];
        for (id, length) in (0..=u8::MAX).zip(&mut lengths) {
            *length = k1 * (1.0 - b + b * number(FieldNormReader::id_to_fieldnorm(id)) / average);
        }
        Ok(TermWeight { query: self.clone(), lengths: Arc::new(lengths) })
    }
}

impl Query for ScoredTerm {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        if let EnableScoring::Disabled { .. } = scoring {
            return TermQuery::new(self.term.clone(), IndexRecordOption::Basic).weight(scoring);
        }
        Ok(Box::new(self.term_weight(scoring)?))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        visitor(&self.term, false);
    }
}

/// The average length of the term's field, in tokens; at least 1.
fn average_length(statistics: &dyn Bm25StatisticsProvider, term: &Term) -> tantivy::Result<Score> {
    let (tokens, documents) = (statistics.total_num_tokens(term.field())?, statistics.total_num_docs()?);
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "an average needs no exact sum")]
    let average = tokens as f64 as Score / documents.max(1) as f64 as Score;
    Ok(average.max(1.0))
}

#[expect(clippy::cast_precision_loss, reason = "a count this large is as good as its neighbour")]
fn number(count: u32) -> Score {
    count as Score
}

/// A term and the lengths of its field's texts.
pub(crate) struct TermWeight {
    query: ScoredTerm,
    lengths: Arc<Lengths>,
}

impl TermWeight {
    fn term_scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Option<TermScorer>> {
        let ScoredTerm { term, weight, saturation } = &self.query;
        let index = reader.inverted_index(term.field())?;
        let Some(postings) = index.read_postings(term, IndexRecordOption::WithFreqs)? else {
            return Ok(None);
        };
        let norms = reader.get_fieldnorms_reader(term.field())?;
        let weight = boost * weight * (saturation.k1 + 1.0);
        Ok(Some(TermScorer { postings, norms, weight, lengths: Arc::clone(&self.lengths) }))
    }
}

impl TermWeight {
    /// Adds to the score of every document what the term gives it.
    pub(crate) fn add_to_all(&self, reader: &SegmentReader, scores: &mut [Score]) -> tantivy::Result<()> {
        let ScoredTerm { term, weight, saturation } = &self.query;
        let norms = reader.get_fieldnorms_reader(term.field())?;
        let weight = weight * (saturation.k1 + 1.0);
        each_block(reader, term, IndexRecordOption::WithFreqs, |block| {
            for (document, frequency) in block.docs().iter().zip(block.freqs()) {
                if let Some(score) = scores.get_mut(*document as usize) {
                    *score += saturated(weight, *frequency, &self.lengths, norms.fieldnorm_id(*document));
                }
            }
        })
    }
}

/// What a term gives that occurs so often in a text of the length that `norm` stands for.
fn saturated(weight: Score, frequency: u32, lengths: &Lengths, norm: u8) -> Score {
    let frequency = number(frequency);
    // There is a length for every byte.
    let length = lengths.get(usize::from(norm)).copied().unwrap_or(1.0);
    weight * frequency / (frequency + length)
}

impl Weight for TermWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match self.term_scorer(reader, boost)? {
            Some(scorer) => Box::new(scorer),
            None => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        let found = self.term_scorer(reader, 1.0)?;
        let mut found = found.filter(|scorer| scorer.doc() <= document);
        match found.as_mut().map(|scorer| (scorer.seek(document), scorer.score())) {
            Some((at, score)) if at == document => {
                let mut explanation = Explanation::new("BM25", score);
                explanation.add_context(format!("{:?}", self.query.term));
                Ok(explanation)
            }
            _ => Err(TantivyError::InvalidArgument(format!("document {document} does not have the term"))),
        }
    }
}

struct TermScorer {
    postings: SegmentPostings,
    norms: FieldNormReader,
    weight: Score,
    lengths: Arc<Lengths>,
}

impl DocSet for TermScorer {
    fn advance(&mut self) -> DocId {
        self.postings.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.postings.seek(target)
    }

    fn doc(&self) -> DocId {
        self.postings.doc()
    }

    fn size_hint(&self) -> u32 {
        self.postings.size_hint()
    }
}

impl Scorer for TermScorer {
    fn score(&mut self) -> Score {
        let norm = self.norms.fieldnorm_id(self.postings.doc());
        saturated(self.weight, self.postings.term_freq(), &self.lengths, norm)
    }
}

#[cfg(test)]
mod tests {
    use tantivy::collector::TopDocs;
    use tantivy::query::BoostQuery;
    use tantivy::schema::{Schema, TEXT};
    use tantivy::{Index, Searcher, doc};

    use super::*;

    fn scores(searcher: &Searcher, query: &dyn Query) -> Vec<(u32, Score)> {
        let found = searcher.search(query, &TopDocs::with_limit(9).order_by_score()).unwrap();
        found.into_iter().map(|(score, address)| (address.doc_id, score)).collect()
    }

    #[test]
    fn with_the_usual_parameters_it_scores_as_tantivy_does_and_with_others_it_does_not() {
        let mut schema = Schema::builder();
        let text = schema.add_text_field("text", TEXT);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 20_000_000).unwrap();
        for content in ["a b", "a a a b c d", "a", "c d e", "b"] {
            writer.add_document(doc!(text => content)).unwrap();
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let term = Term::from_field_text(text, "a");
        let expected = scores(&searcher, &TermQuery::new(term.clone(), IndexRecordOption::WithFreqs));
        let rarity = Score::ln(1.0 + (5.0 - 3.0 + 0.5) / (3.0 + 0.5));
        let with = |k1, b| ScoredTerm { term: term.clone(), weight: rarity, saturation: Saturation { k1, b } };
        let found = scores(&searcher, &with(1.2, 0.75));
        assert_eq!(found.len(), 3);
        for ((document, score), (expected_document, expected_score)) in found.iter().zip(&expected) {
            assert_eq!(document, expected_document);
            assert!((score - expected_score).abs() < 1e-4, "{score} and {expected_score}");
        }
        let without_length = scores(&searcher, &with(1.2, 0.0));
        assert!((without_length[2].1 - rarity).abs() < 1e-5, "one occurrence counts once whatever the length");
        let boosted = scores(&searcher, &BoostQuery::new(Box::new(with(1.2, 0.75)), 2.0));
        assert!((boosted[0].1 - 2.0 * found[0].1).abs() < 1e-5);
        let explained = with(1.2, 0.75).explain(&searcher, tantivy::DocAddress::new(0, found[0].0)).unwrap();
        assert!((explained.value() - found[0].1).abs() < 1e-6);
    }
}
