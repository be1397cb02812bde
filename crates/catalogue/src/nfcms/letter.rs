//! An answered letter of the platform's interaction module (`/hdjlpt/detail?pid=N`): one question, one answer.

use gongkai_document::{Column, Date, Document, DocumentId, Kind, Request};
use scraper::{ElementRef, Html};
use url::Url;

use crate::address::canonical_url;
use crate::article::take_tags;
use crate::chrome::without_chrome;
use crate::clean::plain_line;
use crate::elements::{elements, squashed};
use crate::files::linked;
use crate::html::{END, is_whole};
use crate::meta::NationalTags;
use crate::text::text_of;
use crate::value::{date_time_in, day_in};
use crate::{CatalogueError, refusal};

/// The module's name in document ids; its letters are numbered for each host.
const PLATFORM: &str = "hdjlpt";

/// The page of one letter.
const PATH: &str = "/hdjlpt/detail";

/// What a letter's page calls its fields; the first spelling found holds.
const TITLES: [&str; 4] = ["留言主题", "留言标题", "信件主题", "信件标题"];
const QUESTIONS: [&str; 4] = ["留言内容", "信件内容", "咨询内容", "问题内容"];
const ANSWERS: [&str; 4] = ["答复内容", "回复内容", "办理结果", "答复意见"];
const ASKED: [&str; 5] = ["留言时间", "提交时间", "来信时间", "写信时间", "留言日期"];
const ANSWERED: [&str; 4] = ["答复时间", "回复时间", "答复日期", "办结时间"];
const ANSWERING: [&str; 5] = ["答复单位", "回复单位", "答复部门", "办理单位", "承办单位"];
const PUBLISHERS: [&str; 2] = ["发布机构", "发布单位"];
const NUMBERS: [&str; 4] = ["信件编号", "留言编号", "受理编号", "查询编号"];

/// Elements that hold a label, alone or with its value.
const LABELLED: [&str; 15] =
    ["td", "th", "dt", "dd", "li", "p", "div", "span", "label", "strong", "b", "em", "h3", "h4", "h5"];

/// How far above a label its value may stand beside it.
const LEVELS_MAX: usize = 3;

/// So much of an element's first text tells whether it may be a label; portals pad labels with spaces.
const FIRST_CHARACTERS: usize = 12;

/// A letter has some twenty labels; what has many more is no letter.
const LABELS_MAX: usize = 200;

/// The document that an address of a letter means.
pub(crate) fn letter_of(url: &Url) -> Option<DocumentId> {
    DocumentId::new(format!("{PLATFORM}:{}:{}", url.host_str()?, number_in(url)?)).ok()
}

/// The query of a letter's one address.
pub(crate) fn letter_query(url: &Url) -> Option<String> {
    number_in(url).map(|number| format!("pid={number}"))
}

fn number_in(url: &Url) -> Option<u64> {
    let (_, number) = url.query_pairs().filter(|_| url.path().ends_with(PATH)).find(|(key, _)| key == "pid")?;
    number.parse().ok()
}

pub(crate) fn read_letter(url: &Url, text: &str, html: &Html, id: DocumentId) -> Result<Document, CatalogueError> {
    let missing = |what: &str| refusal::explain(url, text, what);
    if !is_whole(text) {
        return Err(missing(END));
    }
    let labels = Labels::of(html);
    let field = |labels_of: &[&str]| labels.value(labels_of).map(|(value, _)| value);
    let line = |labels: &[&str]| field(labels).map(|value| plain_line(url, &value)).filter(|line| !line.is_empty());
    let day = |labels: &[&str]| -> Option<Date> { day_in(&field(labels)?) };
    let title = line(&TITLES).ok_or_else(|| missing("the letter's subject (留言主题)"))?;
    let (answer, place) = labels.value(&ANSWERS).ok_or_else(|| missing("the letter's answer (答复内容)"))?;

    let mut document = Document::new(id, title, answer);
    let tags = NationalTags::read(html);
    take_tags(&mut document, &tags);
    document.columns = tags.column.as_deref().map(|name| Column::from_names([name])).into_iter().collect();
    let answered = field(&ANSWERED);
    if let Some(day) = answered.as_deref().and_then(day_in) {
        document.published_on = Some(day);
        document.published_at = answered.as_deref().and_then(date_time_in);
    }
    let department = line(&ANSWERING);
    document.publisher = line(&PUBLISHERS).or_else(|| department.clone());
    document.kind = Kind::Reply;
    document.url = Some(canonical_url(url).to_string());
    document.attachments = linked(url, *place).collect();
    document.request = Some(Request {
        number: line(&NUMBERS).unwrap_or_default(),
        received_on: day(&ASKED),
        text: field(&QUESTIONS).unwrap_or_else(|| document.title.clone()),
        replied_on: day(&ANSWERED),
        // The publisher is the portal's office; it answers where nobody else is named.
        department: department.or_else(|| document.publisher.clone()),
        ..Request::default()
    });
    Ok(document)
}

/// The elements of a page that begin with a known label, and their texts.
struct Labels<'a>(Vec<(ElementRef<'a>, String)>);

