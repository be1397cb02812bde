//! Where the text of an article stands on its page: by its template's mark, or as the largest block of plain text.

use std::collections::HashMap;

use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use scraper::node::Element;
use scraper::{ElementRef, Html, Node};

use crate::elements::{elements, has_class, holds_something, squashed};

/// How a template marks the element that holds the text.
#[derive(Debug, Clone, Copy)]
pub(crate) enum TextMark {
    /// An element's `id`.
    Id(&'static str),
    /// An element's name and one of its classes.
    Class(&'static str, &'static str),
}

/// A block of text that is shorter than this says nothing by its size.
const BLOCK_CHARACTERS_MIN: usize = 30;

/// A part of a block with this share (in percent) of its text is the block without its frame.
const SHARE_PERCENT: usize = 80;

/// Elements that hold no article: what leads elsewhere, what is filled in, what no reader sees.
const NO_TEXT: [&str; 16] = [
    "a", "button", "footer", "form", "head", "header", "iframe", "nav", "noscript", "option", "script", "select",
    "style", "template", "textarea", "title",
];

/// Elements within which paragraphs are not looked for: they are paragraphs themselves.
const WHOLE: [&str; 20] = [
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "pre",
    "blockquote",
    "span",
    "font",
    "strong",
    "b",
    "em",
    "i",
    "u",
    "dd",
    "dt",
    "label",
];

/// The element that a template marks, the first mark that holds something.
pub(crate) fn marked<'a>(html: &'a Html, marks: &[TextMark]) -> Option<NodeRef<'a, Node>> {
    marks
        .iter()
        .find_map(|mark| elements(html).find(|e| is_marked(*e, *mark) && holds_something(*e)))
        .map(|found| *found)
}

fn is_marked(element: ElementRef<'_>, mark: TextMark) -> bool {
    match mark {
        TextMark::Id(id) => element.attr("id") == Some(id),
        TextMark::Class(name, class) => element.value().name() == name && has_class(element, class),
    }
}

/// What sentences have, and labels, menus and headings have not.
const SENTENCE: [char; 5] = ['，', '。', '；', '！', '？'];

/// The block with most plain text, in whatever elements a template puts it: from the page's body down, as long as one
/// part has nearly all of the text. Text in links counts for nothing, and only sentences weigh, unless there are none.
pub(crate) fn largest(html: &Html) -> Option<NodeRef<'_, Node>> {
    let body = elements(html).find(|element| element.value().name() == "body")?;
    largest_by(*body, |text| text.contains(SENTENCE)).or_else(|| largest_by(*body, |_| true))
}

fn largest_by(body: NodeRef<'_, Node>, weighs: fn(&str) -> bool) -> Option<NodeRef<'_, Node>> {
    let sizes = plain_characters(body, weighs);
    let size = |node: NodeRef<'_, Node>| sizes.get(&node.id()).copied().unwrap_or(0);
    let mut block = body;
    while let Some(part) = block.children().filter(is_container).max_by_key(|part| size(*part)) {
        if size(part) * 100 < size(block) * SHARE_PERCENT {
            break;
        }
        block = part;
    }
    (size(block) >= BLOCK_CHARACTERS_MIN).then_some(block)
}

fn is_container(node: &NodeRef<'_, Node>) -> bool {
    node.value()
        .as_element()
        .is_some_and(|element| !NO_TEXT.contains(&element.name()) && !WHOLE.contains(&element.name()))
}

/// How many characters of texts that weigh stand outside links under each element.
fn plain_characters(top: NodeRef<'_, Node>, weighs: fn(&str) -> bool) -> HashMap<NodeId, usize> {
    let mut sizes = HashMap::new();
    let mut open: Vec<usize> = Vec::new();
    let mut depth_without_text = 0_usize;
    for edge in top.traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(text) if depth_without_text == 0 && weighs(text) => {
                    if let Some(size) = open.last_mut() {
                        *size += text.chars().filter(|c| !c.is_whitespace()).count();
                    }
                }
                Node::Element(element) => {
                    depth_without_text += usize::from(is_without_text(element));
                    open.push(0);
                }
                _ => {}
            },
            Edge::Close(node) => {
                let Node::Element(element) = node.value() else { continue };
                depth_without_text -= usize::from(is_without_text(element));
                let size = open.pop().unwrap_or(0);
                sizes.insert(node.id(), size);
                if let Some(above) = open.last_mut() {
                    *above += size;
                }
            }
        }
    }
    sizes
}

