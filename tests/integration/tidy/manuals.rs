//! The shape of a Markdown file: one title.

use super::{SourceFile, assert_none, written_files};

fn wrong_titles(file: &SourceFile) -> Option<String> {
    let mut in_code = false;
    let mut titles = 0;
    for line in file.text.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        } else if !in_code && line.starts_with("# ") {
            titles += 1;
        }
    }
    (titles != 1).then(|| format!("{} has {titles} titles (`# `), it must have one", file.path))
}

#[test]
fn a_manual_has_one_title() {
    let files = written_files();
    assert_none(&files.iter().filter(|file| file.is_a("md")).filter_map(wrong_titles).collect::<Vec<_>>());
}

#[test]
fn a_manual_with_two_titles_or_none_is_found() {
    let wrong = |text| wrong_titles(&SourceFile::new("a.md", text)).is_some();
    assert!(wrong("# One\n\n# Two\n"));
    assert!(wrong("## Below\n```sh\n# a comment in a script\n```\n"));
    assert!(!wrong("# One\n## Below\n```sh\n# a comment in a script\n```\n"));
}
