//! Documents that say the same, which a search shows as one hit: reposts, a text in two columns, replies used again.
//!
//! Two documents are copies when their texts are the same to the letter without what stands around them ([`frame`]), and
//! when nothing beside the texts says that they are two things ([`traits`], [`profiles`]). How much alike two texts are
//! does not count: on 19,586 pieces of news every pair that shares nine tenths and all digits tells two events, and notices
//! from one template differ by a name alone.
//!
//! A key of the text and the traits are kept in two columns; the groups are found when a generation is opened.

mod fingerprint;
mod frame;
mod profiles;
mod traits;

use std::collections::{HashMap, HashSet};
use std::num::NonZeroU32;
use std::sync::Arc;

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Searcher, SegmentReader};

use crate::error::IndexError;
use crate::schema::{COPY_TEXT, COPY_TRAITS, TITLE_KEY};

pub(crate) use fingerprint::{Fingerprint, fingerprint};
use profiles::{Profile, copies};
use traits::{Trait, TraitKind, value};

/// The number of a set of copies.
pub(crate) type Group = NonZeroU32;

/// The groups of a whole generation, which is one segment. Most documents have no copy; those are in no group.
#[derive(Debug, Default)]
pub(crate) struct Duplicates {
    /// The group of each document; empty when there is no group.
    groups: Arc<Vec<Option<Group>>>,
    sizes: HashMap<Group, usize>,
    /// The documents in a group that have a document number.
    numbered: Arc<HashSet<DocId>>,
}

impl Duplicates {
    /// Finds the groups: one pass over one column, when a generation is opened.
    pub(crate) fn find(searcher: &Searcher) -> Result<Self, IndexError> {
        let Some(segment) = searcher.segment_readers().first() else { return Ok(Self::default()) };
        let columns = Columns::open(segment)?;
        let mut texts: Vec<(u64, DocId)> =
            (0..segment.max_doc()).filter_map(|document| Some((columns.text.first(document)?, document))).collect();
        texts.sort_unstable();
        let mut found = Self::default();
        let mut groups = vec![None; segment.max_doc() as usize];
        let mut numbered = HashSet::new();
        for same in texts.chunk_by(|(a, _), (b, _)| a == b).filter(|same| same.len() > 1) {
            let members: Vec<DocId> = same.iter().map(|(_, document)| *document).collect();
            for copies in columns.copies(&members, &mut numbered)?.into_iter().filter(|copies| copies.len() > 1) {
                let number = u32::try_from(found.sizes.len() + 1).ok().and_then(NonZeroU32::new);
                let Some(group) = number else { break };
                found.sizes.insert(group, copies.len());
                for document in copies {
                    if let Some(place) = groups.get_mut(document as usize) {
                        *place = Some(group);
                    }
                }
            }
        }
        if !found.sizes.is_empty() {
            found.groups = Arc::new(groups);
            found.numbered = Arc::new(numbered);
        }
        Ok(found)
    }

    /// The group of each document, by its number.
    pub(crate) fn groups(&self) -> Arc<Vec<Option<Group>>> {
        Arc::clone(&self.groups)
    }

    /// The documents in a group that have a document number.
    pub(crate) fn numbered(&self) -> Arc<HashSet<DocId>> {
        Arc::clone(&self.numbered)
    }

    /// How many documents the generation has in `group`.
    pub(crate) fn size(&self, group: Group) -> usize {
        self.sizes.get(&group).copied().unwrap_or(1)
    }

    /// The documents in the group of `document`, with it; none when it has no copy. One pass over all documents.
    pub(crate) fn of(&self, document: DocId) -> Vec<DocId> {
        let Some(group) = group_of(&self.groups, document) else { return Vec::new() };
        let all = (0u32..).zip(self.groups.iter());
        all.filter(|(_, one)| **one == Some(group)).map(|(document, _)| document).collect()
    }
}

/// The group of a document, where it has one.
pub(crate) fn group_of(groups: &[Option<Group>], document: DocId) -> Option<Group> {
    groups.get(document as usize).copied().flatten()
}

/// What a segment keeps of its documents to know copies by.
struct Columns {
    text: Column<u64>,
    traits: Column<u64>,
    title: Option<StrColumn>,
}

impl Columns {
    fn open(segment: &SegmentReader) -> Result<Self, IndexError> {
        let doing = || IndexError::tantivy("looking for copies");
        let fast = segment.fast_fields();
        Ok(Self {
            text: fast.u64(COPY_TEXT).map_err(doing())?,
            traits: fast.u64(COPY_TRAITS).map_err(doing())?,
            title: fast.str(TITLE_KEY).map_err(doing())?,
        })
    }

    /// The sets of copies among `members`, which have the same text.
    fn copies(&self, members: &[DocId], numbered: &mut HashSet<DocId>) -> Result<Vec<Vec<DocId>>, IndexError> {
        // Copies are mostly alike in everything, so a title is read once for all that have it.
        let mut alike: HashMap<(Option<u64>, Vec<u64>), Vec<DocId>> = HashMap::new();
        for document in members {
            let traits: Vec<u64> = self.traits.values_for_doc(*document).collect();
            let read: Vec<Trait> = traits.iter().copied().filter_map(Trait::read).collect();
            if value(&read, TraitKind::DocumentNumber).is_some() {
                numbered.insert(*document);
            }
            let has_title = value(&read, TraitKind::Reply).is_none();
            let title = self.title.as_ref().filter(|_| has_title).and_then(|title| title.ords().first(*document));
            alike.entry((title, traits)).or_default().push(*document);
        }
        if alike.len() == 1 {
            return Ok(alike.into_values().collect());
        }
        let mut alike: Vec<_> = alike.into_iter().collect();
        // Which of several possible groups come first must not change from one opening to the next.
        alike.sort_unstable();
        let mut profiles = Vec::with_capacity(alike.len());
        for ((title, traits), _) in &alike {
            let traits = traits.iter().copied().filter_map(Trait::read).collect();
            profiles.push(Profile { title: self.title(*title)?, traits });
        }
        let members = |set: Vec<usize>| set.into_iter().filter_map(|at| alike.get(at)).flat_map(|(_, all)| all.clone());
        Ok(copies(&profiles).into_iter().map(|set| members(set).collect()).collect())
    }

    fn title(&self, ordinal: Option<u64>) -> Result<String, IndexError> {
        let mut title = String::new();
        if let (Some(column), Some(ordinal)) = (&self.title, ordinal) {
            let read = column.ord_to_str(ordinal, &mut title);
            read.map_err(|error| IndexError::tantivy("reading a title")(error.into()))?;
        }
        Ok(title)
    }
}
