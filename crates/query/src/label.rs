//! What an index's owner files a document under, beside what the document says of itself.

use std::fmt;

/// A name and a value that a document is filed under: `decision=granted`. No page shows one; a search can ask for it.
///
/// ```
/// use gongkai_query::Label;
///
/// assert_eq!(Label::new("decision", "granted").to_string(), "decision=granted");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Label {
    name: &'static str,
    value: String,
}

impl Label {
    /// The value `value` of `name`; a name has no equals sign in it.
    pub fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self { name, value: value.into() }
    }

    /// What the value is a value of.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The value.
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.name, self.value)
    }
}
