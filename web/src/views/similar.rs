//! What a document's page shows of others: its counterparts among the relations, and those like it.

use gongkai_document::{DocumentId, RelationKind, Validity};
use gongkai_query::{Brief, CitationsResponse, CopiesResponse, SimilarHit, SimilarResponse};

use super::links::document_href;
use super::text::day;

/// How many of the words that tie two documents are shown.
const TERMS_SHOWN_MAX: usize = 5;

/// How many documents that say the same, are cited or cite are named each; the others are counted.
const OTHERS_SHOWN_MAX: usize = 10;

/// What the index knows of other documents; nothing where it has no answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Others {
    /// Those like the one on the page.
    pub(crate) similar: Option<SimilarResponse>,
    /// Those that say the same.
    pub(crate) copies: Option<CopiesResponse>,
    /// What it cites and what cites it.
    pub(crate) citations: Option<CitationsResponse>,
}

/// A document that has to do with the one on the page.
pub(super) struct OtherView<'a> {
    pub(super) title: &'a str,
    pub(super) href: String,
    /// Who published it, and when.
    pub(super) details: String,
}

/// The first of `documents`.
pub(super) fn others(documents: &[Brief]) -> Vec<OtherView<'_>> {
    let view =
        |document| OtherView { title: title(document), href: document_href(&document.id), details: origin(document) };
    documents.iter().take(OTHERS_SHOWN_MAX).map(view).collect()
}

fn origin(document: &Brief) -> String {
    let publisher = document.publisher.clone();
    [publisher, document.published_on.map(day)].into_iter().flatten().collect::<Vec<_>>().join("，")
}

/// A document like the one on the page.
pub(super) struct SimilarView<'a> {
    pub(super) title: &'a str,
    pub(super) href: String,
    /// Its kind, whether it is no longer in force, and its day.
    pub(super) details: String,
    pub(super) terms: String,
}

impl<'a> From<&'a SimilarHit> for SimilarView<'a> {
    fn from(hit: &'a SimilarHit) -> Self {
        let terms: Vec<&str> = hit.shared_terms.iter().take(TERMS_SHOWN_MAX).map(String::as_str).collect();
        Self {
            title: title(&hit.document),
            href: document_href(&hit.document.id),
            details: details(&hit.document),
            terms: terms.join("、"),
        }
    }
}

/// A document's kind, whether it is no longer in force, and its day.
pub(super) fn details(document: &Brief) -> String {
    let validity = match document.validity {
        Validity::Repealed | Validity::Expired | Validity::Modified => Some(document.validity.label().to_owned()),
        Validity::Valid | Validity::ValidExtended | Validity::Unknown => None,
    };
    let kind = Some(document.kind.label().to_owned());
    [kind, validity, document.published_on.map(day)].into_iter().flatten().collect::<Vec<_>>().join("，")
}

/// The documents like the one on the page, without its counterparts and those that a relation names: they are shown for
/// what they are.
pub(super) fn similar<'a>(found: Option<&'a SimilarResponse>, known: &[&DocumentId]) -> Vec<SimilarView<'a>> {
    let Some(found) = found else { return Vec::new() };
    let is_counterpart = |id: &DocumentId| found.counterparts.iter().any(|pair| pair.document.id == *id);
    let is_shown = |id: &DocumentId| known.contains(&id) || is_counterpart(id);
    found.hits.iter().filter(|hit| !is_shown(&hit.document.id)).map(SimilarView::from).collect()
}

/// The counterparts of one kind that no relation names, with their addresses.
pub(super) fn counterparts<'a>(
    found: Option<&'a SimilarResponse>,
    kind: RelationKind,
    known: &[&DocumentId],
) -> Vec<(&'a str, Option<String>)> {
    let pairs = found.map_or(&[][..], |found| found.counterparts.as_slice());
    let new = pairs.iter().filter(|pair| pair.kind == kind && !known.contains(&&pair.document.id));
    new.map(|pair| (title(&pair.document), Some(document_href(&pair.document.id)))).collect()
}

/// A document's title, or what else it is known by.
pub(super) fn title(document: &Brief) -> &str {
    match document.title.trim() {
        "" => document.id.as_str(),
        title => title,
    }
}
