//! The analyzer: everything this crate does to a text, behind one value.

use std::fmt::Write;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use jieba_rs::Jieba;
use sha2::{Digest, Sha256};

use crate::bigrams::{Bigram, Side, bigrams, written_numbers};
use crate::dictionary::Dictionary;
use crate::normalize::Normalized;
use crate::recognize::{Entity, entities};
use crate::units::{Unit, units};
use crate::words::{Word, words};

/// Raised whenever the same text and dictionary would give other tokens than before.
const CODE_VERSION: u32 = 5;

/// Turns text into tokens; cheap to clone, safe to share.
#[derive(Clone)]
pub struct Analyzer {
    jieba: Arc<Jieba>,
    version: Arc<str>,
}

/// A token of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What is indexed and looked up.
    pub text: String,
    /// Where it came from, in bytes of the original text.
    pub range: Range<usize>,
    /// When it stands: a count of characters, not of tokens. Words have none of their own and tell their order.
    pub position: usize,
    /// What it is.
    pub kind: TokenKind,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A word that jieba cut.
    Word,
    /// A document number, in canonical form.
    DocumentNumber,
    /// A date or a part of one.
    Date,
    /// A part of a law.
    Article,
    /// Latin letters or digits.
    Latin,
    /// A pair of characters, or a lone one.
    Bigram,
}

static EMBEDDED: LazyLock<Analyzer> = LazyLock::new(|| Analyzer::new(&Dictionary::embedded()));

impl std::fmt::Debug for Analyzer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Analyzer").field("version", &self.version).finish_non_exhaustive()
    }
}

impl Analyzer {
    /// An analyzer with jieba's dictionary and `dictionary`. Reading jieba's takes some 80 ms and 40 MB.
    pub fn new(dictionary: &Dictionary) -> Self {
        let mut jieba = Jieba::new();
        let mut hash = Sha256::new();
        for word in dictionary.words() {
            jieba.add_word(word, None, None);
            hash.update(word.as_bytes());
            hash.update(b"\n");
        }
        let mut version = format!("{CODE_VERSION}-");
        for byte in hash.finalize().iter().take(4) {
            // Writing to a String cannot fail.
            let _ = write!(version, "{byte:02x}");
        }
        Self { jieba: Arc::new(jieba), version: version.into() }
    }

    /// The analyzer with the dictionaries that ship; made once in a process.
    pub fn embedded() -> Self {
        EMBEDDED.clone()
    }

    /// Names what decides about tokens: the code and the dictionary. Two analyzers with one version cut alike.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The words of a text, in its order.
    pub fn words(&self, text: &str) -> Vec<Token> {
        let mut scratch = Scratch::default();
        scratch.fill_words(&self.jieba, text);
        let token = |(position, word): (usize, &Word)| Token {
            text: scratch.slice(&word.text).to_owned(),
            range: scratch.normalized.original(word.source.clone()),
            position,
            kind: word.kind,
        };
        scratch.words.iter().enumerate().map(token).collect()
    }

    /// The bigrams that a document with this text anywhere in it is sure to have, with their positions.
    pub fn query_bigrams(&self, text: &str) -> Vec<Token> {
        Self::bigrams(text, Side::Query)
    }

    /// The bigrams that a document with this text is indexed under.
    pub fn document_bigrams(&self, text: &str) -> Vec<Token> {
        Self::bigrams(text, Side::Document)
    }

    fn bigrams(text: &str, side: Side) -> Vec<Token> {
        let mut scratch = Scratch::default();
        scratch.fill_bigrams(text, side);
        let token = |bigram: &Bigram| Token {
            text: scratch.bigram_text(bigram),
            range: scratch.normalized.original(bigram.source.clone()),
            position: bigram.position,
            kind: TokenKind::Bigram,
        };
        scratch.bigrams.iter().map(token).collect()
    }

    pub(crate) fn jieba(&self) -> &Jieba {
        &self.jieba
    }
}

/// The memory that one text after another is analysed in.
#[derive(Debug, Default, Clone)]
pub(crate) struct Scratch {
    pub(crate) normalized: Normalized,
    entities: Vec<Entity>,
    /// The normalised text, and behind it every form that differs from it.
    arena: String,
    units: Vec<Unit>,
    pub(crate) bigrams: Vec<Bigram>,
    pub(crate) words: Vec<Word>,
}

impl Scratch {
    fn fill(&mut self, text: &str) {
        self.normalized.fill(text);
        self.entities = entities(self.normalized.text());
        self.arena.clear();
        self.arena.push_str(self.normalized.text());
        self.units.clear();
        self.bigrams.clear();
        self.words.clear();
    }

    pub(crate) fn fill_words(&mut self, jieba: &Jieba, text: &str) {
        self.fill(text);
        words(jieba, self.normalized.text(), &self.entities, &mut self.arena, &mut self.words);
    }

    pub(crate) fn fill_bigrams(&mut self, text: &str, side: Side) {
        self.fill(text);
        units(self.normalized.text(), &self.entities, &mut self.arena, &mut self.units);
        bigrams(&self.units, side, &mut self.bigrams);
        if side == Side::Document {
            written_numbers(self.normalized.text(), &self.units, &mut self.bigrams);
        }
    }

    pub(crate) fn slice(&self, range: &Range<usize>) -> &str {
        self.arena.get(range.clone()).unwrap_or_default()
    }

