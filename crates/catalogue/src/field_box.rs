//! The box of fields above a document: labels and values, in a table or a list.

use ego_tree::NodeRef;
use gongkai_document::{Date, Document, DocumentNumber, IndexNumber, Validity};
use scraper::{ElementRef, Html, Node};

use crate::elements::{elements, elements_under, has_class};
use crate::text::line_of;
use crate::validity::validity_of_words;
use crate::value::{day_in, present};

/// The one label that every box of an item of a disclosure catalogue has.
const INDEX_LABEL: &str = "索引号";

/// Elements that hold one label, alone or with its value.
const CELLS: [&str; 5] = ["td", "th", "dt", "li", "p"];

/// What ends a label.
const COLONS: [char; 2] = ['：', ':'];

/// The longest label, 公开责任部门, and a half more.
const LABEL_BYTES_MAX: usize = 27;

/// Those of them beside which a value may stand in a cell of its own.
const HEADS: [&str; 3] = ["td", "th", "dt"];

/// Elements that hold a whole box.
const BOXES: [&str; 3] = ["table", "ul", "dl"];

/// What a box says; empty where it says nothing.
#[derive(Debug, Default)]
pub(crate) struct FieldBox {
    pub(crate) index_number: Option<String>,
    pub(crate) unified_number: Option<String>,
    pub(crate) document_number: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) column: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) made_on: Option<Date>,
    pub(crate) published_on: Option<Date>,
    pub(crate) effective_on: Option<Date>,
    pub(crate) expires_on: Option<Date>,
    /// 文件状态 in its own words.
    pub(crate) status: Option<String>,
    /// How many labels were known: none means that there is no box.
    pub(crate) labels: usize,
}

impl FieldBox {
    /// The first element of a class that holds a known label, and what it says.
    pub(crate) fn of_class(html: &Html, class: &str) -> Option<Self> {
        let boxes = elements(html).filter(|element| has_class(*element, class));
        boxes.map(|element| Self::read(*element)).find(|fields| fields.labels > 0)
    }

    /// The table or list beside a text that has an index number (索引号); a table that lays out the page is none.
    pub(crate) fn beside(html: &Html, content: NodeRef<'_, Node>) -> Option<Self> {
        let cells = elements(html).filter(|element| is_cell(*element));
        let mut labels = cells.filter(|cell| label_of(*cell).as_deref() == Some(INDEX_LABEL));
        labels.find_map(|label| {
            let found = label.ancestors().filter_map(ElementRef::wrap);
            let found = found.into_iter().find(|above| BOXES.contains(&above.value().name()))?;
            let is_around = content.ancestors().chain([content]).any(|above| above.id() == found.id());
            let is_within = found.ancestors().any(|above| above.id() == content.id());
            (!is_around && !is_within).then(|| Self::read(*found))
        })
    }

    /// Reads the labels, which portals pad with spaces; a row within a comment is no row.
    fn read(found: NodeRef<'_, Node>) -> Self {
        let mut fields = Self::default();
        for cell in elements_under(found).filter(|element| is_cell(*element)) {
            let Some(label) = label_of(cell).filter(|_| is_innermost(cell)) else { continue };
            let line = line_of(*cell);
            let within = line.split_once(COLONS).and_then(|(_, value)| present(value));
            fields.take(&label, within.map(str::to_owned).or_else(|| value_of(beside(cell)?)));
        }
        fields
    }

    fn take(&mut self, label: &str, value: Option<String>) {
        let day = value.as_deref().and_then(day_in);
        match label {
            INDEX_LABEL => self.index_number = value,
            "统一编号" => self.unified_number = value,
            "文号" | "发文字号" | "发文文号" => self.document_number = value,
            "名称" => self.title = value,
            "分类" => self.column = value,
            "发布机构" | "发布机关" | "发文机关" | "发文单位" => self.publisher = value,
            "成文日期" => self.made_on = day,
            "发布日期" => self.published_on = day,
            "实施日期" | "生效日期" => self.effective_on = day,
            "失效日期" => self.expires_on = day,
            "文件状态" | "有效性" => self.status = value,
            "主题词" => {}
            _ => return,
        }
        self.labels += 1;
    }

    /// What the box says is surer than what the text or the line under the title says.
    pub(crate) fn fill(self, document: &mut Document) {
        fn set<T>(field: &mut Option<T>, value: Option<T>) {
            if value.is_some() {
                *field = value;
            }
        }
        set(&mut document.unified_number, self.unified_number);
        set(&mut document.index_number, self.index_number.as_deref().and_then(IndexNumber::new));
        set(&mut document.document_number, self.document_number.as_deref().and_then(DocumentNumber::new));
        set(&mut document.publisher, self.publisher);
        set(&mut document.made_on, self.made_on);
        set(&mut document.effective_on, self.effective_on);
        set(&mut document.expires_on, self.expires_on);
        document.published_on = document.published_on.or(self.published_on);
        if let Some(validity) = self.status.as_deref().map(validity_of_words).filter(|v| *v != Validity::Unknown) {
            document.validity = validity;
        }
        set(&mut document.validity_claim, self.status);
    }
}

