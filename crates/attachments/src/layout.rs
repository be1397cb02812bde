//! From pieces of text with their places on a page to lines, and from lines to paragraphs. Pages know no paragraphs: their
//! edges tell them.

use std::mem;

use crate::text::Lines;

/// A piece of text and where it stands, in any unit, upwards and to the right.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    /// Quarter turns by which its page must be turned to read it.
    pub(crate) turns: u8,
    pub(crate) start: f32,
    pub(crate) end: f32,
    pub(crate) base: f32,
    pub(crate) size: f32,
    pub(crate) text: String,
}

impl Run {
    pub(crate) fn at(start: f32, base: f32, size: f32) -> Self {
        Self { turns: 0, start, end: start, base, size, text: String::new() }
    }

    /// Adds text whose widths are not known: a Chinese character is as wide as high, a Latin letter half as wide.
    pub(crate) fn push_estimated(&mut self, text: &str) {
        self.end += self.size * text.chars().map(estimated_width).sum::<f32>();
        self.text.push_str(text);
    }

    fn is_placed(&self) -> bool {
        [self.start, self.end, self.base, self.size].iter().all(|number| number.is_finite()) && self.size > 0.0
    }
}

/// In units of the font's size.
pub(crate) fn estimated_width(c: char) -> f32 {
    if u32::from(c) < 0x1100 { 0.5 } else { 1.0 }
}

/// A line of a page.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    turns: u8,
    start: f32,
    end: f32,
    base: f32,
    size: f32,
    text: String,
}

/// Base lines nearer than this, in sizes, are one line: raised figures belong to it, the next line does not.
const SAME_LINE: f32 = 0.45;

/// A gap wider than this, in sizes, is a column's; titles are set with up to one character between two.
const COLUMN_GAP: f32 = 1.8;

/// A gap wider than this, in sizes, is a space between Latin letters.
const WORD_GAP: f32 = 0.15;

/// A gap wider than this, in sizes, parts two pieces of several characters: cells of a narrow table, not single characters
/// that are spread to fill a line.
const PIECE_GAP: f32 = 0.4;

/// The lines of one page, from top to bottom.
pub(crate) fn lines_of(mut runs: Vec<Run>) -> Vec<Line> {
    runs.retain(|run| run.is_placed() && !run.text.is_empty());
    runs.sort_by(|a, b| a.turns.cmp(&b.turns).then(b.base.total_cmp(&a.base)));
    let mut lines = Vec::new();
    let mut together: Vec<Run> = Vec::new();
    for run in runs {
        let same = together.first().is_some_and(|first| {
            first.turns == run.turns && first.base - run.base <= SAME_LINE * first.size.max(run.size)
        });
        if !same {
            lines.extend(joined(mem::take(&mut together)));
        }
        together.push(run);
    }
    lines.extend(joined(together));
    lines.retain(|line| !line.text.trim().is_empty());
    lines
}

/// One line of its pieces. A piece that stands on itself is a fat one, printed twice.
fn joined(mut runs: Vec<Run>) -> Option<Line> {
    runs.sort_by(|a, b| a.start.total_cmp(&b.start));
    let size = runs.iter().map(|run| run.size).max_by(f32::total_cmp)?;
    let mut runs = runs.into_iter();
    let mut last = runs.next()?;
    let mut line =
        Line { turns: last.turns, start: last.start, end: last.end, base: last.base, size, text: last.text.clone() };
    for run in runs {
        if run.text == last.text && run.start - last.start < 0.3 * run.size {
            continue;
        }
        let gap = (run.start - line.end) / run.size.max(last.size);
        let separator = separator(gap, &last.text, &run.text);
        line.text.push_str(separator);
        line.text.push_str(&run.text);
        line.end = line.end.max(run.end);
        last = run;
    }
    Some(line)
}

fn separator(gap: f32, before: &str, after: &str) -> &'static str {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let is_long = |text: &str| text.chars().nth(1).is_some();
    if gap > COLUMN_GAP {
        "\t"
    } else if (gap > PIECE_GAP && is_long(before) && is_long(after))
        || (gap > WORD_GAP && latin(before.chars().next_back()) && latin(after.chars().next()))
    {
        " "
    } else {
        ""
    }
}

/// Adds the lines of all pages as paragraphs, without page numbers and marks of scanning programs.
pub(crate) fn push_paragraphs(mut pages: Vec<Vec<Line>>, lines: &mut Lines) {
    let count = pages.len();
    for page in &mut pages {
        drop_furniture(page, count);
    }
    let edges = Edges::of(pages.iter().flatten());
    let mut paragraph = String::new();
    let mut last: Option<Line> = None;
    for page in pages {
        let mut is_new_page = true;
        for line in page {
            if !last.as_ref().is_some_and(|last| edges.joins(last, &line, is_new_page)) {
                lines.push(&mem::take(&mut paragraph));
            } else if ends_latin(&paragraph) && line.text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
                paragraph.push(' ');
            }
            paragraph.push_str(line.text.trim());
            last = Some(line);
            is_new_page = false;
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
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let bare = text.trim_matches(is_dash);
    if bare.is_empty() || bare.chars().count() > 12 || !bare.chars().any(|c| c.is_ascii_digit()) {
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

/// Text narrower than this, in sizes, is a list or a title: an official letter has 28 characters a line (GB/T 9704).
const PROSE_WIDTH: f32 = 12.0;

/// Where the lines of a document begin and end when they are full.
struct Edges {
    left: f32,
    right: f32,
}

/// How many lines must share an edge before it counts, where there are that many: a table may be wider than the text.
const EDGE_LINES: usize = 2;

impl Edges {
    fn of<'a>(lines: impl Iterator<Item = &'a Line>) -> Self {
        let (mut starts, mut ends): (Vec<f32>, Vec<f32>) =
            lines.filter(|line| !line.text.contains('\t')).map(|line| (line.start, line.end)).unzip();
        starts.sort_by(f32::total_cmp);
        ends.sort_by(|a, b| b.total_cmp(a));
        Self { left: shared(&starts), right: shared(&ends) }
    }

    /// Whether a line goes on with the paragraph of the line before: that one is full, and this one is not indented.
    fn joins(&self, last: &Line, line: &Line, is_new_page: bool) -> bool {
        let size = line.size;
        let is_like = last.turns == line.turns && (last.size - size).abs() < 0.2 * size;
        let is_near = is_new_page || last.base - line.base < 2.6 * size;
        let is_full = last.end > self.right - 1.6 * size;
        let is_flush = line.start < self.left + 0.6 * size;
        let is_prose = !last.text.contains('\t') && !line.text.contains('\t');
        let is_wide = self.right - self.left > PROSE_WIDTH * size;
        is_like && is_near && is_full && is_flush && is_prose && is_wide
    }
}

/// The outermost edge that some lines share.
fn shared(edges: &[f32]) -> f32 {
    let mut pairs = edges.windows(EDGE_LINES);
    let pair = pairs.find(|pair| pair.first().zip(pair.last()).is_some_and(|(a, b)| (a - b).abs() < 1.0));
    pair.and_then(|pair| pair.first()).or(edges.first()).copied().unwrap_or_default()
}
