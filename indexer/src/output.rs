//! Standard output, for results only: a reader that stops reading ends the program quietly.

use std::fmt::Display;
use std::io::{BufWriter, ErrorKind, Write};

use anyhow::Context;
use serde::Serialize;

/// Where results are printed.
pub(crate) struct Output {
    out: Box<dyn Write + Send>,
}

/// Whoever read the output does not want more of it (`gongkai export | head`).
#[derive(Debug, thiserror::Error)]
#[error("the output was closed")]
pub(crate) struct ClosedPipe;

impl Output {
    /// The program's standard output.
    pub(crate) fn stdout() -> Self {
        Self::to(BufWriter::new(std::io::stdout()))
    }

    /// Prints to `out`.
    pub(crate) fn to(out: impl Write + Send + 'static) -> Self {
        Self { out: Box::new(out) }
    }

    /// Prints one line.
    pub(crate) fn line(&mut self, line: impl Display) -> anyhow::Result<()> {
        checked(writeln!(self.out, "{line}"))
    }

    /// Prints one value as one line of JSON.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> anyhow::Result<()> {
        let json = serde_json::to_string(value).context("a result cannot be written as JSON")?;
        self.line(json)
    }

    /// Hands everything printed so far to the reader.
    pub(crate) fn flush(&mut self) -> anyhow::Result<()> {
        checked(self.out.flush())
    }
}

fn checked(result: std::io::Result<()>) -> anyhow::Result<()> {
    match result {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(ClosedPipe.into()),
        other => other.context("cannot write the output"),
    }
}

/// A text of a portal or a file, safe for a terminal: nothing in it can move the cursor or change colours.
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// Keeps what is printed.
    #[derive(Clone, Default)]
    pub(crate) struct Printed(Arc<Mutex<Vec<u8>>>);

    impl Printed {
        pub(crate) fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    impl Write for Printed {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_left_is_no_failure_of_ours() {
        assert!(Output::to(Closed).line("a").unwrap_err().is::<ClosedPipe>());
    }

    #[test]
    fn a_title_cannot_write_escape_sequences_to_a_terminal() {
        assert_eq!(printable("关于\u{1b}[31m红色\r\n"), "关于 [31m红色  ");
    }
}
