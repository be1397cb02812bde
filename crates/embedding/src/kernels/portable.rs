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
        inputs.map(|inputs| {
            let mut sums = [0; OUTPUTS];
            for (inputs, weights) in inputs.iter().zip(panel) {
                let inputs = inputs.map(i32::from);
                for (sum, weights) in sums.iter_mut().zip(&weights.0) {
                    let products = inputs.iter().zip(weights).map(|(input, weight)| input * i32::from(*weight));
                    *sum += products.sum::<i32>();
                }
            }
            sums
        })
    }

    #[inline(always)]
    fn products(self, query: &[i8], vectors: &[i8], products: &mut [i32]) {
        for (vector, product) in vectors.chunks_exact(query.len().max(1)).zip(products) {
            *product = vector.iter().zip(query).map(|(one, other)| i32::from(*one) * i32::from(*other)).sum();
        }
    }
}
