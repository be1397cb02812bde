//! What is noted of a search that was answered: that there was one, and only where the operator wants it, for what.

use gongkai_document::Date;
use gongkai_query::{Filters, SearchRequest, Sort};
use gongkai_query_log::{Event, LoggedQuery, Recorder, is_personal};

use crate::service::Service;

/// How many characters of a query a log line has at most: enough to see what sort of search it was.
pub(crate) const LOGGED_QUERY_CHARS_MAX: usize = 40;

/// Whether the places of a search's hits are those of its query alone: under no filter and in the usual order. Looking at
/// the same query in another way is not one more search for it.
pub(crate) fn is_plain(request: &SearchRequest) -> bool {
    *request.filters() == Filters::default() && request.sort() == Sort::default()
}

impl<E> Service<E> {
    /// Notes a search whose words found `total`. Its further pages are the same search.
    pub(crate) fn note_search(&self, request: &SearchRequest, total: usize) {
        if request.page() > 1 {
            return;
        }
        self.metrics().searched(total);
        if self.policy().log_queries && !is_personal(request.text()) {
            // A line of its own: the request's name would lead to its address in the log of a proxy. Debug formatting
            // escapes whatever could break the line in two.
            tracing::info!(query = ?shortened(request.text()), total, "answered a search");
        }
    }

    /// Counts what a person searched on the day `today`, and whether its words found any of `total`, where the operator wants that. Programs are not counted.
    pub(crate) fn count_query(&self, request: &SearchRequest, total: usize, today: Date) {
        if request.page() == 1 && is_plain(request) {
            let event = |query| Event::Search { day: today, query, found: total > 0 };
            self.record(request.text(), event);
        }
    }

    /// Counts that somebody who had searched for `text` opened the hit at `rank` on the day `today`.
    pub(crate) fn note_click(&self, text: &str, rank: u32, today: Date) {
        self.record(text, |query| Event::Click { day: today, query, rank });
    }

    fn record(&self, text: &str, event: impl FnOnce(LoggedQuery) -> Event) {
        if let Some(log) = self.query_log()
            && let Some(query) = LoggedQuery::read(text)
        {
            Recorder::record(log, event(query));
        }
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LOGGED_QUERY_CHARS_MAX) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned() + "…",
        None => text.to_owned(),
    }
}
