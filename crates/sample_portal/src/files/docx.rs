//! Word files (ECMA-376): a paragraph or a table after the other.

use super::xml::{HEAD, escape};
use super::zip;
use crate::writing::{Paragraph, plain};

const CONTENT_TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const RELATIONSHIPS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

/// The file that holds `paragraphs`.
pub(super) fn write(paragraphs: &[Paragraph]) -> Vec<u8> {
    let body: String = paragraphs.iter().map(block).collect();
    let document = format!(
        "{HEAD}<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}<w:sectPr/></w:body></w:document>"
    );
    zip::write(&[
        ("[Content_Types].xml", &format!("{HEAD}{CONTENT_TYPES}")),
        ("_rels/.rels", &format!("{HEAD}{RELATIONSHIPS}")),
        ("word/document.xml", &document),
    ])
}

fn block(block: &Paragraph) -> String {
    match block {
        Paragraph::Table(rows) => {
            let cell = |text: &String| format!("<w:tc><w:tcPr/>{}</w:tc>", paragraph(text));
            let row = |cells: &Vec<String>| format!("<w:tr>{}</w:tr>", cells.iter().map(cell).collect::<String>());
            format!("<w:tbl><w:tblPr/><w:tblGrid/>{}</w:tbl>", rows.iter().map(row).collect::<String>())
        }
        other => paragraph(&plain(std::slice::from_ref(other))),
    }
}

/// Programs cut a paragraph into runs wherever it was once edited, within words too.
fn paragraph(text: &str) -> String {
    let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
    let (first, second) = text.split_at(middle);
    let run = |part: &str| match part {
        "" => String::new(),
        part => format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(part)),
    };
    format!("<w:p>{}{}</w:p>", run(first), run(second))
}
