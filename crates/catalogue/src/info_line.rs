//! The line under a title: when an article was published and where it comes from, in a dozen spellings.

use scraper::Html;

use crate::elements::{elements, squashed};
use crate::text::text_of;
use crate::value::{find_day, present};

/// What may stand before the time, the most exact first.
const TIME_LABELS: [&str; 5] = ["发布时间", "发表时间", "发布日期", "发文时间", "时间"];

/// What may stand before the source.
const SOURCE_LABELS: [&str; 4] = ["信息来源", "文章来源", "稿件来源", "来源"];

/// What ends a value on the same line.
const ENDS: [&str; 12] =
    ["【", "\t", "浏览", "字体", "字号", "分享", "打印", "访问量", "阅读", "点击", "发布机构", "作者"];

/// A time is written within so many characters after its label.
const TIME_CHARACTERS_MAX: usize = 40;

/// Longer texts after the label of a source are sentences.
const SOURCE_CHARACTERS_MAX: usize = 60;

/// What the line says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct InfoLine {
    /// The time of publication as written.
    pub(crate) published: Option<String>,
    pub(crate) source: Option<String>,
}

impl InfoLine {
    /// Finds the line by its labels, and the elements that some templates make for the time.
    pub(crate) fn read(html: &Html) -> Self {
        let text = text_of(html.tree.root());
        Self {
            published: marked_time(html).or_else(|| labelled_time(&text)),
            source: SOURCE_LABELS.iter().find_map(|label| labelled_source(&text, label)),
        }
    }
}

/// `<publishtime>` and `<time pubdate>`.
fn marked_time(html: &Html) -> Option<String> {
    let is_time = |name: &str, has_mark: bool| name == "publishtime" || (name == "time" && has_mark);
    let element = elements(html).find(|e| is_time(e.value().name(), e.attr("pubdate").is_some()))?;
    let text = text_of(*element);
    find_day(&text).map(|(_, rest)| time_in(rest))
}

/// The date and the time of day that a text begins with, as written.
fn time_in(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_digit() || c.is_whitespace() || "-/.:：年月日".contains(c);
    text.chars().take_while(|c| is_part(*c)).collect::<String>().trim_end().to_owned()
}

fn labelled_time(text: &str) -> Option<String> {
    TIME_LABELS.iter().find_map(|label| {
        let mut after = after_label(text, label);
        after.find_map(|value| {
            let start: String = value.chars().take(TIME_CHARACTERS_MAX).collect();
            let line =
                start.trim_start().lines().next().filter(|line| line.starts_with(|c: char| c.is_ascii_digit()))?;
            find_day(line).map(|(_, rest)| time_in(rest))
        })
    })
}

fn labelled_source(text: &str, label: &str) -> Option<String> {
    after_label(text, label).find_map(|value| {
        let cut = value.char_indices().nth(2 * SOURCE_CHARACTERS_MAX).map_or(value.len(), |(at, _)| at);
        let line = value.get(..cut)?.lines().next()?;
        let labels = TIME_LABELS.iter().chain(&ENDS);
        let end = labels.filter_map(|end| line.find(end)).min().unwrap_or(line.len());
        let source = present(line.get(..end)?)?;
        (source.chars().count() <= SOURCE_CHARACTERS_MAX && !source.contains('。')).then(|| source.to_owned())
    })
}

/// What follows each place where the label stands with its colon.
fn after_label<'a>(text: &'a str, label: &str) -> impl Iterator<Item = &'a str> {
    text.match_indices(label).filter_map(move |(at, label)| {
        text.get(at + label.len()..)?.trim_start_matches([' ', '　']).strip_prefix(['：', ':'])
    })
}

/// Words that are no body: the site itself, other sites, newspapers.
const NO_BODIES: [&str; 12] =
    ["本网", "本站", "网站", "官网", "网", "报", "新华社", "电视台", "公众号", "微信", "客户端", "记者站"];

/// How the name of a body ends.
const BODY_ENDS: [&str; 38] = [
    "局", "委", "会", "厅", "院", "府", "室", "部", "署", "处", "办", "科", "股", "中心", "街道", "街", "镇", "乡",
    "组", "联", "队", "所", "站", "馆", "校", "公司", "银行", "大学", "军委", "总社", "社区", "村", "部门", "法院",
    "集团", "部委", "协会", "科协",
];

/// The body that a source names: `区住建园林局`, also where `本网` is glued before it; none for a site or a newspaper.
pub(crate) fn body_in(source: &str) -> Option<&str> {
    let name = source.strip_prefix("本网").unwrap_or(source).trim();
    // 广州市人力资源和社会保障数据服务中心（加挂……牌子）
    let bare =
        name.strip_suffix(['）', ')']).and_then(|open| open.rsplit_once(['（', '('])).map_or(name, |(name, _)| name);
    let bare = squashed(bare);
    let ends_with = |ends: &[&str]| ends.iter().any(|end| bare.ends_with(end));
    (!ends_with(&NO_BODIES) && ends_with(&BODY_ENDS)).then_some(name)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::html::parse_page;

    #[track_caller]
    fn check(html: &str, published: Option<&str>, source: Option<&str>) {
        let html = parse_page(&Url::parse("http://portal.example/").unwrap(), html).unwrap();
        let found = InfoLine::read(&html);
        assert_eq!((found.published.as_deref(), found.source.as_deref()), (published, source));
    }

    #[test]
    fn every_known_spelling_is_read() {
        check(
            "<div>发表时间：<b>2026-04-20 11:19:38</b> 信息来源：青禾区民政局 【打印】【字体：大 中 小】</div>",
            Some("2026-04-20 11:19:38"),
            Some("青禾区民政局"),
        );
        check(
            "<span>发表时间： <publishtime> 2022-07-14 20:24 </publishtime></span><span>信息来源：<font> 市人社局  流动处 </font></span>",
            Some("2022-07-14 20:24"),
            Some("市人社局 流动处"),
        );
        check(
            "<p><span>发布日期：2025年4月8日 </span><span>文章来源：市人社局官网 </span><span>字体大小：【A-】</span></p>",
            Some("2025年4月8日"),
            Some("市人社局官网"),
        );
        check("<ul><li>发布时间：</li><li>2024-01-02 08:30</li></ul>", Some("2024-01-02 08:30"), None);
        check("<time pubdate>2024-01-02</time><p>来源：中国政府网</p>", Some("2024-01-02"), Some("中国政府网"));
        check("<p>办理时间：工作日；资金来源：财政。</p>", None, None);
    }

    #[test]
    fn a_source_is_a_publisher_when_it_names_a_body() {
        for (source, body) in [
            ("区住建园林局", Some("区住建园林局")),
            ("本网青禾区住房保障办公室", Some("青禾区住房保障办公室")),
            ("市人社局 社保中心", Some("市人社局 社保中心")),
            ("数据服务中心（加挂卡服务中心牌子）", Some("数据服务中心（加挂卡服务中心牌子）")),
            ("本网", None),
            ("南方+", None),
            ("广州日报", None),
            ("中国政府网", None),
            ("市人力资源社会保障局官网", None),
        ] {
            assert_eq!(body_in(source), body, "{source}");
        }
    }
}
