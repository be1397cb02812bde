//! Similar documents: the subject's most telling words, the documents that have them, and which words tie each one.

mod copies;
mod counterparts;
mod terms;

use std::collections::HashSet;

use gongkai_document::DocumentId;
use gongkai_query::{Brief, SimilarHit, SimilarRequest, SimilarResponse, Subject};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, Searcher, TERMINATED};

use crate::bm25::{Saturation, ScoredTerm};
use crate::duplicates::group_of;
use crate::error::IndexError;
use crate::filters::conditions;
use crate::local::OpenGeneration;
use crate::schema::ID;
use crate::stored::StoredHit;

use copies::Copies;
pub(crate) use counterparts::counterparts;
pub use terms::TellingWord;
pub(crate) use terms::telling_words;
use terms::{TellingTerm, telling_terms};

/// How many of the terms that tie two documents are told.
const SHARED_MAX: usize = 10;

/// How many matches are looked at for each one that is shown: behind the copies of a notice that every street reposts
/// there must be something else.
const LOOKED_AT: usize = 4;

/// Copies of one text match alike: only a match with so much of another one's score can be its copy.
const COPY_SCORE_MIN: f32 = 0.8;

/// With so many words to compare by, one that is shared ties nothing yet.
const MANY_TERMS: usize = 6;

/// BM25's parameters: those for a query that is a sentence, because a long document has many of its words by chance.
const SATURATION: Saturation = Saturation { k1: 1.2, b: 0.95 };

/// What others are compared with.
pub(crate) struct Compared {
    title: String,
    text: String,
    /// The document itself, when it is one.
    address: Option<DocAddress>,
}

/// Answers `request`; `None` when the generation does not have the document.
pub(crate) fn similar(
    generation: &OpenGeneration,
    request: &SimilarRequest,
) -> Result<Option<SimilarResponse>, IndexError> {
    let searcher = generation.searcher();
    let (compared, stored) = match request.subject() {
        Subject::Text(text) => (Compared { title: String::new(), text: text.clone(), address: None }, None),
        Subject::Document(id) => {
            let Some(address) = address_of(&searcher, id)? else { return Ok(None) };
            let stored = generation.stored(&searcher, address)?;
            let text = format!("{}\n{}", stored.question, stored.body);
            (Compared { title: stored.hit.title.clone(), text, address: Some(address) }, Some(stored))
        }
    };
    let terms = telling_terms(generation, &searcher, &compared)?;
    let hits = hits(generation, &searcher, request, &compared, &terms)?;
    let counterparts = match &stored {
        Some(stored) => counterparts(generation, &searcher, stored)?,
        None => Vec::new(),
    };
    Ok(Some(SimilarResponse {
        terms: terms.into_iter().filter(|term| term.is_shown).map(|term| term.text).collect(),
        hits,
        counterparts,
        generation: generation.name.clone(),
    }))
}

fn hits(
    generation: &OpenGeneration,
    searcher: &Searcher,
    request: &SimilarRequest,
    compared: &Compared,
    terms: &[TellingTerm],
) -> Result<Vec<SimilarHit>, IndexError> {
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let mut any: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for term in terms {
        let (term, weight) = (term.term.clone(), term.weight);
        any.push((Occur::Should, Box::new(ScoredTerm { term, weight, saturation: SATURATION })));
    }
    let mut parts: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, Box::new(BooleanQuery::new(any)))];
    let filters = conditions(request.filters(), &generation.fields);
    parts.extend(filters.into_iter().map(|condition| (Occur::Must, condition)));
    let top = TopDocs::with_limit(request.size() * LOOKED_AT + 1).order_by_score();
    let found = searcher.search(&BooleanQuery::new(parts), &top).map_err(IndexError::tantivy("finding the like"))?;
    let found = in_order(searcher, found)?;

    let copies = Copies::of(compared);
    let groups = generation.duplicates().groups();
    let mut seen = HashSet::new();
    seen.extend(compared.address.and_then(|address| group_of(&groups, address.doc_id)));
    let words = terms.iter().filter(|term| term.is_shown).count();
    let shared_min = if words < MANY_TERMS { 1 } else { 2 };
    let mut hits = Vec::new();
    let mut told: Vec<(f32, Copies)> = Vec::new();
    for (score, address) in found {
        if hits.len() == request.size() {
            break;
        }
        let is_itself = compared.address == Some(address);
        if is_itself || group_of(&groups, address.doc_id).is_some_and(|group| !seen.insert(group)) {
            continue;
        }
        let stored = generation.stored(searcher, address)?;
        let is_copy = copies.is_copy(&stored);
        if is_copy && compared.address.is_some() {
            continue;
        }
        let is_told = |(better, copies): &(f32, Copies)| score >= COPY_SCORE_MIN * better && copies.is_copy(&stored);
        let shared_terms = shared(searcher, terms, address)?;
        if shared_terms.len() < shared_min || told.iter().rev().any(is_told) {
            continue;
        }
        told.push((score, Copies::of_stored(&stored)));
        hits.push(SimilarHit { document: brief(stored.hit), score, shared_terms, is_copy });
    }
    Ok(hits)
}

