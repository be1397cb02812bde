//! What a document is called for ever: its identifier.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The longest identifier, in bytes; an imported identifier beyond it is refused.
const ID_BYTES_MAX: usize = 200;

/// Identifies one document: `{platform}:{post id}` for a crawled one (`nfcms:9866248`), or what an import file says.
///
/// Never a URL: portals move posts between addresses, and the post's own number stays.
///
/// ```
/// use gongkai_document::DocumentId;
/// assert_eq!(DocumentId::from_post("nfcms", 9_866_248).as_str(), "nfcms:9866248");
/// assert!(DocumentId::new("two words").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DocumentId(String);

/// Why a text cannot identify a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDocumentId {
    /// The text is empty.
    #[error("a document's id must not be empty")]
    Empty,
    /// The text is longer than an identifier may be.
    #[error("a document's id has {bytes} bytes, at most {ID_BYTES_MAX} are allowed")]
    TooLong {
        /// How long the text is, in bytes.
        bytes: usize,
    },
    /// The text holds white space or a control character.
    #[error("a document's id must not contain white space or control characters: {id:?}")]
    ForbiddenCharacter {
        /// The text as given.
        id: String,
    },
}

impl DocumentId {
    /// Checks `id` and keeps it.
    pub fn new(id: impl Into<String>) -> Result<Self, InvalidDocumentId> {
        let id = id.into();
        if id.is_empty() {
            return Err(InvalidDocumentId::Empty);
        }
        if id.len() > ID_BYTES_MAX {
            return Err(InvalidDocumentId::TooLong { bytes: id.len() });
        }
        if id.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(InvalidDocumentId::ForbiddenCharacter { id });
        }
        Ok(Self(id))
    }

    /// The identifier of a platform's post.
    pub fn from_post(platform: &'static str, post_id: u64) -> Self {
        Self(format!("{platform}:{post_id}"))
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for DocumentId {
    type Error = InvalidDocumentId;

    fn try_from(id: String) -> Result<Self, Self::Error> {
        Self::new(id)
    }
}

impl From<DocumentId> for String {
    fn from(id: DocumentId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_could_break_a_line_or_a_file_is_refused() {
        assert_eq!(DocumentId::new(""), Err(InvalidDocumentId::Empty));
        assert!(matches!(DocumentId::new("a\nb"), Err(InvalidDocumentId::ForbiddenCharacter { .. })));
        assert!(matches!(DocumentId::new("a".repeat(201)), Err(InvalidDocumentId::TooLong { bytes: 201 })));
    }
}
