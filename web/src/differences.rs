//! What changed from one text to the next, for people to read: whole lines, and within a changed line its characters.

use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

/// How long the comparison may take; past it the rest is shown as replaced.
const TIME_MAX: Duration = Duration::from_millis(300);
/// How many unchanged lines are shown around a change.
const CONTEXT_LINES: usize = 1;
/// How many changed lines are shown; whoever needs more has both texts.
const LINES_MAX: usize = 2_000;
/// Lines that have less in common than this share are shown as one that went and one that came.
const COMMON_SHARE_MIN: f64 = 0.5;

/// One line of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    /// It stands in both.
    Same(String),
    /// It went.
    Gone(String),
    /// It came.
    New(String),
    /// It reads differently, part by part.
    Changed(Vec<Part>),
    /// So many unchanged lines are left out.
    Left(usize),
}

/// A part of a changed line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// It stands in both.
    Same(String),
    /// It went.
    Gone(String),
    /// It came.
    New(String),
}

/// The lines that changed from `old` to `new` with what stands around them; none when nothing did.
pub(crate) fn differences(old: &str, new: &str) -> Vec<Line> {
    let deadline = Instant::now() + TIME_MAX;
    let (old, new) = (lines(old), lines(new));
    let mut found = Vec::new();
    for operation in capture_diff_slices_deadline(Algorithm::Patience, &old, &new, Some(deadline)) {
        let (before, after) = (operation.old_range(), operation.new_range());
        let before = old.get(before).unwrap_or_default();
        let after = new.get(after).unwrap_or_default();
        match operation {
            DiffOp::Equal { .. } => found.extend(before.iter().map(|line| Line::Same((*line).to_owned()))),
            DiffOp::Replace { .. } if before.len() == after.len() => {
                for (before, after) in before.iter().zip(after) {
                    replaced(before, after, deadline, &mut found);
                }
            }
            DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                found.extend(before.iter().map(|line| Line::Gone((*line).to_owned())));
                found.extend(after.iter().map(|line| Line::New((*line).to_owned())));
            }
        }
    }
    shortened(found)
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// A line that took another one's place: part by part when they have enough in common.
fn replaced(old: &str, new: &str, deadline: Instant, found: &mut Vec<Line>) {
    let (before, after): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let mut parts = Vec::new();
    let mut common = 0;
    for operation in capture_diff_slices_deadline(Algorithm::Myers, &before, &after, Some(deadline)) {
        let text = |chars: Option<&[char]>| chars.unwrap_or_default().iter().collect::<String>();
        let (gone, came) = (text(before.get(operation.old_range())), text(after.get(operation.new_range())));
        if let DiffOp::Equal { len, .. } = operation {
            common += len;
            parts.push(Part::Same(gone));
            continue;
        }
        parts.extend((!gone.is_empty()).then_some(Part::Gone(gone)));
        parts.extend((!came.is_empty()).then_some(Part::New(came)));
    }
    #[expect(clippy::cast_precision_loss, reason = "lines are far shorter than what a float counts exactly")]
    let share = common as f64 / before.len().max(after.len()).max(1) as f64;
    if share < COMMON_SHARE_MIN {
        found.push(Line::Gone(old.to_owned()));
        found.push(Line::New(new.to_owned()));
    } else {
        found.push(Line::Changed(parts));
    }
}

/// The changes with their surroundings; what is far from any change is counted.
fn shortened(all: Vec<Line>) -> Vec<Line> {
    let is_change = |line: &Line| !matches!(line, Line::Same(_));
    let changes: Vec<usize> = all.iter().enumerate().filter(|(_, line)| is_change(line)).map(|(at, _)| at).collect();
    let mut near = vec![false; all.len()];
    for at in changes.iter().take(LINES_MAX) {
        let from = at.saturating_sub(CONTEXT_LINES);
        near.iter_mut().skip(from).take(at - from + CONTEXT_LINES + 1).for_each(|near| *near = true);
    }
    let mut shown = Vec::new();
    let mut left = 0;
    for (line, near) in all.into_iter().zip(near) {
        if !near {
            left += 1;
            continue;
        }
        if left > 0 {
            shown.push(Line::Left(left));
            left = 0;
        }
        shown.push(line);
    }
    if left > 0 && !shown.is_empty() {
        shown.push(Line::Left(left));
    }
    shown
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::*;

    fn written(lines: &[Line]) -> String {
        let part = |part: &Part| match part {
            Part::Same(text) => text.clone(),
            Part::Gone(text) => format!("[-{text}]"),
            Part::New(text) => format!("[+{text}]"),
        };
        let line = |line: &Line| match line {
            Line::Same(text) => format!("  {text}"),
            Line::Gone(text) => format!("- {text}"),
            Line::New(text) => format!("+ {text}"),
            Line::Changed(parts) => format!("~ {}", parts.iter().map(part).collect::<String>()),
            Line::Left(count) => format!("… {count}"),
        };
        lines.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[track_caller]
    fn check(old: &str, new: &str, expected: &Expect) {
        expected.assert_eq(&written(&differences(old, new)));
    }

    #[test]
    fn a_changed_line_shows_what_changed_in_it() {
        check(
            "第一条 甲\n第二条 乙\n第三条 补贴标准为每月100元。\n第四条 丁\n第五条 戊",
            "第一条 甲\n第二条 乙\n第三条 补贴标准为每月150元。\n第四条 丁\n第五条 戊",
            &expect![[r#"
                … 1
                  第二条 乙
                ~ 第三条 补贴标准为每月1[-0][+5]0元。
                  第四条 丁
                … 1"#]],
        );
    }

    #[test]
    fn lines_that_went_and_came_are_shown_whole() {
        check(
            "甲\n乙\n丙",
            "甲\n丙\n丁",
            &expect![[r#"
              甲
            - 乙
              丙
            + 丁"#]],
        );
        check(
            "旧的一行文字",
            "全然不同",
            &expect![[r#"
            - 旧的一行文字
            + 全然不同"#]],
        );
    }

    #[test]
    fn the_same_text_has_no_differences() {
        check("甲\n乙", "甲\n\n 乙 \n", &expect![[""]]);
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_from_their_differences(old in "([甲乙丙丁]{0,4}\n){0,8}", new in "([甲乙丙丁]{0,4}\n){0,8}") {
            let mut sides = [Vec::new(), Vec::new()];
            for line in differences(&old, &new) {
                match line {
                    Line::Gone(text) => sides[0].push(text),
                    Line::New(text) => sides[1].push(text),
                    Line::Changed(parts) => {
                        let mut both = [String::new(), String::new()];
                        for part in parts {
                            match part {
                                Part::Same(text) => both.iter_mut().for_each(|side| side.push_str(&text)),
                                Part::Gone(text) => both[0].push_str(&text),
                                Part::New(text) => both[1].push_str(&text),
                            }
                        }
                        let [before, after] = both;
                        sides[0].push(before);
                        sides[1].push(after);
                    }
                    Line::Same(_) | Line::Left(_) => {}
                }
            }
            for (side, text) in sides.iter().zip([&old, &new]) {
                let known = lines(text);
                prop_assert!(side.iter().all(|line| known.contains(&line.as_str())));
            }
            prop_assert_eq!(differences(&old, &new).is_empty(), lines(&old) == lines(&new));
        }
    }
}
