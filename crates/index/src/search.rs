//! Answers one search from one generation.

use gongkai_query::{Interpreted, SearchRequest, SearchResponse, Sort};
use tantivy::Searcher;
use tantivy::query::{AllQuery, BooleanQuery, ConstScoreQuery, Occur, Query};

use crate::clauses::Clauses;
use crate::error::IndexError;
use crate::facets::{Counting, Counts};
use crate::filters::conditions;
use crate::hits::Hits;
use crate::local::OpenGeneration;
use crate::ranking::Ranking;
use crate::top::{Match, Top};

/// A search first asks for documents with all of the query; with fewer matches than this it asks for less, down to any
/// part of it. Five pages of ten: fewer cuts off answers that say it in other words (questions to the statutes lose 5
/// points of Recall@100 at 30, and none gain), more makes a short query's total a count of its commonest word.
const MATCHES_WANTED: usize = 50;

/// Answers `request`.
pub(crate) fn search(generation: &OpenGeneration, request: &SearchRequest) -> Result<SearchResponse, IndexError> {
    let searcher = generation.searcher();
    let clauses = Clauses::new(request.query(), &generation.analyzer);
    let mut answer = Answer::default();
    for demand in clauses.demands() {
        answer = ask(generation, &searcher, request, &clauses, demand)?;
        if answer.counts.total() >= MATCHES_WANTED {
            break;
        }
    }
    let shown = Hits::new(generation, &searcher, request, &clauses);
    let mut hits = Vec::new();
    for found in &answer.top {
        hits.push(shown.hit(found)?);
    }
    Ok(SearchResponse {
        total: answer.counts.total(),
        facets: answer.counts.facets(),
        hits,
        interpreted: Interpreted {
            document_number: request.query().document_number.clone(),
            phrases: request.query().phrases.clone(),
            excluded: request.query().excluded.clone(),
            expanded: Vec::new(),
        },
        suggestions: Vec::new(),
        generation: generation.name.clone(),
    })
}

/// What tantivy finds: the counts over all matches, and the page asked for.
#[derive(Default)]
struct Answer {
    counts: Counts,
    top: Vec<Match>,
}

fn ask(
    generation: &OpenGeneration,
    searcher: &Searcher,
    request: &SearchRequest,
    clauses: &Clauses,
    demand: usize,
) -> Result<Answer, IndexError> {
    let ranking = Ranking::new(generation, searcher, request.scope());
    let matching = ranking.query(clauses, demand)?;
    let is_ranked = matching.is_some();
    let everything = || Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0)) as Box<dyn Query>;
    let has_text = request.query().text.chars().any(char::is_alphanumeric);
    if !is_ranked && (has_text || is_only_punctuation(request)) {
        return Ok(Answer::default());
    }
    let mut parts: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, matching.unwrap_or_else(everything))];
    parts.extend(ranking.excluded(clauses)?.map(|unwanted| (Occur::MustNot, unwanted)));
    parts.extend(conditions(request.filters(), &generation.fields).into_iter().map(|query| (Occur::Must, query)));
    let query = BooleanQuery::new(parts);
    // Everything at once has no best match, so it comes by date.
    let sort = if is_ranked { request.sort() } else { by_date(request.sort()) };
    let duplicates = request.folds_duplicates().then(|| generation.duplicates());
    let top = Top { sort, limit: request.offset() + request.size(), duplicates };
    let found = searcher.search(&query, &(Counting { duplicates }, top));
    let (counts, mut top) = found.map_err(IndexError::tantivy("searching"))?;
    top.drain(..request.offset().min(top.len()));
    Ok(Answer { counts, top })
}

fn by_date(sort: Sort) -> Sort {
    match sort {
        Sort::Relevance | Sort::Newest => Sort::Newest,
        Sort::Oldest => Sort::Oldest,
    }
}

/// A query of nothing but punctuation asks for nothing that a document could have; an empty one asks for everything.
fn is_only_punctuation(request: &SearchRequest) -> bool {
    let is_silent = |c: char| c.is_whitespace() || c.is_control();
    request.query().excluded.is_empty() && !request.text().chars().all(is_silent)
}
