//! The text of a post out of its markup: a paragraph a line, a table's row a line.

use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use scraper::Node;

/// Elements whose inside no reader sees as text.
const UNSEEN: [&str; 10] =
    ["script", "style", "template", "noscript", "noframes", "noembed", "iframe", "head", "select", "button"];

/// Blocks that templates put within the element of the text: headings over links to files and to other articles.
const UNSEEN_CLASSES: [&str; 2] = ["info_xgfj", "info_xgxw"];

/// Elements that begin and end a line.
const BLOCKS: [&str; 41] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
    "ucapcontent",
];

/// The text under `node`, a paragraph a line (`\n`).
///
/// Runs of spaces become one space, and spaces of any width at a line's ends go; no other character is lost. A table's
/// row of several cells is one line with tabs between the cells; a row that only lays out the page (one cell, or a table
/// within it) is read like any other block. Styles are not looked at: the platform hides every page until its script runs.
pub(crate) fn text_of(node: NodeRef<'_, Node>) -> String {
    let mut lines = Lines::default();
    let mut unseen_depth = 0_usize;
    let mut preformatted_depth = 0_usize;
    for edge in node.traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(text) if unseen_depth == 0 => lines.push(text, preformatted_depth > 0),
                Node::Element(element) => {
                    let name = element.name();
                    unseen_depth += usize::from(is_unseen(element));
                    preformatted_depth += usize::from(name == "pre");
                    lines.open(name, node);
                }
                _ => {}
            },
            Edge::Close(node) => {
                if let Node::Element(element) = node.value() {
                    let name = element.name();
                    unseen_depth -= usize::from(is_unseen(element));
                    preformatted_depth -= usize::from(name == "pre");
                    lines.close(name, node);
                }
            }
        }
    }
    lines.finish()
}

