//! Two runs over the same judged queries, set against each other query by query.

use std::collections::BTreeMap;

use crate::measures::count;
use crate::{Measure, Report, Scores, randomisation_p_value};

/// Values that differ by less are equal.
const EQUAL_BELOW: f64 = 1e-9;

/// A run against a baseline, over the queries that both reports count.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// A query's values in both runs, in the order of the queries' identifiers.
    pub queries: Vec<PairedScores>,
    /// Queries for which the baseline ranks nothing, so that every value of it is 0.
    pub baseline_without: usize,
}

/// One query's values in both runs.
#[derive(Debug, Clone, PartialEq)]
pub struct PairedScores {
    /// The query's identifier.
    pub query: String,
    /// What the baseline reaches.
    pub baseline: Scores,
    /// What the run reaches.
    pub run: Scores,
}

/// One measure, compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeasureComparison {
    /// The average of the baseline.
    pub baseline: f64,
    /// The average of the run.
    pub run: f64,
    /// How likely chance alone sets two runs as far apart; see [`randomisation_p_value`].
    pub p_value: f64,
    /// Queries with a higher value than the baseline's.
    pub better: usize,
    /// Queries with a lower one.
    pub worse: usize,
    /// Queries with the same one.
    pub equal: usize,
}

impl Comparison {
    /// Pairs the queries of two reports.
    pub fn new(baseline: &Report, run: &Report) -> Self {
        let before: BTreeMap<&str, _> = baseline.queries.iter().map(|query| (query.query.as_str(), query)).collect();
        let mut comparison = Self { queries: Vec::new(), baseline_without: 0 };
        for query in &run.queries {
            let Some(baseline) = before.get(query.query.as_str()) else { continue };
            comparison.baseline_without += usize::from(baseline.found == 0);
            let paired = PairedScores { query: query.query.clone(), baseline: baseline.scores, run: query.scores };
            comparison.queries.push(paired);
        }
        comparison
    }

    /// One measure over all queries.
    pub fn of(&self, measure: Measure) -> MeasureComparison {
        let differences: Vec<f64> = self.queries.iter().map(|query| query.difference(measure)).collect();
        let mean = |scores: fn(&PairedScores) -> Scores| {
            let sum: f64 = self.queries.iter().map(|query| scores(query).get(measure)).sum();
            sum / count(self.queries.len().max(1))
        };
        let better = differences.iter().filter(|difference| **difference > 0.0).count();
        let worse = differences.iter().filter(|difference| **difference < 0.0).count();
        MeasureComparison {
            baseline: mean(|query| query.baseline),
            run: mean(|query| query.run),
            p_value: randomisation_p_value(&differences),
            better,
            worse,
            equal: differences.len() - better - worse,
        }
    }

    /// The queries that gained most, at most `count`, the largest gain first; none that gained nothing.
    pub fn most_improved(&self, measure: Measure, count: usize) -> Vec<&PairedScores> {
        self.furthest(count, |query| query.difference(measure))
    }

    /// The queries that lost most, at most `count`, the largest loss first; none that lost nothing.
    pub fn most_worsened(&self, measure: Measure, count: usize) -> Vec<&PairedScores> {
        self.furthest(count, |query| -query.difference(measure))
    }

    fn furthest(&self, count: usize, distance: impl Fn(&PairedScores) -> f64) -> Vec<&PairedScores> {
        let mut queries: Vec<&PairedScores> = self.queries.iter().filter(|query| distance(query) > 0.0).collect();
        queries.sort_by(|a, b| distance(b).total_cmp(&distance(a)));
        queries.truncate(count);
        queries
    }
}

impl PairedScores {
    /// The run's value less the baseline's; exactly 0 where rounding alone sets them apart.
    pub fn difference(&self, measure: Measure) -> f64 {
        let difference = self.run.get(measure) - self.baseline.get(measure);
        if difference.abs() < EQUAL_BELOW { 0.0 } else { difference }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::float_cmp, reason = "the values compared are exact in binary")]

    use std::path::Path;

    use super::*;
    use crate::{Judgments, Run};

    fn report(run: &str) -> Report {
        let judgments = "q1 0 a 1\nq2 0 a 1\nq3 0 a 1\nq4 0 a 1\n";
        let judgments = Judgments::parse(Path::new("qrels"), judgments).unwrap();
        Report::new(Run::parse(Path::new("run"), run).unwrap(), &judgments)
    }

    fn comparison() -> Comparison {
        let baseline = report("q1 Q0 x 1 2 b\nq1 Q0 a 2 1 b\nq2 Q0 a 1 2 b\nq3 Q0 a 1 1 b\n");
        Comparison::new(
            &baseline,
            &report("q1 Q0 a 1 2 r\nq2 Q0 a 1 2 r\nq3 Q0 b 1 2 r\nq3 Q0 a 2 1 r\nq4 Q0 a 1 1 r\n"),
        )
    }

    fn names<'a>(queries: &[&'a PairedScores]) -> Vec<&'a str> {
        queries.iter().map(|query| query.query.as_str()).collect()
    }

    #[test]
    fn a_measure_counts_the_queries_that_gain_and_lose() {
        let compared = comparison().of(Measure::MrrAt10);
        assert_eq!((compared.baseline, compared.run), (0.625, 0.875));
        assert_eq!((compared.better, compared.worse, compared.equal), (2, 1, 1));
        // +½ -½ +1: six of eight assignments are as far from 0 as 1.
        assert_eq!(compared.p_value, 0.75);
        assert_eq!(comparison().of(Measure::RecallAt100).p_value, 1.0);
    }

    #[test]
    fn the_largest_differences_come_first_and_equal_queries_never() {
        let comparison = comparison();
        assert_eq!(names(&comparison.most_improved(Measure::MrrAt10, 20)), ["q4", "q1"]);
        assert_eq!(names(&comparison.most_improved(Measure::MrrAt10, 1)), ["q4"]);
        assert_eq!(names(&comparison.most_worsened(Measure::MrrAt10, 20)), ["q3"]);
        assert_eq!(comparison.baseline_without, 1);
    }
}
