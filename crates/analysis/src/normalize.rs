//! One normaliser: what readers hold to be the same text becomes the same bytes, and every byte knows where it came from.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::fold::simplified;

/// The one opening bracket that stands for every shape of it, after GB/T 9704.
pub(crate) const OPEN: char = '〔';
/// The one closing bracket.
pub(crate) const CLOSE: char = '〕';

/// A text folded for comparing, with the way back to the original.
///
/// Folded are: full and half width and other compatibility forms (NFKC, one character at a time), traditional characters,
/// case, seven shapes of brackets to 〔〕, quotation marks to `"`, white space and control characters to a blank;
/// zero-width characters are left out.
///
/// ```
/// use gongkai_analysis::Normalized;
///
/// let original = "ＡＢＣ（規定）";
/// let normalized = Normalized::new(original);
/// assert_eq!(normalized.text(), "abc〔规定〕");
/// let rule = normalized.text().find("规定").map(|start| start..start + "规定".len());
/// assert_eq!(rule.map(|range| &original[normalized.original(range)]), Some("規定"));
/// ```
#[derive(Debug, Default, Clone)]
pub struct Normalized {
    text: String,
    steps: Vec<Step>,
    original_len: usize,
}

/// From here on, normalised bytes run beside original bytes, or stand for one original character.
#[derive(Debug, Clone, Copy)]
struct Step {
    normalized: usize,
    original: usize,
    /// How many original bytes the piece stands for; `None` when the bytes run side by side.
    replaced: Option<usize>,
}

impl Normalized {
    /// Normalises `original`.
    pub fn new(original: &str) -> Self {
        let mut normalized = Self::default();
        normalized.fill(original);
        normalized
    }

    /// Normalises another text into the same memory.
    pub(crate) fn fill(&mut self, original: &str) {
        self.text.clear();
        self.steps.clear();
        self.text.reserve(original.len());
        self.original_len = original.len();
        for (at, c) in original.char_indices() {
            match normal_form(c) {
                Form::One(normal) => {
                    self.step(at, (normal.len_utf8() != c.len_utf8()).then(|| c.len_utf8()));
                    self.text.push(normal);
                }
                Form::Nothing => {}
                Form::Many => {
                    self.step(at, Some(c.len_utf8()));
                    self.text.extend(parts(c));
                }
            }
        }
    }

    fn step(&mut self, original: usize, replaced: Option<usize>) {
        let normalized = self.text.len();
        if let (None, Some(last)) = (replaced, self.steps.last())
            && last.replaced.is_none()
            && original - last.original == normalized - last.normalized
        {
            return;
        }
        self.steps.push(Step { normalized, original, replaced });
    }

    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the original that `range` of the folded text came from; whole characters, never beyond the end.
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        let start = self.original_start(range.start);
        start..self.original_end(range.end).max(start)
    }

    fn step_at(&self, normalized: usize) -> Option<Step> {
        let after = self.steps.partition_point(|step| step.normalized <= normalized);
        self.steps.get(after.checked_sub(1)?).copied()
    }

    fn original_start(&self, normalized: usize) -> usize {
        if normalized >= self.text.len() {
            return self.original_len;
        }
        match self.step_at(normalized) {
            Some(Step { original, replaced: Some(_), .. }) => original,
            Some(step) => step.original + (normalized - step.normalized),
            None => 0,
        }
    }

    fn original_end(&self, normalized: usize) -> usize {
        let Some(last) = normalized.checked_sub(1) else { return 0 };
        match self.step_at(last) {
            Some(Step { original, replaced: Some(bytes), .. }) => original + bytes,
            Some(step) => step.original + (normalized - step.normalized),
            None => 0,
        }
    }
}

/// Hands on each character of `original` as [`Normalized`] folds it, for whoever needs no way back and no memory for it.
pub fn fold_each(original: &str, mut take: impl FnMut(char)) {
    for c in original.chars() {
        match normal_form(c) {
            Form::One(normal) => take(normal),
            Form::Nothing => {}
            Form::Many => parts(c).for_each(&mut take),
        }
    }
}

/// What a character of [`Form::Many`] becomes.
fn parts(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c).nfkc().flat_map(char::to_lowercase).map(|part| match normal_form(part) {
        Form::One(normal) => normal,
        Form::Many | Form::Nothing => part,
    })
}

