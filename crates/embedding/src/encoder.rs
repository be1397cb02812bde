//! The forward pass: from tokens through the layers to one mean for each window.

mod attention;
mod functions;

use attention::Attention;
use functions::{Norm, gelu};

use crate::error::Result;
use crate::format::{ModelFile, Shape, Tensors};
use crate::kernels::{Cpu, Kernel, Work};
use crate::linear::{Inputs, Linear};
use crate::quantized::Blocks;

/// Tokens whose inner values (four times as many as their own) are held at once, so that they stay in the cache.
const INNER_TOKENS: usize = 96;

/// The weights of a model.
pub(crate) struct Encoder {
    shape: Shape,
    /// The table of words: 4-bit blocks, a row for each token.
    words: Vec<u8>,
    /// For each place in a window, what its place and its type add.
    positions: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
}

struct Layer {
    /// Queries, keys and values.
    attention: Linear,
    mixed: Linear,
    mixed_norm: Norm,
    inner: Linear,
    outer: Linear,
    outer_norm: Norm,
}

impl Encoder {
    /// Takes the weights out of a file. The table of words is copied as it is, the layers become 8 bits.
    pub(crate) fn new(file: &ModelFile<'_>) -> Result<Self> {
        let (shape, tensors) = (file.shape, &file.tensors);
        let Shape { dimensions, words, positions, types, .. } = shape;
        let words = tensors.bytes_of_blocks("emb.word", words * dimensions)?.to_vec();
        let mut places = tensors.floats("emb.pos", positions * dimensions)?;
        let kinds = tensors.floats("emb.type", types * dimensions)?;
        for row in places.chunks_exact_mut(dimensions) {
            // All tokens are of the first type.
            row.iter_mut().zip(&kinds).for_each(|(value, kind)| *value += kind);
        }
        let norm = norm(tensors, "emb.ln", &shape)?;
        let layers = (0..shape.layers).map(|layer| Layer::new(tensors, layer, &shape)).collect::<Result<_>>()?;
        Ok(Self { shape, words, positions: places, norm, layers })
    }

    /// The mean of each window's last values, not yet of length one.
    pub(crate) fn means(&self, cpu: Cpu, windows: &[&[u32]]) -> Vec<Vec<f32>> {
        cpu.run(Pass { encoder: self, windows })
    }

    /// How much memory the weights take.
    pub(crate) fn bytes(&self) -> usize {
        let layers = self.layers.iter().flat_map(|layer| [&layer.attention, &layer.mixed, &layer.inner, &layer.outer]);
        self.words.len() + 4 * self.positions.len() + layers.map(Linear::bytes).sum::<usize>()
    }
}

impl Layer {
    fn new(tensors: &Tensors<'_>, layer: usize, shape: &Shape) -> Result<Self> {
        let Shape { dimensions, inner, .. } = *shape;
        let part = |name: &str, inputs: usize, outputs: usize| {
            let blocks = tensors.blocks(&format!("l{layer}.{name}.w"), inputs * outputs)?;
            Ok((blocks, tensors.floats(&format!("l{layer}.{name}.b"), outputs)?))
        };
        let own = |name: &str| part(name, dimensions, dimensions);
        Ok(Self {
            attention: Linear::new(&[own("q")?, own("k")?, own("v")?], dimensions),
            mixed: Linear::new(&[own("ao")?], dimensions),
            mixed_norm: norm(tensors, &format!("l{layer}.aln"), shape)?,
            inner: Linear::new(&[part("fi", dimensions, inner)?], dimensions),
            outer: Linear::new(&[part("fo", inner, dimensions)?], inner),
            outer_norm: norm(tensors, &format!("l{layer}.oln"), shape)?,
        })
    }
}

fn norm(tensors: &Tensors<'_>, name: &str, shape: &Shape) -> Result<Norm> {
    Ok(Norm {
        weight: tensors.floats(&format!("{name}.w"), shape.dimensions)?,
        bias: tensors.floats(&format!("{name}.b"), shape.dimensions)?,
        epsilon: shape.epsilon,
    })
}

/// One forward pass of some windows.
struct Pass<'a> {
    encoder: &'a Encoder,
    windows: &'a [&'a [u32]],
}

/// What a pass works with, reused from layer to layer.
#[derive(Default)]
struct Scratch {
    inputs: Inputs,
    rows: Vec<f32>,
    mixed: Vec<f32>,
    added: Vec<f32>,
    attention: Attention,
}

