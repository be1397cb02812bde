//! What a search among 10,000 to 300,000 passages costs on this machine, as a table: `bench_nearest FOLDER`, an empty one.
//!
//! Vectors are random; the scan compares every one, so that their values do not matter.

#![expect(clippy::print_stdout, reason = "it prints a table")]

use std::error::Error;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Instant;

use gongkai_document::{Document, DocumentId, Timestamp};
use gongkai_embedding::{ModelIdentity, QuantizedVector};
use gongkai_semantic::{Build, Embedder, Next, SemanticRoot, Vectors};

/// Values of a vector, as multilingual-e5-small has them.
const DIMENSIONS: usize = 384;
/// Documents that a search asks for.
const NEAREST: usize = 100;
/// Searches that are timed.
const SEARCHES: usize = 101;

/// Makes vectors of a text's hash.
struct Noise(ModelIdentity);

impl Noise {
    fn vector(text: &str) -> QuantizedVector {
        let mut state = text.bytes().fold(7_u64, |state, byte| state.wrapping_mul(31).wrapping_add(byte.into()));
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 56).to_le_bytes().first().copied().unwrap_or_default().cast_signed()
        };
        QuantizedVector { values: (0..DIMENSIONS).map(|_| next()).collect(), scale: 0.001 }
    }
}

impl Embedder for Noise {
    fn embed_query(&self, _text: &str) -> QuantizedVector {
        QuantizedVector::new(&[])
    }

    fn resident_bytes(&self) -> usize {
        0
    }

    fn identity(&self) -> &ModelIdentity {
        &self.0
    }

    fn embed_passages(&self, texts: &[&str], _: NonZeroUsize) -> Vec<QuantizedVector> {
        texts.iter().map(|text| Self::vector(text)).collect()
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("usage: bench_nearest FOLDER")?);
    let root = SemanticRoot::new(folder);
    let name = "noise".to_owned();
    let identity =
        ModelIdentity { sha256: name.clone(), bytes: 0, name: name.clone(), licence: name, dimensions: DIMENSIONS };
    let model = Noise(identity);
    println!("{:>9} {:>9} {:>9} {:>9} {:>9}", "passages", "MB", "open ms", "p50 ms", "p99 ms");
    for passages in [10_000_u64, 100_000, 300_000] {
        let mut build = Build::begin(&root, &model, NonZeroUsize::MIN, |_| Next::Go)?;
        for number in 0..passages {
            build.add(&Document::new(DocumentId::from_post("nfcms", number), "", number.to_string()))?;
        }
        build.finish(Timestamp::UNIX_EPOCH, 0)?;
        let directory = root.current()?.ok_or("no set")?;
        let start = Instant::now();
        let vectors = Vectors::open(&directory)?;
        let open_ms = start.elapsed().as_millis();
        let mut times = Vec::new();
        for number in 0..SEARCHES {
            let query = Noise::vector(&format!("query {number}"));
            let start = Instant::now();
            black_box(vectors.nearest(&query, NEAREST)?);
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        let at = |percent: usize| times.get(SEARCHES * percent / 100).copied().unwrap_or_default();
        let megabytes = vectors.resident_bytes() / 1_000_000;
        println!("{passages:>9} {megabytes:>9} {open_ms:>9} {:>9.2} {:>9.2}", at(50), at(99));
    }
    Ok(())
}
