//! The query language: what the text in a search box means.

/// A query's text, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ParsedQuery {
    /// What is looked for, in the order typed, without the parts below.
    pub text: String,
    /// Texts that must occur exactly as quoted.
    pub phrases: Vec<String>,
    /// Texts that must not occur.
    pub excluded: Vec<String>,
    /// The first document number in the query, in canonical form.
    pub document_number: Option<String>,
}

impl ParsedQuery {
    /// Reads a query; every text has a meaning.
    pub fn read(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }
}
