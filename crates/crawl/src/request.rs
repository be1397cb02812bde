//! One HTTP request and its answer, with every limit of time and size.

use std::error::Error;
use std::time::Duration;

use gongkai_document::{Page, Timestamp};
use reqwest::{Client, Response, StatusCode, header, redirect};
use tokio::time::{Instant, timeout, timeout_at};
use url::Url;

use crate::address::{AddressRefused, GuardedResolver};
use crate::config::{CrawlConfig, Timeouts};
use crate::failure::{Failure, Stage};
use crate::retry_after;

/// How much of the body of an error page is read, so that its connection can be used again.
const ERROR_BODY_BYTES_MAX: usize = 64 * 1024;

/// What the portal said about a page that we have; sent along, it answers 304 when nothing changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Conditions {
    /// The page's `ETag`.
    pub(crate) etag: Option<String>,
    /// The page's `Last-Modified`.
    pub(crate) last_modified: Option<String>,
}

impl Conditions {
    /// What came with a page; whatever else a header may hold cannot be sent back.
    pub(crate) fn of(page: &Page) -> Self {
        let header = |name| page.header(name).filter(|value| value.is_ascii()).map(str::to_owned);
        Self { etag: header("etag"), last_modified: header("last-modified") }
    }
}

/// What happens to a body that goes over a size.
#[derive(Debug, Clone, Copy)]
pub(crate) enum BodyLimit {
    /// It is refused.
    Refuse(usize),
    /// Its end is left unread.
    Cut(usize),
}

/// What one request brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reply {
    Page(Page),
    Unchanged,
    Redirect(String),
    Gone(u16),
}

/// Makes requests: no proxy, no cookies, no redirects of its own.
pub(crate) struct Requests {
    client: Client,
    timeouts: Timeouts,
}

impl Requests {
    /// Connects only to the addresses that `resolver` gives.
    pub(crate) fn new(config: &CrawlConfig, resolver: GuardedResolver) -> Result<Self, reqwest::Error> {
        // The process may have chosen its provider already; then that one serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(config.user_agent())
            .connect_timeout(config.timeouts.connect)
            .redirect(redirect::Policy::none())
            // A proxy would look names up itself, past the guard.
            .no_proxy()
            // One is enough: the next request begins when this one has ended.
            .pool_max_idle_per_host(1)
            .dns_resolver(resolver)
            .build()?;
        Ok(Self { client, timeouts: config.timeouts })
    }

    /// Asks for `url`; also tells how many bytes of body were read.
    pub(crate) async fn send(
        &self,
        url: &Url,
        conditions: &Conditions,
        limit: BodyLimit,
        now: Timestamp,
    ) -> (Result<Reply, Failure>, usize) {
        let mut body = Vec::new();
        let answer = timeout(self.timeouts.total, self.exchange(url, conditions, limit, now, &mut body)).await;
        let bytes = body.len();
        match answer {
            Ok(Ok(Head::Page(head))) => (Ok(Reply::Page(Page { body, ..head })), bytes),
            Ok(Ok(Head::Other(reply))) => (Ok(reply), bytes),
            Ok(Err(failure)) => (Err(failure), bytes),
            Err(_) => (Err(Failure::TimedOut { url: url.clone(), stage: Stage::Whole }), bytes),
        }
    }

    async fn exchange(
        &self,
        url: &Url,
        conditions: &Conditions,
        limit: BodyLimit,
        now: Timestamp,
        body: &mut Vec<u8>,
    ) -> Result<Head, Failure> {
        let mut request = self.client.get(url.clone());
        if let Some(etag) = &conditions.etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(last_modified) = &conditions.last_modified {
            request = request.header(header::IF_MODIFIED_SINCE, last_modified);
        }
        let mut response = match timeout(self.timeouts.first_byte, request.send()).await {
            Ok(sent) => sent.map_err(|error| failure(url, &error))?,
            Err(_) => return Err(Failure::TimedOut { url: url.clone(), stage: Stage::FirstByte }),
        };
        let status = response.status();
        if !matches!(status, StatusCode::OK | StatusCode::NON_AUTHORITATIVE_INFORMATION) {
            // Whether the rest of an error page comes does not matter.
            let _ = self.read_body(url, &mut response, BodyLimit::Cut(ERROR_BODY_BYTES_MAX), body).await;
            return meaning(url, status, &response, now).map(Head::Other);
        }
        if let Some(encoding) = text(&response, &header::CONTENT_ENCODING).filter(|encoding| encoding != "identity") {
            return Err(Failure::Encoding { url: url.clone(), encoding });
        }
        self.read_body(url, &mut response, limit, body).await?;
        Ok(Head::Page(Page {
            url: url.clone(),
            status: status.as_u16(),
            headers: headers(&response),
            body: Vec::new(),
            fetched_at: now,
        }))
    }

