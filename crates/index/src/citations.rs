//! What a document is worth by itself: how often its work is cited by others, and how old it is. The law that two hundred
//! decrees name is more likely meant than a decree that says the same words.
//!
//! A work is a document without the article that its title may end with: the articles of a law are documents of one work.
//! Works are known by what their titles say, without 中华人民共和国, which citations leave out.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use gongkai_analysis::Normalized;
use gongkai_document::Document;
use sha2::{Digest, Sha256};
use tantivy::{DocId, Score, Searcher};

use crate::error::IndexError;
use crate::schema::{CITES, PUBLISHED, WORK};
use crate::stored::title_key;

/// What comes before the name of a law and is left out where it is cited.
const STATE: &str = "中华人民共和国";

/// The shortest name that is taken for a work's, in letters and Han characters: 水法, without its book marks 《》.
const NAME_CHARS_MIN: usize = 2;
/// The longest one.
const NAME_CHARS_MAX: usize = 80;
/// How many works one document is held to cite; a compilation that lists thousands says nothing by it.
const CITED_MAX: usize = 200;

/// How much the natural logarithm of the citing works adds to the score of a text. Questions to statutes gain 2.5 points of
/// nDCG@10 and scenarios 2; short queries, which are titles remembered, are left alone.
const AUTHORITY: f32 = 0.08;

/// How much of its score an old document loses against the newest one. Questions to statutes gain a third of a point, with
/// twice as much half of one, and scenarios lose as much.
const STALENESS: f32 = 0.05;
/// The age from which a document is old, in days: thirty years.
const OLD_DAYS: f32 = 30.0 * 365.25;
/// How old a document without a date is held to be, as a share of that.
const AGE_UNKNOWN: f32 = 0.5;

/// The key of the work that a document with this title is, or is an article of.
pub(crate) fn work(title: &str) -> Option<u64> {
    key(without_article(Normalized::new(title).text()))
}

/// The keys of the works that a document names in book marks, each once and not its own.
pub(crate) fn cited(document: &Document) -> Vec<u64> {
    let own = work(&document.title);
    let mut seen = HashSet::new();
    let named = names(&document.title).chain(names(&document.body)).filter_map(key);
    named.filter(|cited| Some(*cited) != own && seen.insert(*cited)).take(CITED_MAX).collect()
}

/// What stands in book marks. Of marks within marks the outer ones hold the name.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, behind) = rest.split_once('《')?;
        let mut open = 1usize;
        for (at, c) in behind.char_indices().take(NAME_CHARS_MAX) {
            match c {
                '《' => open += 1,
                '》' => open -= 1,
                _ => {}
            }
            if open == 0 {
                rest = behind.get(at..).unwrap_or_default();
                return behind.get(..at);
            }
        }
        // Never closed: go on behind the mark.
        rest = behind;
        Some("")
    })
}

/// A folded title without the article that it ends with.
fn without_article(title: &str) -> &str {
    let title = title.trim();
    let is_number = |c: char| "零〇一二三四五六七八九十百千之第条".contains(c) || c.is_ascii_digit();
    let name = title.trim_end_matches(is_number);
    let article = title.get(name.len()..).unwrap_or_default();
    // 第二十条 and 第二十条之一, but not the year of a budget.
    match article.find('第') {
        Some(at) if article.contains('条') => title.get(..name.len() + at).unwrap_or(title),
        _ => title,
    }
}

fn key(name: &str) -> Option<u64> {
    let name = title_key(name);
    let name = name.strip_prefix(STATE).filter(|rest| rest.chars().count() >= NAME_CHARS_MIN).unwrap_or(&name);
    name.chars().nth(NAME_CHARS_MIN - 1)?;
    Sha256::digest(name.as_bytes()).first_chunk().map(|bytes| u64::from_be_bytes(*bytes))
}

/// What the documents of a generation are worth by the works that cite theirs.
#[derive(Debug, Default, Clone)]
pub(crate) struct Authority {
    /// What the score of each document's text is multiplied with; empty when nothing is cited.
    factors: Arc<Vec<Score>>,
    /// How many works cite each document's work.
    citing: Arc<Vec<u32>>,
}

