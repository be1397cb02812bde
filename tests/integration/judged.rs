//! The judged set over the sample portal: the ranking does not get worse without anyone noticing.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use gongkai_analysis::Analyzer;
use gongkai_document::{Access, Document, DocumentId, Timestamp};
use gongkai_evaluation::{Judgments, Query, Report, evaluate};
use gongkai_index::{IndexRoot, LocalIndex};
use gongkai_sample_portal::{SampleOptions, SamplePortal};

/// How large the portal is that the set is judged over; see `data/judged/README.md`.
const ITEMS: usize = 300;
/// The average nDCG@10 may not fall under this. It stands a little under what the ranking reaches, so that a change which
/// moves single queries passes, and one that costs a point does not. Whoever makes the ranking better raises it: run this
/// test, take the average that it prints, and leave half a point.
const NDCG_FLOOR: f64 = 0.86;
/// How deep each query is looked at: as far as Recall@100 sees.
const DEPTH: usize = 100;

#[test]
fn the_ranking_of_the_judged_set_is_as_good_as_it_was() {
    let portal = SamplePortal::generate(&SampleOptions { items: ITEMS, ..SampleOptions::default() });
    let hijacked: HashSet<&DocumentId> = portal.hijacked().map(|document| &document.id).collect();
    let shown = |document: &&Document| document.access == Access::Public && !hijacked.contains(&document.id);
    let documents: Vec<&Document> = portal.truth().iter().filter(shown).collect();
    let judgments = Judgments::read(&data("qrels.tsv")).unwrap();
    let known: HashSet<&DocumentId> = documents.iter().map(|document| &document.id).collect();
    let strange: Vec<&DocumentId> = judgments.documents().filter(|id| !known.contains(id)).collect();
    assert!(strange.is_empty(), "the sample portal has changed, judge its documents anew: {strange:?}");

    let folder = tempfile::tempdir().unwrap();
    let queries = Query::read_all(&data("queries.jsonl")).unwrap();
    let report = evaluate(&indexed(&folder, &documents), &queries, &judgments, DEPTH).unwrap();
    assert_eq!(report.queries.len(), queries.len(), "every query has a relevant document");
    let reached = report.mean.ndcg_at_10;
    println!("nDCG@10 {reached:.4} over {} queries; the worst ones:\n{}", queries.len(), worst(&report, &queries));
    assert!(reached >= NDCG_FLOOR, "nDCG@10 is {reached:.4}, it was at least {NDCG_FLOOR}");
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/judged").join(name)
}

fn indexed(folder: &tempfile::TempDir, documents: &[&Document]) -> LocalIndex {
    let root = IndexRoot::open(folder.path(), Analyzer::embedded()).unwrap();
    let mut generation = root.build(Timestamp::UNIX_EPOCH).unwrap();
    for document in documents {
        generation.add(document).unwrap();
    }
    generation.finish(0).unwrap();
    LocalIndex::open(root).unwrap()
}

/// The ten queries that reach least, to be looked at first.
fn worst(report: &Report, queries: &[Query]) -> String {
    let mut reached: Vec<(f64, &str)> = report
        .queries
        .iter()
        .filter_map(|scores| {
            let query = queries.iter().find(|query| query.id == scores.query)?;
            Some((scores.scores.ndcg_at_10, query.text.as_str()))
        })
        .collect();
    reached.sort_by(|a, b| a.0.total_cmp(&b.0));
    let line = |(value, text): &(_, _)| format!("{value:.4} {text}\n");
    reached.iter().take(10).map(line).collect::<Vec<String>>().concat()
}
