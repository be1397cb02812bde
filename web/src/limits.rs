//! How much of everything the service takes on at once.

use std::num::NonZero;
use std::thread;
use std::time::Duration;

/// The longest request head, in bytes. A query of 2,000 Chinese characters is 18,000 bytes once percent-encoded, and
/// there are filters beside it.
pub(crate) const HEAD_BYTES_MAX: usize = 64 * 1024;
/// The longest request body, in bytes: no address needs a longer one.
pub(crate) const BODY_BYTES_MAX: usize = 16 * 1024;

/// What the service takes on at once. The defaults fit a machine of its own size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many searches run at once: one a core, because a search is work for a processor.
    pub search_workers: usize,
    /// How many searches may wait for a worker; the next one is refused.
    pub search_queue_max: usize,
    /// How many documents are read from the archive at once, each over its own connection.
    pub archive_workers: usize,
    /// How many reads may wait for a worker; the next one is refused.
    pub archive_queue_max: usize,
    /// How long an answer may take, with its waiting. What is not ready then is refused, though its work is done to
    /// the end.
    pub answer_budget: Duration,
    /// How long a refusal for want of room (503) is held back. A client that asks again at once, whatever `Retry-After`
    /// says, would else take the processors from the searches under way: held back, it costs a timer.
    pub refusal_pause: Duration,
    /// How many connections are open at once; more wait in the system's backlog.
    pub connections_max: usize,
    /// How long a request's head may take, counted from the end of the answer before it: a kept connection that asks
    /// nothing is closed after the same time.
    pub header_read_timeout: Duration,
    /// How long one connection lives. A client that reads its answer byte by byte cannot keep it longer.
    pub connection_lifetime: Duration,
    /// How long requests under way may take after a shutdown was asked for, or after their connection's lifetime.
    pub drain_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            search_workers: thread::available_parallelism().map_or(1, NonZero::get),
            search_queue_max: 64,
            archive_workers: 4,
            archive_queue_max: 64,
            answer_budget: Duration::from_secs(2),
            refusal_pause: Duration::from_millis(500),
            connections_max: 512,
            header_read_timeout: Duration::from_secs(5),
            connection_lifetime: Duration::from_secs(60),
            drain_timeout: Duration::from_secs(10),
        }
    }
}