/// The terms that the document at `address` has too.
fn shared(searcher: &Searcher, terms: &[TellingTerm], address: DocAddress) -> Result<Vec<String>, IndexError> {
    let doing = || IndexError::tantivy("looking for what two documents share");
    let segment = searcher.segment_reader(address.segment_ord);
    let mut shared = Vec::new();
    for term in terms.iter().filter(|term| term.is_shown) {
        let index = segment.inverted_index(term.term.field()).map_err(doing())?;
        let postings = index.read_postings(&term.term, IndexRecordOption::Basic).map_err(|e| doing()(e.into()))?;
        let Some(mut postings) = postings else { continue };
        let at = if postings.doc() < address.doc_id { postings.seek(address.doc_id) } else { postings.doc() };
        if at == address.doc_id && at != TERMINATED {
            shared.push(term.text.clone());
            if shared.len() == SHARED_MAX {
                break;
            }
        }
    }
    Ok(shared)
}

/// The best match first, and equal ones by their identifiers: documents have no order of their own that lasts from one
/// generation to the next.
pub(crate) fn in_order(
    searcher: &Searcher,
    found: Vec<(f32, DocAddress)>,
) -> Result<Vec<(f32, DocAddress)>, IndexError> {
    let doing = || IndexError::tantivy("putting matches in order");
    let mut keyed = Vec::with_capacity(found.len());
    for (score, address) in found {
        let ids = searcher.segment_reader(address.segment_ord).fast_fields().str(ID).map_err(doing())?;
        let id = ids.and_then(|ids| ids.ords().first(address.doc_id));
        keyed.push((score, id, address));
    }
    keyed.sort_by(|(a, one, _), (b, other, _)| b.total_cmp(a).then_with(|| one.cmp(other)));
    Ok(keyed.into_iter().map(|(score, _, address)| (score, address)).collect())
}

/// Where the document is: one pass over a column of numbers, because nothing else asks for single documents.
pub(crate) fn address_of(searcher: &Searcher, id: &DocumentId) -> Result<Option<DocAddress>, IndexError> {
    let doing = || IndexError::tantivy("looking for a document");
    for (ordinal, segment) in (0u32..).zip(searcher.segment_readers()) {
        let Some(column) = segment.fast_fields().str(ID).map_err(doing())? else { continue };
        let place = column.dictionary().term_ord(id.as_str().as_bytes()).map_err(|error| doing()(error.into()))?;
        let Some(place) = place else { continue };
        let found = (0..segment.max_doc()).find(|document| column.ords().first(*document) == Some(place));
        if let Some(document) = found {
            return Ok(Some(DocAddress::new(ordinal, document)));
        }
    }
    Ok(None)
}

pub(crate) fn brief(stored: StoredHit) -> Brief {
    Brief {
        id: stored.id,
        title: stored.title,
        url: stored.url,
        kind: stored.kind,
        publisher: stored.publisher,
        document_number: stored.document_number,
        published_on: stored.published_on,
        validity: stored.validity,
    }
}
