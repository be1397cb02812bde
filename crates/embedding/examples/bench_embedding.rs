//! What a model costs on this machine, as a table: `bench_embedding MODEL TEXTS [THREADS]`, one text a line.
//!
//! `tests/reference/compare.py` runs it in turn with the engine of the package that carries the model.

#![expect(clippy::print_stdout, clippy::cast_precision_loss, reason = "it prints times of some thousand texts")]

use std::error::Error;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Instant;

use gongkai_embedding::{Model, QuantizedVector, TextKind, VectorBlock};

/// Characters of a query, about as many as a citizen's question has.
const QUERY_CHARACTERS: usize = 20;
/// Vectors that are scanned: as many as a large catalogue has passages.
const SCANNED: usize = 300_000;
/// Neighbours that a search asks for.
const NEIGHBOURS: usize = 100;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, texts, rest @ ..] = arguments.as_slice() else {
        return Err("usage: bench_embedding MODEL TEXTS [THREADS]".into());
    };
    let threads: NonZeroUsize = rest.first().map_or(Ok(NonZeroUsize::MIN), |threads| threads.parse())?;
    let start = Instant::now();
    let model = Model::open(Path::new(model))?;
    row("open", "ms", start.elapsed().as_secs_f64() * 1e3);
    row("resident", "MB", model.resident_bytes() as f64 / 1e6);

    let texts = std::fs::read_to_string(texts)?;
    let texts: Vec<&str> = texts.lines().collect();
    let count = texts.len() as f64;
    let start = Instant::now();
    let tokens: usize = texts.iter().map(|text| model.tokens(TextKind::Passage, text).len()).sum();
    row("tokens", "µs a text", start.elapsed().as_secs_f64() * 1e6 / count);
    row("text", "tokens", tokens as f64 / count);

    let start = Instant::now();
    let vectors = model.embed_all(TextKind::Passage, &texts, threads);
    row("passages", "a second", count / start.elapsed().as_secs_f64());

    let queries = texts.iter().map(|text| text.chars().take(QUERY_CHARACTERS).collect::<String>());
    let mut times: Vec<f64> = queries.map(|query| time_ms(|| model.embed(TextKind::Query, &query))).collect();
    times.sort_by(f64::total_cmp);
    row("query, median", "ms", times.get(times.len() / 2).copied().unwrap_or_default());
    row("query, nine of ten", "ms", times.get(times.len() * 9 / 10).copied().unwrap_or_default());

    let vectors: Vec<QuantizedVector> = vectors.iter().map(|vector| QuantizedVector::new(vector)).collect();
    let stored = || vectors.iter().cycle().take(SCANNED);
    let values: Vec<i8> = stored().flat_map(|vector| vector.values.iter().copied()).collect();
    let scales: Vec<f32> = stored().map(|vector| vector.scale).collect();
    let block = VectorBlock::new(model.identity().dimensions, &values, &scales)?;
    let mut times = Vec::new();
    for query in vectors.iter().take(10) {
        times.push(time_ms(|| block.nearest(query, NEIGHBOURS)));
    }
    times.sort_by(f64::total_cmp);
    row("scan of 300,000, median", "ms", times.get(times.len() / 2).copied().unwrap_or_default());
    println!("processor: {}", model.processor());
    Ok(())
}

fn time_ms<T>(work: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    black_box(work());
    start.elapsed().as_secs_f64() * 1e3
}

fn row(what: &str, unit: &str, value: f64) {
    println!("{what:<26} {value:>10.2} {unit}");
}
