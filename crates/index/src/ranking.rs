//! How hits are ranked: one query for tantivy out of a query's clauses. What each signal weighs is in `weights.rs`, what a
//! text is scored by in `signals.rs`.

use std::sync::Arc;

use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, PhraseQuery, Query, RegexQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use gongkai_analysis::Token;
use gongkai_query::Signal;

use crate::citations::Authority;
use crate::clauses::{Clauses, Group, WRITTEN_OUT};
use crate::error::IndexError;
use crate::meaning::Near;
use crate::question_words::QUESTION_WORDS;
use crate::schema::Fields;
use crate::signals::Part;
use crate::tally::{Matching, Reading, Tally};
use crate::weights::{ENDED, KIND_PRIORS, Shape, WEIGHTS};

/// From so many groups on, a query tells of something, and does not list what a document must have: any part of it may
/// match, and what it quotes is a name or a stress and no condition. Asked for all of their words first, letters lose 1 point
/// of nDCG@10 and 4 of Recall@100; with their quotations as conditions, pasted letters lose 3.
const TELLING_GROUPS: usize = 5;

/// Whether a query tells of something rather than lists words.
pub(crate) fn is_sentence(clauses: &Clauses) -> bool {
    clauses.groups.len() >= TELLING_GROUPS
}

/// How much of a work's authority counts: all of it for a sentence, which asks what holds; none for a title remembered.
pub(crate) fn authority_share(clauses: &Clauses) -> f32 {
    1.0 - Shape::of(clauses).title
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
    pub(crate) authority: &'a Authority,
    /// How near documents are in what they mean, where that was asked.
    pub(crate) near: Option<&'a Arc<Near>>,
}

pub(crate) type Clause = (Occur, Box<dyn Query>);