/// Templates keep copies of the text for scripts in blocks that are not displayed. (`visibility` is another matter: whole
/// pages are invisible until their script runs.)
fn is_without_text(element: &Element) -> bool {
    let is_displayed =
        || element.attr("style").is_none_or(|style| !squashed(style).to_ascii_lowercase().contains("display:none"));
    NO_TEXT.contains(&element.name()) || (element.name() != "body" && !is_displayed())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use url::Url;

    use super::*;
    use crate::html::parse_page;
    use crate::text::text_of;

    #[track_caller]
    fn check(body: &str, expected: &Expect) {
        let url = Url::parse("http://portal.example/").unwrap();
        let html = parse_page(&url, body).unwrap();
        expected.assert_eq(&largest(&html).map(text_of).unwrap_or_default());
    }

    const TEXT: &str = "<p>　　第一条　为了规范老人助餐，制定本办法，请各镇遵照执行。</p><p>　　第二条　本办法自发布之日起施行，有效期三年。</p>";

    #[test]
    fn the_text_is_found_in_tables_and_elements_of_ones_own() {
        let expected = expect![[r#"
            第一条　为了规范老人助餐，制定本办法，请各镇遵照执行。
            第二条　本办法自发布之日起施行，有效期三年。"#]];
        let links =
            "<ul><li><a href=/a>关于青禾区政府网站的一个很长的栏目名称</a><li><a href=/b>又一个很长的栏目</a></ul>";
        check(&format!("{links}<table><tr><td>{links}<td><table><tr><td>{TEXT}</table></table>"), &expected);
        check(&format!("<div>{links}<x-box><ucapcontent>{TEXT}</ucapcontent></x-box></div><div>主办</div>"), &expected);
    }

    #[test]
    fn one_long_paragraph_does_not_hide_the_short_ones() {
        let long = "各镇政府要加强领导，落实责任。".repeat(20);
        check(
            &format!("<div><div><p>通知如下：</p><p>{long}</p><p>特此通知。</p></div></div>"),
            &expect![[r#"
                通知如下：
                各镇政府要加强领导，落实责任。各镇政府要加强领导，落实责任。各镇政府要加强领导，落实责任。各镇政府要加强领导，落实责任。各镇政府要加强领导，落实责任。各镇政府要加强领导，落实责任。各镇政府要加强领导，落实责任。各镇政府要加强领导，落实责任。各镇政府要加强领导，落实责任。各镇政府要加强领导，落实责任。各镇政府要加强领导，落实责任。各镇政府要加强领导，落实责任。各镇政府要加强领导，落实责任。各镇政府要加强领导，落实责任。各镇政府要加强领导，落实责任。各镇政府要加强领导，落实责任。各镇政府要加强领导，落实责任。各镇政府要加强领导，落实责任。各镇政府要加强领导，落实责任。各镇政府要加强领导，落实责任。
                特此通知。"#]],
        );
    }

    #[test]
    fn a_copy_that_is_not_displayed_is_not_the_text() {
        check(
            &format!("<div>{TEXT}</div><div id=copy style='DISPLAY: none'>{}</div>", TEXT.repeat(3)),
            &expect![[r#"
                第一条　为了规范老人助餐，制定本办法，请各镇遵照执行。
                第二条　本办法自发布之日起施行，有效期三年。"#]],
        );
    }

    #[test]
    fn a_page_without_text_has_none() {
        check(
            "<div><a href=/>青禾区人民政府门户网站的首页，欢迎访问，欢迎监督，欢迎建议</a><p>欢迎</p></div>",
            &expect![""],
        );
    }

    #[test]
    fn the_first_mark_that_holds_something_wins() {
        let url = Url::parse("http://portal.example/").unwrap();
        let html = parse_page(&url, "<div id=zoomcon> </div><div class='a article-content'>正文</div>").unwrap();
        let marks = [TextMark::Id("zoomcon"), TextMark::Class("div", "article-content")];
        assert_eq!(marked(&html, &marks).map(text_of).as_deref(), Some("正文"));
        assert!(marked(&html, &[TextMark::Class("td", "article-content")]).is_none());
    }
}
