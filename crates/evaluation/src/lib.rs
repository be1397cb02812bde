//! How good the ranking is: judged queries, the measures over them, and runs other tools can read.
//!
//! [`Judgments`] say which documents answer which query (TREC qrels), [`Query`] what was typed (JSON Lines), and a
//! [`Run`] what an engine found, best first (a TREC run file). [`evaluate`] asks an engine every query and gives a
//! [`Report`]: nDCG@10, MRR@10, Recall@100, MAP and P@10, query by query and on average. A [`Comparison`] sets two
//! reports against each other, with the p value of a randomisation test.
//!
//! **Invariant:** the figures equal those of `trec_eval` over the same judgments and the run file that [`Run::write`]
//! writes, for the queries that have a relevant document.
//!
//! ```
//! use std::path::Path;
//!
//! use gongkai_evaluation::{Judgments, Report, Run};
//!
//! let judgments = Judgments::parse(Path::new("qrels.tsv"), "q1 0 doc-a 2\nq1 0 doc-b 1\n")?;
//! let run = Run::parse(Path::new("run.txt"), "q1 Q0 doc-c 1 9.5 demo\nq1 Q0 doc-a 2 7.1 demo\n")?;
//! let report = Report::new(run, &judgments);
//! assert_eq!(report.mean.mrr_at_10, 0.5);
//! assert_eq!(report.mean.recall_at_100, 0.5);
//! # Ok::<(), gongkai_evaluation::EvaluationError>(())
//! ```

mod comparison;
mod error;
mod evaluate;
mod judgments;
mod lines;
mod measures;
mod queries;
mod randomisation;
mod run;
mod scores;

pub use comparison::{Comparison, MeasureComparison, PairedScores};
pub use error::{EvaluationError, LineError};
pub use evaluate::{QueryScores, Report, evaluate, evaluate_with};
pub use judgments::{Grades, Judgments};
pub use measures::{average_precision, ndcg_at, precision_at, recall_at, reciprocal_rank_at};
pub use queries::Query;
pub use randomisation::randomisation_p_value;
pub use run::{Run, ScoredDocument};
pub use scores::{Measure, Scores};
