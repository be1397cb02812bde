//! A comparison of two runs, as it is told: each measure, then the queries that gained and lost most.

use std::collections::HashMap;

use gongkai_evaluation::{Comparison, Measure, PairedScores, Scores};
use serde_json::{Map, Value, json};

use crate::output::{Output, printable};

/// The measure by which queries gain and lose.
const FIRST: Measure = Measure::NdcgAt10;

/// Prints a table of the measures, then `count` of the queries that gained most and of those that lost most by nDCG@10,
/// each with both values and its text.
pub(crate) fn print(
    comparison: &Comparison,
    texts: &HashMap<&str, &str>,
    count: usize,
    out: &mut Output,
) -> anyhow::Result<()> {
    out.line("measure\tbaseline\trun\tdifference\tp\tbetter\tworse\tequal")?;
    for measure in Measure::ALL {
        let compared = comparison.of(measure);
        let (baseline, run) = (compared.baseline, compared.run);
        out.line(format_args!(
            "{}\t{baseline:.4}\t{run:.4}\t{:+.4}\t{:.4}\t{}\t{}\t{}",
            measure.name(),
            run - baseline,
            compared.p_value,
            compared.better,
            compared.worse,
            compared.equal
        ))?;
    }
    let groups =
        [("better", comparison.most_improved(FIRST, count)), ("worse", comparison.most_worsened(FIRST, count))];
    for (word, queries) in groups {
        for query in queries {
            let (baseline, run) = (query.baseline.get(FIRST), query.run.get(FIRST));
            let text = printable(text(query, texts));
            out.line(format_args!("{word}\t{}\t{baseline:.4}\t{run:.4}\t{text}", query.query))?;
        }
    }
    Ok(())
}

/// The same as JSON, with every measure of those queries.
pub(crate) fn as_json(comparison: &Comparison, texts: &HashMap<&str, &str>, count: usize) -> Value {
    let measures = Measure::ALL.map(|measure| {
        let compared = comparison.of(measure);
        let value = json!({
            "baseline": compared.baseline,
            "run": compared.run,
            "difference": compared.run - compared.baseline,
            "p_value": compared.p_value,
            "better": compared.better,
            "worse": compared.worse,
            "equal": compared.equal,
        });
        (measure.key().to_owned(), value)
    });
    let queries = |queries: Vec<&PairedScores>| -> Vec<Value> {
        let value = |query: &PairedScores| {
            json!({
                "id": query.query,
                "text": text(query, texts),
                "baseline": scores_as_json(&query.baseline),
                "run": scores_as_json(&query.run),
            })
        };
        queries.into_iter().map(value).collect()
    };
    json!({
        "queries": comparison.queries.len(),
        "baseline_without": comparison.baseline_without,
        "test": "two-sided randomisation",
        "measures": Map::from_iter(measures),
        "better": queries(comparison.most_improved(FIRST, count)),
        "worse": queries(comparison.most_worsened(FIRST, count)),
    })
}

/// Every measure under its name in JSON.
pub(crate) fn scores_as_json(scores: &Scores) -> Map<String, Value> {
    Measure::ALL.map(|measure| (measure.key().to_owned(), json!(scores.get(measure)))).into_iter().collect()
}

fn text<'a>(query: &PairedScores, texts: &HashMap<&str, &'a str>) -> &'a str {
    texts.get(query.query.as_str()).copied().unwrap_or_default()
}
