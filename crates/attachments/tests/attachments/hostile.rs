//! Files made to do harm: each must end in its reason, soon, and within the worker's memory.

use std::fmt::Write as _;
use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

use gongkai_attachments::Limits;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::fixtures::office::{doc, docx, xlsx, zip};
use crate::fixtures::pdf::{Codes, Pdf, document, stream};
use crate::outcome;
use crate::worker::worker;

/// Reads in a worker, which must answer before it is killed.
#[track_caller]
fn ends_in(name: &str, bytes: &[u8], expected: &str) {
    let limits = Limits { wall: Duration::from_secs(40), cpu_seconds_max: 10, ..Limits::default() };
    let begun = Instant::now();
    assert_eq!(outcome(&worker(limits).read(name, bytes)), expected);
    assert!(begun.elapsed() < Duration::from_secs(40), "{name} took {:?}", begun.elapsed());
}

/// A zip file with one part of so many zero bytes, and others.
fn bomb(part: &str, zeros: u64, others: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in others {
        file.start_file(*name, SimpleFileOptions::default()).unwrap();
        file.write_all(bytes).unwrap();
    }
    file.start_file(part, SimpleFileOptions::default()).unwrap();
    std::io::copy(&mut std::io::Read::take(std::io::repeat(0), zeros), &mut file).unwrap();
    file.finish().unwrap().into_inner()
}

#[test]
fn a_zip_bomb_is_too_costly() {
    let bomb = bomb("word/document.xml", 1 << 30, &[]);
    assert!(bomb.len() < 8 << 20);
    ends_in("炸.docx", &bomb, "too_costly");
}

#[test]
fn a_bomb_in_a_part_that_is_not_read_does_no_harm() {
    let letter = b"<w:document><w:body><w:p><w:r><w:t>\xE7\x94\xB2</w:t></w:r></w:p></w:body></w:document>";
    let others: &[(&str, &[u8])] = &[("word/document.xml", letter)];
    ends_in("炸.docx", &bomb("word/media/image1.png", 300 << 20, others), "甲");
    ends_in("炸.xlsx", &bomb("xl/sharedStrings.xml", 300 << 20, &[("xl/workbook.xml", b"<workbook/>")]), "too_costly");
}

#[test]
fn a_zip_file_within_a_zip_file_is_not_opened() {
    let inner = zip(&[("word/document.xml", b"<a/>")]);
    ends_in("套.docx", &zip(&[("inner.zip", &inner)]), "format");
}

#[test]
fn a_zip_file_of_very_many_parts_is_too_costly() {
    let names: Vec<String> = (0..60_000).map(|part| format!("{part}")).collect();
    let mut parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    parts.push(("word/document.xml", b"<a/>"));
    ends_in("多.docx", &zip(&parts), "too_costly");
}

#[test]
fn names_that_point_outside_are_only_names() {
    let text = b"<w:p><w:t>x</w:t></w:p>";
    let parts: &[(&str, &[u8])] =
        &[("../../word/document.xml", text), ("/etc/passwd", text), ("word/document.xml", text)];
    ends_in("外.docx", &zip(parts), "x");
    ends_in("../../外.docx\0.txt", &zip(parts), "x");
}

#[test]
fn entities_that_grow_are_refused() {
    let mut entities = "<!ENTITY a0 \"哈哈哈哈\">".to_owned();
    for level in 1..12 {
        let before = format!("&a{};", level - 1).repeat(10);
        write!(entities, "<!ENTITY a{level} \"{before}\">").unwrap();
    }
    let laughs = format!(
        "<!DOCTYPE w:document [{entities}]><w:document><w:body><w:p><w:t>&a11;</w:t></w:p></w:body></w:document>"
    );
    ends_in("笑.docx", &zip(&[("word/document.xml", laughs.as_bytes())]), "damaged");
    let outside = "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><w:p><w:t>&a;</w:t></w:p>";
    ends_in("外.docx", &zip(&[("word/document.xml", outside.as_bytes())]), "damaged");
}

