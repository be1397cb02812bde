//! The judged set over the sample portal: the ranking does not get worse without anyone noticing.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use gongkai_analysis::Analyzer;
use gongkai_document::{Access, Document, DocumentId, Timestamp};
use gongkai_evaluation::{Judgments, Query, Report, evaluate};
use gongkai_index::{IndexRoot, LocalIndex};
use gongkai_query::{Compared, Comparison, Meaning, Nearness, SearchEngine, SearchRequest, SemanticUse};
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
    let portal = portal();
    let documents = shown(&portal);
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

/// Finds the documents of even places near, whatever is asked.
struct Even(Arc<[DocumentId]>);

impl Meaning for Even {
    fn compare(&self, _text: &str, _budget: Duration) -> Comparison {
        let documents = Arc::clone(&self.0);
        Box::new(move || {
            let similarities = (0..documents.len()).map(|place| if place % 2 == 0 { 0.9 } else { 0.7 }).collect();
            Compared::Near(Nearness { documents, similarities, near_from: 0.8 })
        })
    }
}

#[test]
fn whoever_does_not_want_what_documents_mean_gets_what_words_find_to_the_bit() {
    let portal = portal();
    let documents = shown(&portal);
    let mut ids: Vec<DocumentId> = documents.iter().map(|document| document.id.clone()).collect();
    ids.sort();
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let plain = indexed(&folders[0], &documents);
    let with = indexed(&folders[1], &documents).with_meaning(Arc::new(Even(ids.into())));
    let mut others = 0;
    for query in Query::read_all(&data("queries.jsonl")).unwrap() {
        let request = SearchRequest::new(&query.text).unwrap().with_depth(DEPTH).unwrap().with_explanation();
        let expected = plain.search(&request).unwrap();
        let mut found = with.search(&request).unwrap();
        found.generation.clone_from(&expected.generation);
        assert_eq!(found, expected, "{}", query.text);
        let found = with.search(&request.with_meaning(Duration::from_secs(1))).unwrap();
        others += usize::from(found.semantic == SemanticUse::Used && found.hits != expected.hits);
    }
    assert!(others > 10, "{others}: what documents mean changes hits when it is wanted");
}

fn portal() -> SamplePortal {
    SamplePortal::generate(&SampleOptions { items: ITEMS, ..SampleOptions::default() })
}

/// What the public may see of it.
fn shown(portal: &SamplePortal) -> Vec<&Document> {
    let hijacked: HashSet<&DocumentId> = portal.hijacked().map(|document| &document.id).collect();
    let shown = |document: &&Document| document.access == Access::Public && !hijacked.contains(&document.id);
    portal.truth().iter().filter(shown).collect()
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
