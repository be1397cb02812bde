//! A query in the index's terms: what is scored, what must be there, what must not.

use std::collections::HashMap;

use gongkai_analysis::{Analyzer, ShortForms, Token, TokenKind, canonical_document_number, document_number_in_query};
use gongkai_query::{Expansion, ParsedQuery};

use crate::expansion::Expansions;
pub(crate) use crate::groups::Group;
use crate::groups::{Also, groups};
use crate::official::{Official, official};
use crate::ranking::is_sentence;
use crate::stored::index_number_key;

/// What titles of interpretations and news about a document say, and titles of documents do not.
const DERIVED: &[&str] = &["解读", "图解", "读懂", "看懂", "答记者问", "问答", "宣传", "起草说明", "新闻发布"];

/// How much a document that has the full form counts beside one that has the short form as typed.
pub(crate) const WRITTEN_OUT: f32 = 0.9;

/// How a query is put, which says what is wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Words in a row, as a title or a sentence has them.
    #[default]
    Statement,
    /// Words with blanks between them.
    List,
    /// A question.
    Question,
}

/// What questions end with.
const QUESTION_ENDS: &[char] = &['？', '?', '吗', '呢'];
/// What questions ask with.
const ASKING: &[&str] = &[
    "什么",
    "如何",
    "怎么",
    "怎样",
    "为何",
    "哪",
    "多少",
    "多久",
    "是否",
    "能否",
    "可否",
    "有没有",
    "是不是",
    "能不能",
];

/// A longer text with blanks is a case told without full stops.
const LIST_CHARS_MAX: usize = 40;

impl Manner {
    /// How `text` is put.
    fn of(text: &str) -> Self {
        if text.trim_end().ends_with(QUESTION_ENDS) || ASKING.iter().any(|word| text.contains(word)) {
            Self::Question
        } else if text.split_whitespace().nth(1).is_some() && text.chars().count() <= LIST_CHARS_MAX {
            Self::List
        } else {
            Self::Statement
        }
    }
}

/// A query taken apart for the index.
#[derive(Debug, Default)]
pub(crate) struct Clauses {
    /// The different words, with how often the query says each.
    pub(crate) words: Vec<(String, usize)>,
    /// The different bigrams, with how often the query says each.
    pub(crate) bigrams: Vec<(String, usize)>,
    /// What a document is asked to contain: each group is one thing, in any cut.
    pub(crate) groups: Vec<Group>,
    /// Whether the query is few words and an article is among them, as in a law and the number of its article.
    pub(crate) names_article: bool,
    /// How the query is put.
    pub(crate) manner: Manner,
    /// The texts that must stand as quoted.
    pub(crate) phrases: Vec<Group>,
    /// The texts that must not occur.
    pub(crate) excluded: Vec<Group>,
    /// The whole text as a phrase, when it is short enough to be a title.
    pub(crate) whole: Vec<Token>,
    /// The document number in canonical form, and its bigrams as other documents cite it.
    pub(crate) number: Option<(String, Vec<Token>)>,
    /// The text as an index number.
    pub(crate) index_number: Option<String>,
    /// The short forms that were recognised, with the full forms that are searched as well.
    pub(crate) expanded: Vec<Expansion>,
    /// The same query with its short forms written out, in each choice of full forms: only what is scored. A document is
    /// as good as its best reading, and one that is written out counts [`WRITTEN_OUT`] of what is typed.
    pub(crate) written_out: Vec<Clauses>,
    /// What official texts write for the query's everyday words: only what is scored.
    pub(crate) official: Vec<Official>,
    /// What the title of a text about another one says (解读, 答记者问), unless the query says such a thing itself: who types
    /// the name of a document means the document, and its interpretations come behind it.
    pub(crate) derived: Vec<Group>,
}

/// A longer query with an article in it tells of something, and does not name the article.
const NAMING_GROUPS_MAX: usize = 4;

/// A title longer than this is not typed; beyond it the whole query is no phrase to look for.
const WHOLE_CHARS_MAX: usize = 60;

