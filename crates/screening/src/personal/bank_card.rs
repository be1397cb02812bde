//! Bank cards: 16 to 19 digits with an issuer's prefix and the check digit of ISO/IEC 7812-1 (Luhn).

use super::digits::{Gap, Joined};
use super::labels::Label;
use super::{Numbers, Suspect};
use crate::finding::Rule;

/// The prefix of 银联, of nearly every card that Chinese banks give to persons (JR/T 0008).
const UNIONPAY: &[u8] = &[6, 2];

/// Prefixes of older debit cards of Chinese banks, of Visa, Mastercard and JCB. Accounts and files have such numbers too, so
/// these count behind a card's label only.
const OTHER_ISSUERS: &[&[u8]] =
    &[&[9, 5, 5], &[6, 0], &[6, 8], &[6, 9], &[4], &[5, 1], &[5, 2], &[5, 3], &[5, 4], &[5, 5], &[3, 5]];

pub(super) fn find(numbers: &mut Numbers<'_>) -> Vec<Suspect> {
    numbers.find(|joined, label, is_free| {
        let is_number = is_free && (16..=19).contains(&joined.values.len()) && !joined.runs_on();
        if !is_number || !is_written_like_a_card(joined) {
            return None;
        }
        let is_unionpay = joined.values.starts_with(UNIONPAY);
        let is_other = OTHER_ISSUERS.iter().any(|prefix| joined.values.starts_with(prefix));
        let why = match (label, is_right(joined.values)) {
            (Some(Label::Card), true) if is_unionpay || is_other => "a bank card by its label, prefix and check digit",
            (Some(Label::Card), false) if is_unionpay => {
                "a bank card by its label and prefix; the check digit is wrong"
            }
            (Some(Label::CreditCode | Label::Code), _) => return None,
            (_, true) if is_unionpay => "a bank card: prefix and check digit are right",
            _ => return None,
        };
        Some(Suspect { rule: Rule::BankCard, span: joined.span(), grave: true, why })
    })
}

/// In one piece, in fours, or cut once by a line's end.
fn is_written_like_a_card(joined: Joined<'_>) -> bool {
    let lengths = joined.lengths();
    let Some((last, fours)) = lengths.split_last() else { return false };
    let in_fours = fours.len() > 2 && fours.iter().all(|length| *length == 4) && *last <= 7;
    let by_issuer = matches!(lengths.as_slice(), [_] | [6, _]);
    in_fours || by_issuer || lengths.len() == 2 && joined.gaps().all(|gap| gap == Gap::Line)
}

/// Luhn's check: from the right, every second digit doubled, the digits of all add up to a multiple of ten.
fn is_right(values: &[u8]) -> bool {
    let digit = |(index, value): (usize, &u8)| match (index % 2, u32::from(*value)) {
        (0, value) => value,
        (_, value) => value * 2 / 10 + value * 2 % 10,
    };
    values.iter().rev().enumerate().map(digit).sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standards_own_example_is_right_and_one_wrong_digit_is_seen() {
        let mut values = [7, 9, 9, 2, 7, 3, 9, 8, 7, 1, 3];
        assert!(is_right(&values));
        for index in 0..values.len() {
            values[index] = (values[index] + 1) % 10;
            assert!(!is_right(&values), "{index}");
            values[index] = (values[index] + 9) % 10;
        }
    }
}
