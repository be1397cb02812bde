//! The file `best_bets.toml` in the data directory: documents that an operator pins to queries (精选结果).
//!
//! ```toml
//! [[pin]]
//! queries = ["社保卡", "社会保障卡"]
//! document = "nfcms:9866248"
//! owner = "区人力资源和社会保障局"
//! until = 2027-06-30
//! ```

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use gongkai_document::{Date, DocumentId};
use gongkai_query::QUERY_CHARS_MAX;
use gongkai_web::{BestBet, BestBets};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use crate::config;
use crate::outcome::WrongUsage;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Pins {
    pin: Vec<Pin>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pin {
    #[serde(deserialize_with = "queries")]
    queries: Vec<String>,
    document: DocumentId,
    #[serde(deserialize_with = "owner")]
    owner: String,
    #[serde(deserialize_with = "day")]
    until: Date,
}

/// The best bets in the file at `path`; none when there is no file. A bad entry is an error with its line.
pub(crate) fn read(path: &Path) -> anyhow::Result<BestBets> {
    config::read_written(path)?.map_or(Ok(BestBets::default()), |text| Ok(parse(path, &text)?))
}

fn parse(path: &Path, text: &str) -> Result<BestBets, WrongUsage> {
    let pins: Pins = toml::from_str(text).map_err(|error| config::wrong_line(path, text, &error))?;
    let bets = pins.pin.into_iter().map(|pin| BestBet {
        queries: pin.queries,
        document: pin.document,
        owner: pin.owner,
        until: pin.until,
    });
    Ok(BestBets::new(bets.collect()))
}

fn queries<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let queries = Vec::<String>::deserialize(deserializer)?;
    if queries.is_empty() {
        return Err(D::Error::custom("at least one query is needed"));
    }
    for query in &queries {
        if query.trim().is_empty() {
            return Err(D::Error::custom("a query must not be empty"));
        }
        if query.chars().count() > QUERY_CHARS_MAX {
            return Err(D::Error::custom(format!("a query has at most {QUERY_CHARS_MAX} characters")));
        }
    }
    Ok(queries)
}

fn owner<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let owner = String::deserialize(deserializer)?;
    if owner.trim().is_empty() {
        return Err(D::Error::custom("write who answers for it"));
    }
    Ok(owner)
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let written = toml::value::Datetime::deserialize(deserializer)?;
    let day = if written.time.is_none() { written.to_string().parse().ok() } else { None };
    day.ok_or_else(|| D::Error::custom(format!("{written} is no day; write one such as 2027-06-30")))
}

/// The file, looked at again and again.
#[derive(Debug)]
pub(crate) struct WatchedFile {
    path: PathBuf,
    /// When it was written and how long it was when it was last read; nothing when it was not there.
    seen: Option<(SystemTime, u64)>,
}

impl WatchedFile {
    /// The file at `path`, which has not been read yet.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, seen: None }
    }

    /// What the file says now, when it is not what it was at the last look.
    pub(crate) fn changed(&mut self) -> Option<anyhow::Result<BestBets>> {
        let now = fs::metadata(&self.path).ok().and_then(|file| Some((file.modified().ok()?, file.len())));
        if now == self.seen {
            return None;
        }
        self.seen = now;
        Some(read(&self.path))
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    const GOOD: &str =
        "[[pin]]\nqueries = [\"社保卡\"]\ndocument = \"nfcms:1\"\nowner = \"区人社局\"\nuntil = 2027-06-30\n";

    #[track_caller]
    fn check(text: &str, expected: &Expect) {
        expected.assert_eq(&parse(Path::new("best_bets.toml"), text).unwrap_err().to_string());
    }

    #[test]
    fn a_pin_has_queries_a_document_an_owner_and_an_end() {
        let bets = parse(Path::new("a"), GOOD).unwrap();
        let [bet] = bets.all() else { panic!("{bets:?}") };
        assert_eq!((bet.document.as_str(), bet.owner.as_str()), ("nfcms:1", "区人社局"));
        assert_eq!((bet.queries.as_slice(), bet.until), (&["社保卡".to_owned()][..], Date::constant(2027, 6, 30)));
        assert!(parse(Path::new("a"), "").unwrap().all().is_empty());
    }

    #[test]
    fn a_bad_entry_is_told_with_its_line() {
        let with = |from: &str, to: &str| format!("# ours\n{}", GOOD.replace(from, to));
        check(
            &with("2027-06-30", "\"soon\""),
            &expect![[r#"best_bets.toml, line 6: until: invalid type: string "soon", expected a TOML datetime"#]],
        );
        check(
            &with("2027-06-30", "2027-06-31"),
            &expect!["best_bets.toml, line 6: until: invalid date, expected day between 01 and 30"],
        );
        check(
            &with("2027-06-30", "2027-06-30T01:00:00"),
            &expect!["best_bets.toml, line 6: until: 2027-06-30T01:00:00 is no day; write one such as 2027-06-30"],
        );
        check(&with("[\"社保卡\"]", "[]"), &expect!["best_bets.toml, line 3: queries: at least one query is needed"]);
        check(&with("[\"社保卡\"]", "[\" \"]"), &expect!["best_bets.toml, line 3: queries: a query must not be empty"]);
        check(
            &with("nfcms:1", "two words"),
            &expect![[
                r#"best_bets.toml, line 4: document: a document's id must not contain white space or control characters: "two words""#
            ]],
        );
        check(&with("区人社局", ""), &expect!["best_bets.toml, line 5: owner: write who answers for it"]);
        check(
            &with("owner", "ownr"),
            &expect!["best_bets.toml, line 5: ownr: unknown field `ownr`; did you mean `owner`?"],
        );
        check(&with("owner = \"区人社局\"\n", ""), &expect!["best_bets.toml, line 2: missing field `owner`"]);
    }

    #[test]
    fn a_file_is_read_again_when_it_changed_and_once_when_it_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("best_bets.toml");
        let mut file = WatchedFile::new(path.clone());
        assert!(file.changed().is_none());
        fs::write(&path, GOOD).unwrap();
        assert_eq!(file.changed().unwrap().unwrap().all().len(), 1);
        assert!(file.changed().is_none());
        fs::write(&path, format!("{GOOD}nonsense\n")).unwrap();
        assert!(file.changed().unwrap().unwrap_err().is::<WrongUsage>());
        fs::remove_file(&path).unwrap();
        assert!(file.changed().unwrap().unwrap().all().is_empty());
        assert!(file.changed().is_none());
    }
}
