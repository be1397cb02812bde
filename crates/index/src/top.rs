//! Collects the best matches, with copies of one text as one match.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use gongkai_query::Sort;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::duplicates::{Duplicates, Group, group_of};
use crate::schema::{ID, PUBLISHED};

/// A match and what it is sorted by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Match {
    pub(crate) score: Score,
    /// The day of publication.
    day: Option<i64>,
    /// The place of its identifier among all identifiers.
    id: u64,
    pub(crate) address: DocAddress,
    /// The documents that say the same.
    pub(crate) group: Option<Group>,
    /// Whether it is in a group and has a document number.
    is_numbered: bool,
}

/// Finds the first `limit` matches.
pub(crate) struct Top<'a> {
    pub(crate) sort: Sort,
    pub(crate) limit: usize,
    /// What is folded; `None` when every document is a match of its own.
    pub(crate) duplicates: Option<&'a Duplicates>,
}

impl Top<'_> {
    fn best(&self) -> Best {
        Best { sort: self.sort, limit: self.limit, apart: Vec::new(), worst: None, groups: HashMap::new() }
    }
}

impl Collector for Top<'_> {
    type Fruit = Vec<Match>;
    type Child = SegmentTop;

    fn for_segment(&self, ordinal: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentTop> {
        let groups = self.duplicates.map(Duplicates::groups).unwrap_or_default();
        let fast = segment.fast_fields();
        let numbered = self.duplicates.map(Duplicates::numbered).unwrap_or_default();
        let (day, id) = (fast.i64(PUBLISHED)?, fast.str(ID)?);
        Ok(SegmentTop { ordinal, day, id, groups, numbered, best: self.best() })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance
    }

    fn merge_fruits(&self, segments: Vec<Vec<Match>>) -> tantivy::Result<Vec<Match>> {
        let mut best = self.best();
        for found in segments.into_iter().flatten() {
            best.take(found);
        }
        let mut found = best.found();
        found.truncate(self.limit);
        Ok(found)
    }
}

/// The best matches of one segment.
pub(crate) struct SegmentTop {
    ordinal: SegmentOrdinal,
    day: Column<i64>,
    id: Option<StrColumn>,
    groups: Arc<Vec<Option<Group>>>,
    numbered: Arc<HashSet<DocId>>,
    best: Best,
}

impl SegmentCollector for SegmentTop {
    type Fruit = Vec<Match>;

    fn collect(&mut self, document: DocId, score: Score) {
        let address = DocAddress::new(self.ordinal, document);
        let group = group_of(&self.groups, document);
        if group.is_none() && self.best.is_too_bad(score) {
            return;
        }
        let id = self.id.as_ref().and_then(|column| column.ords().first(document)).unwrap_or_default();
        let is_numbered = group.is_some() && self.numbered.contains(&document);
        self.best.take(Match { score, day: self.day.first(document), id, address, group, is_numbered });
    }

    fn harvest(self) -> Vec<Match> {
        self.best.found()
    }
}

/// Keeps the best of what it is given.
struct Best {
    sort: Sort,
    limit: usize,
    /// Matches that are folded with no other; at most twice `limit`.
    apart: Vec<Match>,
    /// The worst of `limit` matches: what comes behind it is not among the first.
    worst: Option<Match>,
    /// The best match of each group.
    groups: HashMap<Group, Match>,
}

impl Best {
    /// Whether a match that is folded with no other cannot be among the first, by its score alone.
    fn is_too_bad(&self, score: Score) -> bool {
        self.sort == Sort::Relevance && self.worst.is_some_and(|worst| score < worst.score)
    }

