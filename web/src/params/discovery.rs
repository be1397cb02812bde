//! The parameters of completions and of similar documents.

use gongkai_document::DocumentId;
use gongkai_query::{PAGE_SIZE_MAX, SIMILAR_SIZE_DEFAULT, SUGGEST_SIZE_DEFAULT, SimilarRequest, SuggestRequest};

use super::{Allowed, Given, InvalidParameter, invalid};

const SIZE: Allowed = Allowed::Number { max: PAGE_SIZE_MAX };

/// Reads the query string of an address into a request for completions.
pub(crate) fn read_suggest(query_string: &str) -> Result<SuggestRequest, InvalidParameter> {
    let given = Given::read(query_string, &["q", "size"])?;
    let prefix = given.one("q")?.unwrap_or_default();
    let size = given.number("size", SIZE)?.unwrap_or(SUGGEST_SIZE_DEFAULT);
    SuggestRequest::new(prefix).and_then(|request| request.with_size(size)).map_err(|error| invalid(&error, prefix))
}

/// Reads the query string of an address into a request for documents like the document `id`.
pub(crate) fn read_similar(id: DocumentId, query_string: &str) -> Result<SimilarRequest, InvalidParameter> {
    let given = Given::read(query_string, &["size"])?;
    let size = given.number("size", SIZE)?.unwrap_or(SIMILAR_SIZE_DEFAULT);
    SimilarRequest::to_document(id).with_size(size).map_err(|error| invalid(&error, ""))
}

#[cfg(test)]
mod tests {
    use gongkai_query::PREFIX_CHARS_MAX;

    use super::*;

    #[test]
    fn a_beginning_and_a_size_are_read_and_nothing_else() {
        let request = read_suggest("q=%E8%8A%B1&size=3").unwrap();
        assert_eq!((request.prefix(), request.size()), ("花", 3));
        assert_eq!(read_suggest("").unwrap().prefix(), "");
        let long = format!("q={}", "a".repeat(PREFIX_CHARS_MAX + 1));
        for query_string in ["size=0", "size=51", "size=x", "page=2", "q=a&q=b", &long] {
            assert!(read_suggest(query_string).is_err(), "{query_string}");
        }
        let unknown = read_suggest("kind=policy").unwrap_err();
        assert_eq!(unknown.to_string(), "there is no parameter \"kind\"; the parameters are q, size");
    }
}
