//! Who may ask how often and from where: the rules of one installation towards those who ask.

use std::time::Duration;

use axum::http::HeaderValue;

use crate::Network;

/// The rules of the service towards those who ask it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// How many requests one address may make in a minute; 0 sets no limit.
    pub requests_per_minute: u32,
    /// The proxies in front of the service, whose word on an address is taken (`X-Forwarded-For`).
    pub trusted_proxies: Vec<Network>,
    /// The websites whose scripts may read the API; none when empty, all with [`Origins::Any`].
    pub origins: Origins,
    /// From where `/metrics` is read; elsewhere it is as if it were not there.
    pub metrics_from: Vec<Network>,
    /// The websites that may show a page in a frame of theirs.
    pub frame_ancestors: Origins,
    /// Whether the log says what was searched, shortened.
    pub log_queries: bool,
    /// How long a search by what documents mean may take before words alone answer; `None` when the public has none.
    pub semantic_budget: Option<Duration>,
}

/// Websites that may do what a browser forbids to others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Origins {
    /// No other than this one.
    #[default]
    None,
    /// Every website: what the API gives is public.
    Any,
    /// These.
    Listed(Vec<HeaderValue>),
}

/// An origin that no browser would send.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is no origin; write scheme and host such as https://www.example.gov.cn, or * alone for every website"
)]
pub struct InvalidOrigin {
    /// The text.
    pub text: String,
}

impl Policy {
    /// Ten requests a second over a whole minute: a reader makes far fewer, and a building behind one address still has
    /// room.
    pub const REQUESTS_PER_MINUTE_DEFAULT: u32 = 600;

    /// This machine, whose web server in front of the service and whose watchers are meant by whoever put them there.
    pub fn this_machine() -> Vec<Network> {
        vec![Network::LOOPBACK_V4, Network::LOOPBACK_V6]
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            requests_per_minute: Self::REQUESTS_PER_MINUTE_DEFAULT,
            trusted_proxies: Self::this_machine(),
            origins: Origins::default(),
            metrics_from: Self::this_machine(),
            frame_ancestors: Origins::default(),
            log_queries: false,
            semantic_budget: None,
        }
    }
}

impl Origins {
    /// Reads origins as settings write them: none, `*` alone, or a list.
    pub fn read<T: AsRef<str>>(texts: &[T]) -> Result<Self, InvalidOrigin> {
        let invalid = |text: &str| InvalidOrigin { text: text.to_owned() };
        match texts {
            [] => Ok(Self::None),
            [all] if all.as_ref() == "*" => Ok(Self::Any),
            _ => texts
                .iter()
                .map(|text| {
                    let text = text.as_ref();
                    let url = url::Url::parse(text).map_err(|_| invalid(text))?;
                    let same = matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text;
                    same.then(|| HeaderValue::from_str(text).ok()).flatten().ok_or_else(|| invalid(text))
                })
                .collect::<Result<_, _>>()
                .map(Self::Listed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_read_as_browsers_send_them() {
        assert_eq!(Origins::read::<&str>(&[]), Ok(Origins::None));
        assert_eq!(Origins::read(&["*"]), Ok(Origins::Any));
        let listed = Origins::read(&["https://www.example.gov.cn", "http://127.0.0.1:3000"]).unwrap();
        assert!(matches!(listed, Origins::Listed(origins) if origins.len() == 2));
        for wrong in ["https://www.example.gov.cn/", "www.example.gov.cn", "ftp://a.cn", "null", ""] {
            assert!(Origins::read(&[wrong]).is_err(), "{wrong}");
        }
        assert!(Origins::read(&["*", "https://a.cn"]).is_err());
    }
}
