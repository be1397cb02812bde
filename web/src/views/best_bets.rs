//! What a page of results shows of its best bets.

use gongkai_query::Brief;

use super::links::document_href;
use super::similar::{details, title};

/// A best bet as the page shows it.
pub(super) struct BestBetView<'a> {
    pub(super) title: &'a str,
    pub(super) href: String,
    /// Its kind, whether it is no longer in force, its day, and who published it.
    pub(super) details: String,
}

impl<'a> From<&'a Brief> for BestBetView<'a> {
    fn from(document: &'a Brief) -> Self {
        let parts = [Some(details(document)), document.publisher.clone()];
        Self {
            title: title(document),
            href: document_href(&document.id),
            details: parts.into_iter().flatten().collect::<Vec<_>>().join("，"),
        }
    }
}
