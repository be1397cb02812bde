//! Asking an engine every query and averaging the measures.

use std::collections::HashSet;

use gongkai_document::DocumentId;
use gongkai_query::{SearchEngine, SearchRequest};

use crate::{EvaluationError, Grades, Judgments, Query, Run, ScoredDocument, Scores};

/// What the measures say about a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The averages over [`Report::queries`].
    pub mean: Scores,
    /// The queries that have a relevant document, in the order of their identifiers.
    pub queries: Vec<QueryScores>,
    /// Queries that were asked although no document is judged relevant for them; no average counts them.
    pub without_relevant: Vec<String>,
    /// Queries that have a relevant document and were not asked; no average counts them.
    pub not_asked: Vec<String>,
    /// What was found.
    pub run: Run,
}

/// The measures of one query.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryScores {
    /// The query's identifier.
    pub query: String,
    /// Its measures.
    pub scores: Scores,
    /// How many documents are judged relevant for it.
    pub relevant: usize,
    /// How many documents were found for it, at most as many as were asked for.
    pub found: usize,
}

/// Asks `engine` every query for its `depth` best documents and measures what it finds.
///
/// A query without results counts 0. With a `depth` below 100, Recall@100 sees no more than `depth` documents.
pub fn evaluate(
    engine: &impl SearchEngine,
    queries: &[Query],
    judgments: &Judgments,
    depth: usize,
) -> Result<Report, EvaluationError> {
    evaluate_with(queries, judgments, |query| ask(engine, query, depth))
}

/// Measures what `ask` finds for every query, the best document first.
pub fn evaluate_with(
    queries: &[Query],
    judgments: &Judgments,
    mut ask: impl FnMut(&Query) -> Result<Vec<ScoredDocument>, EvaluationError>,
) -> Result<Report, EvaluationError> {
    let mut run = Run::default();
    for query in queries {
        run.insert(&query.id, ask(query)?);
    }
    let asked: HashSet<&str> = queries.iter().map(|query| query.id.as_str()).collect();
    let mut report = Report::over(run, judgments, |query| asked.contains(query));
    report.without_relevant = queries
        .iter()
        .filter(|query| judgments.of(&query.id).is_none_or(|grades| grades.relevant() == 0))
        .map(|query| query.id.clone())
        .collect();
    Ok(report)
}

fn ask(engine: &impl SearchEngine, query: &Query, depth: usize) -> Result<Vec<ScoredDocument>, EvaluationError> {
    let request = SearchRequest::new(&query.text)
        .and_then(|request| request.with_ranking_only().with_depth(depth))
        .map_err(|source| EvaluationError::Request { query: query.id.clone(), source })?;
    let response =
        engine.search(&request).map_err(|source| EvaluationError::Engine { query: query.id.clone(), source })?;
    let mut seen = HashSet::new();
    let mut found = Vec::with_capacity(response.hits.len());
    for hit in response.hits {
        if !seen.insert(hit.id.clone()) {
            return Err(EvaluationError::RepeatedHit { query: query.id.clone(), document: hit.id });
        }
        found.push(ScoredDocument { id: hit.id, score: hit.score });
    }
    Ok(found)
}

impl Report {
    /// Measures a run, such as another engine's: every query that has a relevant document counts, and one that the run
    /// does not know counts 0.
    pub fn new(run: Run, judgments: &Judgments) -> Self {
        Self::over(run, judgments, |_| true)
    }

    fn over(run: Run, judgments: &Judgments, asked: impl Fn(&str) -> bool) -> Self {
        let (mut queries, mut not_asked) = (Vec::new(), Vec::new());
        for (query, grades) in judgments.with_relevant() {
            if asked(query) {
                queries.push(QueryScores::new(query, run.of(query), grades));
            } else {
                not_asked.push(query.to_owned());
            }
        }
        let scores: Vec<Scores> = queries.iter().map(|query| query.scores).collect();
        Self { mean: Scores::mean(&scores), queries, without_relevant: Vec::new(), not_asked, run }
    }
}

