//! Why a hit ranks where it does: its score taken apart into the signals that it is the sum of.

use gongkai_query::{Explanation, Signal};
use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, Score};

use crate::clauses::Clauses;
use crate::error::IndexError;
use crate::ranking::{Ranking, authority_share};

impl Ranking<'_> {
    /// Where the score of the document at `address` comes from, in a search that asked for `required` groups.
    ///
    /// Each part is asked for this one document alone, with the very queries that ranked it, so the parts add up to its
    /// score.
    pub(crate) fn explain(
        &self,
        clauses: &Clauses,
        required: usize,
        address: DocAddress,
    ) -> Result<Explanation, IndexError> {
        let mut explanation = Explanation::default();
        for part in self.bonuses(clauses, required)? {
            if let Some(score) = self.score_of(part.query.as_ref(), address)? {
                explanation.add(part.signal, part.term, score);
            }
        }
        let mut best: (Score, Vec<(Signal, Option<String>, Score)>) = (0.0, Vec::new());
        for (reading, share) in self.readings(clauses)? {
            let mut scores = Vec::new();
            for part in reading {
                if let Some(score) = self.score_of(part.query.as_ref(), address)? {
                    scores.push((part.signal, part.term, share * score));
                }
            }
            let sum = scores.iter().map(|(_, _, score)| score).sum();
            if sum > best.0 {
                best = (sum, scores);
            }
        }
        let (sum, scores) = best;
        for (signal, term, score) in scores {
            explanation.add(signal, term, score);
        }
        let more = self.authority.factor(address.doc_id, authority_share(clauses)) - 1.0;
        if more != 0.0 {
            let works = self.authority.citing(address.doc_id);
            explanation.add(Signal::Authority, Some(format!("被 {works} 件引用")), more * sum);
        }
        if let Some(addend) = self.near.and_then(|near| near.addend(address.doc_id, sum + more * sum)) {
            let similarity = format!("相似度 {:.3}", addend.similarity);
            explanation.add(Signal::Semantic, Some(similarity), addend.nearness);
            if addend.raised > 0.0 {
                explanation.add(Signal::Semantic, Some("所查词语不足，按第一百名的词语计".to_owned()), addend.raised);
            }
        }
        Ok(explanation.sorted())
    }

    /// What a query gives one document; `None` when it does not match.
    fn score_of(&self, query: &dyn Query, address: DocAddress) -> Result<Option<Score>, IndexError> {
        let doing = || IndexError::tantivy("explaining a score");
        let weight = query.weight(EnableScoring::enabled_from_searcher(self.searcher)).map_err(doing())?;
        let segment = self.searcher.segment_reader(address.segment_ord);
        let mut scorer = weight.scorer(segment, 1.0).map_err(doing())?;
        let is_match = scorer.doc() <= address.doc_id && scorer.seek(address.doc_id) == address.doc_id;
        Ok(is_match.then(|| scorer.score()))
    }
}
