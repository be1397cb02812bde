//! Identity numbers (公民身份号码, GB 11643-1999): region, birth date, sequence, check digit; and those of 15 digits before.

use std::ops::Range;

use super::digits::{Gap, Joined};
use super::labels::Label;
use super::{Numbers, Suspect};
use crate::finding::Rule;

/// What the first two digits may be: the provinces of GB/T 2260, and 83, which residence permits for Taiwan residents have.
/// The other four are not compared with a list: a number outlives its county.
const PROVINCES: &[u16] = &[
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63,
    64, 65, 71, 81, 82, 83,
];

/// Birth years: the oldest person with a number was born in the 1880s, and who is born by 2049 may have one. Screening has
/// no clock.
const BIRTH_YEARS: Range<u16> = 1880..2050;

/// The weights of ISO 7064 MOD 11-2 over 17 digits: the powers of two modulo 11.
const WEIGHTS: [u16; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// The check digit by the remainder; 10 is written X.
const CHECKS: [u8; 11] = [1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2];

pub(super) fn find(numbers: &mut Numbers<'_>) -> Vec<Suspect> {
    numbers.find(|joined, label, is_free| {
        let span = joined.span();
        let x_end = joined.groups.last().and_then(|group| group.x_end);
        match (joined.values.len(), x_end) {
            (17, Some(end)) => of_18_digits(joined.values, 10, label, span.start..end),
            (18, _) if !joined.runs_on() => {
                let (check, seventeen) = joined.values.split_last()?;
                of_18_digits(seventeen, *check, label, span)
            }
            (15, _) if is_free && !joined.runs_on() => of_15_digits(joined, label),
            _ => None,
        }
    })
}

fn of_18_digits(seventeen: &[u8], check: u8, label: Option<Label>, span: Range<usize>) -> Option<Suspect> {
    let (region, rest) = seventeen.split_at_checked(6)?;
    let (date, _) = rest.split_at_checked(8)?;
    let (year, month_day) = date.split_at_checked(4)?;
    let year = number(year);
    if !is_region(region) || !BIRTH_YEARS.contains(&year) || !is_date(year, month_day) {
        return None;
    }
    let why = match (is_check_digit(seventeen, check), label) {
        (true, Some(Label::CreditCode)) => return None,
        (true, _) => "an identity number: region, date and check digit are right",
        // One wrong digit of a number that its label calls one is a typing error, and the person is as easily found.
        (false, Some(Label::Identity)) => "an identity number by its label, region and date; the check digit is wrong",
        (false, _) => return None,
    };
    Some(Suspect { rule: Rule::IdentityNumber, span, grave: true, why })
}

/// Numbers of 15 digits have no check digit, so one in a hundred of any 15 digits looks like one: without its label it is
/// only told, in one piece or in the groups that people write, and under another label it is none.
fn of_15_digits(joined: Joined<'_>, label: Option<Label>) -> Option<Suspect> {
    let (region, rest) = joined.values.split_at_checked(6)?;
    let (year, rest) = rest.split_at_checked(2)?;
    let (month_day, _) = rest.split_at_checked(4)?;
    // They were given to people born in the 20th century.
    if !is_region(region) || !is_date(1900 + number(year), month_day) {
        return None;
    }
    let lengths = joined.lengths();
    let cut_once = lengths.len() == 2 && joined.gaps().all(|gap| gap == Gap::Line);
    let in_usual_groups = cut_once || matches!(lengths.as_slice(), [15] | [6, 6, 3]);
    let (grave, why) = match label {
        Some(Label::Identity) => (true, "an identity number of 15 digits by its label, region and date"),
        None | Some(Label::Applicant | Label::Name) if in_usual_groups => {
            (false, "15 digits with region and date like an identity number")
        }
        _ => return None,
    };
    Some(Suspect { rule: Rule::IdentityNumber, span: joined.span(), grave, why })
}

fn number(values: &[u8]) -> u16 {
    values.iter().fold(0, |number, value| number * 10 + u16::from(*value))
}

fn is_region(values: &[u8]) -> bool {
    values.get(..2).is_some_and(|province| PROVINCES.contains(&number(province)))
}

fn is_date(year: u16, month_day: &[u8]) -> bool {
    let Some((month, day)) = month_day.split_at_checked(2) else { return false };
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match number(month) {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&number(day))
}

fn is_check_digit(seventeen: &[u8], check: u8) -> bool {
    let sum: u16 = seventeen.iter().zip(WEIGHTS).map(|(value, weight)| u16::from(*value) * weight).sum();
    CHECKS.get(usize::from(sum % 11)) == Some(&check)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_real_ones() {
        for (year, month_day, is_real) in [
            (2000, [0, 2, 2, 9], true),
            (1900, [0, 2, 2, 9], false),
            (2039, [0, 4, 3, 1], false),
            (2039, [1, 2, 3, 1], true),
            (2039, [1, 3, 0, 1], false),
            (2039, [0, 1, 0, 0], false),
        ] {
            assert_eq!(is_date(year, &month_day), is_real, "{year} {month_day:?}");
        }
    }

    #[test]
    fn the_weights_are_the_powers_of_two_modulo_eleven() {
        for (index, weight) in WEIGHTS.iter().enumerate() {
            let power = (0..17 - index).fold(1, |power, _| power * 2 % 11);
            assert_eq!(*weight, power, "{index}");
        }
    }
}
