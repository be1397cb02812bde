//! The files that hang on a post: those that its text links to, and those of its own elsewhere on its page.

use std::collections::HashSet;

use ego_tree::NodeRef;
use gongkai_document::Attachment;
use scraper::{ElementRef, Html, Node};
use url::Url;

use crate::address::resolve;
use crate::elements::elements_under;
use crate::text::line_of;

/// What Guangdong's editor calls a link to a file.
const LINK_CLASS: &str = "nfw-cms-attachment";

/// Where Guangdong's platform keeps files.
const FOLDER: &str = "/attachment/";

/// How the names of files end that portals attach.
const FILE_ENDS: [&str; 19] = [
    "pdf", "doc", "docx", "xls", "xlsx", "wps", "et", "ofd", "ppt", "pptx", "zip", "rar", "7z", "txt", "rtf", "csv",
    "tif", "tiff", "ceb",
];

/// Texts of links that name no file.
const EMPTY_NAMES: [&str; 9] =
    ["点击下载", "点击查看", "点击打开", "点击此处下载", "下载", "下载附件", "附件下载", "查看附件", "附件"];

/// The files that the text of a post links to.
pub(crate) fn linked<'a>(base: &'a Url, content: NodeRef<'a, Node>) -> impl Iterator<Item = Attachment> + 'a {
    links(base, content).filter(|(element, url)| is_file(*element, url)).map(|(element, url)| named(element, url))
}

/// The files anywhere on the page whose address `belongs` to the post.
pub(crate) fn belonging<'a>(
    base: &'a Url,
    html: &'a Html,
    belongs: impl Fn(&Url) -> bool + 'a,
) -> impl Iterator<Item = Attachment> + 'a {
    let links = links(base, html.tree.root());
    links.filter(move |(element, url)| is_file(*element, url) && belongs(url)).map(|(element, url)| named(element, url))
}

fn links<'a>(base: &'a Url, node: NodeRef<'a, Node>) -> impl Iterator<Item = (ElementRef<'a>, Url)> + 'a {
    let anchors = elements_under(node).filter(|element| element.value().name() == "a");
    anchors.filter_map(|anchor| Some((anchor, resolve(base, anchor.attr("href")?)?)))
}

fn is_file(link: ElementRef<'_>, url: &Url) -> bool {
    let name = url.path_segments().and_then(|mut segments| segments.next_back()).unwrap_or_default();
    let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    link.value().classes().any(|class| class == LINK_CLASS)
        || url.path().starts_with(FOLDER)
        || FILE_ENDS.contains(&end.as_str())
}

fn named(link: ElementRef<'_>, url: Url) -> Attachment {
    let shown = line_of(*link);
    let names = [Some(shown.as_str()), link.attr("alt"), link.attr("download"), link.attr("title")];
    let name = names.into_iter().flatten().map(str::trim).find(|name| names_a_file(name));
    attachment(name.map(str::to_owned), url)
}

/// Each file once, the first name given for it kept; `http` and `https` are one address.
pub(crate) fn without_repeats(attachments: impl IntoIterator<Item = Attachment>) -> Vec<Attachment> {
    let mut seen = HashSet::new();
    attachments.into_iter().filter(|attachment| seen.insert(without_scheme(&attachment.url).to_owned())).collect()
}

fn names_a_file(name: &str) -> bool {
    let bare = name.trim_matches(|c: char| c.is_whitespace() || "【】[]（）()：:".contains(c));
    !bare.is_empty() && !EMPTY_NAMES.contains(&bare) && bare != "null"
}

/// A file with its name, or where it has none with the one in its address.
pub(crate) fn attachment(name: Option<String>, mut url: Url) -> Attachment {
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

    use super::*;
    use crate::html::parse_fragment;

    #[track_caller]
    fn check(attachments: impl IntoIterator<Item = Attachment>, expected: &Expect) {
        let lines: Vec<String> = attachments.into_iter().map(|file| format!("{} {}", file.name, file.url)).collect();
        expected.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn a_link_that_says_only_download_is_named_by_its_attributes() {
        let base = Url::parse("https://www.qinghe.example/gkmlpt/content/7/7000/post_7000001.html").unwrap();
        let html = parse_fragment(
            &base,
            "<a class='nfw-cms-attachment' href='/attachment/8/8007/8007308/7000001.docx' alt='申请表.docx'>点击下载</a>\
             <a href='//files.gov.cn/attachment/1/1/1/7000001.pdf'>　　1.名单<b>.pdf</b></a>\
             <a class=nfw-cms-attachment href='/attachment/1/1/2/7000001.xls' download=''>【附件下载】</a>\
             <a href='./P020240401.OFD?v=1#page=2'>版式文件</a><a href='/list.html'>列表</a>\
             <a class=nfw-cms-attachment href=''>空</a><a class=nfw-cms-attachment>无</a><a href='/index.html'>首页</a>",
        )
        .unwrap();
        check(
            linked(&base, html.tree.root()),
            &expect![[r#"
            申请表.docx https://www.qinghe.example/attachment/8/8007/8007308/7000001.docx
            1.名单.pdf https://files.gov.cn/attachment/1/1/1/7000001.pdf
            7000001.xls https://www.qinghe.example/attachment/1/1/2/7000001.xls
            版式文件 https://www.qinghe.example/gkmlpt/content/7/7000/P020240401.OFD?v=1"#]],
        );
        check(
            belonging(&base, &html, |url| url.path().ends_with("/7000001.pdf")),
            &expect!["1.名单.pdf https://files.gov.cn/attachment/1/1/1/7000001.pdf"],
        );
    }
}
