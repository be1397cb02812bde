//! Counts every match by its fields: the exact total and the facets, in one pass.
//!
//! Documents that are folded together count once for each value that one of them has: so many hits its filter leaves.
//!
//! The values of one field are alternatives. So a field with a chosen value is counted once more without its own filter:
//! what stands beside the chosen one says what choosing it instead would find.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use gongkai_query::{FacetCount, Facets, Filters};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use crate::duplicates::{Duplicates, Group, group_of};
use crate::facet_values::FacetValues;
use crate::schema::{COLUMN, HAS_ATTACHMENT, KIND, PUBLISHER, TOWN, VALIDITY, YEAR};

/// How many publishing bodies and columns a facet lists; the rest are rare.
const VALUES_MAX: usize = 50;

/// A field whose values are counted and can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Facet {
    Kind,
    Publisher,
    Column,
    Validity,
    Town,
    Year,
    HasAttachment,
}

impl Facet {
    pub(crate) const ALL: [Self; 7] =
        [Self::Kind, Self::Publisher, Self::Column, Self::Validity, Self::Town, Self::Year, Self::HasAttachment];

    /// The column that holds its values.
    pub(crate) fn field(self) -> &'static str {
        match self {
            Self::Kind => KIND,
            Self::Publisher => PUBLISHER,
            Self::Column => COLUMN,
            Self::Validity => VALIDITY,
            Self::Town => TOWN,
            Self::Year => YEAR,
            Self::HasAttachment => HAS_ATTACHMENT,
        }
    }

    /// What is chosen of it, as it is counted.
    fn chosen(self, filters: &Filters) -> Vec<String> {
        match self {
            Self::Kind => filters.kinds.iter().map(|kind| kind.code().to_owned()).collect(),
            Self::Publisher => filters.publishers.clone(),
            Self::Column => filters.columns.clone(),
            Self::Validity => filters.validities.iter().map(|validity| validity.code().to_owned()).collect(),
            Self::Town => filters.towns.clone(),
            Self::Year => filters.years.iter().map(ToString::to_string).collect(),
            Self::HasAttachment => filters.has_attachment.iter().map(ToString::to_string).collect(),
        }
    }

    /// The other filters, when something of it is chosen.
    pub(crate) fn others(self, filters: &Filters) -> Option<Filters> {
        if self.chosen(filters).is_empty() {
            return None;
        }
        let mut others = filters.clone();
        match self {
            Self::Kind => others.kinds.clear(),
            Self::Publisher => others.publishers.clear(),
            Self::Column => others.columns.clear(),
            Self::Validity => others.validities.clear(),
            Self::Town => others.towns.clear(),
            Self::Year => others.years.clear(),
            Self::HasAttachment => others.has_attachment = None,
        }
        Some(others)
    }
}

/// The values of all facets, in the order of [`Facet::ALL`].
pub(crate) type AllValues = [FacetValues; Facet::ALL.len()];

/// Counts matches.
pub(crate) struct Counting<'a> {
    pub(crate) values: &'a Arc<AllValues>,
    /// What is folded; `None` when every document counts.
    pub(crate) duplicates: Option<&'a Duplicates>,
}

/// The counts of all matches.
#[derive(Default)]
pub(crate) struct Counts {
    /// How many hits there are: a group is one.
    pub(crate) total: usize,
    /// How many hits have each value, in the order of [`Facet::ALL`].
    facets: [HashMap<String, usize>; Facet::ALL.len()],
}

