//! Field operators in a query: `标题:预算`, `发布机构：民政局`, `文号:花府办〔2020〕`, `日期:2020-01..2020-06`.
//!
//! An operator is a known name with a colon, at the start of a word, and a value that means something for it. Anything else
//! is text: nothing is guessed from plain words.

use gongkai_analysis::canonical_document_number;
use gongkai_document::Date;

/// A condition that stands in a query's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// As typed, with its name.
    pub written: String,
    /// What it asks for.
    pub condition: Condition,
}

/// What an operator asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// The title has this text.
    Title(String),
    /// The publishing body's name has this text.
    Publisher(String),
    /// The document number begins so; a complete number is in canonical form.
    DocumentNumber(String),
    /// The index number begins so.
    IndexNumber(String),
    /// Published in this time, both days included.
    Published {
        /// The first day; `None` for any time before.
        from: Option<Date>,
        /// The last day; `None` for any time after.
        to: Option<Date>,
    },
}

impl Operator {
    /// The document number that is asked for, when it is a complete one.
    pub(crate) fn complete_number(&self) -> Option<String> {
        match &self.condition {
            Condition::DocumentNumber(number) => canonical_document_number(number),
            _ => None,
        }
    }
}

#[derive(Clone, Copy)]
enum Name {
    Title,
    Publisher,
    DocumentNumber,
    IndexNumber,
    Published,
}

/// The names of operators, longer ones before those they begin with.
const NAMES: &[(&str, Name)] = &[
    ("标题", Name::Title),
    ("发布机构", Name::Publisher),
    ("发文机关", Name::Publisher),
    ("发文字号", Name::DocumentNumber),
    ("文号", Name::DocumentNumber),
    ("索引号", Name::IndexNumber),
    ("发布日期", Name::Published),
    ("日期", Name::Published),
    ("年份", Name::Published),
];

/// The value's place when `text` begins with an operator's name and colon: the name, and what is behind.
pub(crate) fn named(text: &str) -> Option<(Operand, &str)> {
    NAMES.iter().find_map(|(written, name)| {
        let behind = text.strip_prefix(written)?.strip_prefix([':', '：'])?;
        Some((Operand(*name), behind.trim_start_matches([' ', '\u{3000}'])))
    })
}

/// An operator that still lacks its value.
pub(crate) struct Operand(Name);

impl Operand {
    /// What the operator asks for with this value; `None` when the value means nothing.
    pub(crate) fn with(&self, value: &str) -> Option<Condition> {
        let value = value.trim();
        if !value.chars().any(char::is_alphanumeric) {
            return None;
        }
        Some(match self.0 {
            Name::Title => Condition::Title(value.to_owned()),
            Name::Publisher => Condition::Publisher(value.to_owned()),
            Name::DocumentNumber => {
                Condition::DocumentNumber(canonical_document_number(value).unwrap_or_else(|| value.to_owned()))
            }
            Name::IndexNumber => Condition::IndexNumber(value.to_owned()),
            Name::Published => published(value)?,
        })
    }
}

/// `2020`, `2020年5月`, `2020-05-01`, and spans of them with `..` or `至`, either end of which may be left out.
fn published(value: &str) -> Option<Condition> {
    let (from, to) = match value.split_once("..").or_else(|| value.split_once('至')) {
        Some((from, to)) => (from.trim(), to.trim()),
        None => (value, value),
    };
    let first = |text: &str| period(text).map(|(first, _)| first);
    let last = |text: &str| period(text).map(|(_, last)| last);
    let (from, to) = match (from.is_empty(), to.is_empty()) {
        (true, true) => return None,
        (true, false) => (None, Some(last(to)?)),
        (false, true) => (Some(first(from)?), None),
        (false, false) => (Some(first(from)?), Some(last(to)?)),
    };
    let is_empty = from.zip(to).is_some_and(|(from, to)| from > to);
    (!is_empty).then_some(Condition::Published { from, to })
}

/// The first and the last day of a year, a month or a day.
fn period(text: &str) -> Option<(Date, Date)> {
    let parts = text.trim_end_matches(['日', '号', '月', '年']).split(['年', '月', '-', '.', '/']);
    let parts: Vec<i16> = parts.map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    let day =
        |month: i16, day: i16| Date::new(*parts.first()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    let year_is_whole = parts.first().is_some_and(|year| (1900..2100).contains(year));
    match parts.as_slice() {
        _ if !year_is_whole => None,
        [_] => Some((day(1, 1)?, day(12, 31)?)),
        [_, month] => day(*month, 1).map(|first| (first, first.last_of_month())),
        [_, month, one] => day(*month, *one).map(|one| (one, one)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: &str) {
        let shown = match published(value) {
            Some(Condition::Published { from, to }) => {
                let shown = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
                format!("{}..{}", shown(from), shown(to))
            }
            _ => "-".to_owned(),
        };
        assert_eq!(shown, expected, "{value}");
    }

    #[test]
    fn a_year_a_month_and_a_day_are_spans_of_days() {
        check("2020", "2020-01-01..2020-12-31");
        check("2020年", "2020-01-01..2020-12-31");
        check("2020年2月", "2020-02-01..2020-02-29");
        check("2020-05-01", "2020-05-01..2020-05-01");
        check("2020年5月1日", "2020-05-01..2020-05-01");
        check("2020-01..2020-06", "2020-01-01..2020-06-30");
        check("2020至2021", "2020-01-01..2021-12-31");
        check("2020..", "2020-01-01..");
        check("..2020年6月", "..2020-06-30");
    }

    #[test]
    fn what_is_no_time_is_no_condition() {
        for value in ["昨天", "2021..2020", "..", "12", "2020-13", "2020-02-30", "2020-1-1-1", "3000", "近三年"] {
            check(value, "-");
        }
    }
}
