//! A query in the index's terms: what is scored, what must be there, what must not.

use std::collections::HashMap;

use gongkai_analysis::{Analyzer, Token, TokenKind, canonical_document_number, document_number_in_query};
use gongkai_query::ParsedQuery;

use crate::stored::index_number_key;

/// How many different words, and how many different bigrams, of one query are looked up. A pasted request has more; the
/// rarest ones are kept, because the others hardly weigh anything.
pub(crate) const TERMS_MAX: usize = 64;

/// Words that carry a question and not its subject; a document need not have them.
const QUESTION_WORDS: &[&str] = &[
    "如何",
    "怎么",
    "怎样",
    "怎么办",
    "什么",
    "什么样",
    "为什么",
    "为何",
    "哪里",
    "哪儿",
    "哪些",
    "哪个",
    "哪种",
    "多少",
    "多久",
    "几个",
    "是否",
    "能否",
    "可否",
    "可以",
    "能够",
    "应该",
    "需要",
    "请问",
    "咨询",
    "想问",
    "谢谢",
    "您好",
    "你好",
    "有没有",
    "是不是",
    "能不能",
    "可不可以",
    "有关",
    "关于",
    "我们",
    "他们",
    "自己",
    "这个",
    "那个",
    "现在",
    "目前",
    "一下",
    "进行",
    "以及",
    "或者",
];

/// A query taken apart for the index.
#[derive(Debug, Default)]
pub(crate) struct Clauses {
    /// The different words, with how often the query says each.
    pub(crate) words: Vec<(String, usize)>,
    /// The different bigrams, with how often the query says each.
    pub(crate) bigrams: Vec<(String, usize)>,
    /// What a document is asked to contain: each group is one thing, in any cut.
    pub(crate) groups: Vec<Group>,
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
}

/// One thing that a document is asked to contain: a word as it was cut, or its characters in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    /// As the query writes it.
    pub(crate) text: String,
    /// The word; `None` for characters that jieba does not know as one.
    pub(crate) word: Option<String>,
    /// Its bigrams, with positions.
    pub(crate) bigrams: Vec<Token>,
    /// The only character, when there is but one.
    pub(crate) single: Option<char>,
}

impl Group {
    /// A word that reads `word` where the query writes `text`.
    fn word(text: &str, word: &str, analyzer: &Analyzer) -> Self {
        let bigrams = analyzer.query_bigrams(text);
        Self { text: text.to_owned(), word: Some(word.to_owned()), bigrams, single: None }
    }

    /// A text that must stand as it is; `None` when it has nothing to look for.
    fn quoted(text: &str, analyzer: &Analyzer) -> Option<Self> {
        let bigrams = analyzer.query_bigrams(text);
        let single = text.chars().find(|c| c.is_alphanumeric()).filter(|_| bigrams.is_empty());
        (!bigrams.is_empty() || single.is_some()).then(|| Self { text: text.to_owned(), word: None, bigrams, single })
    }
}

/// A title longer than this is not typed; beyond it the whole query is no phrase to look for.
const WHOLE_CHARS_MAX: usize = 60;

impl Clauses {
    /// Takes `query` apart.
    pub(crate) fn new(query: &ParsedQuery, analyzer: &Analyzer) -> Self {
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
        let words = analyzer.words(&text);
        let bigrams = analyzer.query_bigrams(&text);
        let quoted = |text: &String| Group::quoted(text, analyzer);
        // A document seldom says its own number, so a quoted number is looked for as a number and not as a phrase.
        let is_text = |text: &&String| canonical_document_number(text).is_none();
        let number = query.document_number.clone();
        let mut groups = groups(&text, &words, analyzer);
        if let Some(number) = number.as_ref().filter(|number| !text.contains(number.as_str())) {
            groups.push(Group::word(number, number, analyzer));
        }
        Self {
            groups,
            words: counted(words.iter().chain(&phrase_words(query, analyzer))),
            bigrams: counted(&bigrams),
            phrases: query.phrases.iter().filter(is_text).filter_map(quoted).collect(),
            excluded: query.excluded.iter().filter_map(quoted).collect(),
            whole: if text.chars().count() <= WHOLE_CHARS_MAX { bigrams } else { Vec::new() },
            number: number.map(|number| (number.clone(), analyzer.query_bigrams(&number))),
            index_number: Some(index_number_key(&query.text)).filter(|key| key.chars().any(|c| c.is_ascii_digit())),
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

fn phrase_words(query: &ParsedQuery, analyzer: &Analyzer) -> Vec<Token> {
    query.phrases.iter().flat_map(|phrase| analyzer.words(phrase)).collect()
}

/// The different texts in the order of their first use, with how often each comes.
fn counted<'a>(tokens: impl IntoIterator<Item = &'a Token>) -> Vec<(String, usize)> {
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

fn groups(text: &str, words: &[Token], analyzer: &Analyzer) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut singles: Vec<&Token> = Vec::new();
    let mut lone: Vec<char> = Vec::new();
    let mut flush = |singles: &mut Vec<&Token>, groups: &mut Vec<Group>| {
        if let (Some(first), Some(last)) = (singles.first(), singles.last()) {
            let run = text.get(first.range.start..last.range.end).unwrap_or_default();
            if singles.len() > 1 {
                let bigrams = analyzer.query_bigrams(run);
                groups.push(Group { text: run.to_owned(), word: None, bigrams, single: None });
            } else {
                lone.extend(first.text.chars());
            }
        }
        singles.clear();
    };
    for word in words {
        if is_single(word) {
            if singles.last().is_some_and(|last| last.range.end != word.range.start) {
                flush(&mut singles, &mut groups);
            }
            singles.push(word);
            continue;
        }
        flush(&mut singles, &mut groups);
        let is_question = QUESTION_WORDS.contains(&word.text.as_str());
        // Of a date written out, the finest part is what was asked for.
        let is_part = word.kind == TokenKind::Date && words.iter().any(|other| is_finer(other, word));
        let is_repeated = groups.iter().any(|group: &Group| group.word.as_ref() == Some(&word.text));
        if !is_question && !is_part && !is_repeated {
            groups.push(Group::word(text.get(word.range.clone()).unwrap_or_default(), &word.text, analyzer));
        }
    }
    flush(&mut singles, &mut groups);
    if groups.is_empty() {
        // Nothing but single characters, or nothing but how a question is put: then that is what is looked for.
        let single = |c| {
            let text = String::from(c);
            Group { word: Some(text.clone()), text, bigrams: Vec::new(), single: Some(c) }
        };
        groups.extend(lone.into_iter().map(single));
        if groups.is_empty() {
            let word =
                |word: &Token| Group::word(text.get(word.range.clone()).unwrap_or_default(), &word.text, analyzer);
            groups.extend(words.iter().map(word));
        }
    }
    groups
}

fn is_single(word: &Token) -> bool {
    word.kind == TokenKind::Word && word.text.chars().nth(1).is_none()
}

fn is_finer(other: &Token, word: &Token) -> bool {
    other.kind == TokenKind::Date && other.range == word.range && other.text.len() > word.text.len()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Expect) {
        let clauses = Clauses::new(&ParsedQuery::read(text), &Analyzer::embedded());
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
    fn a_number_in_any_spelling_is_one_thing() {
        check("花府办 2020 12", &expect!["[1] 花府办〔2020〕12号(花府+府办+办+2020+12+号)"]);
        check("2020年8月", &expect!["[1] 2020年8月(2020+年+8+月)"]);
    }
}
