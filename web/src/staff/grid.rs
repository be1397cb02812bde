//! A table that is taken out of the service, whatever form its file has.

use crate::csv;

/// A table with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grid {
    pub(super) name: String,
    pub(super) headings: Vec<String>,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    /// A text, whatever it looks like.
    Text(String),
    /// How many there are.
    Count(usize),
}

impl Cell {
    fn as_text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
        }
    }
}

/// The tables below each other as a CSV file, each but the first behind an empty line.
pub(super) fn csv(grids: &[Grid]) -> String {
    let mut table: Option<csv::Table> = None;
    for grid in grids {
        let headings: Vec<&str> = grid.headings.iter().map(String::as_str).collect();
        let mut filled = match table.take() {
            None => csv::Table::new(&headings),
            Some(mut before) => {
                before.add(&[""]);
                before.add(&headings);
                before
            }
        };
        for row in &grid.rows {
            let cells: Vec<String> = row.iter().map(Cell::as_text).collect();
            filled.add(&cells);
        }
        table = Some(filled);
    }
    table.map(csv::Table::finish).unwrap_or_default()
}
