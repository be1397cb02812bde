//! Short forms that documents introduce themselves: 区人力资源和社会保障局（以下简称区人社局）.

use crate::Normalized;

/// What introduces a short form.
const INTRODUCED: &str = "以下简称";

/// How many characters a short form has.
const SHORT_CHARS: std::ops::RangeInclusive<usize> = 2..=8;
/// The longest full form, in characters.
const FULL_CHARS_MAX: usize = 30;
/// How many characters a full form has more than its short form, at least.
const LONGER_BY_MIN: usize = 2;

/// What stands in a description (申请基金资助项目的人员) and in no name.
const DESCRIBING: [&str; 5] = ["的", "其他", "或者", "及其", "以及"];

/// The short forms that `text` introduces, each with what it stands for, folded.
///
/// Only those are taken whose characters stand in the full form in their order but not in a row: 《办法》 for the decree at
/// hand is no short form that anyone types, and 民法典 is found in 中华人民共和国民法典 as it is.
///
/// ```
/// let text = "由区人力资源和社会保障局（以下简称“区人社局”）会同本局（以下简称我局）办理";
/// let found = gongkai_analysis::short_forms_in(text);
/// assert_eq!(found, [("区人社局".to_owned(), "区人力资源和社会保障局".to_owned())]);
/// ```
pub fn short_forms_in(text: &str) -> Vec<(String, String)> {
    if !text.contains("简称") && !text.contains("簡稱") {
        return Vec::new();
    }
    let normalized = Normalized::new(text);
    let text = normalized.text();
    let mut found = Vec::new();
    for (at, _) in text.match_indices(INTRODUCED) {
        let before = text.get(..at).unwrap_or_default();
        let behind = text.get(at + INTRODUCED.len()..).unwrap_or_default();
        let pair = short_form(behind).and_then(|short| Some((short, full_form(before, short)?)));
        found.extend(pair.map(|(short, full)| (short.to_owned(), full.to_owned())));
    }
    found
}

fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9FFF}').contains(&c)
}

/// The short form that a text begins with.
fn short_form(behind: &str) -> Option<&str> {
    let behind = behind.trim_start_matches(|c: char| !is_han(c) && !c.is_alphanumeric());
    let behind = behind.strip_prefix('为').unwrap_or(behind);
    let behind = behind.trim_start_matches(|c: char| !is_han(c) && !c.is_alphanumeric());
    // One character more than it may have, so that a run without an end costs no more than a short one.
    let run = behind.char_indices().take(SHORT_CHARS.end() + 1).take_while(|(_, c)| is_han(*c));
    let short = behind.get(..run.last().map_or(0, |(at, c)| at + c.len_utf8()))?;
    SHORT_CHARS.contains(&short.chars().count()).then_some(short)
}

/// The end of a text that `short` stands for.
fn full_form<'t>(before: &'t str, short: &str) -> Option<&'t str> {
    let before = before.trim_end_matches(|c: char| !is_han(c) && !c.is_alphanumeric());
    let run = before.char_indices().rev().take(FULL_CHARS_MAX).take_while(|(_, c)| is_han(*c));
    let run = before.get(run.last()?.0..)?;
    let first = short.chars().next()?;
    // The last place where it can begin: what stands before belongs to the sentence.
    let full = run.rmatch_indices(first).filter_map(|(at, _)| run.get(at..)).find(|full| is_within(short, full))?;
    let (shorter, longer) = (short.chars().count(), full.chars().count());
    let is_name = !DESCRIBING.iter().any(|word| full.contains(word));
    let is_sound = (shorter + LONGER_BY_MIN..=FULL_CHARS_MAX).contains(&longer) && !full.contains(short) && is_name;
    is_sound.then_some(full)
}

/// Whether the characters of `short` stand in `full` in their order.
fn is_within(short: &str, full: &str) -> bool {
    let mut rest = full.chars();
    short.chars().all(|c| rest.any(|other| other == c))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Expect) {
        let found: Vec<String> =
            short_forms_in(text).into_iter().map(|(short, full)| format!("{short}={full}")).collect();
        expected.assert_eq(&found.join(" "));
    }

    #[test]
    fn short_forms_are_taken_from_where_they_are_introduced() {
        check("根据广州市发展和改革委员会（以下简称市发改委）的批复", &expect!["市发改委=市发展和改革委员会"]);
        check("第三次全国国土调查(以下简称“三调”)", &expect!["三调=三次全国国土调查"]);
        check("開展全國國土第三次調查（以下簡稱為“三调”）", &expect!["三调=三次调查"]);
        check("长者饭堂管理服务中心，以下简称长饭中心。", &expect!["长饭中心=长者饭堂管理服务中心"]);
    }

    #[test]
    fn a_text_without_an_end_is_looked_at_only_beside_what_introduces() {
        assert!(short_forms_in(&"以下简称".repeat(50_000)).is_empty());
    }

    #[test]
    fn what_is_no_short_form_of_its_own_is_left() {
        for text in [
            "花都区助餐管理办法（以下简称《办法》）",
            "花都区民政局（以下简称甲方）",
            "以下简称区民政局",
            "（以下简称）",
            "中华人民共和国民法典（以下简称民法典）",
            "以下简称",
            "申请基金资助项目的人员（以下简称申请人员）",
        ] {
            check(text, &expect![""]);
        }
    }
}