impl Ranking<'_> {
    /// The query whose matches are the hits, with at least `required` groups in each, scored. `None` when the clauses ask
    /// for nothing.
    pub(crate) fn query(&self, clauses: &Clauses, required: usize) -> Result<Option<Box<dyn Query>>, IndexError> {
        let Some(matching) = self.matching(clauses, required)? else { return Ok(None) };
        let queries = |parts: Vec<Part>| parts.into_iter().map(|part| part.query).collect::<Vec<_>>();
        let readings = self.readings(clauses)?.into_iter();
        let readings = readings.map(|(parts, share)| Reading { addends: queries(parts), share }).collect();
        Ok(Some(Box::new(Tally {
            matching: Arc::new(matching),
            readings: Arc::new(readings),
            worth: self.authority.worth(authority_share(clauses)),
            near: self.near.cloned(),
            bonuses: Arc::new(queries(self.bonuses(clauses, required)?)),
        })))
    }

    /// What is added to the score of a text, whatever its words.
    pub(crate) fn bonuses(&self, clauses: &Clauses, required: usize) -> Result<Vec<Part>, IndexError> {
        let mut parts = self.by_number(clauses);
        parts.extend(self.by_title());
        if is_sentence(clauses) {
            for phrase in &clauses.phrases {
                let quoted = constant(self.group(phrase)?, WEIGHTS.quoted);
                parts.push(Part::named(Signal::Quoted, &phrase.text, quoted));
            }
        }
        parts.extend(self.derived(clauses));
        parts.extend(self.priors());
        if required < clauses.groups.len() {
            parts.extend(self.complete(clauses)?);
        }
        Ok(parts)
    }

    /// What the query as typed scores, and the query with its short forms written out, each with how much it counts. A text
    /// has the score of its best reading.
    pub(crate) fn readings(&self, clauses: &Clauses) -> Result<Vec<(Vec<Part>, f32)>, IndexError> {
        let mut readings = vec![(self.scored(clauses)?, 1.0)];
        for reading in &clauses.written_out {
            readings.push((self.scored(reading)?, WRITTEN_OUT));
        }
        Ok(readings)
    }

    /// The query for texts that must not occur; `None` when there are none.
    pub(crate) fn excluded(&self, clauses: &Clauses) -> Result<Option<Box<dyn Query>>, IndexError> {
        let mut parts: Vec<Clause> = Vec::new();
        for phrase in &clauses.excluded {
            parts.push((Occur::Should, self.group(phrase)?));
        }
        Ok((!parts.is_empty()).then(|| Box::new(BooleanQuery::new(parts)) as Box<dyn Query>))
    }

    /// Which documents are hits: those with enough of the groups and all that is quoted, and those that have or cite the
    /// number; of a sentence, those with any part of it.
    fn matching(&self, clauses: &Clauses, required: usize) -> Result<Option<Matching>, IndexError> {
        let named = self.by_number(clauses).into_iter().chain(self.by_title());
        if is_sentence(clauses) {
            let others = named.map(|part| part.query).collect();
            return Ok(Some(Matching { terms: self.any_term(clauses), others }));
        }
        let mut all: Vec<Clause> = Vec::new();
        if !clauses.groups.is_empty() {
            let mut groups: Vec<Clause> = Vec::new();
            for group in &clauses.groups {
                groups.push((Occur::Should, self.group(group)?));
            }
            let enough = BooleanQuery::with_minimum_required_clauses(groups, required);
            let mut either: Vec<Clause> = vec![(Occur::Should, Box::new(enough))];
            either.extend(named.map(Part::into_clause));
            all.push((Occur::Must, Box::new(BooleanQuery::new(either))));
        }
        for phrase in &clauses.phrases {
            all.push((Occur::Must, self.group(phrase)?));
        }
        let asked = !all.is_empty();
        Ok(asked.then(|| Matching { terms: Vec::new(), others: vec![Box::new(BooleanQuery::new(all))] }))
    }

    /// What has any word of the query that is not a single character or says how a question is put, or any two characters in
    /// a row: 毛唐铺 may be 毛唐镇 in the answer.
    fn any_term(&self, clauses: &Clauses) -> Vec<Term> {
        let mut terms = Vec::new();
        for (texts, fields) in [(&clauses.words, self.words()), (&clauses.bigrams, self.bigrams())] {
            for (text, _) in texts.iter().filter(|(text, _)| is_telling(text)) {
                terms.extend(fields.iter().map(|field| Term::from_field_text(*field, text)));
            }
        }
        terms
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
    fn complete(&self, clauses: &Clauses) -> Result<Option<Part>, IndexError> {
        let weight = Shape::of(clauses).complete * WEIGHTS.complete;
        if weight <= 0.0 {
            return Ok(None);
        }
        let mut groups: Vec<Clause> = Vec::new();
        for group in &clauses.groups {
            groups.push((Occur::Must, self.group(group)?));
        }
        Ok(Some(Part::whole(Signal::Complete, constant(Box::new(BooleanQuery::new(groups)), weight))))
    }

    /// Who types the name of a document means the document: what only names it in its title, as an interpretation does,
    /// comes behind it.
    fn derived(&self, clauses: &Clauses) -> Option<Part> {
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
        Some(Part::whole(Signal::Derived, constant(Box::new(BooleanQuery::new(named)), WEIGHTS.derived)))
    }

    /// What a document is worth whatever was asked: little, and only where its source says what it is.
    fn priors(&self) -> Vec<Part> {
        let prior = |signal, field, code: &str, weight| Part::named(signal, code, constant(term(field, code), weight));
        let kinds =
            KIND_PRIORS.iter().map(|(kind, weight)| prior(Signal::Kind, self.fields.kind, kind.code(), *weight));
        let ended = ENDED.iter().map(|one| prior(Signal::Ended, self.fields.validity, one.code(), WEIGHTS.ended));
        kinds.chain(ended).collect()
    }

    fn by_title(&self) -> Option<Part> {
        let is_typed = self.title_key.chars().nth(1).is_some();
        let is_it = || constant(term(self.fields.title_key, self.title_key), WEIGHTS.title);
        is_typed.then(|| Part::whole(Signal::Title, is_it()))
    }

    fn by_number(&self, clauses: &Clauses) -> Vec<Part> {
        let mut ways: Vec<Part> = Vec::new();
        if self.place == Place::Titles {
            return ways;
        }
        if let Some((number, citation)) = &clauses.number {
            let has = constant(term(self.fields.document_number, number), WEIGHTS.number);
            let cites = constant(phrase_in(self.fields.bigrams, citation), WEIGHTS.citation);
            ways.push(Part::named(Signal::Number, number, has));
            ways.push(Part::named(Signal::Citation, number, cites));
        }
        if let Some(number) = &clauses.index_number {
            let has = constant(term(self.fields.index_number, number), WEIGHTS.number);
            ways.push(Part::named(Signal::Number, number, has));
        }
        ways
    }

    /// The fields whose words are searched: first the documents' own, then the attachments'.
    pub(crate) fn words(&self) -> Vec<Field> {
        match self.place {
            Place::Titles => vec![self.fields.title_words],
            Place::Texts => vec![self.fields.words],
            Place::Everywhere => vec![self.fields.words, self.fields.attached_words],
        }
    }

    /// The fields whose bigrams are searched, in the same order.
    pub(crate) fn bigrams(&self) -> Vec<Field> {
        match self.place {
            Place::Titles => vec![self.fields.title_bigrams],
            Place::Texts => vec![self.fields.bigrams],
            Place::Everywhere => vec![self.fields.bigrams, self.fields.attached_bigrams],
        }
    }
}

/// Whether a term says what is looked for.
fn is_telling(text: &str) -> bool {
    text.chars().nth(1).is_some() && !QUESTION_WORDS.contains(&text)
}

fn term(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs))
}

/// Tokens in a row. Quoted phrases, words in any cut and excluded texts all run on bigrams and nowhere else.
pub(crate) fn phrase_in(field: Field, tokens: &[Token]) -> Box<dyn Query> {
    let term_of = |token: &Token| Term::from_field_text(field, &token.text);
    match tokens {
        [one] => term(field, &one.text),
        _ => Box::new(PhraseQuery::new_with_offset(tokens.iter().map(|t| (t.position, term_of(t))).collect())),
    }
}

fn constant(query: Box<dyn Query>, score: f32) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, score))
}
