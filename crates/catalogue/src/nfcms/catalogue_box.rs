//! The box of fields above an item's text: a table of labels and values, for pages whose configuration lacks them.

use gongkai_document::Date;
use scraper::{ElementRef, Html};

use crate::meta::NationalTags;
use crate::text::line_of;
use crate::value::{day_in, present};

/// The class of the box.
const BOX_CLASS: &str = "classify";

/// What the box and the lines under it say; empty where they say nothing.
#[derive(Debug, Default)]
pub(super) struct CatalogueBox {
    pub(super) index_number: Option<String>,
    pub(super) column: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) made_on: Option<Date>,
    pub(super) title: Option<String>,
    pub(super) document_number: Option<String>,
    pub(super) published_on: Option<Date>,
    /// 文件状态 in its own words.
    pub(super) validity: Option<String>,
    /// How many labels were known: none means that there is no box.
    pub(super) labels: usize,
}

impl CatalogueBox {
    /// Reads the box by its labels: the cells' classes repeat (`document-number` stands for the title too), and portals
    /// pad the labels with spaces. A row within a comment is no row.
    ///
    /// The national tags hold where the box is silent.
    pub(super) fn read(html: &Html, tags: &NationalTags) -> Self {
        let mut fields = Self {
            title: tags.title.clone(),
            published_on: tags.published.as_deref().and_then(day_in),
            ..Self::default()
        };
        for node in html.tree.nodes().filter_map(ElementRef::wrap) {
            match node.value().name() {
                "td" | "th" if is_in_box(node) => fields.take_cell(node),
                "h1" if fields.title.is_none() => fields.title = line(node),
                _ => {}
            }
        }
        fields
    }

    fn take_cell(&mut self, label: ElementRef<'_>) {
        let Some(cell) = label.next_siblings().find_map(ElementRef::wrap) else { return };
        let name: String = label.text().flat_map(str::chars).filter(|c| !c.is_whitespace()).collect();
        let Some(name) = name.strip_suffix(['：', ':']) else { return };
        let value = cell_value(cell);
        match name {
            "索引号" => self.index_number = value,
            "分类" => self.column = value,
            "发布机构" => self.publisher = value,
            "成文日期" => self.made_on = value.as_deref().and_then(day_in),
            "名称" => self.title = value.or_else(|| self.title.take()),
            "文号" => self.document_number = value,
            "发布日期" => self.published_on = value.as_deref().and_then(day_in).or(self.published_on),
            "文件状态" | "有效性" => self.validity = value,
            "主题词" => {}
            _ => return,
        }
        self.labels += 1;
    }
}

fn is_in_box(cell: ElementRef<'_>) -> bool {
    cell.ancestors().take(6).filter_map(ElementRef::wrap).any(|above| above.value().classes().any(|c| c == BOX_CLASS))
}

/// The whole text stands in `title` where the cell shows a part of it.
fn cell_value(cell: ElementRef<'_>) -> Option<String> {
    let spans = cell.descendants().filter_map(ElementRef::wrap).filter(|element| element.value().name() == "span");
    let whole = spans.into_iter().find_map(|span| span.attr("title").and_then(present).map(str::to_owned));
    whole.or_else(|| line(cell))
}

fn line(element: ElementRef<'_>) -> Option<String> {
    present(&line_of(*element)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use url::Url;

    use super::*;
    use crate::html::parse_page;

    #[test]
    fn values_are_found_by_their_labels() {
        let html = r#"<meta name="ArticleTitle" content="题"><meta name="PubDate" content="2024-01-03 09:12">
            <div class="content-box classify"><table>
            <tr><td>索   引   号：</td><td><span title="11440000X/2024-00001">11440000X/20…</span></td>
                <td>分类：</td><td><span></span></td></tr>
            <tr><td>成文日期：<i></i></td><td>2024年1月2日</td><td>发布机构:</td><td>青禾区民政局</td></tr>
            <tr><td>名　　称：</td><td><span class="document-number" title="青禾区助餐办法">青禾区助…</span></td></tr>
            <tr><td>文号：</td><td><span class="document-number"> </span></td>
                <!-- <td>文件状态：</td><td><span>现行有效</span></td> --></tr>
            </table></div><table><tr><td>文号：</td><td>青府办〔2023〕9号</td></tr></table>"#;
        let html = parse_page(&Url::parse("http://portal.example/").unwrap(), html).unwrap();
        expect![[r#"
            CatalogueBox {
                index_number: Some(
                    "11440000X/2024-00001",
                ),
                column: None,
                publisher: Some(
                    "青禾区民政局",
                ),
                made_on: Some(
                    2024-01-02,
                ),
                title: Some(
                    "青禾区助餐办法",
                ),
                document_number: None,
                published_on: Some(
                    2024-01-03,
                ),
                validity: None,
                labels: 6,
            }
        "#]]
        .assert_debug_eq(&CatalogueBox::read(&html, &NationalTags::read(&html)));
    }
}
