//! The scan finds what a plain comparison with every passage finds.

use gongkai_document::DocumentId;
use gongkai_embedding::QuantizedVector;
use proptest::prelude::*;

use super::made::{Noise, random};
use crate::Vectors;

/// Every document's best passage by a plain sum, the nearest first.
fn plain(vectors: &Vectors, query: &QuantizedVector) -> Vec<(DocumentId, f32, usize)> {
    let dimensions = query.values.len();
    #[expect(clippy::cast_precision_loss, reason = "the scan rounds so too")]
    let product = |passage: usize| {
        let values = &vectors.values[passage * dimensions..(passage + 1) * dimensions];
        let sum: i32 = values.iter().zip(&query.values).map(|(one, other)| i32::from(*one) * i32::from(*other)).sum();
        sum as f32 * (query.scale * vectors.scales[passage])
    };
    let mut all = Vec::new();
    for (place, id) in vectors.documents.iter().enumerate() {
        let passages = vectors.starts[place]..vectors.starts[place + 1];
        let best = passages.clone().max_by(|one, other| product(*one).total_cmp(&product(*other)).then(other.cmp(one)));
        let best = best.unwrap();
        all.push((id.clone(), product(best), best - passages.start));
    }
    all.sort_by(|one, other| other.1.total_cmp(&one.1));
    all
}

#[track_caller]
fn check(passages: &[usize], seed: u64, count: usize) {
    let (_folder, vectors) = random(passages, seed);
    let query = Noise(!seed).vector();
    let expected = plain(&vectors, &query);
    let found = vectors.nearest(&query, count).unwrap();
    assert_eq!(found.len(), count.min(passages.len()));
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found.similarity.to_bits(), expected.1.to_bits());
    }
    assert!(found.is_sorted_by(|one, other| one.similarity >= other.similarity));
    for found in found {
        let same = expected.iter().find(|(id, ..)| id == found.id).unwrap();
        assert_eq!(found.passage, same.2);
        assert_eq!(vectors.nearness(&query, found.id).unwrap(), Some(found));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn the_nearest_documents_are_those_of_a_plain_scan(
        passages in prop::collection::vec(1..40_usize, 0..300),
        seed: u64,
        count in 0..60_usize,
    ) {
        check(&passages, seed, count);
    }
}

#[test]
fn two_threads_find_the_same_and_a_document_of_many_passages_is_one() {
    let mut passages = vec![3; 8_000];
    passages[17] = 9_000;
    check(&passages, 5, 100);
    check(&[30_000], 6, 3);
}

#[test]
fn a_query_of_another_model_is_an_error_and_an_unknown_document_is_not_near() {
    let (_folder, vectors) = random(&[2, 1], 1);
    assert!(vectors.nearest(&QuantizedVector::new(&[1.0; 7]), 1).is_err());
    let unknown = DocumentId::from_post("nfcms", 99);
    assert_eq!(vectors.nearness(&Noise(1).vector(), &unknown).unwrap(), None);
}
