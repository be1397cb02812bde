//! Files that these tests write themselves, sound, damaged and hostile, read in this process and in a worker.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]
#![expect(clippy::format_push_string, clippy::format_collect, reason = "files are written once")]

mod fixtures {
    pub(crate) mod office;
    pub(crate) mod pdf;
}

mod hostile;
mod office;
mod pdf;
mod random;
mod worker;

use gongkai_attachments::{AttachmentError, Format, read_file};
use gongkai_document::Unread;

/// The text of a file, which must be of this format.
#[track_caller]
fn text_of(name: &str, bytes: &[u8], format: Format) -> String {
    let text = read_file(name, bytes).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(text.format, format);
    assert!(!text.truncated);
    text.text
}

/// Why a file has no text.
#[track_caller]
fn unread(name: &str, bytes: &[u8]) -> Unread {
    read_file(name, bytes).expect_err("the file has text").unread().expect("there is no worker here")
}

/// What a file gives, in short: its text, or the reason's code.
fn outcome(read: &Result<gongkai_attachments::Text, AttachmentError>) -> String {
    match read {
        Ok(text) => text.text.clone(),
        Err(error) => error.unread().map_or_else(|| error.to_string(), |reason| reason.code().to_owned()),
    }
}
