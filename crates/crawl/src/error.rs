//! Why a crawl could not go on; whatever a portal does is no such reason but a line of the report.

use gongkai_archive::ArchiveError;

use crate::config::InvalidConfig;

/// Why a crawl ended without a report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CrawlError {
    /// The settings cannot work.
    #[error(transparent)]
    Config(#[from] InvalidConfig),
    /// The archive could not keep what was read; everything recorded before is kept.
    #[error("the archive could not be read or written")]
    Archive(#[from] ArchiveError),
    /// The HTTP client cannot be made, for want of root certificates for example.
    #[error("the HTTP client could not be set up")]
    Client(#[from] reqwest::Error),
    /// Reading a page failed in a way that it must not.
    #[error("reading a page ended in a panic; this is a defect, the page is in the archive")]
    Reader(#[from] tokio::task::JoinError),
}
