//! Completion: what a reader may be about to type.

use crate::request::{short_enough, size_within};
use crate::{InvalidRequest, PAGE_SIZE_MAX};

/// The longest beginning that is completed, in characters. Who has typed more knows what to type.
pub const PREFIX_CHARS_MAX: usize = 60;
/// How many completions are given when nothing else is asked.
pub const SUGGEST_SIZE_DEFAULT: usize = 10;

/// The beginning of a query, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestRequest {
    prefix: String,
    size: usize,
}

impl SuggestRequest {
    /// Completions of `prefix`.
    pub fn new(prefix: &str) -> Result<Self, InvalidRequest> {
        let prefix = short_enough(prefix, PREFIX_CHARS_MAX)?;
        Ok(Self { prefix: prefix.to_owned(), size: SUGGEST_SIZE_DEFAULT })
    }

    /// The same request for at most `size` completions.
    pub fn with_size(mut self, size: usize) -> Result<Self, InvalidRequest> {
        self.size = size_within(size, PAGE_SIZE_MAX)?;
        Ok(self)
    }

    /// What has been typed.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// How many completions at most.
    pub fn size(&self) -> usize {
        self.size
    }
}

/// A query that finds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What would be typed.
    pub text: String,
    /// Where it comes from.
    pub kind: SuggestionKind,
}

/// Where a suggestion comes from. None comes from what others typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SuggestionKind {
    /// A frequent word of the documents.
    Term,
    /// The title of a document.
    Title,
    /// The number of a document.
    Number,
}

impl SuggestionKind {
    /// The code that the API uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Term => "term",
            Self::Title => "title",
            Self::Number => "number",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_longer_than_a_beginning_is_refused() {
        assert!(SuggestRequest::new(&"a".repeat(PREFIX_CHARS_MAX)).is_ok());
        let too_long = InvalidRequest::TextTooLong { chars: PREFIX_CHARS_MAX + 1, max: PREFIX_CHARS_MAX };
        assert_eq!(SuggestRequest::new(&"花".repeat(PREFIX_CHARS_MAX + 1)).unwrap_err(), too_long);
        let size = SuggestRequest::new("花").unwrap().with_size(PAGE_SIZE_MAX + 1);
        assert_eq!(size.unwrap_err(), InvalidRequest::SizeOutOfRange { size: PAGE_SIZE_MAX + 1, max: PAGE_SIZE_MAX });
    }
}
