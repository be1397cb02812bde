//! A quoted phrase finds every document that it was cut out of, wherever it was cut.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use gongkai_document::{Document, DocumentId};
use gongkai_query::{RESULTS_MAX, SearchEngine, SearchRequest};
use proptest::prelude::*;

use support::index_of;

/// Whether what stands at `at` is found only whole: a number, a Latin word.
fn is_run(chars: &[char], at: usize) -> bool {
    chars.get(at).is_some_and(|c| c.is_ascii_alphanumeric() || ('！'..='～').contains(c) && c.is_alphanumeric())
}

/// The pieces of 4 to 10 characters of a text that are phrases: they have two letters side by side.
fn phrases(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let cuts = |at: usize| at > 0 && is_run(&chars, at - 1) && is_run(&chars, at);
    let mut phrases = Vec::new();
    for length in 4..=10 {
        for (from, piece) in chars.windows(length).enumerate() {
            let is_phrase = piece.windows(2).any(|pair| pair.iter().all(|c| c.is_alphanumeric()));
            if is_phrase && !cuts(from) && !cuts(from + length) {
                phrases.push(piece.iter().collect());
            }
        }
    }
    phrases
}

fn text() -> impl Strategy<Value = String> {
    "[花都区人民政府办公室民政局老人助餐補貼標準規號長者飯堂ＡＢＣａｂ１２abXY129。，、：；！（）《》〔〕·—… 　-]{10,30}"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn whatever_is_quoted_out_of_a_document_finds_it(titles in proptest::collection::vec(text(), 3), bodies in proptest::collection::vec(text(), 3)) {
        let ids = (0..3).map(|number| DocumentId::new(format!("d{number}")).unwrap());
        let texts = titles.iter().zip(&bodies);
        let documents: Vec<Document> = ids.zip(texts).map(|(id, (title, body))| Document::new(id, title, body)).collect();
        let (index, _directory) = index_of(documents.clone());
        for document in &documents {
            for phrase in phrases(&document.title).into_iter().chain(phrases(&document.body)) {
                let request = SearchRequest::new(&format!("\"{phrase}\"")).unwrap().with_every_duplicate();
                let found = index.search(&request.with_depth(RESULTS_MAX).unwrap()).unwrap();
                prop_assert!(found.hits.iter().any(|hit| hit.id == document.id), "{phrase:?} of {:?}", document.id);
            }
        }
    }
}

#[test]
fn a_quotation_that_only_looks_like_a_number_is_found_as_text() {
    let document = |id: &str, body: &str| Document::new(DocumentId::new(id).unwrap(), "统计公报", body);
    let (index, _directory) = index_of([document("counted", "数据2015年11月统计。"), document("other", "数据统计。")]);
    let found = index.search(&SearchRequest::new("\"据2015年11\"").unwrap().without_expansion()).unwrap();
    assert_eq!(found.hits.iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>(), ["counted"]);
}
