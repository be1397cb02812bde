//! What can keep the service from starting or running.

use std::io;

use gongkai_archive::ArchiveError;

/// Why the service cannot start or go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WebError {
    /// The archive cannot be read.
    #[error("the archive cannot be opened; crawl or import something first")]
    Archive(#[from] ArchiveError),
    /// The listener does not give its address or its connections any more.
    #[error("the listening socket failed")]
    Listener(#[source] io::Error),
}
