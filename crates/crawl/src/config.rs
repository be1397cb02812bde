//! What a crawl is told: where to begin, how far to go, how gently.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use gongkai_attachments::Worker;
use gongkai_document::Timestamp;
use url::Url;

use crate::address::names_loopback;
use crate::host::Host;

/// The name by which robots.txt and server logs know the crawler.
pub const PRODUCT_TOKEN: &str = "gongkai";

/// The pause between the starts of two requests to a host: what careful crawlers of government portals keep.
pub const MIN_DELAY: Duration = Duration::from_secs(1);

/// The longest URL: what browsers have long agreed on.
pub const URL_BYTES_MAX: usize = 2_083;

/// The largest body, after decompression: twenty times the largest page seen on eight portals.
pub const BODY_BYTES_MAX: usize = 10 * 1024 * 1024;

/// The largest file that is fetched: forms and annexes have some hundred KB, scanned plans tens of MB.
pub const FILE_BYTES_MAX: usize = 20 * 1024 * 1024;

/// How many redirects one request follows.
pub const REDIRECTS_MAX: usize = 5;

/// How many pages one list may have: 200,000 items, thirty times a district's catalogue. Past it, the list goes round.
pub const PAGES_PER_LIST_MAX: u32 = 2_000;

/// How often one page is tried before it counts as failed.
pub const ATTEMPTS_MAX: u32 = 5;

/// How long to wait for a host at each stage of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Until a connection stands.
    pub connect: Duration,
    /// From the request to the head of the answer.
    pub first_byte: Duration,
    /// For the whole request.
    pub total: Duration,
    /// A body must bring [`Timeouts::BODY_BYTES_PER_WINDOW_MIN`] in each window of this length.
    pub body_window: Duration,
}

impl Timeouts {
    /// One KiB a second over the usual window: a page of median size in a minute.
    pub const BODY_BYTES_PER_WINDOW_MIN: usize = 30 * 1024;
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            first_byte: Duration::from_secs(20),
            total: Duration::from_secs(120),
            body_window: Duration::from_secs(30),
        }
    }
}

/// The pauses after a failure: from `base`, doubled with each failure in a row, up to `max`, shortened at random.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pauses {
    /// The first pause.
    pub base: Duration,
    /// The longest pause.
    pub max: Duration,
    /// The same seed gives the same pauses.
    pub seed: u64,
}

impl Default for Pauses {
    fn default() -> Self {
        Self { base: Duration::from_secs(2), max: Duration::from_secs(60), seed: 0 }
    }
}

/// Why a crawl cannot begin as told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidConfig {
    /// There is nowhere to begin.
    #[error("no start URL; give a catalogue's front page, such as https://www.example.gov.cn/gkmlpt/index")]
    NoStart,
    /// A start URL cannot be fetched.
    #[error(
        "{url} is no address to start from: use http or https, with a host, without a password, at most {URL_BYTES_MAX} bytes"
    )]
    Start {
        /// The URL as given.
        url: String,
    },
    /// The contact would not fit into a header, or is missing.
    #[error("{contact:?} is no contact; give an e-mail address or a URL by which a portal's operator reaches you")]
    Contact {
        /// The contact as given.
        contact: String,
    },
}

/// A crawl's settings: checked where a value can be wrong, open where it cannot.
#[derive(Debug, Clone)]
pub struct CrawlConfig {
    starts: Vec<Url>,
    user_agent: String,
    started_at: Timestamp,
    hosts: BTreeSet<Host>,
    /// Also read the catalogues of other sites (towns, streets, bureaus) that a front page links to.
    pub follow_subsites: bool,
    /// Read only these columns; all when empty.
    pub columns: BTreeSet<u64>,
    /// The pause between the starts of two requests to a host; none means [`MIN_DELAY`], and no pause on loopback.
    pub min_delay: Option<Duration>,
    /// The same for single hosts, which then have it in place of `min_delay`.
    pub host_delays: BTreeMap<Host, Duration>,
    /// How long to wait.
    pub timeouts: Timeouts,
    /// How long to leave a host alone that fails.
    pub pauses: Pauses,
    /// The largest body after decompression, in bytes.
    pub body_bytes_max: usize,
    /// The most pages of one list.
    pub pages_per_list_max: u32,
    /// Also connect to addresses that are not public.
    pub allow_private: bool,
    /// What reads the files that hang on posts; none leaves them listed and unread.
    pub file_reader: Option<Worker>,
    /// The largest file that is fetched, in bytes.
    pub file_bytes_max: usize,
    /// Fetch every post again, not only those that are new or changed.
    pub full: bool,
}

