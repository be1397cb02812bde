//! The licences of everything that is linked in: each may be passed on in a program under ours.

use serde_json::Value;

use super::{assert_none, metadata};

/// Licence expressions as crates write them. Before adding one, read what it asks of someone who passes the program on.
const ALLOWED: &[&str] = &[
    "(Apache-2.0 OR MIT) AND BSD-3-Clause",
    "(MIT OR Apache-2.0) AND Unicode-3.0",
    "0BSD OR MIT OR Apache-2.0",
    "Apache-2.0",
    "Apache-2.0 / MIT",
    "Apache-2.0 / MIT / MPL-2.0",
    "Apache-2.0 AND ISC",
    "Apache-2.0 OR BSL-1.0",
    "Apache-2.0 OR ISC OR MIT",
    "Apache-2.0 OR MIT",
    "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
    "Apache-2.0/MIT",
    "BSD-2-Clause OR Apache-2.0 OR MIT",
    "BSD-3-Clause",
    "BSD-3-Clause AND BSD-2-Clause",
    "BSD-3-Clause AND MIT",
    "BSD-3-Clause/MIT",
    "CC0-1.0 OR MIT-0 OR Apache-2.0",
    "ISC",
    "MIT",
    "MIT AND BSD-3-Clause",
    "MIT OR Apache-2.0",
    "MIT OR Zlib OR Apache-2.0",
    "MIT/Apache-2.0",
    // By file: changes to these crates' own files would have to be published; we change none.
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense OR MIT",
    "Unlicense/MIT",
    "Zlib",
    "Zlib OR Apache-2.0 OR MIT",
    "zlib-acknowledgement OR MIT",
];

fn not_allowed(metadata: &Value) -> Vec<String> {
    let mut findings = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        let licence = package["license"].as_str().unwrap_or("no licence");
        if !ALLOWED.contains(&licence) {
            findings.push(format!("{} {}: {licence} is not an allowed licence", package["name"], package["version"]));
        }
    }
    findings
}

#[test]
fn every_dependency_has_an_allowed_licence() {
    let metadata = metadata(&["--filter-platform", "host-tuple"]);
    assert!(metadata["packages"].as_array().unwrap().len() > 100, "the dependencies are missing");
    assert_none(&not_allowed(&metadata));
}

#[test]
fn another_licence_or_none_is_found() {
    let packages = serde_json::json!({"packages": [
        {"name": "a", "version": "1.0.0", "license": "MIT"},
        {"name": "b", "version": "1.0.0", "license": "GPL-3.0-only"},
        {"name": "c", "version": "1.0.0", "license": null},
    ]});
    assert_eq!(not_allowed(&packages).len(), 2);
}
