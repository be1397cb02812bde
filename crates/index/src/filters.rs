//! The conditions of a search as queries that do not score.

use std::ops::Bound;

use gongkai_query::Filters;
use tantivy::Term;
use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, Query, RangeQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use crate::schema::Fields;
use crate::stored::day;

/// One query a condition; a hit meets all of them.
pub(crate) fn conditions(filters: &Filters, fields: &Fields) -> Vec<Box<dyn Query>> {
    let text = |field: Field, value: &str| Term::from_field_text(field, value);
    let mut conditions = Vec::new();
    let mut any_of = |terms: Vec<Term>| {
        if !terms.is_empty() {
            conditions.push(any(terms));
        }
    };
    any_of(filters.kinds.iter().map(|kind| text(fields.kind, kind.code())).collect());
    any_of(filters.publishers.iter().map(|publisher| text(fields.publisher, publisher)).collect());
    any_of(filters.columns.iter().map(|column| text(fields.column, column)).collect());
    any_of(filters.validities.iter().map(|validity| text(fields.validity, validity.code())).collect());
    any_of(filters.years.iter().map(|year| Term::from_field_i64(fields.year, (*year).into())).collect());
    any_of(filters.has_attachment.iter().map(|has| Term::from_field_bool(fields.has_attachment, *has)).collect());
    if filters.from.is_some() || filters.to.is_some() {
        let bound = |date: Option<_>| {
            date.map_or(Bound::Unbounded, |date| Bound::Included(Term::from_field_i64(fields.published, day(date))))
        };
        let range = RangeQuery::new(bound(filters.from), bound(filters.to));
        conditions.push(Box::new(ConstScoreQuery::new(Box::new(range), 0.0)));
    }
    conditions
}

fn any(terms: Vec<Term>) -> Box<dyn Query> {
    let one = |term| (Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>);
    Box::new(ConstScoreQuery::new(Box::new(BooleanQuery::new(terms.into_iter().map(one).collect())), 0.0))
}
