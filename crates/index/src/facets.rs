//! Counts every match by its fields: the exact total and the facets, in one pass.
//!
//! Replies with one answer count once for each value that one of them has: what a facet says is what its filter gives.

use std::collections::{BTreeSet, HashMap};

use gongkai_query::{FacetCount, Facets};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use crate::duplicates::{Duplicates, Group, Grouped};
use crate::schema::{COLUMN, KIND, PUBLISHER, VALIDITY, YEAR};

/// How many publishing bodies and columns a facet lists; the rest are rare.
const VALUES_MAX: usize = 50;

const TEXT_FACETS: [&str; 4] = [KIND, PUBLISHER, COLUMN, VALIDITY];

/// Counts matches.
pub(crate) struct Counting<'a> {
    /// What is folded; `None` when every document counts.
    pub(crate) duplicates: Option<&'a Duplicates>,
}

/// The counts of one segment or of all of them.
#[derive(Default)]
pub(crate) struct Counts {
    /// Matches that are folded with no other.
    apart: usize,
    texts: [HashMap<String, usize>; 4],
    years: HashMap<i64, usize>,
    /// The groups that matched, each with the values that its matches have.
    groups: HashMap<Group, GroupValues>,
}

/// The values that the matches of one group have between them.
#[derive(Default)]
struct GroupValues {
    texts: [BTreeSet<String>; 4],
    years: BTreeSet<i64>,
}

impl Collector for Counting<'_> {
    type Fruit = Counts;
    type Child = SegmentCounting;

    fn for_segment(&self, ordinal: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentCounting> {
        let mut texts = Vec::new();
        for field in TEXT_FACETS {
            if let Some(column) = segment.fast_fields().str(field)? {
                texts.push((texts.len(), vec![0; column.num_terms()], column));
            }
        }
        Ok(SegmentCounting {
            apart: 0,
            texts,
            year: segment.fast_fields().i64(YEAR)?,
            years: HashMap::new(),
            grouped: self.duplicates.map(|duplicates| duplicates.of_segment(ordinal)).unwrap_or_default(),
            groups: HashMap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Counts>) -> tantivy::Result<Counts> {
        let mut all = Counts::default();
        for segment in segments {
            all.apart += segment.apart;
            for (all, one) in all.texts.iter_mut().zip(segment.texts) {
                for (value, count) in one {
                    *all.entry(value).or_default() += count;
                }
            }
            for (year, count) in segment.years {
                *all.years.entry(year).or_default() += count;
            }
            for (group, values) in segment.groups {
                all.groups.entry(group).or_default().extend(values);
            }
        }
        Ok(all)
    }
}

impl GroupValues {
    fn extend(&mut self, other: Self) {
        for (all, one) in self.texts.iter_mut().zip(other.texts) {
            all.extend(one);
        }
        self.years.extend(other.years);
    }
}

/// Counts the matches of one segment, values by their ordinals.
pub(crate) struct SegmentCounting {
    apart: usize,
    texts: Vec<(usize, Vec<usize>, StrColumn)>,
    year: Column<i64>,
    years: HashMap<i64, usize>,
    grouped: Grouped,
    groups: HashMap<Group, Vec<DocId>>,
}

impl SegmentCollector for SegmentCounting {
    type Fruit = Counts;

    fn collect(&mut self, document: DocId, _: Score) {
        if let Some(group) = self.grouped.get(&document) {
            self.groups.entry(*group).or_default().push(document);
            return;
        }
        self.apart += 1;
        for (_, counts, column) in &mut self.texts {
            for ordinal in column.term_ords(document) {
                if let Some(count) = usize::try_from(ordinal).ok().and_then(|ordinal| counts.get_mut(ordinal)) {
                    *count += 1;
                }
            }
        }
        if let Some(year) = self.year.first(document) {
            *self.years.entry(year).or_default() += 1;
        }
    }

    fn harvest(mut self) -> Counts {
        let groups = std::mem::take(&mut self.groups);
        let groups = groups.into_iter().map(|(group, documents)| (group, self.values(&documents))).collect();
        let mut found = Counts { apart: self.apart, years: self.years, groups, ..Counts::default() };
        for (place, counts, column) in self.texts {
            let Some(values) = found.texts.get_mut(place) else { continue };
            for (ordinal, count) in (0u64..).zip(counts) {
                if count > 0
                    && let Some(value) = text_of(&column, ordinal)
                {
                    values.insert(value, count);
                }
            }
        }
        found
    }
}

impl SegmentCounting {
    /// The values that some of `documents` have.
    fn values(&self, documents: &[DocId]) -> GroupValues {
        let mut values = GroupValues::default();
        for (place, _, column) in &self.texts {
            let ordinals: BTreeSet<u64> = documents.iter().flat_map(|document| column.term_ords(*document)).collect();
            if let Some(texts) = values.texts.get_mut(*place) {
                texts.extend(ordinals.into_iter().filter_map(|ordinal| text_of(column, ordinal)));
            }
        }
        values.years = documents.iter().filter_map(|document| self.year.first(*document)).collect();
        values
    }
}

fn text_of(column: &StrColumn, ordinal: u64) -> Option<String> {
    let mut value = String::new();
    column.ord_to_str(ordinal, &mut value).unwrap_or(false).then_some(value)
}

impl Counts {
    /// How many hits there are: a group is one.
    pub(crate) fn total(&self) -> usize {
        self.apart + self.groups.len()
    }

    /// The facets, in the order in which they are shown.
    pub(crate) fn facets(mut self) -> Facets {
        for values in self.groups.into_values() {
            for (counts, texts) in self.texts.iter_mut().zip(values.texts) {
                for text in texts {
                    *counts.entry(text).or_default() += 1;
                }
            }
            for year in values.years {
                *self.years.entry(year).or_default() += 1;
            }
        }
        let [kind, publisher, column, validity] = self.texts.map(by_count);
        let mut years: Vec<_> = self.years.into_iter().collect();
        years.sort_by(|a, b| b.cmp(a));
        let year = |(year, count): (i64, usize)| FacetCount { value: year.to_string(), count };
        Facets { kind, publisher, column, validity, year: years.into_iter().map(year).collect() }
    }
}

fn by_count(counts: HashMap<String, usize>) -> Vec<FacetCount> {
    let mut facet: Vec<_> = counts.into_iter().map(|(value, count)| FacetCount { value, count }).collect();
    facet.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    facet.truncate(VALUES_MAX);
    facet
}
