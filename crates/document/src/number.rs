//! The two numbers a government document carries: 文号 and 索引号.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A document number (文号), such as 花府办〔2020〕12号, exactly as its source wrote it.
///
/// Spellings of one number differ (brackets, spaces, full width); the analysis compares them in one canonical form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DocumentNumber(String);

/// An index number (索引号), such as 11440106718120458W/2024-00008: an opaque text that the catalogue gives an item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IndexNumber(String);

/// What catalogues write where an item has no number.
const NONE: &[&str] = &["无", "无文号", "暂无"];

/// A sign that fills an empty field.
fn is_placeholder(c: char) -> bool {
    matches!(c, '-' | '—' | '－' | '/' | '／' | '*' | '.')
}

macro_rules! number {
    ($name:ident) => {
        impl $name {
            /// Keeps `text` without the white space around it; `None` when nothing is left, or only a word or sign for
            /// none.
            pub fn new(text: &str) -> Option<Self> {
                let text = text.trim();
                let is_blank = text.is_empty() || NONE.contains(&text) || text.chars().all(is_placeholder);
                (!is_blank).then(|| Self(text.to_owned()))
            }

            /// The number as its source wrote it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

number!(DocumentNumber);
number!(IndexNumber);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_for_none_is_no_number() {
        for text in ["", " ", "无", " 无 ", "暂无", "无文号", "-", "——", "/"] {
            assert_eq!(DocumentNumber::new(text), None, "{text}");
        }
        for text in ["花府办〔2020〕12号", "无线电〔2020〕1号", "2020-1"] {
            assert_eq!(DocumentNumber::new(text).as_ref().map(DocumentNumber::as_str), Some(text));
        }
    }
}