impl CrawlConfig {
    /// Begins at `starts`, the front pages of catalogues, and stays on their hosts.
    ///
    /// `contact` tells a portal's operator whom to write to. `started_at` is the present moment: from it the crawl
    /// counts time, and so reads no clock of its own.
    ///
    /// # Errors
    ///
    /// When there is no start, or a start or the contact cannot be used.
    pub fn new(starts: Vec<Url>, contact: &str, started_at: Timestamp) -> Result<Self, InvalidConfig> {
        if starts.is_empty() {
            return Err(InvalidConfig::NoStart);
        }
        if let Some(url) = starts.iter().find(|url| !is_fetchable(url)) {
            return Err(InvalidConfig::Start { url: url.to_string() });
        }
        let contact = contact.trim();
        if contact.is_empty() || !contact.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
            return Err(InvalidConfig::Contact { contact: contact.to_owned() });
        }
        Ok(Self {
            user_agent: format!("{PRODUCT_TOKEN}/{} (+{contact})", env!("CARGO_PKG_VERSION")),
            hosts: starts.iter().filter_map(Host::of).collect(),
            starts,
            started_at,
            follow_subsites: false,
            columns: BTreeSet::new(),
            min_delay: None,
            host_delays: BTreeMap::new(),
            timeouts: Timeouts::default(),
            pauses: Pauses::default(),
            body_bytes_max: BODY_BYTES_MAX,
            pages_per_list_max: PAGES_PER_LIST_MAX,
            allow_private: false,
            file_reader: None,
            file_bytes_max: FILE_BYTES_MAX,
            full: false,
        })
    }

    /// Also follows links to the host of `url`, such as a mirror or the host that holds a portal's posts.
    #[must_use]
    pub fn also_on(mut self, url: &Url) -> Self {
        self.hosts.extend(Host::of(url));
        self
    }

    /// Takes another moment for the present one, to crawl once more.
    pub fn begin_at(&mut self, started_at: Timestamp) {
        self.started_at = started_at;
    }

    /// Where the crawl begins.
    pub fn starts(&self) -> &[Url] {
        &self.starts
    }

    /// What every request says of its sender.
    pub fn user_agent(&self) -> &str {
        &self.user_agent
    }

    /// When the crawl began.
    pub fn started_at(&self) -> Timestamp {
        self.started_at
    }

    pub(crate) fn is_on_allowed_host(&self, url: &Url) -> bool {
        Host::of(url).is_some_and(|host| self.hosts.contains(&host))
    }

    /// On how many hosts the crawl may be.
    pub(crate) fn host_count(&self) -> usize {
        self.hosts.len()
    }

    pub(crate) fn delay_for(&self, url: &Url) -> Duration {
        let of_host = Host::of(url).and_then(|host| self.host_delays.get(&host).copied());
        of_host.or(self.min_delay).unwrap_or(if names_loopback(url) { Duration::ZERO } else { MIN_DELAY })
    }
}

/// Whether a request for `url` could be made at all.
pub(crate) fn is_fetchable(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
        && url.host().is_some()
        && url.password().is_none()
        && url.username().is_empty()
        && url.as_str().len() <= URL_BYTES_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(start: &str, contact: &str) -> Result<CrawlConfig, InvalidConfig> {
        CrawlConfig::new(vec![Url::parse(start).unwrap()], contact, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn the_user_agent_names_the_program_and_a_contact() {
        let config = config("https://www.huadu.gov.cn/gkmlpt/index", "mailto:it@huadu.gov.cn").unwrap();
        assert!(config.user_agent().starts_with("gongkai/"));
        assert!(config.user_agent().ends_with(" (+mailto:it@huadu.gov.cn)"));
    }

    #[test]
    fn a_start_that_cannot_be_fetched_and_a_missing_contact_are_refused() {
        let long = format!("http://a.cn/{}", "a".repeat(URL_BYTES_MAX));
        for start in ["file:///etc/passwd", "gopher://a.cn/", "http://user@a.cn/", "data:text/plain,a", long.as_str()] {
            assert!(matches!(config(start, "a@a.cn"), Err(InvalidConfig::Start { .. })), "{start}");
        }
        for contact in ["", "  ", "a\r\nHost: b", "政府"] {
            assert!(matches!(config("http://a.cn/", contact), Err(InvalidConfig::Contact { .. })), "{contact}");
        }
        assert!(matches!(CrawlConfig::new(Vec::new(), "a@a.cn", Timestamp::UNIX_EPOCH), Err(InvalidConfig::NoStart)));
    }

    #[test]
    fn a_second_between_requests_except_on_loopback_and_as_told() {
        let url = |text: &str| Url::parse(text).unwrap();
        let mut config = config("http://127.0.0.1:8600/gkmlpt/index", "a@a.cn").unwrap();
        assert_eq!(config.delay_for(&url("http://127.0.0.1:8600/")), Duration::ZERO);
        assert_eq!(config.delay_for(&url("http://localhost/")), Duration::ZERO);
        assert_eq!(config.delay_for(&url("http://www.huadu.gov.cn/")), MIN_DELAY);
        config.min_delay = Some(Duration::from_secs(5));
        assert_eq!(config.delay_for(&url("http://127.0.0.1:8600/")), Duration::from_secs(5));
    }

    #[test]
    fn a_crawl_stays_on_the_hosts_of_its_starts() {
        let url = |text: &str| Url::parse(text).unwrap();
        let config = config("https://www.huadu.gov.cn/gkmlpt/index", "a@a.cn").unwrap();
        assert!(config.is_on_allowed_host(&url("http://www.huadu.gov.cn/a")), "http and https are one host");
        for other in ["https://huadu.gov.cn/", "https://www.huadu.gov.cn:8443/", "https://www.huadu.gov.cn.evil.com/"] {
            assert!(!config.is_on_allowed_host(&url(other)), "{other}");
        }
        let config = config.also_on(&url("https://huadu.gov.cn/"));
        assert!(config.is_on_allowed_host(&url("https://huadu.gov.cn/b")));
    }
}
