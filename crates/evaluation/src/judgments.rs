//! Judgments: which documents answer which query, and how well.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use gongkai_document::DocumentId;

use crate::lines::{lines, read};
use crate::{EvaluationError, LineError};

/// The grades of every judged query, as a TREC qrels file holds them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judgments(BTreeMap<String, Grades>);

/// The grades of the documents judged for one query. A document without a grade counts as grade 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grades(HashMap<DocumentId, i32>);

impl Judgments {
    /// Reads a qrels file.
    pub fn read(file: &Path) -> Result<Self, EvaluationError> {
        Self::parse(file, &read(file)?)
    }

    /// Reads the lines `query 0 document grade` (spaces or tabs; the second field means nothing) of a qrels file called
    /// `file`. A pair of query and document that is judged twice is an error: one of the two grades would be lost.
    pub fn parse(file: &Path, text: &str) -> Result<Self, EvaluationError> {
        let mut judgments = Self::default();
        let mut first_lines: HashMap<(&str, &str), usize> = HashMap::new();
        for line in lines(file, text) {
            let [query, _, document, grade] = line.fields("query 0 document grade")?;
            if let Some(&first_line) = first_lines.get(&(query, document)) {
                let what = format!("the judgment of {document} for query {query}");
                return Err(line.error(LineError::Duplicate { what, first_line }));
            }
            first_lines.insert((query, document), line.number);
            let id = DocumentId::new(document).map_err(|error| line.error(error.into()))?;
            judgments.0.entry(query.to_owned()).or_default().0.insert(id, line.number("grade", grade)?);
        }
        Ok(judgments)
    }

    /// The grades of one query.
    pub fn of(&self, query: &str) -> Option<&Grades> {
        self.0.get(query)
    }

    /// The queries that have a relevant document, in the order of their identifiers: those that measures count.
    pub fn with_relevant(&self) -> impl Iterator<Item = (&str, &Grades)> {
        self.0.iter().filter(|(_, grades)| grades.relevant() > 0).map(|(query, grades)| (query.as_str(), grades))
    }

    /// Every judged document, once for each query that it is judged for.
    pub fn documents(&self) -> impl Iterator<Item = &DocumentId> {
        self.0.values().flat_map(|grades| grades.0.keys())
    }
}

impl Grades {
    /// The document's grade; 0 when it was not judged, or judged to be worse than irrelevant.
    pub fn of(&self, document: &DocumentId) -> i32 {
        self.0.get(document).copied().unwrap_or_default().max(0)
    }

    /// How many documents are relevant: those with a grade of 1 or more.
    pub fn relevant(&self) -> usize {
        self.0.values().filter(|grade| **grade > 0).count()
    }

    /// The grades of the relevant documents, best first.
    pub fn best_first(&self) -> Vec<i32> {
        let mut grades: Vec<i32> = self.0.values().copied().filter(|grade| *grade > 0).collect();
        grades.sort_unstable_by(|a, b| b.cmp(a));
        grades
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::tests::chain;

    fn parse(text: &str) -> Result<Judgments, String> {
        Judgments::parse(Path::new("qrels.tsv"), text).map_err(|error| chain(&error))
    }

    #[test]
    fn tabs_crlf_a_byte_order_mark_and_blank_lines_make_no_difference() {
        let plain = parse("q1 0 a 2\nq1 0 b 0\nq2 0 a 1\n").unwrap();
        assert_eq!(parse("\u{feff}q1\t0\ta\t2\r\n\r\n  q1 0  b 0\r\n\nq2 0 a 1").unwrap(), plain);
        assert_eq!(plain.of("q1").unwrap().best_first(), [2]);
        assert_eq!(plain.documents().count(), 3);
    }

    #[test]
    fn only_queries_with_a_relevant_document_count() {
        let judgments = parse("q1 0 a 0\nq2 0 a 1\nq3 0 a -1\n").unwrap();
        assert_eq!(judgments.with_relevant().map(|(query, _)| query).collect::<Vec<_>>(), ["q2"]);
        assert_eq!(judgments.of("q3").unwrap().of(&DocumentId::new("a").unwrap()), 0);
    }

    #[test]
    fn a_wrong_line_is_named() {
        assert_eq!(
            parse("q1 0 a 2\n\nq1 0 a\n").unwrap_err(),
            "qrels.tsv, line 3: 3 fields, expected 4: query 0 document grade"
        );
        assert_eq!(parse("q1 0 a two\n").unwrap_err(), r#"qrels.tsv, line 1: "two" is no grade"#);
        assert_eq!(
            parse("q1 0 a 2\nq2 0 a 2\nq1 0 a 2\n").unwrap_err(),
            "qrels.tsv, line 3: the judgment of a for query q1 is already in line 1"
        );
    }
}
