//! A file to import as one table of texts: from a spreadsheet, comma-separated values or JSON Lines.

use std::io::Cursor;

use calamine::{Data, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};
use encoding_rs::{Encoding, GB18030};

use crate::{RegisterError, Result};

/// Rows that are read of one file. An office with more keeps a file a year.
const ROWS_MAX: usize = 500_000;
/// Columns that are read of one file.
const COLUMNS_MAX: u32 = 256;
/// How deep objects of a line of JSON are looked into: `request.number` is two.
const JSON_DEPTH_MAX: usize = 4;

/// A table: its headings, and its rows with the numbers that whoever opens the file sees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The file's name.
    pub file: String,
    /// The heading of each column, in order.
    pub headings: Vec<String>,
    /// Each row that is not empty: its number, from 1, and a text for each heading.
    pub rows: Vec<(u64, Vec<String>)>,
    /// Each row that cannot be read at all, and why.
    pub unreadable: Vec<(u64, String)>,
}

/// Where in a file the table stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The worksheet; the first visible one when left out.
    pub sheet: Option<String>,
    /// The row with the headings, from 1.
    pub headings_in_row: u64,
}

impl Sheet {
    /// Reads a file by its name's ending: .xlsx, .csv or .jsonl.
    pub fn read(file: &str, bytes: &[u8], place: &Place) -> Result<Self> {
        let ending = file.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        let unreadable = |problem: String| RegisterError::Unreadable { file: file.to_owned(), problem };
        let rows = match ending.as_str() {
            "jsonl" => return json_lines(file, &decode(bytes)).map_err(unreadable),
            "csv" => csv(&decode(bytes)),
            "xlsx" => xlsx(bytes, place.sheet.as_deref()),
            _ => Err("only files that end in .xlsx, .csv or .jsonl are imported".to_owned()),
        };
        table(file, rows.map_err(unreadable)?, place.headings_in_row.max(1)).map_err(unreadable)
    }
}

/// Takes the headings off.
fn table(file: &str, rows: Vec<(u64, Vec<String>)>, headings_in_row: u64) -> Result<Sheet, String> {
    let mut rows = rows.into_iter().skip_while(|(number, _)| *number < headings_in_row);
    let headings = rows.next().filter(|(number, _)| *number == headings_in_row);
    let headings = headings.ok_or_else(|| format!("row {headings_in_row} has no headings"))?.1;
    let mut sheet = Sheet { file: file.to_owned(), headings, ..Sheet::default() };
    sheet.headings.iter_mut().for_each(|heading| *heading = heading.split_whitespace().collect());
    while sheet.headings.last().is_some_and(String::is_empty) {
        sheet.headings.pop();
    }
    for (number, mut cells) in rows {
        cells.resize(sheet.headings.len(), String::new());
        if cells.iter().any(|cell| !cell.is_empty()) {
            sheet.rows.push((number, cells));
        }
    }
    Ok(sheet)
}

/// Decodes by the byte order mark; else as UTF-8 if it is that without a fault; else as GB 18030, in which spreadsheets save
/// text on Chinese systems.
fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    str::from_utf8(bytes).map_or_else(|_| GB18030.decode_without_bom_handling(bytes).0.into_owned(), str::to_owned)
}

/// Comma-separated values (RFC 4180): quoted cells may hold commas, doubled quotes and line breaks. A row has the number of
/// the line that it begins on.
fn csv(text: &str) -> Result<Vec<(u64, Vec<String>)>, String> {
    let mut rows = Vec::new();
    let (mut row, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let (mut line, mut begins_on) = (1, 1);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        line += u64::from(c == '\n');
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => cell.extend(characters.next()),
            '"' if quoted || cell.trim().is_empty() => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell).trim().to_owned()),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell).trim().to_owned());
                rows.push((begins_on, std::mem::take(&mut row)));
                begins_on = line;
            }
            '\r' => {}
            c => cell.push(c),
        }
        if rows.len() > ROWS_MAX {
            return Err(format!("more than {ROWS_MAX} rows; keep a file a year"));
        }
    }
    if quoted {
        return Err(format!("the quotation mark in the row that begins on line {begins_on} is not closed"));
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell.trim().to_owned());
        rows.push((begins_on, row));
    }
    Ok(rows)
}

/// The cells of one worksheet. A cell that was formatted as a day is one; a formula counts by the value that was saved.
fn xlsx(bytes: &[u8], wanted: Option<&str>) -> Result<Vec<(u64, Vec<String>)>, String> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let shown = |sheet: &&calamine::Sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet;
    let names: Vec<String> = book.sheets_metadata().iter().filter(shown).map(|sheet| sheet.name.clone()).collect();
    let name = match wanted {
        Some(wanted) => names.iter().find(|name| *name == wanted),
        None => names.first(),
    };
    let name = name.ok_or_else(|| format!("no such worksheet; there are {}", names.join("、")))?;
    let mut cells = book.worksheet_cells_reader(name).map_err(|error| error.to_string())?;
    let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(|error| error.to_string())? {
        let (row, column) = cell.get_position();
        let value = shown_value(&Data::from(cell.get_value().clone()));
        if value.is_empty() || column >= COLUMNS_MAX {
            continue;
        }
        let number = u64::from(row) + 1;
        if rows.last().is_none_or(|(last, _)| *last != number) {
            if rows.len() > ROWS_MAX {
                return Err(format!("more than {ROWS_MAX} rows; keep a file a year"));
            }
            rows.push((number, Vec::new()));
        }
        if let Some((_, cells)) = rows.last_mut() {
            cells.resize(cells.len().max(column as usize), String::new());
            cells.truncate(column as usize);
            cells.push(value);
        }
    }
    Ok(rows)
}

