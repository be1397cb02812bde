//! Documents by what they mean: what an engine asks of a model of meaning, and what it is told.

use std::sync::Arc;
use std::time::Duration;

use gongkai_document::DocumentId;

/// Compares texts with documents by what they mean: a model with vectors of the documents, or a fake in tests.
pub trait Meaning: Send + Sync + 'static {
    /// Begins to compare `text` with all documents that are known, and returns at once.
    ///
    /// Calling the result waits for the comparison, at most until `budget` has passed since this call.
    fn compare(&self, text: &str, budget: Duration) -> Comparison;
}

/// A comparison under way; calling it waits for its end.
pub type Comparison = Box<dyn FnOnce() -> Compared + Send>;

/// What came of a comparison.
#[derive(Debug, Clone)]
pub enum Compared {
    /// There is nothing to compare with, or it failed.
    Off,
    /// It was not done in time.
    TimedOut,
    /// It was done.
    Near(Nearness),
}

/// How near documents are to a text.
#[derive(Debug, Clone)]
pub struct Nearness {
    /// The documents that are known, sorted. The same list for every text, until there are other vectors.
    pub documents: Arc<[DocumentId]>,
    /// How near each of them is, in the same order: the cosine of its nearest passage.
    pub similarities: Vec<f32>,
    /// From which on a document says anything of what is asked: what is less near is no answer, though nothing be nearer.
    pub near_from: f32,
}

/// Whether a search asked what documents mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SemanticUse {
    /// It did not: nobody wanted it, nothing can be asked, or the query names what it wants.
    #[default]
    Off,
    /// It did.
    Used,
    /// It would have taken too long, so words alone answered.
    TimedOut,
}

impl SemanticUse {
    /// The code that the API uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Used => "used",
            Self::TimedOut => "timed_out",
        }
    }
}
