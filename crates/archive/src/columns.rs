//! Which columns a post, and so its document, belongs to.

use gongkai_document::{Column, Timestamp};

use crate::{Archive, Result, RunId};

impl Archive {
    /// The columns of the current trees whose lists have shown the post, the first to show it first.
    pub fn columns_of_post(&self, post_id: u64) -> Result<Vec<Column>> {
        todo!()
    }

    /// Gives the run's documents that lists meanwhile show in other columns a new version with these; says how many.
    ///
    /// A post fetched before another column listed it would otherwise keep the columns it had then. Call it when
    /// everything is listed and fetched, before the run is finished.
    pub fn refresh_columns(&self, run: RunId, at: Timestamp) -> Result<u64> {
        todo!()
    }
}