impl Clauses {
    /// Takes `query` apart; `forms` are the short
    /// forms that are written out; with `None` nothing but what was typed is looked for.
    pub(crate) fn new(query: &ParsedQuery, forms: Option<&ShortForms>, analyzer: &Analyzer) -> Self {
        // However a number was written, from here on it is in canonical form.
        let found = document_number_in_query(&query.text);
        let text = match found {
            Some(found) => {
                let before = query.text.get(..found.range.start).unwrap_or_default();
                let behind = query.text.get(found.range.end..).unwrap_or_default();
                format!("{before} {} {behind}", found.canonical)
            }
            None => query.text.clone(),
        };
        let text = with_full_articles(text, analyzer);
        let has_article = analyzer.words(&text).iter().any(|word| word.kind == TokenKind::Article);
        let quoted = |text: &String| Group::quoted(text, analyzer);
        // A document seldom says its own number, so a quoted number is looked for as a number and not as a phrase.
        let is_text = |text: &&String| canonical_document_number(text).is_none();
        let number = query.document_number.clone();
        let mut clauses = Self::scored(&text, query, forms, analyzer);
        if let Some(number) = number.as_ref().filter(|number| !text.contains(number.as_str())) {
            let mut group = Group::word(number, number, analyzer);
            // What was quoted may be no number in the text it was cut from (据2015年11月).
            group.also.extend(query.phrases.iter().filter_map(|phrase| Also::new(phrase, analyzer)));
            clauses.groups.push(group);
        }
        let expansions = forms.map_or_else(Expansions::default, |forms| Expansions::find(&text, forms, analyzer));
        clauses.written_out = expansions.texts.iter().map(|text| Self::scored(text, query, forms, analyzer)).collect();
        if forms.is_some() && is_sentence(&clauses) {
            clauses.official = official(&text, analyzer);
        }
        let in_official_words = clauses.official.iter().filter_map(Official::shown);
        Self {
            phrases: query.phrases.iter().filter(is_text).filter_map(quoted).collect(),
            excluded: query.excluded.iter().filter_map(quoted).collect(),
            number: number.map(|number| (number.clone(), analyzer.query_bigrams(&number))),
            names_article: clauses.groups.len() <= NAMING_GROUPS_MAX && has_article,
            index_number: Some(index_number_key(&query.text)).filter(|key| key.chars().any(|c| c.is_ascii_digit())),
            expanded: expansions.shown.into_iter().chain(in_official_words).collect(),
            derived: derived(&text, analyzer),
            ..clauses
        }
    }

    /// What of a query is scored, read from `text`.
    fn scored(text: &str, query: &ParsedQuery, forms: Option<&ShortForms>, analyzer: &Analyzer) -> Self {
        let words = analyzer.words(text);
        let bigrams = analyzer.query_bigrams(text);
        Self {
            groups: groups(text, &words, forms, analyzer),
            manner: Manner::of(text),
            words: counted(words.iter().chain(&phrase_words(query, analyzer))),
            bigrams: counted(&bigrams),
            whole: if text.chars().count() <= WHOLE_CHARS_MAX { bigrams } else { Vec::new() },
            ..Self::default()
        }
    }

    /// How many of the groups a document must have, the strictest demand first.
    pub(crate) fn demands(&self) -> Vec<usize> {
        let all = self.groups.len();
        let mut demands = vec![all, (2 * all).div_ceil(3), all.div_ceil(3), 1.min(all)];
        demands.dedup();
        demands
    }
}

/// `text` with every article as titles and texts write it: 保险法39条 is 保险法第39条.
fn with_full_articles(mut text: String, analyzer: &Analyzer) -> String {
    for word in analyzer.words(&text).into_iter().rev().filter(|word| word.kind == TokenKind::Article) {
        if !text.get(word.range.clone()).is_some_and(|written| written.starts_with('第')) {
            text.replace_range(word.range, &word.text);
        }
    }
    text
}

/// The marks of a text about another one; none when `text` asks for such a text.
fn derived(text: &str, analyzer: &Analyzer) -> Vec<Group> {
    if text.is_empty() || DERIVED.iter().any(|mark| text.contains(mark)) {
        return Vec::new();
    }
    DERIVED.iter().filter_map(|mark| Group::quoted(mark, analyzer)).collect()
}

fn phrase_words(query: &ParsedQuery, analyzer: &Analyzer) -> Vec<Token> {
    query.phrases.iter().flat_map(|phrase| analyzer.words(phrase)).collect()
}

