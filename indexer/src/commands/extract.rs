//! `gongkai extract`: what the crawler makes of one saved page.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use gongkai_document::{Document, Page, Timestamp, Validity};
use url::Url;

use super::Context;
use crate::outcome::Outcome;
use crate::output::{Output, printable};

/// Shows what the crawler makes of one saved page: the document, or why it is not understood.
///
/// For whoever wonders why a post is missing or looks odd. Nothing is fetched and nothing is kept.
#[derive(Debug, Args)]
#[command(after_help = "\
Example: gongkai extract page.html --url https://www.example.gov.cn/gkmlpt/content/9/9866/post_9866248.html")]
pub(crate) struct Extract {
    /// The page, as the portal sent it.
    file: PathBuf,
    /// The address it was read from.
    #[arg(long)]
    url: Url,
    /// Print the document as one line in the import form.
    #[arg(long)]
    json: bool,
}

impl Extract {
    /// Prints the document.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let body = std::fs::read(&self.file).with_context(|| format!("cannot read {}", self.file.display()))?;
        let page = Page { url: self.url, status: 200, headers: Vec::new(), body, fetched_at: Timestamp::now() };
        let document = gongkai_catalogue::read_document(&page)
            .with_context(|| format!("{} is no document", self.file.display()))?;
        if self.json {
            context.out.json(&document)?;
        } else {
            print(&document, &mut context.out)?;
        }
        Ok(Outcome::Done)
    }
}

fn print(document: &Document, out: &mut Output) -> anyhow::Result<()> {
    let fields = [
        ("id", Some(document.id.to_string())),
        ("title", Some(document.title.clone())),
        ("kind", Some(document.kind.label().to_owned())),
        ("publisher", document.publisher.clone()),
        ("document number", document.document_number.as_ref().map(ToString::to_string)),
        ("index number", document.index_number.as_ref().map(ToString::to_string)),
        ("made on", document.made_on.map(|day| day.to_string())),
        ("published on", document.published_on.map(|day| day.to_string())),
        ("validity", Some(document.validity).filter(|v| *v != Validity::Unknown).map(|v| v.label().to_owned())),
        ("url", document.url.clone()),
    ];
    let columns = document.columns.iter().map(|column| ("column", Some(column.as_str().to_owned())));
    let attachments =
        document.attachments.iter().map(|file| ("attachment", Some(format!("{}  {}", file.name, file.url))));
    let relations = document.relations.iter().map(|other| ("related", Some(format!("{}  {}", other.id, other.title))));
    for (name, value) in fields.into_iter().chain(columns).chain(attachments).chain(relations) {
        if let Some(value) = value {
            out.line(format_args!("{name:<16} {}", printable(&value)))?;
        }
    }
    out.line("")?;
    for paragraph in document.body.lines() {
        out.line(printable(paragraph))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::tests::context;

    #[test]
    fn a_page_that_is_not_understood_is_an_error_that_names_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("page.html");
        std::fs::write(&file, "<html><body>政府</body></html>").unwrap();
        let (mut context, _) = context(&folder);
        let url = "https://www.example.gov.cn/gkmlpt/content/1/1000/post_1000001.html".parse().unwrap();
        let error = Extract { file, url, json: false }.run(&mut context).unwrap_err();
        assert!(format!("{error:#}").contains("page.html is no document: "), "{error:#}");
    }
}
