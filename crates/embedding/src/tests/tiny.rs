//! Writes model files of a few kilobytes.

use std::path::PathBuf;

use sha2::{Digest, Sha256};

use crate::model::{Model, hexadecimal};

pub(super) const DIMENSIONS: usize = 64;
pub(super) const INNER: usize = 128;
pub(super) const LAYERS: usize = 2;
/// A window has this many tokens besides its beginning and end.
pub(super) const WINDOW: usize = 14;

/// Pieces with what they stand for; their scores are minus a tenth of their place.
pub(super) const PIECES: [&str; 24] = [
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "▁",
    "query",
    ":",
    "passage",
    "▁query",
    "▁passage",
    "政",
    "府",
    "政府",
    "信息",
    "信",
    "息",
    "公开",
    "公",
    "开",
    "▁a",
    "a",
    "b",
    "ab",
    "。",
];

/// A file's parts: weights as 64-bit numbers, for a forward pass without 8 bits.
pub(super) struct Tiny {
    pub(super) bytes: Vec<u8>,
    /// Each tensor's name and values.
    pub(super) tensors: Vec<(String, Vec<f64>)>,
}

/// Numbers that look random and are the same each time.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    /// Between minus and plus `most`.
    fn float(&mut self, most: f32) -> f32 {
        (self.next() % 2_001) as f32 / 1_000.0 * most - most
    }
}

pub(super) fn tiny() -> Tiny {
    let mut bytes = b"E5S1".to_vec();
    let sizes = [1, DIMENSIONS, LAYERS, DIMENSIONS / 32, INNER, PIECES.len() + 2, WINDOW + 2, 1];
    for size in sizes {
        put(&mut bytes, size);
    }
    bytes.extend(1e-12_f32.to_le_bytes());
    for number in [32, PIECES.len(), 0, 2, 1, 3] {
        put(&mut bytes, number);
    }
    let text = PIECES.concat();
    bytes.extend((text.len() as u64).to_le_bytes());
    let mut offset = 0;
    put(&mut bytes, 0);
    for piece in PIECES {
        offset += piece.len();
        put(&mut bytes, offset);
    }
    bytes.extend((0..PIECES.len()).flat_map(|place| (-0.1 * place as f32).to_le_bytes()));
    bytes.extend(text.bytes());
    let mut normalization = Vec::new();
    for (from, to) in [('\t', " "), ('㍿', "公开"), ('Ａ', "a")] {
        put(&mut normalization, from as usize);
        normalization.push(to.chars().count() as u8);
        for c in to.chars() {
            put(&mut normalization, c as usize);
        }
    }
    put(&mut bytes, 3);
    put(&mut bytes, normalization.len());
    bytes.extend(normalization);
    put_tensors(bytes)
}

fn put(bytes: &mut Vec<u8>, number: usize) {
    bytes.extend(u32::try_from(number).unwrap().to_le_bytes());
}

fn put_tensors(mut bytes: Vec<u8>) -> Tiny {
    let mut noise = Noise(7);
    let mut tensors = Vec::new();
    let mut contents = Vec::new();
    for (name, count, kind) in names() {
        let (values, content) = match kind {
            'q' => four_bits(count, &mut noise),
            // What is stretched by is near one, what is added near nought.
            'w' => floats(count, 1.0, &mut noise),
            _ => floats(count, 0.0, &mut noise),
        };
        tensors.push((name, values));
        contents.push((kind, content));
    }
    put(&mut bytes, tensors.len());
    let directory: usize = tensors.iter().map(|(name, _)| name.len() + 23).sum();
    let mut offset = bytes.len() + directory;
    for ((name, values), (kind, content)) in tensors.iter().zip(&contents) {
        bytes.extend((name.len() as u16).to_le_bytes());
        bytes.extend(name.bytes());
        bytes.push(u8::from(*kind == 'q'));
        put(&mut bytes, values.len());
        bytes.extend((offset as u64).to_le_bytes());
        bytes.extend((content.len() as u64).to_le_bytes());
        offset += content.len();
    }
    bytes.extend(contents.into_iter().flat_map(|(_, content)| content));
    Tiny { bytes, tensors }
}

/// Each tensor's name, values and kind: `q` for blocks of 4 bits, `w` for factors, `b` for what is added.
fn names() -> Vec<(String, usize, char)> {
    let mut names = vec![
        ("emb.word".to_owned(), (PIECES.len() + 2) * DIMENSIONS, 'q'),
        ("emb.pos".to_owned(), (WINDOW + 2) * DIMENSIONS, 'b'),
        ("emb.type".to_owned(), DIMENSIONS, 'b'),
        ("emb.ln.w".to_owned(), DIMENSIONS, 'w'),
        ("emb.ln.b".to_owned(), DIMENSIONS, 'b'),
    ];
    for layer in 0..LAYERS {
        for (part, inputs, outputs) in [
            ("q", DIMENSIONS, DIMENSIONS),
            ("k", DIMENSIONS, DIMENSIONS),
            ("v", DIMENSIONS, DIMENSIONS),
            ("ao", DIMENSIONS, DIMENSIONS),
            ("fi", DIMENSIONS, INNER),
            ("fo", INNER, DIMENSIONS),
        ] {
            names.push((format!("l{layer}.{part}.w"), inputs * outputs, 'q'));
            names.push((format!("l{layer}.{part}.b"), outputs, 'b'));
        }
        for part in ["aln", "oln"] {
            names.push((format!("l{layer}.{part}.w"), DIMENSIONS, 'w'));
            names.push((format!("l{layer}.{part}.b"), DIMENSIONS, 'b'));
        }
    }
    names
}

fn floats(count: usize, middle: f32, noise: &mut Noise) -> (Vec<f64>, Vec<u8>) {
    let values: Vec<f32> = (0..count).map(|_| middle + noise.float(0.2)).collect();
    (values.iter().copied().map(f64::from).collect(), values.iter().flat_map(|value| value.to_le_bytes()).collect())
}

/// Blocks with scales of a quarter, an eighth or a sixteenth.
fn four_bits(count: usize, noise: &mut Noise) -> (Vec<f64>, Vec<u8>) {
    let (mut values, mut bytes) = (Vec::new(), Vec::new());
    for _ in 0..count / 32 {
        let power = 2 + noise.next() % 3;
        let scale = 1.0 / (1_u64 << power) as f64;
        bytes.extend((((15 - power) << 10) as u16).to_le_bytes());
        let block: Vec<u8> = (0..16).map(|_| noise.next() as u8).collect();
        values.extend(block.iter().map(|byte| (f64::from(byte & 0xf) - 8.0) * scale));
        values.extend(block.iter().map(|byte| (f64::from(byte >> 4) - 8.0) * scale));
        bytes.extend(block);
    }
    (values, bytes)
}

/// A file's hash, as one accepts it.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Writes such a file and opens it with its own hash accepted.
pub(super) fn open(bytes: &[u8]) -> crate::Result<Model> {
    let (_folder, path) = write(bytes);
    Model::open_accepting(&path, &sha256(bytes))
}

/// A file with these bytes, and the folder that it lives as long as.
pub(super) fn write(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.bin");
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}
