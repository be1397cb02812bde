//! Text files as lines that know where they stand: a byte order mark, CRLF and blank lines make no difference.

use std::path::Path;

use crate::{EvaluationError, LineError};

/// One line that is not blank.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'a> {
    pub(crate) file: &'a Path,
    /// Counted from 1, blank lines included.
    pub(crate) number: usize,
    /// Without the white space around it.
    pub(crate) text: &'a str,
}

/// The lines of `text` that are not blank.
pub(crate) fn lines<'a>(file: &'a Path, text: &'a str) -> impl Iterator<Item = Line<'a>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines()
        .enumerate()
        .map(move |(index, line)| Line { file, number: index + 1, text: line.trim() })
        .filter(|line| !line.text.is_empty())
}

/// Reads a whole file as UTF-8.
pub(crate) fn read(file: &Path) -> Result<String, EvaluationError> {
    let bytes = std::fs::read(file).map_err(|source| EvaluationError::Read { file: file.to_owned(), source })?;
    String::from_utf8(bytes).map_err(|error| {
        let before = error.as_bytes().iter().take(error.utf8_error().valid_up_to());
        let number = before.filter(|byte| **byte == b'\n').count() + 1;
        Line { file, number, text: "" }.error(LineError::NotUtf8)
    })
}

impl<'a> Line<'a> {
    /// The line's fields, between spaces or tabs, when there are as many as `expected` names.
    pub(crate) fn fields<const N: usize>(&self, expected: &'static str) -> Result<[&'a str; N], EvaluationError> {
        let fields: Vec<&str> = self.text.split_whitespace().collect();
        fields.try_into().map_err(|fields: Vec<&str>| self.error(LineError::Fields { expected, found: fields.len() }))
    }

    /// Reads `text`, which this line calls `field`, as a number.
    pub(crate) fn number<T: std::str::FromStr>(&self, field: &'static str, text: &str) -> Result<T, EvaluationError> {
        text.parse().map_err(|_| self.error(LineError::Number { field, text: text.to_owned() }))
    }

    /// What is wrong, with this line's place.
    pub(crate) fn error(&self, source: LineError) -> EvaluationError {
        EvaluationError::Line { file: self.file.to_owned(), line: self.number, source }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// An error and its causes, as the program prints them.
    pub(crate) fn chain(error: &dyn std::error::Error) -> String {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            text = format!("{text}: {error}");
            cause = error.source();
        }
        text
    }

    #[test]
    fn a_file_in_another_encoding_is_refused_at_the_line_where_it_shows() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("queries.jsonl");
        std::fs::write(&file, b"{}\n{}\n\xd5\xfe\xb8\xae\n").unwrap();
        let error = read(&file).unwrap_err();
        assert!(chain(&error).ends_with("queries.jsonl, line 3: not UTF-8; save the file as UTF-8"), "{error:?}");
        assert!(matches!(read(&folder.path().join("absent")), Err(EvaluationError::Read { .. })));
    }
}
