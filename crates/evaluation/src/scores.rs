//! The measures of one ranking, or their averages, and how they are called.

use gongkai_document::DocumentId;

use crate::Grades;
use crate::measures::{average_precision, count, ndcg_at, precision_at, recall_at, reciprocal_rank_at};

/// What every run is measured by, each between 0 and 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Scores {
    /// Graded quality of the first ten documents.
    pub ndcg_at_10: f64,
    /// One divided by the rank of the first relevant document among ten.
    pub mrr_at_10: f64,
    /// The share of relevant documents among the first hundred.
    pub recall_at_100: f64,
    /// The average precision over everything that was found.
    pub average_precision: f64,
    /// The share of relevant documents among the first ten.
    pub precision_at_10: f64,
}

/// One of the measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// [`Scores::ndcg_at_10`].
    NdcgAt10,
    /// [`Scores::mrr_at_10`].
    MrrAt10,
    /// [`Scores::recall_at_100`].
    RecallAt100,
    /// [`Scores::average_precision`].
    AveragePrecision,
    /// [`Scores::precision_at_10`].
    PrecisionAt10,
}

impl Measure {
    /// Every measure, the one to look at first.
    pub const ALL: [Self; 5] =
        [Self::NdcgAt10, Self::MrrAt10, Self::RecallAt100, Self::AveragePrecision, Self::PrecisionAt10];

    /// What papers call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::NdcgAt10 => "nDCG@10",
            Self::MrrAt10 => "MRR@10",
            Self::RecallAt100 => "Recall@100",
            Self::AveragePrecision => "MAP",
            Self::PrecisionAt10 => "P@10",
        }
    }

    /// What it is called in JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::NdcgAt10 => "ndcg_at_10",
            Self::MrrAt10 => "mrr_at_10",
            Self::RecallAt100 => "recall_at_100",
            Self::AveragePrecision => "map",
            Self::PrecisionAt10 => "p_at_10",
        }
    }
}

impl Scores {
    /// Measures one ranking, best first.
    pub(crate) fn of(ranking: &[&DocumentId], grades: &Grades) -> Self {
        let ranking = || ranking.iter().copied();
        Self {
            ndcg_at_10: ndcg_at(10, ranking(), grades),
            mrr_at_10: reciprocal_rank_at(10, ranking(), grades),
            recall_at_100: recall_at(100, ranking(), grades),
            average_precision: average_precision(ranking(), grades),
            precision_at_10: precision_at(10, ranking(), grades),
        }
    }

    /// The value of one measure.
    pub fn get(&self, measure: Measure) -> f64 {
        match measure {
            Measure::NdcgAt10 => self.ndcg_at_10,
            Measure::MrrAt10 => self.mrr_at_10,
            Measure::RecallAt100 => self.recall_at_100,
            Measure::AveragePrecision => self.average_precision,
            Measure::PrecisionAt10 => self.precision_at_10,
        }
    }

    /// The averages; 0 when there is nothing to average.
    pub(crate) fn mean(all: &[Self]) -> Self {
        let divisor = count(all.len().max(1));
        let mean = |measure| all.iter().map(|scores| scores.get(measure)).sum::<f64>() / divisor;
        Self {
            ndcg_at_10: mean(Measure::NdcgAt10),
            mrr_at_10: mean(Measure::MrrAt10),
            recall_at_100: mean(Measure::RecallAt100),
            average_precision: mean(Measure::AveragePrecision),
            precision_at_10: mean(Measure::PrecisionAt10),
        }
    }
}
