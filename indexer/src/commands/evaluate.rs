//! `gongkai evaluate`: how good the ranking is, over queries that people have judged.

use std::collections::HashMap;
use std::path::PathBuf;

use clap::Args;
use gongkai_evaluation::{
    Comparison, EvaluationError, Judgments, Measure, Query, Report, Run, ScoredDocument, Scores, evaluate,
    evaluate_with,
};
use gongkai_precedents::{PrecedentRequest, Precedents, PrecedentsError};
use gongkai_query::{EngineError, SearchEngine, SearchRequest, SearchResponse};
use serde_json::{Map, Value, json};

use super::Context;
use super::search::PATIENCE;
use crate::differences;
use crate::outcome::Outcome;
use crate::output::Output;

/// What run files call the engine.
const RUN_TAG: &str = "gongkai";

/// Measures the current generation over judged queries: nDCG@10, MRR@10, Recall@100, MAP, P@10.
///
/// The averages are over the queries that have a relevant document; one without results counts 0. The run file can be
/// given to `trec_eval`, which finds the same figures, or to a later evaluation as its baseline: each measure is then
/// compared query by query, with the p value of a two-sided randomisation test (exact up to 20 differences that are not
/// 0, from 10,000 drawn assignments beyond).
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai evaluate --queries queries.jsonl --qrels qrels.tsv --run run.txt")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
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
    /// A TREC run file to compare with, such as one written before a change.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// How many of the queries that gained and lost most against the baseline to print.
    #[arg(long, value_name = "COUNT", default_value_t = 20, requires = "baseline")]
    differences: usize,
    /// How many documents to ask for, for each query.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    depth: u16,
    /// Ask the staff's search for precedents, which looks at the fifty closest cases, instead of the public search.
    #[arg(long)]
    staff: bool,
    /// Find documents by what they mean as well; needs a model and its vectors (`gongkai semantic`).
    #[arg(long)]
    semantic: bool,
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
        let depth = usize::from(self.depth);
        if self.staff {
            let precedents =
                if self.semantic { context.data.semantic_precedents()? } else { context.data.precedents()? };
            let generation = precedents.index().generation()?;
            let measure = |queries: &[Query], judgments: &Judgments| {
                evaluate_with(queries, judgments, |query| closest(&precedents, query, depth))
            };
            return self.run_with(&generation, measure, &mut context.out);
        }
        if self.semantic {
            return self.run_on(&ByMeaning(context.data.semantic_engine()?), &mut context.out);
        }
        self.run_on(&context.data.engine()?, &mut context.out)
    }

    fn run_on(&self, engine: &impl SearchEngine, out: &mut Output) -> anyhow::Result<Outcome> {
        let depth = usize::from(self.depth);
        let measure = |queries: &[Query], judgments: &Judgments| evaluate(engine, queries, judgments, depth);
        self.run_with(&engine.generation()?, measure, out)
    }

    fn run_with(
        &self,
        generation: &str,
        measure: impl FnOnce(&[Query], &Judgments) -> Result<Report, EvaluationError>,
        out: &mut Output,
    ) -> anyhow::Result<Outcome> {
        let queries = Query::read_all(&self.queries)?;
        let judgments = Judgments::read(&self.qrels)?;
        // Read before anything is written: both may be the same file.
        let baseline = self.baseline.as_deref().map(Run::read).transpose()?;
        let report = measure(&queries, &judgments)?;
        if let Some(file) = &self.run_file {
            report.run.write(file, RUN_TAG)?;
        }
        let comparison = baseline.map(|run| Comparison::new(&Report::new(run, &judgments), &report));
        warn(&report, comparison.as_ref());
        let texts: HashMap<&str, &str> = queries.iter().map(|query| (query.id.as_str(), query.text.as_str())).collect();
        if self.json {
            let mut value = as_json(&report, generation);
            if let (Some(comparison), Some(value)) = (&comparison, value.as_object_mut()) {
                value.insert("comparison".to_owned(), differences::as_json(comparison, &texts, self.differences));
            }
            out.json(&value)?;
            return Ok(Outcome::Done);
        }
        if self.each {
            for query in &report.queries {
                out.line(format_args!("{}\t{}", query.query, line(&query.scores)))?;
            }
        }
        if let Some(comparison) = &comparison {
            differences::print(comparison, &texts, self.differences, out)?;
        }
        out.line(format_args!("{}\tover {} queries", line(&report.mean), report.queries.len()))?;
        Ok(Outcome::Done)
    }
}

/// The cases closest to a query's text, as the staff's search shows them: those with the same reply side by side.
fn closest(precedents: &Precedents, query: &Query, depth: usize) -> Result<Vec<ScoredDocument>, EvaluationError> {
    let failed = |source: PrecedentsError| EvaluationError::Engine {
        query: query.id.clone(),
        source: EngineError::Failed(Box::new(source)),
    };
    let request = PrecedentRequest::of_text(&query.text).map_err(|error| failed(error.into()))?;
    let answer = precedents.find(&request).map_err(failed)?;
    let scored = answer.cases().map(|case| ScoredDocument { id: case.case.id.clone(), score: case.score });
    Ok(scored.take(depth).collect())
}

/// Answers every search by what documents mean as well.
struct ByMeaning<E>(E);

impl<E: SearchEngine> SearchEngine for ByMeaning<E> {
    fn search(&self, request: &SearchRequest) -> Result<SearchResponse, EngineError> {
        self.0.search(&request.clone().with_meaning(PATIENCE))
    }

