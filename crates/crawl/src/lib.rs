//! Polite, complete, resumable crawling of a disclosure catalogue into the archive.
//!
//! [`crawl`] reads the front pages of catalogues, then every page of every column's list, then each post that is new or
//! changed. What a page says is the catalogue crate's business, what is kept the archive's; this crate decides what to
//! ask for, and when. It asks one thing at a time of a host, never faster than its pace, never what robots.txt forbids
//! (RFC 9309), never at an address that is not public, and never for longer or for more bytes than a limit allows.
//!
//! **Invariant:** a page is in the archive before it is read, and a post is done only once its document is committed; so
//! a crawl can be stopped or killed at any moment, and the next one goes on. No answer of a portal removes a document.
//!
//! ```
//! use gongkai_archive::Archive;
//! use gongkai_crawl::{CrawlConfig, Ending, crawl};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let now = gongkai_document::Timestamp::UNIX_EPOCH;
//! let mut archive = Archive::open(&folder.path().join("archive.sqlite"))?;
//! let start = "https://www.example.gov.cn/gkmlpt/index".parse()?;
//! let config = CrawlConfig::new(vec![start], "mailto:it@example.gov.cn", now)?;
//! // Ctrl-C would send this; here it comes before the first request.
//! let (_stop, stopped) = tokio::sync::watch::channel(true);
//! let report = crawl(&mut archive, &config, |_progress| {}, stopped).await?;
//! assert_eq!(report.ending, Ending::Interrupted);
//! # Ok(())
//! # }
//! ```

mod absent;
mod address;
mod config;
mod crawl;
mod error;
mod failure;
mod fetch;
mod files;
mod host;
mod keep;
mod lists;
mod pace;
mod pattern;
mod posts;
mod report;
mod request;
mod retry_after;
mod robots;
mod run;
mod suspicion;
#[cfg(test)]
mod tests;
mod traffic;

pub use config::{
    ATTEMPTS_MAX, BODY_BYTES_MAX, CrawlConfig, FILE_BYTES_MAX, InvalidConfig, MIN_DELAY, PAGES_PER_LIST_MAX,
    PRODUCT_TOKEN, Pauses, REDIRECTS_MAX, Timeouts, URL_BYTES_MAX,
};
pub use crawl::crawl;
pub use error::CrawlError;
pub use host::Host;
pub use report::{CrawlReport, Ending, Event, MISSING_MAX, PostCounts, PostResult, Problem, Progress};
pub use traffic::{Outcome, Traffic};
