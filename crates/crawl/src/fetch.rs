//! Fetching pages: every hop checked, paced, bounded and counted.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use gongkai_document::{Page, Timestamp};
use tokio::time::{Instant, sleep};
use url::Url;

use crate::address::{AddressGuard, GuardedResolver};
use crate::config::{ATTEMPTS_MAX, CrawlConfig, PRODUCT_TOKEN, REDIRECTS_MAX, is_fetchable};
use crate::failure::Failure;
use crate::host::Host;
use crate::pace::{Backoff, Pace};
use crate::request::{BodyLimit, Conditions, Reply, Requests};
use crate::robots::{ROBOTS_BYTES_MAX, Robots};
use crate::traffic::{Outcome, Traffic};

/// How long a host's robots.txt is used before it is read again (RFC 9309, 2.4).
const ROBOTS_AGE_MAX: Duration = Duration::from_secs(24 * 3_600);

/// What the client takes to free a connection after an answer; without it the next request would open another one, and
/// a slow server would take the two for requests at the same time.
const BREATH: Duration = Duration::from_millis(1);

/// What came of an address, once its redirects were followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// A page.
    Page(Page),
    /// The page is the one that the conditions name.
    Unchanged,
    /// There is no such page, with this status.
    Gone(u16),
}

/// Fetches pages politely: one request at a time to a host, never faster than its pace, never what robots.txt forbids.
pub(crate) struct Fetcher<'a> {
    requests: Requests,
    guard: Arc<AddressGuard>,
    config: &'a CrawlConfig,
    began: Instant,
    hosts: Mutex<BTreeMap<Host, Arc<HostState>>>,
    traffic: Mutex<Traffic>,
    on_wait: OnWait<'a>,
}

/// Told before each wait of any length: for whom, and how long.
pub(crate) type OnWait<'a> = Box<dyn Fn(&Host, Duration) + Send + Sync + 'a>;

struct HostState {
    // Tokio's, because it is held over a request: that is what keeps requests to a host apart.
    pace: tokio::sync::Mutex<Pace>,
    robots: tokio::sync::Mutex<Option<(RobotsAnswer, Duration)>>,
}

#[derive(Debug, Clone)]
enum RobotsAnswer {
    Rules(Arc<Robots>),
    Refused(u16),
    Unavailable(String),
}

impl<'a> Fetcher<'a> {
    pub(crate) fn new(config: &'a CrawlConfig, on_wait: OnWait<'a>) -> Result<Self, reqwest::Error> {
        let guard = Arc::new(AddressGuard::new(config.starts(), config.allow_private));
        Ok(Self {
            requests: Requests::new(config, GuardedResolver(Arc::clone(&guard)))?,
            guard,
            config,
            began: Instant::now(),
            hosts: Mutex::default(),
            traffic: Mutex::default(),
            on_wait,
        })
    }

    /// Reads `url`, following redirects within the rules; a body of more than `bytes_max` is refused.
    pub(crate) async fn get(&self, url: &Url, conditions: &Conditions, bytes_max: usize) -> Result<Answer, Failure> {
        let mut at = url.clone();
        at.set_fragment(None);
        let mut visited = Vec::new();
        while visited.len() <= REDIRECTS_MAX {
            self.check(&at)?;
            self.check_robots(&at).await?;
            match self.hop(&at, conditions, BodyLimit::Refuse(bytes_max)).await? {
                Reply::Redirect(location) => {
                    let next = destination(&at, &location)?;
                    visited.push(at);
                    at = next;
                }
                Reply::Page(page) => return Ok(Answer::Page(page)),
                Reply::Unchanged => return Ok(Answer::Unchanged),
                Reply::Gone(status) => return Ok(Answer::Gone(status)),
            }
            if visited.contains(&at) {
                break;
            }
        }
        Err(Failure::Redirects { url: url.clone() })
    }

    /// Whether the host of `url` has failed too often in a row to be asked on.
    pub(crate) async fn is_exhausted(&self, url: &Url) -> bool {
        match Host::of(url) {
            Some(host) => self.state(&host, url).pace.lock().await.is_exhausted(),
            None => false,
        }
    }

    /// The present moment: the crawl's beginning and the time since.
    pub(crate) fn now(&self) -> Timestamp {
        let elapsed = jiff::SignedDuration::try_from(self.began.elapsed()).unwrap_or_default();
        self.config.started_at().checked_add(elapsed).unwrap_or(self.config.started_at())
    }

