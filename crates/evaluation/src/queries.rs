//! Queries: what was typed, under a name that judgments and runs use.

use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;

use crate::lines::{Line, lines, read};
use crate::{EvaluationError, LineError};

/// One query to evaluate.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Query {
    /// What judgments and runs call it.
    pub id: String,
    /// What is typed in the search box.
    pub text: String,
}

impl Query {
    /// Reads a file of queries.
    pub fn read_all(file: &Path) -> Result<Vec<Self>, EvaluationError> {
        Self::parse_all(file, &read(file)?)
    }

    /// Reads the lines `{"id": "…", "text": "…"}` of a JSON Lines file called `file`; other keys are ignored.
    pub fn parse_all(file: &Path, text: &str) -> Result<Vec<Self>, EvaluationError> {
        let mut queries = Vec::new();
        let mut first_lines: HashMap<String, usize> = HashMap::new();
        for line in lines(file, text) {
            let query = Self::parse(&line)?;
            if let Some(&first_line) = first_lines.get(&query.id) {
                return Err(line.error(LineError::Duplicate { what: format!("query {}", query.id), first_line }));
            }
            first_lines.insert(query.id.clone(), line.number);
            queries.push(query);
        }
        Ok(queries)
    }

    fn parse(line: &Line<'_>) -> Result<Self, EvaluationError> {
        let query: Self = serde_json::from_str(line.text).map_err(|error| line.error(LineError::Json(error)))?;
        if query.id.is_empty() || query.id.contains(char::is_whitespace) {
            return Err(line.error(LineError::QueryId { id: query.id }));
        }
        Ok(query)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::tests::chain;

    fn parse(text: &str) -> Result<Vec<Query>, String> {
        Query::parse_all(Path::new("queries.jsonl"), text).map_err(|error| chain(&error))
    }

    #[test]
    fn other_keys_and_blank_lines_are_ignored() {
        let queries = parse(
            "\u{feff}{\"id\": \"q1\", \"text\": \"老人助餐\", \"answer\": 3}\r\n\r\n{\"text\":\"低保\",\"id\":\"q2\"}",
        )
        .unwrap();
        assert_eq!(queries.iter().map(|query| query.text.as_str()).collect::<Vec<_>>(), ["老人助餐", "低保"]);
    }

    #[test]
    fn a_wrong_line_is_named() {
        let error = parse("{\"id\": \"q1\", \"text\": \"a\"}\n{\"id\": 2}\n").unwrap_err();
        assert!(error.starts_with("queries.jsonl, line 2: expected a JSON object with the texts `id` and `text`: "));
        assert!(parse("{\"id\": \"q 1\", \"text\": \"a\"}").unwrap_err().contains("cannot identify a query"));
        assert_eq!(
            parse("{\"id\": \"q1\", \"text\": \"a\"}\n{\"id\": \"q1\", \"text\": \"b\"}").unwrap_err(),
            "queries.jsonl, line 2: query q1 is already in line 1"
        );
    }
}
