//! Queries compared with the current set of vectors: in a few threads of their own, and remembered.

use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, SyncSender, TrySendError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;
use gongkai_embedding::QuantizedVector;
use gongkai_query::{Compared, Comparison, Meaning, Nearness};

use crate::error::{Result, SemanticError};
use crate::job::Embedder;
use crate::recent::Recent;
use crate::root::{EnabledModel, SemanticRoot};
use crate::vectors::Vectors;

/// Threads that compare. One embeds a hundred short queries a second, and a machine that also searches by words has others
/// to do.
const THREADS: usize = 2;
/// Comparisons that wait for a thread: of more, most would wait too long, so they are not begun.
const WAITING_MAX: usize = 16;
/// Queries whose vectors are remembered, some 500 bytes each.
const REMEMBERED_MAX: usize = 2_048;
/// From which similarity on a document is an answer. Of the judged sets' relevant documents nineteen in twenty reach .875 to
/// .90; the nearest ones to letters without sense, to cooking and to games .78 to .865, whatever the collection.
const NEAR_FROM: f32 = 0.87;
/// What is embedded and compared once before a set is used, so that nobody waits for memory to be read.
const WARM_UP: &str = "孩子没有户口能上学吗";

/// A model that may be shared between threads.
pub(crate) type Shared = Arc<dyn Embedder + Send + Sync>;

/// The model that is enabled with its current set of vectors, which answers how near documents are to a query.
///
/// Nothing need be there: then every comparison is [`Compared::Off`] until [`Queries::refresh`] finds something.
pub struct Queries {
    root: SemanticRoot,
    open: Opener,
    serving: Arc<ArcSwapOption<Serving>>,
    jobs: SyncSender<Job>,
}

/// Opens the model that is enabled.
type Opener = Box<dyn Fn(&EnabledModel) -> Result<Shared> + Send + Sync>;

/// How much memory finding by meaning takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ResidentBytes {
    /// The model.
    pub model: usize,
    /// The vectors of all passages.
    pub vectors: usize,
}

/// A model and vectors that it made.
struct Serving {
    /// What is enabled, and the folder of the set.
    of: (EnabledModel, PathBuf),
    model: Shared,
    vectors: Vectors,
}

/// A comparison that somebody waits for.
struct Job {
    text: String,
    until: Instant,
    answer: SyncSender<Compared>,
}

impl Queries {
    /// The queries to what is current in `root`. What cannot be opened is an error at the first [`Queries::refresh`], and
    /// until then nothing is compared.
    pub fn new(root: SemanticRoot) -> Result<Self> {
        Self::opening(root, Box::new(|enabled| Ok(Arc::new(enabled.open()?))))
    }

    /// The same with models that `open` opens.
    pub(crate) fn opening(root: SemanticRoot, open: Opener) -> Result<Self> {
        let serving: Arc<ArcSwapOption<Serving>> = Arc::default();
        let remembered = Arc::new(Mutex::new(Recent::new(REMEMBERED_MAX)));
        let (jobs, waiting) = mpsc::sync_channel(WAITING_MAX);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..THREADS {
            let worker = Worker {
                serving: Arc::clone(&serving),
                remembered: Arc::clone(&remembered),
                waiting: Arc::clone(&waiting),
            };
            let name = "meaning".to_owned();
            thread::Builder::new().name(name).spawn(move || worker.run()).map_err(SemanticError::Thread)?;
        }
        Ok(Self { root, open, serving, jobs })
    }

    /// Looks whether another model is enabled or another set has become current, and takes it. Returns whether something
    /// changed.
    ///
    /// What cannot be opened or is damaged is not taken: the error says why, and what was there before goes on, or nothing.
    pub fn refresh(&self) -> Result<bool> {
        let of = self.root.enabled()?.zip(self.root.current()?);
        let serving = self.serving.load_full();
        let Some(of) = of else {
            self.serving.store(None);
            return Ok(serving.is_some());
        };
        if serving.as_ref().is_some_and(|serving| serving.of == of) {
            return Ok(false);
        }
        // A set of another model is of no use, so it is looked at first.
        let Some(vectors) = self.root.open_current()? else { return Ok(false) };
        let same = serving.filter(|serving| serving.of.0 == of.0).map(|serving| Arc::clone(&serving.model));
        let model = same.map_or_else(|| (self.open)(&of.0), Ok)?;
        self.take(Serving { of, model, vectors })?;
        Ok(true)
    }

    /// How much memory it takes; `None` while nothing is compared.
    pub fn resident_bytes(&self) -> Option<ResidentBytes> {
        let serving = self.serving.load_full()?;
        Some(ResidentBytes { model: serving.model.resident_bytes(), vectors: serving.vectors.resident_bytes() })
    }

    fn take(&self, serving: Serving) -> Result<()> {
        serving.vectors.similarities(&serving.model.embed_query(WARM_UP))?;
        self.serving.store(Some(Arc::new(serving)));
        Ok(())
    }
}

impl Meaning for Queries {
    fn compare(&self, text: &str, budget: Duration) -> Comparison {
        let until = Instant::now() + budget;
        if self.serving.load().is_none() {
            return Box::new(|| Compared::Off);
        }
        let (answer, answered) = mpsc::sync_channel(1);
        // Blanks and line ends say nothing, and what is typed again often differs in them.
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match self.jobs.try_send(Job { text, until, answer }) {
            Ok(()) => Box::new(move || wait(&answered, until)),
            Err(TrySendError::Full(_)) => Box::new(|| Compared::TimedOut),
            Err(TrySendError::Disconnected(_)) => Box::new(|| Compared::Off),
        }
    }
}

fn wait(answered: &Receiver<Compared>, until: Instant) -> Compared {
    match answered.recv_timeout(until.saturating_duration_since(Instant::now())) {
        Ok(compared) => compared,
        Err(mpsc::RecvTimeoutError::Timeout) => Compared::TimedOut,
        Err(mpsc::RecvTimeoutError::Disconnected) => Compared::Off,
    }
}

/// A thread that compares.
struct Worker {
    serving: Arc<ArcSwapOption<Serving>>,
    remembered: Arc<Mutex<Recent<QuantizedVector>>>,
    waiting: Arc<Mutex<Receiver<Job>>>,
}

impl Worker {
    /// Works until nobody can ask any more.
    fn run(&self) {
        loop {
            let job = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(Job { text, until, answer }) = job else { return };
            // It may be done too late all the same; then the vector is there when the same is asked again.
            let compared = if Instant::now() < until { self.compared(&text) } else { Compared::TimedOut };
            // Who has gone on without an answer does not hear this one.
            let _ = answer.send(compared);
        }
    }

    fn compared(&self, text: &str) -> Compared {
        let Some(serving) = self.serving.load_full() else { return Compared::Off };
        // Vectors of another model, which may have been enabled before, are other ones.
        let key = format!("{}\n{text}", serving.model.identity().sha256);
        let known = self.remembered().get(&key);
        let vector = known.unwrap_or_else(|| {
            let vector = Arc::new(serving.model.embed_query(text));
            self.remembered().put(key, Arc::clone(&vector));
            vector
        });
        match serving.vectors.similarities(&vector) {
            Ok(similarities) => {
                let documents = Arc::clone(&serving.vectors.documents);
                Compared::Near(Nearness { documents, similarities, near_from: NEAR_FROM })
            }
            // Only a vector of another model does not fit.
            Err(_) => Compared::Off,
        }
    }

    fn remembered(&self) -> MutexGuard<'_, Recent<QuantizedVector>> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
