//! What the routes share: the engine, the archive, and the bounds of both.

use std::path::Path;
use std::sync::Arc;

use gongkai_document::DocumentId;
use gongkai_query::{
    Discovery, EngineError, SearchEngine, SearchRequest, SearchResponse, SimilarRequest, SimilarResponse,
    SuggestRequest, Suggestion,
};

use crate::WebError;
use crate::archives::{Archives, PublicDocument};
use crate::bulkhead::{Bulkhead, Unfinished};
use crate::identity::Identity;
use crate::limits::Limits;
use crate::marks::only_marks;
use crate::refusal::Refusal;

/// How many readiness checks may wait for the one that runs.
const PROBE_QUEUE_MAX: usize = 8;

/// An engine and an archive, ready to answer. Cloning it is cheap; every clone is the same service.
#[derive(Debug)]
pub struct Service<E> {
    shared: Arc<Shared<E>>,
}

#[derive(Debug)]
struct Shared<E> {
    engine: E,
    archives: Archives,
    identity: Identity,
    searches: Bulkhead,
    reads: Bulkhead,
    probes: Bulkhead,
}

impl<E> Clone for Service<E> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }
}

impl<E: SearchEngine> Service<E> {
    /// Joins an engine and the archive that its index was made from, which is opened for reading only.
    pub fn open(engine: E, archive: &Path, identity: Identity, limits: &Limits) -> Result<Self, WebError> {
        let budget = limits.answer_budget;
        Ok(Self {
            shared: Arc::new(Shared {
                engine,
                archives: Archives::open(archive)?,
                identity,
                searches: Bulkhead::new(limits.search_workers, limits.search_queue_max, budget),
                reads: Bulkhead::new(limits.archive_workers, limits.archive_queue_max, budget),
                probes: Bulkhead::new(1, PROBE_QUEUE_MAX, budget),
            }),
        })
    }

    /// Whose service it is.
    pub(crate) fn identity(&self) -> &Identity {
        &self.shared.identity
    }

    /// Answers a search.
    pub(crate) async fn search(&self, request: &SearchRequest) -> Result<SearchResponse, Refusal> {
        let (shared, request) = (Arc::clone(&self.shared), request.clone());
        let answer = self.shared.searches.run(move || shared.engine.search(&request)).await;
        let mut response = finished(answer, "search")?.map_err(|error| engine_refusal(&error))?;
        for hit in &mut response.hits {
            hit.title_html = only_marks(&hit.title_html);
            hit.snippet_html = only_marks(&hit.snippet_html);
        }
        Ok(response)
    }

    /// Reads a public document.
    pub(crate) async fn document(&self, id: DocumentId) -> Result<PublicDocument, Refusal> {
        let shared = Arc::clone(&self.shared);
        let read = self.shared.reads.run(move || shared.archives.public_document(&id)).await;
        match finished(read, "archive read")? {
            Ok(document) => document.ok_or(Refusal::NoSuchDocument),
            Err(error) => {
                tracing::error!(error = chain(&error), "a document could not be read from the archive");
                Err(Refusal::Failed)
            }
        }
    }

    /// The name of the generation that serves.
    pub(crate) async fn generation(&self) -> Result<String, Refusal> {
        let shared = Arc::clone(&self.shared);
        let name = self.shared.probes.run(move || shared.engine.generation()).await;
        finished(name, "readiness check")?.map_err(|error| engine_refusal(&error))
    }
}

impl<E: Discovery> Service<E> {
    /// Documents like another one; `None` when the index does not have that.
    pub(crate) async fn similar(&self, request: SimilarRequest) -> Result<Option<SimilarResponse>, Refusal> {
        let shared = Arc::clone(&self.shared);
        let answer = self.shared.searches.run(move || shared.engine.similar(&request)).await;
        finished(answer, "comparison")?.map_err(|error| engine_refusal(&error))
    }

    /// Completions of what is being typed.
    pub(crate) async fn suggest(&self, request: SuggestRequest) -> Result<Vec<Suggestion>, Refusal> {
        let shared = Arc::clone(&self.shared);
        let answer = self.shared.searches.run(move || shared.engine.suggest(&request)).await;
        finished(answer, "completion")?.map_err(|error| engine_refusal(&error))
    }
}

/// What the work gave, or why there is nothing. A panic is a defect of ours and is told in the log.
fn finished<T>(outcome: Result<T, Unfinished>, work: &'static str) -> Result<T, Refusal> {
    if let Err(unfinished) = &outcome {
        match unfinished {
            Unfinished::Panicked => tracing::error!(work, "work panicked"),
            Unfinished::Full | Unfinished::TooSlow => tracing::warn!(work, ?unfinished, "a request was refused"),
        }
    }
    Ok(outcome?)
}

fn engine_refusal(error: &EngineError) -> Refusal {
    match error {
        EngineError::NoGeneration => Refusal::NoGeneration,
        EngineError::Failed(_) => {
            tracing::error!(error = chain(error), "the engine failed");
            Refusal::Failed
        }
    }
}

/// An error and what caused it, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        line.push_str(": ");
        line.push_str(&error.to_string());
        cause = error.source();
    }
    line
}
