//! The text of spreadsheets: a line with the sheet's name, then its rows, cells with tabs between. Hidden sheets are left
//! out; hidden rows and columns are not known as such.

use std::io::Cursor;

use calamine::{Data, ExcelDateTime, Reader, Sheet, SheetType, SheetVisible, Xls, XlsError, Xlsx, XlsxError};
use gongkai_document::Unread;

use crate::error::Failure;
use crate::text::Lines;

/// Reads an xlsx file cell by cell, so that a lone cell in the last corner of a sheet costs nothing.
pub(crate) fn read_xlsx(bytes: &[u8], lines: &mut Lines) -> Result<(), Failure> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(xlsx_failure)?;
    for name in visible_sheets(book.sheets_metadata()) {
        let mut cells = book.worksheet_cells_reader(&name).map_err(xlsx_failure)?;
        let mut rows = Rows::new(&name, lines);
        while let Some(cell) = cells.next_cell().map_err(xlsx_failure)? {
            let (row, column) = cell.get_position();
            if !rows.put(row, column, &shown(&Data::from(cell.get_value().clone()))) {
                break;
            }
        }
        rows.finish();
    }
    Ok(())
}

/// Reads an xls file.
pub(crate) fn read_xls(bytes: &[u8], lines: &mut Lines) -> Result<(), Failure> {
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(xls_failure)?;
    for name in visible_sheets(book.sheets_metadata()) {
        let range = book.worksheet_range(&name).map_err(xls_failure)?;
        let mut rows = Rows::new(&name, lines);
        for (row, column, value) in range.used_cells() {
            let position = (u32::try_from(row).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX));
            if !rows.put(position.0, position.1, &shown(value)) {
                break;
            }
        }
        rows.finish();
    }
    Ok(())
}

fn visible_sheets(sheets: &[Sheet]) -> Vec<String> {
    let shown = |sheet: &&Sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet;
    sheets.iter().filter(shown).map(|sheet| sheet.name.clone()).collect()
}

fn xlsx_failure(error: XlsxError) -> Failure {
    match error {
        XlsxError::Password => Failure::new(Unread::Locked, "a spreadsheet with a password"),
        error => Failure::damaged(error),
    }
}

fn xls_failure(error: XlsError) -> Failure {
    match error {
        XlsError::Password => Failure::new(Unread::Locked, "a spreadsheet with a password"),
        error => Failure::damaged(error),
    }
}

/// Columns of a row that are kept apart; beyond, cells are still read, without empty ones between.
const EMPTY_CELLS_MAX: u32 = 64;

/// Cells on their way to lines. The sheet's name is written with its first cell: an empty sheet has no line.
struct Rows<'a> {
    heading: Option<&'a str>,
    lines: &'a mut Lines,
    row: u32,
    next_column: u32,
    line: String,
}

impl<'a> Rows<'a> {
    fn new(name: &'a str, lines: &'a mut Lines) -> Self {
        Self { heading: Some(name), lines, row: 0, next_column: 0, line: String::new() }
    }

    /// Adds a cell; cells come row by row. Answers whether more can be kept.
    fn put(&mut self, row: u32, column: u32, value: &str) -> bool {
        if value.is_empty() {
            return true;
        }
        self.heading.take().into_iter().for_each(|name| self.lines.push(name));
        if row != self.row {
            self.end_row();
            self.row = row;
        }
        let tabs = column.saturating_sub(self.next_column).min(EMPTY_CELLS_MAX) + u32::from(self.next_column > 0);
        (0..tabs).for_each(|_| self.line.push('\t'));
        self.line.extend(value.chars().map(|c| if c.is_control() { ' ' } else { c }));
        self.next_column = column.saturating_add(1);
        !self.lines.is_full()
    }

    fn end_row(&mut self) {
        self.lines.push(&std::mem::take(&mut self.line));
        self.next_column = 0;
    }

    fn finish(mut self) {
        self.end_row();
    }
}

/// A value as a reader would see it, but for its number format.
fn shown(value: &Data) -> String {
    match value {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.trim().to_owned(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => shown_number(*number),
        Data::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        Data::DateTime(moment) => shown_moment(moment),
        _ => String::new(),
    }
}

/// Fifteen digits, as spreadsheets keep: what 0.1 + 0.2 is to a reader is 0.3.
fn shown_number(number: f64) -> String {
    format!("{number:.14e}").parse().map_or_else(|_| number.to_string(), |rounded: f64| rounded.to_string())
}

fn shown_moment(moment: &ExcelDateTime) -> String {
    if !moment.is_datetime() {
        return shown_number(moment.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if (hour, minute, second) == (0, 0, 0) {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    }
}