    /// What the requests came to so far.
    pub(crate) fn traffic(&self) -> Traffic {
        self.traffic.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn check(&self, url: &Url) -> Result<(), Failure> {
        if !is_fetchable(url) {
            return Err(Failure::NotFetchable { url: url.to_string() });
        }
        if !self.config.is_on_allowed_host(url) {
            return Err(Failure::OtherHost { url: url.clone() });
        }
        Ok(self.guard.check_literal(url)?)
    }

    async fn check_robots(&self, url: &Url) -> Result<(), Failure> {
        let Some(host) = Host::of(url) else {
            return Err(Failure::NotFetchable { url: url.to_string() });
        };
        match self.robots(&host, url).await {
            RobotsAnswer::Rules(robots) if robots.allows(url) => Ok(()),
            RobotsAnswer::Rules(_) => Err(Failure::Disallowed { host, url: url.clone() }),
            RobotsAnswer::Refused(status) => Err(Failure::RobotsRefused { host, status }),
            RobotsAnswer::Unavailable(cause) => Err(Failure::RobotsUnavailable { host, cause }),
        }
    }

    /// The rules of a host, read at most once a day.
    async fn robots(&self, host: &Host, url: &Url) -> RobotsAnswer {
        let state = self.state(host, url);
        let mut kept = state.robots.lock().await;
        if let Some((answer, read_at)) = kept.as_ref()
            && self.began.elapsed() < *read_at + ROBOTS_AGE_MAX
        {
            return answer.clone();
        }
        let answer = self.read_robots(url).await;
        if let RobotsAnswer::Rules(robots) = &answer
            && let Some(delay) = robots.crawl_delay()
        {
            state.pace.lock().await.slow_down_to(delay);
        }
        *kept = Some((answer.clone(), self.began.elapsed()));
        answer
    }

    /// RFC 9309, 2.3.1: no file means no rules; a broken host means that nothing may be read for now.
    ///
    /// A host that refuses crawlers the file (401, 403) refuses them, though the RFC would let them in.
    async fn read_robots(&self, url: &Url) -> RobotsAnswer {
        let Ok(robots_url) = url.join("/robots.txt") else {
            return RobotsAnswer::Rules(Arc::default());
        };
        let mut attempt = 1;
        loop {
            return match self.follow_robots(&robots_url).await {
                Ok(Reply::Page(page)) => RobotsAnswer::Rules(Arc::new(Robots::parse(&page.body, PRODUCT_TOKEN))),
                Err(Failure::Blocked { status: status @ (401 | 403), .. }) => RobotsAnswer::Refused(status),
                Err(failure @ Failure::Blocked { status: 521, .. }) => RobotsAnswer::Unavailable(failure.to_string()),
                Ok(_) | Err(Failure::Blocked { .. } | Failure::Status { .. } | Failure::Redirects { .. }) => {
                    RobotsAnswer::Rules(Arc::default())
                }
                Err(failure) if failure.is_passing() && attempt < ATTEMPTS_MAX => {
                    attempt += 1;
                    continue;
                }
                Err(failure) => RobotsAnswer::Unavailable(failure.to_string()),
            };
        }
    }

    /// Redirects of robots.txt may lead to any public host (RFC 9309, 2.3.1.2).
    async fn follow_robots(&self, robots_url: &Url) -> Result<Reply, Failure> {
        let mut at = robots_url.clone();
        for _ in 0..=REDIRECTS_MAX {
            self.guard.check_literal(&at)?;
            match self.hop(&at, &Conditions::default(), BodyLimit::Cut(ROBOTS_BYTES_MAX + 1)).await? {
                Reply::Redirect(location) => at = destination(&at, &location)?,
                reply => return Ok(reply),
            }
        }
        Err(Failure::Redirects { url: robots_url.clone() })
    }

    /// One request, at its host's turn.
    async fn hop(&self, url: &Url, conditions: &Conditions, limit: BodyLimit) -> Result<Reply, Failure> {
        let Some(host) = Host::of(url) else {
            return Err(Failure::NotFetchable { url: url.to_string() });
        };
        let state = self.state(&host, url);
        let mut pace = state.pace.lock().await;
        let wait = pace.wait(self.began.elapsed());
        if !wait.is_zero() {
            (self.on_wait)(&host, wait);
            self.traffic.lock().unwrap_or_else(PoisonError::into_inner).waited += wait;
            sleep(wait).await;
        }
        pace.started(self.began.elapsed());
        let (result, bytes) = self.requests.send(url, conditions, limit, self.now()).await;
        sleep(BREATH).await;
        match &result {
            Err(Failure::Busy { retry_after, .. }) => pace.failed(self.began.elapsed(), *retry_after),
            Err(failure) if failure.is_passing() => pace.failed(self.began.elapsed(), None),
            Err(Failure::Blocked { .. }) => pace.blocked(),
            Ok(_) | Err(_) => pace.answered(),
        }
        self.traffic.lock().unwrap_or_else(PoisonError::into_inner).count(outcome(&result), bytes);
        result
    }

    fn state(&self, host: &Host, url: &Url) -> Arc<HostState> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let state = hosts.entry(host.clone()).or_insert_with(|| {
            let pauses = self.config.pauses;
            let backoff = Backoff::new(pauses.base, pauses.max, pauses.seed);
            Arc::new(HostState {
                pace: tokio::sync::Mutex::new(Pace::new(self.config.delay_for(url), backoff)),
                robots: tokio::sync::Mutex::default(),
            })
        });
        Arc::clone(state)
    }
}

/// Where a redirect leads; its fragment is the reader's, not the server's.
fn destination(from: &Url, location: &str) -> Result<Url, Failure> {
    let refused = || Failure::Location { url: from.clone(), location: location.chars().take(200).collect() };
    let mut to = from.join(location).map_err(|_| refused())?;
    to.set_fragment(None);
    if is_fetchable(&to) { Ok(to) } else { Err(refused()) }
}

fn outcome(result: &Result<Reply, Failure>) -> Outcome {
    match result {
        Ok(Reply::Page(_)) => Outcome::Read,
        Ok(Reply::Unchanged) => Outcome::Unchanged,
        Ok(Reply::Redirect(_)) => Outcome::Redirected,
        Ok(Reply::Gone(_)) => Outcome::Gone,
        Err(Failure::Blocked { .. }) => Outcome::Blocked,
        Err(Failure::Busy { .. }) => Outcome::Busy,
        Err(Failure::TooLarge { .. }) => Outcome::TooLarge,
        Err(Failure::TimedOut { .. }) => Outcome::TimedOut,
        Err(Failure::Broken { .. }) => Outcome::Broken,
        Err(Failure::Address(_)) => Outcome::Refused,
        Err(_) => Outcome::Unexpected,
    }
}
