//! Files for fixed pages in the national format (GB/T 33190): each line a text with its place, in millimetres.

use std::fmt::Write;

use super::xml::{HEAD, escape};
use super::{page_lines, zip};
use crate::writing::Paragraph;

const ENTRY: &str = r#"<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>00000000000000000000000000000001</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"#;
const DOCUMENT: &str = r#"<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"><ofd:CommonData><ofd:MaxUnitID>999</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>"#;

/// The height of a character and of a line, and the margin, in millimetres.
const CHARACTER_MM: usize = 4;
const LINE_MM: usize = 7;
const MARGIN_MM: usize = 20;

/// The file that holds `paragraphs` on one page.
pub(super) fn write(paragraphs: &[Paragraph]) -> Vec<u8> {
    let mut objects = String::new();
    for (number, line) in (0..).zip(page_lines(paragraphs)) {
        let (id, top) = (10 + number, MARGIN_MM + number * LINE_MM);
        let text: String = line.iter().collect();
        // Writing to a String cannot fail.
        let _ = write!(
            objects,
            "<ofd:TextObject ID=\"{id}\" Boundary=\"{MARGIN_MM} {top} 170 {LINE_MM}\" Font=\"2\" Size=\"{CHARACTER_MM}\"><ofd:TextCode X=\"0\" Y=\"{CHARACTER_MM}\" DeltaX=\"g {} {CHARACTER_MM}\">{}</ofd:TextCode></ofd:TextObject>",
            line.len().saturating_sub(1),
            escape(&text),
        );
    }
    let page = format!(
        "{HEAD}<ofd:Page xmlns:ofd=\"http://www.ofdspec.org/2016\"><ofd:Content><ofd:Layer ID=\"3\">{objects}</ofd:Layer></ofd:Content></ofd:Page>"
    );
    zip::write(&[
        ("OFD.xml", &format!("{HEAD}{ENTRY}")),
        ("Doc_0/Document.xml", &format!("{HEAD}{DOCUMENT}")),
        ("Doc_0/Pages/Page_0/Content.xml", &page),
    ])
}