    fn take(&mut self, found: Match) {
        let sort = self.sort;
        if let Some(group) = found.group {
            let best = self.groups.entry(group).or_insert(found);
            if face(sort, &found, best).is_lt() {
                *best = found;
            }
            return;
        }
        if self.worst.is_some_and(|worst| order(sort, &found, &worst).is_gt()) {
            return;
        }
        self.apart.push(found);
        if self.apart.len() >= 2 * self.limit
            && let Some(last) = self.limit.checked_sub(1)
        {
            let (_, worst, _) = self.apart.select_nth_unstable_by(last, |a, b| order(sort, a, b));
            self.worst = Some(*worst);
            self.apart.truncate(self.limit);
        }
    }

    /// The matches in order: of those that are folded with no other at least the first `limit`, of the others the best of
    /// each group.
    fn found(self) -> Vec<Match> {
        let mut found = self.apart;
        found.extend(self.groups.into_values());
        found.sort_by(|a, b| order(self.sort, a, b));
        found
    }
}

/// Which of two copies stands for both: the one that comes first, and of equals the original: the one with a document
/// number, then the earliest.
fn face(sort: Sort, a: &Match, b: &Match) -> Ordering {
    let by_sort = match sort {
        Sort::Relevance => b.score.total_cmp(&a.score),
        Sort::Newest => b.day.cmp(&a.day),
        Sort::Oldest => oldest(a, b),
    };
    by_sort.then_with(|| b.is_numbered.cmp(&a.is_numbered)).then_with(|| oldest(a, b)).then_with(|| a.id.cmp(&b.id))
}

/// The earliest first, and a document without a date last.
fn oldest(a: &Match, b: &Match) -> Ordering {
    a.day.is_none().cmp(&b.day.is_none()).then_with(|| a.day.cmp(&b.day))
}

/// Which match comes first. Of equals the newest comes first, and a document without a date last, also when the earliest
/// come first. What then remains equal comes by its identifier, so that an index built again answers alike.
fn order(sort: Sort, a: &Match, b: &Match) -> Ordering {
    let newest = || b.day.cmp(&a.day);
    let by_sort = match sort {
        Sort::Relevance => b.score.total_cmp(&a.score).then_with(newest),
        Sort::Newest => newest(),
        Sort::Oldest => oldest(a, b),
    };
    by_sort.then_with(|| a.id.cmp(&b.id))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A score, a day, and a group with whether the document has a number.
    type Drawn = (u8, Option<i64>, Option<(u32, bool)>);

    fn matches() -> impl Strategy<Value = Vec<Match>> {
        let one = (0u8..5, proptest::option::of(0i64..4), proptest::option::of((1u32..4, any::<bool>())));
        proptest::collection::vec(one, 0..60).prop_map(|drawn| {
            let matched = |(document, (score, day, group)): (DocId, Drawn)| {
                let address = DocAddress::new(0, document);
                let is_numbered = group.is_some_and(|(_, is_numbered)| is_numbered);
                let (score, group) = (Score::from(score), group.and_then(|(group, _)| Group::new(group)));
                Match { score, day, id: document.into(), address, group, is_numbered }
            };
            (0u32..).zip(drawn).map(matched).collect()
        })
    }

    proptest! {
        #[test]
        fn the_first_are_those_of_a_full_sort_with_each_group_once(all in matches(), limit in 1usize..9, sort in 0usize..3) {
            let sort = [Sort::Relevance, Sort::Newest, Sort::Oldest][sort];
            let top = Top { sort, limit, duplicates: None };
            // In two parts, as two segments would give them.
            let parts = all.chunks(30).map(|part| {
                let mut best = top.best();
                for found in part {
                    best.take(*found);
                }
                best.found()
            });
            let found = top.merge_fruits(parts.collect()).unwrap();
            let mut expected = all.clone();
            expected.sort_by(|a, b| face(sort, a, b));
            let mut seen = HashSet::new();
            expected.retain(|found| found.group.is_none_or(|group| seen.insert(group)));
            expected.sort_by(|a, b| order(sort, a, b));
            expected.truncate(limit);
            prop_assert_eq!(found, expected);
        }
    }
}