/// A value as a text that is read like typed text: a day as YYYY-MM-DD, a whole number without a point.
fn shown_value(value: &Data) -> String {
    match value {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.trim().to_owned(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        Data::DateTime(moment) => day(moment),
        _ => String::new(),
    }
}

fn day(moment: &ExcelDateTime) -> String {
    if !moment.is_datetime() {
        return moment.as_f64().to_string();
    }
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

/// JSON Lines: a heading for each path of names, such as `request.number`; a list's texts are joined by line breaks.
fn json_lines(file: &str, text: &str) -> Result<Sheet, String> {
    let mut sheet = Sheet { file: file.to_owned(), ..Sheet::default() };
    let mut columns = std::collections::HashMap::new();
    for (index, line) in text.lines().enumerate() {
        let number = index as u64 + 1;
        if line.trim().is_empty() {
            continue;
        }
        let value: serde_json::Value = match serde_json::from_str(line) {
            Ok(value) => value,
            Err(error) => {
                sheet.unreadable.push((number, format!("it is no JSON: {error}")));
                continue;
            }
        };
        let mut cells = Vec::new();
        flatten("", &value, 0, &mut |path, value| {
            let next = columns.len();
            let column = *columns.entry(path.to_owned()).or_insert(next);
            if column == sheet.headings.len() {
                sheet.headings.push(path.to_owned());
            }
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            if let Some(cell) = cells.get_mut(column) {
                *cell = value;
            }
        });
        sheet.rows.push((number, cells));
        if sheet.rows.len() > ROWS_MAX || sheet.headings.len() > COLUMNS_MAX as usize {
            return Err(format!("more than {ROWS_MAX} lines or {COLUMNS_MAX} names"));
        }
    }
    let width = sheet.headings.len();
    sheet.rows.iter_mut().for_each(|(_, cells)| cells.resize(width, String::new()));
    Ok(sheet)
}

fn flatten(path: &str, value: &serde_json::Value, depth: usize, put: &mut impl FnMut(&str, String)) {
    use serde_json::Value;
    match value {
        Value::Object(object) if depth < JSON_DEPTH_MAX => {
            for (name, value) in object {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                flatten(&path, value, depth + 1, put);
            }
        }
        Value::Array(list) => {
            let texts = list.iter().map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned));
            put(path, texts.collect::<Vec<_>>().join("\n"));
        }
        Value::String(text) => put(path, text.trim().to_owned()),
        Value::Null => {}
        other => put(path, other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str, bytes: &[u8]) -> Result<Sheet> {
        Sheet::read(file, bytes, &Place { sheet: None, headings_in_row: 1 })
    }

    #[test]
    fn quoted_cells_keep_their_commas_and_lines_and_rows_their_numbers() {
        let text = "编号,内容\r\n1,\"a,\"\"b\"\"\n第二行\"\r\n\r\n2,c\n";
        let expected =
            [(2, vec!["1".to_owned(), "a,\"b\"\n第二行".to_owned()]), (5, vec!["2".to_owned(), "c".to_owned()])];
        assert_eq!(read("a.csv", text.as_bytes()).unwrap().rows, expected);
        let gb = GB18030.encode(text).0.into_owned();
        assert_eq!(read("a.CSV", &gb).unwrap().rows, expected);
        assert!(
            read("a.csv", "编号\n\"1".as_bytes()).unwrap_err().to_string().contains("begins on line 2 is not closed")
        );
    }

    #[test]
    fn names_within_names_are_headings_of_their_own() {
        let sheet =
            read("a.jsonl", "{\"id\":\"a\",\"request\":{\"number\":\"1\"}}\n\n{\"x\":[\"b\",2]}".as_bytes()).unwrap();
        assert_eq!(sheet.headings, ["id", "request.number", "x"]);
        assert_eq!(sheet.rows[1], (3, vec![String::new(), String::new(), "b\n2".to_owned()]));
        let unreadable = read("a.jsonl", b"{\n{}").unwrap().unreadable;
        assert!(unreadable[0].0 == 1 && unreadable[0].1.starts_with("it is no JSON"), "{unreadable:?}");
    }

    #[test]
    fn another_sort_of_file_is_refused() {
        let error = read("a.doc", b"").unwrap_err().to_string();
        assert_eq!(error, "a.doc: only files that end in .xlsx, .csv or .jsonl are imported");
        assert!(read("a.xlsx", b"no zip").is_err());
    }
}
