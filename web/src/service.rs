//! What the routes share: the engine, the archive, and the bounds of both.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use gongkai_archive::{ArchiveError, PublicEntry};
use gongkai_document::{Date, DocumentId, Timestamp};
use gongkai_query::{
    Brief, CitationsResponse, CopiesResponse, Discovery, EngineError, SearchEngine, SearchRequest, SearchResponse,
    SimilarRequest, SimilarResponse, SuggestRequest, Suggestion,
};
use gongkai_query_log::Recorder;

use crate::archives::{Archives, PublicDocument, VersionPair};
use crate::best_bets::{BEST_BETS_MAX, BestBets, brief};
use crate::bulkhead::{Bulkhead, Unfinished};
use crate::differences::differences;
use crate::identity::Identity;
use crate::limits::Limits;
use crate::marks::only_marks;
use crate::metrics::{GenerationFacts, Metrics, QueueLoad};
use crate::refusal::Refusal;
use crate::views::{Comparison, changed_fields};
use crate::{Policy, WebError};

/// How many readiness checks may wait for the one that runs.
const PROBE_QUEUE_MAX: usize = 8;

/// The names under which queues are counted.
const SEARCH_QUEUE: &str = "search";
const ARCHIVE_QUEUE: &str = "archive";
const PROBE_QUEUE: &str = "probe";

/// An engine and an archive, ready to answer. Cloning it is cheap; every clone is the same service.
#[derive(Debug)]
pub struct Service<E> {
    shared: Arc<Shared<E>>,
    policy: Arc<Policy>,
    query_log: Option<Arc<Recorder>>,
}

#[derive(Debug)]
struct Shared<E> {
    engine: E,
    archives: Archives,
    identity: Identity,
    searches: Bulkhead,
    reads: Bulkhead,
    probes: Bulkhead,
    metrics: Arc<Metrics>,
    refusal_pause: Duration,
    best_bets: ArcSwap<BestBets>,
}

impl<E> Clone for Service<E> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), policy: Arc::clone(&self.policy), query_log: self.query_log.clone() }
    }
}

impl<E> Service<E> {
    /// The same service, which counts what people search and open in `log`.
    #[must_use]
    pub fn with_query_log(self, log: Recorder) -> Self {
        Self { query_log: Some(Arc::new(log)), ..self }
    }

    /// Shows `best_bets` from the next search on.
    pub fn set_best_bets(&self, best_bets: BestBets) {
        self.shared.best_bets.store(Arc::new(best_bets));
    }

    /// Where searches are counted; `None` where the operator has not asked for it.
    pub(crate) fn query_log(&self) -> Option<&Recorder> {
        self.query_log.as_deref()
    }

    /// The rules towards those who ask.
    pub(crate) fn policy(&self) -> &Arc<Policy> {
        &self.policy
    }

    /// Tells which generation serves, so that its age and size are counted.
    pub fn note_generation(&self, generation: GenerationFacts) {
        self.shared.metrics.note_generation(generation);
    }

    /// How long a refusal for want of room is held back.
    pub(crate) fn refusal_pause(&self) -> Duration {
        self.shared.refusal_pause
    }

    /// What the service counts about itself.
    pub(crate) fn metrics(&self) -> &Arc<Metrics> {
        &self.shared.metrics
    }

    /// How full each queue is now.
    pub(crate) fn queues(&self) -> [(&'static str, QueueLoad); 3] {
        let Shared { searches, reads, probes, .. } = &*self.shared;
        [(SEARCH_QUEUE, searches.load()), (ARCHIVE_QUEUE, reads.load()), (PROBE_QUEUE, probes.load())]
    }
}

impl<E: SearchEngine> Service<E> {
    /// Joins an engine and the archive that its index was made from, which is opened for reading only.
    pub fn open(engine: E, archive: &Path, identity: Identity, limits: &Limits) -> Result<Self, WebError> {
        let budget = limits.answer_budget;
        let metrics = Arc::new(Metrics::new(Timestamp::now()));
        let queue =
            |name, workers, queue_max| Bulkhead::new(workers, queue_max, budget).counting(metrics.queue_counters(name));
        Ok(Self {
            shared: Arc::new(Shared {
                engine,
                archives: Archives::open(archive)?,
                identity,
                searches: queue(SEARCH_QUEUE, limits.search_workers, limits.search_queue_max),
                reads: queue(ARCHIVE_QUEUE, limits.archive_workers, limits.archive_queue_max),
                probes: queue(PROBE_QUEUE, 1, PROBE_QUEUE_MAX),
                metrics,
                refusal_pause: limits.refusal_pause,
                best_bets: ArcSwap::default(),
            }),
            policy: Arc::default(),
            query_log: None,
        })
    }

