//! PDF files (ISO 32000-1): a page of lines in a font that the file names and does not hold, or a picture of a page.

use std::fmt::Write;

use super::page_lines;
use crate::writing::Paragraph;

/// The most lines on an A4 page in 12 points.
const LINES_MAX: usize = 40;

/// The most ranges that one block of a `CMap` may have (Adobe Technical Note 5014).
const RANGES_MAX: usize = 100;

/// The file that holds `paragraphs`.
pub(super) fn write(paragraphs: &[Paragraph]) -> Vec<u8> {
    let lines = page_lines(paragraphs);
    let pages: Vec<&[Vec<char>]> = lines.chunks(LINES_MAX).collect();
    let font = "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>";
    let descendant = "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 6 0 R /DW 1000 >>";
    let descriptor = "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>";
    let first_page = 7;
    let kids: Vec<String> = (0..pages.len()).map(|page| format!("{} 0 R", first_page + page * 2)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()),
        font.to_owned(),
        descendant.to_owned(),
        stream("", &to_unicode()),
        descriptor.to_owned(),
    ];
    for (index, page) in pages.iter().enumerate() {
        let content = first_page + index * 2 + 1;
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {content} 0 R >>"
        ));
        objects.push(stream("", &shown(page)));
    }
    assemble(&objects)
}

/// A file of one page that is a picture.
pub(super) fn scan() -> Vec<u8> {
    assemble(&[
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /Im1 4 0 R >> >> /Contents 5 0 R >>".to_owned(),
        stream(
            "/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /ASCIIHexDecode",
            "FF818181818181FF>",
        ),
        stream("", "q 595 0 0 842 0 0 cm /Im1 Do Q"),
    ])
}

/// The lines from the top of the page down, each character by its number in UCS-2.
fn shown(lines: &[Vec<char>]) -> String {
    let mut content = "BT /F1 12 Tf 18 TL 57 786 Td\n".to_owned();
    for line in lines {
        content.push('<');
        for character in line {
            // Writing to a String cannot fail, here and below. UCS-2 has no other characters.
            let number = u16::try_from(u32::from(*character)).unwrap_or(u16::from(b'?'));
            let _ = write!(content, "{number:04X}");
        }
        content.push_str("> Tj T*\n");
    }
    content.push_str("ET");
    content
}

/// The map from codes to Unicode: the codes are Unicode. A range may only vary in its last byte.
fn to_unicode() -> String {
    let mut map = "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n".to_owned();
    let rows: Vec<u8> = (0..=u8::MAX).collect();
    for block in rows.chunks(RANGES_MAX) {
        let _ = writeln!(map, "{} beginbfrange", block.len());
        for row in block {
            let _ = writeln!(map, "<{row:02X}00> <{row:02X}FF> <{row:02X}00>");
        }
        map.push_str("endbfrange\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend");
    map
}

fn stream(entries: &str, content: &str) -> String {
    format!("<< /Length {} {entries} >>\nstream\n{content}\nendstream", content.len())
}

fn assemble(objects: &[String]) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        file.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).into_bytes());
    }
    let start = file.len();
    let trailer = format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    file.extend(table.into_bytes());
    file.extend(trailer.into_bytes());
    file
}
