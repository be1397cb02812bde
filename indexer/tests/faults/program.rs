//! The built program, a data directory with some documents, and what is asked of both.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use gongkai_analysis::Analyzer;
use gongkai_index::{IndexRoot, LocalIndex};
use gongkai_query::{SearchEngine, SearchRequest};

/// The program on a data directory.
pub(crate) fn gongkai(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
    command.env_remove("GONGKAI_DATA").arg("--data").arg(data).arg("-q").args(arguments).stdin(Stdio::null());
    command
}

/// Runs the program to its end.
pub(crate) fn run(data: &Path, arguments: &[&str]) -> Output {
    gongkai(data, arguments).output().unwrap()
}

/// Starts the program, silent.
pub(crate) fn start(data: &Path, arguments: &[&str]) -> Child {
    gongkai(data, arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// What the program says when it ends with `code`.
#[track_caller]
pub(crate) fn told(output: &Output, code: i32) -> String {
    let both = [&output.stdout[..], &output.stderr[..]].concat();
    let told = String::from_utf8(both).unwrap();
    assert_eq!(output.status.code(), Some(code), "{told}");
    told
}

/// Runs a command that must succeed.
#[track_caller]
pub(crate) fn succeed(data: &Path, arguments: &[&str]) -> String {
    told(&run(data, arguments), 0)
}

/// `gongkai check` finds nothing wrong, at once or after one run of `repair`.
#[track_caller]
pub(crate) fn sound_after_at_most(data: &Path, repair: &[&str]) {
    if run(data, &["check"]).status.success() {
        return;
    }
    succeed(data, repair);
    succeed(data, &["check"]);
}

/// Puts documents `from` to `to` into the archive.
pub(crate) fn import(data: &Path, from: usize, to: usize) {
    let body = "关于政府信息公开工作的通知。".repeat(20);
    let mut lines = String::new();
    for number in from..to {
        writeln!(lines, r#"{{"id":"d{number}","title":"第{number}号通知","body":"{body}"}}"#).unwrap();
    }
    let file = data.with_extension("jsonl");
    fs::write(&file, lines).unwrap();
    succeed(data, &["import", file.to_str().unwrap()]);
}

/// A data directory below `folder` with so many documents, indexed.
pub(crate) fn indexed(folder: &Path, documents: usize) -> PathBuf {
    let data = folder.join("data");
    import(&data, 0, documents);
    succeed(&data, &["index"]);
    data
}

/// The identifiers of all documents in the archive; none where there is no archive yet.
pub(crate) fn archived(data: &Path) -> BTreeSet<String> {
    let output = run(data, &["export"]);
    let id = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].to_string();
    String::from_utf8(output.stdout).unwrap().lines().map(id).collect()
}

/// How many documents a search finds in the serving generation, whose files have their checksums.
pub(crate) fn searchable(data: &Path) -> usize {
    let root = IndexRoot::open(data.join("index"), Analyzer::embedded()).unwrap();
    let index = LocalIndex::open(root).unwrap();
    index.search(&SearchRequest::new("通知").unwrap().with_every_duplicate()).unwrap().total
}

/// The serving generation.
pub(crate) fn current(data: &Path) -> String {
    fs::read_to_string(data.join("index/CURRENT")).unwrap()
}

/// The largest file of the serving generation's index.
pub(crate) fn largest_file(data: &Path) -> PathBuf {
    let entries = fs::read_dir(data.join("index").join(current(data)).join("tantivy")).unwrap();
    entries.map(Result::unwrap).max_by_key(|entry| entry.metadata().unwrap().len()).unwrap().path()
}
