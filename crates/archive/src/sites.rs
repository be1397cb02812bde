//! Sites and their column trees, as their front pages last showed them.

use gongkai_document::{Column, Site, SiteId};
use url::Url;

use crate::{Archive, ListId, Result, RunId};

/// A site that a run has read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedSite {
    /// The platform's number for it.
    pub id: SiteId,
    /// What it is called.
    pub name: String,
    /// Where its catalogue begins.
    pub app_url: Url,
    /// The front page it was read from.
    pub front_page: Url,
    /// The run that read it last.
    pub run: RunId,
}

/// A column of a site's tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedColumn {
    /// Which column of which site.
    pub list: ListId,
    /// The path of names from the top.
    pub path: Column,
    /// Where its items really are, when the catalogue itself does not list them.
    pub jump_url: Option<String>,
}

impl Archive {
    /// Keeps what a front page says about its site. Columns that are no longer in the tree stay known but are not
    /// current: [`Archive::columns`] and reports leave them out.
    pub fn record_site(&self, run: RunId, site: &Site, front_page: &Url) -> Result<()> {
        todo!()
    }

    /// Every site ever recorded, ordered by number.
    pub fn sites(&self) -> Result<Vec<RecordedSite>> {
        todo!()
    }

    /// The columns of a site's current tree, parents before their children.
    pub fn columns(&self, site: SiteId) -> Result<Vec<RecordedColumn>> {
        todo!()
    }
}