impl<'a> Labels<'a> {
    fn of(html: &'a Html) -> Self {
        let candidates = elements(html).filter(|element| LABELLED.contains(&element.value().name()));
        let labelled = candidates.filter(|element| {
            let first = element.text().map(str::trim_start).find(|text| !text.is_empty()).unwrap_or_default();
            let first = squashed(&first.chars().take(FIRST_CHARACTERS).collect::<String>());
            !first.is_empty() && all_labels().any(|label| label.starts_with(&first) || first.starts_with(label))
        });
        let texts = labelled.take(LABELS_MAX).map(|element| (element, text_of(*element)));
        Self(texts.filter(|(_, text)| all_labels().any(|label| split_label(text, label).is_some())).collect())
    }

    /// The text that the first of some labels found stands for, and the element around it.
    fn value(&self, labels: &[&str]) -> Option<(String, ElementRef<'a>)> {
        labels.iter().find_map(|label| self.value_of(label))
    }

    /// After the colon in the same element, or in what follows the label's element.
    fn value_of(&self, label: &str) -> Option<(String, ElementRef<'a>)> {
        let mut within = None;
        for (element, text) in &self.0 {
            let Some((stands_alone, value)) = split_label(text, label) else { continue };
            if stands_alone {
                if let Some(found) = beside(*element) {
                    return Some(found);
                }
            } else if !value.is_empty() && !holds_another_label(value) {
                // The innermost element that says it all comes last.
                within = Some((without_chrome(value).to_owned(), *element));
            }
        }
        within
    }
}

fn all_labels() -> impl Iterator<Item = &'static str> {
    let labels: [&'static [&'static str]; 8] =
        [&TITLES, &QUESTIONS, &ANSWERS, &ASKED, &ANSWERED, &ANSWERING, &PUBLISHERS, &NUMBERS];
    labels.into_iter().flatten().copied()
}

/// What follows the label at the beginning of a text, and whether nothing does.
fn split_label<'a>(text: &'a str, label: &str) -> Option<(bool, &'a str)> {
    let mut rest = text;
    for expected in label.chars() {
        rest = rest.trim_start().strip_prefix(expected)?;
    }
    let rest = rest.trim_start();
    let value = rest.strip_prefix(['：', ':']);
    match value {
        Some(value) => Some((value.trim().is_empty(), value.trim())),
        None if rest.is_empty() => Some((true, rest)),
        None => None,
    }
}

fn holds_another_label(value: &str) -> bool {
    value.lines().any(|line| all_labels().any(|label| split_label(line, label).is_some()))
}

/// The text of what follows an element that holds only a label, up to the next label.
fn beside(label: ElementRef<'_>) -> Option<(String, ElementRef<'_>)> {
    let above = std::iter::once(label).chain(label.ancestors().filter_map(ElementRef::wrap)).take(LEVELS_MAX);
    for element in above {
        let mut lines = Vec::new();
        let mut place = None;
        for next in element.next_siblings() {
            let text = text_of(next);
            if holds_another_label(&text) {
                break;
            }
            if !squashed(&text).is_empty() {
                lines.push(text);
                place = place.or_else(|| ElementRef::wrap(next));
            }
        }
        let text = without_chrome(&lines.join("\n")).trim_start_matches(['：', ':']).trim().to_owned();
        if !text.is_empty() {
            return Some((text, place.unwrap_or(element)));
        }
        if element.next_siblings().any(|next| holds_another_label(&text_of(next))) {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::page;

    const LETTER: &str = include_str!("../../fixtures/hdjlpt_letter.html");
    const ADDRESS: &str = "https://www.qinghe.example/hdjlpt/detail?pid=3061512&via=pc";

    #[test]
    fn a_letter_gives_its_question_and_its_answer() {
        let document = crate::read_document(&page(ADDRESS, LETTER)).unwrap();
        expect![[r#"
            {
              "id": "hdjlpt:www.qinghe.example:3061512",
              "title": "助餐补贴何时发放",
              "body": "您好！补贴由镇政府按月结算，\n四月十日前发放。",
              "published_on": "2024-03-06",
              "published_at": "2024-03-06T15:30:00",
              "publisher": "青禾区人民政府门户网站",
              "site": "青禾区人民政府门户网站",
              "site_id_code": "4499990001",
              "kind": "reply",
              "validity": "unknown",
              "url": "https://www.qinghe.example/hdjlpt/detail?pid=3061512",
              "access": "public",
              "request": {
                "number": "QH20240008",
                "received_on": "2024-03-02",
                "text": "您好，我父亲三月申请了助餐，\n补贴什么时候发？",
                "replied_on": "2024-03-06",
                "department": "青禾区民政局"
              }
            }"#]]
        .assert_eq(&serde_json::to_string_pretty(&document).unwrap());
    }

    #[test]
    fn a_letter_written_in_lines_is_read_too() {
        let lines = "<div><p>留言主题：助餐补贴何时发放</p><p>留言内容：您好，补贴什么时候发？</p>\
            <p>答复时间：2024-03-06</p><p>答复内容：四月十日前发放。</p></div></html>";
        let document = crate::read_document(&page(ADDRESS, lines)).unwrap();
        let request = document.request.unwrap();
        assert_eq!((document.title.as_str(), document.body.as_str()), ("助餐补贴何时发放", "四月十日前发放。"));
        assert_eq!((request.text.as_str(), request.department), ("您好，补贴什么时候发？", None));
        assert_eq!(request.replied_on, document.published_on);
    }

    #[test]
    fn a_letter_without_an_answer_is_an_error() {
        let error = crate::read_document(&page(ADDRESS, LETTER.replace("答复内容", "x"))).unwrap_err();
        assert!(error.to_string().ends_with("the letter's answer (答复内容) is missing"), "{error}");
    }
}
