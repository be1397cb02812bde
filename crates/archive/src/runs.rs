//! Runs: each `gongkai crawl`, from its start to its end, however often it was interrupted.

use std::collections::BTreeSet;
use std::fmt;

use gongkai_document::Timestamp;
use rusqlite::{OptionalExtension, Row};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::values::{moment, stored_number, timestamp};
use crate::{Archive, ArchiveError, Result};

/// The archive's number for one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunId(pub u64);

stored_number!(RunId);

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
    /// Posts that a killed run had taken from the frontier can be taken again; so let one crawl work at a time, or posts
    /// that another is just fetching are fetched twice. A full run fetches every post again that
    /// a list still has; another one only what is new or changed.
    pub fn begin_run(&self, start_urls: &[Url], full: bool, at: Timestamp) -> Result<Begun> {
        let start_urls: BTreeSet<&Url> = start_urls.iter().collect();
        let start_urls = serde_json::to_string(&start_urls)?;
        self.batch(|archive| {
            archive.connection.execute("UPDATE posts SET taken = 0 WHERE taken", [])?;
            archive.release_files()?;
            let unfinished = archive
                .connection
                .query_row(
                    "SELECT id FROM runs WHERE finished_at IS NULL AND start_urls = ?1 AND full = ?2
                     ORDER BY id DESC LIMIT 1",
                    (&start_urls, full),
                    |row| row.get(0),
                )
                .optional()?;
            if let Some(run) = unfinished {
                return Ok(Begun { run, resumed: true });
            }
            archive.connection.execute(
                "INSERT INTO runs (start_urls, full, started_at) VALUES (?1, ?2, ?3)",
                (&start_urls, full, moment(at)),
            )?;
            Ok(Begun { run: RunId(archive.connection.last_insert_rowid().cast_unsigned()), resumed: false })
        })
    }

    /// Ends a run. `outcome` and `counters` are the crawler's, for reports.
    pub fn finish_run(&self, run: RunId, outcome: &str, counters: &Value, at: Timestamp) -> Result<()> {
        let finished = self.connection.execute(
            "UPDATE runs SET finished_at = ?2, outcome = ?3, counters = ?4 WHERE id = ?1 AND finished_at IS NULL",
            (run, moment(at), outcome, serde_json::to_string(counters)?),
        )?;
        if finished == 0 { Err(ArchiveError::NoSuchRun(run)) } else { Ok(()) }
    }

    /// The latest runs, the newest first, at most `count`.
    pub fn runs(&self, count: u32) -> Result<Vec<Run>> {
        let mut select = self.connection.prepare_cached(
            "SELECT id, start_urls, full, started_at, finished_at, outcome, counters
             FROM runs ORDER BY id DESC LIMIT ?1",
        )?;
        select.query_and_then([count], read_run)?.collect()
    }
}

fn read_run(row: &Row<'_>) -> Result<Run> {
    let start_urls: String = row.get(1)?;
    let finished_at: Option<i64> = row.get(4)?;
    let counters: Option<String> = row.get(6)?;
    Ok(Run {
        id: row.get(0)?,
        start_urls: serde_json::from_str(&start_urls)?,
        full: row.get(2)?,
        started_at: timestamp(row.get(3)?)?,
        finished_at: finished_at.map(timestamp).transpose()?,
        outcome: row.get(5)?,
        counters: counters.as_deref().map(serde_json::from_str).transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fixtures::{TestArchive, at, url};

    #[test]
    fn an_unfinished_run_is_resumed_by_the_same_addresses_in_any_order_and_by_nothing_else() {
        let archive = TestArchive::new();
        let (a, b) = (url("https://a.gov.cn/"), url("https://b.gov.cn/"));
        let begin = |urls: &[Url], full, second| archive.begin_run(urls, full, at(second)).unwrap();
        let first = begin(&[a.clone(), b.clone()], false, 1);
        assert!(!first.resumed);
        assert_eq!(begin(&[b.clone(), a.clone()], false, 2), Begun { run: first.run, resumed: true });
        assert!(!begin(std::slice::from_ref(&a), false, 3).resumed);
        assert!(!begin(&[a.clone(), b.clone()], true, 4).resumed);

        archive.finish_run(first.run, "done", &json!({"pages": 7}), at(5)).unwrap();
        assert!(!begin(&[a.clone(), b.clone()], false, 6).resumed);
        let runs = archive.runs(10).unwrap();
        let expected = Run {
            id: first.run,
            start_urls: vec![a, b],
            full: false,
            started_at: at(1),
            finished_at: Some(at(5)),
            outcome: Some("done".to_owned()),
            counters: Some(json!({"pages": 7})),
        };
        assert_eq!(runs.last(), Some(&expected));
        assert_eq!(runs.len(), 4);
        assert_eq!(archive.runs(2).unwrap(), runs[..2]);
    }

    #[test]
    fn a_run_is_finished_once() {
        let archive = TestArchive::new();
        let run = archive.begin_run(&[], false, at(0)).unwrap().run;
        archive.finish_run(run, "done", &Value::Null, at(1)).unwrap();
        let again = archive.finish_run(run, "failed", &Value::Null, at(2));
        assert!(matches!(again, Err(ArchiveError::NoSuchRun(id)) if id == run));
        assert_eq!(archive.runs(1).unwrap()[0].outcome.as_deref(), Some("done"));
    }
}
