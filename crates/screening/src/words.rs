//! The words that screening knows, by class, and where they stand in a folded text.

use std::collections::HashSet;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// Every word of every class; the file says how it is written.
const FILE: &str = include_str!("../../../data/screening/words.txt");

/// What a word tells; the classes of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// A gambling site's name that means nothing else.
    Brand,
    /// A gambling site's name that is also another name.
    AmbiguousBrand,
    /// What gambling sites offer, and honest ones too.
    Gambling,
    /// What only gambling offers.
    Betting,
    /// Where they send people.
    Site,
    /// What stands between those.
    Filler,
    /// Said by nobody but pornography.
    Pornographic,
    /// Said by pornography, and now and then by others.
    Suggestive,
    /// How it is offered.
    Viewing,
    /// Said by those who fight all this.
    Enforcement,
}

/// The file's headings, each with its class.
const HEADINGS: &[(&str, Class)] = &[
    ("[brand]", Class::Brand),
    ("[ambiguous brand]", Class::AmbiguousBrand),
    ("[gambling]", Class::Gambling),
    ("[betting]", Class::Betting),
    ("[site]", Class::Site),
    ("[filler]", Class::Filler),
    ("[pornographic]", Class::Pornographic),
    ("[suggestive]", Class::Suggestive),
    ("[viewing]", Class::Viewing),
    ("[enforcement]", Class::Enforcement),
];

/// The heading of the words that official text is full of: they are looked up, not searched for.
const COMMON: &str = "[common]";

/// A word in a folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) class: Class,
    /// Its first byte.
    pub(crate) start: usize,
    /// The byte after its last.
    pub(crate) end: usize,
}

struct Lexicon {
    /// Finds the words. Without it nothing would be found: a test holds that the file makes one.
    automaton: Option<AhoCorasick>,
    classes: Vec<Class>,
    common: HashSet<(char, char)>,
    common_characters: HashSet<char>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| read(FILE));

fn read(file: &str) -> Lexicon {
    let (mut words, mut classes, mut common) = (Vec::new(), Vec::new(), HashSet::new());
    let mut heading = "";
    for line in file.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        if line.starts_with('[') {
            heading = line;
        } else if heading == COMMON {
            common.extend(line.split_whitespace().filter_map(pair));
        } else if let Some((_, class)) = HEADINGS.iter().find(|(name, _)| *name == heading) {
            for word in line.split_whitespace() {
                words.push(word);
                classes.push(*class);
            }
        }
    }
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .kind(Some(AhoCorasickKind::DFA))
        .build(words)
        .ok();
    let common_characters = common.iter().flat_map(|(first, second)| [*first, *second]).collect();
    Lexicon { automaton, classes, common, common_characters }
}

fn pair(word: &str) -> Option<(char, char)> {
    let mut chars = word.chars();
    Some((chars.next()?, chars.next()?))
}

/// The words in `folded`, in order, none within another; a Latin word is not found within a longer one.
pub(crate) fn words_in(folded: &str) -> Vec<Word> {
    let Some(automaton) = &LEXICON.automaton else { return Vec::new() };
    let mut words = Vec::new();
    for found in automaton.find_iter(folded) {
        if let Some(class) = LEXICON.classes.get(found.pattern().as_usize())
            && stands_alone(folded.as_bytes(), found.start(), found.end())
        {
            words.push(Word { class: *class, start: found.start(), end: found.end() });
        }
    }
    words
}

/// Whether a word is not cut out of longer Latin or a longer number: no letter goes on as a letter, no digit as a digit.
fn stands_alone(text: &[u8], start: usize, end: usize) -> bool {
    let kind = |at: Option<usize>| {
        at.and_then(|at| text.get(at)).map(|byte| (byte.is_ascii_alphabetic(), byte.is_ascii_digit()))
    };
    let goes_on = |one, other| matches!((kind(one), kind(other)), (Some(one), Some(other)) if one == other && one != (false, false));
    !goes_on(start.checked_sub(1), Some(start)) && !goes_on(end.checked_sub(1), Some(end))
}

/// Whether the two characters, simplified, make a word that official text is full of.
pub(crate) fn is_common_word(first: char, second: char) -> bool {
    LEXICON.common.contains(&(gongkai_analysis::simplified(first), gongkai_analysis::simplified(second)))
}

/// Whether official text is full of the character: nobody there needs to be told how it is read.
pub(crate) fn is_common_character(c: char) -> bool {
    LEXICON.common_characters.contains(&gongkai_analysis::simplified(c))
}

#[cfg(test)]
mod tests {
    use gongkai_analysis::Normalized;

    use super::*;

    #[test]
    fn every_class_has_words_and_every_word_is_written_as_a_folded_text_has_it() {
        assert!(LEXICON.automaton.is_some());
        for (heading, class) in HEADINGS {
            assert!(LEXICON.classes.contains(class), "{heading}");
        }
        for word in FILE.lines().filter(|line| !line.starts_with(['#', '['])).flat_map(str::split_whitespace) {
            assert_eq!(Normalized::new(word).text(), word);
        }
    }

    #[test]
    fn every_heading_of_the_file_is_known() {
        for heading in FILE.lines().filter(|line| line.starts_with('[')) {
            assert!(heading == COMMON || HEADINGS.iter().any(|(name, _)| *name == heading), "{heading}");
        }
    }

    #[test]
    fn no_word_stands_twice() {
        let mut seen = HashSet::new();
        for word in FILE.lines().filter(|line| !line.starts_with(['#', '['])).flat_map(str::split_whitespace) {
            assert!(seen.insert(word), "{word} stands twice");
        }
    }

    #[test]
    fn a_latin_word_is_not_found_within_a_longer_one() {
        assert!(words_in("java与globalgap认证、agc、avi").is_empty());
        assert_eq!(words_in("亚洲av").len(), 1);
        assert!(words_in("航班ca886、编号5188bet").is_empty());
        assert_eq!(words_in("yabo2018").first().map(|word| word.end), Some(4));
    }
}
