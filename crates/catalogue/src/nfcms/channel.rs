//! The pages of the platform's ordinary channels, to which most leaves of a catalogue jump: one article in one of a
//! dozen templates.

use gongkai_document::{Document, DocumentId, Kind};
use scraper::Html;
use url::Url;

use super::PLATFORM;
use super::address::post_of;
use super::policy_script;
use crate::address::resolve;
use crate::article::Article;
use crate::field_box::FieldBox;
use crate::files::belonging;
use crate::main_text::TextMark;
use crate::meta::NationalTags;
use crate::{CatalogueError, question, refusal};

/// Where the templates put the text; this order finds it on all of 46 articles measured.
pub(crate) const TEXT_MARKS: [TextMark; 6] = [
    TextMark::Id("zoomcon"),
    TextMark::Class("div", "article-content"),
    TextMark::Id("info_cont"),
    TextMark::Class("div", "newsMain"),
    TextMark::Class("article", "content_article"),
    TextMark::Id("detailCon"),
];

/// A page's variable that names its post.
const POST_VARIABLE: &str = "NFCMS_POST_ID";

/// Whether the page names a post by its variable.
pub(crate) fn names_post(text: &str) -> bool {
    variables(text, POST_VARIABLE).next().is_some()
}

/// Every number that a page's script gives a variable: `NFCMS_POST_ID="10777181"`.
pub(super) fn variables<'a>(text: &'a str, name: &str) -> impl Iterator<Item = u64> + use<'a> {
    let places: Vec<usize> = text.match_indices(name).map(|(at, name)| at + name.len()).collect();
    places.into_iter().filter_map(move |at| {
        let value = text.get(at..)?.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
        let end = value.find(|c: char| !c.is_ascii_digit())?;
        value.get(..end)?.parse().ok().filter(|number| *number > 0)
    })
}

/// The post that the page shows: by its address, its variable, or the address in its tags.
pub(super) fn shown_post(url: &Url, text: &str, tags: &NationalTags) -> Option<u64> {
    let of_tags = || post_of(&resolve(url, tags.url.as_deref()?)?);
    post_of(url).or_else(|| variables(text, POST_VARIABLE).next()).or_else(of_tags)
}

