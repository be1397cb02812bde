//! Answers one search from one generation.

use gongkai_query::{Hit, Interpreted, SearchRequest, SearchResponse, Sort};
use tantivy::collector::TopDocs;
use tantivy::collector::sort_key::{SortBySimilarityScore, SortByStaticFastValue};
use tantivy::query::{AllQuery, BooleanQuery, ConstScoreQuery, Occur, Query};
use tantivy::{DocAddress, Order, Searcher};

use crate::clauses::Clauses;
use crate::error::IndexError;
use crate::facets::{Counting, Counts};
use crate::filters::conditions;
use crate::highlight::{Highlighter, to_html};
use crate::local::OpenGeneration;
use crate::ranking::Ranking;
use crate::schema::PUBLISHED;
use crate::snippet::snippet_html;

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
        if answer.counts.total >= MATCHES_WANTED {
            break;
        }
    }
    let highlighter = Highlighter::new(request.query(), &clauses, &generation.analyzer);
    let mut hits = Vec::new();
    for (score, address) in answer.top {
        hits.push(hit(generation, &searcher, &highlighter, score, address)?);
    }
    Ok(SearchResponse {
        total: answer.counts.total,
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
    top: Vec<(f32, DocAddress)>,
}

fn ask(
    generation: &OpenGeneration,
    searcher: &Searcher,
    request: &SearchRequest,
    clauses: &Clauses,
    demand: usize,
) -> Result<Answer, IndexError> {
    let ranking = Ranking { fields: &generation.fields, searcher, scope: request.scope() };
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
    let top = TopDocs::with_limit(request.size()).and_offset(request.offset());
    let doing = IndexError::tantivy;
    // Everything at once has no best match, so it comes by date.
    let sort = if is_ranked { request.sort() } else { by_date(request.sort()) };
    let (counts, top) = match sort {
        Sort::Relevance => {
            // Of equals the newest comes first.
            let newest = (SortByStaticFastValue::<i64>::for_field(PUBLISHED), Order::Desc);
            let by_score = top.order_by((SortBySimilarityScore, newest));
            let (counts, top) = searcher.search(&query, &(Counting, by_score)).map_err(doing("searching"))?;
            (counts, top.into_iter().map(|((score, _), address)| (score, address)).collect())
        }
        Sort::Newest | Sort::Oldest => {
            let order = if sort == Sort::Newest { Order::Desc } else { Order::Asc };
            let by_day = top.order_by_fast_field::<i64>(PUBLISHED, order);
            let (counts, top) = searcher.search(&query, &(Counting, by_day)).map_err(doing("searching"))?;
            (counts, top.into_iter().map(|(_, address)| (0.0, address)).collect())
        }
    };
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

fn hit(
    generation: &OpenGeneration,
    searcher: &Searcher,
    highlighter: &Highlighter,
    score: f32,
    address: DocAddress,
) -> Result<Hit, IndexError> {
    let (stored, body) = generation.stored(searcher, address)?;
    Ok(Hit {
        title_html: to_html(&stored.title, &highlighter.marks(&stored.title)),
        snippet_html: snippet_html(highlighter, &body),
        id: stored.id,
        title: stored.title,
        url: stored.url,
        kind: stored.kind,
        publisher: stored.publisher,
        column: stored.column.map(|column| column.as_str().to_owned()),
        document_number: stored.document_number,
        index_number: stored.index_number,
        published_on: stored.published_on,
        made_on: stored.made_on,
        validity: stored.validity,
        score,
        attachments: stored.attachments,
        duplicates: 0,
    })
}
