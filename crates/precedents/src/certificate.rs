//! A search certificate (检索记录单): what was searched, over what, when, and what came of it.
//!
//! Whoever replies that there is no such information (《政府信息公开条例》第三十六条第（四）项) may have to show a court that it was
//! looked for.

use gongkai_document::Timestamp;
use gongkai_index::LocalIndex;
use gongkai_query::{SearchEngine, SearchRequest};
use serde::{Deserialize, Serialize};

use crate::error::{PrecedentsError, Result};

/// How many of a search's documents are noted; all are counted.
const NOTED_MAX: usize = 10;

/// What is to be certified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The request's number, where it has one.
    pub request: Option<String>,
    /// What was asked for.
    pub matter: String,
    /// What to search for, each over everything, in the query language of the search box.
    pub queries: Vec<String>,
}

/// A certificate as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Its number: 检〔2026〕1号.
    pub number: String,
    /// When the searches were done.
    pub issued_at: Timestamp,
    /// By whom.
    pub issued_by: String,
    /// The request's number, where it has one.
    pub request: Option<String>,
    /// What was asked for.
    pub matter: String,
    /// The searches.
    pub searches: Vec<SearchDone>,
}

/// Which documents were searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Searched {
    /// The register's requests and replies, and other documents for staff only.
    Staff,
    /// The public catalogue.
    Public,
}

/// One search over one generation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchDone {
    /// Over what.
    pub searched: Searched,
    /// What was typed.
    pub query: String,
    /// The generation that answered.
    pub generation: String,
    /// How many documents it has.
    pub documents: u64,
    /// How many of them were found.
    pub total: usize,
    /// The first of them.
    pub found: Vec<Found>,
}

/// A document that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Its identifier.
    pub id: String,
    /// Its title or, for a request, its number.
    pub title: String,
}

impl Searched {
    /// The words on the certificate.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Staff => "依申请公开登记及内部文件",
            Self::Public => "政府信息公开目录",
        }
    }
}

impl Draft {
    /// Does the searches, each over each of the indexes.
    pub(crate) fn searched(&self, indexes: &[(Searched, &LocalIndex)]) -> Result<Vec<SearchDone>> {
        let queries: Vec<&str> =
            self.queries.iter().map(|query| query.trim()).filter(|query| !query.is_empty()).collect();
        if queries.is_empty() {
            return Err(PrecedentsError::NothingSearched);
        }
        let mut done = Vec::new();
        for query in queries {
            for (searched, index) in indexes {
                done.push(search(*searched, query, index)?);
            }
        }
        Ok(done)
    }
}

/// Does one search.
pub(crate) fn search(searched: Searched, query: &str, index: &LocalIndex) -> Result<SearchDone> {
    let request = SearchRequest::new(query)?.with_page(1, NOTED_MAX)?.with_every_duplicate();
    let response = index.search(&request)?;
    let found = response.hits.into_iter().map(|hit| {
        let number = hit.index_number.map(|number| number.as_str().to_owned());
        let title = if hit.title.is_empty() { number.unwrap_or_default() } else { hit.title };
        Found { id: hit.id.as_str().to_owned(), title }
    });
    let found = found.collect();
    let (generation, documents) = (response.generation, index.document_count());
    Ok(SearchDone { searched, query: query.to_owned(), generation, documents, total: response.total, found })
}
