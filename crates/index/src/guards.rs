//! What an operator asks of a new generation before it serves: not to have shrunk, and to find what it must.

use std::num::NonZeroUsize;

use gongkai_document::DocumentId;
use gongkai_query::{InvalidRequest, PAGE_SIZE_MAX, SearchRequest};

use crate::checks::Failure;
use crate::generation::IndexRoot;
use crate::local::OpenGeneration;

/// How many complete generations stay: the serving one, one to roll back to, and one more for a mistake noticed late.
const GENERATIONS_KEPT_DEFAULT: NonZeroUsize = NonZeroUsize::new(3).unwrap();

/// What a new generation must pass, besides its own checks, and how many stay. The default asks for nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guards {
    /// By how many percent fewer documents it may hold than the one that serves; `None`: by any.
    pub shrink_max_percent: Option<u8>,
    /// What must be found in it.
    pub canaries: Vec<Canary>,
    /// How many complete generations stay, the new one among them.
    pub generations_kept: NonZeroUsize,
}

impl Default for Guards {
    fn default() -> Self {
        Self { shrink_max_percent: None, canaries: Vec::new(), generations_kept: GENERATIONS_KEPT_DEFAULT }
    }
}

/// A query and the document that must come early in its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canary {
    query: String,
    expect: DocumentId,
    within: usize,
}

/// Why something is no canary.
#[derive(Debug, thiserror::Error)]
pub enum InvalidCanary {
    /// Its query cannot be asked.
    #[error(transparent)]
    Query(#[from] InvalidRequest),
    /// Nothing is asked.
    #[error("a canary's query must not be empty")]
    Empty,
    /// Its place is none that is looked at.
    #[error("{within} is no place to expect a document within; write a number from 1 to {PAGE_SIZE_MAX}")]
    Within {
        /// The place.
        within: usize,
    },
}

impl Canary {
    /// Expects the document `expect` among the first `within` hits of `query`.
    pub fn new(query: &str, expect: DocumentId, within: usize) -> Result<Self, InvalidCanary> {
        if SearchRequest::new(query)?.query().is_empty() {
            return Err(InvalidCanary::Empty);
        }
        if !(1..=PAGE_SIZE_MAX).contains(&within) {
            return Err(InvalidCanary::Within { within });
        }
        Ok(Self { query: query.to_owned(), expect, within })
    }

    /// What is wrong with the answer of `generation`; `None` when nothing is.
    fn complaint(&self, generation: &OpenGeneration) -> Result<Option<String>, Failure> {
        let Self { query, expect, within } = self;
        let request = SearchRequest::new(query).and_then(|request| request.with_page(1, PAGE_SIZE_MAX));
        // It was checked when it was made.
        let request = request.map_err(|error| Failure::Refused(error.to_string()))?;
        let place = generation.search(&request)?.hits.iter().position(|hit| hit.id == *expect);
        let found = match place {
            Some(place) if place < *within => return Ok(None),
            Some(place) => format!("it comes at place {}", place + 1),
            None => format!("it is not among the first {PAGE_SIZE_MAX}"),
        };
        Ok(Some(format!("the canary {query:?} expects {expect} within {within} and {found}")))
    }
}

/// Asks a new generation for what the guards of `root` want.
pub(crate) fn check(root: &IndexRoot, generation: &OpenGeneration) -> Result<(), Failure> {
    check_size(root, generation.document_count())?;
    let mut complaints = Vec::new();
    for canary in &root.guards().canaries {
        complaints.extend(canary.complaint(generation)?);
    }
    if complaints.is_empty() {
        return Ok(());
    }
    Err(Failure::Refused(format!("{}; if that is right, change canaries.toml", complaints.join("; "))))
}

fn check_size(root: &IndexRoot, documents: u64) -> Result<(), Failure> {
    let Some(percent) = root.guards().shrink_max_percent else { return Ok(()) };
    // Where nothing serves, or what does cannot say how much it holds, there is nothing to compare with.
    let Some(serving) = root.current()?.and_then(|name| root.manifest(&name).ok()) else { return Ok(()) };
    let before = serving.document_count;
    if documents * 100 >= before * (100 - u64::from(percent.min(100))) {
        return Ok(());
    }
    Err(Failure::Refused(format!(
        "it holds {documents} documents, {} fewer than the {before} of {}, and more than {percent} % fewer is not allowed; \
         if that is right, run `gongkai index --force`",
        before - documents,
        serving.name
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_canary_that_cannot_be_asked_is_told() {
        let id = || DocumentId::new("a").unwrap();
        let complaint = |query: &str, within| Canary::new(query, id(), within).unwrap_err().to_string();
        assert!(complaint("  ", 1).contains("must not be empty"));
        assert!(complaint("助餐", 0).contains("from 1 to 50"));
        assert!(complaint("助餐", 51).contains("from 1 to 50"));
        assert!(Canary::new("助餐", id(), 50).is_ok());
    }
}
