//! Raw pages: every response as it came.

use std::fmt;

use gongkai_document::Page;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{Archive, Result};

/// The archive's number for one stored response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PageId(pub u64);

impl fmt::Display for PageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Archive {
    /// Keeps a response. A body that is already there, from whatever address and time, is stored once.
    pub fn store_page(&self, page: &Page) -> Result<PageId> {
        todo!()
    }

    /// One stored response; its body is checked against its SHA-256. `fetched_at` is kept to the microsecond.
    pub fn page(&self, id: PageId) -> Result<Page> {
        todo!()
    }

    /// The response read last from exactly this address (after redirects).
    pub fn latest_page(&self, url: &Url) -> Result<Option<(PageId, Page)>> {
        todo!()
    }
}
