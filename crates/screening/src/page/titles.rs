//! Whether a page's own title and headings are its article's.

use std::collections::HashSet;
use std::ops::Range;

use gongkai_analysis::Normalized;

use crate::finding::{Finding, Place, Rule};
use crate::markup::decoded;

/// How alike two titles must be to be the same: the share of the article's title, in a hundred of its pairs of characters.
const LIKENESS_PERCENT_MIN: usize = 50;

/// The titles of one page: where they stand, in bytes.
#[derive(Debug, Default)]
pub(super) struct Titles {
    /// `<title>`.
    pub(super) title: Option<Range<usize>>,
    /// What the page's `ArticleTitle` says.
    pub(super) article: Option<Range<usize>>,
    /// Each `<h1>`, as its pieces of text.
    pub(super) headings: Vec<Vec<Range<usize>>>,
}

impl Titles {
    /// The title, if it is another one than the article's; and the first heading, if no heading is the article's. Portals
    /// use headings for other things too.
    pub(super) fn mismatches(&self, html: &str) -> Vec<Finding> {
        let Some(article) = &self.article else { return Vec::new() };
        let named = characters(html, std::slice::from_ref(article));
        let mut findings = Vec::new();
        if let Some(title) = &self.title
            && !is_alike(&characters(html, std::slice::from_ref(title)), &named)
        {
            findings.push(mismatch(html, title.clone(), "title"));
        }
        let is_articles = |heading: &Vec<Range<usize>>| is_alike(&characters(html, heading), &named);
        if let Some(first) = self.headings.iter().flatten().next()
            && !self.headings.iter().any(is_articles)
        {
            findings.push(mismatch(html, first.clone(), "heading"));
        }
        findings
    }
}

fn mismatch(html: &str, span: Range<usize>, what: &str) -> Finding {
    let why = format!("the page's {what} is another one than its ArticleTitle");
    Finding::new(Rule::TitleMismatch, Place::Page, html, span, false, why)
}

fn characters(html: &str, spans: &[Range<usize>]) -> Vec<char> {
    let text: String = spans.iter().filter_map(|span| html.get(span.clone())).collect();
    Normalized::new(&decoded(&text)).text().chars().filter(|c| c.is_alphanumeric()).collect()
}

fn is_alike(shown: &[char], named: &[char]) -> bool {
    let pairs: HashSet<&[char]> = shown.windows(2).collect();
    let (total, same) = (named.windows(2).count(), named.windows(2).filter(|pair| pairs.contains(pair)).count());
    same * 100 >= total * LIKENESS_PERCENT_MIN
}
