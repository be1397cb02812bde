//! Telephones of persons. A mobile belongs to a person unless its label says that an office publishes it (咨询电话, 热线); a
//! fixed line belongs to an office unless its label says that it is somebody's own (家庭电话), or it stands among the fields
//! of an applicant.

use super::digits::{Gap, Joined};
use super::labels::Label;
use super::{Numbers, Suspect};
use crate::finding::Rule;

/// The digits of a mobile without the country's code.
const MOBILE_DIGITS: usize = 11;

/// The country's code as it stands directly before a number, or as a group of its own.
const COUNTRY_CODES: &[&[u8]] = &[&[8, 6], &[0, 0, 8, 6]];

pub(super) fn find(numbers: &mut Numbers<'_>) -> Vec<Suspect> {
    let mut suspects = numbers.find(|joined, label, is_free| {
        let is_one = is_free && !joined.runs_on() && is_mobile(joined) && label.is_none_or(may_announce_a_mobile);
        let why = "a mobile number that no label calls an office's";
        is_one.then(|| Suspect { rule: Rule::Telephone, span: joined.span(), grave: false, why })
    });
    suspects.retain(|suspect| !is_end_of_a_longer_number(numbers, suspect.span.start));
    let labels = numbers.labels;
    suspects.extend(numbers.find(|joined, label, is_free| {
        let is_one = is_free && !joined.runs_on() && is_fixed_line(joined);
        let is_own = || match label? {
            Label::OwnTelephone => Some("a fixed line that its label calls a person's"),
            Label::Telephone => labels
                .is_among_applicants_fields(joined.span().start)
                .then_some("a fixed line among the fields of an applicant"),
            _ => None,
        };
        let why = is_one.then(is_own)??;
        Some(Suspect { rule: Rule::Telephone, span: joined.span(), grave: false, why })
    }));
    suspects
}

/// An account or a code of 11 digits is no telephone, and a hotline is nobody's own.
fn may_announce_a_mobile(label: Label) -> bool {
    !matches!(label, Label::Service | Label::Account | Label::Card | Label::Code | Label::CreditCode)
}

/// 2019-13800138000: the end of a file's number, unless the hyphen follows the country's code.
fn is_end_of_a_longer_number(numbers: &Numbers<'_>, start: usize) -> bool {
    let groups = numbers.digits.groups();
    let group = groups.get(groups.partition_point(|group| group.span.start < start));
    let hyphened = group.is_some_and(|group| group.gap == Some(Gap::Mark));
    let code_before = numbers.before(start).is_some_and(|group| matches!(group.len(), 2 | 4));
    hyphened && !code_before
}

fn is_mobile(joined: Joined<'_>) -> bool {
    let lengths = joined.lengths();
    let without_code = COUNTRY_CODES.iter().find_map(|code| joined.values.strip_prefix(*code));
    let (values, is_usual) = match (lengths.as_slice(), without_code) {
        ([_], Some(values)) => (values, true),
        ([11] | [3, 4, 4] | [3, 8] | [7, 4] | [3, 3, 5] | [4, 3, 4], _) => (joined.values, true),
        // Digits with blanks between all of them, as in the boxes of a form.
        (singles, _) => (joined.values, singles.iter().all(|length| *length == 1)),
    };
    is_usual && values.len() == MOBILE_DIGITS && is_mobile_prefix(values)
}

/// The ranges that the numbering plan (电信网编号计划) gives to persons' mobiles; 140, 141, 144 are for machines.
fn is_mobile_prefix(values: &[u8]) -> bool {
    match values {
        [1, 3 | 7 | 8 | 9, ..] => true,
        [1, 4, third, ..] => *third >= 5,
        [1, 5, third, ..] => *third != 4,
        [1, 6, third, ..] => matches!(third, 2 | 5 | 6 | 7),
        _ => false,
    }
}

/// How many digits of a number are the area's code: 010 and 02x have three, all others four.
pub(super) fn area_code_digits(values: &[u8]) -> Option<usize> {
    match values {
        [0, 1, 0, ..] | [0, 2, 0 | 1 | 2 | 3 | 4 | 5 | 7 | 8 | 9, ..] => Some(3),
        [0, 3..=9, ..] => Some(4),
        _ => None,
    }
}

/// An area's code and seven or eight digits that begin with 2 to 8, in one piece or parted behind the code.
fn is_fixed_line(joined: Joined<'_>) -> bool {
    let Some(code) = area_code_digits(joined.values) else { return false };
    let subscriber = joined.values.get(code..).unwrap_or_default();
    let parted_right = joined.groups.len() == 1 || joined.groups.first().is_some_and(|group| group.len() == code);
    let is_length = if code == 3 { subscriber.len() == 8 } else { matches!(subscriber.len(), 7 | 8) };
    parted_right && joined.groups.len() <= 3 && is_length && matches!(subscriber.first(), Some(2..=8))
}
