//! Where somebody lives: behind 住址 and the like, and behind 联系地址 among the fields of an applicant.

use std::ops::Range;

use super::Suspect;
use super::digits::digit_value;
use super::labels::{Label, Labels};
use crate::finding::Rule;
use crate::passage::is_han;

/// The lengths of an address, in characters.
const CHARS: Range<usize> = 4..80;

/// What a place below the township ends with.
const PLACES: &str = "号室栋楼座村路街巷弄组队屯庄寨苑园里坊花";

/// What ends the part that may stay: the township or the street's office, else the district.
const TOWNSHIPS: &[&str] = &["街道", "镇", "乡"];
const DISTRICTS: &[&str] = &["区", "县", "旗", "市"];

pub(super) fn find(text: &str, labels: &Labels<'_>) -> Vec<Suspect> {
    let mut suspects = Vec::new();
    for field in labels.fields() {
        let Some(start) = field.value else { continue };
        let announces = match field.label {
            Label::Home => true,
            Label::Address => labels.is_among_applicants_fields(start),
            _ => false,
        };
        let value = value(text.get(start..).unwrap_or_default());
        if announces && is_below_the_township(value) {
            let why = "an address in the field of a person";
            let span = start..start + value.len();
            suspects.push(Suspect { rule: Rule::HomeAddress, span, grave: false, why });
        }
    }
    suspects
}

/// The value at the beginning of `text`: up to the line's end, a mark, or the next field behind a blank.
fn value(text: &str) -> &str {
    let mut end = 0;
    for (count, (at, c)) in text.char_indices().enumerate() {
        if count == CHARS.end || matches!(c, '\n' | '\t' | '，' | ',' | '。' | '；' | ';' | '、' | '：' | ':' | '|')
        {
            break;
        }
        if c.is_whitespace() && begins_a_field(text.get(at + c.len_utf8()..).unwrap_or_default()) {
            break;
        }
        end = at + c.len_utf8();
    }
    text.get(..end).unwrap_or_default().trim_end()
}

/// Whether a word with a colon comes first, within the length of a label.
fn begins_a_field(text: &str) -> bool {
    const LABEL_CHARS_MAX: usize = 12;
    let mut word = text.trim_start_matches([' ', '\u{3000}']).chars().take(LABEL_CHARS_MAX);
    word.find(|c| c.is_whitespace() || matches!(c, '：' | ':')).is_some_and(|c| !c.is_whitespace())
}

fn is_below_the_township(value: &str) -> bool {
    let below = value.get(kept_bytes(value)..).unwrap_or_default();
    let chars = value.chars().count();
    let names_a_place = below.contains(|c| PLACES.contains(c) || digit_value(c).is_some());
    CHARS.contains(&chars) && names_a_place && !value.contains(['*', '＊'])
}

/// How much of an address stays when it is masked, in bytes: up to the township (街道, 镇, 乡), else the district; nothing
/// when more than names of places stands before that.
pub(super) fn kept_bytes(address: &str) -> usize {
    let behind =
        |endings: &[&str]| endings.iter().filter_map(|ending| address.find(ending).map(|at| at + ending.len())).min();
    let last_district =
        || DISTRICTS.iter().filter_map(|ending| address.rfind(ending).map(|at| at + ending.len())).max();
    // 某某小区 is no district: the first one behind the city is, so what follows a second is hidden as well.
    let first_district = address.find("市").and_then(|city| {
        let from = city + "市".len();
        let rest = address.get(from..)?;
        let ends = DISTRICTS.iter().filter_map(|ending| rest.find(ending).map(|at| from + at + ending.len()));
        ends.min()
    });
    let kept = behind(TOWNSHIPS).or(first_district).or_else(last_district).unwrap_or(0);
    let names_places = |c: char| is_han(c) || c.is_whitespace();
    if address.get(..kept).is_some_and(|kept| kept.chars().all(names_places)) { kept } else { 0 }
}
