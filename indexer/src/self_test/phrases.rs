//! The phrases of the self-test: texts cut out of documents at random, the same ones each time.

use std::collections::{BTreeMap, BTreeSet};

use gongkai_document::{Document, DocumentId};
use gongkai_query::Filters;

use super::searches::{Search, Traits, What};

/// How many phrases are searched for.
const DRAWS: usize = 1_000;
/// How long a phrase is, in characters.
const CHARS: [usize; 2] = [4, 10];
/// How many letters and digits it has at least: marks alone are no phrase.
const LETTERS_MIN: usize = 2;
/// How often another place in the same document is tried.
const TRIES: usize = 50;
/// What cannot stand in a quotation: it would end it.
const QUOTES: &[char] = &['"', '＂', '“', '”', '「', '」', '『', '』'];

/// Which documents phrases are drawn from, and how many from each.
pub(super) struct Draws {
    counts: BTreeMap<DocumentId, usize>,
}

impl Draws {
    /// Draws documents, each as likely as another one.
    pub(super) fn new(indexed: &BTreeSet<DocumentId>) -> Self {
        let mut dice = Dice::new("documents");
        let all: Vec<&DocumentId> = indexed.iter().collect();
        let mut counts = BTreeMap::new();
        for _ in 0..DRAWS {
            if let Some(id) = dice.throw(all.len()).and_then(|at| all.get(at)) {
                *counts.entry((*id).clone()).or_default() += 1;
            }
        }
        Self { counts }
    }

    /// The phrases that are drawn from this document, as searches: quoted, and on the day of its publication, so that a
    /// phrase that many documents have does not end on a later page.
    pub(super) fn searches(&self, document: &Document) -> Vec<Search> {
        let count = self.counts.get(&document.id).copied().unwrap_or_default();
        let mut dice = Dice::new(document.id.as_str());
        let phrases = (0..count).filter_map(|_| phrase(document, &mut dice));
        let search = |phrase| Search {
            what: What::Phrase,
            text: format!("\"{phrase}\""),
            documents: BTreeMap::from([(document.id.clone(), Traits::of(document))]),
            filters: Filters { from: document.published_on, to: document.published_on, ..Filters::default() },
        };
        phrases.map(search).collect()
    }
}

/// A phrase out of the text, or out of the title of a document that has hardly any.
fn phrase(document: &Document, dice: &mut Dice) -> Option<String> {
    [&document.body, &document.title].into_iter().find_map(|text| {
        let lines: Vec<&str> = text.lines().filter(|line| line.chars().nth(CHARS[0] - 1).is_some()).collect();
        (0..TRIES).find_map(|_| cut(lines.get(dice.throw(lines.len())?)?, dice))
    })
}

/// A piece of a line; `None` when it is no phrase. A number or a Latin word is not cut: those are found whole.
fn cut(line: &str, dice: &mut Dice) -> Option<String> {
    let chars: Vec<char> = line.chars().collect();
    let length = CHARS[0] + dice.throw(CHARS[1] + 1 - CHARS[0])?;
    let from = dice.throw((chars.len() + 1).checked_sub(length)?)?;
    let to = from + length;
    let cuts = |at: usize| at.checked_sub(1).is_some_and(|before| is_run(&chars, before) && is_run(&chars, at));
    let piece = chars.get(from..to)?;
    let letters = piece.iter().filter(|c| c.is_alphanumeric()).count();
    let is_phrase = !cuts(from) && !cuts(to) && letters >= LETTERS_MIN && !piece.iter().any(|c| QUOTES.contains(c));
    is_phrase.then(|| piece.iter().collect())
}

/// Whether what stands at `at` is found only with its neighbours: anything written with letters but Chinese.
fn is_run(chars: &[char], at: usize) -> bool {
    chars.get(at).is_some_and(|c| c.is_alphanumeric() && !('\u{3400}'..='\u{9FFF}').contains(c))
}

/// Numbers that look drawn at random and are the same in every run (`SplitMix64`).
struct Dice {
    state: u64,
}

impl Dice {
    fn new(seed: &str) -> Self {
        let mix = |state: u64, byte: u8| (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        Self { state: seed.bytes().fold(0xCBF2_9CE4_8422_2325, mix) }
    }

    /// A number below `sides`; `None` without any.
    fn throw(&mut self, sides: usize) -> Option<usize> {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let drawn = (mixed ^ (mixed >> 31)).checked_rem(u64::try_from(sides).ok()?)?;
        usize::try_from(drawn).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_cut_out_of_a_line_and_never_through_a_number() {
        let id = DocumentId::from_post("nfcms", 1);
        let document =
            Document::new(id, "通知", "各村：补贴２０２０元，\n由“街道”办事处covid-19办理，不得截留。\n！！！！！！");
        let mut dice = Dice::new("test");
        for _ in 0..500 {
            let phrase = phrase(&document, &mut dice).unwrap();
            assert!((4..=10).contains(&phrase.chars().count()) && document.body.contains(&phrase), "{phrase}");
            assert!(!phrase.contains(QUOTES) && !phrase.contains('\n'), "{phrase}");
            for whole in ["２０２０", "covid", "19"] {
                let parts = whole.chars().filter(|c| phrase.contains(*c)).count();
                assert!(phrase.contains(whole) || parts == 0, "{phrase}");
            }
        }
        let none = Document::new(DocumentId::from_post("nfcms", 2), "通知", "！！！！");
        assert_eq!(phrase(&none, &mut dice), None);
        assert_eq!(dice.throw(0), None);
    }

    #[test]
    fn the_same_phrases_are_drawn_each_time() {
        let id = DocumentId::from_post("nfcms", 1);
        let document = Document::new(id.clone(), "通知", "老人助餐补贴由街道办事处办理，不得截留挪用。");
        let draw = || {
            let searches = Draws::new(&BTreeSet::from([id.clone()])).searches(&document);
            searches.into_iter().map(|search| search.text).collect::<Vec<_>>()
        };
        assert_eq!(draw().len(), DRAWS);
        assert_eq!(draw(), draw());
    }
}
