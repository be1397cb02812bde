//! The text as it is compared: folded, without blanks, with the way back to the original and with its long quotations known.

use std::ops::Range;

use gongkai_analysis::Normalized;

/// A reply is a page or two; what is longer is an annex, and its end is not read.
const TEXT_BYTES_MAX: usize = 400_000;
/// A quotation of at least so many characters cites a law or a letter; a shorter one sets off a word.
const QUOTATION_CHARS_MIN: usize = 10;
/// The longest quotation, in bytes: past it, the closing mark was left out.
const QUOTATION_BYTES_MAX: usize = 3_000;

/// A folded text in which no line break and no blank cuts a word.
#[derive(Debug)]
pub(crate) struct Flat {
    pub(crate) text: String,
    /// For each byte of the text, where its character stands in the original.
    originals: Vec<(usize, usize)>,
    /// Where a line of the original begins.
    pub(crate) line_starts: Vec<usize>,
    /// The long quotations, without their marks.
    pub(crate) quotations: Vec<Range<usize>>,
}

impl Flat {
    pub(crate) fn new(original: &str) -> Self {
        let original = original.get(..floor(original, TEXT_BYTES_MAX)).unwrap_or(original);
        let normalized = Normalized::new(original);
        let mut flat = Self {
            text: String::with_capacity(normalized.text().len()),
            originals: Vec::with_capacity(normalized.text().len()),
            line_starts: Vec::new(),
            quotations: Vec::new(),
        };
        let (mut end, mut open) = (0, None);
        for (at, c) in normalized.text().char_indices() {
            if c == ' ' {
                continue;
            }
            let place = normalized.original(at..at + c.len_utf8());
            let between = original.get(end..place.start).unwrap_or_default();
            if flat.text.is_empty() || between.contains(['\n', '\r', '\u{2028}']) {
                flat.line_starts.push(flat.text.len());
            }
            end = place.end;
            if c == '"' {
                open = flat.quote(original.get(place.clone()).unwrap_or_default(), open);
            }
            flat.text.push(c);
            flat.originals.extend(std::iter::repeat_n((place.start, place.end), c.len_utf8()));
        }
        flat
    }

    /// Meets a quotation mark at the end of the text so far; gives where the quotation under way begins.
    fn quote(&mut self, mark: &str, open: Option<usize>) -> Option<usize> {
        let (opens, closes) = (mark.starts_with(['“', '「', '『']), mark.starts_with(['”', '」', '』']));
        match open {
            None if closes => None,
            None => Some(self.text.len() + 1),
            Some(start) if opens => Some(start),
            Some(start) => {
                let quoted = self.text.get(start..).unwrap_or_default();
                if quoted.len() <= QUOTATION_BYTES_MAX && quoted.chars().count() >= QUOTATION_CHARS_MIN {
                    self.quotations.push(start..self.text.len());
                }
                None
            }
        }
    }

    /// The bytes of the original that a range of the text stands for.
    pub(crate) fn original(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.originals.get(range.start).map_or(0, |place| place.0);
        let end = range.end.checked_sub(1).and_then(|last| self.originals.get(last)).map_or(start, |place| place.1);
        start..end.max(start)
    }

    pub(crate) fn get(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    /// The long quotation around a place.
    pub(crate) fn quotation_at(&self, at: usize) -> Option<&Range<usize>> {
        let before = self.quotations.partition_point(|range| range.start <= at);
        self.quotations.get(before.checked_sub(1)?).filter(|range| range.contains(&at))
    }
}

/// The last character boundary of `text` that is at most `at`.
pub(crate) fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The end of a text, of at most so many bytes: what stands before a place and still belongs to it.
pub(crate) fn tail(text: &str, bytes: usize) -> &str {
    let from = text.len().saturating_sub(bytes);
    (from..=text.len()).find_map(|from| text.get(from..)).unwrap_or_default()
}

/// The last clause of a text, with the mark before it.
pub(crate) fn last_clause(text: &str) -> &str {
    text.rfind([',', '。', ';', ':']).and_then(|at| text.get(at..)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrapped_word_is_whole_and_knows_where_it_stands() {
        let original = "依据第三十六条第（\n五）项，特此告知";
        let flat = Flat::new(original);
        assert_eq!(flat.text, "依据第三十六条第〔五〕项,特此告知");
        let item = flat.text.find("〔五〕项").map(|start| start..start + "〔五〕项".len()).unwrap();
        assert_eq!(&original[flat.original(&item)], "（\n五）项");
        assert_eq!(flat.line_starts, [0, flat.text.find("五").unwrap()]);
    }

    #[test]
    fn only_a_long_quotation_that_ends_is_one() {
        let flat = Flat::new("危及“三安全一稳定”；规定：“由制作该政府信息的行政机关负责公开。”又称“没有结尾");
        let quoted: Vec<&str> = flat.quotations.iter().map(|range| &flat.text[range.clone()]).collect();
        assert_eq!(quoted, ["由制作该政府信息的行政机关负责公开。"]);
    }
}
