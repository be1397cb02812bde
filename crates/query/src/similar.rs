//! Similar documents: what is asked, and what comes with each answer to say why it is one.

use gongkai_document::{Date, DocumentId, DocumentNumber, Kind, RelationKind, Validity};

use crate::request::{short_enough, size_within};
use crate::{Filters, InvalidRequest, PAGE_SIZE_MAX};

/// The longest text to compare with, in characters: a long request with what it quotes.
pub const SIMILAR_CHARS_MAX: usize = 20_000;
/// How many similar documents are given when nothing else is asked.
pub const SIMILAR_SIZE_DEFAULT: usize = 10;

/// What others are to be like, and which others are wanted. Checked when it is made.
#[derive(Debug, Clone, PartialEq)]
pub struct SimilarRequest {
    subject: Subject,
    size: usize,
    filters: Filters,
}

/// What others are to be like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A document of the index.
    Document(DocumentId),
    /// A text that somebody has at hand, such as a request that has just come in.
    Text(String),
}

impl SimilarRequest {
    /// Documents like the document `id`.
    pub fn to_document(id: DocumentId) -> Self {
        Self { subject: Subject::Document(id), size: SIMILAR_SIZE_DEFAULT, filters: Filters::default() }
    }

    /// Documents like `text`.
    pub fn to_text(text: &str) -> Result<Self, InvalidRequest> {
        let text = short_enough(text, SIMILAR_CHARS_MAX)?;
        Ok(Self { subject: Subject::Text(text.to_owned()), size: SIMILAR_SIZE_DEFAULT, filters: Filters::default() })
    }

    /// The same request for at most `size` documents.
    pub fn with_size(mut self, size: usize) -> Result<Self, InvalidRequest> {
        self.size = size_within(size, PAGE_SIZE_MAX)?;
        Ok(self)
    }

    /// The same request for documents that meet `filters`.
    pub fn with_filters(mut self, filters: Filters) -> Result<Self, InvalidRequest> {
        self.filters = filters.checked()?;
        Ok(self)
    }

    /// What others are to be like.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// How many at most.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The conditions.
    pub fn filters(&self) -> &Filters {
        &self.filters
    }
}

/// How many copies of a document are told one by one; a reply that is given to everybody has more.
pub const COPIES_MAX: usize = 100;

/// The other documents that say the same as one document.
#[derive(Debug, Clone, PartialEq)]
pub struct CopiesResponse {
    /// How many there are.
    pub total: usize,
    /// The first [`COPIES_MAX`] of them: those with a document number first, then by date, the earliest first.
    pub documents: Vec<Brief>,
    /// The name of the generation that answered.
    pub generation: String,
}

/// The documents that are like another one, all of them from one generation.
#[derive(Debug, Clone, PartialEq)]
pub struct SimilarResponse {
    /// The words that were looked for: those that tell most about the subject, the most telling first.
    pub terms: Vec<String>,
    /// The documents, the most similar first.
    pub hits: Vec<SimilarHit>,
    /// Interpretations of the subject, or what it interprets, where titles or numbers say so.
    pub counterparts: Vec<Counterpart>,
    /// The name of the generation that answered.
    pub generation: String,
}

/// A document that is like the subject.
#[derive(Debug, Clone, PartialEq)]
pub struct SimilarHit {
    /// The document.
    pub document: Brief,
    /// How similar it is; only comparable within one answer.
    pub score: f32,
    /// The words that tie it to the subject, the most telling first.
    pub shared_terms: Vec<String>,
    /// Whether it says nearly the same, word for word. Copies of a document are left out of what is like it; copies of a
    /// text are not, because a request that has been answered before is what its reader looks for.
    pub is_copy: bool,
}

/// The other half of a pair of a document and its interpretation.
#[derive(Debug, Clone, PartialEq)]
pub struct Counterpart {
    /// The document.
    pub document: Brief,
    /// What it is to the subject, as a relation of the subject's.
    pub kind: RelationKind,
    /// What both have in common: the name or the number.
    pub by: String,
}

/// What a list shows of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Brief {
    /// The document.
    pub id: DocumentId,
    /// Its title as published.
    pub title: String,
    /// Where the public reads it.
    pub url: Option<String>,
    /// What sort of document it is.
    pub kind: Kind,
    /// The body that published it.
    pub publisher: Option<String>,
    /// Its document number as written.
    pub document_number: Option<DocumentNumber>,
    /// The day it was published.
    pub published_on: Option<Date>,
    /// Whether it is in force.
    pub validity: Validity,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_for_similar_documents_keeps_its_limits() {
        let long = "长".repeat(SIMILAR_CHARS_MAX + 1);
        let too_long = InvalidRequest::TextTooLong { chars: SIMILAR_CHARS_MAX + 1, max: SIMILAR_CHARS_MAX };
        assert_eq!(SimilarRequest::to_text(&long).unwrap_err(), too_long);
        let request = SimilarRequest::to_text("长者饭堂怎么补贴").unwrap();
        assert_eq!(
            request.clone().with_size(0).unwrap_err(),
            InvalidRequest::SizeOutOfRange { size: 0, max: PAGE_SIZE_MAX }
        );
        assert_eq!(request.with_size(5).unwrap().size(), 5);
    }
}
