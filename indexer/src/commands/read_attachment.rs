//! `gongkai read-attachment`: what a crawl calls to read one file in a process of its own. Not for people.

use clap::Args;
use gongkai_attachments::{Limits, Worker};

use crate::outcome::Outcome;

/// The command's name, by which the program calls itself.
const NAME: &str = "read-attachment";

/// Reads one file from standard input for `gongkai crawl`, within limits.
#[derive(Debug, Args)]
#[command(hide = true, after_help = "Example: gongkai read-attachment (called by gongkai crawl)")]
pub(crate) struct ReadAttachment {}

impl ReadAttachment {
    /// Serves one request of the program that called this one.
    pub(crate) fn run() -> anyhow::Result<Outcome> {
        gongkai_attachments::serve_worker(std::io::stdin(), std::io::stdout())?;
        Ok(Outcome::Done)
    }
}

/// What reads files: this program, called again for each of them; none when it cannot tell where it is.
pub(crate) fn worker(file_bytes_max: usize) -> Option<Worker> {
    let program = std::env::current_exe()
        .inspect_err(|error| tracing::warn!("files are not read: this program does not find itself: {error}"))
        .ok()?;
    Some(Worker::new(program, [NAME], Limits { file_bytes_max, ..Limits::default() }))
}
