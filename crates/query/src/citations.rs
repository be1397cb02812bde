//! Citations: what a document cites of the others, and which of them cite it.

use crate::Brief;

/// How many documents are told one by one on either side; a basic law is cited by thousands.
pub const CITATIONS_MAX: usize = 50;

/// What one document cites and what cites it, all of it from one generation. A work is told once, however many of its
/// articles are documents, and only what the index has is told.
#[derive(Debug, Clone, PartialEq)]
pub struct CitationsResponse {
    /// The first [`CITATIONS_MAX`] documents that it names in book marks, in its order, then those whose document number it
    /// gives.
    pub cites: Vec<Brief>,
    /// The first [`CITATIONS_MAX`] documents that name it or give its document number, the latest first.
    pub cited_by: Vec<Brief>,
    /// How many those are.
    pub cited_by_total: usize,
    /// The name of the generation that answered.
    pub generation: String,
}
