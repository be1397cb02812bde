//! What the whole repository keeps to: who may use whom, how files look, where shipped data comes from.
//!
//! Every rule is a pure function from texts to findings with a test that it can find something, and one test that holds
//! the repository to it.

mod commands;
mod layers;
mod licences;
mod manuals;
mod origins;
mod sources;
mod words;

use std::path::{Path, PathBuf};
use std::process::Command;

/// Folders that are no part of the repository, or none that people write.
const SKIPPED: [&str; 3] = [".git", "target", "gongkai-data"];

/// A text file of the repository.
struct SourceFile {
    /// Its path from the root, with slashes.
    path: String,
    text: String,
}

impl SourceFile {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    fn is_a(&self, extension: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|found| found == extension)
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every file below `folder` (a path from the root), as paths from the root, in order.
fn paths_below(folder: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let entry = entry.unwrap();
            if SKIPPED.iter().any(|skipped| entry.file_name() == *skipped) {
                continue;
            }
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                let path = entry.path().strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
                paths.push(path);
            }
        }
    }
    paths.sort();
    paths
}

/// The files that people write and that the rules on words and shape hold for.
fn written_files() -> Vec<SourceFile> {
    let written = |path: &String| {
        let extensions = ["rs", "md", "toml", "sh", "yml", "yaml", "service"];
        path == ".ci/run" || Path::new(path).extension().is_some_and(|found| extensions.iter().any(|e| found == *e))
    };
    let files: Vec<SourceFile> = paths_below("").into_iter().filter(written).map(|path| read(&path)).collect();
    assert!(files.len() > 40, "only {} files found below {}: is this the repository?", files.len(), root().display());
    files
}

fn read(path: &str) -> SourceFile {
    let text = std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    SourceFile { path: path.to_owned(), text }
}

/// What cargo knows about the workspace, without asking the network.
fn metadata(arguments: &[&str]) -> serde_json::Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--locked", "--format-version", "1"])
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Fails with one finding a line.
fn assert_none(findings: &[String]) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}
