//! A search, checked.

use std::time::Duration;

use gongkai_document::{Date, Kind, UnknownCode, Validity};

use crate::{Label, ParsedQuery};

/// The longest query, in characters: a whole request can be pasted, a flood cannot.
pub const QUERY_CHARS_MAX: usize = 2_000;
/// How many hits a page has when nothing else is asked.
pub const PAGE_SIZE_DEFAULT: usize = 10;
/// How many hits a page may have.
pub const PAGE_SIZE_MAX: usize = 50;
/// How deep a search may look: page × size.
pub const RESULTS_MAX: usize = 1_000;

/// What is searched, filtered and sorted how, and which page of it. Its fields are private: what is in one has passed
/// the limits above.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRequest {
    text: String,
    query: ParsedQuery,
    page: usize,
    size: usize,
    sort: Sort,
    scope: Scope,
    filters: Filters,
    folds_duplicates: bool,
    expands: bool,
    meaning_budget: Option<Duration>,
    extras: Extras,
}

/// What hits bring along beside what a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Extras {
    explanation: bool,
    counterparts: bool,
    /// Whether hits are nothing but documents in their order.
    ranking_only: bool,
}

/// In which order hits come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The best match first.
    #[default]
    Relevance,
    /// The latest publication first; documents without a date come last.
    Newest,
    /// The earliest publication first; documents without a date come last.
    Oldest,
}

/// Where the words must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// Anywhere.
    #[default]
    All,
    /// In the title.
    Title,
}

/// Conditions that a hit meets. Several values of one field mean any of them; several fields mean all of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filters {
    /// Kinds of document.
    pub kinds: Vec<Kind>,
    /// Publishing bodies, written as the documents write them.
    pub publishers: Vec<String>,
    /// Towns and streets, whose bodies published it.
    pub towns: Vec<String>,
    /// Columns by their path; a column includes those below it.
    pub columns: Vec<String>,
    /// Years of publication.
    pub years: Vec<i16>,
    /// Whether in force.
    pub validities: Vec<Validity>,
    /// The first day of publication.
    pub from: Option<Date>,
    /// The last day of publication, itself included.
    pub to: Option<Date>,
    /// Only documents with attachments, or only those without.
    pub has_attachment: Option<bool>,
    /// What the index's owner filed it under; several values of one name mean any of them.
    pub labels: Vec<Label>,
}

/// Why something cannot be searched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRequest {
    /// The text is too long.
    #[error("the text has {chars} characters, at most {max} are allowed")]
    TextTooLong {
        /// How long it is.
        chars: usize,
        /// How long it may be.
        max: usize,
    },
    /// There is no such page.
    #[error("page {page} is out of range: pages begin at 1, and page × size may be at most {RESULTS_MAX}")]
    PageOutOfRange {
        /// The page asked for.
        page: usize,
    },
    /// Nobody is given so many, or none at all.
    #[error("size {size} is out of range: 1 to {max}")]
    SizeOutOfRange {
        /// The size asked for.
        size: usize,
        /// The largest that is given.
        max: usize,
    },
    /// The first day is after the last one.
    #[error("the time range is empty: from {from} is after to {to}")]
    EmptyRange {
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
    },
}

impl Filters {
    /// The same conditions, if anything can meet them.
    pub(crate) fn checked(self) -> Result<Self, InvalidRequest> {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from > to => Err(InvalidRequest::EmptyRange { from, to }),
            _ => Ok(self),
        }
    }
}

/// `text`, if it has at most `max` characters.
pub(crate) fn short_enough(text: &str, max: usize) -> Result<&str, InvalidRequest> {
    let chars = text.chars().count();
    if chars > max { Err(InvalidRequest::TextTooLong { chars, max }) } else { Ok(text) }
}

/// `size`, if it is from 1 to `max`.
pub(crate) fn size_within(size: usize, max: usize) -> Result<usize, InvalidRequest> {
    if (1..=max).contains(&size) { Ok(size) } else { Err(InvalidRequest::SizeOutOfRange { size, max }) }
}

impl SearchRequest {
    /// The first page of a search for `text` without any condition. An empty text asks for everything, newest first.
    pub fn new(text: &str) -> Result<Self, InvalidRequest> {
        Ok(Self {
            text: short_enough(text, QUERY_CHARS_MAX)?.to_owned(),
            query: ParsedQuery::read(text),
            page: 1,
            size: PAGE_SIZE_DEFAULT,
            sort: Sort::default(),
            scope: Scope::default(),
            filters: Filters::default(),
            folds_duplicates: true,
            expands: true,
            meaning_budget: None,
            extras: Extras::default(),
        })
    }

    /// A search for a text that somebody pastes, such as a request that has come in: its quotation marks, dashes and colons
    /// are its own, and mean nothing to the search.
    pub fn pasted(text: &str) -> Result<Self, InvalidRequest> {
        Ok(Self { query: ParsedQuery::plain(text), ..Self::new(text)? })
    }

    /// The same search, another page of it: `page` counts from 1, `size` is hits a page.
    pub fn with_page(mut self, page: usize, size: usize) -> Result<Self, InvalidRequest> {
        let size = size_within(size, PAGE_SIZE_MAX)?;
        if page < 1 || page.checked_mul(size).is_none_or(|last| last > RESULTS_MAX) {
            return Err(InvalidRequest::PageOutOfRange { page });
        }
        (self.page, self.size) = (page, size);
        Ok(self)
    }