fn is_cell(element: ElementRef<'_>) -> bool {
    CELLS.contains(&element.value().name())
}

fn is_innermost(cell: ElementRef<'_>) -> bool {
    elements_under(*cell).skip(1).all(|below| !is_cell(below))
}

/// The label with which a cell begins, without padding and colon; none where a longer text begins.
fn label_of(cell: ElementRef<'_>) -> Option<String> {
    let mut label = String::new();
    for character in cell.text().flat_map(str::chars).filter(|c| !c.is_whitespace()) {
        if COLONS.contains(&character) {
            break;
        }
        label.push(character);
        if label.len() > LABEL_BYTES_MAX {
            return None;
        }
    }
    Some(label).filter(|label| !label.is_empty())
}

/// The cell of a table or list of terms after the one that holds only a label.
fn beside(cell: ElementRef<'_>) -> Option<ElementRef<'_>> {
    let around = cell.ancestors().filter_map(ElementRef::wrap).take_while(|above| is_cell(*above));
    let label = std::iter::once(cell).chain(around).find(|cell| HEADS.contains(&cell.value().name()))?;
    label.next_siblings().find_map(ElementRef::wrap)
}

/// The whole text stands in `title` where a cell shows a part of it.
fn value_of(cell: ElementRef<'_>) -> Option<String> {
    let mut spans = elements_under(*cell).filter(|element| element.value().name() == "span");
    let whole = spans.find_map(|span| span.attr("title").and_then(present).map(str::to_owned));
    whole.or_else(|| present(&line_of(*cell)).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use url::Url;

    use super::*;
    use crate::html::parse_page;
    use crate::main_text::{TextMark, marked};

    fn parsed(html: &str) -> Html {
        parse_page(&Url::parse("http://portal.example/").unwrap(), html).unwrap()
    }

    #[test]
    fn values_are_found_by_their_labels() {
        let html = parsed(
            r#"<div class="content-box classify"><table>
            <tr><td>索   引   号：</td><td><span title="11440000X/2024-00001">11440000X/20…</span></td>
                <td>分类：</td><td><span></span></td></tr>
            <tr><td>成文日期：<i></i></td><td>2024年1月2日</td><td>发布机构:</td><td>青禾区民政局</td></tr>
            <tr><td>名　　称：</td><td><span class="document-number" title="青禾区助餐办法">青禾区助…</span></td></tr>
            <tr><td>文号：</td><td><span class="document-number"> </span></td>
                <!-- <td>文件状态：</td><td><span>现行有效</span></td> --></tr>
            </table></div><table><tr><td>文号：</td><td>青府办〔2023〕9号</td></tr></table>"#,
        );
        expect![[r#"
            FieldBox {
                index_number: Some(
                    "11440000X/2024-00001",
                ),
                unified_number: None,
                document_number: None,
                title: Some(
                    "青禾区助餐办法",
                ),
                column: None,
                publisher: Some(
                    "青禾区民政局",
                ),
                made_on: Some(
                    2024-01-02,
                ),
                published_on: None,
                effective_on: None,
                expires_on: None,
                status: None,
                labels: 6,
            }
        "#]]
        .assert_debug_eq(&FieldBox::of_class(&html, "classify").unwrap());
    }

    #[test]
    fn a_box_beside_the_text_is_known_by_its_index_number() {
        let page = |above: &str| {
            let html = parsed(&format!("<table><tr><td>{above}<div id=zoom>正文，文号：甲〔2020〕1号</div></table>"));
            let content = marked(&html, &[TextMark::Id("zoom")]).unwrap();
            FieldBox::beside(&html, content).map(|fields| (fields.index_number, fields.document_number, fields.labels))
        };
        let numbers = Some((Some("X/2024-1".to_owned()), Some("青府〔2024〕1号".to_owned()), 2));
        assert_eq!(
            page("<ul><li><b>索 引 号：</b>X/2024-1</li><li>发文字号：青府〔2024〕1号</li><li>主题：民政</li></ul>"),
            numbers
        );
        assert_eq!(page("<table><tr><th>索引号<td>X/2024-1<th>文号<td>青府〔2024〕1号</table>"), numbers);
        assert_eq!(
            page(
                "<table><tr><td><p>索引号：</p><td><p>X/2024-1</p><tr><td><p>文 号：</p><td><p>青府〔2024〕1号</p></table>"
            ),
            numbers
        );
        let empty = page("<ul><li>索引号：X/2024-1</li><li>文号：</li><li>名称：办法</li></ul>");
        assert_eq!(
            empty,
            Some((Some("X/2024-1".to_owned()), None, 3)),
            "help: the next item is no value of an empty one"
        );
        assert_eq!(page("<ul><li>文号：青府〔2024〕1号</li></ul>"), None);
    }
}
