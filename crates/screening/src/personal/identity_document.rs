//! Numbers of passports, travel permits and officers' cards, directly behind their label.

use super::Suspect;
use super::digits::{digit_value, is_letter};
use super::labels::{Label, Labels};
use crate::finding::Rule;

/// The lengths of such numbers: nine characters of a passport, eight to eleven of a permit, seven of an old card.
const CHARS: std::ops::RangeInclusive<usize> = 7..=12;

/// Letters stand before the digits, two at most.
const LETTERS_MAX: usize = 2;

pub(super) fn find(text: &str, labels: &Labels<'_>) -> Vec<Suspect> {
    let documents = labels.all().filter(|found| found.label == Label::Document);
    let mut suspects = Vec::new();
    for found in documents {
        let behind = text.get(found.end..).unwrap_or_default();
        let value = behind.trim_start_matches(|c: char| c.is_whitespace() || "：:为是号码(（".contains(c));
        let start = text.len() - value.len();
        let end = value.find(|c: char| !is_letter(c) && digit_value(c).is_none()).unwrap_or(value.len());
        let number = value.get(..end).unwrap_or_default();
        let is_masked = value.get(end..).is_some_and(|behind| behind.starts_with(['*', '＊']));
        if !is_masked && is_number(number) {
            let why = "the number of an identity document by its label";
            suspects.push(Suspect { rule: Rule::IdentityDocument, span: start..start + end, grave: true, why });
        }
    }
    suspects
}

fn is_number(number: &str) -> bool {
    let letters = number.chars().take_while(|c| is_letter(*c)).count();
    let chars = number.chars().count();
    letters <= LETTERS_MAX && CHARS.contains(&chars) && number.chars().skip(letters).all(|c| digit_value(c).is_some())
}
