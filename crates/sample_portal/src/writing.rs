//! Sentences as officials write them: blanks filled, dates and amounts in their forms.

use gongkai_document::Date;

use crate::random::Random;
use crate::sites::SampleSite;

/// A paragraph of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Paragraph {
    /// A line of text, indented on the page.
    Text(String),
    /// A line in the middle of the page: a title, a chapter.
    Centred(String),
    /// A table, row by row.
    Table(Vec<Vec<String>>),
    /// A picture: what is said in its place.
    Picture(String),
    /// A link to one of the post's files, by its place among them.
    File(usize),
}

/// A paragraph of text.
pub(crate) fn text(line: impl Into<String>) -> Paragraph {
    Paragraph::Text(line.into())
}

/// A line in the middle.
pub(crate) fn centred(line: impl Into<String>) -> Paragraph {
    Paragraph::Centred(line.into())
}

/// The text of paragraphs, as a reader copies it: a paragraph a line, the cells of a row with tabs between.
pub(crate) fn plain(paragraphs: &[Paragraph]) -> String {
    let mut lines = Vec::new();
    for paragraph in paragraphs {
        match paragraph {
            Paragraph::Text(line) | Paragraph::Centred(line) => lines.push(line.clone()),
            Paragraph::Table(rows) => lines.extend(rows.iter().map(|cells| cells.join("\t"))),
            Paragraph::Picture(_) => {}
            Paragraph::File(place) => lines.push(file_label(*place) + FILE_LINK),
        }
    }
    lines.join("\n")
}

/// What a link to a file shows: never the file's name.
pub(crate) const FILE_LINK: &str = "点击下载";

/// What stands before the link to the file at `place`.
pub(crate) fn file_label(place: usize) -> String {
    format!("附件{}：", place + 1)
}

const VILLAGE_FIRST: [&str; 24] = [
    "石", "杨", "莲", "平", "龙", "罗", "李", "象", "竹", "塘", "大", "小", "新", "永", "联", "横", "莘", "鹅", "鸭",
    "西", "东", "南", "清", "田",
];
const VILLAGE_LAST: [&str; 16] =
    ["岗", "溪", "塘", "湖", "步", "岭", "坑", "洞", "坝", "田", "埔", "庄", "湾", "边", "桥", "屋"];

/// The name of a village or community that does not exist.
pub(crate) fn village(random: &mut Random) -> String {
    let kind = random.pick(&["村", "村", "社区"]);
    format!("{}{}{kind}", random.pick(&VILLAGE_FIRST), random.pick(&VILLAGE_LAST))
}

/// The name of a company that does not exist.
pub(crate) fn company(random: &mut Random) -> String {
    let first = random.pick(&["穗", "粤", "华", "鑫", "恒", "盈", "卓", "祥", "联", "科", "嘉", "瑞"]);
    let second = random.pick(&["达", "丰", "诚", "源", "昌", "宏", "泰", "美", "捷", "安", "创", "悦"]);
    let trade = random.pick(&[
        "皮具",
        "建筑工程",
        "物业管理",
        "环保科技",
        "餐饮管理",
        "物流",
        "信息技术",
        "园林绿化",
        "食品",
        "五金制品",
    ]);
    format!("广州{first}{second}{trade}有限公司")
}

/// Fills the places of a sentence: `{n}` a number, `{m}` an amount, `{s}` a small one, `{d}` days, `{p}` a share, `{v}` a village, `{t}` the
/// site.
pub(crate) fn fill(sentence: &str, site: &SampleSite, random: &mut Random) -> String {
    let mut filled = String::new();
    let mut rest = sentence;
    while let Some((before, behind)) = rest.split_once('{') {
        filled.push_str(before);
        let (place, behind) = behind.split_once('}').unwrap_or((behind, ""));
        let word = match place {
            "n" => random.between(2, 180).to_string(),
            "m" => amount(random),
            "s" => random.between(3, 18).to_string(),
            "d" => random.pick(&["五", "七", "十", "十五", "二十", "三十"]).to_owned(),
            "p" => format!("{}%", random.between(12, 98)),
            "v" => village(random),
            _ => site.short.to_owned(),
        };
        filled.push_str(&word);
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

fn amount(random: &mut Random) -> String {
    let step = random.pick(&[10, 50, 100, 100, 500]);
    (random.between(3, 60) * step).to_string()
}

/// A sum in units of ten thousand yuan with two digits behind the point.
pub(crate) fn sum(random: &mut Random, low: u64, high: u64) -> String {
    format!("{}.{:02}", random.between(low, high), random.between(0, 99))
}

/// 2020年8月10日.
pub(crate) fn day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// A number below a hundred in Chinese: 二十三.
pub(crate) fn numeral(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |place: usize| DIGITS.get(place).copied().unwrap_or_default();
    match (number / 10, number % 10) {
        (0, ones) => digit(ones).to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens, ones) => format!("{}十{}", digit(tens), digit(ones)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_articles_are_written_as_laws_write_them() {
        assert_eq!([1, 10, 11, 20, 34].map(numeral), ["一", "十", "十一", "二十", "三十四"]);
    }
}
