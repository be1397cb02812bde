//! Where a text is cut: before articles, between lines, at sentence ends, and elsewhere only when nothing else is left.

use std::ops::Range;

/// A piece of fewer characters is joined with what follows, also with the next article: so little text says too little.
const SHORT: usize = 100;

/// What a sentence ends with.
const SENTENCE_ENDS: [char; 6] = ['。', '！', '？', '；', '!', '?'];

/// A run of text that is not divided: its end and its length in characters.
struct Unit {
    end: usize,
    characters: usize,
    begins_article: bool,
}

/// The byte ranges of a text's pieces, one after another without a gap, each of at most `characters_max` characters.
pub(super) fn cut(text: &str, characters_max: usize) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let (mut start, mut end, mut characters) = (0, 0, 0);
    for unit in units(text, characters_max) {
        let is_full = characters + unit.characters > characters_max;
        if characters > 0 && (is_full || unit.begins_article && characters >= SHORT) {
            pieces.push(start..end);
            (start, characters) = (end, 0);
        }
        end = unit.end;
        characters += unit.characters;
    }
    if characters > 0 {
        pieces.push(start..end);
    }
    pieces
}

/// Lines; the sentences of lines that are too long; parts of sentences that are too long.
fn units(text: &str, characters_max: usize) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        let mut begins_article = is_article(line);
        let characters = line.chars().count();
        let sentences = if characters <= characters_max { vec![line] } else { sentences(line, characters_max) };
        for sentence in sentences {
            end += sentence.len();
            units.push(Unit { end, characters: sentence.chars().count(), begins_article });
            begins_article = false;
        }
    }
    units
}

/// A long line's sentences, each with its end; the longest are cut.
fn sentences(line: &str, characters_max: usize) -> Vec<&str> {
    let mut sentences = Vec::new();
    for sentence in line.split_inclusive(SENTENCE_ENDS) {
        let mut rest = sentence;
        while let Some((limit, _)) = rest.char_indices().nth(characters_max) {
            let fitting = rest.get(..limit).unwrap_or_default();
            let (part, others) = rest.split_at(fitting.rfind(['，', '、', ',', ' ']).map_or(limit, |at| {
                at + fitting.get(at..).and_then(|from| from.chars().next()).map_or(0, char::len_utf8)
            }));
            sentences.push(part);
            rest = others;
        }
        sentences.push(rest);
    }
    sentences
}

/// Whether a line begins with the number of an article or a chapter: 第二十七条, 第3章.
fn is_article(line: &str) -> bool {
    let Some(rest) = line.trim_start().strip_prefix('第') else { return false };
    let is_digit = |c: char| c.is_numeric() || "〇零一二三四五六七八九十百千".contains(c);
    let unit = rest.trim_start_matches(is_digit);
    unit.len() < rest.len() && unit.starts_with(['条', '章', '节'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, characters_max: usize, expected: &[&str]) {
        let pieces: Vec<&str> = cut(text, characters_max).into_iter().map(|range| &text[range]).collect();
        assert_eq!(pieces, expected);
    }

    #[test]
    fn short_lines_are_joined_until_no_more_fit() {
        check("一二\n三四\n五六\n七", 6, &["一二\n三四\n", "五六\n七"]);
        check("", 6, &[]);
    }

    #[test]
    fn a_long_line_is_cut_at_sentence_ends_and_a_long_sentence_at_commas() {
        check("一二三。四五！六七", 5, &["一二三。", "四五！六七"]);
        check("一二三，四五六七八九", 5, &["一二三，", "四五六七八", "九"]);
    }

    #[test]
    fn an_article_begins_a_piece_unless_what_is_before_it_is_short() {
        let long = format!("第一条 {}\n", "甲".repeat(SHORT));
        check(&format!("{long}第二条 乙\n第三条 丙\n"), 300, &[&long, "第二条 乙\n第三条 丙\n"]);
        for (line, expected) in [("　第二十七条　为", true), ("第3章", true), ("第条", false), ("第一次", false)]
        {
            assert_eq!(is_article(line), expected, "{line}");
        }
    }
}
