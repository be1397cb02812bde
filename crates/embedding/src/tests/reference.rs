//! The real model against the engine of the package that carries it; `tests/reference/make.py` made what is expected.
//!
//! The environment variable `GONGKAI_MODEL` names the model file. Without it these tests say so and do nothing.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use serde::Deserialize;

use crate::kernels::Cpu;
use crate::model::{Model, TextKind};
use crate::vector::QuantizedVector;

const TEXTS: &str = include_str!("../../tests/reference/texts.jsonl");
const VECTORS: &[u8] = include_bytes!("../../tests/reference/vectors.bin");
const DIMENSIONS: usize = 384;

#[derive(Deserialize)]
struct Expected {
    kind: String,
    text: String,
    tokens: usize,
    crc32: u32,
}

impl Expected {
    fn kind(&self) -> TextKind {
        if self.kind == "query" { TextKind::Query } else { TextKind::Passage }
    }
}

fn expected() -> Vec<Expected> {
    TEXTS.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn model() -> Option<Model> {
    let Some(path) = std::env::var_os("GONGKAI_MODEL").map(PathBuf::from) else {
        println!("skipped: GONGKAI_MODEL does not name a model file");
        return None;
    };
    Some(Model::open(&path).unwrap())
}

fn cosine(vector: &[f32], expected: &[u8]) -> f64 {
    let pairs =
        || vector.iter().map(|value| f64::from(*value)).zip(expected.iter().map(|byte| f64::from(byte.cast_signed())));
    let product: f64 = pairs().map(|(one, other)| one * other).sum();
    let lengths = pairs().fold((0.0, 0.0), |(a, b), (one, other)| (a + one * one, b + other * other));
    product / (lengths.0 * lengths.1).sqrt()
}

#[test]
fn the_known_model_is_named_with_its_licence() {
    let Some(model) = model() else { return };
    let identity = model.identity();
    assert_eq!((identity.name.as_str(), identity.licence.as_str()), ("multilingual-e5-small, 4 bits", "MIT"));
    assert_eq!((identity.dimensions, identity.bytes), (DIMENSIONS, 71_622_400));
    // 54 MB of words, 21 MB of layers, 10 MB of vocabulary.
    assert!((80_000_000..90_000_000).contains(&model.resident_bytes()), "{}", model.resident_bytes());
}

#[test]
fn tokens_are_those_of_the_reference() {
    let Some(model) = model() else { return };
    let expected = expected();
    assert_eq!(expected.len(), 1_250);
    for expected in expected {
        let tokens = model.tokens(expected.kind(), &expected.text);
        let bytes: Vec<u8> = tokens.iter().flat_map(|token| token.to_le_bytes()).collect();
        let found = (tokens.len(), crc32fast::hash(&bytes));
        assert_eq!(found, (expected.tokens, expected.crc32), "{:?}: {tokens:?}", expected.text);
    }
}

#[test]
fn vectors_are_those_of_the_reference_in_32_bits_and_in_8() {
    let Some(model) = model() else { return };
    let (vectors, _) = VECTORS.as_chunks::<DIMENSIONS>();
    assert_eq!(vectors.len(), 1_000);
    let mut least = (1.0_f64, String::new());
    for kind in [TextKind::Query, TextKind::Passage] {
        let all: Vec<(Expected, _)> =
            expected().into_iter().zip(vectors).filter(|(text, _)| text.kind() == kind).collect();
        let texts: Vec<&str> = all.iter().map(|(expected, _)| expected.text.as_str()).collect();
        let embedded = model.embed_all(kind, &texts, NonZeroUsize::new(2).unwrap());
        for ((expected, reference), vector) in all.iter().zip(&embedded) {
            let whole = cosine(vector, *reference);
            let quantized =
                QuantizedVector::new(vector).values.iter().map(|value| f32::from(*value)).collect::<Vec<_>>();
            let near = whole.min(cosine(&quantized, *reference));
            assert!(near > 0.99, "{:?}: {near}", expected.text);
            if near < least.0 {
                least = (near, expected.text.clone());
            }
        }
    }
    println!("the least cosine is {:.5}, of {:?}", least.0, least.1);
}

#[test]
fn every_kind_of_processor_gives_the_same_bits_with_the_real_weights() {
    let Some(mut model) = model() else { return };
    for expected in expected().iter().step_by(125) {
        let by_all = Cpu::all().into_iter().map(|cpu| {
            model.cpu = cpu;
            model.embed(expected.kind(), &expected.text)
        });
        let by_all: Vec<Vec<f32>> = by_all.collect();
        assert!(by_all.iter().all(|vector| *vector == by_all[0]), "{:?}", expected.text);
    }
}
