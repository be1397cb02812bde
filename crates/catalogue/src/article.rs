//! An article of any family: its text, the national tags, and what its page says where the tags are silent.

use ego_tree::NodeRef;
use gongkai_document::{Attachment, Column, Date, Document, DocumentId, Kind};
use scraper::{Html, Node};
use url::Url;

use crate::address::own_address;
use crate::chrome::{is_chrome, without_chrome};
use crate::clean::plain_line;
use crate::elements::{elements, squashed};
use crate::field_box::FieldBox;
use crate::files::{linked, without_repeats};
use crate::info_line::{InfoLine, body_in};
use crate::kind::kind_of_column;
use crate::main_text::{TextMark, largest, marked};
use crate::meta::NationalTags;
use crate::own_number::own_number;
use crate::pictures::Media;
use crate::refusal::title_of;
use crate::text::{line_of, text_of};
use crate::value::{date_time_in, day_in};

/// A page that shows one article.
pub(crate) struct Article<'a> {
    /// Where it was read.
    pub(crate) url: &'a Url,
    /// The page.
    pub(crate) html: &'a Html,
    /// Its national tags.
    pub(crate) tags: &'a NationalTags,
    /// What its document is called.
    pub(crate) id: DocumentId,
    /// Where its family's templates put the text.
    pub(crate) marks: &'a [TextMark],
    /// Its files beside the text.
    pub(crate) files: Vec<Attachment>,
}

impl Article<'_> {
    /// Reads the article; an error is what is missing.
    pub(crate) fn read(&self) -> Result<Document, &'static str> {
        let title = self.title().ok_or("the title (ArticleTitle, or a heading)")?;
        let (content, body) = self.text(&title).ok_or("the text (a known template's, or a block of it)")?;
        let mut document = Document::new(self.id.clone(), title, body);
        take_tags(&mut document, self.tags);
        let is_silent = document.published_on.is_none() || document.source.as_deref().and_then(body_in).is_none();
        let info = if is_silent { InfoLine::read(self.html) } else { InfoLine::default() };
        publish(&mut document, info.published.as_deref());
        let sources = [document.source.as_deref(), info.source.as_deref()];
        document.publisher = sources.into_iter().flatten().find_map(body_in).map(str::to_owned);
        document.source = document.source.or(info.source);
        let column = self.tags.column.as_deref();
        document.columns = column.map(|name| Column::from_names([name])).into_iter().collect();
        document.kind = kind_of(column, self.tags.column_type.as_deref());
        document.document_number = own_number(content, &document.title);
        if let Some(fields) = FieldBox::beside(self.html, content) {
            fields.fill(&mut document);
        }
        document.url = Some(own_address(self.url, self.tags.url.as_deref(), &self.id).to_string());
        document.attachments = without_repeats(linked(self.url, content).chain(self.files.iter().cloned()));
        let media = Media::of(content);
        if document.body.is_empty() && document.attachments.is_empty() && media.is_empty() {
            return Err("a text, a picture or a file");
        }
        media.settle(&mut document);
        Ok(document)
    }

    /// The tag, the first heading that is no path of links, or the page's own title.
    fn title(&self) -> Option<String> {
        let headings = elements(self.html).filter(|element| matches!(element.value().name(), "h1" | "ucaptitle"));
        let headings = headings.map(|element| line_of(*element)).filter(|line| !line.contains('>'));
        let mut titles = self.tags.title.clone().into_iter().chain(headings).chain(title_of(self.html));
        titles.find_map(|title| Some(plain_line(self.url, &title)).filter(|title| !title.is_empty()))
    }

    /// The element with the text, and the text without what the page says about itself.
    fn text(&self, title: &str) -> Option<(NodeRef<'_, Node>, String)> {
        if let Some(content) = marked(self.html, self.marks) {
            return Some((content, without_chrome(&text_of(content)).to_owned()));
        }
        // A page that does not even claim to be an article may be anything.
        self.tags.title.as_ref()?;
        let content = largest(self.html)?;
        Some((content, without_frame(&text_of(content), title).to_owned()))
    }
}

