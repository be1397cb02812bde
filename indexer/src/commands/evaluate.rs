//! `gongkai evaluate`: how good the ranking is, over queries that people have judged.

use std::path::PathBuf;

use clap::Args;
use gongkai_evaluation::{Judgments, Query, Report, Scores, evaluate};
use gongkai_query::SearchEngine;
use serde_json::{Value, json};

use super::Context;
use crate::outcome::Outcome;
use crate::output::Output;

/// What run files call the engine.
const RUN_TAG: &str = "gongkai";

/// Measures the current generation over judged queries: nDCG@10, MRR@10, Recall@100.
///
/// The averages are over the queries that have a relevant document; one without results counts 0. The run file can be
/// given to `trec_eval`, which finds the same figures.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai evaluate --queries queries.jsonl --qrels qrels.tsv --run run.txt")]
pub(crate) struct Evaluate {
    /// The queries, as JSON Lines: {"id": "…", "text": "…"}.
    #[arg(long, value_name = "FILE")]
    queries: PathBuf,
    /// The judgments, as TREC qrels: query 0 document grade.
    #[arg(long, value_name = "FILE")]
    qrels: PathBuf,
    /// Write what was found as a TREC run file: query Q0 document rank score tag.
    #[arg(long = "run", value_name = "FILE")]
    run_file: Option<PathBuf>,
    /// How many documents to ask for, for each query.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    depth: u16,
    /// Print the measures of each query too.
    #[arg(long)]
    each: bool,
    /// Print JSON, with the measures of each query.
    #[arg(long)]
    json: bool,
}

impl Evaluate {
    /// Measures the current generation.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        self.run_on(&context.data.engine()?, &mut context.out)
    }

    fn run_on(&self, engine: &impl SearchEngine, out: &mut Output) -> anyhow::Result<Outcome> {
        let queries = Query::read_all(&self.queries)?;
        let judgments = Judgments::read(&self.qrels)?;
        let report = evaluate(engine, &queries, &judgments, usize::from(self.depth))?;
        if let Some(file) = &self.run_file {
            report.run.write(file, RUN_TAG)?;
        }
        warn(&report);
        if self.json {
            out.json(&as_json(&report, &engine.generation()?))?;
            return Ok(Outcome::Done);
        }
        if self.each {
            for query in &report.queries {
                out.line(format_args!("{}\t{}", query.query, line(&query.scores)))?;
            }
        }
        out.line(format_args!("{}\tover {} queries", line(&report.mean), report.queries.len()))?;
        Ok(Outcome::Done)
    }
}

fn line(scores: &Scores) -> String {
    let Scores { ndcg_at_10, mrr_at_10, recall_at_100 } = scores;
    format!("nDCG@10 {ndcg_at_10:.4}\tMRR@10 {mrr_at_10:.4}\tRecall@100 {recall_at_100:.4}")
}

/// What the averages leave out.
fn warn(report: &Report) {
    if !report.without_relevant.is_empty() {
        let count = report.without_relevant.len();
        tracing::warn!("{count} queries have no relevant document in the judgments; no average counts them");
    }
    if !report.not_asked.is_empty() {
        let count = report.not_asked.len();
        tracing::warn!("{count} judged queries are not among the queries; no average counts them");
    }
}

fn as_json(report: &Report, generation: &str) -> Value {
    let scores = |scores: &Scores| json!({"ndcg_at_10": scores.ndcg_at_10, "mrr_at_10": scores.mrr_at_10, "recall_at_100": scores.recall_at_100});
    let queries: Vec<Value> = report
        .queries
        .iter()
        .map(|query| {
            let mut value = json!({"id": query.query, "relevant": query.relevant, "found": query.found});
            if let (Some(value), Value::Object(scores)) = (value.as_object_mut(), scores(&query.scores)) {
                value.extend(scores);
            }
            value
        })
        .collect();
    json!({
        "generation": generation,
        "mean": scores(&report.mean),
        "queries": queries,
        "without_relevant": report.without_relevant,
        "not_asked": report.not_asked,
    })
}