impl Collector for Counting<'_> {
    type Fruit = Counts;
    type Child = SegmentCounting;

    fn for_segment(&self, _: SegmentOrdinal, _: &SegmentReader) -> tantivy::Result<SegmentCounting> {
        Ok(SegmentCounting {
            total: 0,
            counts: self.values.each_ref().map(|values| vec![0; values.names.len()]),
            values: Arc::clone(self.values),
            groups: self.duplicates.map(Duplicates::groups).unwrap_or_default(),
            grouped: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Counts>) -> tantivy::Result<Counts> {
        // A generation is one segment.
        Ok(segments.into_iter().next().unwrap_or_default())
    }
}

/// Counts the matches, values by their places.
pub(crate) struct SegmentCounting {
    total: usize,
    counts: [Vec<usize>; Facet::ALL.len()],
    values: Arc<AllValues>,
    groups: Arc<Vec<Option<Group>>>,
    /// The matches that are in a group.
    grouped: Vec<(Group, DocId)>,
}

impl SegmentCollector for SegmentCounting {
    type Fruit = Counts;

    fn collect(&mut self, document: DocId, _: Score) {
        match group_of(&self.groups, document) {
            Some(group) => self.grouped.push((group, document)),
            None => self.count(document),
        }
    }

    fn harvest(mut self) -> Counts {
        let mut grouped = std::mem::take(&mut self.grouped);
        grouped.sort_unstable();
        for group in grouped.chunk_by(|(a, _), (b, _)| a == b) {
            let documents: Vec<DocId> = group.iter().map(|(_, document)| *document).collect();
            self.count_as_one(&documents);
        }
        let mut found = Counts { total: self.total, ..Counts::default() };
        for ((facet, values), counts) in found.facets.iter_mut().zip(self.values.iter()).zip(self.counts) {
            let counted = values.names.iter().zip(counts).filter(|(_, count)| *count > 0);
            facet.extend(counted.map(|(name, count)| (name.clone(), count)));
        }
        found
    }
}

impl SegmentCounting {
    fn count(&mut self, document: DocId) {
        self.total += 1;
        for (counts, values) in self.counts.iter_mut().zip(self.values.iter()) {
            for place in values.of(document) {
                add(counts, *place);
            }
        }
    }

    /// Counts `documents` once, and once for each value that one of them has.
    fn count_as_one(&mut self, documents: &[DocId]) {
        self.total += 1;
        for (counts, values) in self.counts.iter_mut().zip(self.values.iter()) {
            let places: BTreeSet<u32> = documents.iter().flat_map(|document| values.of(*document)).copied().collect();
            for place in places {
                add(counts, place);
            }
        }
    }
}

fn add(counts: &mut [usize], place: u32) {
    if let Some(count) = counts.get_mut(place as usize) {
        *count += 1;
    }
}

impl Counts {
    /// So many hits, of which nothing else was counted.
    pub(crate) fn of_total(total: usize) -> Self {
        Self { total, ..Self::default() }
    }

    fn of(&mut self, facet: Facet) -> &mut HashMap<String, usize> {
        let [kind, publisher, column, validity, town, year, has_attachment] = &mut self.facets;
        match facet {
            Facet::Kind => kind,
            Facet::Publisher => publisher,
            Facet::Column => column,
            Facet::Validity => validity,
            Facet::Town => town,
            Facet::Year => year,
            Facet::HasAttachment => has_attachment,
        }
    }

    /// Takes the values of `facet` that are not chosen from a count without its filter. What is chosen keeps its own
    /// count, which is what the search finds of it, also when that is nothing.
    pub(crate) fn take_alternatives(&mut self, facet: Facet, mut without: Self, filters: &Filters) {
        let known = self.of(facet);
        let mut all = std::mem::take(without.of(facet));
        for value in facet.chosen(filters) {
            let count = known.get(&value).copied().unwrap_or_default();
            all.insert(value, count);
        }
        *known = all;
    }

    /// The facets, in the order in which they are shown; what is chosen is never left out.
    pub(crate) fn facets(mut self, filters: &Filters) -> Facets {
        let mut by_count = |facet: Facet| by_count(std::mem::take(self.of(facet)), &facet.chosen(filters));
        let [kind, publisher, column, validity, town, has_attachment] =
            [Facet::Kind, Facet::Publisher, Facet::Column, Facet::Validity, Facet::Town, Facet::HasAttachment]
                .map(&mut by_count);
        let mut year = listed(std::mem::take(self.of(Facet::Year)));
        year.sort_by_key(|entry| Reverse(entry.value.parse::<i64>().unwrap_or(i64::MIN)));
        Facets { kind, publisher, column, validity, town, year, has_attachment }
    }
}

fn listed(counts: HashMap<String, usize>) -> Vec<FacetCount> {
    counts.into_iter().map(|(value, count)| FacetCount { value, count }).collect()
}

fn by_count(counts: HashMap<String, usize>, chosen: &[String]) -> Vec<FacetCount> {
    let mut facet = listed(counts);
    facet.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    let mut place = 0;
    facet.retain(|entry| {
        place += 1;
        place <= VALUES_MAX || chosen.contains(&entry.value)
    });
    facet
}
