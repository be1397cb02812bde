//! The query language: what the text in a search box means.
//!
//! People type words; some quote a text that must stand so (`"补贴标准"`, also in Chinese quotation marks) or put `-` before
//! what they do not want (`-公示`), or name a field (`标题:预算`). Everything else is text: no character is special to an engine, and no query is wrong.

use gongkai_analysis::{document_number_in_query, document_number_series};

use crate::operators::{self, Condition, Operator};

/// The quotation marks that open a phrase, each with those that close it.
const QUOTES: &[(char, &[char])] = &[
    ('"', &['"', '＂', '”', '“']),
    ('＂', &['"', '＂']),
    ('“', &['”', '“', '"']),
    ('”', &['”', '“', '"']),
    ('「', &['」']),
    ('『', &['』']),
];

/// Whether a character quotes a phrase.
///
/// ```
/// assert!("“”「」『』".chars().all(gongkai_query::is_quotation_mark));
/// assert!(!"《》（）".chars().any(gongkai_query::is_quotation_mark));
/// ```
pub fn is_quotation_mark(c: char) -> bool {
    QUOTES.iter().any(|(open, close)| *open == c || close.contains(&c))
}

/// A query's text, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ParsedQuery {
    /// What is looked for, in the order typed, without the parts below.
    pub text: String,
    /// Texts that must occur exactly as quoted.
    pub phrases: Vec<String>,
    /// Texts that must not occur.
    pub excluded: Vec<String>,
    /// The first document number in the query, in canonical form.
    pub document_number: Option<String>,
    /// The conditions written as field operators. What a title must have is also in `text`, because it is looked for.
    pub operators: Vec<Operator>,
}

impl ParsedQuery {
    /// Reads a query; every text has a meaning.
    ///
    /// ```
    /// use gongkai_query::ParsedQuery;
    ///
    /// let query = ParsedQuery::read("花府办[2020]12号 “老人助餐” -公示");
    /// assert_eq!(query.document_number.as_deref(), Some("花府办〔2020〕12号"));
    /// assert_eq!((query.phrases, query.excluded), (vec!["老人助餐".to_owned()], vec!["公示".to_owned()]));
    /// ```
    pub fn read(text: &str) -> Self {
        let mut query = Self::default();
        let mut rest = text;
        let mut before = ' ';
        while let Some(c) = rest.chars().next() {
            let after_dash = rest.strip_prefix(['-', '－', '−']).filter(|_| before.is_whitespace());
            if let Some((phrase, behind)) = quoted(rest) {
                push(&mut query.phrases, phrase);
                // A blank, so that the words on both sides do not grow together.
                query.text.push(' ');
                (rest, before) = (behind, ' ');
            } else if let Some(unwanted) = after_dash {
                let (unwanted, behind) = quoted(unwanted).unwrap_or_else(|| word(unwanted));
                push(&mut query.excluded, unwanted);
                (rest, before) = (behind, ' ');
            } else if let Some((operator, behind)) = operator(rest).filter(|_| before.is_whitespace()) {
                if let Condition::Title(text) = &operator.condition {
                    query.text.extend([" ", text.as_str(), " "]);
                }
                query.operators.push(operator);
                (rest, before) = (behind, ' ');
            } else {
                query.text.push(c);
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
                before = c;
            }
        }
        query.text = query.text.trim().to_owned();
        query.document_number = document_number_in_query(&query.text)
            .or_else(|| query.phrases.iter().find_map(|phrase| document_number_in_query(phrase)))
            .map(|found| found.canonical)
            .or_else(|| query.operators.iter().find_map(Operator::complete_number));
        query
    }

    /// A text in which no character means anything but itself; a document number in it is still one.
    ///
    /// ```
    /// use gongkai_query::ParsedQuery;
    ///
    /// assert!(ParsedQuery::plain("请公开“老人助餐”的标准 -谢谢").phrases.is_empty());
    /// ```
    pub fn plain(text: &str) -> Self {
        let number = document_number_in_query(text).map(|found| found.canonical);
        Self { text: text.trim().to_owned(), document_number: number, ..Self::default() }
    }

    /// The start that the recognised document number shares with the others of its body and year; `None` without a year.
    pub fn series(&self) -> Option<&str> {
        self.document_number.as_deref().and_then(document_number_series)
    }

    /// The same query with what is quoted as words among others; `None` when nothing is quoted.
    ///
    /// ```
    /// use gongkai_query::ParsedQuery;
    ///
    /// let loose = ParsedQuery::read("从“坐等客来”到“数闯世界”").loosened();
    /// assert_eq!(loose.unwrap().text, "从 到 坐等客来 数闯世界");
    /// ```
    pub fn loosened(&self) -> Option<Self> {
        let mut loose = self.clone();
        for phrase in loose.phrases.drain(..) {
            loose.text.extend([" ", phrase.as_str()]);
        }
        (loose.phrases.len() < self.phrases.len()).then_some(loose)
    }

