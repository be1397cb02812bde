//! Multiplication of tokens by a matrix of weights, both in 8 bits.
//!
//! The file's weights have 4 bits and a scale for every 32 of them. Here each output's weights get one scale and 8 bits,
//! which adds little to the rounding that the 4 bits already have (a sixteenth of it in the row's largest block), and lets
//! a whole row be summed as integers.

use crate::kernels::{INPUTS, Kernel, OUTPUTS, ROUNDING, Sums, Weights};
use crate::quantized::Blocks;

/// Tokens that are multiplied at once: with 64 outputs each, they and the weights fill the 32 registers of AVX-512.
const TOKENS_AT_ONCE: usize = 6;
/// The largest weight.
const WEIGHT_MAX: f32 = 127.0;
/// The largest input.
const INPUT_MAX: f32 = 255.0;

/// A matrix with its bias.
pub(crate) struct Linear {
    inputs: usize,
    outputs: usize,
    /// For 64 outputs after another: all inputs, four at a time.
    panels: Vec<Weights>,
    /// What each output's integers are worth.
    scales: Vec<f32>,
    /// Each output's sum of weights.
    sums: Vec<i32>,
    bias: Vec<f32>,
}

/// Tokens' inputs in 8 bits, each token with its own scale and its own value for nought.
#[derive(Default)]
pub(crate) struct Inputs {
    values: Vec<u8>,
    scales: Vec<f32>,
    noughts: Vec<i32>,
}

impl Linear {
    /// A matrix of several with the same inputs, whose outputs follow one another.
    pub(crate) fn new(parts: &[(Blocks<'_>, Vec<f32>)], inputs: usize) -> Self {
        let bias: Vec<f32> = parts.iter().flat_map(|(_, bias)| bias).copied().collect();
        let outputs = bias.len();
        let mut linear = Self {
            inputs,
            outputs,
            panels: vec![Weights([[0; INPUTS]; OUTPUTS]); outputs / OUTPUTS * (inputs / INPUTS)],
            scales: Vec::with_capacity(outputs),
            sums: Vec::with_capacity(outputs),
            bias,
        };
        let mut row = vec![0.0; inputs];
        let rows = parts.iter().flat_map(|(blocks, bias)| (0..bias.len()).map(move |place| (blocks, place)));
        for (output, (blocks, place)) in rows.enumerate() {
            row.fill(0.0);
            blocks.add_row(place, &mut row);
            linear.set_row(output, &row);
        }
        linear
    }

    fn set_row(&mut self, output: usize, row: &[f32]) {
        let largest = row.iter().fold(0.0, |largest: f32, weight| largest.max(weight.abs()));
        let scale = largest / WEIGHT_MAX;
        let inverse = if scale > 0.0 { scale.recip() } else { 0.0 };
        let groups = self.inputs / INPUTS;
        let panel = self.panels.iter_mut().skip(output / OUTPUTS * groups).take(groups);
        let mut sum = 0;
        for (weights, row) in panel.zip(row.as_chunks::<INPUTS>().0) {
            let Some(weights) = weights.0.get_mut(output % OUTPUTS) else { continue };
            #[expect(clippy::cast_possible_truncation, reason = "at most 127 by its scale")]
            let rounded = row.map(|weight| (weight * inverse).round() as i8);
            *weights = rounded;
            sum += weights.iter().map(|weight| i32::from(*weight)).sum::<i32>();
        }
        self.scales.push(scale);
        self.sums.push(sum);
    }

    pub(crate) fn outputs(&self) -> usize {
        self.outputs
    }

    /// How much memory the weights take.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(self.panels.as_slice()) + 12 * self.outputs
    }

    /// Writes a row of outputs for each token of `inputs`.
    #[inline(always)]
    pub(crate) fn multiply<K: Kernel>(&self, kernel: K, inputs: &Inputs, outputs: &mut [f32]) {
        for panel in 0..self.outputs / OUTPUTS {
            let tokens = inputs.values.chunks(self.inputs * TOKENS_AT_ONCE).zip(inputs.scales.chunks(TOKENS_AT_ONCE));
            let tokens = tokens.zip(inputs.noughts.chunks(TOKENS_AT_ONCE));
            for (((values, scales), noughts), outputs) in tokens.zip(outputs.chunks_mut(self.outputs * TOKENS_AT_ONCE))
            {
                let tokens = Tokens { values, scales, noughts };
                match scales.len() {
                    1 => self.multiply_panel::<K, 1>(kernel, panel, &tokens, outputs),
                    2 => self.multiply_panel::<K, 2>(kernel, panel, &tokens, outputs),
                    3 => self.multiply_panel::<K, 3>(kernel, panel, &tokens, outputs),
                    4 => self.multiply_panel::<K, 4>(kernel, panel, &tokens, outputs),
                    5 => self.multiply_panel::<K, 5>(kernel, panel, &tokens, outputs),
                    _ => self.multiply_panel::<K, TOKENS_AT_ONCE>(kernel, panel, &tokens, outputs),
                }
            }
        }
    }

    /// The outputs of one panel for some tokens.
    #[inline(always)]
    fn multiply_panel<K: Kernel, const N: usize>(
        &self,
        kernel: K,
        panel: usize,
        tokens: &Tokens<'_>,
        outputs: &mut [f32],
    ) {
        let groups = self.inputs / INPUTS;
        let weights = self.panels.get(panel * groups..(panel + 1) * groups).unwrap_or_default();
        let mut rows = tokens.values.chunks_exact(self.inputs);
        let inputs: [&[[u8; INPUTS]]; N] =
            std::array::from_fn(|_| rows.next().unwrap_or_default().as_chunks::<INPUTS>().0);
        let products = kernel.multiply(inputs, weights);
        let from = panel * OUTPUTS;
        let [Some(scales), Some(bias)] = [&self.scales, &self.bias].map(|list| list.get(from..from + OUTPUTS)) else {
            return;
        };
        let sums = self.sums.get(from..from + OUTPUTS).unwrap_or_default();
        let rows = outputs.chunks_exact_mut(self.outputs).zip(&products);
        for ((row, products), (scale, nought)) in rows.zip(tokens.scales.iter().zip(tokens.noughts)) {
            let row = row.get_mut(from..from + OUTPUTS).unwrap_or_default();
            finish(row, products, *scale, *nought, scales, sums, bias);
        }
    }
}

/// From integers to outputs.
#[inline(always)]
fn finish(row: &mut [f32], products: &Sums, scale: f32, nought: i32, scales: &[f32], sums: &[i32], bias: &[f32]) {
    let weights = scales.iter().zip(sums).zip(bias);
    for ((output, product), ((weight_scale, sum), bias)) in row.iter_mut().zip(products).zip(weights) {
        #[expect(clippy::cast_precision_loss, reason = "the rounding is far below that of 8 bits")]
        let value = (product - nought * sum) as f32;
        *output = value * (scale * weight_scale) + bias;
    }
}

/// Some tokens of [`Inputs`].
struct Tokens<'a> {
    values: &'a [u8],
    scales: &'a [f32],
    noughts: &'a [i32],
}