    /// The same service under other rules towards those who ask.
    #[must_use]
    pub fn with_policy(self, policy: Policy) -> Self {
        Self { policy: Arc::new(policy), ..self }
    }

    /// Whose service it is.
    pub(crate) fn identity(&self) -> &Identity {
        &self.shared.identity
    }

    /// The search of a reader: by what documents mean as well, where the rules give the public that.
    pub(crate) fn of_public(&self, request: &SearchRequest) -> SearchRequest {
        match self.policy.semantic_budget {
            Some(budget) => request.clone().with_meaning(budget),
            None => request.clone(),
        }
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

    /// The documents that an operator put above the results of `request`, those that are public. When they cannot be read
    /// now, the results stand without them.
    pub(crate) async fn best_bets(&self, request: &SearchRequest, today: Date) -> Vec<Brief> {
        let ids = self.shared.best_bets.load().documents_for(request, today);
        if ids.is_empty() {
            return Vec::new();
        }
        let documents = self.read(move |archives| archives.first_public(&ids, BEST_BETS_MAX)).await;
        documents.unwrap_or_default().into_iter().map(brief).collect()
    }

    /// Reads a public document.
    pub(crate) async fn document(&self, id: DocumentId) -> Result<PublicDocument, Refusal> {
        self.read(move |archives| archives.public_document(&id)).await?.ok_or(Refusal::NoSuchDocument)
    }

    /// A version of a public document, the one before it, and what changed.
    pub(crate) async fn version_change(
        &self,
        id: DocumentId,
        number: u32,
    ) -> Result<(VersionPair, Comparison), Refusal> {
        let found = self.read(move |archives| {
            let Some(pair) = archives.version_pair(&id, number)? else { return Ok(None) };
            let (before, after) = (&pair.before.document, &pair.after.document);
            let fields = changed_fields(before, after);
            let comparison = Comparison { fields, lines: differences(&before.body, &after.body) };
            Ok(Some((pair, comparison)))
        });
        found.await?.ok_or(Refusal::NoSuchDocument)
    }

    /// How many pages the list of public documents has.
    pub(crate) async fn entry_pages(&self) -> Result<u32, Refusal> {
        self.read(Archives::entry_pages).await
    }

    /// One page of the list of public documents.
    pub(crate) async fn entries(&self, page: u32) -> Result<Vec<PublicEntry>, Refusal> {
        self.read(move |archives| archives.entries(page)).await
    }

    /// What `read` gives from the archive.
    async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Archives) -> Result<T, ArchiveError> + Send + 'static,
    ) -> Result<T, Refusal> {
        let shared = Arc::clone(&self.shared);
        let found = self.shared.reads.run(move || read(&shared.archives)).await;
        finished(found, "archive read")?.map_err(|error| {
            tracing::error!(error = chain(&error), "the archive could not be read");
            Refusal::Failed
        })
    }

    /// The name of the generation that serves, for an answer that may be left out; waits and is refused as searches are.
    pub(crate) async fn generation_for_search(&self) -> Option<String> {
        let shared = Arc::clone(&self.shared);
        self.shared.searches.run(move || shared.engine.generation()).await.ok()?.ok()
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

    /// The documents that say the same as another one; `None` when the index does not have that.
    pub(crate) async fn copies(&self, id: DocumentId) -> Result<Option<CopiesResponse>, Refusal> {
        let shared = Arc::clone(&self.shared);
        let answer = self.shared.searches.run(move || shared.engine.copies(&id)).await;
        finished(answer, "comparison")?.map_err(|error| engine_refusal(&error))
    }

    /// What a document cites and what cites it; `None` when the index does not have it.
    pub(crate) async fn citations(&self, id: DocumentId) -> Result<Option<CitationsResponse>, Refusal> {
        let shared = Arc::clone(&self.shared);
        let answer = self.shared.searches.run(move || shared.engine.citations(&id)).await;
        finished(answer, "citations")?.map_err(|error| engine_refusal(&error))
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
            // There are thousands of these when there are any; they are counted, and each request has its line.
            Unfinished::Full | Unfinished::TooSlow => tracing::debug!(work, ?unfinished, "a request was refused"),
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
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        line.push_str(": ");
        line.push_str(&error.to_string());
        cause = error.source();
    }
    line
}
