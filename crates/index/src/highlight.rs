//! Finds what a query is about in a text as it was published, and marks it in HTML.

use std::ops::Range;

use aho_corasick::AhoCorasick;
use gongkai_analysis::{Analyzer, Normalized};
use gongkai_query::ParsedQuery;

use crate::clauses::Clauses;

/// What is marked: the words of a query, its phrases and, where a word is not there, its pairs of characters.
pub(crate) struct Highlighter {
    matcher: Option<AhoCorasick>,
}

/// A place in a text that answers the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Marked {
    /// Bytes of the original text.
    pub(crate) range: Range<usize>,
    /// Which of the query's texts it is.
    pub(crate) pattern: usize,
    /// Its length in characters of the folded text.
    pub(crate) chars: usize,
}

impl Highlighter {
    /// What `query`, taken apart into `clauses`, would mark.
    pub(crate) fn new(query: &ParsedQuery, clauses: &Clauses, analyzer: &Analyzer) -> Self {
        let folded = |text: &str| Normalized::new(text).text().to_owned();
        let mut patterns: Vec<String> = query.phrases.iter().map(|phrase| folded(phrase)).collect();
        patterns.extend(query.document_number.clone());
        for word in analyzer.words(&query.text) {
            // As it is written, and as it reads: 第二十条 and 第20条.
            patterns.push(folded(query.text.get(word.range).unwrap_or_default()));
            patterns.push(word.text);
        }
        patterns.extend(clauses.groups.iter().flat_map(|group| &group.also).map(|also| folded(&also.text)));
        // One character alone would be marked all over a text, unless nothing else is asked.
        if clauses.groups.iter().all(|group| group.single.is_none()) {
            patterns.retain(|pattern| pattern.chars().nth(1).is_some());
        }
        let pairs = clauses.groups.iter().flat_map(|group| &group.bigrams).map(|bigram| &bigram.text);
        patterns.extend(pairs.filter(|text| text.chars().count() == 2).cloned());
        patterns.retain(|pattern| pattern.chars().any(char::is_alphanumeric));
        patterns.sort();
        patterns.dedup();
        // A set of plain texts is refused only when it is too large, and a query is bounded.
        let matcher = AhoCorasick::new(&patterns).ok();
        Self { matcher: matcher.filter(|_| !patterns.is_empty()) }
    }

    /// Every place of `text` that is marked, in order; places can overlap, as pairs of characters do.
    pub(crate) fn marks(&self, text: &str) -> Vec<Marked> {
        let normalized = Normalized::new(text);
        let mut marks = self.found(normalized.text());
        for mark in &mut marks {
            mark.range = normalized.original(mark.range.clone());
        }
        marks.sort_by_key(|mark| (mark.range.start, mark.range.end));
        marks
    }

    /// Where a snippet may be taken from: the places that read as the query does without folding, and only where there are
    /// none, all of them. Folding a long text costs more than ranking it.
    pub(crate) fn places(&self, text: &str) -> Vec<Marked> {
        let mut places = self.found(text);
        if places.is_empty() {
            return self.marks(text);
        }
        places.sort_by_key(|mark| (mark.range.start, mark.range.end));
        places
    }

    fn found(&self, text: &str) -> Vec<Marked> {
        let Some(matcher) = &self.matcher else { return Vec::new() };
        let marked = |found: aho_corasick::Match| Marked {
            range: found.range(),
            pattern: found.pattern().as_usize(),
            chars: text.get(found.range()).map_or(0, |text| text.chars().count()),
        };
        let is_whole = |found: &aho_corasick::Match| !cuts_latin(text, found.range());
        matcher.find_overlapping_iter(text).filter(is_whole).map(marked).collect()
    }
}

/// Whether a match begins or ends inside a Latin word or a number: `12` is not in `2012`.
pub(crate) fn cuts_latin(text: &str, range: Range<usize>) -> bool {
    let is_run = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let matched = text.get(range.clone()).unwrap_or_default();
    let before = text.get(..range.start).and_then(|before| before.chars().next_back());
    let behind = text.get(range.end..).and_then(|behind| behind.chars().next());
    (is_run(before) && is_run(matched.chars().next())) || (is_run(behind) && is_run(matched.chars().next_back()))
}

/// `text` as HTML: escaped, with `<mark>` around the marked places; neighbouring places share one.
pub(crate) fn to_html(text: &str, marks: &[Marked]) -> String {
    let mut html = String::with_capacity(text.len() + marks.len() * 13);
    let mut at = 0;
    let mut marks = marks.iter().peekable();
    while let Some(mark) = marks.next() {
        if mark.range.start < at {
            continue;
        }
        let mut end = mark.range.end;
        while let Some(next) = marks.next_if(|next| next.range.start <= end) {
            end = end.max(next.range.end);
        }
        escape(text.get(at..mark.range.start).unwrap_or_default(), &mut html);
        html.push_str("<mark>");
        escape(text.get(mark.range.start..end).unwrap_or_default(), &mut html);
        html.push_str("</mark>");
        at = end;
    }
    escape(text.get(at..).unwrap_or_default(), &mut html);
    html
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            _ if c.is_control() || c == '\u{FEFF}' => html.push(' '),
            _ => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::*;

    fn html(query: &str, text: &str) -> String {
        let (query, analyzer) = (ParsedQuery::read(query), Analyzer::embedded());
        let highlighter = Highlighter::new(
            &query,
            &Clauses::new(&query, Some(gongkai_analysis::ShortForms::embedded()), &analyzer),
            &analyzer,
        );
        to_html(text, &highlighter.marks(text))
    }

    #[track_caller]
    fn check(query: &str, text: &str, expected: &Expect) {
        expected.assert_eq(&html(query, text));
    }

    #[test]
    fn the_original_is_marked_whatever_form_it_has() {
        check("补贴标准", "老人助餐補貼標準（２０２０）", &expect!["老人助餐<mark>補貼標準</mark>（２０２０）"]);
        check("老人助餐", "老年人助餐服务", &expect!["老年<mark>人助餐</mark>服务"]);
        check("赤磊 助餐", "赤磊村的助餐点", &expect!["<mark>赤磊</mark>村的<mark>助餐</mark>点"]);
        check("花府办 2020 12", "见花府办〔2020〕12号和2012年", &expect!["见<mark>花府办〔2020〕12号</mark>和2012年"]);
    }

    #[test]
    fn markup_in_a_document_is_text() {
        check(
            "script",
            "<script>alert('1')</script>",
            &expect!["&lt;<mark>script</mark>&gt;alert(&#39;1&#39;)&lt;/<mark>script</mark>&gt;"],
        );
    }

    proptest! {
        #[test]
        fn marks_change_nothing_but_themselves(query in "\\PC{0,12}", text in "[\\PC\n老人助餐補貼＜>&]{0,80}") {
            let plain = html(&query, &text).replace("<mark>", "").replace("</mark>", "");
            let mut escaped = String::new();
            escape(&text, &mut escaped);
            prop_assert_eq!(plain, escaped);
        }
    }
}
