//! How much the archive holds.

use gongkai_document::Access;
use serde::Serialize;

use crate::documents::{IS_LAST, IS_LATEST};
use crate::{Archive, Result};

/// How much the archive holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Current documents that everybody may see.
    pub documents_public: u64,
    /// Current documents that only staff may see.
    pub documents_staff: u64,
    /// Documents whose latest version is held back; an earlier one may be current.
    pub documents_held: u64,
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
        let count = |sql: &str| -> Result<u64> {
            let number: i64 = self.connection.query_row(sql, [], |row| row.get(0))?;
            Ok(number.cast_unsigned())
        };
        let documents = |condition: &str| {
            count(&format!(
                "SELECT count(*) FROM documents d JOIN changes c ON c.document = d.key WHERE {IS_LATEST} AND {condition}"
            ))
        };
        Ok(Counts {
            documents_public: documents("c.content IS NOT NULL AND c.access = 'public'")?,
            documents_staff: documents("c.content IS NOT NULL AND c.access = 'staff'")?,
            documents_held: count(&format!(
                "SELECT count(*) FROM documents d JOIN changes c ON c.document = d.key WHERE {IS_LAST} AND c.held"
            ))?,
            documents_withdrawn: documents("c.content IS NULL")?,
            versions: count("SELECT count(*) FROM changes WHERE content IS NOT NULL")?,
            pages: count("SELECT count(*) FROM pages")?,
            content_bytes: count("SELECT coalesce(sum(length), 0) FROM contents")?,
            stored_bytes: count("SELECT coalesce(sum(length(compressed)), 0) FROM contents")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use gongkai_document::{Document, DocumentId};

    use super::*;
    use crate::Source;
    use crate::fixtures::{TestArchive, at};

    #[test]
    fn a_withdrawn_document_counts_as_withdrawn_and_its_versions_still_count() {
        let archive = TestArchive::new();
        assert_eq!(archive.counts().unwrap(), Counts::default());
        let source = Source::File("register.csv".to_owned());
        let document = |id: &str, access| Document {
            access,
            ..Document::new(DocumentId::new(id).unwrap(), "", "现答复如下。".repeat(100))
        };
        for (id, access) in [("a", Access::Public), ("b", Access::Staff), ("b", Access::Public), ("c", Access::Staff)] {
            archive.put_document(&document(id, access), &source, at(0)).unwrap();
        }
        archive.withdraw(&DocumentId::new("a").unwrap(), "not listed", at(1)).unwrap();

        let counts = archive.counts().unwrap();
        let documents = (counts.documents_public, counts.documents_staff, counts.documents_withdrawn);
        assert_eq!((documents, counts.versions), ((1, 1, 1), 4));
        assert!(counts.stored_bytes < counts.content_bytes / 5, "{counts:?}");
    }
}