/// Characters that no reader sees and that a terminal or a page would obey: control characters, and those that turn the
/// direction of writing around.
pub(crate) fn is_invisible(character: char) -> bool {
    (character.is_control() && !character.is_whitespace())
        || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// One line of text: what a title, a name or a table's cell holds.
pub(crate) fn line_of(node: NodeRef<'_, Node>) -> String {
    text_of(node).replace(['\n', '\t'], " ")
}

fn is_unseen(element: &scraper::node::Element) -> bool {
    UNSEEN.contains(&element.name()) || element.classes().any(|class| UNSEEN_CLASSES.contains(&class))
}

#[derive(Default)]
struct Lines {
    done: String,
    line: String,
    /// The row being read, when its cells go on one line.
    row: Option<ego_tree::NodeId>,
    space_waits: bool,
    tabs_wait: usize,
}

impl Lines {
    fn open(&mut self, name: &str, node: NodeRef<'_, Node>) {
        match name {
            "br" => self.break_line(),
            "td" | "th" if self.row.is_some() && self.row == node.parent().map(|row| row.id()) => {
                self.tabs_wait += usize::from(node.prev_siblings().any(is_cell));
            }
            _ if BLOCKS.contains(&name) => {
                self.break_line();
                if name == "tr" && self.row.is_none() && is_row_of_cells(node) {
                    self.row = Some(node.id());
                }
            }
            "td" | "th" => self.break_line(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str, node: NodeRef<'_, Node>) {
        if self.row == Some(node.id()) {
            self.row = None;
        }
        if BLOCKS.contains(&name) || matches!(name, "td" | "th") {
            self.break_line();
        }
    }

    fn push(&mut self, text: &str, preformatted: bool) {
        for character in text.chars() {
            match character {
                '\n' if preformatted => self.break_line(),
                ' ' | '\t' | '\n' | '\r' | '\u{0C}' | '\u{A0}' => self.space_waits = true,
                _ if character.is_whitespace() && self.line.is_empty() => {}
                _ if is_invisible(character) => {}
                _ => {
                    self.settle();
                    self.line.push(character);
                }
            }
        }
    }

    /// Writes what stands between the last character and the next one.
    fn settle(&mut self) {
        if !self.line.is_empty() {
            if self.tabs_wait > 0 {
                self.line.truncate(self.line.trim_end().len());
                self.line.extend(std::iter::repeat_n('\t', self.tabs_wait));
            } else if self.space_waits {
                self.line.push(' ');
            }
        }
        self.space_waits = false;
        self.tabs_wait = 0;
    }

    fn break_line(&mut self) {
        if self.row.is_some() {
            self.space_waits = true;
            return;
        }
        let line = self.line.trim();
        if !line.is_empty() {
            if !self.done.is_empty() {
                self.done.push('\n');
            }
            self.done.push_str(line);
        }
        self.line.clear();
        self.space_waits = false;
        self.tabs_wait = 0;
    }

    fn finish(mut self) -> String {
        self.row = None;
        self.break_line();
        self.done
    }
}

fn is_cell(node: NodeRef<'_, Node>) -> bool {
    matches!(node.value().as_element().map(scraper::node::Element::name), Some("td" | "th"))
}

fn is_row_of_cells(row: NodeRef<'_, Node>) -> bool {
    let holds_table =
        || row.descendants().any(|node| node.value().as_element().is_some_and(|element| element.name() == "table"));
    row.children().filter(|node| is_cell(*node)).count() > 1 && !holds_table()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;
    use url::Url;

    use super::*;
    use crate::html::parse_fragment;

    fn read(html: &str) -> String {
        let url = Url::parse("http://portal.example/").unwrap();
        text_of(*parse_fragment(&url, html).unwrap().root_element())
    }

    #[track_caller]
    fn check(html: &str, expected: &Expect) {
        expected.assert_eq(&read(html));
    }

    #[test]
    fn a_paragraph_is_a_line_and_its_indent_goes() {
        check(
            "<p>　　一、申请 条件&nbsp;&nbsp;</p>\n<p>&nbsp;</p><p>　　二、标准　　<br>（一）\n  六十岁</p>尾",
            &expect![[r#"
                一、申请 条件
                二、标准
                （一） 六十岁
                尾"#]],
        );
    }

    #[test]
    fn a_wide_space_within_a_line_stays() {
        check("<p>文　　号：<b>花</b>府办</p>", &expect!["文　　号：花府办"]);
    }

    #[test]
    fn a_row_is_a_line_with_tabs_between_its_cells() {
        check(
            "<table><tbody><tr><th>镇街<th>人数</tr><tr><td><p>花山镇</p></td><td><p>12</p><p>（含 补录）</p></td></tr>\
             <tr><td></td><td>合计</td><td> </td><td>30</td></tr></tbody></table>后文",
            &expect![[r#"
                镇街	人数
                花山镇	12 （含 补录）
                合计		30
                后文"#]],
        );
    }

    #[test]
    fn a_table_that_only_lays_out_the_page_is_read_by_paragraphs() {
        check(
            "<table><tr><td><p>第一条</p><p>第二条</p></td></tr></table><table><tr><td>左</td><td><table><tr><td>a<td>b</table></td></tr></table>",
            &expect![[r#"
                第一条
                第二条
                左
                a	b"#]],
        );
    }

    #[test]
    fn scripts_styles_and_comments_are_no_text() {
        check("<style>.p{}</style>甲<script>var a='乙'</script><!-- 丙 --><noscript>丁</noscript>戊", &expect!["甲戊"]);
    }

    #[test]
    fn a_hidden_body_is_read_all_the_same() {
        check("<div style='visibility: hidden'><p>正文</p></div>", &expect!["正文"]);
    }

    #[test]
    fn preformatted_lines_stay_lines() {
        check("<pre>一\n  二</pre>三", &expect!["一\n二\n三"]);
    }

    proptest! {
        #[test]
        fn no_character_but_white_space_is_lost(lines in prop::collection::vec("[a-z一-鿿　 \u{A0}\u{200B}，。0-9]{0,20}", 0..8)) {
            let html = lines.iter().map(|line| format!("<p>　　{line}</p>")).collect::<Vec<_>>().concat();
            let squash = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(squash(&read(&html)), squash(&lines.concat()));
        }
    }
}
