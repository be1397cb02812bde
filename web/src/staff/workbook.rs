//! Tables as a workbook of Excel, in which a text stays a text.

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use crate::staff::grid::{Cell, Grid};

/// The longest text that a cell holds (ECMA-376 as Excel keeps it), in UTF-16 units.
const CELL_UNITS_MAX: usize = 32_767;
/// The longest name of a sheet.
const NAME_CHARS_MAX: usize = 31;
/// The widest column, in characters.
const COLUMN_WIDTH_MAX: f64 = 40.0;

/// The tables as a file, a sheet each.
///
/// Every text is written as a string: the format has cells for formulas and for links, and none is made here.
pub(super) fn xlsx(grids: &[Grid]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let bold = Format::new().set_bold();
    for grid in grids {
        let sheet = workbook.add_worksheet();
        sheet.set_name(grid.name.chars().take(NAME_CHARS_MAX).collect::<String>())?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, heading) in (0_u16..).zip(&grid.headings) {
            sheet.write_string_with_format(0, column, cut(heading), &bold)?;
            sheet.set_column_width(column, width(grid, usize::from(column)))?;
        }
        for (row, cells) in (1_u32..).zip(&grid.rows) {
            write_row(sheet, row, cells)?;
        }
    }
    workbook.save_to_buffer()
}

fn write_row(sheet: &mut Worksheet, row: u32, cells: &[Cell]) -> Result<(), XlsxError> {
    for (column, cell) in (0_u16..).zip(cells) {
        match cell {
            Cell::Text(text) if text.is_empty() => {}
            Cell::Text(text) => {
                sheet.write_string(row, column, cut(text))?;
            }
            Cell::Count(count) => {
                // Counts of cases are far below the 2^53 that a cell's number holds to the unit.
                #[expect(clippy::cast_precision_loss, reason = "a count of cases")]
                sheet.write_number(row, column, *count as f64)?;
            }
        }
    }
    Ok(())
}

/// As much of a text as a cell holds.
fn cut(text: &str) -> &str {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > CELL_UNITS_MAX {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

/// Wide enough for the longest text of a column; a Chinese character is as wide as two digits.
fn width(grid: &Grid, column: usize) -> f64 {
    let wide = |text: &str| text.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.0 }).sum::<f64>();
    let texts = grid.rows.iter().filter_map(|row| match row.get(column)? {
        Cell::Text(text) => Some(wide(text)),
        Cell::Count(_) => None,
    });
    let heading = grid.headings.get(column).map_or(0.0, |heading| wide(heading));
    (texts.fold(heading, f64::max) + 2.0).min(COLUMN_WIDTH_MAX)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};

    use super::*;

    #[test]
    fn every_text_comes_back_as_the_text_it_was_and_no_formula_is_made() {
        let texts = [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "http://evil.example/",
            "007",
            "114401140075123451",
            "花〔2024〕1号\n二",
            "",
        ];
        let long = "长".repeat(40_000);
        let rows = texts.iter().copied().chain([long.as_str()]);
        let rows: Vec<Vec<Cell>> = rows.map(|text| vec![Cell::Text(text.to_owned()), Cell::Count(3)]).collect();
        let grid =
            Grid { name: "登记簿".to_owned(), headings: vec!["=编号".to_owned(), "件数".to_owned()], rows };
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(xlsx(&[grid]).unwrap())).unwrap();
        let range = workbook.worksheet_range("登记簿").unwrap();
        assert_eq!(range.get_value((0, 0)), Some(&Data::String("=编号".to_owned())));
        for (row, text) in (1..).zip(texts) {
            let expected = if text.is_empty() { Data::Empty } else { Data::String(text.to_owned()) };
            assert_eq!(range.get_value((row, 0)), Some(&expected));
            assert_eq!(range.get_value((row, 1)), Some(&Data::Float(3.0)));
        }
        let cut = range.get_value((10, 0)).unwrap().to_string();
        assert_eq!(cut.chars().count(), CELL_UNITS_MAX);
        assert!(workbook.worksheet_formula("登记簿").unwrap().is_empty());
    }
}
