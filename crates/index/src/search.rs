//! Answers one search from one generation.

use std::sync::Arc;
use std::time::Duration;

use gongkai_query::{
    Compared, Filters, Interpreted, Meaning, ParsedQuery, Scope, SearchRequest, SearchResponse, SemanticUse, Sort,
};
use tantivy::Searcher;
use tantivy::collector::Count;
use tantivy::query::{AllQuery, BooleanQuery, ConstScoreQuery, Occur, Query};

use crate::clauses::Clauses;
use crate::duplicates::Duplicates;
use crate::error::IndexError;
use crate::facets::{Counting, Counts, Facet};
use crate::filters::{conditions, operators};
use crate::hits::Hits;
use crate::local::OpenGeneration;
use crate::meaning::Near;
use crate::ranking::{Place, Ranking, is_sentence};
use crate::stored::title_key;
use crate::top::{Match, Top};
use crate::weights::semantic_weight;

/// A search first asks for documents with all of the query; with fewer matches than this it asks for less, down to any
/// part of it. Five pages of ten: fewer cuts off answers that say it in other words (questions to the statutes lose 5
/// points of Recall@100 at 30, and none gain), more makes a short query's total a count of its commonest word.
const MATCHES_WANTED: usize = 50;

/// Answers `request`.
///
/// A quotation that no document has is loosened: its words are searched instead, and the answer says so. People quote names
/// as prose does, and a page without a hit helps nobody.
pub(crate) fn search(
    generation: &OpenGeneration,
    request: &SearchRequest,
    meaning: Option<&dyn Meaning>,
) -> Result<SearchResponse, IndexError> {
    let found = search_for(generation, request, request.query(), meaning)?;
    // Who types conditions or unwanted words means what is typed.
    let is_plain = request.query().operators.is_empty() && request.query().excluded.is_empty();
    if found.total > 0 || !request.expands() || !is_plain {
        return Ok(found);
    }
    let Some(loose) = request.query().loosened() else { return Ok(found) };
    // Where a filter is what leaves nothing, the page says so; the quotation stands elsewhere.
    if let Ok(unfiltered) = request.clone().with_filters(Filters::default())
        && unfiltered != *request
        && search_for(generation, &unfiltered, request.query(), None)?.total > 0
    {
        return Ok(found);
    }
    let loosened = search_for(generation, request, &loose, None)?;
    let phrases = request.query().phrases.clone();
    let interpreted = Interpreted { loosened: phrases.clone(), phrases, ..loosened.interpreted };
    Ok(if loosened.total > 0 { SearchResponse { interpreted, ..loosened } } else { found })
}

/// Answers `request` as if `query` had been typed.
fn search_for(
    generation: &OpenGeneration,
    request: &SearchRequest,
    query: &ParsedQuery,
    meaning: Option<&dyn Meaning>,
) -> Result<SearchResponse, IndexError> {
    let clauses = Clauses::new(query, request.expands().then(|| generation.short_forms()), &generation.analyzer);
    let searcher = generation.searcher();
    let duplicates = request.folds_duplicates().then(|| generation.duplicates());
    let title_key = title_key(request.text());
    let mut search = Search { generation, searcher, request, query, clauses, title_key, duplicates, near: None };
    // The comparison goes on beside the search by words, whose answer is there when it takes too long.
    let comparison = meaning.zip(search.meaning_asked());
    let comparison = comparison.map(|(meaning, (text, budget))| meaning.compare(text, budget));
    let ByWords { mut answer, mut demanded, strictest } = search.answer()?;
    let by_words = answer.counts.total;
    let compared = comparison.map_or(Compared::Off, |comparison| comparison());
    let semantic = match compared {
        Compared::Off => SemanticUse::Off,
        Compared::TimedOut => SemanticUse::TimedOut,
        Compared::Near(nearness) => {
            let documents = generation.known_documents(&nearness.documents)?;
            (answer, demanded) =
                search.answer_near(&Near::new(&documents, &nearness, semantic_weight(&search.clauses)), strictest)?;
            SemanticUse::Used
        }
    };
    search.count_alternatives(&mut answer.counts, demanded)?;
    let shown = Hits::new(generation, &search.searcher, request, query, &search.clauses);
    let mut hits = Vec::new();
    for found in &answer.top {
        let mut hit = shown.hit(found)?;
        hit.semantic = search.near.as_ref().is_some_and(|near| near.is_added(found.address.doc_id));
        if request.explains() {
            hit.explanation = Some(search.ranking(search.place()).explain(&search.clauses, demanded, found.address)?);
        }
        hits.push(hit);
    }
    Ok(SearchResponse {
        total: answer.counts.total,
        by_words,
        facets: answer.counts.facets(request.filters()),
        hits,
        interpreted: Interpreted {
            document_number: query.document_number.clone(),
            phrases: query.phrases.clone(),
            excluded: query.excluded.clone(),
            expanded: search.clauses.expanded.clone(),
            loosened: Vec::new(),
        },
        suggestions: Vec::new(),
        semantic,
        generation: generation.name.clone(),
    })
}