impl Authority {
    /// Counts the citations: one pass over two columns, when a generation is opened.
    pub(crate) fn find(searcher: &Searcher) -> Result<Self, IndexError> {
        let doing = || IndexError::tantivy("counting citations");
        let Some(segment) = searcher.segment_readers().first() else { return Ok(Self::default()) };
        let works = segment.fast_fields().u64(WORK).map_err(doing())?;
        let cites = segment.fast_fields().u64(CITES).map_err(doing())?;
        let known: HashSet<u64> = (0..segment.max_doc()).filter_map(|document| works.first(document)).collect();
        // A law of a hundred articles that cites another in each of them is one work that cites it.
        let mut pairs: HashSet<(u64, u64)> = HashSet::new();
        for document in 0..segment.max_doc() {
            // What has no name of its own cites for itself.
            let citing = works.first(document).unwrap_or_else(|| u64::from(document));
            let cited = cites.values_for_doc(document).filter(|cited| known.contains(cited) && *cited != citing);
            pairs.extend(cited.map(|cited| (cited, citing)));
        }
        let mut counts: HashMap<u64, u32> = HashMap::new();
        for (cited, _) in pairs {
            *counts.entry(cited).or_default() += 1;
        }
        let count = |document| works.first(document).and_then(|work| counts.get(&work)).copied().unwrap_or(0);
        let citing: Vec<u32> = (0..segment.max_doc()).map(count).collect();
        let days = segment.fast_fields().i64(PUBLISHED).map_err(doing())?;
        let newest = (0..segment.max_doc()).filter_map(|document| days.first(document)).max().unwrap_or_default();
        let age = |document| days.first(document).map(|day| newest.saturating_sub(day));
        let factors = (0..).zip(&citing).map(|(document, citing)| factor(*citing, age(document))).collect();
        Ok(Self { factors: Arc::new(factors), citing: Arc::new(citing) })
    }

    /// How many works cite the work of a document.
    pub(crate) fn citing(&self, document: DocId) -> u32 {
        self.citing.get(document as usize).copied().unwrap_or(0)
    }

    /// What documents are worth when so much of their authority counts.
    pub(crate) fn worth(&self, share: Score) -> Worth {
        Worth { factors: Arc::clone(&self.factors), share: share.max(0.0) }
    }

    /// What the score of a document's text is multiplied with; `share` from 0 to 1 says how much of its authority counts.
    pub(crate) fn factor(&self, document: DocId, share: Score) -> Score {
        self.worth(share).of(document)
    }
}

/// What a document is worth that so many works cite, and that is so many days older than the newest one.
#[expect(clippy::cast_precision_loss, reason = "counts of works and days are small")]
fn factor(citing: u32, age_days: Option<i64>) -> Score {
    let age = age_days.map_or(AGE_UNKNOWN, |days| (days as Score / OLD_DAYS).clamp(0.0, 1.0));
    (1.0 + AUTHORITY * (citing as Score).ln_1p()) * (1.0 - STALENESS * age)
}

/// What each document is worth in one search.
#[derive(Debug, Clone)]
pub(crate) struct Worth {
    factors: Arc<Vec<Score>>,
    share: Score,
}

impl Worth {
    /// Multiplies the scores of `documents` with what they are worth.
    pub(crate) fn multiply(&self, documents: &[DocId], scores: &mut [Score]) {
        if self.factors.is_empty() || self.share <= 0.0 {
            return;
        }
        for (document, score) in documents.iter().zip(scores) {
            *score *= self.of(*document);
        }
    }

    fn of(&self, document: DocId) -> Score {
        1.0 + self.share * (self.factors.get(document as usize).copied().unwrap_or(1.0) - 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_of_its_law_and_a_law_is_cited_without_the_state() {
        let law = work("中华人民共和国民法典").unwrap();
        for title in
            ["民法典", "《民法典》", "中华人民共和国民法典第一千零八十七条", "民法典第20条之一", "民法典 第五条"]
        {
            assert_eq!(work(title), Some(law), "{title}");
        }
        assert_ne!(work("花都区2020年度预算"), work("花都区2021年度预算"));
        assert_ne!(work("第三条道路"), None);
        assert_eq!((work(""), work("《》")), (None, None));
    }

    #[test]
    fn what_stands_in_book_marks_is_cited_once_and_never_the_work_itself() {
        let id = gongkai_document::DocumentId::from_post("nfcms", 1);
        let text = "根据《中华人民共和国水法》《水法》和《关于适用《水法》的解释》制定《助餐办法》。《没有关上";
        let document = Document::new(id, "助餐办法第一条", text);
        assert_eq!(cited(&document), [work("水法").unwrap(), work("关于适用《水法》的解释").unwrap()]);
    }

    #[test]
    fn worth_grows_slowly_and_only_as_far_as_it_counts() {
        let factors =
            [factor(0, Some(0)), factor(1, Some(0)), factor(53, Some(0)), factor(0, Some(40_000)), factor(0, None)];
        let factors = Arc::new(factors.to_vec());
        let shown = |share, document| format!("{:.2}", Worth { factors: Arc::clone(&factors), share }.of(document));
        assert_eq!([0, 1, 2, 3, 4].map(|document| shown(1.0, document)), ["1.00", "1.06", "1.32", "0.95", "0.98"]);
        assert_eq!(shown(1.0, 9), "1.00");
        assert_eq!((shown(0.0, 2), shown(0.5, 2)), ("1.00".to_owned(), "1.16".to_owned()));
    }
}
