//! What else to search for when a search finds next to nothing: the same in other characters that are read alike, with one
//! slip put right, or written out where only its pinyin was typed.
//!
//! A rescue is offered beside the answer and never mixed into it. It is made of words and titles of the generation, and
//! each one offered finds something.

use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

use gongkai_analysis::{Token, TokenKind};
use gongkai_query::{SearchRequest, SuggestionKind};
use tantivy::collector::Count;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, Term};

use crate::error::IndexError;
use crate::local::OpenGeneration;
use crate::suggest::{Order, Vocabulary, is_han, letters};

/// With fewer documents than this that have all of a query, others are offered.
const FEW: usize = 3;
/// How many other queries are offered.
const OFFERED_MAX: usize = 3;
/// The longest query that is rescued, in letters. A sentence seldom stands in a document as it is, and is no slip.
const LETTERS_MAX: usize = 24;
/// How many words in a row, and how many letters, are taken for one that was mistyped.
const WINDOW_WORDS_MAX: usize = 5;
const WINDOW_LETTERS: std::ops::RangeInclusive<usize> = 2..=8;
/// How many windows are looked at for a slip: the longest ones.
const SLIP_WINDOWS_MAX: usize = 12;
/// A pair of characters in so many documents is written so.
const ATTESTED: u64 = 3;
/// How many readings of one window are weighed: the most frequent ones.
const READINGS_MAX: usize = 8;

/// How many places of one reading are looked at: a millisecond's worth.
const PLACES_MAX: usize = 2_000;

/// How a query was put right, the surest way first among those that put in as many letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// Other characters that are read the same.
    Homophone,
    /// Characters that many speakers read the same (zh and z, n and l).
    Alike,
    /// One character too many, too few, another one, or two in the wrong order.
    Slip,
    /// Nothing but the initials of a word.
    Initials,
}

/// A query that may have been meant.
#[derive(Debug)]
struct Meant {
    text: String,
    way: Way,
    /// How many letters were put in: the more of them fit, the less of a chance it is.
    length: usize,
    /// How many documents have the part of it that was put right, in its place.
    documents: usize,
    /// How often what was put in occurs.
    weight: u32,
}

/// Queries that may have been meant, the likeliest first; none when the answer is good enough. `found` is how many hits have
/// the words.
pub(crate) fn rescue(
    generation: &OpenGeneration,
    request: &SearchRequest,
    found: usize,
    vocabulary: impl FnOnce() -> Result<Arc<Vocabulary>, IndexError>,
) -> Result<Vec<String>, IndexError> {
    let text = request.query().text.as_str();
    let count = letters(text).len();
    let is_plain = request.page() == 1 && request.query().document_number.is_none();
    if !is_plain || !(2..=LETTERS_MAX).contains(&count) {
        return Ok(Vec::new());
    }
    let searcher = generation.searcher();
    let rescue = Rescue { generation, searcher: &searcher, has_none: found < FEW };
    let mut few = Vec::new();
    for run in text.split_whitespace().filter(|run| letters(run).len() > 1) {
        if rescue.has_none || rescue.documents_with(run)? < FEW {
            few.push(run);
        }
    }
    if few.is_empty() {
        return Ok(Vec::new());
    }
    let vocabulary = vocabulary()?;
    let mut meant = Vec::new();
    for run in few {
        let before = meant.len();
        rescue.run(&vocabulary, run, &mut meant)?;
        for meant in meant.iter_mut().skip(before) {
            // The other words stay as they were typed.
            meant.text = request.text().replacen(run, &meant.text, 1);
        }
    }
    meant.sort_by(Meant::order);
    let mut offered: Vec<String> = Vec::new();
    for meant in meant {
        if offered.len() < OFFERED_MAX && meant.text != request.text() && !offered.contains(&meant.text) {
            offered.push(meant.text);
        }
    }
    Ok(offered)
}

impl Meant {
    fn order(&self, other: &Self) -> Ordering {
        let key = |meant: &Self| (Reverse(meant.length), meant.way, Reverse(meant.documents), Reverse(meant.weight));
        key(self).cmp(&key(other))
    }
}

struct Rescue<'a> {
    generation: &'a OpenGeneration,
    searcher: &'a Searcher,
    /// Whether the search as it stands found next to nothing, in any part.
    has_none: bool,
}

/// A part of a run that may be mistyped.
struct Window<'r> {
    text: &'r str,
    before: &'r str,
    behind: &'r str,
}

