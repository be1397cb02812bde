//! Runs: each `gongkai crawl`, from its start to its end, however often it was interrupted.

use std::fmt;

use gongkai_document::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::{Archive, Result};

/// The archive's number for one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunId(pub u64);

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A run that may begin its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun {
    /// The run.
    pub run: RunId,
    /// Whether it had begun before and was interrupted.
    pub resumed: bool,
}

/// One crawl.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Its number.
    pub id: RunId,
    /// The addresses it began with, sorted.
    pub start_urls: Vec<Url>,
    /// Whether it fetches every listed post again, changed or not.
    pub full: bool,
    /// When it first began.
    pub started_at: Timestamp,
    /// When it ended; `None` while it runs or waits to be resumed.
    pub finished_at: Option<Timestamp>,
    /// How it ended, in the crawler's words.
    pub outcome: Option<String>,
    /// What it counted, in the crawler's own form.
    pub counters: Option<Value>,
}

impl Archive {
    /// Begins a run, or resumes the unfinished one with the same start addresses and the same `full`.
    ///
    /// Posts that a killed run had taken from the frontier can be taken again. A full run fetches every post again that
    /// a list still has; another one only what is new or changed.
    pub fn begin_run(&self, start_urls: &[Url], full: bool, at: Timestamp) -> Result<Begun> {
        todo!()
    }

    /// Ends a run. `outcome` and `counters` are the crawler's, for reports.
    pub fn finish_run(&self, run: RunId, outcome: &str, counters: &Value, at: Timestamp) -> Result<()> {
        todo!()
    }

    /// The latest runs, the newest first, at most `count`.
    pub fn runs(&self, count: u32) -> Result<Vec<Run>> {
        todo!()
    }
}
