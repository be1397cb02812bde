//! `gongkai screen`: what the screening finds in any text or page.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use gongkai_catalogue::decode;
use gongkai_document::{Document, DocumentId, Page, Timestamp};
use gongkai_screening::{Finding, Place, personal_data, personal_data_in, screen_page, screen_text};
use serde_json::json;
use url::Url;

use super::Context;
use crate::findings;
use crate::outcome::Outcome;
use crate::output::printable;

/// Where a file's page is said to have been read; the screening looks at what links lead away from.
const UNKNOWN_ADDRESS: &str = "http://localhost/";

/// Shows what would keep a text or a page from being shown or published, with its place.
///
/// It looks for hijacked text and for data of persons, and tells kind, line and column.
///
/// A file with markup is read as a page: hidden links and foreign hosts are looked for as well, and lines are counted in
/// its text. Data of persons is quoted masked. Exit code 1 when anything is found that keeps a document back: identity
/// numbers and cards do, telephones and mail are told.
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
            for Spotted { finding, line, column } in &found {
                if finding.is_grave() {
                    outcome = Outcome::ProblemFound;
                }
                if self.json {
                    let grave = finding.is_grave();
                    let spotted =
                        json!({"file": name, "grave": grave, "line": line, "column": column, "finding": finding});
                    context.out.json(&spotted)?;
                } else {
                    let spot = format!("{line}:{column}");
                    context.out.line(format_args!("{}: {}", printable(&name), findings::line_at(finding, &spot)))?;
                }
            }
            if found.is_empty() && !self.json {
                context.out.line(format_args!("{}: nothing found", printable(&name)))?;
            }
        }
        Ok(outcome)
    }
}

/// A finding, and where it begins in the text of its place: line and character, counted from one.
struct Spotted {
    finding: Finding,
    line: usize,
    column: usize,
}

fn screened(body: Vec<u8>) -> anyhow::Result<Vec<Spotted>> {
    let url = Url::parse(UNKNOWN_ADDRESS)?;
    let page = Page { url, status: 200, headers: Vec::new(), body, fetched_at: Timestamp::now() };
    let text = decode(&page)?;
    let is_markup = text.trim_start().starts_with('<') && text.contains("</");
    if !is_markup {
        let mut found = screen_text(&text);
        found.extend(personal_data(&text));
        return Ok(spotted(found, |_| &text));
    }
    // A page that is no document is screened all the same: by its markup alone.
    let document = match gongkai_catalogue::read_document(&page) {
        Ok(document) => document,
        Err(_) => Document::new(DocumentId::from_post("file", 0), "", gongkai_catalogue::visible_text(&page)?),
    };
    let mut found = screen_page(&document, &text);
    found.extend(personal_data_in(&document));
    Ok(spotted(found, |place| text_of(&document, &text, place)))
}

fn text_of<'a>(document: &'a Document, html: &'a str, place: Place) -> &'a str {
    match place {
        Place::Title => &document.title,
        Place::Body => &document.body,
        Place::Publisher => document.publisher.as_deref().unwrap_or_default(),
        Place::Request => document.request.as_ref().map_or("", |request| &request.text),
        Place::Attachment(index) => {
            document.attachments.get(index).and_then(|file| file.text.as_deref()).unwrap_or_default()
        }
        Place::Url => document.url.as_deref().unwrap_or_default(),
        Place::Page => html,
    }
}

/// The findings in the order of their places, each with its line and column.
fn spotted<'a>(mut findings: Vec<Finding>, text: impl Fn(Place) -> &'a str) -> Vec<Spotted> {
    findings.sort_by_key(|finding| (finding.place, finding.span.start, finding.span.end, finding.rule));
    let (mut place, mut counted, mut line, mut column) = (None, 0, 1, 1);
    let mut spotted = Vec::new();
    for finding in findings {
        if place != Some(finding.place) {
            (place, counted, line, column) = (Some(finding.place), 0, 1, 1);
        }
        for c in text(finding.place).get(counted..finding.span.start).unwrap_or_default().chars() {
            (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
        counted = finding.span.start;
        spotted.push(Spotted { finding, line, column });
    }
    spotted
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

    #[tokio::test]
    async fn data_of_persons_is_found_in_what_is_to_be_published_with_line_and_column_and_quoted_masked() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, printed) = context(&folder);
        let file = |name: &str, text: &str| {
            std::fs::write(folder.path().join(name), text).unwrap();
            folder.path().join(name).to_str().unwrap().to_owned()
        };
        // A region that was never given out, and a birth date to come.
        let grave = file("grave.txt", "公示名单\n序号1 公民身份号码449999204001010012");
        let told = file("told.txt", "公示名单\n\n手机：13800138000");
        let page = file("page.html", "<html><body><p>公示</p><p>号码<b>449999</b>204001010012</p></body></html>");
        assert_eq!(run(&mut context, &["screen", &grave]).await.unwrap(), Outcome::ProblemFound);
        assert!(printed.text().contains("identity_number in the body, 2:11: an identity number"), "{}", printed.text());
        assert!(printed.text().contains("44*************012"), "{}", printed.text());
        assert!(!printed.text().contains("20400101"), "{}", printed.text());
        assert_eq!(run(&mut context, &["screen", &told]).await.unwrap(), Outcome::Done);
        assert!(printed.text().contains("telephone (told only) in the body, 3:4:"), "{}", printed.text());
        assert_eq!(run(&mut context, &["screen", &page, "--json"]).await.unwrap(), Outcome::ProblemFound);
        assert!(printed.text().contains("\"rule\":\"identity_number\""), "{}", printed.text());
        assert!(printed.text().contains("\"column\":"), "{}", printed.text());
    }
}
