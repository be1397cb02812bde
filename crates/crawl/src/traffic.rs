//! What a crawl's requests came to.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::Serialize;

/// How one request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A page came.
    Read,
    /// The page is the one we have (304).
    Unchanged,
    /// The answer names another address.
    Redirected,
    /// There is no such page (404, 410).
    Gone,
    /// The host turns us away (202, 401, 403, 412, 521).
    Blocked,
    /// The host is overloaded or broken for now (408, 425, 429, 5xx).
    Busy,
    /// Another status, an encoding that was not asked for.
    Unexpected,
    /// The body is larger than allowed.
    TooLarge,
    /// The answer took too long.
    TimedOut,
    /// The connection could not be made, or broke.
    Broken,
    /// The name leads to an address that is not public.
    Refused,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Unchanged => "unchanged",
            Self::Redirected => "redirected",
            Self::Gone => "gone",
            Self::Blocked => "blocked",
            Self::Busy => "busy",
            Self::Unexpected => "unexpected",
            Self::TooLarge => "too large",
            Self::TimedOut => "timed out",
            Self::Broken => "broken",
            Self::Refused => "refused",
        })
    }
}

/// The requests of a crawl, robots.txt and redirects included.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Traffic {
    /// How many requests ended how.
    pub requests: BTreeMap<Outcome, u64>,
    /// The bytes of all bodies, after decompression.
    pub bytes: u64,
    /// The time spent waiting for a host's turn, over all hosts.
    pub waited: Duration,
}

impl Traffic {
    /// The number of all requests.
    pub fn total(&self) -> u64 {
        self.requests.values().sum()
    }

    pub(crate) fn count(&mut self, outcome: Outcome, bytes: usize) {
        *self.requests.entry(outcome).or_default() += 1;
        self.bytes += bytes as u64;
    }
}
