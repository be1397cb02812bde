//! Words: what is recognised stands whole, jieba cuts the rest precisely.

use std::ops::Range;

use jieba_rs::Jieba;

use crate::analyzer::TokenKind;
use crate::recognize::{Entity, EntityKind};

/// A word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// What it reads, in the arena.
    pub(crate) text: Range<usize>,
    /// Where it stands in the normalised text.
    pub(crate) source: Range<usize>,
    pub(crate) kind: TokenKind,
}

/// Cuts `normalized` into words. Forms that differ from the text are appended to `arena`, which begins as a copy of it.
///
/// jieba runs without its hidden Markov model: that glues characters it does not know into words that change with their
/// surroundings, so the same village name would be one word here and another there.
pub(crate) fn words(jieba: &Jieba, normalized: &str, entities: &[Entity], arena: &mut String, words: &mut Vec<Word>) {
    let mut from = 0;
    for entity in entities {
        cut(jieba, normalized, from..entity.range.start, words);
        recognised(entity, normalized, arena, words);
        from = entity.range.end;
    }
    cut(jieba, normalized, from..normalized.len(), words);
}

fn cut(jieba: &Jieba, normalized: &str, range: Range<usize>, words: &mut Vec<Word>) {
    let Some(chunk) = normalized.get(range.clone()) else { return };
    if chunk.is_empty() {
        return;
    }
    for token in jieba.cut(chunk, false) {
        if token.word.chars().any(char::is_alphanumeric) {
            let at = range.start + token.byte_start..range.start + token.byte_end;
            words.push(Word { text: at.clone(), source: at, kind: TokenKind::Word });
        }
    }
}

fn recognised(entity: &Entity, normalized: &str, arena: &mut String, words: &mut Vec<Word>) {
    let mut push = |text: &str, source: Range<usize>, kind: TokenKind| {
        let start = arena.len();
        arena.push_str(text);
        words.push(Word { text: start..arena.len(), source, kind });
    };
    match &entity.kind {
        EntityKind::DocumentNumber(canonical) => push(canonical, entity.range.clone(), TokenKind::DocumentNumber),
        EntityKind::Article(canonical) => push(canonical, entity.range.clone(), TokenKind::Article),
        EntityKind::Date { year, month, day } => {
            // The year and the month are words too: who asks for 2020年 wants every day of it.
            push(&format!("{year}年"), entity.range.clone(), TokenKind::Date);
            if let Some(month) = month {
                push(&format!("{year}年{month}月"), entity.range.clone(), TokenKind::Date);
                if let Some(day) = day {
                    push(&format!("{year}年{month}月{day}日"), entity.range.clone(), TokenKind::Date);
                }
            }
        }
        EntityKind::Ordinal => {
            words.push(Word { text: entity.range.clone(), source: entity.range.clone(), kind: TokenKind::Word });
        }
        EntityKind::Latin => {
            words.push(Word { text: entity.range.clone(), source: entity.range.clone(), kind: TokenKind::Latin });
            let Some(written) = normalized.get(entity.range.clone()) else { return };
            if written.contains(|c: char| !c.is_ascii_alphanumeric()) {
                let mut at = entity.range.start;
                for part in written.split(|c: char| !c.is_ascii_alphanumeric()) {
                    let range = at..at + part.len();
                    words.push(Word { text: range.clone(), source: range, kind: TokenKind::Latin });
                    at += part.len() + 1;
                }
            }
        }
    }
}
