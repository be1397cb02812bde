//! `gongkai screen`: what the screening finds in any text or page.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use gongkai_catalogue::decode;
use gongkai_document::{Document, DocumentId, Page, Timestamp};
use gongkai_screening::{Finding, screen_page, screen_text};
use serde_json::json;
use url::Url;

use super::Context;
use crate::findings;
use crate::outcome::Outcome;
use crate::output::printable;

/// Where a file's page is said to have been read; the screening looks at what links lead away from.
const UNKNOWN_ADDRESS: &str = "http://localhost/";

/// Shows what would keep a text or a page from being shown: the kind, the rule, the place.
///
/// A file with markup is read as a page: hidden links and foreign hosts are looked for as well. Exit code 1 when anything
/// is found that keeps a document back.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai screen report.txt page.html")]
pub(crate) struct Screen {
    /// Texts or saved pages.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print one JSON object a finding.
    #[arg(long)]
    json: bool,
}

impl Screen {
    /// Prints every finding.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let mut outcome = Outcome::Done;
        for file in &self.files {
            let name = file.display().to_string();
            let body = std::fs::read(file).with_context(|| format!("cannot read {name}"))?;
            let found = screened(body).with_context(|| format!("{name} cannot be screened"))?;
            for finding in &found {
                if finding.is_grave() {
                    outcome = Outcome::ProblemFound;
                }
                if self.json {
                    context.out.json(&json!({"file": name, "grave": finding.is_grave(), "finding": finding}))?;
                } else {
                    context.out.line(format_args!("{}: {}", printable(&name), findings::line(finding)))?;
                }
            }
            if found.is_empty() && !self.json {
                context.out.line(format_args!("{}: nothing found", printable(&name)))?;
            }
        }
        Ok(outcome)
    }
}

fn screened(body: Vec<u8>) -> anyhow::Result<Vec<Finding>> {
    let url = Url::parse(UNKNOWN_ADDRESS)?;
    let page = Page { url, status: 200, headers: Vec::new(), body, fetched_at: Timestamp::now() };
    let text = decode(&page)?;
    let is_markup = text.trim_start().starts_with('<') && text.contains("</");
    if !is_markup {
        return Ok(screen_text(&text));
    }
    // A page that is no document is screened all the same: by its markup alone.
    let document = match gongkai_catalogue::read_document(&page) {
        Ok(document) => document,
        Err(_) => Document::new(DocumentId::from_post("file", 0), "", gongkai_catalogue::visible_text(&page)?),
    };
    Ok(screen_page(&document, &text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::tests::{context, run};

    #[tokio::test]
    async fn a_hijacked_text_is_found_with_its_place_and_a_clean_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, printed) = context(&folder);
        let file = |name: &str, text: &str| {
            std::fs::write(folder.path().join(name), text).unwrap();
            folder.path().join(name).to_str().unwrap().to_owned()
        };
        let bad = file("bad.txt", "yabo2018亚洲官网 2020年工作报告\n2020年，yabo2018亚洲官网 认真贯彻落实条例。");
        let good = file("good.txt", "区公安分局开展打击网络赌博专项行动，坚持扫黄打非。");
        assert_eq!(run(&mut context, &["screen", &good]).await.unwrap(), Outcome::Done);
        assert!(printed.text().ends_with("good.txt: nothing found\n"));
        assert_eq!(run(&mut context, &["screen", &bad, "--json"]).await.unwrap(), Outcome::ProblemFound);
        assert!(printed.text().contains("\"grave\":true"), "{}", printed.text());
    }
}
