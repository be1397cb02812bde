//! Inner loops for any processor: plain Rust, and what the others are compared with.

use super::{INPUTS, Kernel, OUTPUTS, Sums, Weights};

/// Any processor.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Portable;

impl Kernel for Portable {
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
    fn products(self, query: &[i8], vectors: &[i8], products: &mut Vec<i32>) {
        products.extend(vectors.chunks_exact(query.len().max(1)).map(|vector| {
            vector.iter().zip(query).map(|(one, other)| i32::from(*one) * i32::from(*other)).sum::<i32>()
        }));
    }
}
