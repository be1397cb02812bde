//! The text of a file, bounded while it grows.

use serde::{Deserialize, Serialize};

use crate::Format;

/// The text of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// A paragraph or a table row a line (`\n`), cells with tabs (`\t`) between; no other control characters.
    pub text: String,
    /// Whether the file says more than was kept.
    pub truncated: bool,
    /// What the file turned out to be, whatever its name says.
    pub format: Format,
}

/// Lines as they are read, up to a number of bytes.
#[derive(Debug)]
pub(crate) struct Lines {
    text: String,
    bytes_max: usize,
    truncated: bool,
}

impl Lines {
    pub(crate) fn new(bytes_max: usize) -> Self {
        Self { text: String::new(), bytes_max, truncated: false }
    }

    /// Adds a line without the white space around it, and without control characters; leaves out an empty one.
    pub(crate) fn push(&mut self, line: &str) {
        let line = line.trim_matches(|c: char| c.is_whitespace() || is_unwanted(c));
        if line.is_empty() || self.truncated {
            return;
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        for c in line.chars().filter(|c| !is_unwanted(*c)) {
            if self.text.len() + c.len_utf8() > self.bytes_max {
                self.truncated = true;
                self.text.truncate(self.text.trim_end().len());
                return;
            }
            self.text.push(if c.is_whitespace() && c != '\t' && c != '\u{3000}' { ' ' } else { c });
        }
    }

    pub(crate) fn bytes_max(&self) -> usize {
        self.bytes_max
    }

    /// Whether anything more would be thrown away.
    pub(crate) fn is_full(&self) -> bool {
        self.truncated
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(crate) fn finish(self, format: Format) -> Text {
        Text { text: self.text, truncated: self.truncated, format }
    }
}

/// Control characters, and marks that show nothing: soft hyphens, joiners, byte order marks, undecoded characters.
fn is_unwanted(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{FFFC}' | '\u{FFFD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes_max: usize, given: &[&str]) -> Text {
        let mut lines = Lines::new(bytes_max);
        for line in given {
            lines.push(line);
        }
        lines.finish(Format::Text)
    }

    #[test]
    fn empty_lines_and_control_characters_are_left_out() {
        let text = lines(100, &["  一、总则 ", "", "\u{0}\u{7}", "甲\u{200B}\t乙\r\n丙"]);
        assert_eq!(text.text, "一、总则\n甲\t乙  丙");
        assert!(!text.truncated);
    }

    #[test]
    fn text_is_cut_between_characters_and_says_so() {
        for bytes_max in 0..20 {
            let text = lines(bytes_max, &["花都区", "人民政府"]);
            assert!(text.text.len() <= bytes_max && "花都区\n人民政府".starts_with(&text.text), "{text:?}");
            assert!(text.truncated);
        }
        assert!(!lines(22, &["花都区", "人民政府"]).truncated);
    }
}
