//! Generations: what becomes current, what is refused, what stays.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fs;
use std::path::{Path, PathBuf};

use gongkai_analysis::{Analyzer, Dictionary};
use gongkai_document::{Document, DocumentId, Timestamp};
use gongkai_index::{IndexError, IndexRoot, LocalIndex};
use gongkai_query::{EngineError, Filters, Label, SearchEngine, SearchRequest};

fn root(directory: &Path) -> IndexRoot {
    IndexRoot::open(directory, Analyzer::embedded()).unwrap()
}

fn build(root: &IndexRoot, documents: usize) -> String {
    let mut builder = root.build(Timestamp::UNIX_EPOCH).unwrap();
    for number in 0..documents {
        let id = DocumentId::new(format!("d{number}")).unwrap();
        builder.add(&Document::new(id, format!("第{number}号通知"), "政府信息公开")).unwrap();
    }
    builder.finish(documents as u64).unwrap().name
}

fn found(index: &LocalIndex) -> usize {
    index.search(&SearchRequest::new("政府信息公开").unwrap()).unwrap().total
}

/// The largest file of a generation's index.
fn largest_file(directory: &Path, name: &str) -> PathBuf {
    let entries = fs::read_dir(directory.join(name).join("tantivy")).unwrap().map(|entry| entry.unwrap());
    entries.max_by_key(|entry| entry.metadata().unwrap().len()).unwrap().path()
}

#[test]
fn before_the_first_generation_there_is_nothing_to_search() {
    let directory = tempfile::tempdir().unwrap();
    let root = root(directory.path());
    let index = LocalIndex::open(root.clone()).unwrap();
    let request = SearchRequest::new("政府").unwrap();
    assert!(matches!(index.search(&request), Err(EngineError::NoGeneration)));
    build(&root, 2);
    assert!(index.refresh().unwrap());
    assert_eq!(found(&index), 2);
}

#[test]
fn a_new_generation_is_taken_and_the_one_before_can_come_back() {
    let directory = tempfile::tempdir().unwrap();
    let root = root(directory.path());
    let first = build(&root, 2);
    let index = LocalIndex::open(root.clone()).unwrap();
    let second = build(&root, 3);
    assert!(second > first);
    assert_eq!(found(&index), 2);
    assert!(index.refresh().unwrap());
    assert_eq!(found(&index), 3);
    assert_eq!(root.rollback().unwrap(), first);
    assert!(index.refresh().unwrap());
    assert_eq!(found(&index), 2);
    assert!(matches!(root.rollback(), Err(IndexError::NothingBefore)));
}

#[test]
fn old_generations_go_and_the_latest_stay() {
    let directory = tempfile::tempdir().unwrap();
    let root = root(directory.path());
    let names: Vec<String> = (1..=5).map(|documents| build(&root, documents)).collect();
    let kept: Vec<String> = root.generations().unwrap().into_iter().map(|info| info.manifest.name).collect();
    assert_eq!(kept, [names[4].clone(), names[3].clone(), names[2].clone()]);
}

#[test]
fn a_clock_that_went_back_makes_no_generation_an_earlier_one() {
    let directory = tempfile::tempdir().unwrap();
    let root = root(directory.path());
    let mut tomorrow = root.build(Timestamp::MAX).unwrap();
    tomorrow.add(&Document::new(DocumentId::new("d").unwrap(), "通知", "政府信息公开")).unwrap();
    let tomorrow = tomorrow.finish(1).unwrap().name;
    let today = build(&root, 2);
    assert!(today > tomorrow);
    assert_eq!(found(&LocalIndex::open(root.clone()).unwrap()), 2);
    assert_eq!(root.rollback().unwrap(), tomorrow);
}

