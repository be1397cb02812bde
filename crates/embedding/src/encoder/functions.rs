//! The functions between the matrices: exponential, GELU, layer normalisation.
//!
//! Written in plain steps over parts of 16 values, so that a compiler makes vector instructions of them and every
//! processor gives the same bits.

use crate::kernels::{LANES, ROUNDING};

/// The natural logarithm of 2, in a part without rounding and the rest.
const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];
/// The polynomial for `(exp(x) - 1 - x) / x²` between minus and plus half the logarithm of 2, highest power first
/// (Cephes, `expf`).
const EXP: [f32; 6] = [1.987_569_1e-4, 1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 0.166_666_66, 0.5];
/// Below this the result is nought but for its last bits.
const EXP_LEAST: f32 = -87.0;
const EXP_MOST: f32 = 88.0;

/// The exponential, to a few parts in ten million.
#[inline(always)]
pub(super) fn exp(x: f32) -> f32 {
    let x = if x < EXP_LEAST { EXP_LEAST } else { x };
    let x = if x > EXP_MOST { EXP_MOST } else { x };
    let rounded = x * std::f32::consts::LOG2_E + ROUNDING;
    let whole = rounded - ROUNDING;
    let part = x - whole * LN_2[0] - whole * LN_2[1];
    let mut sum = EXP[0];
    for factor in &EXP[1..] {
        sum = sum * part + factor;
    }
    let result = sum * (part * part) + part + 1.0;
    // The lowest bits of `rounded` are the power of 2; moved up they add to the exponent.
    f32::from_bits(result.to_bits().wrapping_add(rounded.to_bits() << 23))
}

/// Abramowitz and Stegun, 7.1.26: the error function to 1.5e-7, highest power first.
const ERF: [f32; 5] = [1.061_405_4, -1.453_152, 1.421_413_8, -0.284_496_74, 0.254_829_6];
const ERF_P: f32 = 0.327_591_1;

/// `x` times the share of a normal distribution that lies below `x`.
#[inline(always)]
pub(super) fn gelu(x: f32) -> f32 {
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + ERF_P * z);
    let mut sum = ERF[0];
    for factor in &ERF[1..] {
        sum = sum * t + factor;
    }
    // Half the share that lies beyond ±z, and the share below x.
    let tail = 0.5 * (sum * t * exp(-z * z));
    x * if x < 0.0 { tail } else { 1.0 - tail }
}

/// The sum of a row whose length is a multiple of [`LANES`].
#[inline(always)]
pub(super) fn sum(row: &[f32]) -> f32 {
    let mut sums = [0.0_f32; LANES];
    for part in row.as_chunks::<LANES>().0 {
        for (sum, value) in sums.iter_mut().zip(part) {
            *sum += value;
        }
    }
    sums.iter().sum()
}

/// What a layer's normalisation stretches and shifts by.
pub(super) struct Norm {
    pub(super) weight: Vec<f32>,
    pub(super) bias: Vec<f32>,
    pub(super) epsilon: f32,
}

impl Norm {
    /// Brings a row to mean nought and variance one, then stretches and shifts it.
    #[inline(always)]
    pub(super) fn apply(&self, row: &mut [f32]) {
        #[expect(clippy::cast_precision_loss, reason = "at most 2,048")]
        let count = row.len() as f32;
        let mean = sum(row) / count;
        let mut squares = [0.0_f32; LANES];
        for part in row.as_chunks::<LANES>().0 {
            for (square, value) in squares.iter_mut().zip(part) {
                *square += (value - mean) * (value - mean);
            }
        }
        let deviation = (squares.iter().sum::<f32>() / count + self.epsilon).sqrt();
        let inverse = 1.0 / deviation;
        for ((value, weight), bias) in row.iter_mut().zip(&self.weight).zip(&self.bias) {
            *value = (*value - mean) * inverse * weight + bias;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_is_that_of_64_bits() {
        for step in -8_700..8_800_i16 {
            let x = f32::from(step) / 100.0;
            let expected = f64::from(x).exp();
            let error = (f64::from(exp(x)) - expected).abs() / expected;
            assert!(error < 3e-7, "{x}: {error}");
        }
        assert!(exp(-1000.0) < 2e-38);
    }

    #[test]
    fn gelu_is_the_share_of_the_normal_distribution() {
        // x, and x times the distribution at x, from tables.
        for (x, share) in
            [(0.0, 0.5), (1.0, 0.841_344_7), (-1.0, 0.158_655_25), (2.0, 0.977_249_87), (-3.0, 0.001_349_9)]
        {
            assert!((gelu(x) - x * share).abs() < 1e-6, "{x}: {}", gelu(x));
        }
        assert!((gelu(50.0) - 50.0).abs() < 1e-5);
        assert!(gelu(-50.0).abs() < 1e-30);
    }

    #[test]
    fn a_normal_row_has_mean_nought_and_variance_one() {
        let mut row: Vec<f32> = (0..64_u16).map(|place| f32::from(place * place % 37)).collect();
        let norm = Norm { weight: vec![2.0; 64], bias: vec![1.0; 64], epsilon: 1e-12 };
        norm.apply(&mut row);
        let mean = sum(&row) / 64.0;
        let variance = row.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / 64.0;
        assert!((mean - 1.0).abs() < 1e-5 && (variance - 4.0).abs() < 1e-4, "{mean} {variance}");
    }
}
