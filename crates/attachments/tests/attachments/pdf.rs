//! PDF: fonts without tables, lines and paragraphs, scans, locks.

use gongkai_attachments::Format;
use gongkai_document::Unread;

use crate::fixtures::pdf::{Codes, Pdf, document, stream};
use crate::{text_of, unread};

#[test]
fn fonts_that_are_not_embedded_are_read_by_their_character_maps() {
    let text = "花都区2020年8月10日印发〔2020〕3号";
    for codes in [Codes::Gbk, Codes::Ucs2, Codes::Utf16] {
        let file = codes.document(&[codes.content(&[(90.0, 700.0, 16.0, text)])]);
        assert_eq!(text_of("办法.pdf", &file, Format::Pdf), text);
    }
    let rare = Codes::Utf16.document(&[Codes::Utf16.content(&[(90.0, 700.0, 16.0, "㙟𠮷镕")])]);
    assert_eq!(text_of("办法.pdf", &rare, Format::Pdf), "㙟𠮷镕");
}

#[test]
fn an_embedded_font_is_read_by_its_own_table_and_widths() {
    let table = "2 beginbfchar <0001> <82B1> <0002> <90FD> endbfchar 1 beginbfrange <0010> <0019> <0030> endbfrange";
    let font = "<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+SimSun/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>";
    let descendant = "<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+SimSun/DW 1000/W[16[500 500] 18 25 500]>>";
    let content = "BT /F1 10 Tf 100 700 Td [<00010002> -50 <0012> <0010>] TJ 26 0 Td <0011> Tj 60 0 Td <0019> Tj ET";
    let file = document(font, &[descendant.into(), stream("", table.as_bytes())], &[content.to_owned()]);
    // 20 and 10 units of widths, and 5 thousandths: the next figure begins where the last ends, the one after far off.
    assert_eq!(text_of("办法.pdf", &file, Format::Pdf), "花都201\t9");
}

#[test]
fn latin_fonts_are_read_with_spaces_between_words() {
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";
    let content = "BT /F1 10 Tf 1 0 0 1 100 700 Tm (Open) Tj 1 0 0 1 130 700 Tm (data caf\\351) Tj ET".to_owned();
    assert_eq!(text_of("a.pdf", &document(font, &[], &[content]), Format::Pdf), "Open data café");
}

/// Two pages as offices print them: a title, indented paragraphs of 28 characters a line, a table, page numbers.
fn letter() -> Vec<u8> {
    let (left, indented, size) = (90.0, 122.0, 16.0);
    let first = Codes::Gbk.content(&[
        (170.0, 760.0, 22.0, "老人助餐配餐服务管理办法"),
        (indented, 700.0, size, "第一条为进一步规范老人助餐配餐服务工作，保障老年人的"),
        (left, 672.0, size, "合法权益，根据《中华人民共和国老年人权益保障法》，结合本"),
        (left, 644.0, size, "区实际，制定本办法。"),
        (indented, 616.0, size, "街道"),
        (300.0, 616.0, size, "电话"),
        (indented, 588.0, size, "新华街"),
        (300.0, 588.0, size, "12345"),
        (indented, 560.0, size, "第二条区民政局统筹全区老人助餐配餐服务工作，各镇人民"),
        (left, 532.0, size, "政府、各街道办事处负责本辖区内老人助餐配餐服务的组织实施"),
        (280.0, 60.0, 14.0, "— 1 —"),
    ]);
    let second = Codes::Gbk.content(&[
        (left, 760.0, size, "工作。"),
        (330.0, 700.0, size, "广州市花都区民政局"),
        (280.0, 60.0, 14.0, "2"),
    ]);
    Codes::Gbk.document(&[first, second])
}

