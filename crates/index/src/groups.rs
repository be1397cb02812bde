//! What a query asks a document to contain: each group is one thing, in any cut and in any of its forms.

use gongkai_analysis::{Analyzer, HiddenWords, Normalized, ShortForms, Token, TokenKind};

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

impl Also {
    /// `text` as another way to say something; `None` when it is too short to be looked for.
    pub(crate) fn new(text: &str, analyzer: &Analyzer) -> Option<Self> {
        let bigrams = analyzer.query_bigrams(text);
        (!bigrams.is_empty()).then(|| Self { bigrams, text: text.to_owned() })
    }
}

impl Group {
    /// A word that reads `word` where the query writes `text`.
    pub(crate) fn word(text: &str, word: &str, analyzer: &Analyzer) -> Self {
        let bigrams = analyzer.query_bigrams(text);
        Self { text: text.to_owned(), word: Some(word.to_owned()), bigrams, single: None, also: Vec::new() }
    }

    /// A word of a query, in each of its forms.
    fn word_in_any_form(text: &str, word: &Token, forms: Option<&ShortForms>, analyzer: &Analyzer) -> Self {
        let mut group = Self::word(text, &word.text, analyzer);
        if word.kind != TokenKind::Word {
            return group;
        }
        let mut also = forms.map(|forms| forms.full_forms(&word.text)).unwrap_or_default();
        if let Some(longer) = HiddenWords::embedded().longer(&word.text) {
            // 民政 is in every 人民政府; the word as it was cut is not, and neither is 民政局.
            group.bigrams.clear();
            also.extend_from_slice(longer);
        }
        group.also.extend(also.iter().filter_map(|text| Also::new(text, analyzer)));
        group
    }

    /// A text that must stand as it is; `None` when it has nothing to look for.
    pub(crate) fn quoted(text: &str, analyzer: &Analyzer) -> Option<Self> {
        let bigrams = analyzer.query_bigrams(text);
        // As documents have it: folded.
        let single = Normalized::new(text).text().chars().find(|c| c.is_alphanumeric());
        let single = single.filter(|_| bigrams.is_empty());
        let group = Self { text: text.to_owned(), word: None, bigrams, single, also: Vec::new() };
        (!group.bigrams.is_empty() || single.is_some()).then_some(group)
    }
}

/// What the `words` of `text` ask for.
pub(crate) fn groups(text: &str, words: &[Token], forms: Option<&ShortForms>, analyzer: &Analyzer) -> Vec<Group> {
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
            let written = text.get(word.range.clone()).unwrap_or_default();
            groups.push(Group::word_in_any_form(written, word, forms, analyzer));
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a document with this text has what `query` asks for, as the ranking matches groups.
    fn has(text: &str, query: &str) -> bool {
        let analyzer = Analyzer::embedded();
        let words: Vec<String> = analyzer.words(text).into_iter().map(|word| word.text).collect();
        let bigrams = analyzer.document_bigrams(text);
        let has_row = |row: &[Token]| {
            let fits = |shift: usize| {
                row.iter().all(|one| bigrams.iter().any(|b| b.text == one.text && b.position == one.position + shift))
            };
            !row.is_empty() && (0..text.chars().count()).any(fits)
        };
        groups(query, &analyzer.words(query), Some(ShortForms::embedded()), &analyzer).iter().all(|group| {
            let mut rows = std::iter::once(&group.bigrams).chain(group.also.iter().map(|also| &also.bigrams));
            group.word.as_ref().is_some_and(|word| words.contains(word)) || rows.any(|row| has_row(row))
        })
    }

    #[test]
    fn a_word_is_not_found_in_a_longer_one_that_only_has_its_characters() {
        for (word, texts) in [
            ("民政", ["花都区人民政府公告", "省人民政府令第15号", "中国人民政治协商会议", "广州市人民政府办公厅"]),
            ("大会", ["区人民代表大会会议", "全国人大常委会", "代表大会代表", "人民代表大会常务委员会"]),
            ("法人", ["行政执法人员", "执法人员名单", "违法人员", "执法人员培训"]),
            ("党组", ["基层党组织", "党组织建设", "村党组织", "党组织书记"]),
        ] {
            for text in texts {
                assert!(!has(text, word), "{word} in {text}");
            }
        }
    }

    #[test]
    fn a_word_is_found_alone_and_in_longer_ones_that_mean_it() {
        for (word, texts) in [
            ("民政", ["民政、教育等部门", "区民政局", "各级民政部门", "民政厅长会议"]),
            ("大会", ["召开大会", "业主大会", "职工大会通过", "表彰大会"]),
            ("法人", ["法人或者其他组织", "企业法人", "公司法人", "法人代表"]),
            ("产权", ["知识产权", "不动产权证", "产权登记", "知识产权局"]),
            ("安全", ["食品安全", "安全生产", "公安全体民警", "国家安全"]),
        ] {
            for text in texts {
                assert!(has(text, word), "{word} in {text}");
            }
        }
    }
}
