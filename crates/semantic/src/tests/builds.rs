//! Builds: what is embedded, what stays after a stop, and what damage does.

use std::fs;

use gongkai_document::{Document, DocumentId};

use super::made::{Counting, build, document};
use crate::{EnabledModel, Next, SemanticError, SemanticRoot, Vectors};

fn root(folder: &tempfile::TempDir) -> SemanticRoot {
    SemanticRoot::new(folder.path().join("semantic"))
}

fn current(root: &SemanticRoot) -> Vectors {
    Vectors::open(&root.current().unwrap().unwrap()).unwrap()
}

fn go(_: crate::BuildCounts) -> Next {
    Next::Go
}

#[test]
fn equal_passages_are_embedded_once_and_unchanged_ones_never_again() {
    let folder = tempfile::tempdir().unwrap();
    let (root, model) = (root(&folder), Counting::new());
    let (manifest, counts) =
        build(&root, &model, &[document(1, "甲乙"), document(2, "甲乙"), document(3, "丙")], go).unwrap();
    assert_eq!((manifest.documents, manifest.passages, manifest.watermark), (3, 3, 7));
    assert_eq!((counts.passages, counts.embedded), (3, 2));
    let (_, counts) = build(&root, &model, &[document(2, "甲乙"), document(3, "丁")], go).unwrap();
    assert_eq!(counts.embedded, 1);
    assert_eq!(*model.asked.lock().unwrap(), ["丙", "甲乙", "丁"]);
    let vectors = current(&root);
    let found = vectors.nearest(&Counting::vector("丁"), 9).unwrap();
    let ids: Vec<&str> = found.iter().map(|near| near.id.as_str()).collect();
    assert_eq!(ids, ["nfcms:3", "nfcms:2"], "what was removed or changed is gone");
    assert!((found[0].similarity - 1.0).abs() < 0.01);
}

#[test]
fn a_build_that_is_stopped_leaves_the_set_and_the_next_does_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let (root, model) = (root(&folder), Counting::new());
    build(&root, &model, &[document(1, "甲")], go).unwrap();
    let many: Vec<Document> = (0..300).map(|n| document(n, &format!("第{n}号"))).collect();
    let stop = |counts: crate::BuildCounts| if counts.embedded < 200 { Next::Go } else { Next::Stop };
    assert!(matches!(build(&root, &model, &many, stop), Err(SemanticError::Interrupted)));
    assert_eq!(current(&root).manifest().documents, 1);
    let (manifest, counts) = build(&root, &model, &many, go).unwrap();
    assert_eq!((manifest.documents, counts.embedded), (300, 300 - 256));
}

#[test]
fn a_set_that_was_half_written_is_not_looked_at_and_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let (root, model) = (root(&folder), Counting::new());
    build(&root, &model, &[document(1, "甲")], go).unwrap();
    let half = root.directory().join("2.building");
    fs::create_dir(&half).unwrap();
    fs::write(half.join("values"), "x").unwrap();
    for _ in 0..3 {
        build(&root, &model, &[document(1, "甲")], go).unwrap();
    }
    let mut names: Vec<String> = fs::read_dir(root.directory())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["3", "4", "CURRENT", "vectors-c0c0c0c0c0c0c0c0"]);
}

#[test]
fn a_file_with_one_changed_bit_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let (root, model) = (root(&folder), Counting::new());
    build(&root, &model, &[document(1, "甲"), document(2, "乙")], go).unwrap();
    let directory = root.current().unwrap().unwrap();
    for name in ["documents", "starts", "scales", "values"] {
        let path = directory.join(name);
        let sound = fs::read(&path).unwrap();
        let mut changed = sound.clone();
        changed[0] ^= 1;
        for content in [changed.as_slice(), &sound[1..], &[]] {
            fs::write(&path, content).unwrap();
            let error = Vectors::open(&directory).unwrap_err().to_string();
            assert!(error.contains(name) && error.contains("gongkai semantic build"), "{error}");
        }
        fs::write(&path, sound).unwrap();
    }
    assert!(Vectors::open(&directory).is_ok());
}

#[test]
fn an_archive_without_text_gives_an_empty_set() {
    let folder = tempfile::tempdir().unwrap();
    let (root, model) = (root(&folder), Counting::new());
    let (manifest, _) = build(&root, &model, &[document(1, "")], go).unwrap();
    assert_eq!(manifest.documents, 0);
    assert!(current(&root).nearest(&Counting::vector("甲"), 5).unwrap().is_empty());
}

#[test]
fn vectors_of_another_model_than_the_enabled_one_are_not_searched() {
    let folder = tempfile::tempdir().unwrap();
    let (root, model) = (root(&folder), Counting::new());
    assert!(root.open_current().unwrap().is_none());
    let mut enabled = EnabledModel::new("model.bin".into(), crate::Embedder::identity(&model));
    root.enable(&enabled).unwrap();
    assert!(root.open_current().unwrap().is_none());
    build(&root, &model, &[document(1, "甲")], go).unwrap();
    let near = root.open_current().unwrap().unwrap();
    assert_eq!(*near.documents, [DocumentId::from_post("nfcms", 1)]);
    enabled.sha256 = "d0".to_owned();
    root.enable(&enabled).unwrap();
    assert_eq!(root.enabled().unwrap(), Some(enabled));
    assert!(matches!(root.open_current(), Err(SemanticError::Foreign { .. })));
    assert!(root.disable().unwrap());
    assert!(!root.disable().unwrap());
    assert!(root.open_current().unwrap().is_none());
}
