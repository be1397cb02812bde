//! A document's text, taken apart as far as its form tells: parts, articles, paragraphs.

use std::collections::HashSet;

/// One line of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Paragraph<'a> {
    /// The heading of a chapter or section: 第一章　总则.
    Heading {
        /// The number, which is also the name of its place on the page; `None` where the page has had it already.
        place: Option<&'a str>,
        /// The whole line.
        text: &'a str,
    },
    /// The rows of a table, each with its cells.
    Table(Vec<Vec<&'a str>>),
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

/// A text with fewer chapters is read without a list of them.
const CHAPTERS_MIN: usize = 3;

/// The paragraphs of a text that has one a line.
pub(super) fn paragraphs(body: &str) -> Vec<Paragraph<'_>> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for line in body.lines().filter(|line| !line.trim().is_empty()) {
        let row = cells(line, matches!(found.last(), Some(Paragraph::Table(_))));
        match (row, found.last_mut()) {
            (Some(row), Some(Paragraph::Table(rows))) => rows.push(row),
            (Some(row), _) => found.push(Paragraph::Table(vec![row])),
            (None, _) => found.push(paragraph(line.trim(), &mut seen)),
        }
    }
    found
}

/// The chapters that have places on the page, when there are enough for a list of them.
pub(super) fn chapters<'a>(paragraphs: &[Paragraph<'a>]) -> Vec<(&'a str, &'a str)> {
    let chapter = |paragraph: &Paragraph<'a>| match paragraph {
        Paragraph::Heading { place: Some(place), text } => Some((*place, *text)),
        _ => None,
    };
    let found: Vec<_> = paragraphs.iter().filter_map(chapter).collect();
    if found.len() < CHAPTERS_MIN { Vec::new() } else { found }
}

/// The cells of a table's row, which the archive keeps as a line with tabs. A line whose only tab stands behind a number
/// is an article; one that has a single filled cell is a row only below another.
fn cells(line: &str, in_table: bool) -> Option<Vec<&str>> {
    let is_numbered = numbered(line.trim()).is_some();
    let row: Vec<&str> = line.trim_end_matches(['\r', '\n']).split('\t').map(str::trim).collect();
    let filled = row.iter().filter(|cell| !cell.is_empty()).count();
    (row.len() > 1 && (in_table || filled > 1) && !(is_numbered && row.len() == 2)).then_some(row)
}

fn paragraph<'a>(line: &'a str, seen: &mut HashSet<&'a str>) -> Paragraph<'a> {
    match numbered(line) {
        Some((number, '条', behind)) if behind.starts_with([' ', '\u{3000}', '\t', '【', '（', '(']) => {
            Paragraph::Article { number, first: seen.insert(number), text: behind.trim_start() }
        }
        Some((number, '章' | '节' | '编', behind))
            if behind.is_empty()
                || behind.starts_with([' ', '\u{3000}', '\t']) && line.chars().count() <= HEADING_CHARS_MAX =>
        {
            Paragraph::Heading { place: seen.insert(number).then_some(number), text: line }
        }
        _ => Paragraph::Plain(line),
    }
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
                Heading { place: Some("第一章"), text: "第一章\u{3000}总则" }
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
    fn lines_with_tabs_are_rows_of_a_table() {
        check(
            "项目\t金额（元）\n\t100\n助餐\t12\n合计　112\n第一条\t甲\n序号\t名称",
            &expect![[r#"
                Table([["项目", "金额（元）"], ["", "100"], ["助餐", "12"]])
                Plain("合计\u{3000}112")
                Article { number: "第一条", first: true, text: "甲" }
                Table([["序号", "名称"]])"#]],
        );
    }

    #[test]
    fn several_chapters_make_a_list() {
        let text = "第一章　总则\n第一条 甲\n第二章　分则\n第一节　乙\n第一节　丙\n第三章　附则";
        let list = chapters(&paragraphs(text));
        let expected = [
            ("第一章", "第一章　总则"),
            ("第二章", "第二章　分则"),
            ("第一节", "第一节　乙"),
            ("第三章", "第三章　附则"),
        ];
        assert_eq!(list, expected);
        assert_eq!(chapters(&paragraphs("第一章　总则\n第二章　分则")), []);
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
