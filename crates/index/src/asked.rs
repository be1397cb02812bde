//! Which of the things that a query asks for stand in a text.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use gongkai_analysis::Normalized;

use crate::clauses::Clauses;
use crate::highlight::cuts_latin;

/// The words and phrases of a query, numbered.
#[derive(Default)]
pub(crate) struct Asked {
    matcher: Option<AhoCorasick>,
    /// Which thing each pattern of the matcher is.
    things: Vec<usize>,
    count: usize,
}

impl Asked {
    /// What `clauses` ask for.
    pub(crate) fn new(clauses: &Clauses) -> Self {
        let (mut patterns, mut things, mut count) = (Vec::new(), Vec::new(), 0);
        for group in clauses.groups.iter().chain(&clauses.phrases) {
            // As it is written, and as it reads: 第二十条 and 第20条.
            let mut ways = vec![joined(&group.text)];
            ways.extend(group.word.as_deref().map(joined));
            ways.extend(group.also.iter().map(|also| joined(&also.text)));
            ways.retain(|way| way.chars().any(char::is_alphanumeric));
            ways.dedup();
            if !ways.is_empty() {
                things.extend(ways.iter().map(|_| count));
                patterns.extend(ways);
                count += 1;
            }
        }
        // A set of plain texts is refused only when it is too large, and a query is bounded.
        let matcher = AhoCorasick::new(&patterns).ok().filter(|_| !patterns.is_empty());
        Self { matcher, things, count }
    }

    /// How many things there are.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// The numbers of the things that stand in `text`.
    pub(crate) fn found_in(&self, text: &str) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let Some(matcher) = self.matcher.as_ref().filter(|_| !text.is_empty()) else { return found };
        let text = joined(text);
        for place in matcher.find_overlapping_iter(&text) {
            let thing = self.things.get(place.pattern().as_usize()).copied();
            found.extend(thing.filter(|_| !cuts_latin(&text, place.range())));
            if found.len() == self.count {
                break;
            }
        }
        found
    }
}

/// `text` folded, and without the blanks beside Chinese characters: pages of a file break a line within a word.
fn joined(text: &str) -> String {
    let normalized = Normalized::new(text);
    let mut joined = String::with_capacity(normalized.text().len());
    let mut rest = normalized.text().chars().peekable();
    while let Some(c) = rest.next() {
        let is_run = |c: Option<&char>| c.is_some_and(char::is_ascii_alphanumeric);
        let parts_runs = is_run(joined.chars().next_back().as_ref()) && is_run(rest.peek());
        if c != ' ' || parts_runs {
            joined.push(c);
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use gongkai_analysis::Analyzer;
    use gongkai_query::ParsedQuery;

    use super::*;

    #[track_caller]
    fn check(query: &str, text: &str, expected: &Expect) {
        let asked = Asked::new(&Clauses::new(
            &ParsedQuery::read(query),
            Some(gongkai_analysis::ShortForms::embedded()),
            &Analyzer::embedded(),
        ));
        expected.assert_eq(&format!("{:?} of {}", asked.found_in(text), asked.count()));
    }

    #[test]
    fn words_are_found_across_the_lines_of_a_page_and_in_any_form() {
        check("老人助餐 补贴", "老人\n助餐的補貼", &expect!["{0, 1} of 2"]);
        check("老人助餐 补贴", "补助 名单", &expect!["{} of 2"]);
        check("第二十条", "见第20条", &expect!["{0} of 1"]);
        check("低保", "最低生活保障标准", &expect!["{0} of 1"]);
        check("花府办[2020]12号", "依据花府办〔2020〕12 号", &expect!["{0} of 1"]);
    }

    #[test]
    fn a_number_within_a_number_is_another_one() {
        check("2020", "12020 元", &expect!["{} of 1"]);
        check("12 345", "12 345", &expect!["{0, 1} of 2"]);
    }

    #[test]
    fn phrases_count_as_things_and_nothing_asked_is_nothing_found() {
        check("\"补贴标准\" 助餐", "助餐的标准", &expect!["{0} of 2"]);
        check("", "助餐的标准", &expect!["{} of 0"]);
    }
}