    /// Whether nothing is looked for or excluded: every document fits.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.phrases.is_empty() && self.excluded.is_empty() && self.operators.is_empty()
    }
}

fn push(texts: &mut Vec<String>, text: &str) {
    let text = text.trim();
    if text.chars().any(char::is_alphanumeric) {
        texts.push(text.to_owned());
    }
}

/// The quoted text that `text` begins with, and what is behind it; `None` when no quotation mark opens or it is never
/// closed.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let mut chars = text.chars();
    let opening = chars.next()?;
    let (_, closing) = QUOTES.iter().find(|(open, _)| *open == opening)?;
    let inside = chars.as_str();
    let (at, close) = inside.char_indices().find(|(_, c)| closing.contains(c))?;
    Some((inside.get(..at)?, inside.get(at + close.len_utf8()..)?))
}

/// The operator that `text` begins with, and what is behind it.
fn operator(text: &str) -> Option<(Operator, &str)> {
    let (operand, value) = operators::named(text)?;
    let (inside, behind) = quoted(value).unwrap_or_else(|| word(value));
    let condition = operand.with(inside)?;
    let written = text.strip_suffix(behind)?.trim().to_owned();
    Some((Operator { written, condition }, behind))
}

/// The text up to the next blank, and what is behind it.
fn word(text: &str) -> (&str, &str) {
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Expect) {
        let ParsedQuery { text, phrases, excluded, document_number, .. } = ParsedQuery::read(text);
        expected.assert_eq(&format!("{text:?} {phrases:?} -{excluded:?} {document_number:?}"));
    }

    #[track_caller]
    fn check_operators(text: &str, expected: &Expect) {
        let query = ParsedQuery::read(text);
        let shown: Vec<String> =
            query.operators.iter().map(|one| format!("[{}] {:?}", one.written, one.condition)).collect();
        expected.assert_eq(&format!("{:?} {:?}\n{}", query.text, query.document_number, shown.join("\n")));
    }

    #[test]
    fn a_field_and_a_value_make_a_condition() {
        check_operators(
            "标题:预算 发布机构：\"花都区 民政局\" 公开",
            &expect![[r#"
            "预算   公开" None
            [标题:预算] Title("预算")
            [发布机构："花都区 民政局"] Publisher("花都区 民政局")"#]],
        );
        check_operators(
            "文号:花府办[2020]12号 索引号:11440114/2020 日期:2020..2021",
            &expect![[r#"
            "" Some("花府办〔2020〕12号")
            [文号:花府办[2020]12号] DocumentNumber("花府办〔2020〕12号")
            [索引号:11440114/2020] IndexNumber("11440114/2020")
            [日期:2020..2021] Published { from: Some(2020-01-01), to: Some(2021-12-31) }"#]],
        );
        check_operators(
            "文号:花府办〔2020〕 标题： 决算",
            &expect![[r#"
            "决算" None
            [文号:花府办〔2020〕] DocumentNumber("花府办〔2020〕")
            [标题： 决算] Title("决算")"#]],
        );
    }

    #[test]
    fn an_unknown_field_or_a_value_that_means_nothing_is_text() {
        check_operators(
            "联系电话:12345 日期:昨天 标题: 小标题:预算",
            &expect![[r#"
            "联系电话:12345 日期:昨天  小标题:预算" None
            [标题: 小标题:预算] Title("小标题:预算")"#]],
        );
    }

    #[test]
    fn a_number_names_its_series() {
        assert_eq!(ParsedQuery::read("花府办2020年12号").series(), Some("花府办〔2020〕"));
        assert_eq!(ParsedQuery::read("国务院令746号").series(), None);
    }

    #[test]
    fn phrases_and_unwanted_words_are_taken_out() {
        check("老人助餐 \"补贴标准\" -公示", &expect![[r#""老人助餐" ["补贴标准"] -["公示"] None"#]]);
        check("“放管服”改革 -「招标 公告」办法", &expect![[r#""改革 办法" ["放管服"] -["招标 公告"] None"#]]);
    }

    #[test]
    fn a_dash_inside_a_word_is_a_dash() {
        check("covid-19 2020-08-10", &expect![[r#""covid-19 2020-08-10" [] -[] None"#]]);
    }

    #[test]
    fn what_is_not_closed_or_empty_is_only_text() {
        check("\"补贴 标准", &expect![[r#""\"补贴 标准" [] -[] None"#]]);
        check("-", &expect![[r#""" [] -[] None"#]]);
        check("\"\" -\"\"", &expect![[r#""" [] -[] None"#]]);
        check("\"花府办(2020)12号\"", &expect![[r#""" ["花府办(2020)12号"] -[] Some("花府办〔2020〕12号")"#]]);
    }

    proptest! {
        #[test]
        fn every_text_has_a_meaning(text in "[\\PC\0\n\"“”「」－ -]{0,60}") {
            let query = ParsedQuery::read(&text);
            prop_assert!(query.phrases.iter().chain(&query.excluded).all(|part| text.contains(part.as_str())));
        }
    }
}
