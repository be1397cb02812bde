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

macro_rules! number {
    ($name:ident) => {
        impl $name {
            /// Keeps `text` without the white space around it; `None` when nothing is left.
            pub fn new(text: &str) -> Option<Self> {
                let text = text.trim();
                (!text.is_empty()).then(|| Self(text.to_owned()))
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
