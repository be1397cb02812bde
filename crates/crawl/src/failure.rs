//! Why a page could not be had.

use std::fmt;
use std::time::Duration;

use url::Url;

use crate::address::AddressRefused;
use crate::config::{REDIRECTS_MAX, URL_BYTES_MAX};
use crate::host::Host;

/// The code of a post that the portal keeps crawlers from.
pub(crate) const BLOCKED: &str = "blocked";

/// Why one address gave no page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Failure {
    /// The host is overloaded or broken for now.
    #[error("{url} answered with status {status}")]
    Busy { url: Url, status: u16, retry_after: Option<Duration> },
    /// A stage of the request took too long.
    #[error("{url} took too long: {stage}")]
    TimedOut { url: Url, stage: Stage },
    /// The connection could not be made, or broke.
    #[error("{url} could not be read: {cause}")]
    Broken { url: Url, cause: String },
    /// The host turns crawlers away from this page.
    #[error("{url} is blocked for us (status {status})")]
    Blocked { url: Url, status: u16 },
    /// The crawl was told to stop meanwhile; nothing is known about the page.
    #[error("the crawl was told to stop")]
    Stopped,
    /// A status with which nothing can be done.
    #[error("{url} answered with status {status}, which is no page")]
    Status { url: Url, status: u16 },
    /// The body is larger than allowed.
    #[error("{url} is larger than {bytes_max} bytes")]
    TooLarge { url: Url, bytes_max: usize },
    /// The body is packed in a way that was not asked for.
    #[error("{url} is encoded as {encoding:?}, which was not asked for")]
    Encoding { url: Url, encoding: String },
    /// The redirects do not end.
    #[error("{url} redirects more than {REDIRECTS_MAX} times, or in a circle")]
    Redirects { url: Url },
    /// A redirect leads to something that is no address.
    #[error(
        "{url} redirects to {location:?}, which is no address to follow (http or https, at most {URL_BYTES_MAX} bytes)"
    )]
    Location { url: Url, location: String },
    /// The address cannot be requested at all.
    #[error("{url} is no address to fetch (http or https, at most {URL_BYTES_MAX} bytes)")]
    NotFetchable { url: String },
    /// The address is on a host that the crawl was not sent to.
    #[error("{url} is on another host; allow that host if the crawl shall go there")]
    OtherHost { url: Url },
    /// The address leads inside.
    #[error(transparent)]
    Address(#[from] AddressRefused),
    /// robots.txt forbids this page.
    #[error("robots.txt of {host} asks crawlers to leave {url} alone")]
    Disallowed { host: Host, url: Url },
    /// The host refuses even its robots.txt, so it refuses crawlers.
    #[error("{host} refuses crawlers its robots.txt (status {status}), so nothing there is read")]
    RobotsRefused { host: Host, status: u16 },
    /// robots.txt cannot be read now, so nothing may be read now.
    #[error("robots.txt of {host} cannot be read now, so nothing there is; run the crawl again later ({cause})")]
    RobotsUnavailable { host: Host, cause: String },
}

/// The stages of a request that have a limit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    FirstByte,
    Body,
    Whole,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FirstByte => "no answer began",
            Self::Body => "the body came too slowly",
            Self::Whole => "the answer did not end",
        })
    }
}

impl Failure {
    /// Whether the same request may well succeed later.
    pub(crate) fn is_passing(&self) -> bool {
        matches!(self, Self::Busy { .. } | Self::TimedOut { .. } | Self::Broken { .. })
    }

    /// The reason in one word, for counting.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Busy { .. } => "busy",
            Self::TimedOut { .. } => "timeout",
            Self::Broken { .. } => "broken",
            Self::Blocked { .. } | Self::RobotsRefused { .. } => BLOCKED,
            Self::Stopped => "stopped",
            Self::Status { .. } => "status",
            Self::TooLarge { .. } => "too_large",
            Self::Encoding { .. } => "encoding",
            Self::Redirects { .. } | Self::Location { .. } => "redirects",
            Self::NotFetchable { .. } | Self::Address(_) => "address",
            Self::OtherHost { .. } => "other_host",
            Self::Disallowed { .. } | Self::RobotsUnavailable { .. } => "robots",
        }
    }

    /// Whether the whole host is closed to us in this run.
    pub(crate) fn closes_host(&self) -> bool {
        matches!(self, Self::RobotsRefused { .. } | Self::RobotsUnavailable { .. })
    }
}
