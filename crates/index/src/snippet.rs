//! The part of a text that answers a query best.

use std::ops::Range;

use crate::highlight::{Highlighter, Marked, to_html};

/// How long a snippet is, in characters: two or three lines on a page.
const SNIPPET_CHARS: usize = 120;
/// How far before its first mark a snippet may begin, to begin with a sentence.
const LEAD_CHARS: usize = 30;
/// How much of a text is looked at, in bytes. Beyond it a document is too long for its end to be shown first.
const TEXT_BYTES_MAX: usize = 256 * 1024;

/// The best part of `text` as HTML, its marks set, with … where it was cut.
pub(crate) fn snippet_html(highlighter: &Highlighter, text: &str) -> String {
    let text = head(text, TEXT_BYTES_MAX);
    let range = best_window(text, &highlighter.places(text));
    let shown = text.get(range.clone()).unwrap_or_default();
    let inside = highlighter.marks(shown);
    let before = if range.start > 0 { "…" } else { "" };
    let behind = if range.end < text.trim_end().len() { "…" } else { "" };
    format!("{before}{}{behind}", to_html(shown, &inside))
}

/// The window with the most different and longest marks: the earliest such place, begun as late as it can be.
fn best_window(text: &str, marks: &[Marked]) -> Range<usize> {
    let mut best_value = 0;
    let mut best = window_from(text, 0);
    let mut earliest_end = best.end;
    // For each pattern the last window that counted it: a mark more, as zero is none.
    let patterns = marks.iter().map(|mark| mark.pattern + 1).max().unwrap_or_default();
    let mut counted_in: Vec<usize> = vec![0; patterns];
    for (index, mark) in marks.iter().enumerate() {
        let window = window_from(text, sentence_start(text, mark.range.start));
        let mut is_new = |mark: &&Marked| match counted_in.get_mut(mark.pattern) {
            Some(last) => std::mem::replace(last, index + 1) != index + 1,
            None => false,
        };
        let inside = marks.iter().skip(index).take_while(|mark| mark.range.end <= window.end);
        let value: usize = inside.filter(|mark| is_new(mark)).map(|mark| mark.chars * mark.chars).sum();
        if value > best_value {
            earliest_end = window.end;
        }
        if value > best_value || (value == best_value && window.start < earliest_end) {
            (best_value, best) = (value, window);
        }
    }
    best
}

fn window_from(text: &str, start: usize) -> Range<usize> {
    let rest = text.get(start..).unwrap_or_default();
    let length = rest.char_indices().nth(SNIPPET_CHARS).map_or(rest.len(), |(at, _)| at);
    start..start + length
}

/// The start of the sentence around `at`, or the furthest start that is allowed.
fn sentence_start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let mut start = at;
    for (index, c) in before.char_indices().rev().take(LEAD_CHARS) {
        if matches!(c, '。' | '；' | '！' | '？' | '\n') {
            break;
        }
        start = index;
    }
    start
}

/// The beginning of `text`, whole characters of at most `bytes_max`.
pub(crate) fn head(text: &str, bytes_max: usize) -> &str {
    if text.len() <= bytes_max {
        return text;
    }
    (0..=bytes_max).rev().find_map(|at| text.get(..at)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use gongkai_analysis::Analyzer;
    use gongkai_query::ParsedQuery;
    use proptest::prelude::*;

    use super::*;
    use crate::clauses::Clauses;

    fn snippet(query: &str, text: &str) -> String {
        let (query, analyzer) = (ParsedQuery::read(query), Analyzer::embedded());
        snippet_html(
            &Highlighter::new(
                &query,
                &Clauses::new(&query, Some(gongkai_analysis::ShortForms::embedded()), &analyzer),
                &analyzer,
            ),
            text,
        )
    }

    #[test]
    fn the_sentence_that_answers_is_shown() {
        let text = format!(
            "{}\n第十条 老人助餐补贴每餐三元。\n{}",
            "本办法所称助餐，是指为老人供餐。".repeat(20),
            "附则。".repeat(60)
        );
        let shown = snippet("老人助餐补贴", &text);
        expect!["…第十条 <mark>老人助餐补贴</mark>每餐三元。 附则。附则。附则。附则。附则。附则。附则"]
            .assert_eq(&shown.chars().take(50).collect::<String>());
    }

    #[test]
    fn without_a_mark_the_beginning_is_shown() {
        assert_eq!(snippet("河长", "关于老人助餐的通知"), "关于老人助餐的通知");
    }

    proptest! {
        #[test]
        fn any_text_can_be_cut(query in "\\PC{0,8}", text in "[\\PC\n。老人😀]{0,300}") {
            snippet(&query, &text);
        }
    }
}
