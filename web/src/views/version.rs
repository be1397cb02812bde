//! What changed from one version of a document to the next.

use askama::Template;

use crate::archives::VersionPair;
use crate::differences::{Line, Part};
use crate::identity::Identity;
use crate::views::layout::{Layout, SearchBox};
use crate::views::links::document_href;
use crate::views::record::ChangedField;
use crate::views::text::{day, day_of};

/// Two versions compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Comparison {
    pub(crate) fields: Vec<ChangedField>,
    pub(crate) lines: Vec<Line>,
}

/// The page of a comparison.
#[derive(Template)]
#[template(path = "version.html")]
pub(super) struct VersionPage<'a> {
    layout: Layout<'a>,
    search_box: SearchBox,
    title: &'a str,
    document: String,
    /// The numbers and days of both versions.
    before: (u32, String),
    after: (u32, String),
    comparison: &'a Comparison,
}

impl<'a> VersionPage<'a> {
    pub(super) fn new(identity: &'a Identity, pair: &'a VersionPair, comparison: &'a Comparison) -> Self {
        let document = &pair.after.document;
        let label = |version: &gongkai_archive::Version| (version.number, day(day_of(version.at)));
        Self {
            layout: Layout::new(identity),
            search_box: SearchBox::default(),
            title: if document.title.trim().is_empty() { "（无标题）" } else { &document.title },
            document: document_href(&document.id),
            before: label(&pair.before),
            after: label(&pair.after),
            comparison,
        }
    }
}
