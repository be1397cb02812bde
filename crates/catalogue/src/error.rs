//! Why a page is no site, listing or document: one variant for each thing that a crawler can do about it.

use url::Url;

/// A page that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// The portal says that there is nothing (404 or 410): past a list's end, or a post taken down.
    #[error("{url} is gone (HTTP status {status})")]
    Gone {
        /// The page's address.
        url: Url,
        /// The HTTP status.
        status: u16,
    },
    /// The portal answers 200 with a short page whose words say that there is nothing.
    #[error("{url} says {words:?} although its status is a success; treat it as gone once it says so again")]
    SoftNotFound {
        /// The page's address.
        url: Url,
        /// The words that say so.
        words: String,
    },
    /// The portal or something before it does not let the crawler in: a challenge, a sign-in form, a refusal.
    #[error("{url} is blocked ({sign}); go slower or ask the portal for access, a challenge is not to be solved")]
    Blocked {
        /// The page's address.
        url: Url,
        /// What shows it.
        sign: String,
    },
    /// The portal answered something else than a success, for now.
    #[error("{url} answered with HTTP status {status} in place of a page; try again later")]
    Unavailable {
        /// The page's address.
        url: Url,
        /// The HTTP status.
        status: u16,
    },
    /// The page is of another sort than the one asked for: a list in place of an article, or the other way round.
    #[error("{url} is {found}, not {expected}; read it as what it is")]
    WrongSort {
        /// The page's address.
        url: Url,
        /// What was asked for.
        expected: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// The address names one post and the page is another one.
    #[error("{url} holds post {found}, its address says {expected}")]
    WrongPost {
        /// The page's address.
        url: Url,
        /// The post that the address names.
        expected: u64,
        /// The post that the page holds.
        found: u64,
    },
    /// The page is larger than any honest one, and reading it could take all memory or time.
    #[error("{url} has {found} {what}, at most {max} are read")]
    TooLarge {
        /// The page's address.
        url: Url,
        /// What is counted: bytes, nodes, levels of nesting, attributes of one tag.
        what: &'static str,
        /// How many there are; where reading stopped early, how many were seen until then.
        found: usize,
        /// How many are allowed.
        max: usize,
    },
    /// No character set makes readable text of the bytes.
    #[error("{url} does not decode: {lost} of {characters} characters are lost in {encoding}")]
    Undecodable {
        /// The page's address.
        url: Url,
        /// The best encoding found.
        encoding: &'static str,
        /// How many characters are lost.
        lost: usize,
        /// How many characters the page has.
        characters: usize,
    },
    /// The page lacks what every page of its sort has: the portal changed, or it is another page.
    #[error("{url} is not understood: {missing} is missing")]
    NotUnderstood {
        /// The page's address.
        url: Url,
        /// What was looked for and not found.
        missing: String,
    },
}

impl CatalogueError {
    /// The address of the page.
    pub fn url(&self) -> &Url {
        match self {
            Self::Gone { url, .. }
            | Self::SoftNotFound { url, .. }
            | Self::Blocked { url, .. }
            | Self::Unavailable { url, .. }
            | Self::WrongSort { url, .. }
            | Self::WrongPost { url, .. }
            | Self::TooLarge { url, .. }
            | Self::Undecodable { url, .. }
            | Self::NotUnderstood { url, .. } => url,
        }
    }

    /// Whether the portal says that there is no such page, by its status or in words.
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::Gone { .. } | Self::SoftNotFound { .. })
    }

    pub(crate) fn not_understood(url: &Url, missing: impl Into<String>) -> Self {
        Self::NotUnderstood { url: url.clone(), missing: missing.into() }
    }
}
