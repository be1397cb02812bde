//! The settings file `gongkai.toml`: what a crawl and the web service are told each time.
//!
//! ```toml
//! [crawl]
//! start_urls = ["https://www.example.gov.cn/gkmlpt/index"]
//! contact = "mailto:it@example.gov.cn"
//! rate = "1/s"
//!
//! [serve]
//! name = "某区政府信息公开检索"
//! ```

mod serve;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;
use url::Url;

use crate::outcome::WrongUsage;
use crate::rate::Rate;
use crate::schedule::{Every, Window};

pub(crate) use serve::{QUERY_LOG_DAYS_DEFAULT, ServeSettings};

/// The file that is read when there is one and the command line names none.
pub(crate) const FILE_NAME: &str = "gongkai.toml";

/// The whole file.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Settings {
    /// What a crawl is told.
    pub(crate) crawl: CrawlSettings,
    /// What the web service is told.
    pub(crate) serve: ServeSettings,
}

/// The table `[crawl]`. Everything may be left out; the command line decides where both say something.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CrawlSettings {
    /// The front pages of the catalogues to read.
    pub(crate) start_urls: Vec<Url>,
    /// An e-mail address or a URL by which a portal's operator reaches whoever crawls.
    pub(crate) contact: Option<String>,
    /// How often a host is asked at most.
    pub(crate) rate: Option<Rate>,
    /// URLs on further hosts whose links may be followed, such as a portal's other name.
    pub(crate) also_on: Vec<Url>,
    /// Whether to read the catalogues of towns, streets and bureaus that a front page links to.
    pub(crate) follow_subsites: bool,
    /// The numbers of the columns to read; all when left out.
    pub(crate) columns: BTreeSet<u64>,
    /// The largest page, after decompression.
    pub(crate) body_bytes_max: Option<usize>,
    /// The most pages of one column's list.
    pub(crate) pages_per_list_max: Option<u32>,
    /// Whether to connect to addresses of private networks, for a portal in the office's own.
    pub(crate) allow_private: bool,
    /// Whether to read the files that hang on posts; yes when left out.
    pub(crate) read_files: Option<bool>,
    /// The largest file that is fetched.
    pub(crate) file_bytes_max: Option<usize>,
    /// How often the crawl begins again; once when left out.
    pub(crate) every: Option<Every>,
    /// The hours, in China, in which a repeated crawl may begin.
    pub(crate) window: Option<Window>,
    /// Whether a repeated crawl brings the index up to date each time.
    pub(crate) index: bool,
    /// Hosts that are asked at another rate than `rate`: a table of host names.
    pub(crate) rates: BTreeMap<String, Rate>,
}

impl Settings {
    /// The settings in `file`, or in [`FILE_NAME`] when there is one, or none.
    pub(crate) fn read(file: Option<&Path>) -> anyhow::Result<Self> {
        let path = file.unwrap_or(Path::new(FILE_NAME));
        match std::fs::read_to_string(path) {
            Ok(text) => Ok(Self::parse(path, &text)?),
            Err(error) if file.is_none() && error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    /// Reads the text of `file`; an error names the file, the line and the key.
    pub(crate) fn parse(file: &Path, text: &str) -> Result<Self, WrongUsage> {
        toml::from_str(text).map_err(|error| wrong_line(file, text, &error))
    }
}

/// The largest file that people write, in bytes: some thousand entries, each by hand.
const WRITTEN_BYTES_MAX: u64 = 1024 * 1024;

/// The text of a file in the data directory that people write; `None` when there is none.
pub(crate) fn read_written(path: &Path) -> anyhow::Result<Option<String>> {
    let cannot = || format!("cannot read {}", path.display());
    match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(cannot),
        Ok(file) if file.len() > WRITTEN_BYTES_MAX => {
            Err(WrongUsage(format!("{} has more than {WRITTEN_BYTES_MAX} bytes", path.display())).into())
        }
        Ok(_) => Ok(Some(std::fs::read_to_string(path).with_context(cannot)?)),
    }
}

/// What is wrong with the `text` of a file that people write, with the file, the line and the key.
pub(crate) fn wrong_line(file: &Path, text: &str, error: &toml::de::Error) -> WrongUsage {
    let start = error.span().map_or(0, |span| span.start);
    let before = text.get(..start).unwrap_or_default();
    let number = before.matches('\n').count() + 1;
    let line = text.lines().nth(number - 1).unwrap_or_default();
    let key = line.split_once('=').map(|(key, _)| format!("{}: ", key.trim())).unwrap_or_default();
    let message = plain(error.message());
    WrongUsage(format!("{}, line {number}: {key}{message}", file.display()))
}

/// An error of the reader in one line; of an unknown key only the nearest known ones are named.
fn plain(message: &str) -> String {
    let message = message.replace('\n', ", ");
    let Some((unknown, known)) = message.split_once(", expected one of ").filter(|_| message.starts_with(UNKNOWN))
    else {
        return message;
    };
    let key = unknown.trim_start_matches(UNKNOWN).trim_matches(['`', ' ']);
    let known = known.split(", ").map(|known| known.trim_matches('`'));
    match known.map(|known| (strsim::osa_distance(key, known), known)).min() {
        Some((distance, nearest)) if distance <= NEAR_MAX => format!("{unknown}; did you mean `{nearest}`?"),
        _ => message,
    }
}

/// How the reader begins to say that it does not know a key.
const UNKNOWN: &str = "unknown field";

/// How many letters a mistyped key may be off.
const NEAR_MAX: usize = 3;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use expect_test::{Expect, expect};

