//! A document's text, taken apart as far as its form tells: parts, articles, paragraphs.

use std::collections::HashSet;

/// One line of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Paragraph<'a> {
    /// The heading of a chapter or section: 第一章　总则.
    Heading(&'a str),
    /// An article of a regulation: its number (第二十条), whether this is the first one of that number, and its text.
    Article {
        /// The number, which is also the name of its place on the page.
        number: &'a str,
        /// Whether the page has no earlier article of this number.
        first: bool,
        /// The text behind the number.
        text: &'a str,
    },
    /// Anything else.
    Plain(&'a str),
}

/// The longest heading of a chapter, in characters; a longer line is a sentence that begins with a chapter.
const HEADING_CHARS_MAX: usize = 40;

/// The paragraphs of a text that has one a line.
pub(super) fn paragraphs(body: &str) -> Vec<Paragraph<'_>> {
    let mut seen = HashSet::new();
    body.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| match numbered(line) {
            Some((number, '条', behind)) if behind.starts_with([' ', '\u{3000}', '\t', '【', '（', '(']) => {
                Paragraph::Article { number, first: seen.insert(number), text: behind.trim_start() }
            }
            Some((_, '章' | '节' | '编', behind))
                if behind.is_empty()
                    || behind.starts_with([' ', '\u{3000}', '\t']) && line.chars().count() <= HEADING_CHARS_MAX =>
            {
                Paragraph::Heading(line)
            }
            _ => Paragraph::Plain(line),
        })
        .collect()
}

/// The number that a line begins with, as 第二十条: the whole of it, its last character, and what is behind it.
fn numbered(line: &str) -> Option<(&str, char, &str)> {
    let digits = line.strip_prefix('第')?;
    let behind = digits.trim_start_matches(|c: char| c.is_ascii_digit() || "〇零一二三四五六七八九十百千".contains(c));
    let unit = behind.chars().next().filter(|_| behind.len() < digits.len())?;
    let behind = behind.strip_prefix(unit)?;
    Some((line.strip_suffix(behind)?, unit, behind))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(body: &str, expected: &Expect) {
        let lines: Vec<String> = paragraphs(body).iter().map(|paragraph| format!("{paragraph:?}")).collect();
        expected.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn chapters_and_articles_are_told_from_other_lines() {
        check(
            "第一章　总则\n\n　　第一条　为规范老人助餐，制定本办法。\n第20条 本办法自印发之日起施行。",
            &expect![[r#"
                Heading("第一章\u{3000}总则")
                Article { number: "第一条", first: true, text: "为规范老人助餐，制定本办法。" }
                Article { number: "第20条", first: true, text: "本办法自印发之日起施行。" }"#]],
        );
    }

    #[test]
    fn a_line_that_only_mentions_an_article_is_no_article() {
        check(
            "第二十条规定的情形除外。\n第三章规定了程序\n第条 空\n第十二届会议",
            &expect![[r#"
            Plain("第二十条规定的情形除外。")
            Plain("第三章规定了程序")
            Plain("第条 空")
            Plain("第十二届会议")"#]],
        );
    }

    #[test]
    fn only_the_first_article_of_a_number_names_a_place() {
        check(
            "第一条 甲\n第一条 乙",
            &expect![[r#"
            Article { number: "第一条", first: true, text: "甲" }
            Article { number: "第一条", first: false, text: "乙" }"#]],
        );
    }
}
