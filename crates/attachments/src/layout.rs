//! From pieces of text with their places on a page to lines, and from lines to paragraphs.

mod paragraphs;

use std::mem;

pub(crate) use paragraphs::push_paragraphs;

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
