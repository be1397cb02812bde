//! The shape of a Rust file: it says what it is for, and can be read in one sitting.

use super::{SourceFile, assert_none, written_files};

/// We aim at 400 lines with tests; beyond this a file holds two subjects.
const LINES_MAX: usize = 450;

fn misshapen(file: &SourceFile) -> Vec<String> {
    let mut findings = Vec::new();
    if !file.text.starts_with("//! ") {
        findings.push(format!("{} must begin with `//!` and say what it is for", file.path));
    }
    let lines = file.text.lines().count();
    if lines > LINES_MAX {
        findings.push(format!("{} has {lines} lines, at most {LINES_MAX} are allowed: split it by subject", file.path));
    }
    findings
}

#[test]
fn a_source_file_begins_with_its_purpose_and_is_short() {
    let files = written_files();
    assert_none(&files.iter().filter(|file| file.is_a("rs")).flat_map(misshapen).collect::<Vec<_>>());
}

#[test]
fn a_file_without_purpose_or_end_is_found() {
    let count = |text: &str| misshapen(&SourceFile::new("a.rs", text)).len();
    assert_eq!(count("use std::fmt;\n"), 1);
    assert_eq!(count(&format!("//! What for.\n{}", "\n".repeat(LINES_MAX))), 1);
    assert_eq!(count(&format!("//! What for.\n{}", "\n".repeat(LINES_MAX - 1))), 0);
}
