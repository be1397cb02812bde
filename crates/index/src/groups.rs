//! What a query asks a document to contain: each group is one thing, in any cut and in any of its forms.

use gongkai_analysis::{Analyzer, ShortForms, Token, TokenKind};

use crate::question_words::QUESTION_WORDS;

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
    /// Other texts that are as good as this one, such as the full form of a short one.
    pub(crate) also: Vec<Also>,
}

/// A text that satisfies a group in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Also {
    /// As a document writes it.
    pub(crate) text: String,
    /// Its bigrams, with positions.
    pub(crate) bigrams: Vec<Token>,
}

impl Group {
    /// A word that reads `word` where the query writes `text`.
    pub(crate) fn word(text: &str, word: &str, analyzer: &Analyzer) -> Self {
        let bigrams = analyzer.query_bigrams(text);
        Self { text: text.to_owned(), word: Some(word.to_owned()), bigrams, single: None, also: Vec::new() }
    }

    /// A word of a query, in each of its forms.
    fn word_in_any_form(text: &str, word: &Token, analyzer: &Analyzer) -> Self {
        let mut group = Self::word(text, &word.text, analyzer);
        if word.kind == TokenKind::Word {
            let full = ShortForms::embedded().full_forms(&word.text);
            group.also.extend(full.into_iter().map(|text| Also { bigrams: analyzer.query_bigrams(&text), text }));
        }
        group
    }

    /// A text that must stand as it is; `None` when it has nothing to look for.
    pub(crate) fn quoted(text: &str, analyzer: &Analyzer) -> Option<Self> {
        let bigrams = analyzer.query_bigrams(text);
        let single = text.chars().find(|c| c.is_alphanumeric()).filter(|_| bigrams.is_empty());
        let group = Self { text: text.to_owned(), word: None, bigrams, single, also: Vec::new() };
        (!group.bigrams.is_empty() || single.is_some()).then_some(group)
    }
}

/// What the `words` of `text` ask for.
pub(crate) fn groups(text: &str, words: &[Token], analyzer: &Analyzer) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut singles: Vec<&Token> = Vec::new();
    let mut lone: Vec<char> = Vec::new();
    let mut flush = |singles: &mut Vec<&Token>, groups: &mut Vec<Group>| {
        if let (Some(first), Some(last)) = (singles.first(), singles.last()) {
            let run = text.get(first.range.start..last.range.end).unwrap_or_default();
            if singles.len() > 1 {
                let bigrams = analyzer.query_bigrams(run);
                groups.push(Group { text: run.to_owned(), word: None, bigrams, single: None, also: Vec::new() });
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
            groups.push(Group::word_in_any_form(text.get(word.range.clone()).unwrap_or_default(), word, analyzer));
        }
    }
    flush(&mut singles, &mut groups);
    if groups.is_empty() {
        // Nothing but single characters, or nothing but how a question is put: then that is what is looked for.
        let single = |c| {
            let text = String::from(c);
            Group { word: Some(text.clone()), text, bigrams: Vec::new(), single: Some(c), also: Vec::new() }
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
