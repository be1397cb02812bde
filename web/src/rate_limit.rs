//! How often one address may ask.
//!
//! Each address has a bucket of a minute's requests that fills up again evenly: a burst is fine, a flood is not. What is
//! left is told in every answer (`RateLimit`, `RateLimit-Policy`), so that a program can slow down before it is refused.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::Policy;
use crate::client::client_address;
use crate::metrics::Metrics;
use crate::network::masked;
use crate::refusal::Refusal;
use crate::router::Refuse;

/// How long a bucket takes to fill.
const WINDOW: Duration = Duration::from_secs(60);
/// How many addresses are remembered. When so many ask within a minute, the table is emptied rather than grown: a flood
/// from everywhere is what the bounds on work are for.
const ADDRESSES_MAX: usize = 100_000;
/// Where the files are that pages load, which are not counted.
const ASSETS: &str = "/assets/";

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// The buckets of all addresses.
#[derive(Debug)]
pub(crate) struct RateLimit {
    quota: u32,
    /// For each address, when its bucket will be full again.
    full_at: Mutex<HashMap<IpAddr, Instant>>,
}

/// What an address has left.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Left {
    /// How many requests it may make at once.
    pub(crate) requests: u32,
    /// Seconds until its bucket is full, or until it may ask again when it may not now.
    pub(crate) seconds: u64,
    /// Whether this request is answered.
    pub(crate) allowed: bool,
}

impl RateLimit {
    /// `quota` requests a minute for each address.
    pub(crate) fn new(quota: u32) -> Self {
        Self { quota, full_at: Mutex::default() }
    }

    /// Counts one request of `address` at `now`.
    pub(crate) fn take(&self, address: IpAddr, now: Instant) -> Left {
        // Whoever has IPv6 has a network of it.
        let key = if address.is_ipv6() { masked(address, 64).unwrap_or(address) } else { address };
        let each = WINDOW / self.quota.max(1);
        let mut table = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if table.len() >= ADDRESSES_MAX && !table.contains_key(&key) {
            table.retain(|_, full_at| *full_at > now);
            if table.len() >= ADDRESSES_MAX {
                table.clear();
            }
        }
        let full_at = table.entry(key).or_insert(now);
        let lacking = full_at.saturating_duration_since(now);
        let after = lacking + each;
        if after > WINDOW {
            return Left { requests: 0, seconds: seconds(after.saturating_sub(WINDOW)), allowed: false };
        }
        *full_at = now + after;
        let requests =
            (WINDOW.saturating_sub(after).as_nanos() / each.as_nanos().max(1)).try_into().unwrap_or(u32::MAX);
        Left { requests, seconds: seconds(after), allowed: true }
    }
}

/// Whole seconds, the last one begun counted.
fn seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

/// What the layer knows.
#[derive(Debug, Clone)]
pub(crate) struct Limiter {
    policy: Arc<Policy>,
    limit: Arc<RateLimit>,
    refuse: Refuse,
    metrics: Arc<Metrics>,
}

impl Limiter {
    pub(crate) fn new(policy: Arc<Policy>, refuse: Refuse, metrics: Arc<Metrics>) -> Self {
        let limit = Arc::new(RateLimit::new(policy.requests_per_minute));
        Self { policy, limit, refuse, metrics }
    }
}

/// Counts the request and refuses it when its address has asked too often.
pub(crate) async fn limit_rate(State(limiter): State<Limiter>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let quota = limiter.policy.requests_per_minute;
    if quota == 0 || path.starts_with(ASSETS) {
        return next.run(request).await;
    }
    let Some(address) = client_address(request.extensions(), request.headers(), &limiter.policy.trusted_proxies) else {
        return next.run(request).await;
    };
    // A web server on this machine that does not say for whom it asks: a limit would shut everybody out at once.
    if address.is_loopback() {
        return next.run(request).await;
    }
    let left = limiter.limit.take(address, Instant::now());
    let mut response = if left.allowed {
        next.run(request).await
    } else {
        limiter.metrics.rate_limited();
        let refusal = Refusal::TooManyRequests { retry_after_s: left.seconds };
        limiter.refuse.answer(request.uri(), request.headers(), &refusal)
    };
    tell(response.headers_mut(), quota, &left);
    response
}

