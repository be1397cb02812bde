//! A text as tokens: of all ways to cut it into pieces, the most probable one (`SentencePiece`'s unigram model).

use crate::format::{ModelFile, Pieces};
use crate::normalization::Normalization;
use crate::vocabulary::Vocabulary;

/// A text is cut here. Passages have some hundred characters; this is twenty pages.
pub(crate) const TEXT_BYTES_MAX: usize = 65_536;
/// A text is embedded in at most this many windows, so a character that becomes eighteen costs no more than others.
pub(crate) const WINDOWS_MAX: usize = 64;

/// Cuts texts into the tokens of one model.
pub(crate) struct Tokenizer {
    vocabulary: Vocabulary,
    normalization: Normalization,
    begin: u32,
    end: u32,
    /// Tokens of a window without its beginning and end.
    window: usize,
}

/// The best way to reach a place in the text: its probability's logarithm, the last piece, and where that begins.
#[derive(Clone, Copy)]
struct Step {
    score: f32,
    piece: u32,
    from: usize,
}

/// Below any sum of scores.
const UNREACHED: Step = Step { score: -1e30, piece: 0, from: 0 };

impl Tokenizer {
    pub(crate) fn new(file: &ModelFile<'_>) -> Self {
        let Pieces { begin, end, .. } = file.pieces;
        Self {
            vocabulary: Vocabulary::new(&file.pieces),
            normalization: Normalization::new(file.normalization.clone()),
            begin,
            end,
            window: file.shape.positions - 2,
        }
    }

    /// The tokens of `prefix` and `text` together, without beginning and end.
    pub(crate) fn tokens(&self, prefix: &str, text: &str) -> Vec<u32> {
        let end = (0..=TEXT_BYTES_MAX.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
        let text = text.get(..end.unwrap_or_default()).unwrap_or_default();
        let normal = self.normalization.normalize(&[prefix, text]);
        let mut tokens = self.best_cut(&normal);
        tokens.truncate(WINDOWS_MAX * self.window);
        tokens
    }

    /// What the model is given for such tokens: windows of at most its positions, each with beginning and end.
    pub(crate) fn windows(&self, tokens: &[u32]) -> impl Iterator<Item = Vec<u32>> {
        let windows = tokens.chunks(self.window).map(|window| [&[self.begin], window, &[self.end]].concat());
        let nothing = tokens.is_empty().then(|| vec![self.begin, self.end]);
        nothing.into_iter().chain(windows)
    }

    /// Viterbi's algorithm over the bytes of `normal`. Of equal ways the one with the longest last piece stays, and sums
    /// are in 32 bits: so the tokens are those of the reference also where ways differ by a rounding.
    fn best_cut(&self, normal: &str) -> Vec<u32> {
        let bytes = normal.as_bytes();
        let mut steps = vec![UNREACHED; bytes.len() + 1];
        if let Some(first) = steps.first_mut() {
            first.score = 0.0;
        }
        let (unknown, unknown_score) = self.vocabulary.unknown();
        for (from, c) in normal.char_indices() {
            let Some((Step { score, .. }, ahead)) = steps.get_mut(from..).and_then(|steps| steps.split_first_mut())
            else {
                break;
            };
            let mut reach = |length: usize, piece: u32, score: f32| {
                if let Some(step) = ahead.get_mut(length - 1).filter(|step| score > step.score) {
                    *step = Step { score, piece, from };
                }
            };
            for (length, piece, piece_score) in self.vocabulary.beginnings(bytes.get(from..).unwrap_or_default()) {
                reach(length, piece, *score + piece_score);
            }
            reach(c.len_utf8(), unknown, *score + unknown_score);
        }
        let mut tokens = Vec::new();
        let mut place = bytes.len();
        while let Some(step) = steps.get(place).filter(|_| place > 0) {
            tokens.push(step.piece);
            place = step.from;
        }
        tokens.reverse();
        tokens
    }

    /// How much memory the tables take.
    pub(crate) fn bytes(&self) -> usize {
        self.vocabulary.bytes() + self.normalization.bytes()
    }
}
