//! The analyzer as tantivy sees it: two tokenizers, registered by name.

use tantivy_tokenizer_api::{Token, TokenStream, Tokenizer};

use crate::analyzer::{Analyzer, Scratch};
use crate::bigrams::Side;

/// The name of the words tokenizer in an index's schema.
pub const WORDS_TOKENIZER: &str = "gongkai_words";
/// The name of the bigrams tokenizer in an index's schema.
pub const BIGRAMS_TOKENIZER: &str = "gongkai_bigrams";

/// Gives tantivy the words of a text.
#[derive(Clone)]
pub struct WordsTokenizer {
    analyzer: Analyzer,
    scratch: Scratch,
}

impl WordsTokenizer {
    /// A tokenizer that cuts as `analyzer` does.
    pub fn new(analyzer: Analyzer) -> Self {
        Self { analyzer, scratch: Scratch::default() }
    }
}

impl Tokenizer for WordsTokenizer {
    type TokenStream<'a> = WordsStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordsStream<'a> {
        self.scratch.fill_words(self.analyzer.jieba(), text);
        WordsStream { scratch: &self.scratch, next: 0, token: Token::default() }
    }
}

/// The words of one text.
pub struct WordsStream<'a> {
    scratch: &'a Scratch,
    next: usize,
    token: Token,
}

impl TokenStream for WordsStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(word) = self.scratch.words.get(self.next) else { return false };
        self.token.position = self.next;
        self.next += 1;
        let original = self.scratch.normalized.original(word.source.clone());
        (self.token.offset_from, self.token.offset_to) = (original.start, original.end);
        self.token.text.clear();
        self.token.text.push_str(self.scratch.slice(&word.text));
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// Gives tantivy the bigrams of a text.
#[derive(Clone, Default)]
pub struct BigramsTokenizer {
    scratch: Scratch,
}

impl Tokenizer for BigramsTokenizer {
    type TokenStream<'a> = BigramsStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> BigramsStream<'a> {
        self.scratch.fill_bigrams(text, Side::Document);
        BigramsStream { scratch: &self.scratch, next: 0, token: Token::default() }
    }
}

/// The bigrams of one text.
pub struct BigramsStream<'a> {
    scratch: &'a Scratch,
    next: usize,
    token: Token,
}

impl TokenStream for BigramsStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(bigram) = self.scratch.bigrams.get(self.next) else { return false };
        self.next += 1;
        self.token.position = bigram.position;
        let original = self.scratch.normalized.original(bigram.source.clone());
        (self.token.offset_from, self.token.offset_to) = (original.start, original.end);
        self.token.text.clear();
        self.token.text.push_str(self.scratch.slice(&bigram.text));
        if let Some(second) = &bigram.second {
            self.token.text.push_str(self.scratch.slice(second));
        }
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tantivy_sees_what_a_query_sees() {
        let analyzer = Analyzer::embedded();
        let text = "赤坭鎮（2020）第二十條";
        let (mut words, mut bigrams) = (WordsTokenizer::new(analyzer.clone()), BigramsTokenizer::default());
        let (mut seen_words, mut seen_bigrams) = (Vec::new(), Vec::new());
        let mut stream = words.token_stream(text);
        while stream.advance() {
            seen_words.push((stream.token().text.clone(), stream.token().offset_from..stream.token().offset_to));
        }
        let mut stream = bigrams.token_stream(text);
        while stream.advance() {
            seen_bigrams.push((stream.token().text.clone(), stream.token().position));
        }
        assert_eq!(
            seen_words,
            analyzer.words(text).into_iter().map(|word| (word.text, word.range)).collect::<Vec<_>>()
        );
        let expected: Vec<_> =
            analyzer.document_bigrams(text).into_iter().map(|token| (token.text, token.position)).collect();
        assert_eq!(seen_bigrams, expected);
    }
}
