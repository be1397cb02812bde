//! Tables for spreadsheets (RFC 4180), in which no text is taken for a formula.

/// What spreadsheets look for to know that a file is UTF-8.
const BYTE_ORDER_MARK: char = '\u{feff}';
/// What begins a formula, in half and full width: spreadsheets take both.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// A number with more digits than this is rounded by spreadsheets.
const DIGITS_MAX: usize = 15;

/// A table that is being written.
#[derive(Debug)]
pub(crate) struct Table(String);

impl Table {
    /// A table with these headings.
    pub(crate) fn new(headings: &[&str]) -> Self {
        let mut table = Self(String::from(BYTE_ORDER_MARK));
        table.add(headings);
        table
    }

    /// Adds a row. Every cell is a text in quotation marks.
    pub(crate) fn add<T: AsRef<str>>(&mut self, cells: &[T]) {
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            let cell = cell.as_ref();
            self.0.push('"');
            if would_be_changed(cell) {
                self.0.push('\'');
            }
            self.0.push_str(&cell.replace('"', "\"\""));
            self.0.push('"');
        }
        self.0.push_str("\r\n");
    }

    /// The table as a file.
    pub(crate) fn finish(self) -> String {
        self.0
    }
}

/// Whether a spreadsheet would make something else of the text: a formula, or a number that lacks its zeros or digits.
fn would_be_changed(text: &str) -> bool {
    let begun = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || c == BYTE_ORDER_MARK);
    let is_number = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let loses_digits = is_number && (text.len() > DIGITS_MAX || text.len() > 1 && text.starts_with('0'));
    begun.starts_with(FORMULA) || loses_digits
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn quotation_marks_and_line_ends_stay_within_their_cell() {
        let mut table = Table::new(&["标题", "文号"]);
        table.add(&["说\"好\"，\n再见", "花民〔2020〕12号"]);
        expect!["\u{feff}\"标题\",\"文号\"\r\n\"说\"\"好\"\"，\n再见\",\"花民〔2020〕12号\"\r\n"]
            .assert_eq(&table.finish());
    }

    #[test]
    fn no_text_becomes_a_formula_or_loses_digits() {
        let risky = [
            "=HYPERLINK(\"http://evil.example\")",
            "+1",
            "-1+2",
            "@SUM(1)",
            "＝1+1",
            "\t=1",
            "\r=1",
            " =1",
            "\u{feff}=1",
            "007",
            "114401140075123451",
        ];
        for text in risky {
            assert!(would_be_changed(text), "{text:?}");
        }
        for text in ["", "0", "2020", "花府〔2020〕1号", "1-2", "a=b"] {
            assert!(!would_be_changed(text), "{text:?}");
        }
    }
}
