//! A query with its short forms written out: 低保标准 is 最低生活保障标准 as well.
//!
//! The index knows nothing of short forms; a query looks for both, and says so. A short form in quotation marks is left as
//! it is, which is how a reader takes the expansion back.

use gongkai_analysis::{Analyzer, FULL_FORMS_MAX, ShortForms};
use gongkai_query::Expansion;

/// How many short forms of one query are written out; a pasted request has many, and its own words are enough.
const EXPANSIONS_MAX: usize = 4;

/// The short forms of a query, written out.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Expansions {
    /// Each short form with each of its full forms.
    pub(crate) shown: Vec<Expansion>,
    /// The query's text with all short forms written out, once for each choice of full forms.
    pub(crate) texts: Vec<String>,
}

impl Expansions {
    /// Finds the short forms in a query's text.
    pub(crate) fn find(text: &str, forms: &ShortForms, analyzer: &Analyzer) -> Self {
        let mut found = forms.find(text, &analyzer.words(text));
        // Who types both forms has written it out already.
        found.retain(|(_, full)| !full.iter().any(|full| text.contains(full)));
        found.truncate(EXPANSIONS_MAX);
        let mut expansions = Self::default();
        for (range, full) in &found {
            let from = text.get(range.clone()).unwrap_or_default();
            let new = |to: &String| Expansion { from: from.to_owned(), to: to.clone() };
            let known = expansions.shown.iter().any(|shown| shown.from == from);
            expansions.shown.extend(full.iter().filter(|_| !known).map(new));
        }
        for choice in 0..FULL_FORMS_MAX {
            let mut written = text.to_owned();
            // From the end, so that the ranges before stay right.
            for (range, full) in found.iter().rev() {
                if let Some(full) = full.get(choice).or(full.last()) {
                    written.replace_range(range.clone(), full);
                }
            }
            if written != text && !expansions.texts.contains(&written) {
                expansions.texts.push(written);
            }
        }
        expansions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(Expansions::find(text, ShortForms::embedded(), &Analyzer::embedded()).texts, expected, "{text}");
    }

    #[test]
    fn short_forms_are_written_out_and_the_rest_stays() {
        check("低保标准", &["最低生活保障标准"]);
        check("花都区人大常委会 法援", &["花都区人民代表大会常务委员会 法律援助"]);
        check("社保法", &["社会保险法", "社会保障法"]);
        check("花都区社保局", &["花都区社会保险局", "花都区社会保障局"]);
    }

    #[test]
    fn what_is_no_short_form_or_is_written_out_stays() {
        check("老人助餐补贴", &[]);
        check("低保（最低生活保障）", &[]);
        check("", &[]);
    }

    #[test]
    fn each_short_form_is_shown_once_with_all_its_forms() {
        let shown: Vec<String> = Expansions::find("医保 医保", ShortForms::embedded(), &Analyzer::embedded())
            .shown
            .iter()
            .map(|expansion| format!("{}={}", expansion.from, expansion.to))
            .collect();
        assert_eq!(shown, ["医保=医疗保险", "医保=医疗保障"]);
    }
}
