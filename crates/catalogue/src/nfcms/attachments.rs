//! The files that hang on a post: those its fields list, and those its text links to.

use std::collections::HashSet;

use ego_tree::NodeRef;
use gongkai_document::Attachment;
use scraper::Node;
use serde_json::Value;
use url::Url;

use super::address::resolve;
use crate::clean::plain_line;
use crate::text::line_of;
use crate::value;

/// What the platform's editor calls a link to a file.
const LINK_CLASS: &str = "nfw-cms-attachment";

/// Where the platform keeps files.
const FOLDER: &str = "/attachment/";

/// Texts of links that name no file.
const EMPTY_NAMES: [&str; 8] = ["点击下载", "点击查看", "点击打开", "下载", "下载附件", "附件下载", "查看附件", "附件"];

/// The files that the fields of a post or of a list's article name.
pub(super) fn listed(base: &Url, object: &Value) -> Vec<Attachment> {
    let files = value::list(object, "attachment");
    let found = files.iter().filter_map(|file| {
        let url = resolve(base, &value::text(file, "url")?)?;
        let name = value::text(file, "name").map(|name| plain_line(base, &name)).filter(|name| !name.is_empty());
        Some(attachment(name, url))
    });
    without_repeats(found)
}

/// The files that the text of a post links to.
pub(super) fn linked<'a>(base: &'a Url, content: NodeRef<'a, Node>) -> impl Iterator<Item = Attachment> + 'a {
    content.descendants().filter_map(|node| {
        let Node::Element(element) = node.value() else { return None };
        let url = element.attr("href").filter(|_| element.name() == "a").and_then(|href| resolve(base, href))?;
        if !element.classes().any(|class| class == LINK_CLASS) && !url.path().starts_with(FOLDER) {
            return None;
        }
        let shown = line_of(node);
        let names = [Some(shown.as_str()), element.attr("alt"), element.attr("download"), element.attr("title")];
        let name = names.into_iter().flatten().map(str::trim).find(|name| names_a_file(name));
        Some(attachment(name.map(str::to_owned), url))
    })
}

/// Each file once, the first name given for it kept; `http` and `https` are one address.
pub(super) fn without_repeats(attachments: impl IntoIterator<Item = Attachment>) -> Vec<Attachment> {
    let mut seen = HashSet::new();
    attachments.into_iter().filter(|attachment| seen.insert(without_scheme(&attachment.url).to_owned())).collect()
}

fn names_a_file(name: &str) -> bool {
    let bare = name.trim_matches(|c: char| c.is_whitespace() || "【】[]（）()：:".contains(c));
    !bare.is_empty() && !EMPTY_NAMES.contains(&bare) && bare != "null"
}

fn attachment(name: Option<String>, mut url: Url) -> Attachment {
    url.set_fragment(None);
    let file = || url.path_segments().and_then(|mut segments| segments.next_back()).unwrap_or_default().to_owned();
    Attachment::new(name.unwrap_or_else(file), url)
}

fn without_scheme(url: &str) -> &str {
    url.split_once(':').map_or(url, |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use serde_json::json;

    use super::*;
    use crate::html::parse_fragment;

    fn base() -> Url {
        Url::parse("https://www.qinghe.example/gkmlpt/content/7/7000/post_7000001.html").unwrap()
    }

    #[track_caller]
    fn check(attachments: &[Attachment], expected: &Expect) {
        let lines: Vec<String> = attachments.iter().map(|file| format!("{} {}", file.name, file.url)).collect();
        expected.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn a_link_that_says_only_download_is_named_by_its_attributes() {
        let html = parse_fragment(
            &base(),
            "<a class='nfw-cms-attachment' href='/attachment/8/8007/8007308/7000001.docx' alt='申请表.docx'>点击下载</a>\
             <a href='//files.gov.cn/attachment/1/1/1/7000001.pdf'>　　1.名单<b>.pdf</b></a>\
             <a class=nfw-cms-attachment href='/attachment/1/1/2/7000001.xls' download=''>【附件下载】</a>\
             <a class=nfw-cms-attachment href=''>空</a><a class=nfw-cms-attachment>无</a><a href='/index.html'>首页</a>",
        )
        .unwrap();
        check(
            &linked(&base(), html.tree.root()).collect::<Vec<_>>(),
            &expect![[r#"
            申请表.docx https://www.qinghe.example/attachment/8/8007/8007308/7000001.docx
            1.名单.pdf https://files.gov.cn/attachment/1/1/1/7000001.pdf
            7000001.xls https://www.qinghe.example/attachment/1/1/2/7000001.xls"#]],
        );
    }

    #[test]
    fn a_file_listed_twice_is_one_file() {
        let detail = json!({ "attachment": [
            { "id": 1, "name": "表%u4E00.docx", "size": "26624", "url": "http://www.qinghe.example/attachment/1/1/1/7.docx" },
            { "id": 1, "name": "表一", "url": "https://www.qinghe.example/attachment/1/1/1/7.docx" },
            { "id": 2, "name": "", "url": "/attachment/1/1/2/7.pdf" },
            { "id": 3, "name": "无址", "url": null },
        ] });
        check(
            &listed(&base(), &detail),
            &expect![[r#"
            表一.docx http://www.qinghe.example/attachment/1/1/1/7.docx
            7.pdf https://www.qinghe.example/attachment/1/1/2/7.pdf"#]],
        );
        assert_eq!(listed(&base(), &json!({ "attachment": "[]" })), []);
    }
}
