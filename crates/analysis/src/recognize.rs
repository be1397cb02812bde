//! What must not be cut: document numbers, dates, articles, Latin words and numbers, found before segmenting.

use std::ops::Range;

use crate::document_number::{Spelling, document_number_at, read_tail};
use crate::normalize::{CLOSE, OPEN};
use crate::numerals;

/// Something recognised in a normalised text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entity {
    /// Where it stands, in bytes of the normalised text.
    pub(crate) range: Range<usize>,
    pub(crate) kind: EntityKind,
    /// Parts of it that read otherwise than they are written, in order: a Chinese number in digits, a 第 left out.
    pub(crate) readings: Vec<Reading>,
}

/// A part of an entity and what it reads as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) range: Range<usize>,
    pub(crate) text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum EntityKind {
    /// A document number, in canonical form.
    DocumentNumber(String),
    /// A year, with a month and a day where they are given.
    Date { year: u32, month: Option<u32>, day: Option<u32> },
    /// A part of a law: 第20条, 第2款, 第5项.
    Article(String),
    /// The 第 of a document number whose body's name is not there: 〔2020〕第2号 reads as it does behind a name.
    Ordinal,
    /// A word in Latin letters or digits, as written.
    Latin,
}

/// What can follow 第N in a law.
const PARTS: &[char] = &['条', '款', '项', '章', '节', '编', '目'];

/// Finds everything, in the order of the text and without overlap.
pub(crate) fn entities(text: &str) -> Vec<Entity> {
    let mut found: Vec<Entity> = Vec::new();
    let mut free_from = 0;
    for (at, c) in text.char_indices() {
        if at < free_from {
            continue;
        }
        let entity = match c {
            OPEN | '令' => number_entity(text, at, c, free_from),
            '第' => article(text, at).or_else(|| ordinal(text, at)),
            '0'..='9' => ascii_date(text, at).or_else(|| bare_article(text, at)).or_else(|| Some(latin(text, at))),
            'a'..='z' => Some(latin(text, at)),
            '〇' | '一' | '二' => chinese_date(text, at).or_else(|| bare_article(text, at)),
            _ if numerals::is_numeral(c) => bare_article(text, at),
            _ => None,
        };
        if let Some(entity) = entity {
            free_from = entity.range.end;
            found.push(entity);
        }
    }
    found
}

fn number_entity(text: &str, at: usize, c: char, free_from: usize) -> Option<Entity> {
    let number = document_number_at(text, at, c, free_from)?;
    let written = text.get(number.range.clone())?;
    let start = number.range.start;
    let mut readings = Vec::new();
    if let Some(place) = written.rfind('第') {
        // 第 is not part of the canonical form, so a phrase must not ask for it.
        let behind = place + '第'.len_utf8();
        readings.push(Reading { range: start + place..start + behind, text: String::new() });
        let serial = behind + blank_or(written.get(behind..)?, CLOSE);
        let rest = written.get(serial..)?;
        let length = rest.len() - rest.trim_start_matches(numerals::is_numeral).len();
        let value = rest.get(..length).and_then(numerals::numeral_value);
        readings.extend(value.map(|value| {
            let range = start + serial..start + serial + length;
            Reading { range, text: value.to_string() }
        }));
    }
    Some(Entity { range: number.range, kind: EntityKind::DocumentNumber(number.canonical), readings })
}

/// 第二十条, 第20条, 第（五）项.
fn article(text: &str, at: usize) -> Option<Entity> {
    let inside = at + '第'.len_utf8();
    let opened = inside + blank_or(text.get(inside..)?, OPEN);
    let rest = text.get(opened..)?;
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || numerals::is_numeral(c)).len();
    let value = numerals::numeral_value(rest.get(..digits)?)?;
    let closed = opened + digits + blank_or(text.get(opened + digits..)?, CLOSE);
    let part = text.get(closed..)?.chars().next().filter(|c| PARTS.contains(c))?;
    Some(Entity {
        range: at..closed + part.len_utf8(),
        kind: EntityKind::Article(format!("第{value}{part}")),
        readings: vec![Reading { range: opened..opened + digits, text: value.to_string() }],
    })
}

