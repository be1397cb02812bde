//! What a text is scored by: the terms of a query in each field, as parts that can be told apart.

use std::collections::BTreeSet;

use tantivy::Term;
use tantivy::query::{BooleanQuery, BoostQuery, DisjunctionMaxQuery, Occur, Query};
use tantivy::schema::Field;

use gongkai_query::Signal;

use crate::bm25::{Saturation, ScoredTerm};
use crate::characters::characters;
use crate::clauses::Clauses;
use crate::error::IndexError;
use crate::official::Official;
use crate::ranking::{Clause, Place, Ranking, phrase_in};
use crate::weights::{COUNT_POWER, SCORED_TERMS_MAX, SHORT_TEXTS, Shape, WEIGHTS};

/// One addend of a score.
pub(crate) struct Part {
    pub(crate) signal: Signal,
    /// What of the query it is about; `None` when it is about all of it.
    pub(crate) term: Option<String>,
    pub(crate) query: Box<dyn Query>,
}

impl Part {
    /// A part about one term of the query.
    pub(crate) fn named(signal: Signal, term: &str, query: Box<dyn Query>) -> Self {
        Self { signal, term: Some(term.to_owned()), query }
    }

    /// A part about the whole query.
    pub(crate) fn whole(signal: Signal, query: Box<dyn Query>) -> Self {
        Self { signal, term: None, query }
    }

    /// The part as an addend of a sum.
    pub(crate) fn into_clause(self) -> Clause {
        (Occur::Should, self.query)
    }
}

/// How the terms of one field are scored.
#[derive(Clone, Copy)]
struct Scoring<'f> {
    signal: Signal,
    /// The field, and the attachments' behind it.
    fields: &'f [Field],
    weight: f32,
    saturation: Saturation,
    /// The power to which a term's rarity is raised.
    rarity: f32,
}

impl Ranking<'_> {
    /// What a text scores by its words.
    pub(crate) fn scored(&self, clauses: &Clauses) -> Result<Vec<Part>, IndexError> {
        let mut parts: Vec<Part> = Vec::new();
        let shape = Shape::of(clauses);
        let (word_fields, bigram_fields) = (self.words(), self.bigrams());
        let words = self.rarest(&word_fields, &clauses.words)?;
        let bigrams = self.rarest(&bigram_fields, &clauses.bigrams)?;
        let characters = characters_of(&clauses.words);
        let characters = self.rarest(&[self.fields.characters], &characters)?;
        let fields = self.fields;
        let mut add = |terms: &[&(String, usize)], signal, fields: &[Field], weight, saturation| {
            if weight > 0.0 {
                for term in terms {
                    let scoring = Scoring { signal, fields, weight, saturation, rarity: shape.rarity };
                    parts.extend(self.term(term, scoring)?);
                }
            }
            Ok::<(), IndexError>(())
        };
        if self.place == Place::Titles {
            add(&words, Signal::TitleTerms, &[fields.title_words], WEIGHTS.words, SHORT_TEXTS)?;
            add(&bigrams, Signal::TitleTerms, &[fields.title_bigrams], WEIGHTS.bigrams, SHORT_TEXTS)?;
        } else {
            add(&words, Signal::Words, &word_fields, WEIGHTS.words, shape.text)?;
            add(&bigrams, Signal::Bigrams, &bigram_fields, WEIGHTS.bigrams, shape.text)?;
            add(&characters, Signal::Characters, &[fields.characters], WEIGHTS.characters, shape.text)?;
            let titles = [
                (&words, fields.title_words, WEIGHTS.title_words),
                (&bigrams, fields.title_bigrams, WEIGHTS.title_bigrams),
                (&characters, fields.title_characters, WEIGHTS.title_characters),
            ];
            for (terms, field, weight) in titles {
                add(terms, Signal::TitleTerms, &[field], shape.title * weight, SHORT_TEXTS)?;
            }
            let leads =
                [(&words, fields.lead_words), (&bigrams, fields.lead_bigrams), (&characters, fields.lead_characters)];
            for (terms, field) in leads {
                add(terms, Signal::Lead, &[field], WEIGHTS.lead, SHORT_TEXTS)?;
            }
        }
        if clauses.whole.len() > 1 {
            let whole = phrase_in(fields.title_bigrams, &clauses.whole);
            parts.push(Part::whole(Signal::TitlePhrase, Box::new(BoostQuery::new(whole, WEIGHTS.title_phrase))));
        }
        for official in &clauses.official {
            parts.extend(self.official(official, shape)?);
        }
        Ok(parts)
    }

    /// What official texts write for one everyday word, by the way to write it that gives most.
    fn official(&self, official: &Official, shape: Shape) -> Result<Option<Part>, IndexError> {
        let weight = WEIGHTS.official * (1.0 - shape.title);
        if weight <= 0.0 {
            return Ok(None);
        }
        let (words, bigrams) = (self.words(), self.bigrams());
        let scoring = |fields, weight| Scoring {
            signal: Signal::Official,
            fields,
            weight,
            saturation: shape.text,
            rarity: shape.rarity,
        };
        let mut ways: Vec<Box<dyn Query>> = Vec::new();
        for way in &official.ways {
            let mut sum: Vec<Clause> = Vec::new();
            for (terms, scoring) in [
                (&way.words, scoring(&words, weight * WEIGHTS.words)),
                (&way.bigrams, scoring(&bigrams, weight * WEIGHTS.bigrams)),
            ] {
                for term in terms {
                    sum.extend(self.term(term, scoring)?.map(Part::into_clause));
                }
            }
            if !sum.is_empty() {
                ways.push(Box::new(BooleanQuery::new(sum)));
            }
        }
        let is_known = !ways.is_empty();
        let best = Box::new(DisjunctionMaxQuery::new(ways));
        Ok(is_known.then(|| Part::named(Signal::Official, &official.typed, best)))
    }

    /// One term scored in the first field, or in the others where that gives more; `None` when no document has it.
    fn term(&self, (text, count): &(String, usize), scoring: Scoring<'_>) -> Result<Option<Part>, IndexError> {
        let Scoring { signal, fields, weight, saturation, rarity } = scoring;
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
        let query: Option<Box<dyn Query>> = match ways.len() {
            0 | 1 => ways.pop(),
            _ => Some(Box::new(DisjunctionMaxQuery::new(ways))),
        };
        Ok(query.map(|query| Part::named(signal, text, query)))
    }

    /// How much a term tells that so many documents have (BM25's inverse document frequency, as Lucene keeps it above 0).
    #[expect(clippy::cast_precision_loss, reason = "a ratio needs no exact counts")]
    fn rarity(&self, documents_with: u64) -> f32 {
        let (with, all) = (documents_with as f32, self.searcher.num_docs() as f32);
        (1.0 + (all - with + 0.5).max(0.0) / (with + 0.5)).ln()
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

/// The different characters of a query's words.
fn characters_of(words: &[(String, usize)]) -> Vec<(String, usize)> {
    let characters: BTreeSet<&str> = words.iter().flat_map(|(word, _)| characters(word)).collect();
    characters.into_iter().map(|character| (character.to_owned(), 1)).collect()
}