/// What one character becomes.
enum Form {
    /// One other character, or itself.
    One(char),
    /// Several, by NFKC.
    Many,
    /// Nothing: it has no width.
    Nothing,
}

fn normal_form(c: char) -> Form {
    match c {
        'A'..='Z' => Form::One(c.to_ascii_lowercase()),
        '\0'..=' ' | '\u{7F}' => Form::One(' '),
        '\u{3400}'..='\u{9FFF}' => Form::One(simplified(c)),
        '(' | '[' | '（' | '［' | '【' | '〔' | '〖' | '﹝' | '﹙' => Form::One(OPEN),
        ')' | ']' | '）' | '］' | '】' | '〕' | '〗' | '﹞' | '﹚' => Form::One(CLOSE),
        '“' | '”' | '„' | '‟' | '＂' | '「' | '」' | '『' | '』' | '〝' | '〞' | '﹁' | '﹂' | '﹃' | '﹄' => {
            Form::One('"')
        }
        '‘' | '’' | '‚' | '‛' => Form::One('\''),
        '!'..='~' | '、' | '。' | '《' | '》' => Form::One(c),
        '·' | '•' | '・' | '‧' | '∙' => Form::One('·'),
        '‐'..='―' | '−' | '－' => Form::One('-'),
        '○' | '◯' => Form::One('〇'),
        '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}'
        | '\u{AD}'
        | '\u{FE00}'..='\u{FE0F}' => Form::Nothing,
        '\u{FF01}'..='\u{FF5E}' => {
            // The full-width forms of ASCII lie in one block, in ASCII's order.
            char::from_u32(c as u32 - 0xFEE0).map_or(Form::One(c), |half| Form::One(half.to_ascii_lowercase()))
        }
        _ if c.is_whitespace() || c.is_control() => Form::One(' '),
        _ => by_compatibility(c),
    }
}

fn by_compatibility(c: char) -> Form {
    let mut forms = std::iter::once(c).nfkc().flat_map(char::to_lowercase);
    match (forms.next(), forms.next()) {
        (Some(one), None) if one == c => Form::One(c),
        // A compatibility form of a bracket, say, is still a bracket.
        (Some(one), None) => normal_form(one),
        _ => Form::Many,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(original: &str, expected: &Expect) {
        expected.assert_eq(Normalized::new(original).text());
    }

    #[test]
    fn spellings_of_one_text_become_one() {
        check(
            "花府办〔2020〕12号 花府办﹝2020﹞12号 花府办［2020］12号 花府办[2020]12号",
            &expect!["花府办〔2020〕12号 花府办〔2020〕12号 花府办〔2020〕12号 花府办〔2020〕12号"],
        );
        check(
            "花府办【２０２０】12號 花府办（2020）12号 花府办(2020)12号",
            &expect!["花府办〔2020〕12号 花府办〔2020〕12号 花府办〔2020〕12号"],
        );
        check("ＣＯＶＩＤ－19　“放管服”\u{200B}改革㎡①", &expect![[r#"covid-19 "放管服"改革m21"#]]);
        check("二○二○年", &expect!["二〇二〇年"]);
    }

    proptest! {
        #[test]
        fn every_range_leads_back_to_whole_characters(original in "[\\PC\u{200B}\n（）ＡＢ㈠規定ﬁ ]{0,40}", from in 0usize..60, length in 0usize..20) {
            let normalized = Normalized::new(&original);
            let boundaries: Vec<usize> = normalized.text().char_indices().map(|(at, _)| at).chain([normalized.text().len()]).collect();
            let start = boundaries[from.min(boundaries.len() - 1)];
            let end = boundaries[(from + length).min(boundaries.len() - 1)];
            let range = normalized.original(start..end);
            prop_assert!(original.get(range).is_some());
        }

        #[test]
        fn with_and_without_the_way_back_a_text_folds_alike(original in "[\\PC\u{200B}\n（）ＡＢ㈠規定ﬁ ]{0,40}") {
            let mut folded = String::new();
            fold_each(&original, |c| folded.push(c));
            let normalized = Normalized::new(&original);
            prop_assert_eq!(normalized.text(), folded);
        }

        #[test]
        fn normalising_twice_changes_nothing(original in "\\PC{0,40}") {
            let once = Normalized::new(&original).text().to_owned();
            let twice = Normalized::new(&once);
            prop_assert_eq!(twice.text(), once.as_str());
        }
    }
}
