//! Every group of digits in a text, and which groups may be one number that somebody wrote with gaps.

use std::ops::Range;

/// The longest number that is looked for: a bank card's.
pub(crate) const NUMBER_DIGITS_MAX: usize = 19;

/// The shortest run of Chinese numerals that is read as digits: a mobile's. Shorter ones are words.
const CHINESE_DIGITS_MIN: usize = 11;

/// The widest gap within one number, in characters: a line's end with the next line's indent.
const GAP_CHARS_MAX: usize = 6;

/// The most digits that a mask leaves at a number's end: what stands behind stars begins no other number.
pub(crate) const KEPT_TAIL_MAX: usize = 4;

/// What stands in the middle of masked numbers.
pub(crate) const STAR: char = '*';

/// What stands between a group and the one before it, when both may be parts of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Blanks only.
    Blank,
    /// Blanks with a line's end.
    Line,
    /// A hyphen, a dot in the middle or a closing bracket, with or without blanks.
    Mark,
}

/// Digits that stand together.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    /// Where they stand, in bytes.
    pub(crate) span: Range<usize>,
    /// Which of the text's digits they are.
    values: Range<usize>,
    /// Whether a letter, an underscore or a decimal point stands directly before: a code or a fraction rather than a number.
    pub(crate) is_glued: bool,
    /// Whether a mask left them at a number's end.
    pub(crate) is_tail: bool,
    /// Whether something stands directly behind that makes them part of something else.
    pub(crate) runs_on: bool,
    /// The gap before, when the group before may belong to the same number.
    pub(crate) gap: Option<Gap>,
    /// Where an X behind them ends, when nothing runs on behind it.
    pub(crate) x_end: Option<usize>,
}

impl Group {
    /// How many digits.
    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }
}

/// All groups of a text.
#[derive(Debug, Default)]
pub(crate) struct Digits {
    values: Vec<u8>,
    groups: Vec<Group>,
}

/// Several groups read as one number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Joined<'d> {
    /// Its groups, at least one.
    pub(crate) groups: &'d [Group],
    /// Its digits, 0 to 9.
    pub(crate) values: &'d [u8],
}

impl Joined<'_> {
    /// The bytes from the first digit to the last.
    pub(crate) fn span(&self) -> Range<usize> {
        let start = self.groups.first().map_or(0, |group| group.span.start);
        start..self.groups.last().map_or(start, |group| group.span.end)
    }

    /// The lengths of its groups.
    pub(crate) fn lengths(&self) -> Vec<usize> {
        self.groups.iter().map(Group::len).collect()
    }

    /// Whether something runs on behind the last digit.
    pub(crate) fn runs_on(&self) -> bool {
        self.groups.last().is_none_or(|group| group.runs_on)
    }

    /// The gaps within it.
    pub(crate) fn gaps(&self) -> impl Iterator<Item = Gap> {
        self.groups.iter().skip(1).filter_map(|group| group.gap)
    }
}

impl Digits {
    /// Reads the digits of `text`: half and full width, mathematical, Chinese.
    pub(crate) fn new(text: &str) -> Self {
        let mut digits = Self::default();
        let mut at = 0;
        while let Some((start, script)) = next_digit(text, at) {
            at = digits.take_group(text, start, script);
        }
        digits
    }

