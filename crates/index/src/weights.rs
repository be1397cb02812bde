//! Every weight of the ranking, in one place. `docs/relevance.md` says why each has its value.

use gongkai_document::{Kind, Validity};

use crate::bm25::Saturation;
use crate::clauses::{Clauses, Manner};

/// What each signal weighs. A score is the sum of all of them; each is BM25 of one field, or a bonus.
///
/// Measured on judged sets of real questions; `docs/relevance.md` has what each set loses without each signal.
pub(crate) struct Weights {
    /// The words of title and text.
    pub(crate) words: f32,
    /// The bigrams of title and text.
    pub(crate) bigrams: f32,
    /// The characters of title and text.
    pub(crate) characters: f32,
    /// The words of the title, once more.
    pub(crate) title_words: f32,
    /// The bigrams of the title, once more.
    pub(crate) title_bigrams: f32,
    /// The characters of the title, once more: a short form shares them with the long one.
    pub(crate) title_characters: f32,
    /// The words, the bigrams and the characters of the beginning of a text that has no title, each.
    pub(crate) lead: f32,
    /// A word or bigram of an attachment against the same one in the text. The better of the two counts, not their sum.
    /// With the texts of every second document moved to its attachment, searches by title words lose nothing (.97 nDCG@10;
    /// added they lose 3 points, and 9 by abbreviations), and none loses a point when every second document gets an annex of
    /// fifteen other texts (in the text's own field 1 to 19). The value itself matters little between .35 and .65.
    pub(crate) attached: f32,
    /// The whole query stands in the title as typed. Without it an article asked for by law and number is often not
    /// first (.59 instead of 1.00): all articles of a law share its words.
    pub(crate) title_phrase: f32,
    /// The document has all groups of a query of few.
    pub(crate) complete: f32,
    /// The query is the title, but for its marks. Above any sum of the others: a longer title that quotes this one, or a
    /// shorter text under the same one, comes after it.
    pub(crate) title: f32,
    /// The title names what was typed and says that it is about it (解读, 答记者问).
    pub(crate) derived: f32,
    /// The document is no longer in force: of two that say the same, the one in force comes first.
    pub(crate) ended: f32,
    /// What official texts write for an everyday word of a sentence, against a word that was typed.
    pub(crate) official: f32,
    /// A text that a sentence quotes.
    pub(crate) quoted: f32,
    /// How near a document is in what it means, against its words, each in deviations of its own (`meaning.rs`): two parts
    /// of five. With one of two, lawyers gain 1 point of nDCG@10 and epidemic questions lose half of one.
    pub(crate) semantic: f32,
    /// The document has the number that was typed. Above any sum of the others but a title typed whole, which may have a
    /// number in it: what was asked for by number comes first.
    pub(crate) number: f32,
    /// The document cites the number that was typed.
    pub(crate) citation: f32,
}

/// The weights that searches use.
pub(crate) const WEIGHTS: Weights = Weights {
    words: 1.0,
    bigrams: 1.0,
    characters: 0.8,
    title_words: 1.5,
    title_bigrams: 1.0,
    title_characters: 0.5,
    lead: 0.2,
    attached: 0.5,
    title_phrase: 3.0,
    complete: 10.0,
    title: 12_000.0,
    ended: -8.0,
    derived: -60.0,
    official: 0.3,
    quoted: 1.0,
    semantic: 0.667,
    number: 10_000.0,
    citation: 100.0,
};

/// What kinds of document are worth beside what they say: who asks wants the policy, and not that a meeting was held on it.
pub(crate) const KIND_PRIORS: [(Kind, f32); 3] = [(Kind::Policy, 3.0), (Kind::Interpretation, 1.0), (Kind::News, -3.0)];

/// The documents that are no longer in force.
pub(crate) const ENDED: [Validity; 2] = [Validity::Expired, Validity::Repealed];

/// How a query is scored, between a few words and a sentence. A few words are a title remembered: its words weigh most, and
/// a long document has them by right. A sentence tells a case: only its rare words matter, and a long document has many of
/// them by chance. A question asks for what a document says, however short it is, and for no title.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// The share of the title's extra weight, from 0 to 1.
    pub(crate) title: f32,
    /// The share of the bonus for all of the query.
    pub(crate) complete: f32,
    /// BM25's parameters for texts.
    pub(crate) text: Saturation,
    /// The power to which a term's rarity is raised.
    pub(crate) rarity: f32,
}

/// Between how many groups a query turns from a title remembered by some of its words into a sentence, for which a title
/// counts no more than the text.
const SENTENCE_GROUPS: (f32, f32) = (3.0, 7.0);
/// The same for the rarity of a question's words. Questions are put in whole sentences from the first word on, so they tell
/// a case only when they are longer (as for other sentences: questions to statutes and epidemic questions lose a third
/// of a point each; lawyers' long ones nothing either way).
const QUESTION_GROUPS: (f32, f32) = (8.0, 15.0);

/// How many different words, bigrams or characters of a query are scored. A pasted request has more; the rarest ones are
/// kept. With 64 pasted letters lose a tenth of a point, questions to lawyers half of one.
pub(crate) const SCORED_TERMS_MAX: usize = 128;

/// BM25's parameters for titles and beginnings, which are all of a length.
pub(crate) const SHORT_TEXTS: Saturation = Saturation { k1: 1.2, b: 0.75 };

/// The power to which a term's count in the query is raised: said twice is not twice as wanted.
pub(crate) const COUNT_POWER: f32 = 0.5;

impl Shape {
    /// The shape of a query.
    pub(crate) fn of(clauses: &Clauses) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a query has few groups")]
        let groups = clauses.groups.len() as f32;
        let few = |(from, to): (f32, f32)| ((to - groups) / (to - from)).clamp(0.0, 1.0);
        let between = |words: f32, sentence: f32, share: f32| sentence + (words - sentence) * share;
        let by_groups = few(SENTENCE_GROUPS);
        let (title, length, rarity) = match clauses.manner {
            Manner::List => (by_groups, 1.0, 1.0),
            Manner::Question => (0.0, by_groups, few(QUESTION_GROUPS)),
            Manner::Statement => (by_groups, by_groups, by_groups),
        };
        Self {
            title,
            complete: by_groups,
            text: Saturation { k1: 1.2, b: between(0.6, 0.95, length) },
            rarity: between(1.2, 1.6, rarity),
        }
    }
}

/// The share of its weight that meaning has for a title remembered by some of its words: with all of it title words lose 1
/// point of nDCG@10; with none hard letters lose a fifth of one against this, and letters a tenth.
const SEMANTIC_FOR_TITLES: f32 = 0.25;

/// How much it counts how near documents are to a query in what they mean.
pub(crate) fn semantic_weight(clauses: &Clauses) -> f32 {
    let title = Shape::of(clauses).title;
    WEIGHTS.semantic * (1.0 - title * (1.0 - SEMANTIC_FOR_TITLES))
}
