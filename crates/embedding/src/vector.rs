//! Vectors in 8 bits, and the exact scan over many of them.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::error::{EmbeddingError, Result};
use crate::kernels::{Cpu, Kernel, Work};

/// Vectors whose products are computed before the best of them are kept: their values fit the first cache.
const VECTORS_TOGETHER: usize = 1_024;

/// A vector in 8 bits: a quarter of the memory, and cosines to two thousandths.
#[derive(Debug, Clone, PartialEq)]
pub struct QuantizedVector {
    /// Each value divided by the scale, -127 to 127.
    pub values: Vec<i8>,
    /// What 1 is worth.
    pub scale: f32,
}

impl QuantizedVector {
    /// The nearest vector in 8 bits.
    pub fn new(vector: &[f32]) -> Self {
        let most = vector.iter().fold(0.0, |most: f32, value| most.max(value.abs()));
        let scale = most / 127.0;
        let inverse = if scale > 0.0 { scale.recip() } else { 0.0 };
        #[expect(clippy::cast_possible_truncation, reason = "at most 127 by the scale")]
        let values = vector.iter().map(|value| (value * inverse).round() as i8).collect();
        Self { values, scale }
    }

    /// The product of two vectors, their cosine if both had length one.
    pub fn similarity(&self, other: &Self) -> Result<f32> {
        let block = VectorBlock::new(self.values.len(), &other.values, std::slice::from_ref(&other.scale))?;
        Ok(block.similarities(self)?.first().copied().unwrap_or_default())
    }
}

/// Stored vectors in 8 bits, one after another, as they lie in a file or in memory.
#[derive(Debug, Clone, Copy)]
pub struct VectorBlock<'a> {
    dimensions: usize,
    values: &'a [i8],
    scales: &'a [f32],
}

/// One of the vectors nearest to a query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Neighbour {
    /// The vector's place in its block.
    pub place: usize,
    /// Its product with the query.
    pub similarity: f32,
}

impl<'a> VectorBlock<'a> {
    /// A block of as many vectors as there are scales, each of `dimensions` values.
    pub fn new(dimensions: usize, values: &'a [i8], scales: &'a [f32]) -> Result<Self> {
        let expected = dimensions.saturating_mul(scales.len());
        if values.len() == expected {
            Ok(Self { dimensions, values, scales })
        } else {
            Err(EmbeddingError::WrongLength { what: "a block of vectors", found: values.len(), expected })
        }
    }

    /// The product of each vector with `query`.
    pub fn similarities(&self, query: &QuantizedVector) -> Result<Vec<f32>> {
        self.check(query)?;
        let mut similarities = Vec::with_capacity(self.scales.len());
        self.scan(query, |_, similarity| similarities.push(similarity));
        Ok(similarities)
    }

    /// The `count` vectors nearest to `query`, the nearest first, of equally near ones the first.
    ///
    /// Every vector is compared. The work is this thread's; to use more, divide the block.
    pub fn nearest(&self, query: &QuantizedVector, count: usize) -> Result<Vec<Neighbour>> {
        self.check(query)?;
        // The worst of those kept is on top.
        let mut kept: BinaryHeap<Ranked> = BinaryHeap::with_capacity(count.min(self.scales.len()) + 1);
        self.scan(query, |place, similarity| {
            let ranked = Ranked(Neighbour { place, similarity });
            if kept.len() < count {
                kept.push(ranked);
            } else if let Some(mut worst) = kept.peek_mut().filter(|worst| ranked < **worst) {
                *worst = ranked;
            }
        });
        Ok(kept.into_sorted_vec().into_iter().map(|Ranked(neighbour)| neighbour).collect())
    }

    fn check(&self, query: &QuantizedVector) -> Result<()> {
        let (found, expected) = (query.values.len(), self.dimensions);
        if found == expected { Ok(()) } else { Err(EmbeddingError::WrongLength { what: "a query", found, expected }) }
    }

