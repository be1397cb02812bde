//! To be written.

mod address;
mod config;
mod failure;
mod fetch;
mod host;
mod pace;
mod pattern;
mod request;
mod retry_after;
mod robots;
#[cfg(test)]
mod tests;
mod traffic;

pub use config::{CrawlConfig, InvalidConfig, Pauses, Timeouts};
pub use host::Host;
pub use traffic::{Outcome, Traffic};
