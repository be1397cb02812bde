//! Guards: which new generation is refused, how that is told, and what stays.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;

use expect_test::{Expect, expect};
use gongkai_analysis::Analyzer;
use gongkai_document::{Document, DocumentId, Timestamp};
use gongkai_index::{Canary, Guards, IndexError, IndexRoot, LocalIndex};
use gongkai_query::{SearchEngine, SearchRequest};

fn id(number: usize) -> DocumentId {
    DocumentId::new(format!("d{number}")).unwrap()
}

/// A directory whose guards are `change`d ones of the default.
fn root(directory: &Path, change: impl FnOnce(&mut Guards)) -> IndexRoot {
    let mut guards = Guards::default();
    change(&mut guards);
    IndexRoot::open(directory, Analyzer::embedded()).unwrap().with_guards(guards)
}

fn build(root: &IndexRoot, documents: usize) -> Result<String, IndexError> {
    let mut builder = root.build(Timestamp::UNIX_EPOCH)?;
    for number in 0..documents {
        builder.add(&Document::new(id(number), format!("第{number}号通知"), "政府信息公开"))?;
    }
    Ok(builder.finish(documents as u64)?.name)
}

#[track_caller]
fn check_reason(root: &IndexRoot, documents: usize, expected: &Expect) {
    let Err(IndexError::Refused { kept, reason }) = build(root, documents) else { panic!("it serves") };
    assert_eq!(root.refused().unwrap()[0].name, kept);
    let serving = root.current().unwrap().unwrap_or_else(|| "none".to_owned());
    expected.assert_eq(&reason.replace(&serving, "NAME"));
}

fn total(root: &IndexRoot) -> usize {
    LocalIndex::open(root.clone()).unwrap().search(&SearchRequest::new("政府信息公开").unwrap()).unwrap().total
}

#[test]
fn a_generation_that_shrank_too_much_is_refused_and_the_one_before_serves() {
    let directory = tempfile::tempdir().unwrap();
    let guarded = root(directory.path(), |guards| guards.shrink_max_percent = Some(10));
    let first = build(&guarded, 20).unwrap();
    check_reason(
        &guarded,
        17,
        &expect![
            "it holds 17 documents, 3 fewer than the 20 of NAME, and more than 10 % fewer is not allowed; if that is right, run `gongkai index --force`"
        ],
    );
    assert_eq!((guarded.current().unwrap(), total(&guarded)), (Some(first), 20));
    // A tenth fewer is not more than a tenth.
    build(&guarded, 18).unwrap();
    assert_eq!(total(&guarded), 18);
    build(&root(directory.path(), |_| {}), 2).unwrap();
    assert_eq!(total(&guarded), 2);
}

#[test]
fn every_canary_that_is_not_answered_is_named_with_its_place() {
    let directory = tempfile::tempdir().unwrap();
    let canary = |query: &str, number: usize, within| Canary::new(query, id(number), within).unwrap();
    let guarded = root(directory.path(), |guards| {
        guards.canaries = vec![canary("第1号通知", 1, 1), canary("第2号通知", 3, 1), canary("第3号通知", 7, 50)];
    });
    check_reason(
        &guarded,
        5,
        &expect![[
            r#"the canary "第2号通知" expects d3 within 1 and it comes at place 4; the canary "第3号通知" expects d7 within 50 and it is not among the first 50; if that is right, change canaries.toml"#
        ]],
    );
    assert_eq!(guarded.current().unwrap(), None);
    let passing = root(directory.path(), |guards| guards.canaries = vec![canary("第1号通知", 1, 1)]);
    build(&passing, 5).unwrap();
    assert_eq!(total(&passing), 5);
}

