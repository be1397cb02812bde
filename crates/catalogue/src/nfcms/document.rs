//! The page of one item: its fields from `DETAIL`, from the box where `DETAIL` is silent, and its text.

use gongkai_document::{Document, DocumentId, Page};
use url::Url;

use super::PLATFORM;
use super::address::post_of;
use super::attachments::listed;
use super::relations::relations;
use super::source::Source;
use crate::chrome::without_chrome;
use crate::files::{linked, without_repeats};
use crate::kind::kind_of_column;
use crate::pictures::Media;
use crate::text::text_of;
use crate::{CatalogueError, question, refusal, value};

pub(crate) fn read_document(page: &Page, text: &str) -> Result<Document, CatalogueError> {
    let source = Source::read(&page.url, text)?;
    let missing = |what: &str| refusal::explain(&page.url, text, what);
    let post_id = post_id(&page.url, &source)?;
    let content = source.content().ok_or_else(|| missing("the text (`content` in DETAIL, or div.article-content)"))?;
    let title = source.text("title", source.fields.title.as_deref()).ok_or_else(|| missing("the title"))?;

    let body = without_chrome(&text_of(content)).to_owned();
    let mut document = Document::new(DocumentId::from_post(PLATFORM, post_id), title, body);
    let names = source.column_names();
    document.kind = kind_of_column(names.iter().map(String::as_str));
    document.columns = source.columns(&names);
    source.fill(&mut document);
    document.url = Some(source.address(&document.id).to_string());
    let files = listed(&page.url, &source.detail).into_iter().chain(linked(&page.url, content));
    document.attachments = without_repeats(files);
    document.relations = relations(&page.url, &source.detail, post_id, document.kind);
    let media = Media::of(content);
    if document.body.is_empty() && document.attachments.is_empty() && media.is_empty() {
        return Err(missing("a text, a picture or a file"));
    }
    media.settle(&mut document);
    question::settle(&mut document);
    Ok(document)
}

