//! A workbook as Excel saves it: days as serial numbers, shared texts, a title above the headings.

use std::io::{Cursor, Write};

use gongkai_register::Field;

use crate::plan;

/// Puts parts into a zip archive.
fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook with a hidden sheet before the one that counts; column C is formatted as days.
fn workbook() -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let text = |cell: &str, text: &str| format!(r#"<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let rows = [
        format!(r#"<row r="1">{}</row>"#, text("A1", "2024年依申请公开登记表")),
        format!(
            r#"<row r="2">{}{}{}{}</row>"#,
            text("A2", "编号"),
            text("B2", "内容"),
            text("C2", "收件"),
            text("D2", "答复")
        ),
        format!(
            r#"<row r="3">{}{}<c r="C3" s="1"><v>45356</v></c><c r="D3"><v>45371</v></c></row>"#,
            text("A3", "1号2024"),
            text("B3", "方案")
        ),
        format!(r#"<row r="5">{}<c r="C5"><v>20240307</v></c></row>"#, text("A5", "2号2024")),
    ];
    let sheet = |rows: &str| format!(r#"<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>"#);
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
    let styles =
        format!(r#"<styleSheet xmlns="{main}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#);
    zipped(&[
        ("[Content_Types].xml", types),
        (
            "_rels/.rels",
            &format!(
                r#"<Relationships xmlns="{package}"><Relationship Id="r" Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            &format!(
                r#"<workbook xmlns="{main}" xmlns:r="{relation}"><sheets><sheet name="旧" sheetId="1" state="hidden" r:id="a"/><sheet name="2024" sheetId="2" r:id="b"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &format!(
                r#"<Relationships xmlns="{package}"><Relationship Id="a" Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="{relation}/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="s" Type="{relation}/styles" Target="styles.xml"/></Relationships>"#
            ),
        ),
        ("xl/styles.xml", &styles),
        ("xl/worksheets/sheet1.xml", &sheet("")),
        ("xl/worksheets/sheet2.xml", &sheet(&rows.concat())),
    ])
}

const MAPPING: &str =
    "headings_in_row = 2\n[columns]\nnumber = '编号'\ntext = '内容'\nreceived_on = '收件'\nreplied_on = '答复'";

#[test]
fn the_first_visible_sheet_is_read_and_its_days_in_every_form() {
    let plan = plan("2024.xlsx", &workbook(), MAPPING);
    assert_eq!(plan.refusals, []);
    let [first, second] = plan.lines.as_slice() else { panic!("{:?}", plan.lines) };
    assert_eq!(first.fields[&Field::ReceivedOn], "2024-03-05");
    assert_eq!(first.fields[&Field::RepliedOn], "2024-03-20");
    assert_eq!(first.fields[&Field::Text], "方案");
    assert_eq!((second.row, second.number.as_str()), (5, "2号2024"));
    assert_eq!(second.fields[&Field::ReceivedOn], "2024-03-07");
}

#[test]
fn a_sheet_that_is_not_there_names_those_that_are() {
    let mapping = gongkai_register::Mapping::parse(&format!("sheet = '2025'\n{MAPPING}")).unwrap();
    let error = gongkai_register::Sheet::read("2024.xlsx", &workbook(), mapping.place()).unwrap_err();
    assert_eq!(error.to_string(), "2024.xlsx: no such worksheet; there are 2024");
}