    /// The same search for one page of the `depth` best hits, for evaluation: up to [`RESULTS_MAX`].
    pub fn with_depth(mut self, depth: usize) -> Result<Self, InvalidRequest> {
        (self.page, self.size) = (1, size_within(depth, RESULTS_MAX)?);
        Ok(self)
    }

    /// The same search in another order.
    #[must_use]
    pub fn with_sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }

    /// The same search in another place.
    #[must_use]
    pub fn with_scope(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    /// The same search under `filters`.
    pub fn with_filters(mut self, filters: Filters) -> Result<Self, InvalidRequest> {
        self.filters = filters.checked()?;
        Ok(self)
    }

    /// The same search with every document a hit of its own, also where others say the same: for
    /// evaluation, which ranks single documents.
    #[must_use]
    pub fn with_every_duplicate(mut self) -> Self {
        self.folds_duplicates = false;
        self
    }

    /// The same search for nothing but what was typed: no short form is written out, no everyday word is put in official
    /// terms, no quotation is loosened.
    #[must_use]
    pub fn without_expansion(mut self) -> Self {
        self.expands = false;
        self
    }

    /// The same search, which also finds documents by what they mean, where the engine can, and answers by words alone when
    /// that takes longer than `budget`.
    #[must_use]
    pub fn with_meaning(mut self, budget: Duration) -> Self {
        self.meaning_budget = Some(budget);
        self
    }

    /// The same search, whose hits say where their scores come from.
    #[must_use]
    pub fn with_explanation(mut self) -> Self {
        self.extras.explanation = true;
        self
    }

    /// The same search, whose hits bring their interpretations along, or what they interpret.
    #[must_use]
    pub fn with_counterparts(mut self) -> Self {
        self.extras.counterparts = true;
        self
    }

    /// The same search for which documents come in which order, every duplicate a hit of its own: no facet is counted,
    /// nothing is marked, no snippet is made, and no other query is offered.
    #[must_use]
    pub fn with_ranking_only(mut self) -> Self {
        self.extras.ranking_only = true;
        self.with_every_duplicate()
    }

    /// The text as it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the text means.
    pub fn query(&self) -> &ParsedQuery {
        &self.query
    }

    /// The page, from 1.
    pub fn page(&self) -> usize {
        self.page
    }

    /// Hits a page.
    pub fn size(&self) -> usize {
        self.size
    }

    /// How many hits come before this page.
    pub fn offset(&self) -> usize {
        (self.page - 1) * self.size
    }

    /// The order.
    pub fn sort(&self) -> Sort {
        self.sort
    }

    /// Where the words must stand.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// The conditions.
    pub fn filters(&self) -> &Filters {
        &self.filters
    }

    /// Whether documents that say the same become one hit.
    pub fn folds_duplicates(&self) -> bool {
        self.folds_duplicates
    }

    /// Whether other forms of what was typed are searched as well.
    pub fn expands(&self) -> bool {
        self.expands
    }

    /// How long a search by what documents mean may take; `None` when it is not wanted.
    pub fn meaning_budget(&self) -> Option<Duration> {
        self.meaning_budget
    }

    /// Whether policies and interpretations come with their other half.
    pub fn pairs(&self) -> bool {
        self.extras.counterparts
    }

    /// Whether hits are nothing but documents in their order.
    pub fn is_ranking_only(&self) -> bool {
        self.extras.ranking_only
    }

    /// Whether each hit says where its score comes from.
    pub fn explains(&self) -> bool {
        self.extras.explanation
    }
}

/// The codes of a closed list that belongs to searching, as the API and the command line write them.
macro_rules! text_codes {
    ($name:ident, $list:literal, $($variant:ident = $code:literal),+) => {
        impl $name {
            /// The code that the API and the command line use.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownCode;

            fn from_str(text: &str) -> Result<Self, UnknownCode> {
                match text {
                    $($code => Ok(Self::$variant),)+
                    _ => Err(UnknownCode { text: text.to_owned(), list: $list, allowed: [$($code),+].join(", ") }),
                }
            }
        }
    };
}

text_codes!(Sort, "sort", Relevance = "relevance", Newest = "newest", Oldest = "oldest");
text_codes!(Scope, "place to search", All = "all", Title = "title");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_page_number_can_overflow() {
        let request = SearchRequest::new("政府").unwrap();
        for (page, size) in [(0, 10), (usize::MAX, 50), (101, 10), (21, 50)] {
            assert_eq!(request.clone().with_page(page, size).unwrap_err(), InvalidRequest::PageOutOfRange { page });
        }
        let size = InvalidRequest::SizeOutOfRange { size: 0, max: PAGE_SIZE_MAX };
        assert_eq!(request.clone().with_page(1, 0).unwrap_err(), size);
        let depth = InvalidRequest::SizeOutOfRange { size: RESULTS_MAX + 1, max: RESULTS_MAX };
        assert_eq!(request.clone().with_depth(RESULTS_MAX + 1).unwrap_err(), depth);
        assert_eq!(request.with_page(100, 10).unwrap().offset(), 990);
    }
}