/// How many groups a match must have: first all, then less. A sentence asks for none, but for any of its words or any two
/// of its characters in a row: with a whole group as a condition letters lose half a point of nDCG@10, hard ones one.
fn demands(clauses: &Clauses) -> Vec<usize> {
    if is_sentence(clauses) { vec![0] } else { clauses.demands() }
}

/// A request before one generation.
struct Search<'a> {
    generation: &'a OpenGeneration,
    searcher: Searcher,
    request: &'a SearchRequest,
    /// What is looked for.
    query: &'a ParsedQuery,
    clauses: Clauses,
    title_key: String,
    duplicates: Option<&'a Duplicates>,
    /// How near documents are in what they mean, once that is known.
    near: Option<Arc<Near>>,
}

/// What tantivy finds: the counts over all matches, and the page asked for.
#[derive(Default)]
struct Answer {
    counts: Counts,
    top: Vec<Match>,
}

/// The answer by words.
struct ByWords {
    answer: Answer,
    /// How many groups its matches have at least.
    demanded: usize,
    /// How many were asked for before a filter left nothing; the same where none did.
    strictest: usize,
}

/// The query for everything that is asked.
struct Asked {
    query: Box<dyn Query>,
    /// Whether some matches are better than others.
    is_ranked: bool,
}