/// 第 between a year before a closing bracket and a serial number.
fn ordinal(text: &str, at: usize) -> Option<Entity> {
    let year = text.get(..at)?.trim_end_matches(' ').strip_suffix(CLOSE)?;
    let year = year.trim_end_matches(|c: char| c == ' ' || c.is_ascii_digit()).len();
    read_tail(text.get(year..)?, Spelling::Cut)?;
    let range = at..at + '第'.len_utf8();
    let unread = Reading { range: range.clone(), text: String::new() };
    Some(Entity { range, kind: EntityKind::Ordinal, readings: vec![unread] })
}

/// How the name of a law ends.
const LAWS: &[char] = &['法', '例', '则', '》'];

/// 39条 behind a law's name: 保险法39条, 《保险法》三十九条.
fn bare_article(text: &str, at: usize) -> Option<Entity> {
    text.get(..at)?.trim_end_matches(' ').strip_suffix(LAWS)?;
    let rest = text.get(at..)?;
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || numerals::is_numeral(c)).len();
    let value = numerals::numeral_value(rest.get(..digits)?)?;
    let part = rest.get(digits..)?.trim_start_matches(' ').chars().next().filter(|c| *c == '条')?;
    let end = at + digits + blank_or(rest.get(digits..)?, CLOSE) + part.len_utf8();
    Some(Entity {
        range: at..end,
        kind: EntityKind::Article(format!("第{value}{part}")),
        readings: vec![Reading { range: at..at + digits, text: value.to_string() }],
    })
}

/// How many bytes of blanks and at most one `bracket` the text begins with.
fn blank_or(text: &str, bracket: char) -> usize {
    let rest = text.trim_start_matches(' ');
    let rest = rest.strip_prefix(bracket).unwrap_or(rest);
    text.len() - rest.trim_start_matches(' ').len()
}

/// 2020年8月10日, 2020年8月, 2020年, 2020-08-10, 2020.8.10.
fn ascii_date(text: &str, at: usize) -> Option<Entity> {
    let digits = |from: usize| -> Option<(u32, usize)> {
        let rest = text.get(from..)?;
        let length = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        Some((rest.get(..length)?.parse().ok()?, from + length))
    };
    let (year, end) = digits(at).filter(|(year, end)| end - at == 4 && (1900..2100).contains(year))?;
    let separator = text.get(end..)?.chars().next()?;
    let mut date = Entity {
        range: at..end + separator.len_utf8(),
        kind: EntityKind::Date { year, month: None, day: None },
        readings: Vec::new(),
    };
    let month = digits(date.range.end).filter(|(month, end)| (1..=12).contains(month) && end - date.range.end <= 2);
    match separator {
        '年' => {
            let Some((month, end)) =
                month.filter(|(_, end)| text.get(*end..).is_some_and(|rest| rest.starts_with('月')))
            else {
                return Some(date);
            };
            date.range.end = end + '月'.len_utf8();
            let day = digits(date.range.end).filter(|(day, end)| {
                (1..=31).contains(day) && text.get(*end..).is_some_and(|rest| rest.starts_with(['日', '号']))
            });
            if let Some((_, end)) = day {
                date.range.end = end + '日'.len_utf8();
            }
            date.kind = EntityKind::Date { year, month: Some(month), day: day.map(|(day, _)| day) };
            Some(date)
        }
        '-' | '.' | '/' => {
            let (month, end) =
                month.filter(|(_, end)| text.get(*end..).is_some_and(|rest| rest.starts_with(separator)))?;
            let (day, end) =
                digits(end + 1).filter(|(day, day_end)| (1..=31).contains(day) && day_end - end - 1 <= 2)?;
            date.range.end = end;
            date.kind = EntityKind::Date { year, month: Some(month), day: Some(day) };
            Some(date)
        }
        _ => None,
    }
}

