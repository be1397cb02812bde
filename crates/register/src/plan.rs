//! From a table and a mapping to lines for the register: what each column becomes, and which rows are refused and why.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use crate::field::Field;
use crate::mapping::{Mapping, Target};
use crate::register::number_key;
use crate::sheet::Sheet;
use crate::{RegisterError, Result};

/// One row, read: what it says of one request. What a row leaves empty, it does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The row's number in its file.
    pub row: u64,
    /// The request's number.
    pub number: String,
    /// Its fields as the register keeps them.
    pub fields: BTreeMap<Field, String>,
    /// Who asked.
    pub applicant: Option<String>,
    /// The text of the reply.
    pub reply_text: Option<String>,
}

/// A row that is not imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The row's number in its file.
    pub row: u64,
    /// Why.
    pub reason: String,
}

/// What becomes of one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnUse {
    /// Its heading.
    pub heading: String,
    /// The field that it becomes; `None` when nobody reads it.
    pub becomes: Option<&'static str>,
    /// How many rows have something in it.
    pub filled: u64,
    /// What the first of them says and what it becomes; left out for who asked.
    pub example: Option<(String, String)>,
}

/// What an import of one file would do, before the register is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The file's name.
    pub file: String,
    /// Every column of the file, in its order.
    pub columns: Vec<ColumnUse>,
    /// The rows that can be imported.
    pub lines: Vec<Line>,
    /// The rows that cannot.
    pub refusals: Vec<Refusal>,
}

/// How much of an example is shown, in characters.
const EXAMPLE_CHARS: usize = 24;

impl Plan {
    /// Reads a table by a mapping. A heading of the mapping that the table does not have is an error that names those it has.
    pub fn new(sheet: &Sheet, mapping: &Mapping) -> Result<Self> {
        let targets = targets(sheet, mapping)?;
        let columns = sheet.headings.iter().zip(&targets).map(|(heading, target)| ColumnUse {
            heading: heading.clone(),
            becomes: target.map(Target::code),
            filled: 0,
            example: None,
        });
        let mut plan =
            Self { file: sheet.file.clone(), columns: columns.collect(), lines: Vec::new(), refusals: Vec::new() };
        let mut seen: HashMap<String, u64> = HashMap::new();
        for (row, cells) in &sheet.rows {
            match plan.line(*row, cells, &targets, mapping).and_then(|line| first_of_number(line, &mut seen)) {
                Ok(line) => plan.lines.push(line),
                Err(reason) => plan.refusals.push(refusal(*row, reason)),
            }
        }
        plan.refusals.sort_by_key(|refusal| refusal.row);
        Ok(plan)
    }

    /// Refuses each request that an earlier one of these files has already: two files would change it forth and back.
    pub fn refuse_repeated(plans: &mut [Self]) {
        let mut seen: HashMap<String, (String, u64)> = HashMap::new();
        for plan in plans {
            let file = plan.file.clone();
            let mut lines = Vec::with_capacity(plan.lines.len());
            for line in std::mem::take(&mut plan.lines) {
                let key = number_key(&line.number);
                if let Some((first, row)) = seen.get(&key) {
                    let reason = format!("{} stands in row {row} of {first} already", line.number);
                    plan.refusals.push(refusal(line.row, reason));
                } else {
                    seen.insert(key, (file.clone(), line.row));
                    lines.push(line);
                }
            }
            plan.lines = lines;
        }
    }

    fn line(
        &mut self,
        row: u64,
        cells: &[String],
        targets: &[Option<Target>],
        mapping: &Mapping,
    ) -> Result<Line, String> {
        let mut line = Line { row, number: String::new(), fields: BTreeMap::new(), applicant: None, reply_text: None };
        let mut problems = Vec::new();
        for ((cell, target), column) in cells.iter().zip(targets).zip(&mut self.columns) {
            if cell.is_empty() {
                continue;
            }
            column.filled += 1;
            let becomes = match target {
                None => continue,
                Some(Target::Applicant) => {
                    line.applicant = Some(cell.clone());
                    continue;
                }
                Some(Target::Number) => {
                    line.number.clone_from(cell);
                    cell.clone()
                }
                Some(Target::ReplyText) => {
                    line.reply_text = Some(cell.clone());
                    "the reply, to be read".to_owned()
                }
                Some(Target::Field(field)) => match mapping.read(*field, cell) {
                    Ok(value) => {
                        line.fields.insert(*field, value.clone());
                        value
                    }
                    Err(problem) => {
                        problems.push(format!("{}: {problem}", column.heading));
                        continue;
                    }
                },
            };
            column.example.get_or_insert_with(|| (short(cell), short(&becomes)));
        }
        if number_key(&line.number).is_empty() {
            problems.push("it has no number".to_owned());
        }
        if problems.is_empty() { Ok(line) } else { Err(problems.join("; ")) }
    }
}

/// The target of each column of the table.
fn targets(sheet: &Sheet, mapping: &Mapping) -> Result<Vec<Option<Target>>> {
    let mut targets = vec![None; sheet.headings.len()];
    for (heading, target) in mapping.headings() {
        let mut places = sheet.headings.iter().enumerate().filter(|(_, found)| *found == heading);
        let problem = match (places.next(), places.next()) {
            (Some((place, _)), None) => match targets.get_mut(place) {
                Some(Some(other)) => {
                    format!("{heading:?} is mapped twice, to {} and {}", Target::code(*other), target.code())
                }
                Some(free) => {
                    *free = Some(target);
                    continue;
                }
                None => continue,
            },
            (Some(_), Some(_)) => format!("has two columns with the heading {heading:?}"),
            (None, _) => {
                format!(
                    "has no column {heading:?} for {}; its headings are {}",
                    target.code(),
                    sheet.headings.join("、")
                )
            }
        };
        return Err(RegisterError::Unreadable { file: sheet.file.clone(), problem });
    }
    Ok(targets)
}

fn first_of_number(line: Line, seen: &mut HashMap<String, u64>) -> Result<Line, String> {
    match seen.insert(number_key(&line.number), line.row) {
        Some(first) => {
            seen.insert(number_key(&line.number), first);
            Err(format!("{} stands in row {first} already", line.number))
        }
        None => Ok(line),
    }
}

fn refusal(row: u64, reason: String) -> Refusal {
    Refusal { row, reason }
}

fn short(text: &str) -> String {
    let line: String = text.chars().take(EXAMPLE_CHARS).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().count() > EXAMPLE_CHARS { format!("{line}…") } else { line }
}
