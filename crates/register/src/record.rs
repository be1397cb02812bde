//! One request as the register holds it.

use std::collections::BTreeMap;

use gongkai_document::{ApplicantType, CaseResult, Date, Decision, LawsuitCourse, Stage};
use gongkai_replies::Reading;
use serde::Serialize;

use crate::field::Field;

/// A request with its fields, without who asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Record {
    /// Its number, as the register writes it.
    pub number: String,
    /// Its fields as they are kept: days as `YYYY-MM-DD`, closed lists by their codes.
    pub fields: BTreeMap<Field, String>,
    /// What a person corrected, which goes before the fields of the same name.
    pub corrected: BTreeMap<Field, String>,
    /// The letters sent, in the order in which they came into the register.
    pub replies: Vec<Reply>,
}

/// A letter and what was read from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reply {
    /// The file's name, or the column that the text stood in.
    pub file: String,
    /// Its text.
    pub text: String,
    /// What was read from it.
    pub reading: Reading,
}

impl Record {
    /// A field's value: what a person corrected, else what the register says.
    pub fn value(&self, field: Field) -> Option<&str> {
        self.corrected.get(&field).or_else(|| self.fields.get(&field)).map(String::as_str)
    }

    /// A field's value as a value of its type. The register keeps nothing else in it.
    fn typed<T: std::str::FromStr>(&self, field: Field) -> Option<T> {
        self.value(field)?.parse().ok()
    }

    /// The day in a field of days.
    pub fn day(&self, field: Field) -> Option<Date> {
        self.typed(field)
    }

    /// What sort of applicant asked.
    pub fn applicant_type(&self) -> Option<ApplicantType> {
        self.typed(Field::ApplicantType)
    }

    /// What was decided. A reading alone decides nothing: nobody has looked at it.
    pub fn decision(&self) -> Option<Decision> {
        self.typed(Field::Decision)
    }

    /// Where the request stands.
    pub fn stage(&self) -> Option<Stage> {
        self.typed(Field::Stage)
    }

    /// Which way a lawsuit came.
    pub fn lawsuit_course(&self) -> Option<LawsuitCourse> {
        self.typed(Field::LawsuitCourse)
    }

    /// What came of a review or a lawsuit.
    pub fn result(&self, field: Field) -> Option<CaseResult> {
        self.typed(field)
    }

    /// Whether the office still has to answer: there is no day of a reply.
    pub fn is_open(&self) -> bool {
        self.day(Field::RepliedOn).is_none() && !matches!(self.stage(), Some(Stage::Replied | Stage::Filed))
    }
}
