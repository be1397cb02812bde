//! The address of a search: reading, the other way round.

use gongkai_query::{PAGE_SIZE_DEFAULT, Scope, SearchRequest, Sort};
use url::form_urlencoded::Serializer;

/// Where the results for people are.
const SEARCH: &str = "/search";

/// The address of the page that shows `request`, without what is as usual.
pub(crate) fn href(request: &SearchRequest) -> String {
    let mut query_string = filtered(request);
    if request.sort() != Sort::default() {
        query_string.append_pair("sort", request.sort().code());
    }
    if request.size() != PAGE_SIZE_DEFAULT {
        query_string.append_pair("size", &request.size().to_string());
    }
    if request.page() != 1 {
        query_string.append_pair("page", &request.page().to_string());
    }
    if request.explains() {
        query_string.append_pair("explain", "1");
    }
    joined(SEARCH, &query_string.finish())
}

/// The address below `path` of everything that `request` finds, whatever its order and page.
pub(crate) fn href_of_all(path: &str, request: &SearchRequest) -> String {
    joined(path, &filtered(request).finish())
}

/// The same, in the order of `request`.
pub(crate) fn href_of_sorted(path: &str, request: &SearchRequest) -> String {
    let mut query_string = filtered(request);
    if request.sort() != Sort::default() {
        query_string.append_pair("sort", request.sort().code());
    }
    joined(path, &query_string.finish())
}

fn joined(path: &str, query_string: &str) -> String {
    if query_string.is_empty() { path.to_owned() } else { format!("{path}?{query_string}") }
}

/// What is searched, where and under which conditions.
fn filtered(request: &SearchRequest) -> Serializer<'static, String> {
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
    let filters = request.filters();
    for kind in &filters.kinds {
        add("kind", kind.code());
    }
    for publisher in &filters.publishers {
        add("publisher", publisher);
    }
    for town in &filters.towns {
        add("town", town);
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
    if !request.expands() {
        add("expand", "0");
    }
    query_string
}
