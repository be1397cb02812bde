//! What a crawl tells while it runs and when it has ended.

use std::fmt;
use std::time::Duration;

use gongkai_archive::{FileCount, ListId, Missing, Reconciliation, RunId};
use gongkai_document::{Column, DocumentId, Unread};
use serde::Serialize;
use url::Url;

use crate::host::Host;
use crate::traffic::Traffic;

/// How many problems a report names; the rest are counted.
const PROBLEMS_MAX: usize = 200;

/// How many missing posts a report names.
pub const MISSING_MAX: u32 = 1_000;

/// What became of the posts that a crawl set out to fetch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct PostCounts {
    /// Taken from the frontier, retries included.
    pub taken: u64,
    /// Documents that the archive did not have.
    pub new: u64,
    /// Documents that changed.
    pub updated: u64,
    /// Documents that are as they were.
    pub unchanged: u64,
    /// Documents kept back until a person has looked at them.
    pub quarantined: u64,
    /// Posts that the portal no longer has; their documents stay.
    pub gone: u64,
    /// Documents removed from search, because no list has shown them for several runs and their page is gone as well.
    pub removed: u64,
    /// Tries that failed and will be made again in this run.
    pub retried: u64,
    /// Posts given up in this run, for a reason that the archive keeps.
    pub failed: u64,
    /// Those of the failed that the portal keeps crawlers from.
    pub blocked: u64,
}

impl PostCounts {
    pub(crate) fn count(&mut self, result: PostResult) {
        match result {
            PostResult::New => self.new += 1,
            PostResult::Updated => self.updated += 1,
            PostResult::Unchanged => self.unchanged += 1,
            PostResult::Quarantined => self.quarantined += 1,
            PostResult::Gone => self.gone += 1,
            PostResult::Removed => self.removed += 1,
            PostResult::Retried => self.retried += 1,
            PostResult::Failed => self.failed += 1,
            PostResult::Blocked => {
                self.failed += 1;
                self.blocked += 1;
            }
        }
    }

    /// The posts whose page was fetched and understood.
    pub fn fetched(&self) -> u64 {
        self.new + self.updated + self.unchanged + self.quarantined
    }
}

/// What became of one post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostResult {
    /// The archive did not have it.
    New,
    /// It has changed.
    Updated,
    /// It is as it was.
    Unchanged,
    /// It is kept back until a person has looked at it.
    Quarantined,
    /// The portal no longer has it.
    Gone,
    /// No list has shown it for several runs, and its page is gone as well: it is removed from search.
    Removed,
    /// It could not be fetched now and will be tried again.
    Retried,
    /// It was given up in this run.
    Failed,
    /// The portal keeps crawlers from it.
    Blocked,
}

/// Something that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Problem(pub(crate) String);

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A step of a crawl.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    /// A catalogue's front page was read.
    Site {
        /// What the site is called.
        name: &'a str,
        /// Its front page.
        url: &'a Url,
        /// How many columns it has.
        columns: usize,
    },
    /// A page of a list was read.
    List {
        /// Which list.
        list: ListId,
        /// The column's path of names.
        path: &'a Column,
        /// The page, from 1.
        page: u32,
        /// How many items it has.
        items: usize,
    },
    /// A post was dealt with.
    Post {
        /// The document that it is.
        id: &'a DocumentId,
        /// Its title in the list.
        title: &'a str,
        /// What became of it.
        result: PostResult,
    },
    /// A file that hangs on a post was dealt with.
    File {
        /// The name a reader sees.
        name: &'a str,
        /// Why it has no text; none when it has.
        unread: Option<Unread>,
    },
    /// A host's turn is waited for.
    Waiting {
        /// The host.
        host: &'a Host,
        /// How long.
        wait: Duration,
    },
    /// Something that a person should look at.
    Problem(&'a Problem),
}

/// A step of a crawl, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// What just happened.
    pub event: Event<'a>,
    /// The posts so far.
    pub posts: PostCounts,
}

/// How a crawl ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Everything that could be read was read.
    Complete,
    /// It was told to stop; the next crawl of the same start resumes it.
    Interrupted,
    /// A host did not answer, or closed itself to us; the next crawl of the same start resumes it.
    HostClosed,
}

impl Ending {
    /// The code that the archive keeps.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Interrupted => "interrupted",
            Self::HostClosed => "host_closed",
        }
    }
}

/// What a crawl did, and how the archive stands now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CrawlReport {
    /// The archive's number of the run.
    pub run: RunId,
    /// Whether it went on with an interrupted run.
    pub resumed: bool,
    /// How it ended.
    pub ending: Ending,
    /// What became of the posts, since this crawl was started or resumed.
    pub posts: PostCounts,
    /// Documents whose columns alone changed.
    pub columns_refreshed: u64,
    /// The columns of every site of the run: claimed, listed, fetched, and how the list ended.
    pub columns: Vec<Reconciliation>,
    /// The files of all posts in the archive: read, waiting, or why they have no text.
    pub files: Vec<FileCount>,
    /// Posts that no list shows any more, at most [`MISSING_MAX`]; their pages are asked for after some more runs.
    pub missing: Vec<Missing>,
    /// How many columns have their items elsewhere, where this crawler does not go.
    pub columns_elsewhere: u64,
    /// What the requests came to, since this crawl was started or resumed.
    pub traffic: Traffic,
    /// What a person should look at, the first 200.
    pub problems: Vec<Problem>,
    /// How many more problems there were.
    pub problems_omitted: u64,
}

/// Who watches a crawl, and what there is to tell so far.
pub(crate) struct Watch<'a> {
    pub(crate) progress: &'a mut (dyn FnMut(&Progress<'_>) + Send),
    pub(crate) posts: PostCounts,
    pub(crate) problems: Vec<Problem>,
    pub(crate) problems_omitted: u64,
}

impl Watch<'_> {
    pub(crate) fn tell(&mut self, event: Event<'_>) {
        (self.progress)(&Progress { event, posts: self.posts });
    }

    pub(crate) fn problem(&mut self, problem: String) {
        let problem = self.told(problem);
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(problem);
        } else {
            self.problems_omitted += 1;
        }
    }

    /// A problem of a whole host or site: it comes first, however many others there are.
    pub(crate) fn grave_problem(&mut self, problem: String) {
        let problem = self.told(problem);
        self.problems.insert(0, problem);
        self.problems_omitted += u64::from(self.problems.len() > PROBLEMS_MAX);
        self.problems.truncate(PROBLEMS_MAX);
    }

    fn told(&mut self, problem: String) -> Problem {
        tracing::warn!("{problem}");
        let problem = Problem(problem);
        self.tell(Event::Problem(&problem));
        problem
    }
}
