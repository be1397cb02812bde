//! Inner loops for any processor: plain Rust, and what the others are compared with.

use super::{INPUTS, Kernel, LANES, OUTPUTS, Sums, Weights};

/// Any processor.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Portable;

impl Kernel for Portable {
    type Lanes = [f32; LANES];

    #[inline(always)]
    fn splat(self, value: f32) -> Self::Lanes {
        [value; LANES]
    }

    #[inline(always)]
    fn load(self, values: &[f32; LANES]) -> Self::Lanes {
        *values
    }

    #[inline(always)]
    fn store(self, lanes: Self::Lanes, values: &mut [f32; LANES]) {
        *values = lanes;
    }

    #[inline(always)]
    fn add_product(self, mut sum: Self::Lanes, one: Self::Lanes, other: Self::Lanes) -> Self::Lanes {
        for ((sum, one), other) in sum.iter_mut().zip(one).zip(other) {
            *sum += one * other;
        }
        sum
    }

    #[inline(always)]
    fn multiply<const N: usize>(self, inputs: [&[[u8; INPUTS]]; N], panel: &[Weights]) -> [Sums; N] {
        let mut all = [[0; OUTPUTS]; N];
        for (place, weights) in panel.iter().enumerate() {
            // One list for each input, once for all tokens: so the loop below becomes vector instructions.
            let mut lists = [[0_i16; OUTPUTS]; INPUTS];
            for (output, weights) in weights.0.iter().enumerate() {
                for (list, weight) in lists.iter_mut().zip(weights) {
                    if let Some(entry) = list.get_mut(output) {
                        *entry = i16::from(*weight);
                    }
                }
            }
            let [first, second, third, fourth] = &lists;
            for (sums, inputs) in all.iter_mut().zip(inputs) {
                let Some(inputs) = inputs.get(place) else { continue };
                let [a, b, c, d] = inputs.map(i16::from);
                // 255 times -128 fits 16 bits.
                let product = |input: i16, weight: &i16| i32::from(input.wrapping_mul(*weight));
                let weights = first.iter().zip(second).zip(third.iter().zip(fourth));
                for (sum, ((w, x), (y, z))) in sums.iter_mut().zip(weights) {
                    *sum += product(a, w) + product(b, x) + product(c, y) + product(d, z);
                }
            }
        }
        all
    }

    #[inline(always)]
    fn products(self, query: &[i8], vectors: &[i8], products: &mut [i32]) {
        for (vector, product) in vectors.chunks_exact(query.len().max(1)).zip(products) {
            *product = vector.iter().zip(query).map(|(one, other)| i32::from(*one) * i32::from(*other)).sum();
        }
    }
}