#[test]
fn very_many_attributes_and_very_deep_elements_are_read_soon() {
    let attributes: String = (0..100_000).map(|number| format!(" a{number}=\"\"")).collect();
    ends_in("多.docx", &docx(&format!("<w:p{attributes}><w:r><w:t>甲</w:t></w:r></w:p>")), "甲");
    let deep = ["<w:p>".repeat(100_000), "<w:t>甲</w:t>".to_owned(), "</w:p>".repeat(100_000)].concat();
    ends_in("深.docx", &docx(&deep), "甲");
    let rows = format!("<row r=\"1\"><c r=\"A1\"{attributes}><v>1</v></c></row>");
    ends_in("多.xlsx", &xlsx(&[], &[("表", "visible", &rows)]), "表\n1");
}

#[test]
fn a_compound_file_whose_sectors_run_in_a_circle_ends() {
    let mut file = doc(&"甲".repeat(20_000), "", 0);
    // The first sector of the allocation table: each chain now leads back to its beginning.
    let table = (1 << file[30]) * (1 + usize::from(u16::from_le_bytes([file[76], file[77]])));
    for sector in 1..60 {
        file[table + 4 * sector..][..4].copy_from_slice(&1_u32.to_le_bytes());
    }
    ends_in("环.doc", &file, "damaged");
}

#[test]
fn pages_and_parents_that_run_in_a_circle_end() {
    let mut pdf = Pdf::default();
    pdf.add("<</Type/Catalog/Pages 2 0 R>>");
    pdf.add("<</Type/Pages/Count 9/Parent 2 0 R/Kids[2 0 R 3 0 R 2 0 R]>>");
    pdf.add("<</Type/Page/Parent 2 0 R/Contents 4 0 R>>");
    pdf.add("4 0 R");
    ends_in("环.pdf", &pdf.finish(), "damaged");
}

#[test]
fn objects_nested_deep_do_not_overflow_the_stack() {
    for (open, close) in [("[", "]"), ("<</A ", ">>"), ("(", ")")] {
        let mut pdf = Pdf::default();
        pdf.add("<</Type/Catalog/Pages 2 0 R>>");
        pdf.add("<</Type/Pages/Count 1/Kids[3 0 R]>>");
        pdf.add("<</Type/Page/Parent 2 0 R/Contents 4 0 R>>");
        let nested = [open.repeat(200_000), close.repeat(200_000)].concat();
        pdf.add(stream("", nested.as_bytes()));
        pdf.add(nested);
        ends_in("深.pdf", &pdf.finish(), "scanned");
    }
}

#[test]
fn a_font_with_huge_widths_or_tables_is_read_as_far_as_is_sensible() {
    let font = "<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>";
    let mut widths = String::new();
    (0..300_000).for_each(|code| write!(widths, "{code} 4294967295 500 ").unwrap());
    let mut table = "beginbfchar <0041> <7532> ".to_owned();
    (0..300_000).for_each(|code| write!(table, "<{code:08X}> <0042> ").unwrap());
    table += "endbfchar beginbfrange <00000000> <FFFFFFFF> <0000> endbfrange";
    let others = [format!("<</W[{widths}]>>").into_bytes(), stream("", table.as_bytes())];
    let content = format!("BT /F1 9 Tf {} ET", "<0041> Tj ".repeat(1000));
    let text = outcome(&worker(Limits::default()).read("宽.pdf", &document(font, &others, &[content])));
    assert_eq!(text.trim_start_matches(['甲', 'B']), "", "{text}");
}

#[test]
fn a_stream_packed_again_and_again_is_too_costly() {
    let zeros = vec![b' '; 200 << 20];
    let deflated = |bytes: &[u8]| {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let packed = deflated(&deflated(&zeros));
    let mut pdf = Pdf::default();
    pdf.add("<</Type/Catalog/Pages 2 0 R>>");
    pdf.add("<</Type/Pages/Count 1/Kids[3 0 R]>>");
    pdf.add("<</Type/Page/Parent 2 0 R/Contents 4 0 R>>");
    pdf.add(stream("/Filter[/FlateDecode/FlateDecode]", &packed));
    ends_in("炸.pdf", &pdf.finish(), "too_costly");
}

#[test]
fn a_page_of_very_many_pieces_is_read_soon() {
    let lines: Vec<(f32, f32, f32, &str)> =
        (0..20_000u16).map(|n| (f32::from(n % 100), f32::from(n / 100), 9.0, "甲")).collect();
    let file = Codes::Gbk.document(&[Codes::Gbk.content(&lines)]);
    let text = outcome(&worker(Limits::default()).read("多.pdf", &file));
    assert!(text.chars().all(|c| c == '甲' || c == '\n') && text.len() > 1000, "{}", text.len());
}
