//! The nearest documents to a query's vector, by an exact scan.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;
use std::panic::resume_unwind;
use std::thread;

use gongkai_document::DocumentId;
use gongkai_embedding::{QuantizedVector, VectorBlock};

use crate::error::Result;
use crate::vectors::Vectors;

/// Passages that are compared before the best documents among them are kept: their products lie in the first cache, and
/// a scan's own part of the work is done once for all of them.
const PASSAGES_TOGETHER: usize = 4_096;

/// From so many passages on a second thread takes half: below, starting it costs more than it saves.
const PASSAGES_FOR_TWO: usize = 20_000;

/// A document that is near to a query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearDocument<'a> {
    /// The document.
    pub id: &'a DocumentId,
    /// The product of the query with its nearest passage, their cosine.
    pub similarity: f32,
    /// That passage's number, its place in [`passages`](crate::passages).
    pub passage: usize,
}

/// A document by its place, in the order of the answer: the nearer is greater, of equally near ones the first.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Ranked {
    similarity: f32,
    place: Reverse<usize>,
    passage: usize,
}

impl Vectors {
    /// The `count` documents nearest to `query`, the nearest first, each by its nearest passage.
    ///
    /// Every passage is compared, by this thread and at most one other.
    pub fn nearest(&self, query: &QuantizedVector, count: usize) -> Result<Vec<NearDocument<'_>>> {
        let (mut ranked, mut others) = self.in_two(|documents| self.nearest_of(documents, query, count))?;
        ranked.append(&mut others);
        ranked.sort_unstable_by_key(|ranked| Reverse(*ranked));
        ranked.truncate(count);
        let named = ranked.into_iter().filter_map(|Ranked { similarity, place, passage }| {
            Some(NearDocument { id: self.documents.get(place.0)?, similarity, passage })
        });
        Ok(named.collect())
    }

    /// How near each document is to `query` by its nearest passage, in the order of the set.
    ///
    /// Every passage is compared, by this thread and at most one other.
    pub fn similarities(&self, query: &QuantizedVector) -> Result<Vec<f32>> {
        let (first, mut second) = self.in_two(|documents| self.similarities_of(documents, query))?;
        let mut all = first;
        all.append(&mut second);
        Ok(all)
    }

    /// How near one document is to `query`; `None` for one without passages.
    pub fn nearness<'a>(&'a self, query: &QuantizedVector, id: &DocumentId) -> Result<Option<NearDocument<'a>>> {
        let Ok(place) = self.documents.binary_search(id) else { return Ok(None) };
        let ranked = self.nearest_of(place..place + 1, query, 1)?.pop();
        let id = self.documents.get(place);
        Ok(ranked.zip(id).map(|(Ranked { similarity, passage, .. }, id)| NearDocument { id, similarity, passage }))
    }

    /// What `work` makes of all documents: in one part, or in two of which another thread does the second.
    fn in_two<T: Send>(&self, work: impl Fn(Range<usize>) -> Result<Vec<T>> + Sync) -> Result<(Vec<T>, Vec<T>)> {
        let all = self.documents.len();
        if self.scales.len() < PASSAGES_FOR_TWO {
            return Ok((work(0..all)?, Vec::new()));
        }
        let middle = self.starts.partition_point(|start| *start < self.scales.len() / 2).min(all);
        let (first, second) = thread::scope(|scope| {
            let other = thread::Builder::new().spawn_scoped(scope, || work(middle..all));
            let first = work(0..middle);
            let second = match other {
                Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
                // The system gives no thread now; this one does all.
                Err(_) => work(middle..all),
            };
            (first, second)
        });
        Ok((first?, second?))
    }

    /// The nearest among the documents at these places.
    fn nearest_of(&self, documents: Range<usize>, query: &QuantizedVector, count: usize) -> Result<Vec<Ranked>> {
        // The least near of those kept is on top.
        let mut kept: BinaryHeap<Reverse<Ranked>> = BinaryHeap::new();
        self.each_document(documents, query, |place, similarities| {
            let Some(ranked) = best(place, similarities) else { return };
            if kept.len() < count {
                kept.push(Reverse(ranked));
            } else if let Some(mut worst) = kept.peek_mut().filter(|worst| ranked > worst.0) {
                *worst = Reverse(ranked);
            }
        })?;
        Ok(kept.into_sorted_vec().into_iter().map(|Reverse(ranked)| ranked).collect())
    }

    /// How near each of the documents at these places is.
    fn similarities_of(&self, documents: Range<usize>, query: &QuantizedVector) -> Result<Vec<f32>> {
        let mut nearest = Vec::with_capacity(documents.len());
        self.each_document(documents, query, |_, similarities| {
            nearest.push(similarities.iter().copied().fold(f32::NEG_INFINITY, f32::max));
        })?;
        Ok(nearest)
    }

    /// Calls `each` with the place of each document and the similarities of its passages.
    fn each_document(
        &self,
        documents: Range<usize>,
        query: &QuantizedVector,
        mut each: impl FnMut(usize, &[f32]),
    ) -> Result<()> {
        let mut place = documents.start;
        while place < documents.end {
            let first = self.passages_of(place).start;
            let mut end = self.starts.partition_point(|start| *start <= first + PASSAGES_TOGETHER).saturating_sub(1);
            end = end.clamp(place + 1, documents.end);
            let passages = first..self.passages_of(end - 1).end;
            let similarities = self.block(passages)?.similarities(query)?;
            for place in place..end {
                let own = self.passages_of(place);
                each(place, similarities.get(own.start - first..own.end - first).unwrap_or_default());
            }
            place = end;
        }
        Ok(())
    }

    fn block(&self, passages: Range<usize>) -> Result<VectorBlock<'_>> {
        let dimensions = self.manifest().dimensions;
        let values = self.values.get(passages.start * dimensions..passages.end * dimensions).unwrap_or_default();
        let scales = self.scales.get(passages).unwrap_or_default();
        Ok(VectorBlock::new(dimensions, values, scales)?)
    }
}

/// A document by its nearest passage, of equally near ones the first.
fn best(place: usize, similarities: &[f32]) -> Option<Ranked> {
    let ranked = similarities.iter().enumerate();
    let (passage, similarity) = ranked.max_by(|one, other| one.1.total_cmp(other.1).then(other.0.cmp(&one.0)))?;
    Some(Ranked { similarity: *similarity, place: Reverse(place), passage })
}

impl Eq for Ranked {}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.similarity.total_cmp(&other.similarity).then(self.place.cmp(&other.place))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
