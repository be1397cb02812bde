//! Which crate may use which: the architecture, as a table.

use serde_json::Value;

use super::{SourceFile, assert_none, metadata, paths_below, read};

/// One crate of ours.
struct Room {
    layer: u8,
    package: &'static str,
    may_use: &'static [&'static str],
}

const fn room(layer: u8, package: &'static str, may_use: &'static [&'static str]) -> Room {
    Room { layer, package, may_use }
}

/// A package outside this table is a finding: adding a crate means deciding what it may use.
const ROOMS: &[Room] = &[
    room(1, "gongkai-document", &[]),
    room(1, "gongkai-analysis", &[]),
    room(1, "gongkai-embedding", &[]),
    room(1, "gongkai-database", &[]),
    room(1, "gongkai-backup", &[]),
    room(2, "gongkai-catalogue", &["gongkai-document", "gongkai-analysis"]),
    room(2, "gongkai-query", &["gongkai-document", "gongkai-analysis"]),
    room(2, "gongkai-screening", &["gongkai-document", "gongkai-analysis"]),
    room(2, "gongkai-accounts", &["gongkai-document", "gongkai-database"]),
    room(2, "gongkai-archive", &["gongkai-document", "gongkai-database"]),
    room(2, "gongkai-attachments", &["gongkai-document"]),
    room(2, "gongkai-replies", &["gongkai-document", "gongkai-analysis"]),
    room(
        3,
        "gongkai-crawl",
        &["gongkai-document", "gongkai-catalogue", "gongkai-archive", "gongkai-attachments", "gongkai-screening"],
    ),
    room(3, "gongkai-index", &["gongkai-document", "gongkai-analysis", "gongkai-query"]),
    room(3, "gongkai-query-log", &["gongkai-document", "gongkai-analysis", "gongkai-database"]),
    room(3, "gongkai-semantic", &["gongkai-document", "gongkai-embedding", "gongkai-query"]),
    room(3, "gongkai-evaluation", &["gongkai-document", "gongkai-query"]),
    room(3, "gongkai-register", &["gongkai-document", "gongkai-analysis", "gongkai-database", "gongkai-replies"]),
    room(3, "gongkai-sample-portal", &["gongkai-document"]),
    room(
        4,
        "gongkai-precedents",
        &[
            "gongkai-document",
            "gongkai-analysis",
            "gongkai-query",
            "gongkai-database",
            "gongkai-archive",
            "gongkai-replies",
            "gongkai-register",
            "gongkai-index",
        ],
    ),
    room(
        5,
        "gongkai-web",
        &[
            "gongkai-document",
            "gongkai-query",
            "gongkai-index",
            "gongkai-archive",
            "gongkai-query-log",
            "gongkai-accounts",
            "gongkai-register",
            "gongkai-replies",
            "gongkai-screening",
            "gongkai-precedents",
        ],
    ),
    room(6, "gongkai", EVERYTHING_BELOW),
    room(7, "gongkai-tests", EVERYTHING_BELOW),
];

/// For the program and the tests.
const EVERYTHING_BELOW: &[&str] = &["*"];

/// Crates that only compute: values and pure functions, tested on saved pages and typed texts.
const PURE: &[&str] = &["crates/document", "crates/catalogue", "crates/query", "crates/replies", "crates/screening"];

/// Where a pure crate would begin to do more.
const IMPURE: &[&str] = &["tokio", "reqwest", "std::fs", "std::net"];

/// One dependency on a crate of ours.
struct Uses {
    package: String,
    used: String,
    in_tests_only: bool,
}

/// A package may use what its row says; its tests may use anything on a lower layer.
fn wrong_uses(uses: &[Uses]) -> Vec<String> {
    let mut findings = Vec::new();
    for Uses { package, used, in_tests_only } in uses {
        let row = |name: &str| ROOMS.iter().find(|room| room.package == name);
        let (Some(user), Some(target)) = (row(package), row(used)) else {
            findings.push(format!("{package} uses {used}: both need a row in the table of layers"));
            continue;
        };
        let below = target.layer < user.layer;
        let listed = user.may_use == EVERYTHING_BELOW || user.may_use.contains(&target.package);
        if !below || !(listed || *in_tests_only) {
            findings.push(format!("{package} (layer {}) must not use {used} (layer {})", user.layer, target.layer));
        }
    }
    findings
}

/// A pure crate neither depends on nor mentions what does input and output, outside its tests.
fn impurities(file: &SourceFile) -> Vec<String> {
    if !PURE.iter().any(|folder| file.path.starts_with(&format!("{folder}/"))) {
        return Vec::new();
    }
    let own = if file.is_a("toml") {
        file.text.split("[dev-dependencies]").next()
    } else {
        file.text.split("#[cfg(test)]\nmod ").next()
    };
    let own = own.unwrap_or_default();
    let found = IMPURE.iter().filter(|name| own.contains(**name));
    found.map(|name| format!("{} must not use {name}: its crate is pure", file.path)).collect()
}

fn uses_in(metadata: &Value) -> Vec<Uses> {
    let mut uses = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        for dependency in package["dependencies"].as_array().unwrap() {
            if dependency["path"].is_string() {
                uses.push(Uses {
                    package: name.to_owned(),
                    used: dependency["name"].as_str().unwrap().to_owned(),
                    in_tests_only: dependency["kind"] == "dev",
                });
            }
        }
    }
    uses
}