/// The post that the page holds; the address must not name another one.
fn post_id(url: &Url, source: &Source<'_>) -> Result<u64, CatalogueError> {
    let held = value::id(&source.detail, "id").or_else(|| value::id(&source.data, "id"));
    match (held, post_of(url)) {
        (Some(found), Some(expected)) if found != expected => {
            Err(CatalogueError::WrongPost { url: url.clone(), expected, found })
        }
        (Some(id), _) | (None, Some(id)) => Ok(id),
        (None, None) => Err(CatalogueError::not_understood(url, "the post's number, in DETAIL or in the address")),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use serde_json::Value;

    use super::*;
    use crate::testing::page;

    const ADDRESS: &str = "https://www.qinghe.example/gkmlpt/content/7/7000/post_7000001.html";
    const WHOLE: &str = include_str!("../../fixtures/nfcms_document.html");
    const BOX_ONLY: &str = include_str!("../../fixtures/nfcms_document_box_only.html");

    fn render(document: &Document) -> String {
        let mut head = document.clone();
        let body = std::mem::take(&mut head.body);
        let head = serde_json::to_string_pretty(&head).unwrap();
        format!("{}\n{body}", head.replace("  \"body\": \"\",\n", ""))
    }

    #[track_caller]
    fn check(url: &str, body: impl Into<Vec<u8>>, expected: &Expect) {
        match crate::read_document(&page(url, body)) {
            Ok(document) => expected.assert_eq(&render(&document)),
            Err(error) => expected.assert_eq(&error.to_string().replace(url, "URL")),
        }
    }

    /// The whole page with `DETAIL` changed.
    fn with_detail(change: impl FnOnce(&mut Value)) -> String {
        let (before, after) = WHOLE.split_once("\n        DETAIL: ").unwrap();
        let (detail, after) = after.split_once(",\n        TREE").unwrap();
        let mut detail: Value = serde_json::from_str(detail).unwrap();
        change(&mut detail);
        format!("{before}\n        DETAIL: {detail},\n        TREE{after}")
    }

    #[test]
    fn a_page_gives_every_field_and_its_text() {
        check(
            ADDRESS,
            WHOLE,
            &expect![[r#"
                {
                  "id": "nfcms:7000001",
                  "title": "青禾区人民政府办公室关于印发青禾区老人助餐办法的通知",
                  "published_on": "2024-09-12",
                  "published_at": "2024-09-12T09:12:00",
                  "made_on": "2024-07-26",
                  "publisher": "青禾区人民政府办公室",
                  "source": "本网",
                  "site": "青禾区人民政府门户网站",
                  "document_number": "青府办〔2024〕8号",
                  "index_number": "11440000007500000X/2024-00008",
                  "column": "政策/规范性文件",
                  "kind": "policy",
                  "validity": "unknown",
                  "url": "https://www.qinghe.example/gkmlpt/content/7/7000/post_7000001.html",
                  "access": "public",
                  "attachments": [
                    {
                      "name": "申请表.docx",
                      "url": "http://www.qinghe.example/attachment/0/801/801/7000001.docx"
                    },
                    {
                      "name": "流程图.pdf",
                      "url": "https://www.qinghe.example/attachment/0/802/802/7000001.pdf"
                    }
                  ],
                  "relations": [
                    {
                      "kind": "interpreted_by",
                      "id": "nfcms:7000002",
                      "title": "【一图读懂】青禾区老人助餐办法"
                    },
                    {
                      "kind": "related",
                      "id": "nfcms:7000003",
                      "title": "青禾区养老服务条例"
                    }
                  ]
                }
                青府办〔2024〕8号
                各镇人民政府：
                现将《青禾区老人助餐办法》印发给你们，请认真执行。
                按照《关于发展助餐的通知》（国办函〔2023〕1号）办理。
                特此通知。
                年龄	补贴（元/餐）
                六十岁	3
                点击下载"#]],
        );
    }

    #[test]
    fn the_box_and_the_page_serve_where_the_configuration_is_missing() {
        check(
            "http://www.qinghe.example/lsqhdz/gkmlpt/content/7/7000/post_7000009.html#3",
            BOX_ONLY,
            &expect![[r#"
                {
                  "id": "nfcms:7000009",
                  "title": "河东镇2023年政府信息公开工作年度报告",
                  "published_on": "2024-01-31",
                  "published_at": "2024-01-31T09:12:00",
                  "made_on": "2024-01-20",
                  "publisher": "青禾区河东镇人民政府",
                  "source": "本网",
                  "index_number": "11440000007500001X/2024-00002",
                  "column": "政府信息公开工作年度报告",
                  "kind": "report",
                  "validity": "valid_extended",
                  "validity_claim": "有效（延续实施）",
                  "url": "http://www.qinghe.example/lsqhdz/gkmlpt/content/7/7000/post_7000009.html",
                  "access": "public"
                }
                根据《通知》（青府办〔2023〕2号）要求，现公布本镇年度报告。
                全年收到申请三件，均已答复。"#]],
        );
    }

    #[test]
    fn the_json_face_of_a_post_is_read_too() {
        let (_, after) = WHOLE.split_once("\n        DETAIL: ").unwrap();
        let (detail, _) = after.split_once(",\n        TREE").unwrap();
        let mut detail: Value = serde_json::from_str(detail).unwrap();
        detail["gkml_data"] = Value::String(detail["gkml_data"].to_string());
        let url = "https://www.qinghe.example/postmeta/p/7/7000/7000001.json";
        let document = crate::read_document(&page(url, detail.to_string())).unwrap();
        let whole = crate::read_document(&page(ADDRESS, WHOLE)).unwrap();
        assert_eq!((&document.body, &document.document_number), (&whole.body, &whole.document_number));
        assert_eq!(document.url.as_deref(), Some("http://www.qinghe.example/gkmlpt/content/7/7000/post_7000001.html"));
    }

    #[test]
    fn a_number_that_only_the_text_shows_is_not_the_documents_number() {
        let page_text = with_detail(|detail| detail["gkml_data"]["document_number"] = Value::Null).replace(
            "<span class=\"document-number\">青府办〔2024〕8号</span>",
            "<span class=\"document-number\"></span>",
        );
        let document = crate::read_document(&page(ADDRESS, page_text)).unwrap();
        assert_eq!(document.document_number, None);
        assert!(document.body.starts_with("青府办〔2024〕8号\n"));
    }

    #[test]
    fn the_day_of_a_later_publication_is_not_the_day_it_was_published() {
        let shown = with_detail(|detail| detail["display_publish_time"] = "1704067200".into());
        let document = crate::read_document(&page(ADDRESS, shown)).unwrap();
        assert_eq!(document.published_on.unwrap().to_string(), "2024-01-01");
        assert_eq!(document.made_on.unwrap().to_string(), "2024-07-26");
    }

    #[test]
    fn a_title_with_markup_or_escapes_is_clean() {
        for dirty in ["<font color='red'>青禾区<b>通告</b></font>", "%u9752%u79BE%u533A%u901A%u544A"] {
            let document = crate::read_document(&page(ADDRESS, with_detail(|d| d["title"] = dirty.into()))).unwrap();
            assert_eq!(document.title, "青禾区通告");
        }
    }

    #[test]
    fn a_post_of_pictures_says_its_title() {
        let pictures =
            with_detail(|detail| detail["content"] = "<p><img class='nfw-cms-img' src='/img/1.png'></p>".into());
        let document = crate::read_document(&page(ADDRESS, pictures)).unwrap();
        assert_eq!((document.body, document.text_poor, document.images), (document.title, true, 1));
    }

    #[test]
    fn a_page_that_is_not_understood_is_an_error_and_says_what_is_missing() {
        check(
            "https://www.qinghe.example/gkmlpt/content/7/7000/post_7000002.html",
            WHOLE,
            &expect!["URL holds post 7000001, its address says 7000002"],
        );
        check(
            ADDRESS,
            include_str!("../../fixtures/nfcms_index.html"),
            &expect!["URL is a catalogue's front page, not an article; read it as what it is"],
        );
        check(
            ADDRESS,
            &WHOLE[..WHOLE.find("\n        TREE: [").unwrap()],
            &expect!["URL is not understood: the page's end (</html>) is missing"],
        );
        check(
            ADDRESS,
            BOX_ONLY.replace("article-content", "x"),
            &expect!["URL is not understood: the text (`content` in DETAIL, or div.article-content) is missing"],
        );
        check(
            ADDRESS,
            "<html><head><title>提示</title></head><body>您访问的页面不存在或已删除</body></html>",
            &expect![[
                r#"URL says "页面不存在" although its status is a success; treat it as gone once it says so again"#
            ]],
        );
        check(
            ADDRESS,
            "",
            &expect![
                "URL is not understood: an article (ArticleTitle, a post's number, or a known template's text) is missing"
            ],
        );
        let empty = with_detail(|detail| {
            detail["content"] = "<p>&nbsp;</p>".into();
            detail["attachment"] = Value::Null;
        });
        check(ADDRESS, empty, &expect!["URL is not understood: a text, a picture or a file is missing"]);
    }
}
