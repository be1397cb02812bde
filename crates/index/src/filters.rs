//! The conditions of a search as queries that do not score.

use std::ops::Bound;

use gongkai_analysis::{Analyzer, Normalized};
use gongkai_document::Date;
use gongkai_query::{Condition, Filters, Label, Operator};
use tantivy::Term;
use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, PhraseQuery, Query, RangeQuery, RegexQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use crate::error::IndexError;
use crate::schema::Fields;
use crate::stored::{day, index_number_key};

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
    any_of(filters.towns.iter().map(|town| text(fields.town, town)).collect());
    any_of(filters.columns.iter().map(|column| text(fields.column, column)).collect());
    any_of(filters.validities.iter().map(|validity| text(fields.validity, validity.code())).collect());
    any_of(filters.years.iter().map(|year| Term::from_field_i64(fields.year, (*year).into())).collect());
    any_of(filters.has_attachment.iter().map(|has| Term::from_field_bool(fields.has_attachment, *has)).collect());
    let mut labels: Vec<&Label> = filters.labels.iter().collect();
    labels.sort_unstable();
    for of_one_name in labels.chunk_by(|a, b| a.name() == b.name()) {
        any_of(of_one_name.iter().map(|label| text(fields.label, &label.to_string())).collect());
    }
    if filters.from.is_some() || filters.to.is_some() {
        conditions.push(published(filters.from, filters.to, fields));
    }
    conditions
}

/// One query an operator; a hit meets all of them.
pub(crate) fn operators(
    operators: &[Operator],
    fields: &Fields,
    analyzer: &Analyzer,
) -> Result<Vec<Box<dyn Query>>, IndexError> {
    let unscored = |query| Box::new(ConstScoreQuery::new(query, 0.0)) as Box<dyn Query>;
    let mut queries = Vec::new();
    for operator in operators {
        queries.push(match &operator.condition {
            Condition::Title(text) => unscored(in_title(text, fields, analyzer)?),
            Condition::Publisher(name) => unscored(like(fields.publisher, &format!(".*{}.*", escaped(name)))?),
            Condition::DocumentNumber(start) => {
                let start = Normalized::new(start).text().replace(' ', "");
                unscored(like(fields.document_number, &format!("{}.*", escaped(&start)))?)
            }
            Condition::IndexNumber(start) => {
                unscored(like(fields.index_number, &format!("{}.*", escaped(&index_number_key(start))))?)
            }
            Condition::Published { from, to } => published(*from, *to, fields),
        });
    }
    Ok(queries)
}

fn in_title(text: &str, fields: &Fields, analyzer: &Analyzer) -> Result<Box<dyn Query>, IndexError> {
    let bigrams = analyzer.query_bigrams(text);
    let term = |text: &str| Term::from_field_text(fields.title_bigrams, text);
    Ok(match bigrams.as_slice() {
        [] => like(fields.title_bigrams, &format!("{}.*", escaped(Normalized::new(text).text().trim())))?,
        [one] => Box::new(TermQuery::new(term(&one.text), IndexRecordOption::Basic)),
        _ => {
            let row = bigrams.iter().map(|bigram| (bigram.position, term(&bigram.text))).collect();
            Box::new(PhraseQuery::new_with_offset(row))
        }
    })
}

fn like(field: Field, pattern: &str) -> Result<Box<dyn Query>, IndexError> {
    let query = RegexQuery::from_pattern(pattern, field).map_err(IndexError::tantivy("reading a field operator"))?;
    Ok(Box::new(query))
}

/// `text` as a pattern that stands for itself.
fn escaped(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

fn published(from: Option<Date>, to: Option<Date>, fields: &Fields) -> Box<dyn Query> {
    let bound = |date: Option<_>| {
        date.map_or(Bound::Unbounded, |date| Bound::Included(Term::from_field_i64(fields.published, day(date))))
    };
    Box::new(ConstScoreQuery::new(Box::new(RangeQuery::new(bound(from), bound(to))), 0.0))
}

fn any(terms: Vec<Term>) -> Box<dyn Query> {
    let one = |term| (Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>);
    Box::new(ConstScoreQuery::new(Box::new(BooleanQuery::new(terms.into_iter().map(one).collect())), 0.0))
}

#[cfg(test)]
mod tests {
    use gongkai_query::ParsedQuery;
    use tantivy::collector::Count;
    use tantivy::{Index, IndexWriter, TantivyDocument};

    use super::*;
    use crate::schema::{register_tokenizers, schema};

    /// How many of two documents meet the operators of a query.
    #[track_caller]
    fn check(query: &str, expected: usize) {
        let analyzer = Analyzer::embedded();
        let (schema, fields) = schema();
        let index = Index::create_in_ram(schema);
        register_tokenizers(&index, &analyzer);
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
        for (title, publisher, number, index_number, published_on) in [
            ("2020年部门预算", "广州市花都区民政局", "花府办〔2020〕12号", "11440114/2020-00012", "2020-08-10"),
            ("老人助餐办法", "花都区财政局(本级)", "花府办〔2021〕3号", "11440114/2021-00003", "2021-03-05"),
        ] {
            let mut document = TantivyDocument::default();
            document.add_text(fields.title_bigrams, title);
            document.add_text(fields.publisher, publisher);
            document.add_text(fields.document_number, number);
            document.add_text(fields.index_number, index_number);
            document.add_i64(fields.published, day(published_on.parse().unwrap()));
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let conditions = operators(&ParsedQuery::read(query).operators, &fields, &analyzer).unwrap();
        assert!(!conditions.is_empty(), "{query}");
        let all = BooleanQuery::new(conditions.into_iter().map(|query| (Occur::Must, query)).collect());
        assert_eq!(searcher.search(&all, &Count).unwrap(), expected, "{query}");
    }

    #[test]
    fn an_operator_keeps_what_meets_it() {
        check("标题:预算", 1);
        check("标题:餐", 1);
        check("标题:餐预", 0);
        check("发布机构:花都区", 2);
        check("发布机构:\"财政局(本级)\"", 1);
        check("发布机构:民.局", 0);
        check("文号:花府办", 2);
        check("文号:花府办[2020]", 1);
        check("文号:花府办（2021）第3号", 1);
        check("索引号:11440114/2020", 1);
        check("日期:2020..2021", 2);
        check("年份:2021", 1);
        check("发布机构:花都区 日期:..2020-12", 1);
    }
}
