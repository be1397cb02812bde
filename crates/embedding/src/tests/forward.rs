//! The forward pass, against one in 64 bits that follows the model's definition step by step.

use std::collections::HashMap;
use std::num::NonZeroUsize;

use super::tiny::{DIMENSIONS, INNER, LAYERS, Tiny, open, tiny};
use crate::kernels::Cpu;
use crate::model::TextKind;

type Rows = Vec<Vec<f64>>;

/// The model's definition (BERT's encoder), slow and plain.
struct Definition(HashMap<String, Vec<f64>>);

impl Definition {
    fn linear(&self, name: &str, rows: &Rows) -> Rows {
        let (weights, bias) = (&self.0[&format!("{name}.w")], &self.0[&format!("{name}.b")]);
        let output = |row: &[f64]| {
            let sums =
                weights.chunks(row.len()).map(|weights| weights.iter().zip(row).map(|(w, x)| w * x).sum::<f64>());
            sums.zip(bias).map(|(sum, bias)| sum + bias).collect()
        };
        rows.iter().map(|row| output(row)).collect()
    }

    fn norm(&self, name: &str, rows: &Rows) -> Rows {
        let (weights, bias) = (&self.0[&format!("{name}.w")], &self.0[&format!("{name}.b")]);
        let normal = |row: &Vec<f64>| {
            let mean = row.iter().sum::<f64>() / row.len() as f64;
            let variance = row.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / row.len() as f64;
            let scaled = row.iter().map(|x| (x - mean) / (variance + 1e-12).sqrt());
            scaled.zip(weights).zip(bias).map(|((x, weight), bias)| x * weight + bias).collect()
        };
        rows.iter().map(normal).collect()
    }

    fn attention(&self, layer: usize, rows: &Rows) -> Rows {
        let [queries, keys, values] = ["q", "k", "v"].map(|part| self.linear(&format!("l{layer}.{part}"), rows));
        let mut mixed = vec![vec![0.0; DIMENSIONS]; rows.len()];
        for head in (0..DIMENSIONS).step_by(32) {
            let part = |row: &[f64]| row[head..head + 32].to_vec();
            for (query, mixed) in queries.iter().zip(&mut mixed) {
                let fit =
                    |key: &Vec<f64>| part(query).iter().zip(part(key)).map(|(q, k)| q * k).sum::<f64>() / 32_f64.sqrt();
                let shares: Vec<f64> = keys.iter().map(|key| fit(key).exp()).collect();
                let total: f64 = shares.iter().sum();
                for (share, value) in shares.iter().zip(&values) {
                    for (mixed, value) in mixed[head..].iter_mut().zip(part(value)) {
                        *mixed += share / total * value;
                    }
                }
            }
        }
        self.linear(&format!("l{layer}.ao"), &mixed)
    }

    fn vector(&self, tokens: &[u32]) -> Vec<f64> {
        let row = |name: &str, place: usize| self.0[name][place * DIMENSIONS..(place + 1) * DIMENSIONS].to_vec();
        let embed = |(place, token): (usize, &u32)| {
            let parts = [row("emb.word", *token as usize), row("emb.pos", place), row("emb.type", 0)];
            (0..DIMENSIONS).map(|value| parts.iter().map(|part| part[value]).sum()).collect()
        };
        let mut rows = self.norm("emb.ln", &tokens.iter().enumerate().map(embed).collect());
        for layer in 0..LAYERS {
            rows = self.norm(&format!("l{layer}.aln"), &sum(&rows, &self.attention(layer, &rows)));
            let mut inner = self.linear(&format!("l{layer}.fi"), &rows);
            assert_eq!(inner[0].len(), INNER);
            inner.iter_mut().flatten().for_each(|x| *x *= normal_share(*x));
            rows = self.norm(&format!("l{layer}.oln"), &sum(&rows, &self.linear(&format!("l{layer}.fo"), &inner)));
        }
        let sums =
            rows.iter().fold(vec![0.0; DIMENSIONS], |sums, row| sums.iter().zip(row).map(|(a, b)| a + b).collect());
        let length = sums.iter().map(|x| x * x).sum::<f64>().sqrt();
        sums.iter().map(|x| x / length).collect()
    }
}

fn sum(one: &Rows, other: &Rows) -> Rows {
    one.iter().zip(other).map(|(one, other)| one.iter().zip(other).map(|(a, b)| a + b).collect()).collect()
}

/// The normal distribution at `x`, by Simpson's rule.
fn normal_share(x: f64) -> f64 {
    let density = |t: f64| (-t * t / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let step = x / 200.0;
    let parts = (0..100).map(|part| {
        let from = 2.0 * f64::from(part) * step;
        density(from) + 4.0 * density(from + step) + density(from + 2.0 * step)
    });
    0.5 + parts.sum::<f64>() * step / 3.0
}

const TEXTS: [&str; 4] = ["", "政府信息公开。", "a政b府", "信息ab公开ab政府"];

#[test]
fn vectors_are_those_of_the_definition_but_for_8_bits() {
    let Tiny { bytes, tensors } = tiny();
    let (model, definition) = (open(&bytes).unwrap(), Definition(tensors.into_iter().collect()));
    for text in TEXTS {
        let tokens = [&[0], model.tokens(TextKind::Query, text).as_slice(), &[2]].concat();
        let expected = definition.vector(&tokens);
        let vector = model.embed(TextKind::Query, text);
        let cosine: f64 = vector.iter().zip(&expected).map(|(a, b)| f64::from(*a) * b).sum();
        let length: f32 = vector.iter().map(|value| value * value).sum();
        assert!(cosine > 0.995, "{text}: {cosine}");
        assert!((length - 1.0).abs() < 1e-5, "{text}: {length}");
    }
}

#[test]
fn every_kind_of_processor_gives_the_same_bits() {
    let mut model = open(&tiny().bytes).unwrap();
    let long = "政府信息公开ab。".repeat(40);
    for text in TEXTS.into_iter().chain([long.as_str()]) {
        let by_all = Cpu::all().into_iter().map(|cpu| {
            model.cpu = cpu;
            model.embed(TextKind::Passage, text)
        });
        let by_all: Vec<Vec<f32>> = by_all.collect();
        assert!(by_all.iter().all(|vector| *vector == by_all[0]), "{text}");
    }
}

#[test]
fn a_vector_does_not_depend_on_the_texts_beside_it_or_on_threads() {
    let model = open(&tiny().bytes).unwrap();
    let texts: Vec<String> = (0..300).map(|place| TEXTS[place % 4].repeat(place % 9)).collect();
    let alone: Vec<Vec<f32>> = texts.iter().map(|text| model.embed(TextKind::Passage, text)).collect();
    for threads in 1..4 {
        assert_eq!(model.embed_all(TextKind::Passage, &texts, NonZeroUsize::new(threads).unwrap()), alone);
    }
    assert!(model.embed_all::<&str>(TextKind::Passage, &[], NonZeroUsize::MIN).is_empty());
}
