//! Reading many documents: all of them, or what changed since a place in the sequence.

use gongkai_document::{Access, DocumentId};

use crate::documents::{IS_LATEST, SELECT_STORED, read_stored};
use crate::values::{document_id, timestamp};
use crate::{Archive, ArchiveError, Result, Sequence, Stored, Withdrawal};

/// The latest thing that happened to a document.
#[expect(clippy::large_enum_variant, reason = "nearly all are versions, and they are given one at a time")]
#[derive(Debug, Clone, PartialEq)]
pub enum DocumentChange {
    /// This version became current.
    Put(Stored),
    /// It was withdrawn.
    Withdrawn(DocumentId, Withdrawal),
}

impl Archive {
    /// Gives every current document that may be seen with `access` (or every one) to `each`, ordered by identifier.
    ///
    /// One at a time and from one moment's state, whatever others write meanwhile; `each` must not write to this archive.
    pub fn documents<E: From<ArchiveError>>(
        &self,
        access: Option<Access>,
        each: impl FnMut(Stored) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = format!(
            "{SELECT_STORED} WHERE c.content IS NOT NULL AND {IS_LATEST} AND (?1 IS NULL OR c.access = ?1) ORDER BY d.id"
        );
        self.give_each(&sql, access.map(Access::code), read_stored, each)
    }

    /// Gives the latest change of every document that changed after `since` to `each`, in the order of the sequence.
    ///
    /// A document that became staff's comes as its new version: look at its access. As [`Archive::documents`] otherwise.
    pub fn documents_since<E: From<ArchiveError>>(
        &self,
        since: Sequence,
        each: impl FnMut(DocumentChange) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = format!("{SELECT_STORED} WHERE c.sequence > ?1 AND {IS_LATEST} ORDER BY c.sequence");
        self.give_each(&sql, since, read_change, each)
    }

    /// The place of the latest change; [`Sequence::default`] when there was none.
    pub fn watermark(&self) -> Result<Sequence> {
        let latest: Option<Sequence> =
            self.connection.prepare_cached("SELECT max(sequence) FROM changes")?.query_row([], |row| row.get(0))?;
        Ok(latest.unwrap_or_default())
    }