    fn bigram_text(&self, bigram: &Bigram) -> String {
        let mut text = self.slice(&bigram.text).to_owned();
        if let Some(second) = &bigram.second {
            text.push_str(self.slice(second));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check_words(text: &str, expected: &Expect) {
        let words: Vec<String> = Analyzer::embedded().words(text).into_iter().map(|word| word.text).collect();
        expected.assert_eq(&words.join(" "));
    }

    #[track_caller]
    fn check_bigrams(tokens: Vec<Token>, expected: &Expect) {
        let shown: Vec<String> = tokens.into_iter().map(|token| format!("{}@{}", token.text, token.position)).collect();
        expected.assert_eq(&shown.join(" "));
    }

    #[test]
    fn our_places_and_terms_stay_whole() {
        check_words("花都区赤坭镇、狮岭镇依申请公开", &expect!["花都区 赤坭镇 狮岭镇 依申请公开"]);
        check_words("老人助餐补贴标准", &expect!["老人助餐 补贴 标准"]);
    }

    #[test]
    fn a_part_of_a_longer_word_is_no_word() {
        check_words("花都区人民政府", &expect!["花都区 人民政府"]);
    }

    #[test]
    fn what_is_recognised_is_one_word() {
        check_words(
            "《花府办〔2020〕12号》第二十条自2020年8月10日起，PM2.5",
            &expect!["花府办〔2020〕12号 第20条 自 2020年 2020年8月 2020年8月10日 起 pm2.5 pm2 5"],
        );
    }

    #[test]
    fn every_character_begins_a_token_of_a_document() {
        let analyzer = Analyzer::embedded();
        check_bigrams(
            analyzer.document_bigrams("“放管服”改革，第20条A区"),
            &expect!["放管@0 管服@1 服改@2 改革@3 革@4 第@6 20@7 条@8 a@9 区@10"],
        );
        check_bigrams(
            analyzer.query_bigrams("“放管服”改革，第20条A区"),
            &expect!["放管@0 管服@1 服改@2 改革@3 第@6 20@7 条@8 a@9 区@10"],
        );
    }

    #[test]
    fn an_article_in_chinese_numerals_is_the_same_phrase() {
        let analyzer = Analyzer::embedded();
        let bigrams = |text| {
            analyzer.query_bigrams(text).into_iter().map(|token| (token.text, token.position)).collect::<Vec<_>>()
        };
        assert_eq!(bigrams("第二十条"), bigrams("第20条"));
        assert_eq!(bigrams("花府办〔2020〕12号"), bigrams("花府办[2020]第 12 号"));
    }

    #[test]
    fn a_numeral_that_a_phrase_cuts_is_found_from_either_side() {
        let document = Analyzer::embedded().document_bigrams("第二十七条 市");
        check_bigrams(document, &expect!["二十@0 第@1 第二@1 十七@1 27@2 二十@2 七条@2 条@3 条市@3 十七@3 市@4"]);
    }

    #[test]
    fn a_quotation_may_begin_or_end_at_what_a_number_does_not_read() {
        let document = Analyzer::embedded().document_bigrams("令〔2020〕第2号公");
        check_bigrams(document, &expect!["令@0 2020@1 第@1 2@2 第@2 号@3 号公@3 2@3 公@4"]);
        let document = Analyzer::embedded().document_bigrams("令第十二号");
        check_bigrams(document, &expect!["第十@0 令@1 令第@1 十二@1 12@2 第十@2 二号@2 号@3 十二@3"]);
    }

    proptest! {
        #[test]
        fn a_number_is_a_phrase_wherever_it_is_cut(
            before in "[府办，公]{0,3}", name in "(花府|主席令|令)", year in "(|〔2020〕|\\[1999\\])", ordinal in "(第|)", serial in "(2|12|[二十三]{1,3})",
            after in "(号|)[公府，]{0,3}",
            from in 0usize..20,
            length in 1usize..12,
        ) {
            let text = [before, name, year, ordinal, serial, after].concat();
            let pieces: Vec<char> = text.chars().collect();
            let from = from.min(pieces.len() - 1);
            let to = (from + length).min(pieces.len());
            let in_run = |at: usize| {
                let is_digit = |piece: Option<&char>| piece.is_some_and(char::is_ascii_digit);
                at > 0 && is_digit(pieces.get(at - 1)) && is_digit(pieces.get(at))
            };
            prop_assume!(!in_run(from) && !in_run(to));
            is_a_phrase_of(&pieces[from..to].iter().collect::<String>(), &text)?;
        }

        #[test]
        fn a_token_leads_back_to_its_source(text in "[\\PC\n花府办令第二十条〔〕（）號規2020年ａｂ ]{0,60}") {
            let analyzer = Analyzer::embedded();
            for token in analyzer.words(&text).into_iter().chain(analyzer.document_bigrams(&text)) {
                let source = text.get(token.range.clone());
                prop_assert!(source.is_some_and(|source| !source.is_empty()), "{:?}", token);
            }
        }

        #[test]
        fn whatever_is_cut_out_of_a_text_is_a_phrase_of_it(text in "[花府办公室民政局規號第二十七条“”《》，。 ]{1,30}", from in 0usize..30, length in 1usize..10) {
            let chars: Vec<char> = text.chars().collect();
            let from = from.min(chars.len() - 1);
            let to = (from + length).min(chars.len());
            is_a_phrase_of(&chars[from..to].iter().collect::<String>(), &text)?;
        }
    }

    /// Whether every token of `phrase` stands in `text` at one distance.
    fn is_a_phrase_of(phrase: &str, text: &str) -> Result<(), TestCaseError> {
        let analyzer = Analyzer::embedded();
        let document: std::collections::HashSet<_> =
            analyzer.document_bigrams(text).into_iter().map(|token| (token.text, token.position)).collect();
        let query = analyzer.query_bigrams(phrase);
        prop_assume!(!query.is_empty());
        let fits =
            |shift: usize| query.iter().all(|token| document.contains(&(token.text.clone(), token.position + shift)));
        prop_assert!((0..=2 * text.chars().count()).any(fits), "{phrase} in {text}: {query:?} in {document:?}");
        Ok(())
    }
}
