//! Weights of 4 bits: blocks of 32 values that share a scale of 16 bits.

use crate::format::{BLOCK, BLOCK_BYTES};

/// A number of 16 bits (IEEE 754 binary16) as one of 32.
pub(crate) fn half_to_f32(half: u16) -> f32 {
    let sign = if half & 0x8000 == 0 { 1.0 } else { -1.0 };
    let exponent = i32::from((half >> 10) & 0x1f);
    let mantissa = f32::from(half & 0x3ff);
    match exponent {
        0 => sign * mantissa * 2_f32.powi(-24),
        0x1f if mantissa == 0.0 => sign * f32::INFINITY,
        0x1f => f32::NAN,
        _ => sign * (1024.0 + mantissa) * 2_f32.powi(exponent - 25),
    }
}

/// Values in blocks, as they stand in the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Blocks<'a> {
    blocks: &'a [[u8; BLOCK_BYTES]],
}

impl<'a> Blocks<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { blocks: bytes.as_chunks().0 }
    }

    /// Adds row `row` of a table with as many columns as `sums` has values to `sums`; nothing for a row beyond the end.
    pub(crate) fn add_row(self, row: usize, sums: &mut [f32]) {
        let in_row = sums.len() / BLOCK;
        let blocks = self.blocks.get(row * in_row..(row + 1) * in_row).unwrap_or_default();
        for (block, sums) in blocks.iter().zip(sums.chunks_exact_mut(BLOCK)) {
            let [first, second, values @ ..] = block;
            let scale = half_to_f32(u16::from_le_bytes([*first, *second]));
            // Byte j holds value j in its lower half, value j + 16 in its upper; 8 stands for nought.
            let (low, high) = sums.split_at_mut(BLOCK / 2);
            for ((byte, low), high) in values.iter().zip(low).zip(high) {
                *low += (f32::from(byte & 0xf) - 8.0) * scale;
                *high += (f32::from(byte >> 4) - 8.0) * scale;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_become_what_they_are() {
        let known =
            [(0x3c00, 1.0), (0xc000, -2.0), (0x0001, 5.960_464_5e-8), (0x03ff, 6.097_555e-5), (0x7bff, 65504.0)];
        for (half, expected) in known {
            assert_eq!(half_to_f32(half).to_bits(), f32::to_bits(expected), "{half:#x}");
        }
        assert!(half_to_f32(0x7c00).is_infinite() && half_to_f32(0x7e00).is_nan());
    }

    #[test]
    fn a_row_is_added_and_one_beyond_the_end_is_nothing() {
        let mut bytes = vec![0_u8; 2 * BLOCK_BYTES];
        bytes[BLOCK_BYTES..BLOCK_BYTES + 2].copy_from_slice(&0x3800_u16.to_le_bytes());
        bytes[BLOCK_BYTES + 2..].fill(0xf0);
        let mut sums = vec![1.0; BLOCK];
        Blocks::new(&bytes).add_row(1, &mut sums);
        assert_eq!((sums[0], sums[15], sums[16], sums[31]), (-3.0, -3.0, 4.5, 4.5));
        Blocks::new(&bytes).add_row(2, &mut sums);
        assert_eq!(sums[..2], [-3.0, -3.0]);
    }
}
