//! What a search asks and what it gets: the contract between an engine and everything that shows results.
//!
//! A [`SearchRequest`] is checked when it is made, so an engine never meets a page number it could choke on. Its text is
//! read into a [`ParsedQuery`] once, here, and never by an engine's own query parser. A [`SearchResponse`] is plain
//! values; how it looks on the wire or on a page is decided above.
//!
//! **Invariant:** reading a query never fails on its grammar: whatever a person types means something.
//!
//! ```
//! use gongkai_query::SearchRequest;
//!
//! let request = SearchRequest::new("老人助餐 \"补贴标准\" -公示")?;
//! assert_eq!(request.query().phrases, ["补贴标准"]);
//! assert_eq!(request.query().excluded, ["公示"]);
//! # Ok::<(), gongkai_query::InvalidRequest>(())
//! ```

mod citations;
mod engine;
mod explanation;
mod label;
mod language;
mod meaning;
mod operators;
mod request;
mod response;
mod similar;
mod suggestions;

pub use citations::{CITATIONS_MAX, CitationsResponse};
pub use engine::{Discovery, EngineError, SearchEngine};
pub use explanation::{Explanation, Signal, SignalScore, TermScore};
pub use label::Label;
pub use language::{ParsedQuery, is_quotation_mark};
pub use meaning::{Compared, Comparison, Meaning, Nearness, SemanticUse};
pub use operators::{Condition, Operator};
pub use request::{
    Filters, InvalidRequest, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX, QUERY_CHARS_MAX, RESULTS_MAX, Scope, SearchRequest, Sort,
};
pub use response::{Expansion, FacetCount, Facets, Hit, Interpreted, MatchedAttachment, SearchResponse, SnippetSource};
pub use similar::{
    Brief, COPIES_MAX, CopiesResponse, Counterpart, SIMILAR_CHARS_MAX, SIMILAR_SIZE_DEFAULT, SimilarHit,
    SimilarRequest, SimilarResponse, Subject,
};
pub use suggestions::{PREFIX_CHARS_MAX, SUGGEST_SIZE_DEFAULT, SuggestRequest, Suggestion, SuggestionKind};