    fn generation(&self) -> Result<String, EngineError> {
        self.0.generation()
    }
}

fn line(scores: &Scores) -> String {
    Measure::ALL.map(|measure| format!("{} {:.4}", measure.name(), scores.get(measure))).join("\t")
}

/// What the averages leave out.
fn warn(report: &Report, comparison: Option<&Comparison>) {
    if !report.without_relevant.is_empty() {
        let count = report.without_relevant.len();
        tracing::warn!("{count} queries have no relevant document in the judgments; no average counts them");
    }
    if !report.not_asked.is_empty() {
        let count = report.not_asked.len();
        tracing::warn!("{count} judged queries are not among the queries; no average counts them");
    }
    if let Some(Comparison { baseline_without: count @ 1.., .. }) = comparison {
        tracing::warn!("the baseline ranks nothing for {count} queries; it counts 0 there");
    }
}

fn as_json(report: &Report, generation: &str) -> Value {
    let queries: Vec<Value> = report
        .queries
        .iter()
        .map(|query| {
            let mut value = Map::from_iter([
                ("id".to_owned(), json!(query.query)),
                ("relevant".to_owned(), json!(query.relevant)),
                ("found".to_owned(), json!(query.found)),
            ]);
            value.extend(differences::scores_as_json(&query.scores));
            Value::Object(value)
        })
        .collect();
    json!({
        "generation": generation,
        "mean": differences::scores_as_json(&report.mean),
        "queries": queries,
        "without_relevant": report.without_relevant,
        "not_asked": report.not_asked,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::tests::{context, put, run};

    /// Two documents of which the second one's query asks for the first, and the words that evaluate them.
    async fn evaluated(folder: &tempfile::TempDir, more: &[&str]) -> String {
        let (mut context, printed) = context(folder);
        put(&context, r#"{"id":"a","title":"老人助餐","body":"补贴三元。"}"#);
        put(&context, r#"{"id":"b","title":"道路养护","body":"施工通告。"}"#);
        run(&mut context, &["index"]).await.unwrap();
        let file = |name: &str, text: &str| {
            std::fs::write(folder.path().join(name), text).unwrap();
            folder.path().join(name).to_str().unwrap().to_owned()
        };
        let queries = file("queries.jsonl", "{\"id\":\"q1\",\"text\":\"助餐\"}\n{\"id\":\"q2\",\"text\":\"养护\"}\n");
        let (qrels, run_file) = (file("qrels", "q1 0 a 1\nq2 0 a 1\n"), file("run", ""));
        let baseline = file("baseline", "q1 Q0 b 1 2 x\nq1 Q0 a 2 1 x\nq2 Q0 a 1 1 x\n");
        let words = ["evaluate", "--queries", &queries, "--qrels", &qrels, "--run", &run_file];
        let baseline = ["--baseline", baseline.as_str()].into_iter().filter(|_| !more.is_empty());
        let words: Vec<&str> = words.into_iter().chain(baseline).chain(more.iter().copied()).collect();
        let before = printed.text().len();
        assert_eq!(run(&mut context, &words).await.unwrap(), Outcome::Done);
        printed.text().split_off(before)
    }

    #[tokio::test]
    async fn an_evaluation_measures_the_current_generation_and_writes_a_run() {
        let folder = tempfile::tempdir().unwrap();
        let told = evaluated(&folder, &[]).await;
        let expected = "nDCG@10 0.5000\tMRR@10 0.5000\tRecall@100 0.5000\tMAP 0.5000\tP@10 0.0500\tover 2 queries\n";
        assert_eq!(told, expected);
        let lines = std::fs::read_to_string(folder.path().join("run")).unwrap();
        assert!(lines.starts_with("q1 Q0 a 1 ") && lines.contains("\nq2 Q0 b 1 "), "{lines}");
    }

    #[tokio::test]
    async fn a_baseline_is_compared_query_by_query() {
        let folder = tempfile::tempdir().unwrap();
        let told = evaluated(&folder, &["--differences", "1"]).await;
        expect_test::expect![[r"
            measure	baseline	run	difference	p	better	worse	equal
            nDCG@10	0.8155	0.5000	-0.3155	1.0000	1	1	0
            MRR@10	0.7500	0.5000	-0.2500	1.0000	1	1	0
            Recall@100	1.0000	0.5000	-0.5000	1.0000	0	1	1
            MAP	0.7500	0.5000	-0.2500	1.0000	1	1	0
            P@10	0.1000	0.0500	-0.0500	1.0000	0	1	1
            better	q1	0.6309	1.0000	助餐
            worse	q2	1.0000	0.0000	养护
            nDCG@10 0.5000	MRR@10 0.5000	Recall@100 0.5000	MAP 0.5000	P@10 0.0500	over 2 queries
        "]]
        .assert_eq(&told);
    }

    #[tokio::test]
    async fn the_comparison_is_in_the_json_too() {
        let folder = tempfile::tempdir().unwrap();
        let told: Value = serde_json::from_str(&evaluated(&folder, &["--json"]).await).unwrap();
        assert_eq!(told["mean"]["map"], 0.5);
        assert_eq!(told["comparison"]["measures"]["mrr_at_10"]["p_value"], 1.0);
        assert_eq!(told["comparison"]["better"][0]["text"], "助餐");
        assert_eq!(told["comparison"]["worse"][0]["baseline"]["ndcg_at_10"], 1.0);
    }
}
