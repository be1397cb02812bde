//! Counts what the portal is asked for.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The requests that a portal has answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// How many there were.
    pub requests: u64,
    /// How many were for the page of a post.
    pub posts: u64,
    /// How many were answered at one time, at most.
    pub at_once_max: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Counter(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    traffic: Traffic,
    now: u64,
    seen: HashMap<String, u64>,
}

impl Counter {
    /// A request for `path` begins; tells how often it has been asked for before.
    pub(crate) fn begin(&self, path: &str) -> u64 {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counted.now += 1;
        counted.traffic.requests += 1;
        counted.traffic.posts += u64::from(path.contains("/content/"));
        counted.traffic.at_once_max = counted.traffic.at_once_max.max(counted.now);
        let seen = counted.seen.entry(path.to_owned()).or_default();
        *seen += 1;
        *seen - 1
    }

    /// A request is answered.
    pub(crate) fn end(&self) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counted.now = counted.now.saturating_sub(1);
    }

    pub(crate) fn traffic(&self) -> Traffic {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).traffic
    }
}