impl Work for Pass<'_> {
    type Output = Vec<Vec<f32>>;

    #[inline(always)]
    fn run<K: Kernel>(self, kernel: K) -> Self::Output {
        let Self { encoder, windows } = self;
        let dimensions = encoder.shape.dimensions;
        let mut tokens = self.embed();
        let mut scratch = Scratch::default();
        for layer in &encoder.layers {
            layer.attend(kernel, windows, dimensions, &mut tokens, &mut scratch);
            for tokens in tokens.chunks_mut(INNER_TOKENS * dimensions) {
                layer.think(kernel, dimensions, tokens, &mut scratch);
            }
        }
        let mut rest = tokens.as_slice();
        let mut means = Vec::with_capacity(windows.len());
        for window in windows {
            let (own, others) = rest.split_at_checked(window.len() * dimensions).unwrap_or_default();
            rest = others;
            means.push(mean(own, dimensions));
        }
        means
    }
}

impl Pass<'_> {
    /// A row for each token of all windows: its word, its place and its type.
    #[inline(always)]
    fn embed(&self) -> Vec<f32> {
        let Self { encoder, windows } = self;
        let dimensions = encoder.shape.dimensions;
        let count: usize = windows.iter().map(|window| window.len()).sum();
        let mut tokens = Vec::with_capacity(count * dimensions);
        let words = Blocks::new(&encoder.words);
        for window in *windows {
            for (token, place) in window.iter().zip(encoder.positions.chunks_exact(dimensions)) {
                let mut row = place.to_vec();
                words.add_row(usize::try_from(*token).unwrap_or(usize::MAX), &mut row);
                encoder.norm.apply(&mut row);
                tokens.extend_from_slice(&row);
            }
        }
        tokens
    }
}

impl Layer {
    /// The first half of a layer: tokens of a window look at one another.
    #[inline(always)]
    fn attend<K: Kernel>(
        &self,
        kernel: K,
        windows: &[&[u32]],
        dimensions: usize,
        tokens: &mut [f32],
        scratch: &mut Scratch,
    ) {
        let Scratch { inputs, rows, mixed, added, attention } = scratch;
        let count = tokens.len() / dimensions;
        inputs.set(tokens, dimensions);
        rows.resize(count * self.attention.outputs(), 0.0);
        self.attention.multiply(kernel, inputs, rows);
        mixed.resize(tokens.len(), 0.0);
        let (mut rows, mut mixed_rest) = (rows.as_slice(), mixed.as_mut_slice());
        for window in windows {
            let Some((own, others)) = rows.split_at_checked(window.len() * 3 * dimensions) else { break };
            rows = others;
            let (own_mixed, others) = mixed_rest.split_at_mut(window.len() * dimensions);
            mixed_rest = others;
            attention.mix(kernel, own, dimensions, own_mixed);
        }
        inputs.set(mixed, dimensions);
        added.resize(tokens.len(), 0.0);
        self.mixed.multiply(kernel, inputs, added);
        add_and_norm(tokens, added, &self.mixed_norm, dimensions);
    }

    /// The second half: each token for itself.
    #[inline(always)]
    fn think<K: Kernel>(&self, kernel: K, dimensions: usize, tokens: &mut [f32], scratch: &mut Scratch) {
        let Scratch { inputs, rows, added, .. } = scratch;
        let count = tokens.len() / dimensions;
        inputs.set(tokens, dimensions);
        rows.resize(count * self.inner.outputs(), 0.0);
        self.inner.multiply(kernel, inputs, rows);
        for value in rows.iter_mut() {
            *value = gelu(*value);
        }
        inputs.set(rows, self.inner.outputs());
        added.resize(tokens.len(), 0.0);
        self.outer.multiply(kernel, inputs, added);
        add_and_norm(tokens, added, &self.outer_norm, dimensions);
    }
}

#[inline(always)]
fn add_and_norm(tokens: &mut [f32], added: &[f32], norm: &Norm, dimensions: usize) {
    for (row, added) in tokens.chunks_exact_mut(dimensions).zip(added.chunks_exact(dimensions)) {
        row.iter_mut().zip(added).for_each(|(value, added)| *value += added);
        norm.apply(row);
    }
}

#[inline(always)]
fn mean(rows: &[f32], dimensions: usize) -> Vec<f32> {
    let mut sums = vec![0.0; dimensions];
    for row in rows.chunks_exact(dimensions) {
        sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
    }
    #[expect(clippy::cast_precision_loss, reason = "at most 512 tokens")]
    let inverse = 1.0 / (rows.len() / dimensions) as f32;
    for sum in &mut sums {
        *sum *= inverse;
    }
    sums
}
