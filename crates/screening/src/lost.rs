//! Characters lost on the way: question marks where a character stood, and text read in a wrong charset.

use crate::finding::{Finding, Rule};
use crate::passage::{Passage, is_han};

/// What UTF-8 looks like once it was taken for GBK, and what is left when that was saved: 人民政府 and 信息 misread, and the
/// replacement character misread.
const MISREAD: &[&str] = &["锟斤拷", "鏀垮簻", "淇℃伅", "鍏紑", "烫烫烫"];

/// A text with more than this is named once a kind.
pub(crate) fn find(passage: &Passage<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(start) = passage.text.find('\u{FFFD}') {
        let count = passage.text.matches('\u{FFFD}').count();
        let why = format!("{count} characters could not be decoded");
        findings.push(passage.finding(Rule::LostCharacters, start..start + '\u{FFFD}'.len_utf8(), false, why));
    }
    for misread in MISREAD {
        if let Some(start) = passage.text.find(misread) {
            let why = "text was read in a wrong charset".to_owned();
            findings.push(passage.finding(Rule::LostCharacters, start..start + misread.len(), false, why));
        }
    }
    findings.extend(question_marks(passage));
    findings
}

/// `??` in front of or behind a Chinese character, as a charset without it leaves; people write `？`, or one `?`.
fn question_marks(passage: &Passage<'_>) -> Option<Finding> {
    let start = passage.text.match_indices("??").map(|(at, _)| at).find(|at| {
        let around = [passage.before(*at), passage.after(at + 2).chars().next()];
        let [before, after] = around;
        after.is_some_and(|c| is_han(c) || c.is_ascii_digit()) && before.is_none_or(|c| c != '?')
    })?;
    let why = "question marks stand where characters were".to_owned();
    Some(passage.finding(Rule::LostCharacters, start..start + 2, false, why))
}

#[cfg(test)]
mod tests {
    use crate::{Rule, screen_text};

    #[track_caller]
    fn found(text: &str) -> Vec<String> {
        let findings = screen_text(text);
        assert!(findings.iter().all(|finding| finding.rule == Rule::LostCharacters && !finding.is_grave()));
        findings.into_iter().map(|finding| finding.matched).collect()
    }

    #[test]
    fn lost_characters_are_told() {
        assert_eq!(found("(??2019年度报告"), ["??"]);
        assert_eq!(found("信息公\u{FFFD}\u{FFFD}年度报告"), ["\u{FFFD}"]);
        assert_eq!(found("鏀垮簻工作"), ["鏀垮簻"]);
    }

    #[test]
    fn questions_are_not() {
        assert_eq!(found("何时办理？？请问?谢谢"), [""; 0]);
        assert_eq!(found("怎么办????"), [""; 0]);
        assert_eq!(found("是否可以??"), [""; 0]);
    }
}
