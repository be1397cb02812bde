//! Counts every match by its fields: the exact total and the facets, in one pass.
//!
//! Documents that are folded together count once for each value that one of them has: so many hits its filter leaves.
//!
//! The values of one field are alternatives. So a field with a chosen value is counted once more without its own filter:
//! what stands beside the chosen one says what choosing it instead would find.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use gongkai_query::{FacetCount, Facets, Filters};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use crate::duplicates::{Duplicates, Group, group_of};
use crate::schema::{COLUMN, HAS_ATTACHMENT, KIND, PUBLISHER, TOWN, VALIDITY, YEAR};

/// How many publishing bodies and columns a facet lists; the rest are rare.
const VALUES_MAX: usize = 50;

const TEXT_FACETS: [&str; 5] = [KIND, PUBLISHER, COLUMN, VALIDITY, TOWN];

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

/// Counts matches.
pub(crate) struct Counting<'a> {
    /// What is folded; `None` when every document counts.
    pub(crate) duplicates: Option<&'a Duplicates>,
}

/// The counts of one segment or of all of them.
#[derive(Default)]
pub(crate) struct Counts {
    /// How many hits there are: a group is one.
    pub(crate) total: usize,
    texts: [HashMap<String, usize>; 5],
    years: HashMap<String, usize>,
    has_attachment: HashMap<String, usize>,
}

impl Collector for Counting<'_> {
    type Fruit = Counts;
    type Child = SegmentCounting;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentCounting> {
        let mut texts = Vec::new();
        for field in TEXT_FACETS {
            if let Some(column) = segment.fast_fields().str(field)? {
                texts.push((texts.len(), vec![0; column.num_terms()], column));
            }
        }
        Ok(SegmentCounting {
            total: 0,
            texts,
            year: segment.fast_fields().i64(YEAR)?,
            years: HashMap::new(),
            attached: segment.fast_fields().bool(HAS_ATTACHMENT)?,
            has_attachment: HashMap::new(),
            groups: self.duplicates.map(Duplicates::groups).unwrap_or_default(),
            grouped: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Counts>) -> tantivy::Result<Counts> {
        let mut all = Counts::default();
        for segment in segments {
            all.total += segment.total;
            for (all, one) in all.texts.iter_mut().zip(segment.texts) {
                for (value, count) in one {
                    *all.entry(value).or_default() += count;
                }
            }
            for (year, count) in segment.years {
                *all.years.entry(year).or_default() += count;
            }
            for (has, count) in segment.has_attachment {
                *all.has_attachment.entry(has).or_default() += count;
            }
        }
        Ok(all)
    }
}

/// Counts the matches of one segment, values by their ordinals.
pub(crate) struct SegmentCounting {
    total: usize,
    texts: Vec<(usize, Vec<usize>, StrColumn)>,
    year: Column<i64>,
    years: HashMap<i64, usize>,
    attached: Column<bool>,
    has_attachment: HashMap<bool, usize>,
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
        let years = self.years.into_iter().map(|(year, count)| (year.to_string(), count)).collect();
        let has_attachment = self.has_attachment.into_iter().map(|(has, count)| (has.to_string(), count)).collect();
        let mut found = Counts { total: self.total, years, has_attachment, ..Counts::default() };
        for (place, counts, column) in self.texts {
            let Some(values) = found.texts.get_mut(place) else { continue };
            for (ordinal, count) in (0u64..).zip(counts) {
                let mut value = String::new();
                if count > 0 && column.ord_to_str(ordinal, &mut value).unwrap_or(false) {
                    values.insert(value, count);
                }
            }
        }
        found
    }
}

impl SegmentCounting {
    fn count(&mut self, document: DocId) {
        self.total += 1;
        for (_, counts, column) in &mut self.texts {
            for ordinal in column.term_ords(document) {
                add(counts, ordinal);
            }
        }
        if let Some(year) = self.year.first(document) {
            *self.years.entry(year).or_default() += 1;
        }
        if let Some(has) = self.attached.first(document) {
            *self.has_attachment.entry(has).or_default() += 1;
        }
    }

    /// Counts `documents` once, and once for each value that one of them has.
    fn count_as_one(&mut self, documents: &[DocId]) {
        self.total += 1;
        for (_, counts, column) in &mut self.texts {
            for ordinal in distinct(documents, |document| column.term_ords(document)) {
                add(counts, ordinal);
            }
        }
        for year in distinct(documents, |document| self.year.first(document).into_iter()) {
            *self.years.entry(year).or_default() += 1;
        }
        for has in distinct(documents, |document| self.attached.first(document).into_iter()) {
            *self.has_attachment.entry(has).or_default() += 1;
        }
    }
}

fn add(counts: &mut [usize], ordinal: u64) {
    if let Some(count) = usize::try_from(ordinal).ok().and_then(|ordinal| counts.get_mut(ordinal)) {
        *count += 1;
    }
}

/// The different values that `documents` have between them.
fn distinct<T: Ord, I: Iterator<Item = T>>(documents: &[DocId], values: impl Fn(DocId) -> I) -> Vec<T> {
    let mut all: Vec<T> = documents.iter().flat_map(|document| values(*document)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

impl Counts {
    fn of(&mut self, facet: Facet) -> &mut HashMap<String, usize> {
        let [kind, publisher, column, validity, town] = &mut self.texts;
        match facet {
            Facet::Kind => kind,
            Facet::Publisher => publisher,
            Facet::Column => column,
            Facet::Validity => validity,
            Facet::Town => town,
            Facet::Year => &mut self.years,
            Facet::HasAttachment => &mut self.has_attachment,
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
