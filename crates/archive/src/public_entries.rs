//! Which documents everybody may see, without their text: for lists that name them all.

use gongkai_document::{Access, DocumentId, Timestamp};

use crate::documents::IS_LATEST;
use crate::values::{document_id, timestamp};
use crate::{Archive, Result};

/// How many documents one page of the list has at most.
pub const PUBLIC_ENTRIES_PER_PAGE: u32 = 10_000;

/// A current document that everybody may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicEntry {
    /// The document.
    pub id: DocumentId,
    /// When its current version came.
    pub changed_at: Timestamp,
}

impl Archive {
    /// How many pages the list has. A page stays what it is while documents come: each has a fixed range of them, in the
    /// order in which the archive first saw them.
    pub fn public_entry_pages(&self) -> Result<u32> {
        let last: u32 = self
            .connection
            .prepare_cached("SELECT coalesce(max(key), 0) FROM documents")?
            .query_row([], |row| row.get(0))?;
        Ok(last.div_ceil(PUBLIC_ENTRIES_PER_PAGE))
    }

    /// The entries of one page, from 0; fewer than its range where documents are withdrawn, held or for staff.
    pub fn public_entries(&self, page: u32) -> Result<Vec<PublicEntry>> {
        let first = u64::from(page) * u64::from(PUBLIC_ENTRIES_PER_PAGE);
        let last = first + u64::from(PUBLIC_ENTRIES_PER_PAGE);
        let mut find = self.connection.prepare_cached(&format!(
            "SELECT d.id, c.at FROM documents d JOIN changes c ON c.document = d.key
             WHERE d.key > ?1 AND d.key <= ?2 AND c.content IS NOT NULL AND {IS_LATEST} AND c.access = ?3
             ORDER BY d.key"
        ))?;
        let bounds = (first.cast_signed(), last.cast_signed(), Access::Public.code());
        find.query_and_then(bounds, |row| {
            Ok(PublicEntry { id: document_id(row.get(0)?)?, changed_at: timestamp(row.get(1)?)? })
        })?
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use gongkai_document::Document;

    use super::*;
    use crate::Source;
    use crate::fixtures::{TestArchive, at};

    #[test]
    fn only_what_everybody_may_see_now_is_listed() {
        let archive = TestArchive::new();
        assert_eq!(archive.public_entry_pages().unwrap(), 0);
        let put = |id: &str, access, moment| {
            let document = Document { access, ..Document::new(DocumentId::new(id).unwrap(), "通知", "正文") };
            archive.put_document(&document, &Source::File("a.jsonl".to_owned()), moment).unwrap();
            document.id
        };
        let shown = put("nfcms:1", Access::Public, at(1));
        put("r-1", Access::Staff, at(2));
        let withdrawn = put("nfcms:2", Access::Public, at(3));
        archive.withdraw(&withdrawn, "gone", at(4)).unwrap();
        assert_eq!(archive.public_entry_pages().unwrap(), 1);
        assert_eq!(archive.public_entries(0).unwrap(), [PublicEntry { id: shown, changed_at: at(1) }]);
        assert_eq!(archive.public_entries(1).unwrap(), []);
        assert_eq!(archive.public_entries(u32::MAX).unwrap(), []);
    }
}
