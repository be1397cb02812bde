//! Why parameters cannot be used, in English for programs and in Chinese for people.

use gongkai_document::{Date, UnknownCode};
use gongkai_query::RESULTS_MAX;

use super::FILTER_VALUES_MAX;

/// How many characters of what was given an answer repeats.
const ECHO_CHARS_MAX: usize = 80;

/// A parameter, or its value, that a search cannot use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InvalidParameter {
    #[error("there is no parameter {:?}; the parameters are {}", cut(name), known.join(", "))]
    Unknown { name: String, known: &'static [&'static str] },
    #[error("the parameter {name} is given more than once; give it once")]
    Repeated { name: &'static str },
    #[error("the parameter {name} has more than {FILTER_VALUES_MAX} values; give at most {FILTER_VALUES_MAX}")]
    TooMany { name: &'static str },
    #[error("the parameter {name} cannot be {:?}; it takes {}", cut(value), allowed.english())]
    Value { name: &'static str, value: String, allowed: Allowed },
    #[error("the parameter from ({from}) is after the parameter to ({to}); the range is empty")]
    EmptyRange { from: Date, to: Date },
    #[error("{:?} is no percent-encoded UTF-8", cut(part))]
    Encoding { part: String },
}

/// What a parameter takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Allowed {
    /// A whole number from 1.
    Number { max: usize },
    /// The number of a page.
    Page,
    /// A year.
    Year,
    /// A day.
    Date,
    /// A code of a closed list, all of them with commas between.
    Code { codes: String },
    /// `true` or `false`.
    TrueOrFalse,
    /// `0` or `1`.
    ZeroOrOne,
    /// A text of limited length.
    Text { chars_max: usize },
}

impl InvalidParameter {
    /// A value that its parameter does not take.
    pub(crate) fn value(name: &'static str, value: &str, allowed: Allowed) -> Self {
        Self::Value { name, value: value.to_owned(), allowed }
    }

    /// A part of a query string that is no text.
    pub(crate) fn encoding(part: &str) -> Self {
        Self::Encoding { part: part.to_owned() }
    }

    /// The same in Chinese.
    pub(crate) fn chinese(&self) -> String {
        match self {
            Self::Unknown { name, known } => {
                let known: Vec<String> = known.iter().map(|name| format!("{}（{name}）", label(name))).collect();
                format!("没有“{}”这个检索参数。可用的参数有：{}。", cut(name), known.join("、"))
            }
            Self::Repeated { name } => format!("“{}”（{name}）只能填写一次。", label(name)),
            Self::TooMany { name } => format!("“{}”（{name}）最多可选 {FILTER_VALUES_MAX} 项。", label(name)),
            Self::Value { name, value, allowed } => {
                format!("“{}”（{name}）不能是“{}”，应为{}。", label(name), cut(value), allowed.chinese())
            }
            Self::EmptyRange { from, to } => format!("起始日期 {from} 晚于截止日期 {to}，请调换或修改。"),
            Self::Encoding { part } => format!("网址中的“{}”不是有效的 UTF-8 百分号编码。", cut(part)),
        }
    }
}

impl Allowed {
    fn english(&self) -> String {
        match self {
            Self::Number { max } => format!("a whole number from 1 to {max}"),
            Self::Page => format!("a whole number from 1, with page × size at most {RESULTS_MAX}"),
            Self::Year => "a year of four digits, such as 2020".to_owned(),
            Self::Date => "a date of the calendar, such as 2020-08-10".to_owned(),
            Self::Code { codes } => format!("one of {codes}"),
            Self::TrueOrFalse => "true or false".to_owned(),
            Self::ZeroOrOne => "0 or 1".to_owned(),
            Self::Text { chars_max } => format!("at most {chars_max} characters"),
        }
    }

    fn chinese(&self) -> String {
        match self {
            Self::Number { max } => format!(" 1 至 {max} 的整数"),
            Self::Page => format!("从 1 起的整数，且页码与每页条数之积不超过 {RESULTS_MAX}"),
            Self::Year => "四位数的年份，如 2020".to_owned(),
            Self::Date => "实际存在的日期，如 2020-08-10".to_owned(),
            Self::Code { codes } => format!("下列之一：{codes}"),
            Self::TrueOrFalse => " true 或 false".to_owned(),
            Self::ZeroOrOne => " 0 或 1".to_owned(),
            Self::Text { chars_max } => format!("不超过 {chars_max} 个字的文字"),
        }
    }
}

impl From<UnknownCode> for Allowed {
    fn from(error: UnknownCode) -> Self {
        Self::Code { codes: error.allowed }
    }
}

/// The beginning of a text, with a sign when something is left out.
fn cut(text: &str) -> String {
    match text.char_indices().nth(ECHO_CHARS_MAX) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// A parameter in a word.
pub(crate) fn label(name: &str) -> &'static str {
    match name {
        "q" => "检索词",
        "page" => "页码",
        "size" => "每页条数",
        "sort" => "排序",
        "in" => "检索位置",
        "kind" => "类型",
        "publisher" => "发布机构",
        "town" => "镇街",
        "column" => "栏目",
        "year" => "发布年份",
        "from" => "起始日期",
        "to" => "截止日期",
        "validity" => "有效性",
        "has_attachment" => "附件",
        "expand" => "扩展检索",
        "explain" => "得分说明",
        "display" => "字号",
        _ => "参数",
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::params::read;

    #[test]
    fn a_person_is_told_in_chinese() {
        let query_strings = [
            "limit=3",
            "q=a&q=b",
            "page=0",
            "size=99",
            "sort=time",
            "year=20",
            "from=x",
            "has_attachment=1",
            "expand=x",
            "q=%ff",
        ];
        let lines: Vec<String> = query_strings.iter().map(|text| read(text).unwrap_err().chinese()).collect();
        expect![[r#"
            没有“limit”这个检索参数。可用的参数有：检索词（q）、页码（page）、每页条数（size）、排序（sort）、检索位置（in）、类型（kind）、发布机构（publisher）、镇街（town）、栏目（column）、发布年份（year）、起始日期（from）、截止日期（to）、有效性（validity）、附件（has_attachment）、扩展检索（expand）、得分说明（explain）。
            “检索词”（q）只能填写一次。
            “页码”（page）不能是“0”，应为从 1 起的整数，且页码与每页条数之积不超过 1000。
            “每页条数”（size）不能是“99”，应为 1 至 50 的整数。
            “排序”（sort）不能是“time”，应为下列之一：relevance, newest, oldest。
            “发布年份”（year）不能是“20”，应为四位数的年份，如 2020。
            “起始日期”（from）不能是“x”，应为实际存在的日期，如 2020-08-10。
            “附件”（has_attachment）不能是“1”，应为 true 或 false。
            “扩展检索”（expand）不能是“x”，应为 0 或 1。
            网址中的“%ff”不是有效的 UTF-8 百分号编码。"#]].assert_eq(&lines.join("\n"));
    }
}