#[test]
fn one_builder_at_a_time_and_its_leavings_are_swept() {
    let directory = tempfile::tempdir().unwrap();
    let root = root(directory.path());
    let name = build(&root, 1);
    let abandoned = root.build(Timestamp::UNIX_EPOCH).unwrap();
    assert!(matches!(root.build(Timestamp::UNIX_EPOCH), Err(IndexError::Busy { .. })));
    drop(abandoned);
    let leavings =
        |of: &Path| fs::read_dir(of).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir()).count();
    assert_eq!(leavings(directory.path()), 2);
    assert_eq!(root.current().unwrap(), Some(name));
    build(&root, 1);
    assert_eq!(leavings(directory.path()), 2);
}

#[test]
fn a_damaged_generation_is_named_and_the_one_before_serves_on() {
    let directory = tempfile::tempdir().unwrap();
    let root = root(directory.path());
    build(&root, 2);
    let index = LocalIndex::open(root.clone()).unwrap();
    let damaged = build(&root, 3);
    let file = largest_file(directory.path(), &damaged);
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, bytes).unwrap();
    let error = index.refresh().unwrap_err().to_string();
    assert!(error.contains(&damaged) && error.contains("has other bytes"), "{error}");
    assert_eq!(found(&index), 2);
    fs::remove_file(&file).unwrap();
    assert!(index.refresh().unwrap_err().to_string().contains("is missing"));
}

#[test]
fn a_generation_of_another_analysis_is_not_searched() {
    let directory = tempfile::tempdir().unwrap();
    build(&root(directory.path()), 1);
    let mut dictionary = Dictionary::embedded();
    dictionary.extend("盘古王文化节").unwrap();
    let other = IndexRoot::open(directory.path(), Analyzer::new(&dictionary)).unwrap();
    assert!(matches!(LocalIndex::open(other), Err(IndexError::Incompatible { .. })));
}

#[test]
fn the_same_document_twice_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let root = root(directory.path());
    let name = build(&root, 1);
    let mut builder = root.build(Timestamp::UNIX_EPOCH).unwrap();
    let document = Document::new(DocumentId::new("d").unwrap(), "通知", "正文");
    builder.add(&document).unwrap();
    assert!(matches!(builder.add(&document), Err(IndexError::Repeated { .. })));
    drop(builder);
    assert_eq!(root.current().unwrap(), Some(name));
}

#[test]
fn a_generation_is_opened_by_its_name_whichever_serves() {
    let directory = tempfile::tempdir().unwrap();
    let root = root(directory.path());
    let name = build(&root, 2);
    build(&root, 3);
    let index = LocalIndex::at(root.clone(), &name).unwrap();
    assert_eq!((index.generation().unwrap(), found(&index)), (name, 2));
    assert!(matches!(LocalIndex::at(root, "none"), Err(IndexError::NoSuchGeneration { .. })));
}

#[test]
fn a_document_is_found_under_what_it_was_filed_under() {
    let directory = tempfile::tempdir().unwrap();
    let root = root(directory.path());
    let mut builder = root.build(Timestamp::UNIX_EPOCH).unwrap();
    for (id, labels) in [
        ("a", vec![Label::new("decision", "granted"), Label::new("year", "granted")]),
        ("b", vec![Label::new("decision", "partial")]),
        ("c", vec![]),
    ] {
        builder.add_labelled(&Document::new(DocumentId::new(id).unwrap(), "通知", "政府信息公开"), &labels).unwrap();
    }
    builder.finish(1).unwrap();
    let index = LocalIndex::open(root).unwrap();
    let found = |labels: &[Label]| {
        let filters = Filters { labels: labels.to_vec(), ..Filters::default() };
        index.search(&SearchRequest::new("信息公开").unwrap().with_filters(filters).unwrap()).unwrap().total
    };
    let (granted, partial) = (Label::new("decision", "granted"), Label::new("decision", "partial"));
    assert_eq!(found(&[]), 3);
    assert_eq!(found(std::slice::from_ref(&granted)), 1);
    assert_eq!(found(&[partial.clone(), granted.clone()]), 2);
    assert_eq!(found(&[partial, Label::new("year", "granted"), granted]), 1);
}