impl Rescue<'_> {
    fn run(&self, vocabulary: &Vocabulary, run: &str, meant: &mut Vec<Meant>) -> Result<(), IndexError> {
        let letters = letters(run);
        let is_latin = letters.iter().all(|letter| letter.written.is_ascii_alphabetic());
        if is_latin {
            // Latin words that documents have are words; only where they have none can it be pinyin.
            return if self.has_none { self.written_out(vocabulary, run, meant) } else { Ok(()) };
        }
        if !letters.iter().all(|letter| is_han(letter.written)) {
            return Ok(());
        }
        let whole = Window { text: run, before: "", behind: "" };
        self.by_titles(vocabulary, &whole, meant)?;
        let windows = self.windows(run)?;
        for window in &windows {
            self.by_words(vocabulary, window, meant)?;
        }
        for window in windows.iter().take(SLIP_WINDOWS_MAX) {
            self.by_slips(vocabulary, window, meant)?;
        }
        Ok(())
    }

    /// Pinyin, whole or initials, as characters.
    fn written_out(&self, vocabulary: &Vocabulary, run: &str, meant: &mut Vec<Meant>) -> Result<(), IndexError> {
        let key: String = letters(run).iter().map(|letter| letter.written).collect();
        for (order, way) in [(Order::Readings, Way::Homophone), (Order::Initials, Way::Initials)] {
            let mut found: Vec<(u32, String)> = Vec::new();
            let places = vocabulary.beginning(order, &key);
            // Initials stand for whole words only; in titles they would begin nearly everywhere.
            let places = places.filter(|(entry, _)| order != Order::Initials || entry.kind == SuggestionKind::Term);
            for (entry, rest) in places.take(PLACES_MAX) {
                let rest: String = rest.chars().take(key.len()).collect();
                // As many letters as were typed, and not the beginning of the next one.
                let readings = letters(&rest);
                let mut left = key.as_str();
                let mut piece = String::new();
                for letter in &readings {
                    let reading = match order {
                        Order::Initials => letter.reading.get(..1).unwrap_or_default(),
                        _ => letter.reading,
                    };
                    let Some(behind) = left.strip_prefix(reading).filter(|_| !left.is_empty()) else { break };
                    piece.push(letter.written);
                    left = behind;
                }
                let is_word = entry.shown.chars().count() == piece.chars().count();
                if left.is_empty() && (is_word || order == Order::Readings) && piece.chars().nth(1).is_some() {
                    found.push((if is_word { entry.weight } else { 1 }, piece));
                }
            }
            found.sort_by(|a, b| b.cmp(a));
            found.dedup_by(|a, b| a.1 == b.1);
            for (weight, text) in found.into_iter().take(READINGS_MAX) {
                let documents = self.documents_with(&text)?;
                if documents > 0 {
                    let length = text.chars().count();
                    meant.push(Meant { text, way, length, documents, weight });
                }
            }
        }
        Ok(())
    }

    /// Pieces of titles that are read like the whole.
    fn by_titles(
        &self,
        vocabulary: &Vocabulary,
        window: &Window<'_>,
        meant: &mut Vec<Meant>,
    ) -> Result<(), IndexError> {
        let own = letters(window.text);
        let key: String = own.iter().map(|letter| letter.reading).collect();
        let mut pieces: Vec<String> = Vec::new();
        for (_, rest) in vocabulary.beginning(Order::Readings, &key).take(PLACES_MAX) {
            let piece: String = rest.chars().take(own.len()).collect();
            let is_same_length = letters(&piece).iter().map(|letter| letter.reading).eq(own.iter().map(|l| l.reading));
            if is_same_length && !pieces.contains(&piece) {
                pieces.push(piece);
            }
            if pieces.len() == READINGS_MAX {
                break;
            }
        }
        for piece in pieces {
            self.offer(window, &piece, Way::Homophone, 1, meant)?;
        }
        Ok(())
    }

    /// Words that are read like a window.
    fn by_words(&self, vocabulary: &Vocabulary, window: &Window<'_>, meant: &mut Vec<Meant>) -> Result<(), IndexError> {
        let own = letters(window.text);
        let reading: Vec<&str> = own.iter().map(|letter| letter.reading).collect();
        let alike = vocabulary.sounding(&reading);
        let is_in_place = !alike.is_empty() && self.has_rest(window)?;
        for word in alike.into_iter().take(READINGS_MAX) {
            let is_same = letters(&word.shown).iter().map(|letter| letter.reading).eq(reading.iter().copied());
            let way = if is_same { Way::Homophone } else { Way::Alike };
            // A homophone may stand apart from the rest, as nobody writes what was typed.
            if is_in_place || way == Way::Homophone {
                self.offer(window, &word.shown, way, word.weight, meant)?;
            }
        }
        Ok(())
    }

    /// Words that are one slip away from a window.
    fn by_slips(&self, vocabulary: &Vocabulary, window: &Window<'_>, meant: &mut Vec<Meant>) -> Result<(), IndexError> {
        let near = vocabulary.slips_of(window.text);
        if near.is_empty() || !self.has_rest(window)? {
            return Ok(());
        }
        // The most frequent word comes first, and of two letters nearly everything is one slip away.
        for word in near.into_iter().take(READINGS_MAX * 4) {
            self.offer(window, &word.shown, Way::Slip, word.weight, meant)?;
        }
        Ok(())
    }

    /// Whether any document may have what stands around a window. Where none has, no word makes it whole.
    fn has_rest(&self, window: &Window<'_>) -> Result<bool, IndexError> {
        let analyzer = &self.generation.analyzer;
        let around = [window.before, window.behind].map(|text| analyzer.query_bigrams(text));
        let pairs: Vec<Token> = around.into_iter().flatten().collect();
        Ok(pairs.is_empty() || self.documents_with_all(&pairs)? > 0)
    }

    fn offer(
        &self,
        window: &Window<'_>,
        word: &str,
        way: Way,
        weight: u32,
        meant: &mut Vec<Meant>,
    ) -> Result<(), IndexError> {
        if word == window.text {
            return Ok(());
        }
        let text = format!("{}{word}{}", window.before, window.behind);
        let mut documents = self.documents_with(&text)?;
        if documents == 0 && way == Way::Homophone && self.documents_with(window.text)? == 0 {
            // Nobody writes it as it was typed, and somebody writes the word, if not beside the others.
            documents = usize::from(weight > 0);
        }
        if documents > 0 {
            meant.push(Meant { text, way, length: word.chars().count(), documents, weight });
        }
        Ok(())
    }

    /// The parts of a run that may be mistyped: words in a row with one among them that the documents do not have, or
    /// that fell into characters. Where the search found nothing, any part.
    fn windows<'r>(&self, run: &'r str) -> Result<Vec<Window<'r>>, IndexError> {
        let words = self.generation.analyzer.words(run);
        let mut odd = Vec::new();
        for word in &words {
            odd.push(self.is_odd(run, word)?);
        }
        let mut windows = Vec::new();
        for from in 0..words.len() {
            for to in from..words.len().min(from + WINDOW_WORDS_MAX) {
                let (Some(first), Some(last), Some(odd)) = (words.get(from), words.get(to), odd.get(from..=to)) else {
                    continue;
                };
                let range = first.range.start..last.range.end;
                let (Some(text), Some(before), Some(behind)) =
                    (run.get(range.clone()), run.get(..range.start), run.get(range.end..))
                else {
                    continue;
                };
                let is_suspect = self.has_none || odd.contains(&true);
                if is_suspect && WINDOW_LETTERS.contains(&text.chars().count()) {
                    windows.push(Window { text, before, behind });
                }
            }
        }
        // A longer word that fits is less of a chance.
        windows.sort_by_key(|window| Reverse(window.text.len()));
        Ok(windows)
    }

    /// Whether a word is one that the documents do not have, or a single character that they do not have between those
    /// that it stands between: what is mistyped falls into characters, and so does every sentence.
    fn is_odd(&self, run: &str, word: &Token) -> Result<bool, IndexError> {
        if word.kind != TokenKind::Word {
            return Ok(false);
        }
        let fields = &self.generation.fields;
        let documents_with = |field, text: &str| {
            let documents = self.searcher.doc_freq(&Term::from_field_text(field, text));
            documents.map_err(IndexError::tantivy("looking up a word"))
        };
        if documents_with(fields.words, &word.text)? == 0 {
            return Ok(true);
        }
        if word.text.chars().nth(1).is_some() {
            return Ok(false);
        }
        let before = run.get(..word.range.start).and_then(|before| before.chars().next_back());
        let behind = run.get(word.range.end..).and_then(|behind| behind.chars().next());
        let pairs = [before.map(|c| format!("{c}{}", word.text)), behind.map(|c| format!("{}{c}", word.text))];
        for pair in pairs.into_iter().flatten() {
            for token in self.generation.analyzer.query_bigrams(&pair) {
                if documents_with(fields.bigrams, &token.text)? < ATTESTED {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// In how many documents every pair of characters of `text` stands. Not always in a row, but for a few letters almost
    /// always, and at a fraction of a phrase's cost.
    fn documents_with(&self, text: &str) -> Result<usize, IndexError> {
        let pairs = self.generation.analyzer.query_bigrams(text);
        if pairs.is_empty() { Ok(0) } else { self.documents_with_all(&pairs) }
    }

    fn documents_with_all(&self, pairs: &[Token]) -> Result<usize, IndexError> {
        let field = self.generation.fields.bigrams;
        let all = pairs.iter().map(|pair| {
            let term = Term::from_field_text(field, &pair.text);
            (Occur::Must, Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>)
        });
        let query = BooleanQuery::new(all.collect());
        self.searcher.search(&query, &Count).map_err(IndexError::tantivy("counting documents"))
    }
}