impl Search<'_> {
    fn place(&self) -> Place {
        match self.request.scope() {
            Scope::Title => Place::Titles,
            Scope::All if self.generation.has_attached() => Place::Everywhere,
            Scope::All => Place::Texts,
        }
    }

    fn ranking(&self, place: Place) -> Ranking<'_> {
        let Self { generation, searcher, title_key, .. } = self;
        let (authority, near) = (generation.authority(), self.near.as_ref());
        Ranking { fields: &generation.fields, searcher, place, title_key, authority, near }
    }

    /// The answer by words, and how many groups its matches have at least.
    ///
    /// How much of the query is asked for depends on the query alone: a filter that leaves little must not make the search
    /// loose, or choosing a kind would find more than the search without it. Only one that would leave nothing does.
    fn answer(&self) -> Result<ByWords, IndexError> {
        let demands = demands(&self.clauses);
        let is_filtered = *self.request.filters() != Filters::default();
        let settled = if is_filtered { self.settled(&demands)? } else { 0 };
        let (mut answer, mut demanded) = (Answer::default(), 1);
        let strictest = if is_filtered { demands.get(settled).copied() } else { None };
        for demand in demands.into_iter().skip(settled) {
            (answer, demanded) = (self.ask(demand)?, demand);
            let total = answer.counts.total;
            if if is_filtered { total > 0 } else { self.has_enough(total, demand)? } {
                break;
            }
        }
        Ok(ByWords { answer, demanded, strictest: strictest.unwrap_or(demanded) })
    }

    /// The answer with the nearest documents among its matches, and how many groups the others have at least: as many as by
    /// words alone. But a filter that leaves one of the nearest leaves something, and loosens nothing.
    fn answer_near(&mut self, near: &Near, strictest: usize) -> Result<(Answer, usize), IndexError> {
        let is_filtered = *self.request.filters() != Filters::default();
        let (mut answer, mut demanded) = (Answer::default(), strictest);
        for demand in demands(&self.clauses).into_iter().skip_while(|demand| *demand > strictest) {
            self.near = Some(Arc::new(near.unused()));
            (answer, demanded) = (self.ask(demand)?, demand);
            if !is_filtered || answer.counts.total > 0 {
                break;
            }
        }
        Ok((answer, demanded))
    }

    /// The text whose meaning is asked for, and how long that may take; `None` when it is not wanted, or when the query names
    /// what it wants: a number, an article, a quotation, a place or an order of its own.
    fn meaning_asked(&self) -> Option<(&str, Duration)> {
        let Self { request, query, clauses, .. } = self;
        let budget = request.meaning_budget()?;
        let is_usual = request.sort() == Sort::Relevance && request.scope() == Scope::All;
        let is_named = query.document_number.is_some() || clauses.names_article;
        // What a sentence quotes is a name or a stress, and no condition.
        let is_quotation = !query.phrases.is_empty() && !is_sentence(clauses);
        let is_whole = query.operators.is_empty() && query.excluded.is_empty();
        let text = if is_whole { request.text() } else { query.text.as_str() };
        (is_usual && !is_named && !is_quotation && is_worded(text)).then_some((text, budget))
    }

    /// The place of the first demand that finds enough without any filter; the last one when none does.
    fn settled(&self, demands: &[usize]) -> Result<usize, IndexError> {
        let last = demands.len().saturating_sub(1);
        for (place, demand) in demands.iter().take(last).enumerate() {
            let found = self.count(self.place(), *demand, &Filters::default())?.unwrap_or_default();
            if self.has_enough(found.total, *demand)? {
                return Ok(place);
            }
        }
        Ok(last)
    }

    fn ask(&self, demand: usize) -> Result<Answer, IndexError> {
        let Some(Asked { query, is_ranked }) = self.query(self.place(), demand, self.request.filters())? else {
            return Ok(Answer::default());
        };
        // Everything at once has no best match, so it comes by date.
        let sort = if is_ranked { self.request.sort() } else { by_date(self.request.sort()) };
        let offset = self.request.offset();
        let top = Top { sort, limit: offset + self.request.size(), duplicates: self.duplicates };
        let doing = IndexError::tantivy("searching");
        let (counts, mut top) = if self.request.is_ranking_only() {
            let (total, top) = self.searcher.search(query.as_ref(), &(Count, top)).map_err(doing)?;
            (Counts::of_total(total), top)
        } else {
            self.searcher.search(query.as_ref(), &(self.counting(), top)).map_err(doing)?
        };
        top.drain(..offset.min(top.len()));
        Ok(Answer { counts, top })
    }

    fn counting(&self) -> Counting<'_> {
        Counting { values: self.generation.facet_values(), duplicates: self.duplicates }
    }

    /// Whether a demand has found enough. Only texts are counted: a long annex has nearly every word, and must not make a
    /// search stop before it has found the answers that say it in other words.
    fn has_enough(&self, total: usize, demand: usize) -> Result<bool, IndexError> {
        if total < MATCHES_WANTED || self.place() != Place::Everywhere {
            return Ok(total >= MATCHES_WANTED);
        }
        Ok(self.count(Place::Texts, demand, &Filters::default())?.is_none_or(|counts| counts.total >= MATCHES_WANTED))
    }

    fn count(&self, place: Place, demand: usize, filters: &Filters) -> Result<Option<Counts>, IndexError> {
        let Some(Asked { query, .. }) = self.query(place, demand, filters)? else { return Ok(None) };
        let doing = IndexError::tantivy("counting");
        Ok(Some(if self.request.is_ranking_only() {
            Counts::of_total(self.searcher.search(query.as_ref(), &Count).map_err(doing)?)
        } else {
            self.searcher.search(query.as_ref(), &self.counting()).map_err(doing)?
        }))
    }

    /// Counts what choosing another value of a field would find, for each field with a choice, in one pass each.
    fn count_alternatives(&self, counts: &mut Counts, demand: usize) -> Result<(), IndexError> {
        if self.request.is_ranking_only() {
            return Ok(());
        }
        let filters = self.request.filters();
        for facet in Facet::ALL {
            let Some(others) = facet.others(filters) else { continue };
            let without = self.count(self.place(), demand, &others)?.unwrap_or_default();
            counts.take_alternatives(facet, without, filters);
        }
        Ok(())
    }

    /// What is asked, with at least `demand` groups in each match; `None` when nothing could fit.
    fn query(&self, place: Place, demand: usize, filters: &Filters) -> Result<Option<Asked>, IndexError> {
        let Self { generation, request, clauses, query: asked, .. } = self;
        let ranking = self.ranking(place);
        let matching = ranking.query(clauses, demand)?;
        let is_ranked = matching.is_some();
        let everything = || Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0)) as Box<dyn Query>;
        let has_text = asked.text.chars().any(char::is_alphanumeric);
        if !is_ranked && (has_text || is_only_punctuation(request)) {
            return Ok(None);
        }
        let mut parts: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, matching.unwrap_or_else(everything))];
        parts.extend(ranking.excluded(clauses)?.map(|unwanted| (Occur::MustNot, unwanted)));
        parts.extend(conditions(filters, &generation.fields).into_iter().map(|query| (Occur::Must, query)));
        let operators = operators(&asked.operators, &generation.fields, &generation.analyzer)?;
        parts.extend(operators.into_iter().map(|query| (Occur::Must, query)));
        // As it is, a query may have a quicker way through its matches.
        let only = if parts.len() == 1 { parts.pop() } else { None };
        let query = only.map_or_else(|| Box::new(BooleanQuery::new(parts)) as Box<dyn Query>, |(_, only)| only);
        Ok(Some(Asked { query, is_ranked }))
    }
}

/// Whether a text is of words more than of digits: a date or an index number means nothing.
fn is_worded(text: &str) -> bool {
    let count = |is: fn(char) -> bool| text.chars().filter(|c| is(*c)).count();
    let letters = count(char::is_alphabetic);
    letters > 1 && letters > count(char::is_numeric)
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
    let query = request.query();
    query.excluded.is_empty() && query.operators.is_empty() && !request.text().chars().all(is_silent)
}
