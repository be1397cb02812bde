//! Sites made with TRS, whose posts stand in folders of months: `/zwgk/tzgg/202404/t20240401_2211.html`.

mod address;
mod site;

use gongkai_document::{Document, DocumentId};
use scraper::Html;
use url::Url;

pub(crate) use address::{day_of, list_faces, list_url, post_of};
pub(crate) use site::read_site;

use crate::article::Article;
use crate::files::belonging;
use crate::main_text::TextMark;
use crate::meta::NationalTags;
use crate::{CatalogueError, question, refusal};

/// The platform's name in document ids. A post's number counts on its own host alone, so the host stands in the id.
pub(crate) const PLATFORM: &str = "trs";

/// Where its templates put the text.
pub(crate) const TEXT_MARKS: [TextMark; 7] = [
    TextMark::Class("div", "TRS_Editor"),
    TextMark::Class("div", "TRS_UEDITOR"),
    TextMark::Class("div", "trs_editor_view"),
    TextMark::Id("zoom"),
    TextMark::Id("zoomcon"),
    TextMark::Class("div", "article-content"),
    TextMark::Id("UCAP-CONTENT"),
];

/// Whether the page has the family's pager or one of its names.
pub(crate) fn names_itself(text: &str) -> bool {
    text.contains("createPageHTML(") || text.contains("TRS_")
}

/// Whether the page holds an address of a post: `/202404/t20240401_22`.
pub(crate) fn links_to_posts(text: &str) -> bool {
    text.match_indices("/t").any(|(at, _)| {
        let digits = |from: usize, to: usize| {
            text.get(from..to).is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
        };
        at >= 6 && digits(at - 6, at) && digits(at + 2, at + 10) && text.get(at + 10..at + 11) == Some("_")
    })
}

pub(crate) fn read_article(
    url: &Url,
    text: &str,
    html: &Html,
    tags: &NationalTags,
    id: DocumentId,
) -> Result<Document, CatalogueError> {
    // A post's files stand in its own folder, named P020240401… or W020240401….
    let folder = url.path().rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default();
    let is_own = |file: &Url| {
        file.path().strip_prefix(&folder).is_some_and(|name| name.starts_with(['P', 'W']) && !name.contains('/'))
    };
    let files = belonging(url, html, is_own).collect();
    let article = Article { url, html, tags, id, marks: &TEXT_MARKS, files };
    let mut document = article.read().map_err(|what| refusal::explain(url, text, what))?;
    question::settle(&mut document);
    Ok(document)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::page;

    #[test]
    fn an_article_gives_its_fields_and_its_files() {
        let address = "http://www.heyuan.example/zwgk/gfxwj/202404/t20240401_2211.html?from=x";
        let html = include_str!("../fixtures/trs_document.html");
        let mut document = crate::read_document(&page(address, html)).unwrap();
        let body = std::mem::take(&mut document.body);
        let json = serde_json::to_string_pretty(&document).unwrap();
        expect![[r#"
            {
              "id": "trs:www.heyuan.example:2211",
              "title": "禾源区民政局关于印发孤儿保障办法的通知",
              "body": "",
              "published_on": "2024-04-01",
              "published_at": "2024-04-01T10:20:30",
              "made_on": "2024-03-28",
              "publisher": "禾源区民政局",
              "source": "区民政局",
              "site": "禾源区人民政府",
              "site_id_code": "4499980002",
              "document_number": "禾民规〔2024〕2号",
              "index_number": "11449998MB2D00000X/2024-00031",
              "column": "规范性文件",
              "kind": "policy",
              "validity": "valid",
              "validity_claim": "有效",
              "url": "http://www.heyuan.example/zwgk/gfxwj/202404/t20240401_2211.html",
              "access": "public",
              "attachments": [
                {
                  "name": "孤儿保障审批表.docx",
                  "url": "http://www.heyuan.example/zwgk/gfxwj/202404/P020240401400000000001.docx"
                }
              ]
            }
            禾民规〔2024〕2号
            禾源区民政局
            关于印发孤儿保障办法的通知
            各街道办事处：
            现将《禾源区孤儿保障办法》印发给你们，请遵照执行。"#]]
        .assert_eq(&format!("{json}\n{body}"));
    }
}
