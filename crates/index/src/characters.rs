//! Chinese text to single characters: what a question and its answer share when they share no word.

use gongkai_analysis::Normalized;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The tokenizer's name in an index.
pub(crate) const CHARACTERS_TOKENIZER: &str = "characters";

/// Cuts a text into single characters, folded; a run of Latin letters and digits is one.
#[derive(Debug, Clone, Default)]
pub(crate) struct CharactersTokenizer {
    characters: Vec<String>,
}

impl Tokenizer for CharactersTokenizer {
    type TokenStream<'a> = CharactersStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> CharactersStream<'a> {
        self.characters = characters(Normalized::new(text).text());
        CharactersStream { characters: &self.characters, next: 0, token: Token::default() }
    }
}

/// The characters of a folded text, in their order.
pub(crate) fn characters(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut goes_on = false;
    for c in text.chars() {
        match found.last_mut().filter(|_| goes_on && c.is_ascii_alphanumeric()) {
            Some(run) => run.push(c),
            None if c.is_alphanumeric() => found.push(c.to_string()),
            None => {}
        }
        goes_on = c.is_ascii_alphanumeric();
    }
    found
}

/// The characters of one text.
pub(crate) struct CharactersStream<'a> {
    characters: &'a [String],
    next: usize,
    token: Token,
}

impl TokenStream for CharactersStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(character) = self.characters.get(self.next) else { return false };
        self.token.position = self.next;
        self.next += 1;
        self.token.text.clear();
        self.token.text.push_str(character);
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
    fn characters_come_one_by_one_and_folded_and_latin_runs_whole() {
        let mut tokenizer = CharactersTokenizer::default();
        let mut stream = tokenizer.token_stream("關於ABC2020、A3區");
        let mut found = Vec::new();
        while stream.advance() {
            found.push(stream.token().text.clone());
        }
        assert_eq!(found, ["关", "于", "abc2020", "a3", "区"]);
    }
}