/// The different texts in the order of their first use, with how often each comes.
pub(crate) fn counted<'a>(tokens: impl IntoIterator<Item = &'a Token>) -> Vec<(String, usize)> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut counts: Vec<(String, usize)> = Vec::new();
    for token in tokens {
        let place = *places.entry(&token.text).or_insert(counts.len());
        match counts.get_mut(place) {
            Some((_, count)) => *count += 1,
            None => counts.push((token.text.clone(), 1)),
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Expect) {
        let clauses = Clauses::new(&ParsedQuery::read(text), Some(ShortForms::embedded()), &Analyzer::embedded());
        let shown: Vec<String> = clauses
            .groups
            .iter()
            .map(|group| {
                let bigrams: Vec<&str> = group.bigrams.iter().map(|bigram| bigram.text.as_str()).collect();
                format!("{}({})", group.word.as_deref().unwrap_or("-"), bigrams.join("+"))
            })
            .collect();
        expected.assert_eq(&format!("{:?} {}", clauses.demands(), shown.join(" ")));
    }

    #[test]
    fn a_short_query_means_all_of_it() {
        check("老人助餐 补贴", &expect!["[2, 1] 老人助餐(老人+人助+助餐) 补贴(补贴)"]);
    }

    #[test]
    fn how_a_question_is_put_need_not_be_in_the_answer() {
        check("如何申请老人助餐？", &expect!["[2, 1] 申请(申请) 老人助餐(老人+人助+助餐)"]);
        check("怎么办", &expect!["[1] 怎么办(怎么+么办)"]);
    }

    #[test]
    fn characters_that_make_no_word_are_looked_for_in_a_row() {
        check("㼆㼆村", &expect!["[1] -(㼆㼆+㼆村)"]);
        check("税", &expect!["[1] 税()"]);
    }

    #[test]
    fn an_article_in_any_spelling_is_the_same_query() {
        let clauses =
            |text| Clauses::new(&ParsedQuery::read(text), Some(ShortForms::embedded()), &Analyzer::embedded());
        let full = clauses("保险法第三十九条");
        for text in ["保险法39条", "《保险法》第39条", "保险法三十九条", "保险法 第 39 条", "保险法第（三十九）条"]
        {
            let other = clauses(text);
            assert_eq!(other.words, full.words, "{text}");
            assert_eq!(other.bigrams, full.bigrams, "{text}");
            let positions = |clauses: &Clauses| clauses.whole.iter().map(|token| token.position).collect::<Vec<_>>();
            assert_eq!(positions(&other), positions(&full), "{text}");
        }
    }

    #[test]
    fn a_short_form_is_looked_for_in_full_as_well_and_scored_in_either_form() {
        let clauses = Clauses::new(&ParsedQuery::read("低保标准"), Some(ShortForms::embedded()), &Analyzer::embedded());
        let also: Vec<&str> =
            clauses.groups.iter().flat_map(|group| &group.also).map(|also| also.text.as_str()).collect();
        assert_eq!(also, ["最低生活保障"]);
        let words: Vec<&str> =
            clauses.written_out.iter().flat_map(|one| &one.words).map(|(word, _)| word.as_str()).collect();
        assert_eq!(words, ["最低生活保障", "标准"]);
        let quoted =
            Clauses::new(&ParsedQuery::read("\"低保\"标准"), Some(ShortForms::embedded()), &Analyzer::embedded());
        assert!(quoted.written_out.is_empty() && quoted.expanded.is_empty());
    }

    #[test]
    fn who_asks_for_an_interpretation_does_not_get_it_last() {
        let derived = |text| {
            Clauses::new(&ParsedQuery::read(text), Some(ShortForms::embedded()), &Analyzer::embedded()).derived.len()
        };
        assert_eq!((derived("老人助餐办法"), derived("老人助餐办法解读"), derived("")), (DERIVED.len(), 0, 0));
    }

    #[test]
    fn a_question_is_told_from_a_list_and_from_a_title() {
        let manner =
            |text| Clauses::new(&ParsedQuery::read(text), Some(ShortForms::embedded()), &Analyzer::embedded()).manner;
        assert_eq!(manner("老人助餐补贴标准"), Manner::Statement);
        assert_eq!(manner("老人助餐 补贴"), Manner::List);
        for question in ["老人助餐如何申请", "没有户口可以申请助餐吗？", "补贴 多少"] {
            assert_eq!(manner(question), Manner::Question, "{question}");
        }
    }

    #[test]
    fn a_number_in_any_spelling_is_one_thing() {
        check("花府办 2020 12", &expect!["[1] 花府办〔2020〕12号(花府+府办+办+2020+12+号)"]);
        check("2020年8月", &expect!["[1] 2020年8月(2020+年+8+月)"]);
    }
}