    fn give_each<T, E: From<ArchiveError>>(
        &self,
        sql: &str,
        parameter: impl rusqlite::ToSql,
        read: impl Fn(&rusqlite::Row<'_>) -> Result<T>,
        mut each: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut select = self.connection.prepare(sql).map_err(ArchiveError::from)?;
        let mut rows = select.query([parameter]).map_err(ArchiveError::from)?;
        while let Some(row) = rows.next().map_err(ArchiveError::from)? {
            each(read(row)?)?;
        }
        Ok(())
    }
}

fn read_change(row: &rusqlite::Row<'_>) -> Result<DocumentChange> {
    let Some(reason) = row.get(10)? else {
        return Ok(DocumentChange::Put(read_stored(row)?));
    };
    let withdrawal = Withdrawal { reason, at: timestamp(row.get(3)?)?, sequence: row.get(4)? };
    Ok(DocumentChange::Withdrawn(document_id(row.get(0)?)?, withdrawal))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use gongkai_document::{Document, Timestamp};
    use proptest::prelude::*;

    use super::*;
    use crate::fixtures::{TestArchive, at};
    use crate::{Change, Source};

    fn document(number: u8, text: u8) -> Document {
        let id = DocumentId::new(format!("r-{number}")).unwrap();
        let access = if text.is_multiple_of(3) { Access::Staff } else { Access::Public };
        Document { access, ..Document::new(id, "答复", format!("第{text}稿")) }
    }

    fn put(archive: &Archive, document: &Document, at: Timestamp) -> Change {
        archive.put_document(document, &Source::File("register.csv".to_owned()), at).unwrap()
    }

    fn all(archive: &Archive, access: Option<Access>) -> Vec<Document> {
        let mut found = Vec::new();
        let each = |stored: Stored| {
            found.push(stored.document);
            Ok::<_, ArchiveError>(())
        };
        archive.documents(access, each).unwrap();
        found
    }

    fn since(archive: &Archive, since: Sequence) -> Vec<(Sequence, DocumentId, Option<Document>)> {
        let mut found = Vec::new();
        let each = |change| {
            found.push(match change {
                DocumentChange::Put(stored) => (stored.sequence, stored.document.id.clone(), Some(stored.document)),
                DocumentChange::Withdrawn(id, withdrawal) => (withdrawal.sequence, id, None),
            });
            Ok::<_, ArchiveError>(())
        };
        archive.documents_since(since, each).unwrap();
        found
    }

    #[derive(Debug, Clone)]
    enum Step {
        Put(u8, u8),
        Withdraw(u8),
        Reopen,
        Read,
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            6 => (0..5_u8, 0..4_u8).prop_map(|(number, text)| Step::Put(number, text)),
            2 => (0..5_u8).prop_map(Step::Withdraw),
            1 => Just(Step::Reopen),
            2 => Just(Step::Read),
        ];
        prop::collection::vec(step, 1..40)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn the_archive_is_a_map_where_the_last_write_wins_and_its_sequence_only_grows(steps in steps()) {
            let mut archive = TestArchive::new();
            let mut current = BTreeMap::new();
            let mut versions = BTreeMap::<_, u32>::new();
            // What a reader holds that follows the archive by its sequence.
            let (mut read_to, mut follower) = (Sequence::default(), BTreeMap::new());
            for (second, step) in (0..).zip(steps) {
                let before = archive.watermark().unwrap();
                let changed = match step {
                    Step::Put(number, text) => {
                        let document = document(number, text);
                        let old = current.insert(document.id.clone(), document.clone());
                        let change = put(&archive, &document, at(second));
                        let known = versions.contains_key(&document.id);
                        prop_assert_eq!(change == Change::New, !known);
                        prop_assert_eq!(change == Change::Unchanged, old.as_ref() == Some(&document));
                        if change != Change::Unchanged {
                            *versions.entry(document.id).or_default() += 1;
                        }
                        change != Change::Unchanged
                    }
                    Step::Withdraw(number) => {
                        let id = document(number, 0).id;
                        let was_current = archive.withdraw(&id, "not listed", at(second)).unwrap();
                        prop_assert_eq!(was_current, current.remove(&id).is_some());
                        was_current
                    }
                    Step::Reopen => {
                        archive.reopen();
                        false
                    }
                    Step::Read => {
                        for (sequence, id, document) in since(&archive, read_to) {
                            prop_assert!(sequence > read_to);
                            read_to = sequence;
                            match document {
                                Some(document) => follower.insert(id, document),
                                None => follower.remove(&id),
                            };
                        }
                        prop_assert_eq!(&follower, &current);
                        prop_assert_eq!(read_to, before);
                        false
                    }
                };
                prop_assert_eq!(archive.watermark().unwrap() > before, changed);
            }
            let expected: Vec<_> = current.values().cloned().collect();
            prop_assert_eq!(all(&archive, None), expected.clone());
            for access in Access::ALL {
                let seen: Vec<_> = expected.iter().filter(|document| document.access == *access).cloned().collect();
                prop_assert_eq!(archive.counts().unwrap().documents(*access), seen.len() as u64);
                prop_assert_eq!(all(&archive, Some(*access)), seen);
            }
            for (id, count) in versions {
                let numbers: Vec<_> = archive.versions(&id).unwrap().iter().map(|version| version.number).collect();
                prop_assert_eq!(numbers, (1..=count).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn a_reader_sees_one_moment_while_another_program_writes() {
        let archive = TestArchive::new();
        for number in 0..3 {
            put(&archive, &document(number, 1), at(0));
        }
        let writer = archive.another();
        let mut seen = Vec::new();
        let each = |stored: Stored| {
            put(&writer, &document(2, 2), at(1));
            put(&writer, &document(9, 2), at(1));
            seen.push(stored.document);
            Ok::<_, ArchiveError>(())
        };
        archive.documents(None, each).unwrap();
        assert_eq!(seen, [document(0, 1), document(1, 1), document(2, 1)]);
        assert_eq!(all(&archive, None).len(), 4);
    }

    #[test]
    fn reading_stops_at_the_first_error_of_the_caller() {
        let archive = TestArchive::new();
        for number in 0..3 {
            put(&archive, &document(number, 1), at(0));
        }
        let mut count = 0;
        let result: Result<(), Box<dyn std::error::Error>> = archive.documents(None, |_| {
            count += 1;
            Err("the disk is full".into())
        });
        assert_eq!((result.unwrap_err().to_string().as_str(), count), ("the disk is full", 1));
    }
}