pub(crate) fn read_article(
    url: &Url,
    text: &str,
    html: &Html,
    tags: &NationalTags,
) -> Result<Document, CatalogueError> {
    let missing = |what: &str| refusal::explain(url, text, what);
    let post_id =
        shown_post(url, text, tags).ok_or_else(|| missing("a post's number in its address or NFCMS_POST_ID"))?;
    let mut held = variables(text, POST_VARIABLE).peekable();
    if let Some(found) = held.peek().copied()
        && !held.any(|held| held == post_id)
    {
        return Err(CatalogueError::WrongPost { url: url.clone(), expected: post_id, found });
    }
    // A file is named after its post.
    let own_name = format!("/{post_id}.");
    let files = belonging(url, html, |file| file.path().contains(&own_name)).collect();
    let id = DocumentId::from_post(PLATFORM, post_id);
    let article = Article { url, html, tags, id, marks: &TEXT_MARKS, files };
    let mut document = article.read().map_err(missing)?;
    if let Some(mut fields) = FieldBox::of_class(html, policy_script::BOX_CLASS) {
        policy_script::complete(&mut fields, text);
        fields.fill(&mut document);
        document.kind = Kind::Policy;
    }
    question::settle(&mut document);
    Ok(document)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::page;

    const CHANNEL: &str = include_str!("../../fixtures/nfcms_channel.html");
    const POLICY: &str = include_str!("../../fixtures/nfcms_policy.html");
    const ADDRESS: &str = "https://mzj.qinghe.example/zwgk/tzgg/content/mpost_7000031.html#9571";

    #[track_caller]
    fn check(address: &str, html: &str, expected: &Expect) {
        let shown = match crate::read_document(&page(address, html)) {
            Err(error) => error.to_string().replace(address, "URL"),
            Ok(mut document) => {
                let body = std::mem::take(&mut document.body);
                format!("{}\n{body}", serde_json::to_string_pretty(&document).unwrap())
            }
        };
        expected.assert_eq(&shown);
    }

    #[test]
    fn an_article_gives_its_tags_its_text_and_its_files() {
        check(
            ADDRESS,
            CHANNEL,
            &expect![[r#"
            {
              "id": "nfcms:7000031",
              "title": "关于受理助餐申请的公告",
              "body": "",
              "published_on": "2024-03-15",
              "published_at": "2024-03-15T16:40:07",
              "publisher": "青禾区民政局",
              "source": "本网",
              "site": "青禾区民政局网站",
              "site_id_code": "4499990031",
              "column": "通知公告",
              "kind": "notice",
              "validity": "unknown",
              "url": "https://mzj.qinghe.example/zwgk/tzgg/content/post_7000031.html",
              "access": "public",
              "attachments": [
                {
                  "name": "1.助餐申请表.docx",
                  "url": "https://mzj.qinghe.example/attachment/0/811/811/7000031.docx"
                },
                {
                  "name": "2.助餐点名单.pdf",
                  "url": "https://mzj.qinghe.example/attachment/0/812/812/7000031.pdf"
                }
              ]
            }
            年满六十周岁的本区户籍老人，可向所在镇申请助餐，每餐补贴三元，由镇政府按月结算。
            附件：1.助餐申请表.docx
            青禾区民政局
            2024年3月15日"#]],
        );
    }

    #[test]
    fn a_normative_document_gives_the_fields_of_its_box() {
        check(
            "https://www.qinghe.example/gfxwj/qfb/content/post_7000041.html",
            POLICY,
            &expect![[r#"
            {
              "id": "nfcms:7000041",
              "title": "青禾区人民政府办公室关于印发临时救助办法的通知",
              "body": "",
              "published_on": "2021-12-10",
              "published_at": "2021-12-10T09:37:00",
              "publisher": "青禾区人民政府办公室",
              "source": "本网",
              "site": "青禾区人民政府门户网站",
              "site_id_code": "4499990001",
              "document_number": "青府办规〔2021〕19号",
              "unified_number": "QH0220210019",
              "column": "青禾区人民政府办公室",
              "kind": "policy",
              "validity": "valid_extended",
              "validity_claim": "有效（延续实施）",
              "effective_on": "2021-12-06",
              "expires_on": "2029-12-06",
              "url": "https://www.qinghe.example/gfxwj/qfb/content/post_7000041.html",
              "access": "public",
              "images": 1
            }
            青府办规〔2021〕19号
            青禾区人民政府办公室关于印发临时救助办法的通知
            各镇人民政府：
            现将《青禾区临时救助办法》印发给你们，请认真执行。
            类别	标准（元）
            急难型	1200
            公开方式：主动公开"#]],
        );
    }

    #[test]
    fn every_template_shows_the_same_text() {
        let text = crate::read_document(&page(ADDRESS, CHANNEL)).unwrap().body;
        for (open, close) in [
            ("<div class='article-content x'>", "</div>"),
            ("<div id=info_cont>", "</div>"),
            ("<div class=newsMain>", "</div>"),
            ("<article class=content_article>", "</article>"),
            ("<div id=detailCon>", "</div>"),
            // A template that nobody has seen: the largest block, without what stands around it.
            ("<table><tr><td>菜单<td class=x><p>来源：青禾区民政局</p><p>【打印】</p>", "<p>上一篇：无</p></table>"),
        ] {
            let html = CHANNEL.replace("<div class=\"content\" id=\"zoomcon\">", open);
            let html = html
                .replace("</div></div>\n<div class=\"related\">", &format!("</div>{close}\n<div class=\"related\">"));
            assert_eq!(crate::read_document(&page(ADDRESS, html)).unwrap().body, text, "{open}");
        }
    }

    #[test]
    fn the_line_under_the_title_serves_where_the_tags_are_missing() {
        let html =
            CHANNEL.replace("\"ArticleTitle\"", "x").replace("\"PubDate\"", "x").replace("\"ContentSource\"", "x");
        let document = crate::read_document(&page(ADDRESS, html)).unwrap();
        assert_eq!(document.title, "关于受理助餐申请的公告");
        assert_eq!(document.published_at.unwrap().to_string(), "2024-03-15T16:40:00");
        assert_eq!(
            (document.source.as_deref(), document.publisher.as_deref()),
            (Some("青禾区民政局"), Some("青禾区民政局"))
        );
    }

    #[test]
    fn the_posts_own_variable_or_address_serves_where_the_pages_address_says_nothing() {
        let saved = "https://mzj.qinghe.example/saved/page.html";
        let by_variable = CHANNEL.replace("name=\"Url\"", "x");
        for html in [by_variable, CHANNEL.replace("NFCMS_POST_ID", "x")] {
            assert_eq!(crate::read_document(&page(saved, html)).unwrap().id.as_str(), "nfcms:7000031");
        }
    }

    #[test]
    fn a_page_of_another_sort_or_post_is_an_error_that_says_so() {
        check(
            "https://mzj.qinghe.example/zwgk/tzgg/content/post_7000032.html",
            CHANNEL,
            &expect!["URL holds post 7000031, its address says 7000032"],
        );
        check(
            ADDRESS,
            include_str!("../../fixtures/nfcms_list.html"),
            &expect!["URL is a list, not an article; read it as what it is"],
        );
        check(
            ADDRESS,
            &CHANNEL[..CHANNEL.find("</html>").unwrap()],
            &expect!["URL is not understood: the page's end (</html>) is missing"],
        );
        let url = "https://mzj.qinghe.example/zwgk/tzgg/content/post_7000031.html";
        let error = crate::read_listing(&page(url, CHANNEL)).unwrap_err();
        assert_eq!(error.to_string().replace(url, "URL"), "URL is an article, not a list; read it as what it is");
    }

    #[test]
    fn a_status_that_the_script_leaves_open_is_unknown() {
        let html = POLICY.replace("file_status = '有效（延续实施）'", "file_status = ''").replace("失效日期", "x");
        let document =
            crate::read_document(&page("https://www.qinghe.example/gfxwj/qfb/content/post_7000041.html", html))
                .unwrap();
        assert_eq!((document.validity.code(), document.validity_claim), ("unknown", None));
        assert_eq!(document.expires_on.unwrap().to_string(), "2029-12-06");
    }
}
