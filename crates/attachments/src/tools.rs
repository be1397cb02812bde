//! Programs that may be installed and read what this crate cannot: `pdftotext` of poppler (with poppler-data) and `catdoc`.
//!
//! They run within the worker, whose limits they inherit, and die with it. Without them the files are merely unread.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::thread;

/// What a program writes when it is given `bytes`; `None` when it is not installed or writes nothing.
pub(crate) fn output(program: &str, arguments: &[&str], bytes: &[u8], bytes_max: usize) -> Option<String> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let written = thread::scope(|scope| {
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(bytes)));
        let mut written = Vec::new();
        let read = stdout.map(|stdout| stdout.take(bytes_max as u64).read_to_end(&mut written));
        // A program that writes more than is wanted may stop.
        let _ = child.kill();
        read?.ok().map(|_| written)
    });
    child.wait().ok()?;
    written.map(|written| String::from_utf8_lossy(&written).into_owned()).filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_gets_the_file_and_its_output_is_cut() {
        let file = "一、总则\n".repeat(100_000);
        assert_eq!(output("cat", &[], file.as_bytes(), file.len()).as_deref(), Some(file.as_str()));
        assert!(output("cat", &[], file.as_bytes(), 1000).is_some_and(|text| text.len() < 1010));
    }

    #[test]
    fn a_program_that_is_missing_or_silent_gives_nothing() {
        assert_eq!(output("no-such-program-here", &[], b"text", 100), None);
        assert_eq!(output("true", &[], b"text", 100), None);
    }
}
