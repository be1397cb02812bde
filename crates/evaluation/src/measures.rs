//! The measures, as `trec_eval` defines them.
//!
//! A document is relevant when its grade is 1 or more. A query without a relevant document gets 0 from every measure;
//! averages leave it out.

use std::ops::Add;

use gongkai_document::DocumentId;

use crate::Grades;

/// `ndcg_cut`: the discounted gain of the first `depth` documents, as a share of what the best order of all judged
/// documents would gain. The gain is the grade itself, the discount log2(rank + 1).
pub fn ndcg_at<'a>(depth: usize, ranking: impl IntoIterator<Item = &'a DocumentId>, grades: &Grades) -> f64 {
    let ideal = discounted(grades.best_first().into_iter().take(depth));
    if ideal == 0.0 {
        return 0.0;
    }
    discounted(ranking.into_iter().take(depth).map(|document| grades.of(document))) / ideal
}

/// `recip_rank`, cut: one divided by the rank of the first relevant document, 0 when none is among the first `depth`.
pub fn reciprocal_rank_at<'a>(depth: usize, ranking: impl IntoIterator<Item = &'a DocumentId>, grades: &Grades) -> f64 {
    let first = ranking.into_iter().take(depth).position(|document| grades.of(document) > 0);
    first.map_or(0.0, |index| 1.0 / count(index + 1))
}

/// `recall`: the share of all relevant documents that is among the first `depth`.
pub fn recall_at<'a>(depth: usize, ranking: impl IntoIterator<Item = &'a DocumentId>, grades: &Grades) -> f64 {
    let relevant = grades.relevant();
    if relevant == 0 {
        return 0.0;
    }
    let found = ranking.into_iter().take(depth).filter(|document| grades.of(document) > 0).count();
    count(found) / count(relevant)
}

/// `map`: the precision at the rank of each relevant document, added up and divided by the count of all relevant ones;
/// one that was not found adds nothing.
pub fn average_precision<'a>(ranking: impl IntoIterator<Item = &'a DocumentId>, grades: &Grades) -> f64 {
    let relevant = grades.relevant();
    if relevant == 0 {
        return 0.0;
    }
    let ranks = ranking.into_iter().enumerate().filter(|(_, document)| grades.of(document) > 0);
    let precisions = ranks.enumerate().map(|(before, (index, _))| count(before + 1) / count(index + 1));
    precisions.fold(0.0, Add::add) / count(relevant)
}

/// `P`: the share of relevant documents among `depth`; where fewer were found, the missing ones count as irrelevant.
pub fn precision_at<'a>(depth: usize, ranking: impl IntoIterator<Item = &'a DocumentId>, grades: &Grades) -> f64 {
    let found = ranking.into_iter().take(depth).filter(|document| grades.of(document) > 0).count();
    count(found) / count(depth.max(1))
}

fn discounted(gains: impl Iterator<Item = i32>) -> f64 {
    gains.enumerate().map(|(index, gain)| f64::from(gain) / (count(index) + 2.0).log2()).fold(0.0, Add::add)
}

#[expect(clippy::cast_precision_loss, reason = "ranks and counts of documents are far below 2^52")]
pub(crate) fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    #![expect(clippy::float_cmp, reason = "the values compared are exact in binary")]

    use std::path::Path;

    use proptest::prelude::*;

    use super::*;
    use crate::Judgments;

    fn ids(names: &[&str]) -> Vec<DocumentId> {
        names.iter().map(|name| DocumentId::new(*name).unwrap()).collect()
    }

    fn grades(lines: &str) -> Grades {
        Judgments::parse(Path::new("qrels"), lines).unwrap().of("q").unwrap().clone()
    }

    #[test]
    fn the_gain_is_the_grade_and_the_ideal_is_over_all_judged_documents() {
        let grades = grades("q 0 a 2\nq 0 b 1\nq 0 c 0\nq 0 d -1\n");
        let ideal = 2.0 + 1.0 / 3f64.log2();
        assert!((ndcg_at(10, &ids(&["b", "x", "a"]), &grades) - (1.0 + 2.0 / 2.0) / ideal).abs() < 1e-12);
        assert!((ndcg_at(10, &ids(&["a", "b"]), &grades) - 1.0).abs() < 1e-12);
        assert!((ndcg_at(10, &ids(&["a"]), &grades) - 2.0 / ideal).abs() < 1e-12);
    }

    #[test]
    fn what_stands_below_the_cut_does_not_count() {
        let grades = grades("q 0 a 1\n");
        let ranking = ids(&["x", "y", "a"]);
        assert_eq!(
            [reciprocal_rank_at(2, &ranking, &grades), reciprocal_rank_at(3, &ranking, &grades)],
            [0.0, 1.0 / 3.0]
        );
        assert_eq!([recall_at(2, &ranking, &grades), recall_at(3, &ranking, &grades)], [0.0, 1.0]);
        assert_eq!([ndcg_at(2, &ranking, &grades), ndcg_at(3, &ranking, &grades)], [0.0, 0.5]);
    }

    #[test]
    fn precision_counts_what_is_missing_as_irrelevant() {
        let grades = grades("q 0 a 1\nq 0 b 2\nq 0 c 1\nq 0 d 1\n");
        let ranking = ids(&["a", "x", "b"]);
        assert_eq!(precision_at(4, &ranking, &grades), 0.5);
        assert_eq!(average_precision(&ranking, &grades), (1.0 + 2.0 / 3.0) / 4.0);
    }

    proptest! {
        #[test]
        fn every_measure_stays_between_0_and_1(found in prop::collection::hash_set(0u8..30, 0..30), depth in 1usize..20) {
            let lines = (0..15).map(|n| format!("q 0 d{n} {}", n % 4)).collect::<Vec<_>>().join("\n");
            let ranking: Vec<_> = found.iter().map(|n| DocumentId::new(format!("d{n}")).unwrap()).collect();
            let grades = grades(&lines);
            for value in [
                ndcg_at(depth, &ranking, &grades),
                reciprocal_rank_at(depth, &ranking, &grades),
                recall_at(depth, &ranking, &grades),
                average_precision(&ranking, &grades),
                precision_at(depth, &ranking, &grades),
            ] {
                prop_assert!((0.0..=1.0 + 1e-12).contains(&value), "{value}");
            }
        }
    }
}
