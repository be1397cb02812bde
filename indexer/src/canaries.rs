//! The file `canaries.toml` in the data directory: what a new generation must find before it serves.
//!
//! ```toml
//! [[canary]]
//! query = "老人助餐"
//! expect = "nfcms:9866248"
//! within = 3
//! ```

use std::path::Path;

use gongkai_document::DocumentId;
use gongkai_index::Canary;
use serde::Deserialize;

use crate::config;
use crate::outcome::WrongUsage;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    canary: Vec<Checked>,
}

/// An entry that was found to be a canary while it was read, so that a mistake is told with its line.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Entry")]
struct Checked(Canary);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    query: String,
    expect: DocumentId,
    within: usize,
}

impl TryFrom<Entry> for Checked {
    type Error = gongkai_index::InvalidCanary;

    fn try_from(Entry { query, expect, within }: Entry) -> Result<Self, Self::Error> {
        Canary::new(&query, expect, within).map(Self)
    }
}

/// The canaries in the file at `path`; none when there is no file. A bad entry is an error with its line.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<Canary>> {
    config::read_written(path)?.map_or(Ok(Vec::new()), |text| Ok(parse(path, &text)?))
}

fn parse(path: &Path, text: &str) -> Result<Vec<Canary>, WrongUsage> {
    let file: File = toml::from_str(text).map_err(|error| config::wrong_line(path, text, &error))?;
    Ok(file.canary.into_iter().map(|Checked(canary)| canary).collect())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    const GOOD: &str = "[[canary]]\nquery = \"老人助餐\"\nexpect = \"nfcms:1\"\nwithin = 3\n";

    #[track_caller]
    fn check(from: &str, to: &str, expected: &Expect) {
        let text = format!("# ours\n{}", GOOD.replace(from, to));
        expected.assert_eq(&parse(Path::new("canaries.toml"), &text).unwrap_err().to_string());
    }

    #[test]
    fn a_canary_has_a_query_a_document_and_a_place() {
        let expected = Canary::new("老人助餐", DocumentId::new("nfcms:1").unwrap(), 3).unwrap();
        assert_eq!(parse(Path::new("a"), GOOD).unwrap(), [expected]);
        assert_eq!(parse(Path::new("a"), "").unwrap(), []);
        assert_eq!(read(Path::new("absent/canaries.toml")).unwrap(), []);
    }

    #[test]
    fn a_bad_entry_is_told_with_its_line() {
        check(
            "= 3",
            "= 0",
            &expect!["canaries.toml, line 2: 0 is no place to expect a document within; write a number from 1 to 50"],
        );
        check("老人助餐", " ", &expect!["canaries.toml, line 2: a canary's query must not be empty"]);
        check(
            "nfcms:1",
            "two words",
            &expect![[
                r#"canaries.toml, line 4: expect: a document's id must not contain white space or control characters: "two words""#
            ]],
        );
        check(
            "within",
            "withn",
            &expect!["canaries.toml, line 5: withn: unknown field `withn`; did you mean `within`?"],
        );
        check("within = 3\n", "", &expect!["canaries.toml, line 2: missing field `within`"]);
    }
}