    /// The groups in order.
    pub(crate) fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// What the groups from `first` on may be as one number: with one group, with two, …; at most
    /// [`NUMBER_DIGITS_MAX`] digits, so that a text costs its length only.
    pub(crate) fn joined(&self, first: usize) -> impl Iterator<Item = Joined<'_>> {
        let groups = self.groups.get(first..).unwrap_or_default();
        let chained = 1 + groups.iter().skip(1).take(NUMBER_DIGITS_MAX).take_while(|group| group.gap.is_some()).count();
        let begin = groups.first().map_or(0, |group| group.values.start);
        let joined = (1..=chained).filter_map(move |count| {
            let groups = groups.get(..count)?;
            Some(Joined { groups, values: self.values.get(begin..groups.last()?.values.end)? })
        });
        joined.take_while(|joined| joined.values.len() <= NUMBER_DIGITS_MAX)
    }

    /// Reads the group that begins at `start`; where to go on.
    fn take_group(&mut self, text: &str, start: usize, script: Script) -> usize {
        let first = self.values.len();
        let mut end = start;
        for (at, c) in text.get(start..).unwrap_or_default().char_indices() {
            match digit(c) {
                Some((value, other)) if other == script => {
                    self.values.push(value);
                    end = start + at + c.len_utf8();
                }
                None if is_zero_width(c) => {}
                _ => break,
            }
        }
        let values = first..self.values.len();
        if script == Script::Chinese && values.len() < CHINESE_DIGITS_MIN {
            self.values.truncate(first);
            return end;
        }
        let before = text.get(..start).unwrap_or_default();
        let behind = text.get(end..).unwrap_or_default();
        let previous = before.chars().next_back();
        let gap = self.groups.last().and_then(|last| gap(text.get(last.span.end..start)?));
        let is_tail = self.ends_a_masked_number(text, start, values.len(), gap);
        self.groups.push(Group {
            span: start..end,
            values,
            is_glued: previous.is_some_and(|c| is_glue(c, before)),
            is_tail,
            runs_on: runs_on(behind),
            gap,
            x_end: x_behind(behind).map(|bytes| end + bytes),
        });
        end
    }

    /// Whether the group is what a mask left at a number's end: few digits, with nothing but gaps between them and a star.
    fn ends_a_masked_number(&self, text: &str, start: usize, len: usize, gap_before: Option<Gap>) -> bool {
        let (mut from, mut kept) = (start, len);
        let mut linked = gap_before.is_some();
        for group in self.groups.iter().rev().take(KEPT_TAIL_MAX) {
            if !linked || !group.is_tail || kept + group.len() > KEPT_TAIL_MAX {
                break;
            }
            kept += group.len();
            from = group.span.start;
            linked = group.gap.is_some();
        }
        let before = text.get(..from).unwrap_or_default().trim_end_matches(|c| kind_of_gap(c).is_some());
        let near = from - before.len() <= GAP_CHARS_MAX * STAR_DISTANCE_BYTES;
        kept <= KEPT_TAIL_MAX && near && before.ends_with([STAR, '＊'])
    }
}

/// The longest character of a gap, in bytes.
const STAR_DISTANCE_BYTES: usize = 3;

/// A way to write digits; a number is written in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Arabic,
    Chinese,
}

/// The value of a digit in any width, or of a Chinese numeral.
pub(crate) fn digit_value(c: char) -> Option<u8> {
    digit(c).map(|(value, _)| value)
}

fn digit(c: char) -> Option<(u8, Script)> {
    let from = |zero: char| u8::try_from(u32::from(c) - u32::from(zero)).ok();
    match c {
        '0'..='9' => Some((from('0')?, Script::Arabic)),
        '０'..='９' => Some((from('０')?, Script::Arabic)),
        '\u{1D7CE}'..='\u{1D7FF}' => Some((from('\u{1D7CE}')? % 10, Script::Arabic)),
        '〇' | '零' | '○' => Some((0, Script::Chinese)),
        '一' | '壹' => Some((1, Script::Chinese)),
        '二' | '贰' => Some((2, Script::Chinese)),
        '三' | '叁' => Some((3, Script::Chinese)),
        '四' | '肆' => Some((4, Script::Chinese)),
        '五' | '伍' => Some((5, Script::Chinese)),
        '六' | '陆' => Some((6, Script::Chinese)),
        '七' | '柒' => Some((7, Script::Chinese)),
        '八' | '捌' => Some((8, Script::Chinese)),
        '九' | '玖' => Some((9, Script::Chinese)),
        _ => None,
    }
}

fn next_digit(text: &str, from: usize) -> Option<(usize, Script)> {
    let mut chars = text.get(from..)?.char_indices();
    chars.find_map(|(at, c)| digit(c).map(|(_, script)| (from + at, script)))
}

/// Latin letters of any width.
pub(crate) fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

/// The letter X and what is typed for it: other widths, the sign of multiplication, Greek and Cyrillic, the Roman ten.
pub(crate) fn is_x(c: char) -> bool {
    matches!(c, 'x' | 'X' | 'ｘ' | 'Ｘ' | '×' | '✕' | '╳' | 'Χ' | 'χ' | 'Х' | 'х' | 'Ⅹ' | 'ⅹ')
}

fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

/// Whether `c`, which `before` ends with, makes the digits behind it a part of a code or a fraction.
fn is_glue(c: char, before: &str) -> bool {
    let is_point = || c == '.' && before.chars().nth_back(1).is_some_and(|c| digit(c).is_some());
    // paperId=180…: a parameter of an address.
    let is_parameter = || c == '=' && before.chars().nth_back(1).is_some_and(is_letter);
    c == '_' || is_letter(c) || is_point() || is_parameter()
}

