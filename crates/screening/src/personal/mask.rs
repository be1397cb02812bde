//! Masking: stars for what gives a person away, everything else to the byte as it was.
//!
//! The shapes are those that offices were told to use (an order of 永安市 of January 2023, one of several with the same): an
//! identity number keeps its first two and last three characters (`35*************123`), a mobile its first three and last
//! four (`138****1234`), an address its township. Of a card the last four stay, fewer than the first six and last four that
//! PCI DSS 3.4 allows to be shown, since nobody needs to know the bank. One star stands for one character; blanks,
//! hyphens and lines' ends within a number stay.

use std::ops::Range;

use super::digits::{STAR, digit_value, is_letter, is_x};
use super::{address, telephone};
use crate::finding::{Finding, Rule};

/// `text` with the data of persons masked that `findings` name; they are findings in this very text.
///
/// Findings of other rules, and spans that are none of this text's, change nothing.
///
/// ```
/// use gongkai_screening::{mask, personal_data};
///
/// // A region that never was and a birth date to come: the number is nobody's.
/// let text = "身份证号：449999 20400101 0012，电话：138 0013 8000";
/// assert_eq!(mask(text, &personal_data(text)), "身份证号：44**** ******** *012，电话：138 **** 8000");
/// ```
pub fn mask(text: &str, findings: &[Finding]) -> String {
    let personal = findings.iter().filter(|finding| finding.rule.is_personal());
    let hidden = hidden(text, personal.map(|finding| (finding.rule, finding.span.clone())));
    Masked::new(text, &hidden).text
}

/// The bytes that `found` hides: spans of one character each, in order, none twice.
pub(super) fn hidden(text: &str, found: impl Iterator<Item = (Rule, Range<usize>)>) -> Vec<Range<usize>> {
    let mut hidden = Vec::new();
    for (rule, span) in found {
        let start = span.start;
        let Some(found) = text.get(span) else { continue };
        let at = |(at, c): (usize, char)| start + at..start + at + c.len_utf8();
        hidden.extend(hidden_chars(rule, found).into_iter().map(at));
    }
    hidden.sort_by_key(|span: &Range<usize>| span.start);
    hidden.dedup();
    hidden
}

fn hidden_chars(rule: Rule, found: &str) -> Vec<(usize, char)> {
    let chars = |is_part: fn(char) -> bool| found.char_indices().filter(|(_, c)| is_part(*c)).collect::<Vec<_>>();
    let number = |c| digit_value(c).is_some() || is_letter(c) || is_x(c);
    match rule {
        Rule::IdentityNumber => between(chars(number), 2, 3),
        Rule::IdentityDocument => between(chars(number), 1, 2),
        Rule::BankCard => between(chars(number), 0, 4),
        Rule::Telephone => telephone_digits(found),
        Rule::VehiclePlate => between(chars(char::is_alphanumeric), 2, 1),
        Rule::EmailAddress => {
            let local = found.find(['@', '＠']).unwrap_or(found.len());
            let kept = usize::from(found.chars().nth(1).is_some_and(|c| !matches!(c, '@' | '＠')));
            found.char_indices().skip(kept).take_while(|(at, _)| *at < local).collect()
        }
        Rule::PersonalName => between(chars(|c| c != STAR), 1, 0),
        Rule::HomeAddress => {
            let kept = address::kept_bytes(found);
            found.char_indices().filter(|(at, c)| *at >= kept && !c.is_whitespace()).collect()
        }
        _ => Vec::new(),
    }
}

/// All but the first and the last so many.
fn between(mut chars: Vec<(usize, char)>, first: usize, last: usize) -> Vec<(usize, char)> {
    chars.truncate(chars.len().saturating_sub(last));
    chars.drain(..first.min(chars.len()));
    chars
}

/// The four digits before the last four of a mobile; of a fixed line all between the area's code and the last four.
fn telephone_digits(found: &str) -> Vec<(usize, char)> {
    let digits: Vec<_> = found.char_indices().filter(|(_, c)| digit_value(*c).is_some()).collect();
    let values: Vec<u8> = digits.iter().filter_map(|(_, c)| digit_value(*c)).collect();
    let first = telephone::area_code_digits(&values).unwrap_or(digits.len().saturating_sub(8));
    between(digits, first, 4)
}

/// A text with stars, and the way from the bytes of the one to those of the other.
pub(super) struct Masked<'h> {
    pub(super) text: String,
    hidden: &'h [Range<usize>],
    /// How many bytes shorter the text is behind each hidden character.
    shorter: Vec<usize>,
}

impl<'h> Masked<'h> {
    pub(super) fn new(original: &str, hidden: &'h [Range<usize>]) -> Self {
        let mut text = String::with_capacity(original.len());
        let (mut end, mut shorter) = (0, vec![0]);
        for span in hidden {
            text.push_str(original.get(end..span.start).unwrap_or_default());
            text.push(STAR);
            end = span.end;
            shorter.push(end - text.len());
        }
        text.push_str(original.get(end..).unwrap_or_default());
        Self { text, hidden, shorter }
    }

    /// Where byte `original` of the original stands in the masked text.
    pub(super) fn at(&self, original: usize) -> usize {
        let before = self.hidden.partition_point(|span| span.start < original);
        original - self.shorter.get(before).copied().unwrap_or_default()
    }

    /// What stands in the masked text for `original`.
    pub(super) fn part(&self, original: Range<usize>) -> &str {
        self.text.get(self.at(original.start)..self.at(original.end)).unwrap_or_default()
    }
}
