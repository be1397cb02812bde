//! How much the archive holds.

use gongkai_document::Access;
use serde::Serialize;

use crate::{Archive, Result};

/// How much the archive holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Current documents that everybody may see.
    pub documents_public: u64,
    /// Current documents that only staff may see.
    pub documents_staff: u64,
    /// Documents that were withdrawn.
    pub documents_withdrawn: u64,
    /// Versions of documents.
    pub versions: u64,
    /// Stored responses.
    pub pages: u64,
    /// The bytes of all responses and versions, each different content once.
    pub content_bytes: u64,
    /// What they take in the file, compressed.
    pub stored_bytes: u64,
}

impl Counts {
    /// Current documents with this access.
    pub fn documents(&self, access: Access) -> u64 {
        match access {
            Access::Public => self.documents_public,
            Access::Staff => self.documents_staff,
        }
    }
}

impl Archive {
    /// Counts what the archive holds.
    pub fn counts(&self) -> Result<Counts> {
        todo!()
    }
}
