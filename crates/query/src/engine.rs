//! What answers searches.

use std::sync::Arc;

use gongkai_document::DocumentId;

use crate::{
    CitationsResponse, CopiesResponse, SearchRequest, SearchResponse, SimilarRequest, SimilarResponse, SuggestRequest,
    Suggestion,
};

/// Something that answers searches: the local index, and later a distributed engine.
///
/// Searching blocks the calling thread: it is work for a processor, not waiting. A server calls it off its async threads.
pub trait SearchEngine: Send + Sync + 'static {
    /// Answers one search from one generation.
    fn search(&self, request: &SearchRequest) -> Result<SearchResponse, EngineError>;

    /// The name of the generation that searches are answered from now.
    fn generation(&self) -> Result<String, EngineError>;
}

/// An engine that also leads on: from a document to those like it, and from the beginning of a query to whole ones.
pub trait Discovery: SearchEngine {
    /// Finds documents like a document or a text; `None` when the generation does not have the document.
    fn similar(&self, request: &SimilarRequest) -> Result<Option<SimilarResponse>, EngineError>;

    /// Completes the beginning of a query, the best completion first.
    fn suggest(&self, request: &SuggestRequest) -> Result<Vec<Suggestion>, EngineError>;

    /// The other documents that say the same as the document `id`, which a search folds into one hit; `None` when the
    /// generation does not have the document. An engine that folds nothing has none of any.
    fn copies(&self, _id: &DocumentId) -> Result<Option<CopiesResponse>, EngineError> {
        Ok(None)
    }

    /// What the document `id` cites and what cites it; `None` when the generation does not have the document. An engine
    /// that does not read citations has none of any.
    fn citations(&self, _id: &DocumentId) -> Result<Option<CitationsResponse>, EngineError> {
        Ok(None)
    }
}

/// Whoever holds the engine too, such as to move it to a newer generation, shares it.
impl<E: SearchEngine> SearchEngine for Arc<E> {
    fn search(&self, request: &SearchRequest) -> Result<SearchResponse, EngineError> {
        self.as_ref().search(request)
    }

    fn generation(&self) -> Result<String, EngineError> {
        self.as_ref().generation()
    }
}

impl<E: Discovery> Discovery for Arc<E> {
    fn similar(&self, request: &SimilarRequest) -> Result<Option<SimilarResponse>, EngineError> {
        self.as_ref().similar(request)
    }

    fn suggest(&self, request: &SuggestRequest) -> Result<Vec<Suggestion>, EngineError> {
        self.as_ref().suggest(request)
    }

    fn copies(&self, id: &DocumentId) -> Result<Option<CopiesResponse>, EngineError> {
        self.as_ref().copies(id)
    }

    fn citations(&self, id: &DocumentId) -> Result<Option<CitationsResponse>, EngineError> {
        self.as_ref().citations(id)
    }
}

/// Why an engine cannot answer a search that is well formed.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// There is nothing to search yet.
    #[error("there is no index to search yet; run `gongkai index`")]
    NoGeneration,
    /// The engine failed.
    #[error("the index could not answer the search")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}