    /// Reads up to the limit; the bytes are counted after decompression, as they come.
    async fn read_body(
        &self,
        url: &Url,
        response: &mut Response,
        limit: BodyLimit,
        body: &mut Vec<u8>,
    ) -> Result<(), Failure> {
        let (BodyLimit::Refuse(bytes_max) | BodyLimit::Cut(bytes_max)) = limit;
        let too_large = || Failure::TooLarge { url: url.clone(), bytes_max };
        let declared = response.content_length().unwrap_or_default();
        if matches!(limit, BodyLimit::Refuse(_)) && declared > bytes_max as u64 {
            return Err(too_large());
        }
        let mut window = Window::open(self.timeouts.body_window);
        loop {
            let Ok(chunk) = timeout_at(window.ends, response.chunk()).await else {
                return Err(Failure::TimedOut { url: url.clone(), stage: Stage::Body });
            };
            let Some(chunk) = chunk.map_err(|error| failure(url, &error))? else {
                return Ok(());
            };
            if body.len() + chunk.len() > bytes_max {
                let room = bytes_max.saturating_sub(body.len());
                body.extend(chunk.iter().take(room));
                return if matches!(limit, BodyLimit::Cut(_)) { Ok(()) } else { Err(too_large()) };
            }
            body.extend_from_slice(&chunk);
            window.count(chunk.len());
        }
    }
}

/// The head of a page whose body lies elsewhere, or a whole reply.
enum Head {
    Page(Page),
    Other(Reply),
}

/// A span of time in which a body must bring a minimum of bytes.
struct Window {
    length: Duration,
    ends: Instant,
    bytes: usize,
}

impl Window {
    fn open(length: Duration) -> Self {
        Self { length, ends: Instant::now() + length, bytes: 0 }
    }

    /// Enough bytes open the next window.
    fn count(&mut self, bytes: usize) {
        self.bytes += bytes;
        if self.bytes >= Timeouts::BODY_BYTES_PER_WINDOW_MIN {
            *self = Self::open(self.length);
        }
    }
}

/// What a status other than success means.
fn meaning(url: &Url, status: StatusCode, response: &Response, now: Timestamp) -> Result<Reply, Failure> {
    let url = url.clone();
    match status.as_u16() {
        304 => Ok(Reply::Unchanged),
        404 | 410 => Ok(Reply::Gone(status.as_u16())),
        status @ (301 | 302 | 303 | 307 | 308) => match text(response, &header::LOCATION) {
            Some(location) => Ok(Reply::Redirect(location)),
            None => Err(Failure::Status { url, status }),
        },
        // 412 and 521 are how two common shields of government portals turn crawlers away, 202 how one serves a challenge.
        status @ (202 | 401 | 403 | 412 | 521) => Err(Failure::Blocked { url, status }),
        status @ (408 | 425 | 429 | 500..=599) => {
            let retry_after = text(response, &header::RETRY_AFTER).and_then(|asked| retry_after::read(&asked, now));
            Err(Failure::Busy { url, status, retry_after })
        }
        status => Err(Failure::Status { url, status }),
    }
}

fn text(response: &Response, name: &header::HeaderName) -> Option<String> {
    let value = response.headers().get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

fn headers(response: &Response) -> Vec<(String, String)> {
    let pair = |(name, value): (&header::HeaderName, &header::HeaderValue)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    response.headers().iter().map(pair).collect()
}

/// The innermost cause says most: the client's own words only wrap it.
fn failure(url: &Url, error: &reqwest::Error) -> Failure {
    let mut cause: &(dyn Error + 'static) = error;
    while let Some(source) = cause.source() {
        if let Some(refused) = source.downcast_ref::<AddressRefused>() {
            return Failure::Address(refused.clone());
        }
        cause = source;
    }
    Failure::Broken { url: url.clone(), cause: cause.to_string() }
}