impl Inputs {
    /// Takes rows of `length` values in, in the place of those before.
    #[inline(always)]
    pub(crate) fn set(&mut self, rows: &[f32], length: usize) {
        self.values.resize(rows.len(), 0);
        self.scales.clear();
        self.noughts.clear();
        for (row, values) in rows.chunks_exact(length).zip(self.values.chunks_exact_mut(length)) {
            let (least, most) = bounds(row);
            let range = most - least;
            let inverse = if range > 0.0 { INPUT_MAX / range } else { 0.0 };
            let shift = (ROUNDING - least * inverse).to_bits().cast_signed() - ROUNDING.to_bits().cast_signed();
            #[expect(clippy::cast_precision_loss, reason = "at most 255")]
            let rounding = ROUNDING + shift as f32;
            for (value, byte) in row.iter().zip(values) {
                let rounded = (value * inverse + rounding).to_bits().cast_signed() - ROUNDING.to_bits().cast_signed();
                #[expect(clippy::cast_sign_loss, reason = "clamped to a byte")]
                let clamped = rounded.clamp(0, 255) as u8;
                *byte = clamped;
            }
            self.scales.push(range / INPUT_MAX);
            self.noughts.push(shift);
        }
    }
}

/// The least and the largest value, nought among them.
#[inline(always)]
fn bounds(row: &[f32]) -> (f32, f32) {
    const LANES: usize = 16;
    let (mut least, mut most) = ([0.0_f32; LANES], [0.0_f32; LANES]);
    for part in row.as_chunks::<LANES>().0 {
        for ((value, least), most) in part.iter().zip(&mut least).zip(&mut most) {
            *least = if *value < *least { *value } else { *least };
            *most = if *value > *most { *value } else { *most };
        }
    }
    (least.into_iter().fold(0.0, f32::min), most.into_iter().fold(0.0, f32::max))
}