/// 二〇二〇年八月十日, or as much of it as is there.
fn chinese_date(text: &str, at: usize) -> Option<Entity> {
    let mut readings = Vec::new();
    let mut end = at;
    let mut part = |mark: char, range: std::ops::RangeInclusive<u32>, chars: usize| -> Option<u32> {
        let rest = text.get(end..)?;
        let length = rest.len() - rest.trim_start_matches(numerals::is_numeral).len();
        let written = rest.get(..length).filter(|written| (1..=chars).contains(&written.chars().count()))?;
        let value = numerals::numeral_value(written).filter(|value| range.contains(value))?;
        text.get(end + length..).filter(|rest| rest.starts_with(mark))?;
        readings.push(Reading { range: end..end + length, text: value.to_string() });
        end += length + mark.len_utf8();
        Some(value)
    };
    let year = part('年', 1900..=2099, 4)?;
    let month = part('月', 1..=12, 2);
    let day = month.and_then(|_| part('日', 1..=31, 3));
    Some(Entity { range: at..end, kind: EntityKind::Date { year, month, day }, readings })
}

/// Letters and digits, joined by single dots, dashes, slashes and underscores: `pm2.5`, `covid-19`.
fn latin(text: &str, at: usize) -> Entity {
    let bytes = text.as_bytes();
    let mut end = at;
    while let Some(byte) = bytes.get(end) {
        let joins = matches!(byte, b'.' | b'-' | b'/' | b'_') && end > at;
        let goes_on =
            byte.is_ascii_alphanumeric() || (joins && bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric));
        if !goes_on {
            break;
        }
        end += 1;
    }
    Entity { range: at..end, kind: EntityKind::Latin, readings: Vec::new() }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Expect) {
        let lines: Vec<String> = entities(text)
            .into_iter()
            .map(|entity| {
                let readings: Vec<&str> = entity.readings.iter().map(|reading| reading.text.as_str()).collect();
                format!("{} = {:?} {readings:?}", &text[entity.range], entity.kind)
            })
            .collect();
        expected.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn numbers_dates_articles_and_latin_are_found_whole() {
        check(
            "依据第三十六条第〔五〕项，2020年8月10日印发花府办〔2020〕第12号，二〇二一年一月起pm2.5低于35，见2019-03-05。",
            &expect![[r#"
                第三十六条 = Article("第36条") ["36"]
                第〔五〕项 = Article("第5项") ["5"]
                2020年8月10日 = Date { year: 2020, month: Some(8), day: Some(10) } []
                花府办〔2020〕第12号 = DocumentNumber("花府办〔2020〕12号") [""]
                二〇二一年一月 = Date { year: 2021, month: Some(1), day: None } ["2021", "1"]
                pm2.5 = Latin []
                35 = Latin []
                2019-03-05 = Date { year: 2019, month: Some(3), day: Some(5) } []"#]],
        );
    }

    #[test]
    fn an_order_in_chinese_numerals_reads_in_digits() {
        check("主席令第七十三号", &expect![[r#"主席令第七十三号 = DocumentNumber("主席令73号") ["", "73"]"#]]);
    }

    #[test]
    fn an_article_needs_no_more_than_its_law_before_it() {
        check(
            "保险法39条，《保险法》三十九条，保险法 第39条，补贴办法共三条，39条",
            &expect![[r#"
                39条 = Article("第39条") ["39"]
                三十九条 = Article("第39条") ["39"]
                第39条 = Article("第39条") ["39"]
                39 = Latin []"#]],
        );
    }

    #[test]
    fn what_only_looks_alike_is_left_to_the_segmenter() {
        check("第一书记、一年级二年级、第一时间", &expect![""]);
        check(
            "2020年13月 20200年 1.5万元",
            &expect![[r#"
            2020年 = Date { year: 2020, month: None, day: None } []
            13 = Latin []
            20200 = Latin []
            1.5 = Latin []"#]],
        );
    }
}
