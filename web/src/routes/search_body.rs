//! The shape of a search's answer for programs.

use std::time::Duration;

use gongkai_query::{
    Brief, FacetCount, Hit, Interpreted, ParsedQuery, SearchRequest, SearchResponse, SignalScore, SnippetSource,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::routes::brief_body::{BriefBody, CounterpartBody};

/// The answer on the wire. Its fields are promised to callers, whatever the core types become.
///
/// The program prints the same in a terminal, so that what is tried there holds for a caller too.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SearchResult)]
pub struct SearchBody<'a> {
    query: &'a str,
    total: usize,
    took_ms: f64,
    page: usize,
    size: usize,
    generation: &'a str,
    best_bets: Vec<BriefBody<'a>>,
    hits: Vec<HitBody<'a>>,
    facets: FacetsBody<'a>,
    interpreted: InterpretedBody<'a>,
    suggestions: &'a [String],
    semantic: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Hit)]
pub(crate) struct HitBody<'a> {
    id: &'a str,
    title: &'a str,
    title_html: &'a str,
    snippet_html: &'a str,
    snippet_from: SourceBody<'a>,
    url: Option<&'a str>,
    kind: &'static str,
    publisher: Option<&'a str>,
    column: Option<&'a str>,
    document_number: Option<&'a str>,
    index_number: Option<&'a str>,
    published_on: Option<String>,
    made_on: Option<String>,
    validity: &'static str,
    score: f32,
    attachments: usize,
    matched_attachments: Vec<FileBody<'a>>,
    duplicates: usize,
    text_poor: bool,
    semantic: bool,
    counterparts: Vec<CounterpartBody<'a>>,
    /// Only there when it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    explanation: Option<Vec<SignalBody<'a>>>,
}

/// One of the things that a score is the sum of.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Signal)]
struct SignalBody<'a> {
    signal: &'static str,
    label: &'static str,
    score: f32,
    terms: Vec<TermBody<'a>>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Term)]
struct TermBody<'a> {
    term: &'a str,
    score: f32,
}

/// What a snippet was taken from: its `part` is `text`, `question` or `attachment`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SnippetSource)]
struct SourceBody<'a> {
    part: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = File)]
struct FileBody<'a> {
    name: &'a str,
    url: &'a str,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Facets)]
struct FacetsBody<'a> {
    kind: Vec<CountBody<'a>>,
    publisher: Vec<CountBody<'a>>,
    year: Vec<CountBody<'a>>,
    column: Vec<CountBody<'a>>,
    validity: Vec<CountBody<'a>>,
    town: Vec<CountBody<'a>>,
    has_attachment: Vec<CountBody<'a>>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FacetCount)]
struct CountBody<'a> {
    value: &'a str,
    count: usize,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Interpreted)]
struct InterpretedBody<'a> {
    document_number: Option<&'a str>,
    phrases: &'a [String],
    loosened: &'a [String],
    excluded: &'a [String],
    expanded: Vec<ExpansionBody<'a>>,
    conditions: Vec<&'a str>,
    series: Option<&'a str>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Expansion)]
struct ExpansionBody<'a> {
    from: &'a str,
    to: &'a str,
}

impl<'a> SearchBody<'a> {
    /// The body for what an engine found for `request` in `took`.
    pub fn new(request: &'a SearchRequest, found: &'a SearchResponse, took: Duration) -> Self {
        let took_ms = (took.as_secs_f64() * 10_000.0).round() / 10.0;
        Self {
            query: request.text(),
            total: found.total,
            took_ms,
            page: request.page(),
            size: request.size(),
            generation: &found.generation,
            best_bets: Vec::new(),
            hits: found.hits.iter().map(HitBody::from).collect(),
            facets: FacetsBody {
                kind: counts(&found.facets.kind),
                publisher: counts(&found.facets.publisher),
                year: counts(&found.facets.year),
                column: counts(&found.facets.column),
                validity: counts(&found.facets.validity),
                town: counts(&found.facets.town),
                has_attachment: counts(&found.facets.has_attachment),
            },
            interpreted: InterpretedBody::new(request.query(), &found.interpreted),
            suggestions: &found.suggestions,
            semantic: found.semantic.code(),
        }
    }

    /// The same body with the documents that an operator put above the hits.
    #[must_use]
    pub fn with_best_bets(self, documents: &'a [Brief]) -> Self {
        Self { best_bets: documents.iter().map(BriefBody::from).collect(), ..self }
    }
}

impl<'a> From<&'a Hit> for HitBody<'a> {
    fn from(hit: &'a Hit) -> Self {
        Self {
            id: hit.id.as_str(),
            title: &hit.title,
            title_html: &hit.title_html,
            snippet_html: &hit.snippet_html,
            snippet_from: SourceBody::from(&hit.snippet_from),
            url: hit.url.as_deref(),
            kind: hit.kind.code(),
            publisher: hit.publisher.as_deref(),
            column: hit.column.as_deref(),
            document_number: hit.document_number.as_ref().map(gongkai_document::DocumentNumber::as_str),
            index_number: hit.index_number.as_ref().map(gongkai_document::IndexNumber::as_str),
            published_on: hit.published_on.map(|day| day.to_string()),
            made_on: hit.made_on.map(|day| day.to_string()),
            validity: hit.validity.code(),
            score: hit.score,
            attachments: hit.attachments,
            matched_attachments: hit
                .matched_attachments
                .iter()
                .map(|file| FileBody { name: &file.name, url: &file.url })
                .collect(),
            duplicates: hit.duplicates,
            text_poor: hit.text_poor,
            semantic: hit.semantic,
            counterparts: hit.counterparts.iter().map(CounterpartBody::from).collect(),
            explanation: hit
                .explanation
                .as_ref()
                .map(|explanation| explanation.signals.iter().map(SignalBody::from).collect()),
        }
    }
}

impl<'a> From<&'a SignalScore> for SignalBody<'a> {
    fn from(part: &'a SignalScore) -> Self {
        Self {
            signal: part.signal.code(),
            label: part.signal.label(),
            score: part.score,
            terms: part.terms.iter().map(|term| TermBody { term: &term.term, score: term.score }).collect(),
        }
    }
}

impl<'a> From<&'a SnippetSource> for SourceBody<'a> {
    fn from(source: &'a SnippetSource) -> Self {
        match source {
            SnippetSource::Text => Self { part: "text", name: None },
            SnippetSource::Question => Self { part: "question", name: None },
            SnippetSource::Attachment(name) => Self { part: "attachment", name: Some(name) },
        }
    }
}

impl<'a> InterpretedBody<'a> {
    fn new(query: &'a ParsedQuery, interpreted: &'a Interpreted) -> Self {
        Self {
            document_number: interpreted.document_number.as_deref(),
            phrases: &interpreted.phrases,
            loosened: &interpreted.loosened,
            excluded: &interpreted.excluded,
            expanded: interpreted
                .expanded
                .iter()
                .map(|expansion| ExpansionBody { from: &expansion.from, to: &expansion.to })
                .collect(),
            conditions: query.operators.iter().map(|operator| operator.written.as_str()).collect(),
            series: query.series(),
        }
    }
}

fn counts(facet: &[FacetCount]) -> Vec<CountBody<'_>> {
    facet.iter().map(|entry| CountBody { value: &entry.value, count: entry.count }).collect()
}
