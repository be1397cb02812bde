//! What can be wrong with an evaluation's files, or with the engine that it asks.

use std::path::PathBuf;

use gongkai_document::{DocumentId, InvalidDocumentId};
use gongkai_query::{EngineError, InvalidRequest};

/// Why an evaluation stops.
#[derive(Debug, thiserror::Error)]
pub enum EvaluationError {
    /// A file cannot be read.
    #[error("cannot read {}", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write {}", file.display())]
    Write {
        /// The file.
        file: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A line of a file is not what it should be.
    #[error("{}, line {line}", file.display())]
    Line {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        source: LineError,
    },
    /// A query cannot be asked.
    #[error("query {query} cannot be asked")]
    Request {
        /// The query's identifier.
        query: String,
        /// Which limit it passes.
        source: InvalidRequest,
    },
    /// The engine did not answer a query.
    #[error("query {query} got no answer")]
    Engine {
        /// The query's identifier.
        query: String,
        /// What the engine says.
        source: EngineError,
    },
    /// The engine gave one document twice: no measure can be trusted.
    #[error("query {query} found {document} twice")]
    RepeatedHit {
        /// The query's identifier.
        query: String,
        /// The document.
        document: DocumentId,
    },
}

/// What is wrong with one line.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// The bytes are not UTF-8.
    #[error("not UTF-8; save the file as UTF-8")]
    NotUtf8,
    /// There are more or fewer fields than the format has.
    #[error("{found} fields, expected {}: {expected}", expected.split(' ').count())]
    Fields {
        /// The fields in their order.
        expected: &'static str,
        /// How many there are.
        found: usize,
    },
    /// A field is no number.
    #[error("{text:?} is no {field}")]
    Number {
        /// What the field is called.
        field: &'static str,
        /// The field's text.
        text: String,
    },
    /// A document's identifier cannot be one.
    #[error(transparent)]
    Document(#[from] InvalidDocumentId),
    /// The line is no JSON object of the expected shape.
    #[error("expected a JSON object with the texts `id` and `text`")]
    Json(#[source] serde_json::Error),
    /// A query's identifier is empty or holds white space, so that no qrels or run file could name it.
    #[error("{id:?} cannot identify a query: it must be a text without white space")]
    QueryId {
        /// The identifier.
        id: String,
    },
    /// The same thing was said before.
    #[error("{what} is already in line {first_line}")]
    Duplicate {
        /// What occurs twice.
        what: String,
        /// Where it occurs first.
        first_line: usize,
    },
}
