//! Whatever the bytes are, reading ends in a text or a reason.

use std::sync::LazyLock;

use gongkai_attachments::read_file;
use proptest::prelude::*;

use crate::fixtures::office::{Cell, doc, docx, ofd, xls, xlsx};
use crate::fixtures::pdf::Codes;

/// One sound file of each format.
static FILES: LazyLock<Vec<(&str, Vec<u8>)>> = LazyLock::new(|| {
    let rows = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>1</v></c></row>"#;
    vec![
        ("a.docx", docx("<w:p><w:r><w:t>甲</w:t></w:r></w:p>")),
        ("a.xlsx", xlsx(&["甲"], &[("表", "visible", rows)])),
        ("a.ofd", ofd(&[&[(1.0, 2.0, "甲")]])),
        ("a.doc", doc("甲\r乙", "c", 0)),
        ("a.xls", xls(&["甲"], &[("表", false, &[Cell::Text(0, 0, 0), Cell::Number(0, 1, 1.0)])])),
        ("a.pdf", Codes::Gbk.document(&[Codes::Gbk.content(&[(90.0, 700.0, 16.0, "甲乙")])])),
        ("a.html", "<table><tr><td>甲&amp;</td></tr></table>".into()),
        ("a.csv", "甲,\"乙\"\n".into()),
    ]
});

#[test]
fn every_sound_file_has_text_and_every_beginning_of_it_ends_in_an_answer() {
    for (name, file) in FILES.iter() {
        assert!(read_file(name, file).unwrap().text.contains('甲'), "{name}");
        for length in (0..file.len()).step_by(1 + file.len() / 400) {
            drop(read_file(name, &file[..length]));
        }
    }
}

proptest! {
    #[test]
    fn damaged_files_end_in_an_answer(
        index in 0..8_usize,
        damages in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let (name, mut file) = FILES[index].clone();
        for (place, byte) in damages {
            *place.get_mut(&mut file) = byte;
        }
        drop(read_file(name, &file));
    }

    #[test]
    fn random_bytes_end_in_an_answer(name in "a\\.(docx|xlsx|ofd|doc|xls|pdf|html|csv|txt)", bytes: Vec<u8>) {
        drop(read_file(&name, &bytes));
        drop(read_file(&name, &[&b"%PDF-1.4\n1 0 obj "[..], &bytes].concat()));
    }
}