    /// Calls `each` with every vector's place and product.
    fn scan(&self, query: &QuantizedVector, mut each: impl FnMut(usize, f32)) {
        let cpu = Cpu::detect();
        let mut products = vec![0; VECTORS_TOGETHER];
        let parts = self.values.chunks(self.dimensions.max(1) * VECTORS_TOGETHER);
        let mut place = 0;
        for (values, scales) in parts.zip(self.scales.chunks(VECTORS_TOGETHER)) {
            let products = products.get_mut(..scales.len()).unwrap_or_default();
            cpu.run(Products { query: &query.values, vectors: values, results: products });
            for (product, scale) in products.iter().zip(scales) {
                #[expect(clippy::cast_precision_loss, reason = "the rounding is far below that of 8 bits")]
                let product = *product as f32;
                each(place, product * (query.scale * scale));
                place += 1;
            }
        }
    }
}

/// The products of a query with some vectors.
struct Products<'a> {
    query: &'a [i8],
    vectors: &'a [i8],
    results: &'a mut [i32],
}

impl Work for Products<'_> {
    type Output = ();

    #[inline(always)]
    fn run<K: Kernel>(self, kernel: K) {
        kernel.products(self.query, self.vectors, self.results);
    }
}

/// A neighbour in the order of the answer: the nearer one is less.
struct Ranked(Neighbour);

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.similarity.total_cmp(&self.0.similarity).then(self.0.place.cmp(&other.0.place))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ranked {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_vector_in_8_bits_is_the_nearest_one() {
        let vector = QuantizedVector::new(&[0.5, -1.27, 0.004, 0.006]);
        assert_eq!(vector.values, [50, -127, 0, 1]);
        assert_eq!(QuantizedVector::new(&[0.0; 3]).values, [0; 3]);
    }

    #[test]
    fn the_nearest_come_in_order_and_of_equal_ones_the_first() {
        let values: Vec<i8> = [3, 0, 1, 0, 5, 0, 3, 0].to_vec();
        let block = VectorBlock::new(2, &values, &[1.0, 2.0, 1.0, 1.0]).unwrap();
        let query = QuantizedVector { values: vec![2, 9], scale: 0.5 };
        let nearest = |count| block.nearest(&query, count).unwrap().iter().map(|n| n.place).collect::<Vec<_>>();
        assert_eq!(nearest(3), [2, 0, 3]);
        assert_eq!(nearest(9), [2, 0, 3, 1]);
        assert!(nearest(0).is_empty());
        assert_eq!(block.similarities(&query).unwrap(), [3.0, 2.0, 5.0, 3.0]);
    }

    #[test]
    fn what_does_not_belong_together_is_an_error() {
        assert!(VectorBlock::new(3, &[0; 7], &[0.0; 2]).is_err());
        let block = VectorBlock::new(3, &[0; 6], &[0.0; 2]).unwrap();
        let error = block.nearest(&QuantizedVector::new(&[1.0; 4]), 1).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a query has 4 values where 3 belong: these vectors are of another model or damaged"
        );
    }

    proptest! {
        #[test]
        fn the_nearest_are_those_of_a_sort(values in prop::collection::vec(any::<i8>(), 0..3_000 * 4), count in 0..20_usize) {
            let values = &values[..values.len() / 4 * 4];
            let scales = vec![1.0; values.len() / 4];
            let block = VectorBlock::new(4, values, &scales).unwrap();
            let query = QuantizedVector { values: vec![1, -2, 3, -128], scale: 1.0 };
            let mut all: Vec<(usize, f32)> = block.similarities(&query).unwrap().into_iter().enumerate().collect();
            all.sort_by(|one, other| other.1.total_cmp(&one.1));
            let expected = all.iter().take(count).map(|(place, similarity)| Neighbour { place: *place, similarity: *similarity });
            prop_assert_eq!(block.nearest(&query, count).unwrap(), expected.collect::<Vec<_>>());
        }
    }
}
