//! What the self-test searches for: each distinct title and number with the documents that bear it, and phrases.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Error;
use gongkai_analysis::canonical_document_number;
use gongkai_archive::{Archive, Stored};
use gongkai_document::{Access, Document, DocumentId};
use gongkai_query::Filters;
use serde::Serialize;
use url::Url;

use super::phrases::Draws;

/// What is searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum What {
    Title,
    DocumentNumber,
    IndexNumber,
    /// A piece of a text, quoted: it need only be found.
    Phrase,
}

impl What {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::DocumentNumber => "document number",
            Self::IndexNumber => "index number",
            Self::Phrase => "phrase",
        }
    }
}

/// One search, and the documents any of which wins it.
#[derive(Debug)]
pub(crate) struct Search {
    pub(crate) what: What,
    /// What is typed: the title or number as the first of its documents writes it.
    pub(crate) text: String,
    pub(crate) documents: BTreeMap<DocumentId, Traits>,
    /// Where it is looked for.
    pub(crate) filters: Filters,
}

/// By what shares are told apart.
#[derive(Debug, Clone)]
pub(crate) struct Traits {
    /// The site's own name, or the host of its address; `-` where the archive knows neither.
    pub(crate) site: String,
    pub(crate) kind: &'static str,
    /// The year of publication, or else of making; `-` where the archive knows neither.
    pub(crate) year: String,
}

impl Traits {
    pub(super) fn of(document: &Document) -> Self {
        let host = || Url::parse(document.url.as_deref()?).ok()?.host_str().map(str::to_owned);
        let day = document.published_on.or(document.made_on);
        Self {
            site: document.site.clone().or_else(host).unwrap_or_else(|| "-".to_owned()),
            kind: document.kind.code(),
            year: day.map_or_else(|| "-".to_owned(), |day| day.year().to_string()),
        }
    }
}

/// Every distinct title, document number (whatever its spelling) and index number of the public documents in `indexed`,
/// and phrases out of some of them.
pub(crate) fn searches(archive: &Archive, indexed: &BTreeSet<DocumentId>) -> anyhow::Result<Vec<Search>> {
    let mut searches: BTreeMap<(What, String), Search> = BTreeMap::new();
    let (draws, mut phrases) = (Draws::new(indexed), Vec::new());
    archive.documents(Some(Access::Public), |Stored { document, .. }| {
        if indexed.contains(&document.id) {
            for (what, key, text) in texts(&document) {
                let search = searches.entry((what, key)).or_insert_with(|| Search {
                    what,
                    text: text.to_owned(),
                    documents: BTreeMap::new(),
                    filters: Filters::default(),
                });
                search.documents.insert(document.id.clone(), Traits::of(&document));
            }
            phrases.extend(draws.searches(&document));
        }
        Ok::<_, Error>(())
    })?;
    Ok(searches.into_values().chain(phrases).collect())
}

/// What a document is searched by: of which sort, by what it is told from others, and how it is written.
fn texts(document: &Document) -> impl Iterator<Item = (What, String, &str)> {
    let title = Some(document.title.trim()).filter(|title| !title.is_empty());
    let title = title.map(|title| (What::Title, title.to_owned(), title));
    let number = document.document_number.as_ref().map(|number| {
        let number = number.as_str();
        let key = canonical_document_number(number).unwrap_or_else(|| number.to_owned());
        (What::DocumentNumber, key, number)
    });
    let index = document.index_number.as_ref();
    let index = index.map(|number| (What::IndexNumber, number.as_str().to_owned(), number.as_str()));
    title.into_iter().chain(number).chain(index)
}
