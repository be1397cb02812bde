//! The page of one item: its fields from `DETAIL`, from the box where `DETAIL` is silent, and its text.

use std::borrow::Cow;

use ego_tree::NodeRef;
use gongkai_document::{CatalogueColumn, Column, Document, DocumentId, DocumentNumber, IndexNumber, Page, Validity};
use scraper::{Html, Node};
use serde_json::Value;
use url::Url;

use super::PLATFORM;
use super::address::{canonical_url, post_of, resolve};
use super::attachments::{linked, listed, without_repeats};
use super::catalogue_box::{CatalogueBox, first_with_text};
use super::config::Config;
use super::relations::relations;
use super::site::columns;
use super::validity::validity_of_flags;
use crate::clean::plain_line;
use crate::html::{parse_fragment, parse_page};
use crate::kind::kind_of_column;
use crate::text::text_of;
use crate::{CatalogueError, refusal, value};

/// The class of the element that holds an item's text.
const TEXT_CLASS: &str = "article-content";

/// What a post of pictures, films or files consists of.
const MEDIA: [&str; 6] = ["img", "video", "audio", "embed", "object", "iframe"];

pub(crate) fn read_document(page: &Page, text: &str) -> Result<Document, CatalogueError> {
    let source = Source::read(&page.url, text)?;
    let missing = |what: &str| refusal::explain(&page.url, text, what);
    let post_id = post_id(&page.url, &source)?;
    let content = source.content().ok_or_else(|| missing("the text (`content` in DETAIL, or div.article-content)"))?;
    let title = source.text("title", source.fields.title.as_deref()).ok_or_else(|| missing("the title"))?;

    let mut document = Document::new(DocumentId::from_post(PLATFORM, post_id), title, text_of(content));
    let names = source.column_names();
    document.kind = kind_of_column(names.iter().map(String::as_str));
    document.columns =
        if names.is_empty() { Vec::new() } else { vec![Column::from_names(names.iter().map(String::as_str))] };
    document.published_on = value::day(&source.detail, "display_publish_time")
        .or_else(|| value::day(&source.detail, "first_publish_time"))
        .or_else(|| value::day(&source.detail, "date"))
        .or(source.fields.published_on);
    document.made_on = value::day(&source.data, "date").or(source.fields.made_on);
    document.publisher = source.text("publisher", source.fields.publisher.as_deref());
    // Never from the text: what stands there may be a number that the text only cites.
    document.document_number = source
        .text("document_number", source.fields.document_number.as_deref())
        .and_then(|number| DocumentNumber::new(&number));
    document.index_number =
        source.text("identifier", source.fields.index_number.as_deref()).and_then(|number| IndexNumber::new(&number));
    document.validity = source.validity();
    document.url = Some(source.address(post_id).to_string());
    let files = listed(&page.url, &source.detail).into_iter().chain(linked(&page.url, content));
    document.attachments = without_repeats(files);
    document.relations = relations(&page.url, &source.detail, post_id, document.kind);
    if document.body.is_empty() && document.attachments.is_empty() && !holds_media(content) {
        return Err(missing("a text, a picture or a file"));
    }
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

/// Everything that a page says about its item, in the order of trust.
struct Source<'a> {
    url: &'a Url,
    /// `DETAIL`; null when the page has none.
    detail: Value,
    /// `gkml_data` within it.
    data: Value,
    tree: Vec<CatalogueColumn>,
    fields: CatalogueBox,
    /// The text's own markup in `DETAIL`.
    fragment: Option<Html>,
    /// The whole page, parsed only where `DETAIL` leaves something open.
    page: Option<Html>,
}

impl<'a> Source<'a> {
    fn read(url: &'a Url, text: &str) -> Result<Self, CatalogueError> {
        let is_json = text.trim_start().starts_with('{');
        let config = if is_json { None } else { Config::find(text) };
        let detail = match &config {
            Some(config) => config.get("DETAIL").cloned().unwrap_or_default(),
            None if is_json => serde_json::from_str(text)
                .map_err(|_| CatalogueError::not_understood(url, "a complete post in JSON"))?,
            None => Value::Null,
        };
        let data = value::nested(&detail, "gkml_data").map_or(Value::Null, Cow::into_owned);
        let tree = config.as_ref().map(|config| columns(url, config)).transpose()?.unwrap_or_default();
        let content = value::text(&detail, "content");
        let fragment = content.as_deref().map(|content| parse_fragment(url, content)).transpose()?;

        let silent = ["publisher", "document_number", "identifier", "date"].iter().any(|key| data.get(*key).is_none());
        let needs_page = !is_json && (silent || fragment.is_none() || value::text(&detail, "title").is_none());
        let page = if needs_page { Some(parse_page(url, text)?) } else { None };
        if fragment.is_none() && !is_json && !text.contains("</html>") {
            // The text would be taken from the page itself, and half of it may be missing.
            return Err(refusal::explain(url, text, "the page's end (</html>)"));
        }
        let fields = page.as_ref().map(CatalogueBox::read).unwrap_or_default();
        if detail.is_null() && fields.labels == 0 {
            return Err(refusal::explain(url, text, "DETAIL in a complete window._CONFIG, or the box of fields"));
        }
        Ok(Self { url, detail, data, tree, fields, fragment, page })
    }

