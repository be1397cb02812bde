//! Workbooks of one sheet (ECMA-376): texts in the table of shared strings, numbers in their cells.

use std::fmt::Write;

use super::xml::{HEAD, escape};
use super::zip;
use crate::writing::{Paragraph, plain};

const CONTENT_TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>"#;
const RELATIONSHIPS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="{}" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const WORKBOOK_RELATIONSHIPS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// The file that holds `paragraphs`: the first one names the sheet, each line of the others is a row.
pub(super) fn write(paragraphs: &[Paragraph]) -> Vec<u8> {
    let mut shared: Vec<&str> = Vec::new();
    let mut rows = String::new();
    let text = plain(paragraphs);
    let (name, lines) = text.split_once('\n').unwrap_or((&text, ""));
    for (row, line) in (1..).zip(lines.lines()) {
        // Writing to a String cannot fail, here and below.
        let _ = write!(rows, "<row r=\"{row}\">");
        for (column, text) in ('A'..='Z').zip(line.split('\t')) {
            let _ = match text.parse::<u32>() {
                Ok(number) => write!(rows, "<c r=\"{column}{row}\"><v>{number}</v></c>"),
                Err(_) => write!(rows, "<c r=\"{column}{row}\" t=\"s\"><v>{}</v></c>", place_of(text, &mut shared)),
            };
        }
        rows.push_str("</row>");
    }
    let count = shared.len();
    let strings = shared.iter().map(|text| escape(text)).collect::<Vec<_>>().join("</t></si><si><t>");
    zip::write(&[
        ("[Content_Types].xml", &format!("{HEAD}{CONTENT_TYPES}")),
        ("_rels/.rels", &format!("{HEAD}{RELATIONSHIPS}")),
        ("xl/workbook.xml", &format!("{HEAD}{}", WORKBOOK.replace("{}", &escape(name)))),
        ("xl/_rels/workbook.xml.rels", &format!("{HEAD}{WORKBOOK_RELATIONSHIPS}")),
        (
            "xl/worksheets/sheet1.xml",
            &format!("{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>"),
        ),
        (
            "xl/sharedStrings.xml",
            &format!("{HEAD}<sst xmlns=\"{MAIN}\" uniqueCount=\"{count}\"><si><t>{strings}</t></si></sst>"),
        ),
    ])
}

fn place_of<'a>(text: &'a str, shared: &mut Vec<&'a str>) -> usize {
    shared.iter().position(|known| *known == text).unwrap_or_else(|| {
        shared.push(text);
        shared.len() - 1
    })
}
