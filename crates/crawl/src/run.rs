//! What the parts of a running crawl share: the archive, the fetcher, who watches, which hosts are closed.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use gongkai_archive::{Archive, RunId};
use gongkai_document::Timestamp;
use tokio::sync::watch;
use url::Url;

use crate::config::{ATTEMPTS_MAX, CrawlConfig};
use crate::failure::Failure;
use crate::fetch::{Answer, Fetcher};
use crate::host::Host;
use crate::report::{Event, Watch};
use crate::request::Conditions;

/// How many pages in a row a host may keep from us, by a refusal, a challenge or a sign-in form, before it is left alone: a
/// guard that has made up its mind is not argued with.
pub(crate) const WALLS_IN_A_ROW_MAX: u32 = 10;

/// A crawl under way.
pub(crate) struct Run<'a> {
    pub(crate) id: RunId,
    pub(crate) resumed: bool,
    pub(crate) config: &'a CrawlConfig,
    pub(crate) fetcher: Fetcher<'a>,
    pub(crate) stop: watch::Receiver<bool>,
    // Several hosts are crawled at once, in one task; no lock is held over a wait.
    pub(crate) archive: Mutex<&'a mut Archive>,
    pub(crate) watch: &'a Mutex<Watch<'a>>,
    pub(crate) closed: Mutex<BTreeMap<Host, String>>,
    /// How many pages in a row each host kept from us.
    pub(crate) walls: Mutex<BTreeMap<Host, u32>>,
    /// The scheme by which each host's front page was reached in the end.
    pub(crate) schemes: Mutex<BTreeMap<Host, String>>,
}

impl<'a> Run<'a> {
    /// The archive, for one call or one batch.
    pub(crate) fn archive(&self) -> MutexGuard<'_, &'a mut Archive> {
        self.archive.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn watch(&self) -> MutexGuard<'_, Watch<'a>> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn tell(&self, event: Event<'_>) {
        self.watch().tell(event);
    }

    pub(crate) fn problem(&self, problem: impl Into<String>) {
        self.watch().problem(problem.into());
    }

    /// A problem of a whole host or site.
    pub(crate) fn grave_problem(&self, problem: impl Into<String>) {
        self.watch().grave_problem(problem.into());
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.fetcher.now()
    }

    pub(crate) fn is_stopped(&self) -> bool {
        *self.stop.borrow()
    }

    /// Ends when the crawl is told to stop, and never if nobody can tell it any more.
    pub(crate) async fn stopped(&self) {
        if self.stop.clone().wait_for(|stop| *stop).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// One page; a stop breaks off the wait for it, and then nothing of it is recorded.
    pub(crate) async fn get(&self, url: &Url, conditions: &Conditions) -> Result<Answer, Failure> {
        self.get_up_to(url, conditions, self.config.body_bytes_max).await
    }

    /// The same for an answer of at most `bytes_max`.
    pub(crate) async fn get_up_to(
        &self,
        url: &Url,
        conditions: &Conditions,
        bytes_max: usize,
    ) -> Result<Answer, Failure> {
        if self.is_stopped() {
            return Err(Failure::Stopped);
        }
        tokio::select! {
            answer = self.fetcher.get(url, conditions, bytes_max) => answer,
            () = self.stopped() => Err(Failure::Stopped),
        }
    }

    /// A page without which nothing goes on: tried as often as may be, at the pace of its host.
    pub(crate) async fn get_patiently(&self, url: &Url) -> Result<Answer, Failure> {
        let mut attempt = 1;
        loop {
            match self.get(url, &Conditions::default()).await {
                Err(failure) if failure.is_passing() && attempt < ATTEMPTS_MAX => attempt += 1,
                result => return result,
            }
        }
    }

    /// After a failure, whether its host can be asked for other pages; if not, it is closed for this run.
    ///
    /// A host that failed several times in a row is asked for its front page: five bad pages are no bad host.
    pub(crate) async fn goes_on(&self, url: &Url, failure: &Failure) -> bool {
        let Some(host) = Host::of(url) else {
            return true;
        };
        if matches!(failure, Failure::Stopped) {
            return false;
        }
        if failure.closes_host() {
            self.close(host, failure.to_string());
            return false;
        }
        if self.is_closed(url) {
            return false;
        }
        if !self.fetcher.is_exhausted(url).await {
            return true;
        }
        let front = self.config.starts().iter().find(|start| Host::of(start).as_ref() == Some(&host));
        let Some(front) = front.filter(|front| *front != url) else {
            self.close(host, cause(failure));
            return false;
        };
        match self.get(front, &Conditions::default()).await {
            Ok(Answer::Page(_) | Answer::Unchanged) => true,
            Ok(Answer::Gone(status)) => {
                self.close(host, format!("its front page is gone: {front} answered with status {status}"));
                false
            }
            Err(Failure::Stopped) => false,
            Err(failure) => {
                self.close(host, cause(&failure));
                false
            }
        }
    }

    /// Counts a page that its host kept from us; after [`WALLS_IN_A_ROW_MAX`] in a row the host is closed.
    pub(crate) fn note_wall(&self, url: &Url, sign: &str) {
        let Some(host) = Host::of(url) else {
            return;
        };
        let mut walls = self.walls.lock().unwrap_or_else(PoisonError::into_inner);
        let in_a_row = walls.entry(host.clone()).or_default();
        *in_a_row += 1;
        let is_enough = *in_a_row == WALLS_IN_A_ROW_MAX;
        drop(walls);
        if is_enough && !self.is_closed(url) {
            self.close(host, format!("it blocks us, {WALLS_IN_A_ROW_MAX} pages in a row, the last: {sign}"));
        }
    }

    /// Its host let us have a page.
    pub(crate) fn note_open(&self, url: &Url) {
        if let Some(host) = Host::of(url) {
            self.walls.lock().unwrap_or_else(PoisonError::into_inner).remove(&host);
        }
    }

    /// Nothing more is asked of the host in this run; what it still owes stays on the frontier.
    pub(crate) fn close(&self, host: Host, cause: String) {
        self.grave_problem(format!("{host} is left alone until the next crawl: {cause}"));
        self.closed.lock().unwrap_or_else(PoisonError::into_inner).insert(host, cause);
    }

    pub(crate) fn is_closed(&self, url: &Url) -> bool {
        let closed = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
        Host::of(url).is_some_and(|host| closed.contains_key(&host))
    }

    pub(crate) fn closed_hosts(&self) -> usize {
        self.closed.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Keeps by which scheme a host was reached.
    pub(crate) fn note_reached(&self, front_page: &Url) {
        if let Some(host) = Host::of(front_page) {
            let mut schemes = self.schemes.lock().unwrap_or_else(PoisonError::into_inner);
            schemes.insert(host, front_page.scheme().to_owned());
        }
    }

    /// An address as the crawl reaches its host: portals write `http` and redirect each such request to `https`.
    pub(crate) fn as_reached(&self, url: &Url) -> Url {
        let mut reached = url.clone();
        let schemes = self.schemes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(scheme) = Host::of(url).and_then(|host| schemes.get(&host)).filter(|_| url.port().is_none()) {
            // Between http and https this cannot fail.
            let _ = reached.set_scheme(scheme);
        }
        reached.set_fragment(None);
        reached
    }
}

/// Why a host is left alone after a failure on the page that shows whether it is open.
fn cause(failure: &Failure) -> String {
    match failure {
        Failure::Blocked { .. } => format!("it blocks us, and a guard is not argued with: {failure}"),
        failure => format!("it is not answering: {failure}"),
    }
}
