//! Integration tests: one binary, one module a subject.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]
#![expect(clippy::panic, reason = "a test that finds something else says what")]
#![expect(clippy::indexing_slicing, reason = "a test that misses something stops there")]

mod hostile;
mod judged;
mod odd_queries;
#[path = "../sample.rs"]
mod sample;
mod site;
mod tidy;
mod whole_way;
