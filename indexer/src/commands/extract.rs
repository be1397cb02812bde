//! `gongkai extract`: what the crawler makes of one saved page.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use gongkai_catalogue::{CatalogueError, NationalTags};
use gongkai_document::{Document, Listing, Page, Timestamp, Validity};
use serde_json::{Value, json};
use url::Url;

use super::Context;
use crate::outcome::Outcome;
use crate::output::{Output, printable};

/// Where a page is said to have been read when nobody says it and the page itself does not.
const UNKNOWN_ADDRESS: &str = "http://localhost/";

/// Shows what the crawler makes of one saved page: the document, the list, or why it is not understood.
///
/// For whoever wonders why a post is missing or looks odd. Nothing is fetched and nothing is kept. With the JSON come the
/// national meta tags as the page has them (`meta`).
#[derive(Debug, Args)]
#[command(after_help = "\
Example: gongkai extract page.html --url https://www.example.gov.cn/gkmlpt/content/9/9866/post_9866248.html")]
pub(crate) struct Extract {
    /// The page, as the portal sent it.
    file: PathBuf,
    /// The address it was read from; the one that the page gives for itself when left out.
    #[arg(long)]
    url: Option<Url>,
    /// Print the document as one line in the import form.
    #[arg(long)]
    json: bool,
}

impl Extract {
    /// Prints the document or the list.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let name = self.file.display().to_string();
        let body = std::fs::read(&self.file).with_context(|| format!("cannot read {name}"))?;
        let mut page = Page {
            url: Url::parse(UNKNOWN_ADDRESS)?,
            status: 200,
            headers: Vec::new(),
            body,
            fetched_at: Timestamp::now(),
        };
        let tags = gongkai_catalogue::read_tags(&page).unwrap_or_default();
        let own = || tags.url.as_deref().and_then(|url| Url::parse(url.trim()).ok());
        if let Some(url) = self.url.or_else(own) {
            page.url = url;
        }
        match gongkai_catalogue::read_document(&page) {
            Ok(document) if self.json => context.out.json(&with_tags(serde_json::to_value(&document)?, &tags))?,
            Ok(document) => print(&document, &mut context.out)?,
            Err(CatalogueError::WrongSort { .. }) => {
                let listing =
                    gongkai_catalogue::read_listing(&page).with_context(|| format!("{name} is no document"))?;
                let title = gongkai_catalogue::title_of_page(&page)?;
                if self.json {
                    context.out.json(&with_tags(list_as_json(&page, &title, &tags, &listing), &tags))?;
                } else {
                    print_list(&title, &listing, &mut context.out)?;
                }
            }
            Err(error) => return Err(error).with_context(|| format!("{name} is no document")),
        }
        Ok(Outcome::Done)
    }
}

/// What was read, and beside it what the page says of itself.
fn with_tags(mut read: Value, tags: &NationalTags) -> Value {
    let NationalTags { site, site_id_code, column, column_type, title, published, source, url } = tags;
    let meta = json!({"SiteName": site, "SiteIDCode": site_id_code, "ColumnName": column, "ColumnType": column_type,
        "ArticleTitle": title, "PubDate": published, "ContentSource": source, "Url": url});
    if let Some(object) = read.as_object_mut() {
        object.insert("meta".to_owned(), meta);
    }
    read
}

fn list_as_json(page: &Page, title: &str, tags: &NationalTags, listing: &Listing) -> Value {
    json!({"list": page.url, "title": title, "column": tags.column, "site": tags.site,
        "site_id_code": tags.site_id_code, "claimed_total": listing.claimed_total, "more": listing.more,
        "items": listing.items})
}

fn print_list(title: &str, listing: &Listing, out: &mut Output) -> anyhow::Result<()> {
    out.line(format_args!("a list of {} posts: {}", listing.items.len(), printable(title)))?;
    for item in &listing.items {
        let day = item.published_on.map_or("-".to_owned(), |day| day.to_string());
        out.line(format_args!("{day:<10} {}  {}", item.id, printable(&item.title)))?;
    }
    Ok(())
}

fn print(document: &Document, out: &mut Output) -> anyhow::Result<()> {
    let fields = [
        ("id", Some(document.id.to_string())),
        ("title", Some(document.title.clone())),
        ("kind", Some(document.kind.label().to_owned())),
        ("publisher", document.publisher.clone()),
        ("source", document.source.clone()),
        ("site", document.site.clone()),
        ("document number", document.document_number.as_ref().map(ToString::to_string)),
        ("index number", document.index_number.as_ref().map(ToString::to_string)),
        ("unified number", document.unified_number.clone()),
        ("made on", document.made_on.map(|day| day.to_string())),
        ("published on", document.published_on.map(|day| day.to_string())),
        ("validity", Some(document.validity).filter(|v| *v != Validity::Unknown).map(|v| v.label().to_owned())),
        ("in its words", document.validity_claim.clone()),
        ("in force from", document.effective_on.map(|day| day.to_string())),
        ("in force until", document.expires_on.map(|day| day.to_string())),
        ("question", document.request.as_ref().map(|request| request.text.clone()).filter(|text| !text.is_empty())),
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
        let error = Extract { file, url: Some(url), json: false }.run(&mut context).unwrap_err();
        assert!(format!("{error:#}").contains("page.html is no document: "), "{error:#}");
    }

    #[test]
    fn a_list_is_shown_as_one_and_its_address_is_the_pages_own() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("list.html");
        let page = "<html><head><meta charset='UTF-8'><title>通知公告-青禾区</title><meta name='SiteName' content='青禾区'>\
            <meta name='SiteIDCode' content='4401140001'><meta name='ColumnName' content='通知公告'>\
            <meta name='Url' content='http://www.qinghe.example/zwgk/tzgg/index.html'></head><body><ul class='infoList'>\
            <li><h4><a href='/zwgk/tzgg/content/post_5.html' title='停水通告'>停水</a></h4><span class='time'>2024-09-12</span></li>\
            <li><h4><a href='/zwgk/tzgg/content/post_6.html' title='停电通告'>停电</a></h4><span class='time'>2024-09-11</span></li>\
            </ul></body></html>";
        std::fs::write(&file, page).unwrap();
        let (mut context, printed) = context(&folder);
        Extract { file: file.clone(), url: None, json: false }.run(&mut context).unwrap();
        assert!(
            printed.text().starts_with("a list of 2 posts: 通知公告-青禾区\n2024-09-12 nfcms:5  停水通告\n"),
            "{}",
            printed.text()
        );
        Extract { file, url: None, json: true }.run(&mut context).unwrap();
        assert!(printed.text().contains(r#""column":"通知公告","site":"青禾区","site_id_code":"4401140001""#));
    }
}