#[test]
fn a_crate_uses_only_what_its_row_allows() {
    let metadata = metadata(&["--no-deps"]);
    let packages = metadata["packages"].as_array().unwrap();
    let mut names: Vec<&str> = packages.iter().map(|package| package["name"].as_str().unwrap()).collect();
    let mut rows: Vec<&str> = ROOMS.iter().map(|room| room.package).collect();
    names.sort_unstable();
    rows.sort_unstable();
    assert_eq!(names, rows, "the packages, and the rows of the table of layers");
    assert_none(&wrong_uses(&uses_in(&metadata)));
}

#[test]
fn a_use_upwards_sideways_or_unlisted_is_found() {
    let wrong = |package: &str, used: &str, in_tests_only| {
        let uses = Uses { package: package.to_owned(), used: used.to_owned(), in_tests_only };
        !wrong_uses(&[uses]).is_empty()
    };
    assert!(wrong("gongkai-document", "gongkai-query", false));
    assert!(wrong("gongkai-index", "gongkai-crawl", true));
    assert!(wrong("gongkai-index", "gongkai-archive", false));
    assert!(wrong("gongkai-index", "gongkai-shelf", false));
    assert!(!wrong("gongkai-index", "gongkai-archive", true));
    assert!(!wrong("gongkai", "gongkai-web", false));
}

fn has_ending(path: &str, endings: &[&str]) -> bool {
    std::path::Path::new(path).extension().is_some_and(|ending| endings.iter().any(|one| ending == *one))
}

#[test]
fn pure_crates_do_no_input_or_output() {
    let paths = PURE.iter().flat_map(|folder| paths_below(folder));
    let files: Vec<SourceFile> =
        paths.filter(|path| has_ending(path, &["rs", "toml"])).map(|path| read(&path)).collect();
    assert_none(&files.iter().flat_map(impurities).collect::<Vec<_>>());
}

#[test]
fn an_impurity_is_found_outside_tests() {
    let count = |path, text| impurities(&SourceFile::new(path, text)).len();
    assert_eq!(count("crates/query/src/a.rs", "use std::fs;\n"), 1);
    assert_eq!(count("crates/query/Cargo.toml", "[dependencies]\ntokio.workspace = true\n"), 1);
    assert_eq!(count("crates/query/src/a.rs", "fn a() {}\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n"), 0);
    assert_eq!(count("crates/crawl/src/a.rs", "use std::net;\n"), 0);
}
