//! A name for each request, so that an answer, a line in the log and a line in a proxy's log can be brought together.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// Where the name stands, in requests and answers.
pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest name that is taken over from whoever asks.
const LENGTH_MAX: usize = 64;

/// Differs from one run of the program to the next: the standard library seeds each hasher at random.
static RUN: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(0_u8) & 0xffff_ffff);
static NUMBER: AtomicU64 = AtomicU64::new(1);

/// The name that the request brought, when it is one that a log can hold; else a new one.
pub(crate) fn request_id(headers: &HeaderMap) -> HeaderValue {
    match headers.get(X_REQUEST_ID) {
        Some(given) if is_plain(given.as_bytes()) => given.clone(),
        _ => {
            let name = format!("{:08x}-{}", *RUN, NUMBER.fetch_add(1, Ordering::Relaxed));
            HeaderValue::try_from(name).unwrap_or(HeaderValue::from_static("unnamed"))
        }
    }
}

fn is_plain(name: &[u8]) -> bool {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    (1..=LENGTH_MAX).contains(&name.len()) && name.iter().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_name_is_kept_and_any_other_replaced() {
        let named = |name: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(X_REQUEST_ID, HeaderValue::from_str(name).unwrap());
            request_id(&headers)
        };
        assert_eq!(named("7f3c-Ab_9.1"), "7f3c-Ab_9.1");
        for name in ["", "a b", "a=\"b\"", &"a".repeat(65)] {
            assert_ne!(named(name), name, "{name}");
        }
        assert_ne!(request_id(&HeaderMap::new()), request_id(&HeaderMap::new()));
    }
}