#[test]
fn lines_are_joined_to_paragraphs_over_pages_and_page_numbers_are_dropped() {
    let expected = "老人助餐配餐服务管理办法\n\
        第一条为进一步规范老人助餐配餐服务工作，保障老年人的合法权益，根据《中华人民共和国老年人权益保障法》，结合本区实际，制定本办法。\n\
        街道\t电话\n\
        新华街\t12345\n\
        第二条区民政局统筹全区老人助餐配餐服务工作，各镇人民政府、各街道办事处负责本辖区内老人助餐配餐服务的组织实施工作。\n\
        广州市花都区民政局";
    assert_eq!(text_of("办法.pdf", &letter(), Format::Pdf), expected);
}

#[test]
fn turned_fat_aslant_and_drawn_text_is_read_as_people_see_it() {
    let code = |text| Codes::Gbk.hexadecimal(text);
    let turned = format!(
        "BT /F1 16 Tf 0 1 -1 0 100 100 Tm {} Tj 0 1 -1 0 130 100 Tm {} Tj ET",
        code("横排的表"),
        code("第二行")
    );
    let fat = format!("BT /F1 16 Tf 1 0 0 1 90 700 Tm {0} Tj 1 0 0 1 90.4 700 Tm {0} Tj ET", code("加粗"));
    let aslant = format!("q .7 .7 -.7 .7 200 200 cm BT /F1 60 Tf {} Tj ET Q", code("内部资料"));
    let file = Codes::Gbk.document(&[turned, fat + &aslant]);
    assert_eq!(text_of("办法.pdf", &file, Format::Pdf), "横排的表\n第二行\n加粗");
}

#[test]
fn the_text_of_forms_is_read_and_forms_that_draw_themselves_end() {
    let code = Codes::Gbk.hexadecimal("盖章");
    let mut pdf = Pdf::default();
    pdf.add("<</Type/Catalog/Pages 2 0 R>>");
    pdf.add("<</Type/Pages/Count 1/Kids[3 0 R]>>");
    pdf.add("<</Type/Page/Parent 2 0 R/Resources<</XObject<</X 5 0 R>>>>/Contents 4 0 R>>");
    pdf.add(stream("", b"q 1 0 0 1 100 100 cm /X Do Q"));
    pdf.add(stream(
        "/Subtype/Form/Resources<</Font<</F1 6 0 R>>/XObject<</X 5 0 R>>>>",
        format!("BT /F1 16 Tf {code} Tj ET /X Do /X Do").as_bytes(),
    ));
    pdf.add("<</Type/Font/Subtype/Type0/Encoding/GBK-EUC-H>>");
    assert_eq!(text_of("章.pdf", &pdf.finish(), Format::Pdf), "盖章");
}

#[test]
fn a_scan_has_pages_and_no_text() {
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
    let pages = ["q 595 0 0 842 0 0 cm /Im0 Do Q".to_owned(), "BT /F1 9 Tf (CamScanner) Tj ET".to_owned()];
    assert_eq!(unread("扫描.pdf", &document(font, &[], &pages)), Unread::Scanned);
    let glyphs = "<</Type/Font/Subtype/Type0/Encoding/Identity-H>>";
    assert_eq!(
        unread("扫描.pdf", &document(glyphs, &[], &["BT /F1 9 Tf <00010002> Tj ET".to_owned()])),
        Unread::Scanned
    );
    assert_eq!(unread("空.pdf", &document(font, &[], &[])), Unread::Damaged);
}

#[test]
fn a_password_is_named_as_such() {
    let mut pdf = Pdf::default();
    pdf.add("<</Type/Catalog/Pages 2 0 R>>");
    pdf.add("<</Type/Pages/Count 0/Kids[]>>");
    let (owner, user) = ("AB".repeat(32), "CD".repeat(32));
    pdf.add(format!("<</Filter/Standard/V 1/R 2/O<{owner}>/U<{user}>/P -44>>"));
    let direct = format!("<</Filter/Standard/V 1/R 2/O<{owner}>/U<{user}>/P -44>>");
    for lock in ["3 0 R", &direct] {
        pdf.set_trailer(&format!("/Encrypt {lock}/ID[<00><00>]"));
        assert_eq!(unread("密.pdf", &pdf.finish()), Unread::Locked);
    }
}
