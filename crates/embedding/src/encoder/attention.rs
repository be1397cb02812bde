//! Attention: every token of a window becomes a mixture of all of them, by how well its query fits their keys.

use super::functions::exp;
use crate::format::HEAD_SIZE;
use crate::kernels::{Kernel, LANES};

/// Queries that are worked on at once; keys and values are loaded once for them. Their sums fill twelve of the sixteen
/// registers of AVX2.
const QUERIES: usize = 6;
/// The square root of [`HEAD_SIZE`].
const HEAD_SIZE_ROOT: f32 = 4.0 * std::f32::consts::SQRT_2;
/// Two lists of lanes make up a head's values.
const HALVES: usize = HEAD_SIZE / LANES;

/// One head's keys and values of a window, and scores, kept between calls.
#[derive(Default)]
pub(super) struct Attention {
    /// For 16 tokens after another: of each of the head's values, those of the 16.
    keys: Vec<[[f32; LANES]; HEAD_SIZE]>,
    values: Vec<[[f32; LANES]; HALVES]>,
    /// For 16 tokens after another: how well they fit each of the queries, then each one's share.
    scores: Vec<[[f32; LANES]; QUERIES]>,
}

impl Attention {
    /// Mixes the tokens of a window. `rows` holds a token's queries, keys and values of all heads one after another,
    /// `dimensions` of each; `mixed` gets `dimensions` for each token.
    #[inline(always)]
    pub(super) fn mix<K: Kernel>(&mut self, kernel: K, rows: &[f32], dimensions: usize, mixed: &mut [f32]) {
        // Scores are divided by the square root of a head's size.
        let scale = HEAD_SIZE_ROOT.recip();
        for head in (0..dimensions).step_by(HEAD_SIZE) {
            self.set_head(rows, dimensions, head);
            let row = |row: &[f32]| row.get(head..).and_then(|row| row.first_chunk::<HEAD_SIZE>().copied());
            let queries = rows.chunks(3 * dimensions * QUERIES).zip(mixed.chunks_mut(dimensions * QUERIES));
            for (rows, mixed) in queries {
                let mut queries = [[0.0; HEAD_SIZE]; QUERIES];
                for (query, row) in queries.iter_mut().zip(rows.chunks_exact(3 * dimensions).filter_map(row)) {
                    *query = row.map(|value| value * scale);
                }
                let means = self.mix_queries(kernel, &queries);
                for (mixed, means) in mixed.chunks_exact_mut(dimensions).zip(&means) {
                    let mixed = mixed.get_mut(head..).and_then(|mixed| mixed.first_chunk_mut::<HEAD_SIZE>());
                    if let Some(mixed) = mixed {
                        mixed.copy_from_slice(means.as_flattened());
                    }
                }
            }
        }
    }

    /// Copies a head's keys and values to where they lie together.
    #[inline(always)]
    fn set_head(&mut self, rows: &[f32], dimensions: usize, head: usize) {
        let tokens = rows.len() / (3 * dimensions);
        self.keys.clear();
        self.keys.resize(tokens.div_ceil(LANES), [[0.0; LANES]; HEAD_SIZE]);
        self.scores.resize(self.keys.len(), [[0.0; LANES]; QUERIES]);
        self.values.clear();
        for (token, row) in rows.chunks_exact(3 * dimensions).enumerate() {
            let part = |from: usize| row.get(from + head..).and_then(|row| row.first_chunk::<HEAD_SIZE>());
            let (Some(key), Some(value)) = (part(dimensions), part(2 * dimensions)) else { continue };
            if let Some(keys) = self.keys.get_mut(token / LANES) {
                for (lanes, key) in keys.iter_mut().zip(key) {
                    if let Some(lane) = lanes.get_mut(token % LANES) {
                        *lane = *key;
                    }
                }
            }
            if let Ok(value) = <[[f32; LANES]; HALVES]>::try_from(value.as_chunks::<LANES>().0) {
                self.values.push(value);
            }
        }
    }

    /// The mixtures of all values for some queries.
    #[inline(always)]
    fn mix_queries<K: Kernel>(
        &mut self,
        kernel: K,
        queries: &[[f32; HEAD_SIZE]; QUERIES],
    ) -> [[[f32; LANES]; HALVES]; QUERIES] {
        self.score(kernel, queries);
        let totals = self.share_out();
        let mut means = [[[0.0; LANES]; HALVES]; QUERIES];
        for half in 0..HALVES {
            let mut sums = [kernel.splat(0.0); QUERIES];
            for (shares, values) in self.scores.iter().zip(self.values.chunks(LANES)) {
                for (lane, value) in values.iter().enumerate() {
                    let Some(value) = value.get(half) else { continue };
                    let value = kernel.load(value);
                    for (sum, shares) in sums.iter_mut().zip(shares) {
                        let share = shares.get(lane).copied().unwrap_or_default();
                        *sum = kernel.add_product(*sum, kernel.splat(share), value);
                    }
                }
            }
            for (mean, sum) in means.iter_mut().zip(sums) {
                if let Some(mean) = mean.get_mut(half) {
                    kernel.store(sum, mean);
                }
            }
        }
        for (mean, total) in means.iter_mut().zip(totals) {
            let inverse = 1.0 / total;
            mean.as_flattened_mut().iter_mut().for_each(|value| *value *= inverse);
        }
        means
    }

    /// How well each token's key fits each query.
    #[inline(always)]
    fn score<K: Kernel>(&mut self, kernel: K, queries: &[[f32; HEAD_SIZE]; QUERIES]) {
        for (keys, scores) in self.keys.iter().zip(&mut self.scores) {
            let mut sums = [kernel.splat(0.0); QUERIES];
            for (place, key) in keys.iter().enumerate() {
                let key = kernel.load(key);
                for (sum, query) in sums.iter_mut().zip(queries) {
                    let query = query.get(place).copied().unwrap_or_default();
                    *sum = kernel.add_product(*sum, kernel.splat(query), key);
                }
            }
            for (score, sum) in scores.iter_mut().zip(sums) {
                kernel.store(sum, score);
            }
        }
        // Beyond the last token there is nothing to fit.
        let last = self.values.len() % LANES;
        if let Some(scores) = self.scores.last_mut().filter(|_| last > 0) {
            for scores in scores {
                scores.iter_mut().skip(last).for_each(|score| *score = f32::NEG_INFINITY);
            }
        }
    }

    /// From scores to shares before division, and their totals.
    #[inline(always)]
    fn share_out(&mut self) -> [f32; QUERIES] {
        let mut most = [[f32::NEG_INFINITY; LANES]; QUERIES];
        for scores in &self.scores {
            for (most, score) in most.as_flattened_mut().iter_mut().zip(scores.as_flattened()) {
                *most = if *score > *most { *score } else { *most };
            }
        }
        let most = most.map(|lanes| lanes.into_iter().fold(f32::NEG_INFINITY, f32::max));
        let mut totals = [[0.0_f32; LANES]; QUERIES];
        for scores in &mut self.scores {
            for ((scores, totals), most) in scores.iter_mut().zip(&mut totals).zip(most) {
                for (score, total) in scores.iter_mut().zip(totals) {
                    *score = exp(*score - most);
                    *total += *score;
                }
            }
        }
        totals.map(|lanes| lanes.iter().sum())
    }
}