fn runs_on(behind: &str) -> bool {
    let mut chars = behind.chars();
    match chars.next() {
        Some(STAR | '＊') => true,
        Some('.') => chars.next().is_some_and(|c| digit(c).is_some()),
        Some(c) => is_letter(c) || digit(c).is_some_and(|(_, script)| script == Script::Arabic),
        None => false,
    }
}

/// Where an X that ends the number ends: directly behind the digits, or behind a gap.
fn x_behind(behind: &str) -> Option<usize> {
    let mut gap_chars = 0;
    let x_at = behind.char_indices().find(|(_, c)| {
        gap_chars += 1;
        gap_chars > GAP_CHARS_MAX || kind_of_gap(*c).is_none() && !is_zero_width(*c)
    });
    let (at, x) = x_at.filter(|(_, c)| is_x(*c))?;
    let end = at + x.len_utf8();
    let after = behind.get(end..)?.chars().next();
    let ends = after.is_none_or(|c| !is_letter(c) && digit(c).is_none_or(|(_, script)| script == Script::Chinese));
    (ends && after != Some(STAR)).then_some(end)
}

fn kind_of_gap(c: char) -> Option<Gap> {
    match c {
        '\n' | '\r' | '\u{2028}' => Some(Gap::Line),
        '-' | '－' | '‐' | '‑' | '–' | '—' | '·' | '•' | ')' | '）' => Some(Gap::Mark),
        c if c.is_whitespace() => Some(Gap::Blank),
        _ => None,
    }
}

/// What `between` is, when it may stand within one number.
fn gap(between: &str) -> Option<Gap> {
    let (mut marks, mut has_line) = (0, false);
    for (index, c) in between.chars().filter(|c| !is_zero_width(*c)).enumerate() {
        match kind_of_gap(c).filter(|_| index < GAP_CHARS_MAX)? {
            Gap::Mark => marks += 1,
            Gap::Line => has_line = true,
            Gap::Blank => {}
        }
    }
    match (marks, has_line) {
        (0, true) => Some(Gap::Line),
        (0, false) => Some(Gap::Blank),
        (1, _) => Some(Gap::Mark),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(text: &str) -> Vec<String> {
        let digits = Digits::new(text);
        let mut longest = Vec::new();
        let mut first = 0;
        while first < digits.groups().len() {
            let joined = digits.joined(first).last().unwrap();
            longest.push(joined.values.iter().map(|value| char::from(b'0' + value)).collect());
            first += joined.groups.len();
        }
        longest
    }

    #[test]
    fn digits_of_any_kind_are_read_and_gaps_joined() {
        assert_eq!(groups("１２ 34-56\n  78、９"), ["12345678", "9"]);
        assert_eq!(groups("一二三四五六七八九〇一，二〇二〇年"), ["12345678901"]);
        assert_eq!(groups("1\u{200B}2  \u{3000}3--4"), ["123", "4"]);
    }

    #[test]
    fn a_fraction_or_a_code_is_told_from_a_number_and_a_column_is_not() {
        let glued = |text: &str| Digits::new(text).groups.iter().map(|group| group.is_glued).collect::<Vec<_>>();
        assert_eq!(glued("113.14"), [false, true]);
        assert_eq!(glued("t12_34,56，78"), [true, true, false, false]);
    }

    #[test]
    fn each_group_is_read_as_at_most_nineteen_numbers_however_long_the_text() {
        for piece in ["1 ", "12-", "1\u{200B} ", "12345678901234567890 "] {
            let digits = Digits::new(&piece.repeat(5_000));
            let read: usize = (0..digits.groups().len()).map(|first| digits.joined(first).count()).sum();
            assert_eq!(digits.groups().len(), 5_000, "{piece:?}");
            assert!(read <= 5_000 * NUMBER_DIGITS_MAX, "{piece:?}: {read}");
        }
    }

    #[test]
    fn what_a_mask_left_begins_no_number() {
        let tails = |text: &str| Digits::new(text).groups.iter().map(|group| group.is_tail).collect::<Vec<_>>();
        assert_eq!(tails("44****1234 13800138000"), [false, true, false]);
        assert_eq!(tails("4 * 2 3 4 5 6"), [false, true, true, true, true, false]);
        assert_eq!(tails("44****12345678901"), [false, false]);
    }
}
