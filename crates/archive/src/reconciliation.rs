//! What each column claims, lists and has in the archive, for `gongkai check` and crawl reports.

use gongkai_document::{Column, Timestamp};
use serde::Serialize;

use crate::{Archive, ListId, Result, RunId};

/// One column's numbers, side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reconciliation {
    /// Which column of which site.
    pub list: ListId,
    /// What the site is called.
    pub site_name: String,
    /// The column's path of names.
    pub path: Column,
    /// Where its items really are, when the catalogue itself does not list them.
    pub jump_url: Option<String>,
    /// How many items the portal says there are.
    pub claimed: Option<u64>,
    /// Posts that the list showed when it was last read.
    pub listed: u64,
    /// Posts that the list has ever shown; the counts below are of these.
    pub known: u64,
    /// Posts fetched.
    pub fetched: u64,
    /// Posts waiting to be fetched.
    pub pending: u64,
    /// Posts given up.
    pub failed: u64,
    /// Posts that the portal no longer has.
    pub gone: u64,
    /// Posts whose document is current in the archive.
    pub archived: u64,
    /// The run that last read the list.
    pub run: Option<RunId>,
    /// How the list's end showed when it was last read; `None` when it was not read to its end.
    pub ended: Option<String>,
    /// Why the list could not be read further, when that is so.
    pub error: Option<String>,
    /// When the list was last read to its end.
    pub completed_at: Option<Timestamp>,
}

impl Archive {
    /// The numbers of every current column, ordered by site and then as in the tree.
    pub fn reconciliation(&self) -> Result<Vec<Reconciliation>> {
        todo!()
    }
}
