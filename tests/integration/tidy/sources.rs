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

/// The one folder whose code may reach for registers and processor extensions, behind safe functions.
const UNSAFE_BELOW: &str = "crates/embedding/src/kernels";
/// Written in two parts, so that this file does not find itself.
const UNSAFE: &str = concat!("unsa", "fe {");

/// Lines with an unsafe block outside [`UNSAFE_BELOW`], or there without the reason why it is sound.
fn unsound(file: &SourceFile) -> Vec<String> {
    let lines: Vec<&str> = file.text.lines().collect();
    let mut findings = Vec::new();
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| line.contains(UNSAFE)) {
        let place = format!("{}:{}", file.path, index + 1);
        // A reason may have two lines, and the block may begin within the second line of a statement.
        let reasoned = lines[index.saturating_sub(3)..index].iter().any(|before| before.contains("// SAFETY: "));
        if !file.path.starts_with(UNSAFE_BELOW) {
            findings.push(format!("{place}: {line:?}: only {UNSAFE_BELOW} may do this"));
        } else if !reasoned {
            findings.push(format!("{place}: say after `// SAFETY: ` why it is sound"));
        }
    }
    findings
}

#[test]
fn unsafe_code_stands_in_one_folder_with_its_reasons() {
    let files = written_files();
    assert_none(&files.iter().filter(|file| file.is_a("rs")).flat_map(unsound).collect::<Vec<_>>());
}

#[test]
fn unsafe_code_elsewhere_or_without_reason_is_found() {
    let count =
        |path: &str, before: &str| unsound(&SourceFile::new(path, &format!("{before}    {UNSAFE} f() }}\n"))).len();
    assert_eq!(count("crates/index/src/a.rs", "// SAFETY: none.\n"), 1);
    assert_eq!(count("crates/embedding/src/kernels/a.rs", ""), 1);
    assert_eq!(count("crates/embedding/src/kernels/a.rs", "// SAFETY: the length was checked.\n"), 0);
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
