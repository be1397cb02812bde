//! The commands that the README promises are the ones that the checks run.

use super::{assert_none, read};

/// How the README's two main commands begin: to try it, and to test it.
const PROMISED: &[&str] = &["cargo run --release -- demo", "cargo test"];

/// Every line of a code block that begins with one of [`PROMISED`] must stand in `script` as it is.
fn unkept(readme: &str, script: &str) -> Vec<String> {
    let mut findings = Vec::new();
    for beginning in PROMISED {
        let mut commands = code_lines(readme).filter(|line| line.starts_with(beginning)).peekable();
        if commands.peek().is_none() {
            findings.push(format!("README.md has no code block with a line `{beginning} …`"));
        }
        for command in commands {
            if !script.lines().any(|line| line.trim().trim_end_matches('&').trim_end().ends_with(command)) {
                findings.push(format!("README.md says `{command}`, .ci/run does not run it"));
            }
        }
    }
    findings
}

fn code_lines(manual: &str) -> impl Iterator<Item = &str> {
    let mut in_code = false;
    manual.lines().filter_map(move |line| {
        let fence = line.trim_start().starts_with("```");
        in_code ^= fence;
        (in_code && !fence).then(|| line.trim())
    })
}

#[test]
fn the_commands_of_the_readme_are_those_that_the_checks_run() {
    assert_none(&unkept(&read("README.md").text, &read(".ci/run").text));
}

#[test]
fn a_promise_that_is_not_checked_is_found() {
    let readme = "```sh\ncargo run --release -- demo\ncargo test --workspace --locked\n```\n";
    let script = "cargo run --release -- demo &\nrun cargo test --workspace --locked\n";
    assert_eq!(unkept(readme, script), [""; 0]);
    assert_eq!(unkept(readme, "cargo run --release -- demo\ncargo test --workspace\n").len(), 1);
    assert_eq!(unkept("cargo test", script).len(), 2);
}
