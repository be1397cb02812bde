//! Runs: what an engine found for every query, best first.

use std::collections::{BTreeMap, HashMap};
use std::io::{BufWriter, Write};
use std::path::Path;

use gongkai_document::DocumentId;

use crate::lines::{lines, read};
use crate::{EvaluationError, LineError};

/// The documents that an engine found for every query, best first.
///
/// A run that an engine makes keeps the engine's order. A run file is ordered as `trec_eval` orders it: by score, equal
/// scores by document identifier, the last one first, whatever its rank column says. So that a file gives back the
/// engine's order, [`Run::write`] lowers a score that is not below the one before it by the smallest step that a 32-bit
/// float has.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Run(BTreeMap<String, Vec<ScoredDocument>>);

/// A document with how well it matches.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoredDocument {
    /// The document.
    pub id: DocumentId,
    /// How well it matches; only comparable within one query.
    pub score: f32,
}

impl Run {
    /// Reads a run file.
    pub fn read(file: &Path) -> Result<Self, EvaluationError> {
        Self::parse(file, &read(file)?)
    }

    /// Reads the lines `query Q0 document rank score tag` of a run file called `file`; the score orders them. A document
    /// that one query ranks twice is an error.
    pub fn parse(file: &Path, text: &str) -> Result<Self, EvaluationError> {
        let mut run = Self::default();
        let mut first_lines: HashMap<(&str, &str), usize> = HashMap::new();
        for line in lines(file, text) {
            let [query, _, document, _, score, _] = line.fields("query Q0 document rank score tag")?;
            if let Some(&first_line) = first_lines.get(&(query, document)) {
                let what = format!("the rank of {document} for query {query}");
                return Err(line.error(LineError::Duplicate { what, first_line }));
            }
            first_lines.insert((query, document), line.number);
            let id = DocumentId::new(document).map_err(|error| line.error(error.into()))?;
            let found = ScoredDocument { id, score: line.number("score", score)? };
            run.0.entry(query.to_owned()).or_default().push(found);
        }
        for documents in run.0.values_mut() {
            documents.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| b.id.cmp(&a.id)));
        }
        Ok(run)
    }

    /// Sets what was found for one query, best first.
    pub fn insert(&mut self, query: impl Into<String>, found: Vec<ScoredDocument>) {
        self.0.insert(query.into(), found);
    }

    /// What was found for a query, best first; nothing when the run does not know the query.
    pub fn of(&self, query: &str) -> &[ScoredDocument] {
        self.0.get(query).map_or(&[], Vec::as_slice)
    }

    /// Writes a run file; `tag` names the engine. Ranks count from 1, scores fall strictly.
    pub fn write(&self, file: &Path, tag: &str) -> Result<(), EvaluationError> {
        let failed = |source| EvaluationError::Write { file: file.to_owned(), source };
        let mut out = BufWriter::new(std::fs::File::create(file).map_err(failed)?);
        self.write_to(&mut out, tag).and_then(|()| out.flush()).map_err(failed)
    }

    fn write_to(&self, out: &mut impl Write, tag: &str) -> std::io::Result<()> {
        for (query, documents) in &self.0 {
            let mut last = f32::INFINITY;
            for (index, found) in documents.iter().enumerate() {
                let score = if found.score < last { found.score } else { last.next_down() };
                writeln!(out, "{query} Q0 {} {} {score} {tag}", found.id, index + 1)?;
                last = score;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::tests::chain;

    fn parse(text: &str) -> Result<Run, String> {
        Run::parse(Path::new("run.txt"), text).map_err(|error| chain(&error))
    }

    fn written(run: &Run) -> String {
        let mut bytes = Vec::new();
        run.write_to(&mut bytes, "demo").unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_run_is_written_as_it_is_read() {
        let text = "q1 Q0 b 1 9.5 demo\nq1 Q0 a 2 7.25 demo\nq2 Q0 a 1 0 demo\n";
        assert_eq!(written(&parse(text).unwrap()), text);
        assert_eq!(parse(&text.replace(' ', "\t").replace('\n', "\r\n")), parse(text));
    }

    #[test]
    fn the_score_orders_and_among_equal_ones_the_last_identifier_comes_first() {
        let run = parse("q1 Q0 a 1 5 x\nq1 Q0 b 2 7 x\nq1 Q0 c 3 5 x\n").unwrap();
        assert_eq!(run.of("q1").iter().map(|found| found.id.as_str()).collect::<Vec<_>>(), ["b", "c", "a"]);
        assert!(run.of("q2").is_empty());
    }

    #[test]
    fn equal_scores_are_written_as_falling_ones_so_that_a_reader_sees_the_engines_order() {
        let found = |id: &str, score| ScoredDocument { id: DocumentId::new(id).unwrap(), score };
        let mut run = Run::default();
        run.insert("q1", vec![found("a", 5.0), found("b", 5.0), found("c", 5.0), found("d", 0.0), found("e", 0.0)]);
        let text = written(&run);
        assert!(text.starts_with("q1 Q0 a 1 5 demo\n"));
        let read = parse(&text).unwrap();
        let order: String = read.of("q1").iter().map(|found| found.id.as_str()).collect();
        assert_eq!(order, "abcde");
        assert!(read.of("q1").is_sorted_by(|a, b| a.score > b.score), "{text}");
    }

    #[test]
    fn a_wrong_line_is_named() {
        assert_eq!(
            parse("q1 Q0 a 1 5 x\nq1 Q0 a 2 4 x\n").unwrap_err(),
            "run.txt, line 2: the rank of a for query q1 is already in line 1"
        );
        assert_eq!(parse("q1 Q0 a 1 high x\n").unwrap_err(), r#"run.txt, line 1: "high" is no score"#);
    }
}
