//! Chinese text to single characters: what a question and its answer share when they share no word.

use std::ops::Range;

use gongkai_analysis::Normalized;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The tokenizer's name in an index.
pub(crate) const CHARACTERS_TOKENIZER: &str = "characters";

/// Cuts a text into single characters, folded; a run of Latin letters and digits is one.
#[derive(Debug, Clone, Default)]
pub(crate) struct CharactersTokenizer {
    text: String,
    characters: Vec<Range<usize>>,
}

impl Tokenizer for CharactersTokenizer {
    type TokenStream<'a> = CharactersStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> CharactersStream<'a> {
        let normalized = Normalized::new(text);
        self.text.clear();
        self.text.push_str(normalized.text());
        self.characters.clear();
        self.characters.extend(ranges(&self.text));
        CharactersStream { text: &self.text, characters: &self.characters, next: 0, token: Token::default() }
    }
}

/// The characters of a folded text, in their order.
pub(crate) fn characters(text: &str) -> impl Iterator<Item = &str> {
    ranges(text).filter_map(|range| text.get(range))
}

/// Where each character or run begins and ends.
fn ranges(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = rest.by_ref().find(|(_, c)| c.is_alphanumeric())?;
        let mut end = start + first.len_utf8();
        while first.is_ascii()
            && let Some((at, _)) = rest.next_if(|(_, c)| c.is_ascii_alphanumeric())
        {
            end = at + 1;
        }
        Some(start..end)
    })
}

/// The characters of one text.
pub(crate) struct CharactersStream<'a> {
    text: &'a str,
    characters: &'a [Range<usize>],
    next: usize,
    token: Token,
}

impl TokenStream for CharactersStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(character) = self.characters.get(self.next).and_then(|range| self.text.get(range.clone())) else {
            return false;
        };
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
