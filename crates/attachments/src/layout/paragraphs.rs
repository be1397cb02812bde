//! From lines to paragraphs. Pages know no paragraphs: the edges of their text tell them.

use std::mem;

use super::Line;
use crate::text::Lines;

/// Adds the lines of all pages as paragraphs, without page numbers and marks of scanning programs.
pub(crate) fn push_paragraphs(mut pages: Vec<Vec<Line>>, lines: &mut Lines) {
    let count = pages.len();
    for page in &mut pages {
        drop_furniture(page, count);
    }
    let mut edges = Edges::of(pages.iter().flatten());
    let mut paragraph = String::new();
    let mut last: Option<(Line, bool)> = None;
    for page in pages {
        // Sheets that lie across, and the two sides of a leaf, have edges of their own.
        if page.len() >= TELLING_LINES {
            edges = Edges::of(page.iter());
        }
        for (index, line) in page.into_iter().enumerate() {
            let goes_on = last.as_ref().is_some_and(|(last, is_full)| {
                *is_full && edges.is_flush(&line) && (index == 0 || last.is_above(&line)) && last.is_like(&line)
            });
            if !goes_on {
                lines.push(&mem::take(&mut paragraph));
            } else if ends_latin(&paragraph) && line.text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
                paragraph.push(' ');
            }
            paragraph.push_str(line.text.trim());
            let is_full = edges.is_full(&line);
            last = Some((line, is_full));
        }
        if lines.is_full() {
            return;
        }
    }
    lines.push(&paragraph);
}

fn ends_latin(text: &str) -> bool {
    text.ends_with(|c: char| c.is_ascii_alphabetic() || c == ',')
}

/// What programs for scanning write onto each page.
const SCANNER_MARKS: &[&str] = &["扫描全能王", "CamScanner"];

fn drop_furniture(page: &mut Vec<Line>, pages: usize) {
    page.retain(|line| !SCANNER_MARKS.iter().any(|mark| line.text.contains(mark)));
    if page.last().is_some_and(|line| is_page_number(&line.text, pages)) {
        page.pop();
    }
    if page.first().is_some_and(|line| is_page_number(&line.text, pages)) {
        page.remove(0);
    }
}

/// `— 3 —`, `第3页`, `第 3 页 共 9 页`, `3/9`, or a bare number that may be the page's.
fn is_page_number(text: &str, pages: usize) -> bool {
    let is_dash = |c: char| matches!(c, '-' | '—' | '–' | '－' | '―' | '─' | '·' | '~');
    let narrow = |c: char| match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        c => c,
    };
    let text: String = text.chars().filter(|c| !c.is_whitespace()).map(narrow).collect();
    let bare = text.trim_matches(is_dash);
    if bare.chars().count() > 12 || !bare.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    if bare.len() < text.len() || bare.contains('页') {
        return bare.chars().all(|c| c.is_ascii_digit() || matches!(c, '第' | '页' | '共' | '/' | ',' | '，'));
    }
    match bare.split_once('/') {
        Some((page, all)) => all.parse() == Ok(pages) && page.parse::<usize>().is_ok_and(|page| page <= pages),
        None => bare.parse::<usize>().is_ok_and(|page| (1..=pages).contains(&page)),
    }
}

impl Line {
    /// Whether `next` follows at the distance of lines of one paragraph: an official letter has 1.8 sizes (GB/T 9704).
    fn is_above(&self, next: &Self) -> bool {
        self.base - next.base < 2.6 * next.size
    }

    fn is_like(&self, next: &Self) -> bool {
        self.turns == next.turns && (self.size - next.size).abs() < 0.2 * next.size
    }

    fn is_prose(&self) -> bool {
        !self.text.contains('\t')
    }
}

/// Where lines begin and end when they are full.
#[derive(Debug, Clone, Copy)]
struct Edges {
    left: f32,
    right: f32,
}

/// A page of fewer lines may have none that begins or ends at the edge.
const TELLING_LINES: usize = 8;

/// Text narrower than this, in sizes, is a list or a title: an official letter has 28 characters a line (GB/T 9704).
const PROSE_WIDTH: f32 = 12.0;

/// How many lines must share an edge before it counts, where there are that many: a table may be wider than the text.
const EDGE_LINES: usize = 2;

impl Edges {
    fn of<'a>(lines: impl Iterator<Item = &'a Line>) -> Self {
        let prose = lines.filter(|line| line.is_prose());
        let (mut starts, mut ends): (Vec<f32>, Vec<f32>) = prose.map(|line| (line.start, line.end)).unzip();
        starts.sort_by(f32::total_cmp);
        ends.sort_by(|a, b| b.total_cmp(a));
        Self { left: shared(&starts), right: shared(&ends) }
    }

    /// Whether a line begins at the edge, so that it may go on with a paragraph: others are indented or centred.
    fn is_flush(self, line: &Line) -> bool {
        line.is_prose() && line.start < self.left + 0.6 * line.size
    }

    /// Whether a line is full, so that its paragraph may go on: at most a character and a half is free.
    fn is_full(self, line: &Line) -> bool {
        let is_wide = self.right - self.left > PROSE_WIDTH * line.size;
        line.is_prose() && is_wide && line.end > self.right - 1.6 * line.size
    }
}

/// The outermost edge that some lines share.
fn shared(edges: &[f32]) -> f32 {
    let mut pairs = edges.windows(EDGE_LINES);
    let pair = pairs.find(|pair| pair.first().zip(pair.last()).is_some_and(|(a, b)| (a - b).abs() < 1.0));
    pair.and_then(|pair| pair.first()).or(edges.first()).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_are_told_from_text() {
        for number in ["— 3 —", "-１２-", "第 3 页", "第3页 共 9 页", "3/9", "7", "· 2 ·"] {
            assert!(is_page_number(number, 9), "{number}");
        }
        for text in ["2020", "12", "—", "3/8", "第三条", "2020年8月10日", "-第3条-", "", "1234567890123"] {
            assert!(!is_page_number(text, 9), "{text}");
        }
    }

    /// A line from `start` to `end` in characters of ten points.
    fn line(start: f32, end: f32, base: f32, text: &str) -> Line {
        Line { turns: 0, start: 10.0 * start, end: 10.0 * end, base, size: 10.0, text: text.to_owned() }
    }

    #[test]
    fn a_page_that_lies_across_does_not_hide_the_edges_of_the_others() {
        let upright = |page: &str| -> Vec<Line> {
            let height = |row: usize| 800.0 - 18.0 * f32::from(u16::try_from(row).unwrap());
            (0..9).map(|row| line(if row % 3 == 0 { 2.0 } else { 0.0 }, 30.0, height(row), page)).collect()
        };
        let mut across: Vec<Line> = upright("乙");
        for line in &mut across {
            line.end += 200.0;
        }
        let mut lines = Lines::new(1000);
        push_paragraphs(vec![upright("甲"), across, upright("丙")], &mut lines);
        let text = lines.finish(crate::Format::Pdf).text;
        assert_eq!(text, "甲甲甲\n甲甲甲\n甲甲甲\n乙乙乙\n乙乙乙\n乙乙乙\n丙丙丙\n丙丙丙\n丙丙丙");
    }
}
