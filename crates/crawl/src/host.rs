//! A host as crawling knows it: whom to be polite to.

use std::fmt;

use serde::Serialize;
use url::Url;

/// A host name or address, with the port where it is not the scheme's own: `http` and `https` are one host.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Host(String);

impl Host {
    /// The host that a URL leads to; none for a URL without one.
    pub fn of(url: &Url) -> Option<Self> {
        let name = url.host_str()?;
        Some(Self(match url.port() {
            Some(port) => format!("{name}:{port}"),
            None => name.to_owned(),
        }))
    }

    /// The name, and the port where it is not the scheme's own.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