/// Adds what is left, in the form of the IETF's draft "`RateLimit` header fields for HTTP".
fn tell(headers: &mut HeaderMap, quota: u32, left: &Left) {
    let policy = format!("\"address\";q={quota};w={}", WINDOW.as_secs());
    let now = format!("\"address\";r={};t={}", left.requests, left.seconds);
    for (name, text) in [(RATE_LIMIT_POLICY, policy), (RATE_LIMIT, now)] {
        if let Ok(value) = HeaderValue::try_from(text) {
            headers.insert(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use expect_test::expect;

    use super::*;
    use crate::client::Peer;
    use crate::fixtures::{App, FakeEngine, one_hit};

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_bucket_is_emptied_by_a_burst_and_fills_evenly() {
        let limit = RateLimit::new(3);
        let (one, begin) = (address("203.0.113.9"), Instant::now());
        let take = |seconds| limit.take(one, begin + Duration::from_secs(seconds));
        let allowed = |requests, seconds| Left { requests, seconds, allowed: true };
        assert_eq!([take(0), take(0), take(0)], [allowed(2, 20), allowed(1, 40), allowed(0, 60)]);
        assert_eq!(take(5), Left { requests: 0, seconds: 15, allowed: false });
        assert_eq!(take(20), allowed(0, 60));
        assert_eq!(take(600), allowed(2, 20));
        assert!(limit.take(address("203.0.113.10"), begin).allowed);
    }

    #[test]
    fn addresses_of_one_network_of_ipv6_share_a_bucket() {
        let limit = RateLimit::new(1);
        let now = Instant::now();
        assert!(limit.take(address("2001:db8::1"), now).allowed);
        assert!(!limit.take(address("2001:db8::2"), now).allowed);
        assert!(limit.take(address("2001:db8:0:1::1"), now).allowed);
    }

    #[test]
    fn the_table_has_a_bound() {
        let limit = RateLimit::new(10);
        let now = Instant::now();
        for number in 0..=ADDRESSES_MAX {
            limit.take(IpAddr::V4(u32::try_from(number).unwrap().into()), now);
        }
        assert!(limit.full_at.lock().unwrap().len() <= ADDRESSES_MAX);
    }

    #[tokio::test]
    async fn who_asks_too_often_is_told_and_health_is_not_counted() {
        let policy = Policy { requests_per_minute: 1, ..Policy::default() };
        let app = App::with_policy(FakeEngine::new(|request| Ok(one_hit(request))), policy);
        let ask = async |path: &str| {
            let mut request = Request::get(path).body(Body::empty()).unwrap();
            request.extensions_mut().insert(Peer("203.0.113.9:4000".parse().unwrap()));
            let answered = app.ask(request).await;
            let header = |name: &str| answered.headers.get(name).map_or("-", |value| value.to_str().unwrap());
            let (policy, left, retry) = (header("ratelimit-policy"), header("ratelimit"), header("retry-after"));
            format!("{path}: {} {policy} {left} {retry}", answered.status.as_u16())
        };
        let mut lines = Vec::new();
        for path in ["/api/v1/search?q=a", "/api/v1/search?q=a", "/search?q=a", "/healthz", "/readyz"] {
            lines.push(ask(path).await);
        }
        expect![[r#"
            /api/v1/search?q=a: 200 "address";q=1;w=60 "address";r=0;t=60 -
            /api/v1/search?q=a: 429 "address";q=1;w=60 "address";r=0;t=60 60
            /search?q=a: 429 "address";q=1;w=60 "address";r=0;t=60 60
            /healthz: 200 - - -
            /readyz: 200 - - -"#]]
        .assert_eq(&lines.join("\n"));
    }

    #[tokio::test]
    async fn a_web_server_in_front_counts_for_those_it_names_and_not_for_itself() {
        let policy = Policy { requests_per_minute: 1, ..Policy::default() };
        let app = App::with_policy(FakeEngine::new(|request| Ok(one_hit(request))), policy);
        let ask = async |forwarded: Option<&str>| {
            let mut request = Request::get("/search?q=a").body(Body::empty()).unwrap();
            request.extensions_mut().insert(Peer("127.0.0.1:4000".parse().unwrap()));
            if let Some(address) = forwarded {
                request.headers_mut().insert("x-forwarded-for", HeaderValue::from_str(address).unwrap());
            }
            app.ask(request).await.status.as_u16()
        };
        assert_eq!([ask(None).await, ask(None).await], [200, 200]);
        let (one, other) = (Some("203.0.113.9"), Some("203.0.113.10"));
        assert_eq!([ask(one).await, ask(one).await, ask(other).await], [200, 429, 200]);
    }
}
