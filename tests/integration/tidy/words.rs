//! Words that do not stay: each with what to write instead.

use super::{SourceFile, assert_none, written_files};

/// Written in two parts, so that this file does not find itself.
const BANNED: &[(&str, &str)] = &[
    (concat!("to", "do!"), "write it, or leave it out"),
    (concat!("TO", "DO"), "do it, or say in the documentation what is missing"),
    (concat!("FIX", "ME"), "fix it, with a test"),
    (concat!("XX", "X"), "say in a sentence what is odd"),
    (concat!("dbg", "!"), "tracing, or nothing"),
    (concat!("Man", "ager"), "the thing's own name: what does it do?"),
    (concat!("ut", "ils"), "a name for the subject"),
];

/// Folders that exist on one machine only.
const MACHINE_PATHS: &[&str] = &[concat!("/wo", "rk"), concat!("/ro", "ot"), concat!("/ho", "me")];

fn banned_words(file: &SourceFile) -> Vec<String> {
    let mut findings = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        let place = format!("{}:{}", file.path, index + 1);
        for (word, instead) in BANNED.iter().filter(|(word, _)| file.is_a("rs") && has_word(line, word)) {
            findings.push(format!("{place}: {word}: {instead}"));
        }
        for path in MACHINE_PATHS.iter().filter(|path| has_path(line, path)) {
            findings.push(format!("{place}: {path} exists on one machine only"));
        }
    }
    findings
}

/// Whether `word` stands in `line`, not as a part of a longer word.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(start, _)| {
        let (before, after) = (&line[..start], &line[start + word.len()..]);
        !(before.ends_with(is_word) || after.starts_with(is_word) && word.ends_with(is_word))
    })
}

/// Whether `path` stands in `line` as the beginning of an absolute path, not within a URL or a relative path.
fn has_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(start, _)| {
        let (before, after) = (&line[..start], &line[start + path.len()..]);
        let within = |c: char| is_word(c) || matches!(c, '.' | '/' | '}' | '-' | '*' | '~');
        !before.ends_with(within) && !after.starts_with(is_word)
    })
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[test]
fn no_banned_word_and_no_path_of_one_machine_stands_anywhere() {
    assert_none(&written_files().iter().flat_map(banned_words).collect::<Vec<_>>());
}

#[test]
fn every_banned_word_is_found() {
    for (word, _) in BANNED {
        let text = format!("fn a() {{}}\nmod {word};\n");
        let found = banned_words(&SourceFile::new("a.rs", &text));
        assert!(found.iter().any(|finding| finding.starts_with(&format!("a.rs:2: {word}"))), "{word}: {found:?}");
    }
    for path in MACHINE_PATHS {
        let count = |text: String| banned_words(&SourceFile::new("a.md", &text)).len();
        assert_eq!(count(format!("see `{path}/a`")), 1);
        assert_eq!(count(format!("see https://example.cn{path}/a and {path}s")), 0);
    }
}

#[test]
fn a_longer_word_is_no_banned_word() {
    let text = format!("let {}x = 1; // 某{}街道\n", BANNED[6].0, BANNED[3].0);
    assert_eq!(banned_words(&SourceFile::new("a.rs", &text)), [""; 0]);
}
