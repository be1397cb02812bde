//! The address of a search: reading, the other way round.

use gongkai_query::{PAGE_SIZE_DEFAULT, Scope, SearchRequest, Sort};
use url::form_urlencoded::Serializer;

/// The address of the page that shows `request`, without what is as usual.
pub(crate) fn href(request: &SearchRequest) -> String {
    let mut query_string = Serializer::new(String::new());
    let mut add = |name: &str, value: &str| {
        query_string.append_pair(name, value);
    };
    if !request.text().is_empty() {
        add("q", request.text());
    }
    if request.scope() != Scope::default() {
        add("in", request.scope().code());
    }
    if request.sort() != Sort::default() {
        add("sort", request.sort().code());
    }
    let filters = request.filters();
    for kind in &filters.kinds {
        add("kind", kind.code());
    }
    for publisher in &filters.publishers {
        add("publisher", publisher);
    }
    for column in &filters.columns {
        add("column", column);
    }
    for year in &filters.years {
        add("year", &year.to_string());
    }
    for validity in &filters.validities {
        add("validity", validity.code());
    }
    for (name, day) in [("from", filters.from), ("to", filters.to)] {
        if let Some(day) = day {
            add(name, &day.to_string());
        }
    }
    if let Some(has_attachment) = filters.has_attachment {
        add("has_attachment", if has_attachment { "true" } else { "false" });
    }
    if request.size() != PAGE_SIZE_DEFAULT {
        add("size", &request.size().to_string());
    }
    if request.page() != 1 {
        add("page", &request.page().to_string());
    }
    match query_string.finish() {
        empty if empty.is_empty() => "/search".to_owned(),
        query_string => format!("/search?{query_string}"),
    }
}
