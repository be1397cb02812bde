//! Public documents out of the archive, over a few read-only connections.

use std::path::Path;

use gongkai_archive::{Archive, ArchiveError, PublicEntry, Stored, Version};
use gongkai_document::{Access, Document, DocumentId, Relation, Timestamp};
use gongkai_screening::mask_grave;

use crate::connections::Connections;

/// How many relations of a document are looked up; a portal shows a handful.
const RELATIONS_MAX: usize = 50;

/// Connections to one archive. Whoever reads blocks its thread.
#[derive(Debug)]
pub(crate) struct Archives(Connections<Archive, ArchiveError>);

/// A public document with what belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PublicDocument {
    /// The current version.
    pub(crate) stored: Stored,
    /// Every version that was public, the first one first.
    pub(crate) versions: Vec<PublicVersion>,
    /// The documents it belongs with.
    pub(crate) relations: Vec<Related>,
}

/// One version, without its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PublicVersion {
    /// Its number, from 1.
    pub(crate) number: u32,
    /// When it came.
    pub(crate) at: Timestamp,
}

/// Two versions of a document, one after the other.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct VersionPair {
    pub(crate) before: Version,
    pub(crate) after: Version,
}

/// A relation, and whether its other end can be read here.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Related {
    /// The relation.
    pub(crate) relation: Relation,
    /// Whether the other document is public and current.
    pub(crate) readable: bool,
}

impl Archives {
    /// Opens a first connection, so that a missing archive is told at once.
    pub(crate) fn open(path: &Path) -> Result<Self, ArchiveError> {
        Ok(Self(Connections::new(path, Archive::open_read_only).opened()?))
    }

    /// The current version of a document, when everybody may see it.
    pub(crate) fn public_document(&self, id: &DocumentId) -> Result<Option<PublicDocument>, ArchiveError> {
        self.0.lend(|archive| {
            let Some(stored) = public(archive, id)? else { return Ok(None) };
            let mut versions = Vec::new();
            for version in archive.versions(id)? {
                if version.document.access == Access::Public {
                    versions.push(PublicVersion { number: version.number, at: version.at });
                }
            }
            let mut relations = Vec::new();
            for relation in stored.document.relations.iter().take(RELATIONS_MAX) {
                let readable = public(archive, &relation.id)?.is_some();
                relations.push(Related { relation: relation.clone(), readable });
            }
            Ok(Some(PublicDocument { stored, versions, relations }))
        })
    }

    /// The first `max` of these documents that everybody may see, in this order.
    pub(crate) fn first_public(&self, ids: &[DocumentId], max: usize) -> Result<Vec<Document>, ArchiveError> {
        self.0.lend(|archive| {
            let found = ids.iter().filter_map(|id| public(archive, id).transpose());
            found.take(max).map(|stored| Ok(stored?.document)).collect()
        })
    }

    /// A version of a public document and the public one before it; `None` when there are no two such.
    pub(crate) fn version_pair(&self, id: &DocumentId, number: u32) -> Result<Option<VersionPair>, ArchiveError> {
        self.0.lend(|archive| {
            if public(archive, id)?.is_none() {
                return Ok(None);
            }
            let versions = archive.versions(id)?;
            let shown = versions.into_iter().filter(|version| version.document.access == Access::Public);
            let mut shown = shown.map(|version| Version { document: mask_grave(version.document), ..version });
            let mut before = None;
            Ok(loop {
                match (shown.next(), before.take()) {
                    (Some(after), Some(before)) if after.number == number => break Some(VersionPair { before, after }),
                    (Some(next), _) => before = Some(next),
                    (None, _) => break None,
                }
            })
        })
    }

    /// How many pages the list of public documents has.
    pub(crate) fn entry_pages(&self) -> Result<u32, ArchiveError> {
        self.0.lend(Archive::public_entry_pages)
    }

    /// One page of the list of public documents.
    pub(crate) fn entries(&self, page: u32) -> Result<Vec<PublicEntry>, ArchiveError> {
        self.0.lend(|archive| archive.public_entries(page))
    }
}

fn public(archive: &Archive, id: &DocumentId) -> Result<Option<Stored>, ArchiveError> {
    let stored = archive.document(id)?.filter(|stored| stored.document.access == Access::Public);
    Ok(stored.map(|stored| Stored { document: mask_grave(stored.document), ..stored }))
}

#[cfg(test)]
mod tests {
    use gongkai_archive::Source;

    use super::*;

    #[test]
    fn a_number_that_gives_a_person_away_is_masked_in_every_version_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("archive.sqlite");
        let archive = Archive::open(&path).unwrap();
        let id = DocumentId::new("d").unwrap();
        let source = Source::File("typed.jsonl".to_owned());
        // A region that never was and a birth date to come: the number is nobody's.
        for day in ["3月1日", "3月2日"] {
            let body = format!("{day}公示：身份证号449999204001010012，咨询电话020-36898222。");
            let document = Document::new(id.clone(), "名单公示", body);
            archive.put_document(&document, &source, Timestamp::UNIX_EPOCH).unwrap();
        }
        let archives = Archives::open(&path).unwrap();
        let shown = archives.public_document(&id).unwrap().unwrap().stored.document.body;
        assert_eq!(shown, "3月2日公示：身份证号44*************012，咨询电话020-36898222。");
        let pair = archives.version_pair(&id, 2).unwrap().unwrap();
        let bodies = [pair.before.document.body, pair.after.document.body];
        assert!(bodies.iter().all(|body| body.contains("44*************012")), "{bodies:?}");
        let first = archives.first_public(&[id], 1).unwrap();
        assert!(first.iter().all(|document| document.body == shown), "{first:?}");
    }
}
