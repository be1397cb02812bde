//! A portal's catalogue as its own pages describe it: sites, columns, lists.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::{Attachment, Date, DocumentId, DocumentNumber, IndexNumber, Validity};

/// The number of a site: the one that its platform gives it (SID, not the organisation's number), or where a platform
/// numbers no sites, its national number (网站标识码), which has ten digits and so is never another's SID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SiteId(pub u64);

impl fmt::Display for SiteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// One site of a portal: a district, or one of its towns, streets and bureaus, each with its own column tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its number.
    pub id: SiteId,
    /// The platform that serves it, as in its documents' ids.
    pub platform: String,
    /// What it is called.
    pub name: String,
    /// Where its catalogue begins, without a slash at the end.
    pub app_url: Url,
    /// Its columns, as a tree.
    pub columns: Vec<CatalogueColumn>,
    /// The catalogue front pages of other sites that this page links to.
    pub subsites: Vec<Url>,
}

impl Site {
    /// Every column with the names from the top down to it, parents before their children.
    pub fn columns_with_paths(&self) -> Vec<(Vec<&str>, &CatalogueColumn)> {
        fn walk<'a>(
            columns: &'a [CatalogueColumn],
            above: &[&'a str],
            found: &mut Vec<(Vec<&'a str>, &'a CatalogueColumn)>,
        ) {
            for column in columns {
                let mut path = above.to_vec();
                path.push(&column.name);
                found.push((path.clone(), column));
                walk(&column.children, &path, found);
            }
        }
        let mut found = Vec::new();
        walk(&self.columns, &[], &mut found);
        found
    }
}

/// A column (栏目) of a site's catalogue tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueColumn {
    /// The platform's number for it, or one made from its address where the platform numbers no columns.
    pub id: u64,
    /// What it is called.
    pub name: String,
    /// Where its items are shown, when the catalogue itself does not list them.
    pub jump_url: Option<String>,
    /// The columns below it.
    pub children: Vec<CatalogueColumn>,
}

/// One page of a column's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// How many items the portal says the column has. Not to be trusted for paging: portals serve fewer.
    pub claimed_total: Option<u64>,
    /// Whether the page itself says that another one follows; `None` when it says nothing of that.
    pub more: Option<bool>,
    /// The items of this page, in the portal's order.
    pub items: Vec<ListingItem>,
}

/// What a list says about one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListingItem {
    /// What the post's document is called.
    pub id: DocumentId,
    /// The title in plain text.
    pub title: String,
    /// Where the post is.
    pub url: Url,
    /// Another address of the same post, where the list gives one.
    pub other_url: Option<Url>,
    /// The body that published it.
    pub publisher: Option<String>,
    /// Its document number.
    pub document_number: Option<DocumentNumber>,
    /// Its index number.
    pub index_number: Option<IndexNumber>,
    /// The day it was published.
    pub published_on: Option<Date>,
    /// The day it was made.
    pub made_on: Option<Date>,
    /// Whether it is in force, from the list's flags.
    pub validity: Validity,
    /// When the portal last changed it, in seconds since 1970.
    pub updated: Option<i64>,
    /// The files that hang on it.
    pub attachments: Vec<Attachment>,
}
