//! Where the register's own columns and the letters disagree.

use gongkai_document::Decision;
use gongkai_replies::provisions_in;
use serde::Serialize;

use crate::field::Field;
use crate::record::{Record, Reply};

/// A column and a letter that say different things, and that no person has settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Disagreement {
    /// The request's number.
    pub number: String,
    /// The column.
    pub field: Field,
    /// What the register says, as people read it; nothing where the column is empty.
    pub register: Option<String>,
    /// What the letter says.
    pub reply: String,
    /// How sure the reading is, in percent.
    pub confidence: u8,
    /// The letter's own words.
    pub quote: String,
    /// The letter's file.
    pub file: String,
}

/// The longest quotation from a letter, in characters.
const QUOTE_CHARS: usize = 60;
/// How sure the reading of provisions is, in percent: of every hundred read in the test's letters 98 or more are right.
const BASIS_CONFIDENCE: u8 = 98;

/// What of these requests is to be looked at by a person, in the order of the requests.
pub fn disagreements(records: &[Record]) -> Vec<Disagreement> {
    let mut found = Vec::new();
    for record in records {
        // The letter that came last is the one that counts.
        if let Some(reply) = record.replies.last() {
            found.extend(decision(record, reply));
            found.extend(basis(record, reply));
        }
    }
    found
}

fn decision(record: &Record, reply: &Reply) -> Option<Disagreement> {
    let read = reply.reading.decision()?;
    let register: Option<Decision> = record.decision();
    if record.corrected.contains_key(&Field::Decision) || register == Some(read.decision) {
        return None;
    }
    Some(Disagreement {
        number: record.number.clone(),
        field: Field::Decision,
        register: register.map(|decision| decision.label().to_owned()),
        reply: read.decision.label().to_owned(),
        confidence: read.confidence,
        quote: quote(&reply.text, read.span),
        file: reply.file.clone(),
    })
}

fn basis(record: &Record, reply: &Reply) -> Option<Disagreement> {
    if record.corrected.contains_key(&Field::LegalBasis) {
        return None;
    }
    let read: Vec<_> = reply.reading.basis().collect();
    let register = record.fields.get(&Field::LegalBasis);
    let named = register.map(|text| provisions_in(text)).unwrap_or_default();
    let agree = read.iter().all(|one| named.iter().any(|other| one.provision.is_within(other)))
        && named.iter().all(|one| read.iter().any(|other| one.is_within(&other.provision)));
    if agree || read.is_empty() {
        return None;
    }
    let first = read.first()?.span.start;
    let last = read.last()?.span.end;
    Some(Disagreement {
        number: record.number.clone(),
        field: Field::LegalBasis,
        register: register.cloned(),
        reply: read.iter().map(|one| one.provision.to_string()).collect::<Vec<_>>().join("、"),
        confidence: BASIS_CONFIDENCE,
        quote: quote(&reply.text, first..last),
        file: reply.file.clone(),
    })
}

fn quote(text: &str, span: std::ops::Range<usize>) -> String {
    let quoted = text.get(span).unwrap_or_default();
    quoted.chars().filter(|c| !c.is_control()).take(QUOTE_CHARS).collect()
}
