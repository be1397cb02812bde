//! How hits are ranked: one query for tantivy out of a query's clauses, with every weight in one place.

use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, PhraseQuery, Query, RegexQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use gongkai_analysis::Token;

use crate::clauses::{Clauses, Group, TERMS_MAX};
use crate::error::IndexError;
use crate::schema::Fields;

/// What each signal weighs. Words, bigrams and phrases are BM25 scores (k1 1.2, b 0.75), and the scores are added.
///
/// Measured on judged sets of real questions (nDCG@10; letters to a mayor, questions to statutes, title words): words or
/// bigrams alone lose 1 to 4 points to both together.
pub(crate) struct Weights {
    /// The words of title and text.
    pub(crate) words: f32,
    /// The bigrams of title and text.
    pub(crate) bigrams: f32,
    /// The words of the title, once more. Without the two title weights, a search by title words loses 9 points; with
    /// them at full length of query, a question to the statutes loses 1.
    pub(crate) title_words: f32,
    /// The bigrams of the title, once more.
    pub(crate) title_bigrams: f32,
    /// A word or bigram of an attachment against the same one in the text. The better of the two counts, not their sum.
    /// With the texts of every second document moved to its attachment, searches by title words lose nothing (.97 nDCG@10;
    /// added they lose 3 points, and 9 by abbreviations), and none loses a point when every second document gets an annex of
    /// fifteen other texts (in the text's own field 1 to 19). The value itself matters little between .35 and .65.
    pub(crate) attached: f32,
    /// The whole query stands in the title as typed. Without it an article asked for by law and number is often not
    /// first (.59 instead of 1.00): all articles of a law share its words.
    pub(crate) title_phrase: f32,
    /// The document has the number that was typed. Above any sum of the others: what was asked for by number comes first.
    pub(crate) number: f32,
    /// The document cites the number that was typed.
    pub(crate) citation: f32,
}

/// The weights that searches use.
pub(crate) const WEIGHTS: Weights = Weights {
    words: 1.0,
    bigrams: 1.0,
    title_words: 0.7,
    title_bigrams: 0.4,
    attached: 0.5,
    title_phrase: 1.0,
    number: 10_000.0,
    citation: 100.0,
};

/// A query of up to so many groups is a title remembered by some of its words.
const TITLE_GROUPS: f32 = 3.0;
/// From so many groups on, a query is a sentence, and a title counts no more than the text.
const SENTENCE_GROUPS: f32 = 7.0;

/// How much of the title's extra weight a query of `groups` gets: all for a few words, none for a sentence.
fn title_share(groups: usize) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a query has few groups")]
    let groups = groups as f32;
    ((SENTENCE_GROUPS - groups) / (SENTENCE_GROUPS - TITLE_GROUPS)).clamp(0.0, 1.0)
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
            parts.push((Occur::Must, unscored(self.group(phrase)?)));
        }
        if parts.is_empty() {
            return Ok(None);
        }
        parts.extend(self.scored(clauses)?);
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
        Ok(Some(Box::new(BooleanQuery::new(either))))
    }

    /// A document has a group when it has the word as we cut it, or its characters in a row however they were cut.
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
        if !group.bigrams.is_empty() {
            ways.extend(self.bigrams().iter().map(|field| (Occur::Should, phrase_in(*field, &group.bigrams))));
        }
        Ok(Box::new(BooleanQuery::new(ways)))
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
        let mut parts = self.by_number(clauses);
        let words = self.rarest(&self.words(), &clauses.words)?;
        let bigrams = self.rarest(&self.bigrams(), &clauses.bigrams)?;
        parts.extend(weighted(&self.words(), &words, WEIGHTS.words));
        parts.extend(weighted(&self.bigrams(), &bigrams, WEIGHTS.bigrams));
        let in_bigrams = self.fields.title_bigrams;
        if self.place != Place::Titles {
            let share = title_share(clauses.groups.len());
            parts.extend(weighted(&[self.fields.title_words], &words, share * WEIGHTS.title_words));
            parts.extend(weighted(&[in_bigrams], &bigrams, share * WEIGHTS.title_bigrams));
        }
        if clauses.whole.len() > 1 {
            parts.push((
                Occur::Should,
                Box::new(BoostQuery::new(phrase_in(in_bigrams, &clauses.whole), WEIGHTS.title_phrase)),
            ));
        }
        Ok(parts)
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

    /// The rarest terms, at most [`TERMS_MAX`]; those that no document has are dropped.
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
        Ok(found.into_iter().take(TERMS_MAX).map(|(_, entry)| entry).collect())
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

/// Terms scored in the first field, or in the others where that gives more.
fn weighted<'t>(fields: &'t [Field], terms: &'t [&(String, usize)], weight: f32) -> impl Iterator<Item = Clause> + 't {
    terms.iter().map(move |(text, count)| {
        #[expect(clippy::cast_precision_loss, reason = "a query says a word a few times")]
        let weight = weight * *count as f32;
        let boosted = |field, weight| Box::new(BoostQuery::new(term(field, text), weight)) as Box<dyn Query>;
        let ways = fields.iter().enumerate().map(|(place, field)| {
            let share = if place == 0 { 1.0 } else { WEIGHTS.attached };
            boosted(*field, share * weight)
        });
        let mut ways: Vec<Box<dyn Query>> = ways.collect();
        let one = if ways.len() == 1 { ways.pop() } else { None };
        (Occur::Should, one.unwrap_or_else(|| Box::new(DisjunctionMaxQuery::new(ways))))
    })
}
