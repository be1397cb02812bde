//! Integration tests: one binary, one module a subject.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]
#![expect(clippy::panic, reason = "a test that finds something else says what")]
#![expect(clippy::indexing_slicing, reason = "a test that misses something stops there")]

mod hostile;
mod judged;
mod leaks;
mod odd_queries;
#[path = "../sample.rs"]
mod sample;
#[path = "../sample_staff.rs"]
mod sample_staff;
mod site;
mod tidy;
mod whole_way;
