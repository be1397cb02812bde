//! A text with its parts that staff must see at once: data of persons, and what was read from a letter.

use std::ops::Range;

use gongkai_replies::Reading;
use gongkai_screening::personal_data;

use crate::views::shown;

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// The text, for a page.
    pub(super) text: String,
    /// What it is, when it is something.
    pub(super) mark: Option<Mark>,
}

/// Why a part of a text is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// It is data of a person, of this kind.
    Personal(&'static str),
    /// A decision was read here.
    Decision,
    /// A provision is cited here on which the letter rests.
    Basis,
    /// A word that ties two cases.
    Shared,
}

impl Mark {
    /// The class of the element.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Personal(_) => "personal",
            Self::Decision => "decision",
            Self::Basis => "basis",
            Self::Shared => "shared",
        }
    }

    /// What it is, in words.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Personal(kind) => kind,
            Self::Decision => "识别到的答复结果",
            Self::Basis => "识别到的法律依据",
            Self::Shared => "共同词语",
        }
    }
}

/// A text in parts, and how much data of persons of each kind is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Marked {
    pub(super) parts: Vec<Part>,
    pub(super) personal: Vec<(&'static str, usize)>,
}

impl Marked {
    /// The parts of `text`; `reading` is what was read from this very text.
    pub(super) fn new(text: &str, reading: Option<&Reading>) -> Self {
        let mut marks: Vec<(Range<usize>, Mark)> = Vec::new();
        let mut personal: Vec<(&'static str, usize)> = Vec::new();
        for finding in personal_data(text) {
            let kind = finding.rule.label();
            match personal.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, count)) => *count += 1,
                None => personal.push((kind, 1)),
            }
            marks.push((finding.span, Mark::Personal(kind)));
        }
        if let Some(reading) = reading {
            marks.extend(reading.outcomes.iter().map(|outcome| (outcome.span.clone(), Mark::Decision)));
            marks.extend(reading.basis().map(|citation| (citation.span.clone(), Mark::Basis)));
        }
        Self { parts: parts(text, &marks), personal }
    }

    /// The parts of `text` with the words that tie it to another one.
    pub(super) fn with_shared(text: &str, words: &[String]) -> Self {
        let mut marked = Self::new(text, None);
        let words = words.iter().filter(|word| !word.is_empty());
        let mut marks: Vec<(Range<usize>, Mark)> = words
            .flat_map(|word| text.match_indices(word.as_str()))
            .map(|(at, word)| (at..at + word.len(), Mark::Shared))
            .collect();
        let personal = personal_data(text).into_iter();
        marks.extend(personal.map(|finding| (finding.span, Mark::Personal(finding.rule.label()))));
        marked.parts = parts(text, &marks);
        marked
    }
}

/// The parts between all ends of marks; where marks lie over each other, the data of a person goes first.
fn parts(text: &str, marks: &[(Range<usize>, Mark)]) -> Vec<Part> {
    let mut ends: Vec<usize> = marks.iter().flat_map(|(span, _)| [span.start, span.end]).collect();
    ends.extend([0, text.len()]);
    ends.retain(|end| text.is_char_boundary(*end));
    ends.sort_unstable();
    ends.dedup();
    let mut parts: Vec<Part> = Vec::new();
    for (start, end) in ends.iter().zip(ends.iter().skip(1)) {
        let covering = marks.iter().filter(|(span, _)| span.start <= *start && *end <= span.end);
        let mark = covering.map(|(_, mark)| *mark).min();
        let text = text.get(*start..*end).map(lines).unwrap_or_default();
        match parts.last_mut() {
            Some(last) if last.mark == mark => last.text.push_str(&text),
            _ => parts.push(Part { text, mark }),
        }
    }
    parts
}

/// As [`shown`], with its lines.
fn lines(text: &str) -> String {
    text.split('\n').map(shown).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use gongkai_replies::read_reply;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn data_of_persons_decisions_and_provisions_are_marked_where_they_stand() {
        let text = "申请人：王小明，电话：13800138000。\n现答复如下：经检索，该政府信息不存在。根据《政府信息公开条例》第三十六条第（四）项，特此告知。";
        let marked = Marked::new(text, Some(&read_reply(text)));
        let found: Vec<String> =
            marked.parts.iter().filter_map(|part| Some(format!("{}={}", part.mark?.label(), part.text))).collect();
        expect_test::expect![[r#"
            姓名=王小明
            个人电话=13800138000
            识别到的答复结果=信息不存在
            识别到的法律依据=第三十六条第（四）项"#]]
        .assert_eq(&found.join("\n"));
        assert_eq!(marked.personal, [("姓名", 1), ("个人电话", 1)]);
    }

    proptest! {
        #[test]
        fn the_parts_are_the_text(text in "[a-z0-9花第三十六条（）\\n《》：13800138000王]{0,80}", from in 0_usize..80, length in 0_usize..40) {
            let marks = [(from..from + length, Mark::Decision), (from / 2..from + 3, Mark::Personal("姓名"))];
            let joined: String = parts(&text, &marks).into_iter().map(|part| part.text).collect();
            prop_assert_eq!(&joined, &text);
            let joined: String = Marked::new(&text, None).parts.into_iter().map(|part| part.text).collect();
            prop_assert_eq!(joined, text);
        }
    }
}
