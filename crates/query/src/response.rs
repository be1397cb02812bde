//! What a search gets.

use crate::{Counterpart, Explanation, SemanticUse};
use gongkai_document::{Date, DocumentId, DocumentNumber, IndexNumber, Kind, Validity};

/// The answer to one search, all of it from one generation.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchResponse {
    /// How many hits there are, exactly; the same on every page. Documents that are folded together are one hit.
    pub total: usize,
    /// How many of them have the words that were asked for; all of them, where nothing was found by what it means.
    pub by_words: usize,
    /// The hits of the page asked for.
    pub hits: Vec<Hit>,
    /// How the hits spread over the fields.
    pub facets: Facets,
    /// How the query was understood.
    pub interpreted: Interpreted,
    /// Other queries worth trying.
    pub suggestions: Vec<String>,
    /// Whether documents were also found by what they mean.
    pub semantic: SemanticUse,
    /// The name of the generation that answered.
    pub generation: String,
}

/// One document that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The document.
    pub id: DocumentId,
    /// Its title as published.
    pub title: String,
    /// The title as HTML: escaped, with `<mark>` around what matched.
    pub title_html: String,
    /// The part that answers best, as HTML: escaped, with `<mark>` around what matched.
    pub snippet_html: String,
    /// What that part was taken from.
    pub snippet_from: SnippetSource,
    /// Where the public reads it.
    pub url: Option<String>,
    /// What sort of document it is.
    pub kind: Kind,
    /// The body that published it.
    pub publisher: Option<String>,
    /// Its main column's path.
    pub column: Option<String>,
    /// Its document number as written.
    pub document_number: Option<DocumentNumber>,
    /// Its index number as written.
    pub index_number: Option<IndexNumber>,
    /// The day it was published.
    pub published_on: Option<Date>,
    /// The day it was made.
    pub made_on: Option<Date>,
    /// Whether it is in force.
    pub validity: Validity,
    /// How well it matches; only comparable within one search.
    pub score: f32,
    /// Whether it was found by what it means alone: it has not the words that were asked for.
    pub semantic: bool,
    /// How many files hang on it.
    pub attachments: usize,
    /// The files among them whose text answers the query: all of it, or what the document's own text leaves open.
    pub matched_attachments: Vec<MatchedAttachment>,
    /// How many other documents say the same (a repost, a text in two columns, a reply given again), whether the query
    /// finds them or not; they are folded behind this one. 0 when nothing is folded.
    pub duplicates: usize,
    /// Whether what it says stands in pictures, films or files, and hardly anything in text.
    pub text_poor: bool,
    /// Its interpretations, or what it interprets, when the request asks for them.
    pub counterparts: Vec<Counterpart>,
    /// Where the score comes from, when the request asks for it.
    pub explanation: Option<Explanation>,
}

/// What a snippet was taken from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SnippetSource {
    /// The document's text.
    #[default]
    Text,
    /// The question that a reply answers.
    Question,
    /// The attachment of this name.
    Attachment(String),
}

/// A file whose text answers a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchedAttachment {
    /// The name a reader sees.
    pub name: String,
    /// Where the file is.
    pub url: String,
}

/// How the hits spread over the fields, most frequent value first (years: latest first).
///
/// A field with a chosen value is counted without its own filter, under all others: its other values say what choosing them
/// would find. What is chosen is always listed, also when nothing has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets {
    /// By kind (codes).
    pub kind: Vec<FacetCount>,
    /// By publishing body.
    pub publisher: Vec<FacetCount>,
    /// By column path.
    pub column: Vec<FacetCount>,
    /// By year of publication.
    pub year: Vec<FacetCount>,
    /// By validity (codes).
    pub validity: Vec<FacetCount>,
    /// By the town or street whose body published it; documents of higher bodies have none.
    pub town: Vec<FacetCount>,
    /// By whether files hang on it: `true` and `false`.
    pub has_attachment: Vec<FacetCount>,
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// The value, as a filter takes it.
    pub value: String,
    /// How many hits have it; of documents that are folded together it is enough that one of those found has it.
    pub count: usize,
}

/// How the query was understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Interpreted {
    /// The document number that was recognised, in canonical form.
    pub document_number: Option<String>,
    /// The quoted phrases.
    pub phrases: Vec<String>,
    /// The words that must not occur.
    pub excluded: Vec<String>,
    /// The words that were also searched in another form.
    pub expanded: Vec<Expansion>,
    /// The quoted phrases that no document has, whose words were searched instead.
    pub loosened: Vec<String>,
}

/// A word of the query and the form that was searched as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expansion {
    /// As typed.
    pub from: String,
    /// As also searched.
    pub to: String,
}
