//! Tests of the pages as people meet them: in a browser, by mouse and by keyboard, on a phone, without script.
//!
//! They need Chromium and its driver (Debian: `chromium` and `chromium-driver`), and for the rules on accessibility the file
//! that `GONGKAI_AXE` names. Where one is missing the tests that need it say so and pass; with `CI=true` they fail.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]
#![expect(clippy::panic, reason = "a test that finds something else says what")]
#![expect(clippy::indexing_slicing, reason = "a test that misses something stops there")]
#![expect(clippy::print_stdout, reason = "a test that is skipped or measures something says so")]

mod accessible;
mod browser;
mod completing;
mod driver;
mod layout;
mod pages;
mod pictures;
#[path = "../sample.rs"]
mod sample;
#[path = "../sample_staff.rs"]
mod sample_staff;
mod served;
mod staff_searched;
mod staff_walks;
mod walks;
mod weight;
