//! What is noted of a search that was answered: that there was one, and only where the operator wants it, for what.

use gongkai_query::SearchRequest;

use crate::service::Service;

/// How many characters of a query a log line has at most: enough to see what sort of search it was.
pub(crate) const LOGGED_QUERY_CHARS_MAX: usize = 40;

impl<E> Service<E> {
    /// Notes a search that found `total`. Its further pages are the same search.
    pub(crate) fn note_search(&self, request: &SearchRequest, total: usize) {
        if request.page() > 1 {
            return;
        }
        self.metrics().searched(total);
        if self.policy().log_queries {
            // A line of its own: the request's name would lead to its address in the log of a proxy. Debug formatting
            // escapes whatever could break the line in two.
            tracing::info!(query = ?shortened(request.text()), total, "answered a search");
        }
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LOGGED_QUERY_CHARS_MAX) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned() + "…",
        None => text.to_owned(),
    }
}
