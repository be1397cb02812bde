//! How hits are ranked: one query for tantivy out of a query's clauses, with every weight in one place.

use std::collections::BTreeSet;

use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, PhraseQuery, Query, RegexQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use gongkai_analysis::Token;
use gongkai_document::{Kind, Validity};

use crate::bm25::{Saturation, ScoredTerm};
use crate::characters::characters;
use crate::clauses::{Clauses, Group, WRITTEN_OUT};
use crate::error::IndexError;
use crate::schema::Fields;

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
    /// A text that a sentence quotes.
    pub(crate) quoted: f32,
    /// The document has the number that was typed. Above any sum of the others: what was asked for by number comes first.
    pub(crate) number: f32,
    /// The document cites the number that was typed.
    pub(crate) citation: f32,
}

/// The weights that searches use.
pub(crate) const WEIGHTS: Weights = Weights {
    words: 1.0,
    bigrams: 1.0,
    characters: 0.5,
    title_words: 1.5,
    title_bigrams: 1.0,
    title_characters: 0.5,
    lead: 0.2,
    attached: 0.5,
    title_phrase: 3.0,
    complete: 10.0,
    title: 1_000.0,
    ended: -8.0,
    derived: -60.0,
    quoted: 1.0,
    number: 10_000.0,
    citation: 100.0,
};

/// What kinds of document are worth beside what they say: who asks wants the policy, and not that a meeting was held on it.
const KIND_PRIORS: [(Kind, f32); 3] = [(Kind::Policy, 3.0), (Kind::Interpretation, 1.0), (Kind::News, -3.0)];

/// The documents that are no longer in force.
const ENDED: [Validity; 2] = [Validity::Expired, Validity::Repealed];

/// How a query is scored, between a few words and a sentence. A few words are a title remembered: its words weigh most, and
/// a long document has them by right. A sentence tells a case: only its rare words matter, and a long document has many of
/// them by chance.
#[derive(Debug, Clone, Copy)]
struct Shape {
    /// The share of the title's extra weight.
    title: f32,
    /// BM25's parameters for texts.
    text: Saturation,
    /// The power to which a term's rarity is raised.
    rarity: f32,
}

/// A query of up to so many groups is a title remembered by some of its words.
const TITLE_GROUPS: f32 = 3.0;
/// From so many groups on, a query is a sentence, and a title counts no more than the text.
const SENTENCE_GROUPS: f32 = 7.0;

/// From so many groups on, a query tells of something, and does not list what a document must have: any part of it may
/// match, and what it quotes is a name or a stress and no condition. Asked for all of their words first, letters lose 1 point
/// of nDCG@10 and 4 of Recall@100; with their quotations as conditions, pasted letters lose 3.
const TELLING_GROUPS: usize = 5;

/// Whether a query tells of something rather than lists words.
pub(crate) fn is_sentence(clauses: &Clauses) -> bool {
    clauses.groups.len() >= TELLING_GROUPS
}

/// How many different words, bigrams or characters of a query are scored. A pasted request has more; the rarest ones are
/// kept. With 64 pasted letters lose a tenth of a point, questions to lawyers half of one.
const SCORED_TERMS_MAX: usize = 128;

/// BM25's parameters for titles and beginnings, which are all of a length.
const SHORT_TEXTS: Saturation = Saturation { k1: 1.2, b: 0.75 };

/// The power to which a term's count in the query is raised: said twice is not twice as wanted.
const COUNT_POWER: f32 = 0.5;

impl Shape {
    fn of(groups: usize) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a query has few groups")]
        let groups = groups as f32;
        let title = ((SENTENCE_GROUPS - groups) / (SENTENCE_GROUPS - TITLE_GROUPS)).clamp(0.0, 1.0);
        let between = |words: f32, sentence: f32| sentence + (words - sentence) * title;
        Self { title, text: Saturation { k1: 1.2, b: between(0.6, 0.95) }, rarity: between(1.2, 1.6) }
    }
}

/// Where things are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In titles.
    Titles,
    /// In titles and texts.
    Texts,
    /// In titles, texts and attachments.
    Everywhere,
}

/// Makes tantivy's query from clauses.
pub(crate) struct Ranking<'a> {
    pub(crate) fields: &'a Fields,
    pub(crate) searcher: &'a Searcher,
    pub(crate) place: Place,
    /// The letters and digits of all that was typed, as a title would have them.
    pub(crate) title_key: &'a str,
}

type Clause = (Occur, Box<dyn Query>);