    /// A field on one line: the post's own, the catalogue's, or the box's.
    fn text(&self, key: &str, in_box: Option<&str>) -> Option<String> {
        let texts = [value::text(&self.detail, key), value::text(&self.data, key), in_box.map(str::to_owned)];
        texts.into_iter().flatten().map(|text| plain_line(self.url, &text)).find(|text| !text.is_empty())
    }

    fn content(&self) -> Option<NodeRef<'_, Node>> {
        match (&self.fragment, &self.page) {
            (Some(fragment), _) => Some(*fragment.root_element()),
            (None, Some(page)) => first_with_text(page, TEXT_CLASS),
            (None, None) => None,
        }
    }

    /// The names from the top of the tree down to the item's main column.
    fn column_names(&self) -> Vec<String> {
        let main = value::id(&self.data, "classify_main");
        if let Some(names) = main.and_then(|id| path_to(&self.tree, id)) {
            return names;
        }
        self.text("classify_main_name", self.fields.column.as_deref()).into_iter().collect()
    }

    fn validity(&self) -> Validity {
        let flags = [validity_of_flags(&self.data), validity_of_flags(&self.detail)];
        let of_flags = flags.into_iter().find(|validity| *validity != Validity::Unknown);
        of_flags.or(self.fields.validity).unwrap_or(Validity::Unknown)
    }

    /// The post's address: what the fields give if it means this post, else where the page was read.
    fn address(&self, post_id: u64) -> Url {
        let read_at = canonical_url(self.url);
        let given = ["gkml_url", "url"].into_iter().find_map(|key| {
            let address = resolve(self.url, &value::text(&self.detail, key)?)?;
            (post_of(&address) == Some(post_id)).then(|| canonical_url(&address))
        });
        match given {
            // The same page under `http` and `https`: the one that answered.
            Some(given) if given.host() == read_at.host() && given.path() == read_at.path() => read_at,
            Some(given) => given,
            None => read_at,
        }
    }
}

fn path_to(columns: &[CatalogueColumn], id: u64) -> Option<Vec<String>> {
    columns.iter().find_map(|column| {
        let below = if column.id == id { Some(Vec::new()) } else { path_to(&column.children, id) };
        below.map(|mut names| {
            names.insert(0, column.name.clone());
            names
        })
    })
}

fn holds_media(content: NodeRef<'_, Node>) -> bool {
    content.descendants().any(|node| node.value().as_element().is_some_and(|element| MEDIA.contains(&element.name())))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

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
              "made_on": "2024-07-26",
              "publisher": "青禾区人民政府办公室",
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
              "made_on": "2024-01-20",
              "publisher": "青禾区河东镇人民政府",
              "index_number": "11440000007500001X/2024-00002",
              "column": "政府信息公开工作年度报告",
              "kind": "report",
              "validity": "valid_extended",
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
    fn a_post_of_pictures_has_no_text_and_is_still_a_document() {
        let pictures =
            with_detail(|detail| detail["content"] = "<p><img class='nfw-cms-img' src='/img/1.png'></p>".into());
        assert_eq!(crate::read_document(&page(ADDRESS, pictures)).unwrap().body, "");
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
            &expect!["URL is not understood: DETAIL in a complete window._CONFIG, or the box of fields is missing"],
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
            "<script>window.NFCMS_POST_ID=\"7000001\"</script><div id=zoomcon>正文</div>",
            &expect!["URL is a channel page of the platform, not a catalogue page; read the post in the catalogue"],
        );
        check(ADDRESS, "", &expect!["URL is not understood: window._CONFIG is missing"]);
        let empty = with_detail(|detail| {
            detail["content"] = "<p>&nbsp;</p>".into();
            detail["attachment"] = Value::Null;
        });
        check(ADDRESS, empty, &expect!["URL is not understood: a text, a picture or a file is missing"]);
    }
}