/// Gives a document what the national tags say.
pub(crate) fn take_tags(document: &mut Document, tags: &NationalTags) {
    publish(document, tags.published.as_deref());
    document.source.clone_from(&tags.source);
    document.site.clone_from(&tags.site);
    document.site_id_code.clone_from(&tags.site_id_code);
}

/// Keeps the time of publication that a text tells, if none is known yet or only the day of it.
pub(crate) fn publish(document: &mut Document, told: Option<&str>) {
    let Some(day) = told.and_then(day_in) else { return };
    let known: Option<Date> = document.published_on;
    if known.is_none_or(|known| known == day) {
        document.published_on = Some(day);
        document.published_at = document.published_at.or(told.and_then(date_time_in));
    }
}

/// What sort of document a column's name tells, or else the type that its site gives it. A type of news says nothing:
/// sites give it to columns of services and of normative documents too.
fn kind_of(column: Option<&str>, column_type: Option<&str>) -> Kind {
    match (kind_of_column(column.into_iter()), kind_of_column(column_type.into_iter())) {
        (Kind::Other, Kind::News) => Kind::Other,
        (Kind::Other, of_type) => of_type,
        (of_name, _) => of_name,
    }
}

/// How lines begin that stand around an article in a block of an unknown template.
const FRAME: [&str; 10] =
    ["当前位置", "您当前", "您所在的位置", "首页", "上一篇", "下一篇", "版权所有", "主办", "网站标识码", "相关链接"];

/// How the line under a title begins.
const INFO: [&str; 6] = ["发布时间", "发表时间", "发布日期", "信息来源", "文章来源", "来源"];

/// The text of a block without the title, the line under it, and what leads elsewhere.
fn without_frame<'a>(text: &'a str, title: &str) -> &'a str {
    let title = squashed(title);
    let begins = |line: &str, with: &[&str]| with.iter().any(|start| line.trim_start().starts_with(start));
    let is_frame = |line: &str| is_chrome(line) || begins(line, &FRAME);
    let is_info = |line: &str| {
        let rest = INFO.iter().find_map(|label| line.trim_start().strip_prefix(label));
        rest.is_some_and(|rest| rest.trim_start().starts_with(['：', ':']))
    };
    let mut rest = text;
    while let Some((first, after)) = rest.split_once('\n') {
        if !(is_frame(first) || is_info(first) || squashed(first) == title) {
            break;
        }
        rest = after;
    }
    while let Some((before, last)) = rest.rsplit_once('\n') {
        if !is_frame(last) {
            break;
        }
        rest = before;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_columns_name_tells_the_sort_before_its_type() {
        assert_eq!(kind_of(Some("政策解读"), Some("通知公告")), Kind::Interpretation);
        assert_eq!(kind_of(Some("青禾区民政局"), Some("政策文件")), Kind::Policy);
        assert_eq!(kind_of(Some("工作动态"), Some("其他（按要求更新）")), Kind::News);
        assert_eq!(kind_of(Some("社保服务"), Some("工作动态")), Kind::Other);
        assert_eq!(kind_of(None, None), Kind::Other);
    }

    #[test]
    fn a_time_of_day_joins_only_its_own_day() {
        let mut document = Document::new(DocumentId::from_post("nfcms", 7), "", "");
        publish(&mut document, Some("2024-01-05"));
        publish(&mut document, Some("2024-01-06 09:12"));
        assert_eq!(document.published_at, None);
        publish(&mut document, Some("2024-01-05 09:12"));
        publish(&mut document, Some("2024-01-05 10:00"));
        assert_eq!(document.published_at.unwrap().to_string(), "2024-01-05T09:12:00");
    }

    #[test]
    fn what_stands_around_an_article_in_its_block_goes() {
        let text = "当前位置：首页\n助餐 公告\n发布时间：2024-01-05\n【打印】\n来源于群众。\n上一篇：无\n主办：青禾区";
        assert_eq!(without_frame(text, "助餐公告"), "来源于群众。");
        assert_eq!(without_frame("上一篇：无", "助餐公告"), "上一篇：无");
    }
}