impl Ranking<'_> {
    /// The query whose matches are the hits, with at least `required` groups in each, scored. `None` when the clauses ask
    /// for nothing.
    pub(crate) fn query(&self, clauses: &Clauses, required: usize) -> Result<Option<Box<dyn Query>>, IndexError> {
        let mut parts: Vec<Clause> = Vec::new();
        if let Some(matching) = self.matching(clauses, required)? {
            parts.push((Occur::Must, unscored(matching)));
        }
        for phrase in &clauses.phrases {
            let phrase_query = self.group(phrase)?;
            parts.push(if is_sentence(clauses) {
                (Occur::Should, constant(phrase_query, WEIGHTS.quoted))
            } else {
                (Occur::Must, unscored(phrase_query))
            });
        }
        if parts.is_empty() {
            return Ok(None);
        }
        parts.extend(self.by_number(clauses));
        parts.extend(self.by_title());
        parts.push((Occur::Should, self.best_reading(clauses)?));
        parts.extend(self.derived(clauses));
        parts.extend(self.priors());
        if required < clauses.groups.len() {
            parts.extend(self.complete(clauses)?);
        }
        Ok(Some(Box::new(BooleanQuery::new(parts))))
    }

    /// The query for texts that must not occur; `None` when there are none.
    pub(crate) fn excluded(&self, clauses: &Clauses) -> Result<Option<Box<dyn Query>>, IndexError> {
        let mut parts: Vec<Clause> = Vec::new();
        for phrase in &clauses.excluded {
            parts.push((Occur::Should, self.group(phrase)?));
        }
        Ok((!parts.is_empty()).then(|| Box::new(BooleanQuery::new(parts)) as Box<dyn Query>))
    }

    /// Which documents are hits: those with enough of the groups, and those that have or cite the number.
    fn matching(&self, clauses: &Clauses, required: usize) -> Result<Option<Box<dyn Query>>, IndexError> {
        let mut groups: Vec<Clause> = Vec::new();
        for group in &clauses.groups {
            groups.push((Occur::Should, self.group(group)?));
        }
        if groups.is_empty() {
            return Ok(None);
        }
        let enough: Box<dyn Query> = Box::new(BooleanQuery::with_minimum_required_clauses(groups, required.max(1)));
        let mut either: Vec<Clause> = vec![(Occur::Should, enough)];
        either.extend(self.by_number(clauses));
        either.extend(self.by_title());
        Ok(Some(Box::new(BooleanQuery::new(either))))
    }

    /// A document has a group when it has the word as we cut it, or its characters in a row however they were cut, or
    /// another text that is as good.
    fn group(&self, group: &Group) -> Result<Box<dyn Query>, IndexError> {
        let mut ways: Vec<Clause> = Vec::new();
        if let Some(word) = &group.word {
            ways.extend(self.words().iter().map(|field| (Occur::Should, term(*field, word))));
        }
        if let Some(single) = group.single.filter(|c| c.is_alphanumeric()) {
            // Every character begins a bigram, or stands alone where no pair holds it.
            let pattern = format!("{single}.*");
            for field in self.bigrams() {
                let query = RegexQuery::from_pattern(&pattern, field);
                ways.push((Occur::Should, Box::new(query.map_err(IndexError::tantivy("looking for one character"))?)));
            }
        }
        let also = group.also.iter().map(|also| &also.bigrams);
        for bigrams in [&group.bigrams].into_iter().chain(also).filter(|bigrams| !bigrams.is_empty()) {
            ways.extend(self.bigrams().iter().map(|field| (Occur::Should, phrase_in(*field, bigrams))));
        }
        Ok(Box::new(BooleanQuery::new(ways)))
    }

    /// What has all that was asked comes before what has a part of it more often, as long as little was asked.
    fn complete(&self, clauses: &Clauses) -> Result<Option<Clause>, IndexError> {
        let weight = Shape::of(clauses.groups.len()).title * WEIGHTS.complete;
        if weight <= 0.0 {
            return Ok(None);
        }
        let mut groups: Vec<Clause> = Vec::new();
        for group in &clauses.groups {
            groups.push((Occur::Must, self.group(group)?));
        }
        Ok(Some((Occur::Should, constant(Box::new(BooleanQuery::new(groups)), weight))))
    }

    /// The score of the query as typed, or of one with its short forms written out where that gives more.
    fn best_reading(&self, clauses: &Clauses) -> Result<Box<dyn Query>, IndexError> {
        let mut readings: Vec<Box<dyn Query>> = vec![Box::new(BooleanQuery::new(self.scored(clauses)?))];
        for reading in &clauses.written_out {
            let scored = Box::new(BooleanQuery::new(self.scored(reading)?));
            readings.push(Box::new(BoostQuery::new(scored, WRITTEN_OUT)));
        }
        Ok(Box::new(DisjunctionMaxQuery::new(readings)))
    }

    /// Who types the name of a document means the document: what only names it in its title, as an interpretation does,
    /// comes behind it.
    fn derived(&self, clauses: &Clauses) -> Option<Clause> {
        if clauses.derived.is_empty() || clauses.whole.len() < 2 || self.place == Place::Titles {
            return None;
        }
        let mut marks: Vec<Clause> = Vec::new();
        for mark in &clauses.derived {
            marks.push((Occur::Should, phrase_in(self.fields.title_bigrams, &mark.bigrams)));
        }
        let named: Vec<Clause> = vec![
            (Occur::Must, phrase_in(self.fields.title_bigrams, &clauses.whole)),
            (Occur::Must, Box::new(BooleanQuery::new(marks))),
        ];
        Some((Occur::Should, constant(Box::new(BooleanQuery::new(named)), WEIGHTS.derived)))
    }

    /// What a document is worth whatever was asked: little, and only where its source says what it is.
    fn priors(&self) -> Vec<Clause> {
        let prior = |field, code: &str, weight| (Occur::Should, constant(term(field, code), weight));
        let kinds = KIND_PRIORS.iter().map(|(kind, weight)| prior(self.fields.kind, kind.code(), *weight));
        let ended = ENDED.iter().map(|validity| prior(self.fields.validity, validity.code(), WEIGHTS.ended));
        kinds.chain(ended).collect()
    }

    fn by_title(&self) -> Option<Clause> {
        let is_typed = self.title_key.chars().nth(1).is_some();
        is_typed.then(|| (Occur::Should, constant(term(self.fields.title_key, self.title_key), WEIGHTS.title)))
    }

    fn by_number(&self, clauses: &Clauses) -> Vec<Clause> {
        let mut ways: Vec<Clause> = Vec::new();
        if self.place == Place::Titles {
            return ways;
        }
        if let Some((number, citation)) = &clauses.number {
            ways.push((Occur::Should, constant(term(self.fields.document_number, number), WEIGHTS.number)));
            ways.push((Occur::Should, constant(phrase_in(self.fields.bigrams, citation), WEIGHTS.citation)));
        }
        if let Some(number) = &clauses.index_number {
            ways.push((Occur::Should, constant(term(self.fields.index_number, number), WEIGHTS.number)));
        }
        ways
    }

    fn scored(&self, clauses: &Clauses) -> Result<Vec<Clause>, IndexError> {
        let mut parts: Vec<Clause> = Vec::new();
        let shape = Shape::of(clauses.groups.len());
        let words = self.rarest(&self.words(), &clauses.words)?;
        let bigrams = self.rarest(&self.bigrams(), &clauses.bigrams)?;
        let characters = characters_of(&clauses.words);
        let characters = self.rarest(&[self.fields.characters], &characters)?;
        let fields = self.fields;
        let mut add = |terms: &[&(String, usize)], fields: &[Field], weight, saturation| -> Result<(), IndexError> {
            if weight > 0.0 {
                for term in terms {
                    parts.extend(self.signal(term, fields, weight, saturation, shape.rarity)?);
                }
            }
            Ok(())
        };
        if self.place == Place::Titles {
            add(&words, &[fields.title_words], WEIGHTS.words, SHORT_TEXTS)?;
            add(&bigrams, &[fields.title_bigrams], WEIGHTS.bigrams, SHORT_TEXTS)?;
        } else {
            add(&words, &self.words(), WEIGHTS.words, shape.text)?;
            add(&bigrams, &self.bigrams(), WEIGHTS.bigrams, shape.text)?;
            add(&characters, &[fields.characters], WEIGHTS.characters, shape.text)?;
            add(&words, &[fields.title_words], shape.title * WEIGHTS.title_words, SHORT_TEXTS)?;
            add(&bigrams, &[fields.title_bigrams], shape.title * WEIGHTS.title_bigrams, SHORT_TEXTS)?;
            add(&characters, &[fields.title_characters], shape.title * WEIGHTS.title_characters, SHORT_TEXTS)?;
            add(&words, &[fields.lead_words], WEIGHTS.lead, SHORT_TEXTS)?;
            add(&bigrams, &[fields.lead_bigrams], WEIGHTS.lead, SHORT_TEXTS)?;
            add(&characters, &[fields.lead_characters], WEIGHTS.lead, SHORT_TEXTS)?;
        }
        if clauses.whole.len() > 1 {
            let whole = phrase_in(fields.title_bigrams, &clauses.whole);
            parts.push((Occur::Should, Box::new(BoostQuery::new(whole, WEIGHTS.title_phrase))));
        }
        Ok(parts)
    }

    /// One term scored in the first field, or in the others where that gives more; `None` when no document has it.
    fn signal(
        &self,
        (text, count): &(String, usize),
        fields: &[Field],
        weight: f32,
        saturation: Saturation,
        rarity: f32,
    ) -> Result<Option<Clause>, IndexError> {
        #[expect(clippy::cast_precision_loss, reason = "a query says a word a few times")]
        let weight = weight * (*count as f32).powf(COUNT_POWER);
        let mut ways: Vec<Box<dyn Query>> = Vec::new();
        for (place, field) in fields.iter().enumerate() {
            let term = Term::from_field_text(*field, text);
            let frequency = self.searcher.doc_freq(&term).map_err(IndexError::tantivy("looking up a term"))?;
            if frequency > 0 {
                let share = if place == 0 { 1.0 } else { WEIGHTS.attached };
                let weight = share * weight * self.rarity(frequency).powf(rarity);
                ways.push(Box::new(ScoredTerm { term, weight, saturation }));
            }
        }
        Ok(match ways.len() {
            0 => None,
            1 => ways.pop().map(|only| (Occur::Should, only)),
            _ => Some((Occur::Should, Box::new(DisjunctionMaxQuery::new(ways)))),
        })
    }

    /// How much a term tells that so many documents have (BM25's inverse document frequency, as Lucene keeps it above 0).
    #[expect(clippy::cast_precision_loss, reason = "a ratio needs no exact counts")]
    fn rarity(&self, documents_with: u64) -> f32 {
        let (with, all) = (documents_with as f32, self.searcher.num_docs() as f32);
        (1.0 + (all - with + 0.5).max(0.0) / (with + 0.5)).ln()
    }

    /// The fields whose words are searched: first the documents' own, then the attachments'.
    fn words(&self) -> Vec<Field> {
        match self.place {
            Place::Titles => vec![self.fields.title_words],
            Place::Texts => vec![self.fields.words],
            Place::Everywhere => vec![self.fields.words, self.fields.attached_words],
        }
    }

    /// The fields whose bigrams are searched, in the same order.
    fn bigrams(&self) -> Vec<Field> {
        match self.place {
            Place::Titles => vec![self.fields.title_bigrams],
            Place::Texts => vec![self.fields.bigrams],
            Place::Everywhere => vec![self.fields.bigrams, self.fields.attached_bigrams],
        }
    }

    /// The rarest terms, at most [`SCORED_TERMS_MAX`]; those that no document has are dropped.
    fn rarest<'t>(
        &self,
        fields: &[Field],
        terms: &'t [(String, usize)],
    ) -> Result<Vec<&'t (String, usize)>, IndexError> {
        let mut found = Vec::new();
        for entry in terms {
            let mut frequency = 0;
            for field in fields {
                let documents = self.searcher.doc_freq(&Term::from_field_text(*field, &entry.0));
                frequency += documents.map_err(IndexError::tantivy("looking up a term"))?;
            }
            if frequency > 0 {
                found.push((frequency, entry));
            }
        }
        found.sort_by_key(|(frequency, _)| *frequency);
        Ok(found.into_iter().take(SCORED_TERMS_MAX).map(|(_, entry)| entry).collect())
    }
}

fn term(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs))
}

/// Tokens in a row. Quoted phrases, words in any cut and excluded texts all run on bigrams and nowhere else.
fn phrase_in(field: Field, tokens: &[Token]) -> Box<dyn Query> {
    let term_of = |token: &Token| Term::from_field_text(field, &token.text);
    match tokens {
        [one] => term(field, &one.text),
        _ => Box::new(PhraseQuery::new_with_offset(tokens.iter().map(|t| (t.position, term_of(t))).collect())),
    }
}

fn constant(query: Box<dyn Query>, score: f32) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, score))
}

fn unscored(query: Box<dyn Query>) -> Box<dyn Query> {
    constant(query, 0.0)
}

/// The different characters of a query's words.
fn characters_of(words: &[(String, usize)]) -> Vec<(String, usize)> {
    let characters: BTreeSet<&str> = words.iter().flat_map(|(word, _)| characters(word)).collect();
    characters.into_iter().map(|character| (character.to_owned(), 1)).collect()
}
