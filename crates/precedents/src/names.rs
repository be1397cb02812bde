//! The places and things that a request names, and the words that any request has.
//!
//! Two requests for the same papers of two villages are two matters, and share every word but one. No dictionary has all
//! villages, so a name is known by what it ends with.

use std::collections::BTreeSet;

use gongkai_analysis::{Analyzer, Token};

/// What names of places and bodies end with, the longer ones first.
const ENDINGS: [&str; 24] = [
    "开发区",
    "居委会",
    "村委会",
    "街道",
    "社区",
    "小区",
    "小学",
    "中学",
    "学校",
    "医院",
    "公司",
    "水库",
    "公园",
    "市场",
    "花园",
    "村",
    "镇",
    "街",
    "路",
    "巷",
    "河",
    "涌",
    "厂",
    "队",
];
/// So many characters before such an ending tell one name from another.
const NAME_CHARS: usize = 2;
/// What is said of a request and not of what it asks for.
const FRAME: &str = "\
    申请 申请人 申请公开 请求 希望 公开 信息公开 政府信息 政府信息公开 信息 获取 获得 提供 了解 查阅 复制 \
    复印 复印件 纸质 电子 形式 方式 邮寄 加盖 公章 谢谢 您好 你好 贵局 贵单位 贵机关 贵区 \
    贵府 单位 机关 本人 我们 生活 生产 科研 需要 根据 依据 依法 按照 中华人民共和国 条例 中华人民共和国政府信息公开条例 \
    政府信息公开条例 相关 有关 以及 关于 具体 全部 全文 文件 材料 附件 答复 书面 怎样 怎么 如何 \
    什么 哪些 是否 多少 为什么";

/// Whether a word is said of any request.
pub(crate) fn is_frame(word: &str) -> bool {
    FRAME.split(' ').any(|known| known == word)
}

/// The names in a text: each a few characters with the ending behind them.
///
/// An ending within another word is none (村民, 道路养护).
pub(crate) fn names(analyzer: &Analyzer, text: &str) -> BTreeSet<String> {
    let tokens = analyzer.words(text);
    let mut names = BTreeSet::new();
    for (place, token) in tokens.iter().enumerate() {
        let Some(ending) = ENDINGS.iter().find(|ending| token.text.ends_with(**ending)) else { continue };
        let own = token.text.strip_suffix(ending).unwrap_or_default();
        let mut before: Vec<char> = own.chars().collect();
        let earlier = tokens.get(..place).unwrap_or_default();
        if before.len() < NAME_CHARS {
            before.splice(0..0, behind(earlier, token));
        }
        let from = before.len().saturating_sub(NAME_CHARS);
        if before.len() >= NAME_CHARS {
            names.insert(before.get(from..).unwrap_or_default().iter().collect::<String>() + ending);
        }
    }
    names
}

/// The characters of the words that stand right before `token`.
fn behind(earlier: &[Token], token: &Token) -> Vec<char> {
    let mut characters = Vec::new();
    let mut start = token.range.start;
    for before in earlier.iter().rev() {
        let is_joined = before.range.end == start && !is_frame(&before.text);
        if !is_joined || characters.len() >= NAME_CHARS {
            break;
        }
        characters.splice(0..0, before.text.chars());
        start = before.range.start;
    }
    characters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = names(&Analyzer::embedded(), text).into_iter().collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn villages_that_no_dictionary_has_are_names_and_villagers_are_none() {
        check("申请公开莘岭村宅基地批准面积和村民建房审批登记表", &["莘岭村"]);
        check("清岗社区2019年困难群众救助资金", &["清岗社区"]);
        check("赤坭镇象坝小学招生地段", &["象坝小学", "赤坭镇"]);
        check("莘塘村和大塘村的账目", &["大塘村", "莘塘村"]);
        check("道路养护的预算", &[]);
    }
}
