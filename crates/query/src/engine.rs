//! What answers searches.

use std::sync::Arc;

use crate::{SearchRequest, SearchResponse};

/// Something that answers searches: the local index, and later a distributed engine.
///
/// Searching blocks the calling thread: it is work for a processor, not waiting. A server calls it off its async threads.
pub trait SearchEngine: Send + Sync + 'static {
    /// Answers one search from one generation.
    fn search(&self, request: &SearchRequest) -> Result<SearchResponse, EngineError>;

    /// The name of the generation that searches are answered from now.
    fn generation(&self) -> Result<String, EngineError>;
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