impl QueryScores {
    fn new(query: &str, found: &[ScoredDocument], grades: &Grades) -> Self {
        let ranking: Vec<&DocumentId> = found.iter().map(|found| &found.id).collect();
        let scores = Scores::of(&ranking, grades);
        Self { query: query.to_owned(), scores, relevant: grades.relevant(), found: found.len() }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::float_cmp, reason = "the values compared are exact in binary")]

    use std::fmt::Write;
    use std::path::Path;

    use gongkai_document::{Kind, Validity};
    use gongkai_query::{EngineError, Facets, Hit, Interpreted, SearchResponse, SemanticUse, SnippetSource};

    use super::*;
    use crate::Measure;

    /// Finds the documents that the query's text names.
    struct Echo;

    impl SearchEngine for Echo {
        fn search(&self, request: &SearchRequest) -> Result<SearchResponse, EngineError> {
            if request.text() == "broken" {
                return Err(EngineError::NoGeneration);
            }
            let hits: Vec<Hit> = request.text().split_whitespace().take(request.size()).map(hit).collect();
            Ok(SearchResponse {
                total: hits.len(),
                by_words: hits.len(),
                hits,
                facets: Facets::default(),
                interpreted: Interpreted::default(),
                suggestions: Vec::new(),
                semantic: SemanticUse::Off,
                generation: String::new(),
            })
        }

        fn generation(&self) -> Result<String, EngineError> {
            Ok(String::new())
        }
    }

    fn hit(id: &str) -> Hit {
        Hit {
            id: DocumentId::new(id).unwrap(),
            title: String::new(),
            title_html: String::new(),
            snippet_html: String::new(),
            snippet_from: SnippetSource::Text,
            url: None,
            kind: Kind::Other,
            publisher: None,
            column: None,
            document_number: None,
            index_number: None,
            published_on: None,
            made_on: None,
            validity: Validity::Unknown,
            score: 1.0,
            semantic: false,
            attachments: 0,
            matched_attachments: Vec::new(),
            counterparts: Vec::new(),
            duplicates: 0,
            text_poor: false,
            explanation: None,
        }
    }

    fn query(id: &str, text: &str) -> Query {
        Query { id: id.to_owned(), text: text.to_owned() }
    }

    fn judgments(text: &str) -> Judgments {
        Judgments::parse(Path::new("qrels"), text).unwrap()
    }

    #[test]
    fn the_figures_equal_those_of_trec_eval() {
        let run = Run::parse(Path::new("made.run"), include_str!("../fixtures/made.run")).unwrap();
        let report = Report::new(run, &judgments(include_str!("../fixtures/made.qrels")));
        let mut figures = String::new();
        let per_query = report.queries.iter().map(|query| (query.query.as_str(), query.scores));
        for (name, scores) in per_query.chain([("mean", report.mean)]) {
            let values = Measure::ALL.map(|measure| format!("{:.4}", scores.get(measure)));
            writeln!(figures, "{name} {}", values.join(" ")).unwrap();
        }
        expect_test::expect_file!["../fixtures/made.figures"].assert_eq(&figures);
    }

    #[test]
    fn a_query_without_results_counts_zero_and_one_without_a_relevant_document_does_not_count() {
        let queries = [query("q1", "x a"), query("q2", ""), query("q3", "a"), query("q4", "a")];
        let judged = judgments("q1 0 a 1\nq2 0 a 1\nq3 0 a 0\nq5 0 a 1\n");
        let report = evaluate(&Echo, &queries, &judged, 100).unwrap();
        assert_eq!(report.mean.mrr_at_10, 0.25);
        assert_eq!(report.queries.iter().map(|query| query.found).collect::<Vec<_>>(), [2, 0]);
        assert_eq!(report.without_relevant, ["q3", "q4"]);
        assert_eq!(report.not_asked, ["q5"]);
    }

    #[test]
    fn nothing_below_the_depth_is_asked() {
        let report = evaluate(&Echo, &[query("q1", "x y a")], &judgments("q1 0 a 1\n"), 2).unwrap();
        assert_eq!((report.queries[0].found, report.mean.recall_at_100), (2, 0.0));
    }

    #[test]
    fn an_error_names_the_query() {
        let error = |text: &str| evaluate(&Echo, &[query("q7", text)], &Judgments::default(), 100).unwrap_err();
        assert!(matches!(error("broken"), EvaluationError::Engine { query, .. } if query == "q7"));
        assert!(matches!(error(&"长".repeat(2_001)), EvaluationError::Request { query, .. } if query == "q7"));
        assert!(matches!(error("a b a"), EvaluationError::RepeatedHit { document, .. } if document.as_str() == "a"));
    }
}