    use super::*;

    fn check(text: &str, expected: &Expect) {
        expected.assert_eq(&Settings::parse(Path::new("gongkai.toml"), text).unwrap_err().to_string());
    }

    #[test]
    fn a_file_may_say_everything_or_nothing() {
        assert_eq!(Settings::parse(Path::new("a"), "").unwrap().crawl, CrawlSettings::default());
        let settings = Settings::parse(
            Path::new("a"),
            r#"
            [crawl]
            start_urls = ["https://www.example.gov.cn/gkmlpt/index"]
            contact = "mailto:it@example.gov.cn"
            rate = "30/min"
            also_on = ["https://example.gov.cn/"]
            follow_subsites = true
            columns = [6806, 6807]
            body_bytes_max = 1_000_000
            pages_per_list_max = 10
            allow_private = false
            read_files = true
            file_bytes_max = 1_000_000
            every = "6h"
            window = "22:00-05:00"
            index = true
            rates = { "www.example.gov.cn" = "20/min" }
            "#,
        )
        .unwrap()
        .crawl;
        assert_eq!(settings.rate.unwrap().delay(), Duration::from_secs(2));
        assert_eq!(settings.columns, BTreeSet::from([6806, 6807]));
    }

    #[test]
    fn an_error_names_the_file_the_line_and_the_key() {
        check(
            "[crawl]\nrat = \"1/s\"\n",
            &expect!["gongkai.toml, line 2: rat: unknown field `rat`; did you mean `rate`?"],
        );
        check(
            "[crawl]\nfolow_subsites = true\n",
            &expect![
                "gongkai.toml, line 2: folow_subsites: unknown field `folow_subsites`; did you mean `follow_subsites`?"
            ],
        );
        check(
            "[crawl]\n\nrate = \"often\"\n",
            &expect![[
                r#"gongkai.toml, line 3: rate: "often" is no rate; write a number of requests and a unit, such as 1/s, 30/min or 600/h"#
            ]],
        );
        check(
            "[crawl]\nfollow_subsites = 1\n",
            &expect!["gongkai.toml, line 2: follow_subsites: invalid type: integer `1`, expected a boolean"],
        );
        check(
            "[crawl]\nstart_urls = [\"www.example.gov.cn\"]\n",
            &expect![[r#"gongkai.toml, line 2: start_urls: relative URL without a base: "www.example.gov.cn""#]],
        );
        check("[crawl\n", &expect!["gongkai.toml, line 1: unclosed table, expected `]`"]);
    }

    #[test]
    fn the_example_that_ships_is_read_and_names_every_setting() {
        let example = include_str!("../../data/gongkai.example.toml");
        let settings = Settings::parse(Path::new("gongkai.example.toml"), example).unwrap().crawl;
        assert!(settings.start_urls[0].as_str().starts_with("https://www.huadu.gov.cn/") && settings.follow_subsites);
        let readme = include_str!("../../README.md");
        for table in ["crawl", "serve"] {
            let unknown =
                Settings::parse(Path::new("a"), &format!("[{table}]\nzzzzzzzz = 1\n")).unwrap_err().to_string();
            let (_, keys) = unknown.split_once("expected one of ").unwrap();
            for key in keys.split(", ") {
                assert!(example.contains(key.trim_matches('`')), "help: the example should show {key}");
                assert!(
                    readme.lines().any(|line| line.starts_with("| `") && line.contains(key)),
                    "help: README lacks {key}"
                );
            }
        }
    }

    #[test]
    fn a_file_that_was_named_must_exist() {
        let error = Settings::read(Some(Path::new("absent/gongkai.toml"))).unwrap_err();
        assert_eq!(error.to_string(), "cannot read absent/gongkai.toml");
    }
}