#[test]
fn the_last_two_refused_ones_stay_and_no_reader_takes_them() {
    let directory = tempfile::tempdir().unwrap();
    let guarded = root(directory.path(), |guards| guards.shrink_max_percent = Some(0));
    let first = build(&guarded, 5).unwrap();
    for documents in [1, 2, 3] {
        assert!(build(&guarded, documents).unwrap_err().to_string().contains("it is kept as refused-"));
    }
    let refused: Vec<u64> = guarded.refused().unwrap().into_iter().map(|refusal| refusal.documents).collect();
    assert_eq!(refused, [3, 2]);
    let names: Vec<String> = guarded.generations().unwrap().into_iter().map(|info| info.manifest.name).collect();
    assert_eq!(names, std::slice::from_ref(&first));
    assert!(LocalIndex::at(guarded.clone(), &guarded.refused().unwrap()[0].name).is_err());
    assert!(matches!(guarded.rollback(), Err(IndexError::NothingBefore)));
    // The clock stood still meanwhile: the next one is later than the refused ones all the same.
    let next = build(&guarded, 6).unwrap();
    assert!(next > guarded.refused().unwrap()[0].name.replace("refused-", ""));
    assert_eq!(guarded.rollback().unwrap(), first);
}

#[test]
fn as_many_generations_stay_as_are_asked_for() {
    let directory = tempfile::tempdir().unwrap();
    let one = root(directory.path(), |guards| guards.generations_kept = NonZeroUsize::MIN);
    for documents in 1..=3 {
        build(&one, documents).unwrap();
    }
    assert_eq!(one.generations().unwrap().len(), 1);
}

#[test]
fn what_is_no_generation_any_more_is_cleared_away_by_the_next_build() {
    let directory = tempfile::tempdir().unwrap();
    let root = root(directory.path(), |_| {});
    let first = build(&root, 1).unwrap();
    let second = build(&root, 2).unwrap();
    let third = build(&root, 3).unwrap();
    // A removal that was cut off, and a manifest that was.
    fs::remove_file(directory.path().join(&first).join("manifest.json")).unwrap();
    fs::write(directory.path().join(&second).join("manifest.json"), "{").unwrap();
    fs::create_dir(directory.path().join(format!("removing-{first}"))).unwrap();
    assert!(matches!(root.rollback(), Err(IndexError::NothingBefore)));
    let fourth = build(&root, 4).unwrap();
    let left: Vec<String> = root.generations().unwrap().into_iter().map(|info| info.manifest.name).collect();
    assert_eq!(left, [fourth, third]);
    assert_eq!(
        fs::read_dir(directory.path()).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir()).count(),
        2
    );
}

#[test]
fn a_service_that_begins_beside_a_damaged_or_missing_one_takes_the_latest_that_opens() {
    let directory = tempfile::tempdir().unwrap();
    let root = root(directory.path(), |_| {});
    let any = || {
        let (index, trouble) = LocalIndex::open_any(root.clone()).unwrap();
        (index.document_count(), trouble.map(|error| error.to_string()))
    };
    assert_eq!(any(), (0, None));
    build(&root, 1).unwrap();
    let last = build(&root, 2).unwrap();
    assert_eq!(any(), (2, None));
    fs::remove_dir_all(directory.path().join(&last)).unwrap();
    let (documents, trouble) = any();
    assert!(documents == 1 && trouble.as_ref().is_some_and(|told| told.contains(&last)), "{trouble:?}");
    fs::remove_file(directory.path().join("CURRENT")).unwrap();
    let (documents, trouble) = any();
    assert!(documents == 1 && trouble.as_ref().is_some_and(|told| told.contains("gongkai index")), "{trouble:?}");
}

#[test]
fn who_comes_second_is_told_who_builds() {
    let directory = tempfile::tempdir().unwrap();
    let root = root(directory.path(), |_| {});
    let _builder = root.build(Timestamp::UNIX_EPOCH).unwrap();
    let told = build(&root, 1).unwrap_err().to_string();
    assert!(told.starts_with(&format!("another gongkai (process {}, since 2", std::process::id())), "{told}");
}
