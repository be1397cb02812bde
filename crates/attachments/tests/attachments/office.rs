//! Docx, xlsx, doc, xls, ofd, and plain files.

use gongkai_attachments::{Format, read_file};
use gongkai_document::Unread;

use crate::fixtures::office::{Cell, compound, doc, docx, docx_with, ofd, xls, xlsx, zip};
use crate::{text_of, unread};

const LETTER: &str = "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>关于老人助餐&amp;配餐的</w:t></w:r>\
    <w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>通知&#x3002;</w:t></w:r></w:ins></w:p>\
    <w:moveFrom><w:p><w:r><w:t>移走的一段</w:t></w:r></w:p></w:moveFrom>\
    <w:p><w:r><w:t>一、对象</w:t><w:br/><w:t>二、地点</w:t></w:r></w:p><w:p/>";

#[test]
fn a_letter_keeps_its_references_and_insertions_and_loses_what_was_deleted() {
    let text = text_of("通知.docx", &docx(LETTER), Format::Docx);
    assert_eq!(text, "关于老人助餐&配餐的通知。\n一、对象\n二、地点");
}

#[test]
fn numbers_that_word_sets_itself_are_read_with_their_paragraphs() {
    let level = |level, format, text| {
        format!(
            r#"<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/></w:lvl>"#
        )
    };
    let numbering = format!(
        r#"<w:numbering><w:abstractNum w:abstractNumId="7">{}{}</w:abstractNum><w:abstractNum w:abstractNumId="8">{}</w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
        <w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="12"/></w:lvlOverride></w:num>
        </w:numbering>"#,
        level(0, "chineseCounting", "第%1条"),
        level(1, "decimal", "（%2）"),
        level(0, "bullet", "\u{f06c}"),
    );
    let styles = r#"<w:styles><w:style w:styleId="a"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>"#;
    let p = |list, level, text| {
        format!(
            r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#
        )
    };
    let styled = r#"<w:p><w:pPr><w:pStyle w:val="a"/><w:pPrChange><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:pPrChange></w:pPr>
        <w:r><w:t>对象</w:t></w:r></w:p>"#;
    let body = [
        p(1, 0, "目的"),
        styled.to_owned(),
        p(1, 1, "老人"),
        p(1, 1, ""),
        p(1, 1, "其他"),
        p(2, 0, "附注"),
        p(3, 0, "期限"),
        p(3, 1, "五年"),
        p(0, 0, "落款"),
    ];
    let parts: &[(&str, &[u8])] =
        &[("word/numbering.xml", numbering.as_bytes()), ("word/styles.xml", styles.as_bytes())];
    let text = text_of("办法.docx", &docx_with(&body.concat(), parts), Format::Docx);
    assert_eq!(text, "第一条 目的\n第二条 对象\n（1）老人\n（3）其他\n附注\n第十二条 期限\n（1）五年\n落款");
}

#[test]
fn a_table_is_a_line_a_row_and_a_text_box_is_read_once() {
    let cell = |content: &str| format!("<w:tc><w:tcPr/>{content}</w:tc>");
    let p = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let inner = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell(&p("上午")), cell(&p("下午")));
    let table = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl>",
        cell(&p("街道")),
        cell(&[p("电话"), p("（区号020）")].concat()),
        cell(&p("新华街")),
        cell("<w:p/>"),
        cell(&inner),
    );
    let text_box = "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>印章</w:t></w:r></w:p>\
        </w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>印章</w:t></w:r></w:p></w:txbxContent>\
        </mc:Fallback></mc:AlternateContent><w:t>花都区民政局</w:t></w:r></w:p>";
    let text = text_of("表.docx", &docx(&[&table, text_box].concat()), Format::Docx);
    assert_eq!(text, "街道\t电话 （区号020）\n新华街\t\t上午 下午\n印章\n花都区民政局");
}

#[test]
fn a_file_is_what_its_bytes_say_whatever_its_name() {
    text_of("通知.doc", &docx(LETTER), Format::Docx);
    text_of("通知.pdf", &docx(LETTER), Format::Docx);
    assert_eq!(unread("通知.docx", b"PK\x03\x04 and no more"), Unread::Damaged);
    assert_eq!(unread("通知.docx", "没有压缩的文字".as_bytes()), Unread::Damaged);
    assert_eq!(unread("通知.docx", b"Rar!\x1A\x07\x00"), Unread::Format);
    assert_eq!(unread("附件.zip", &zip(&[("a.txt", b"a")])), Unread::Format);
}

#[test]
fn a_spreadsheet_is_read_sheet_by_sheet_without_the_hidden_ones() {
    let rows = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>
        <row r="3"><c r="A3"><v>0.30000000000000004</v></c><c r="B3" s="1"><v>44053</v></c><c r="C3" t="b"><v>1</v></c></row>"#;
    let hidden = r#"<row r="1"><c r="A1" t="s"><v>2</v></c></row>"#;
    let far = r#"<row r="1048576"><c r="XFD1048576"><v>7</v></c></row>"#;
    let sheets = [("名单", "visible", rows), ("底稿", "hidden", hidden), ("空", "visible", ""), ("远", "visible", far)];
    let text = text_of("表.xlsx", &xlsx(&["街道", "户数&lt;户&gt;", "密"], &sheets), Format::Xlsx);
    assert_eq!(text, "名单\n街道\t\t户数<户>\n0.3\t2020-08-10\tTRUE\n远\n7");
}

#[test]
fn an_old_spreadsheet_is_read_likewise() {
    let cells = [Cell::Text(0, 0, 0), Cell::Text(0, 1, 1), Cell::Text(4, 0, 2), Cell::Number(4, 1, 12.5)];
    let sheets: &[(&str, bool, &[Cell])] = &[("名单", false, &cells), ("底稿", true, &cells)];
    let text = text_of("表.xls", &xls(&["街道", "万元", "新华街"], sheets), Format::Xls);
    assert_eq!(text, "名单\n街道\t万元\n新华街\t12.5");
}

#[test]
fn an_old_letter_is_read_by_its_pieces_without_fields() {
    let text =
        "关于𠮷祥街的通知\r\u{13}PAGEREF x\u{14}第三条\u{15}规定\r街道\u{7}电话\u{7}\u{7}新华街\u{7}12345\u{7}\u{7}";
    for flags in [0, 0x0200] {
        let text = text_of("通知.doc", &doc(text, "Tel. 020\x0B86888888", flags), Format::Doc);
        assert_eq!(text, "关于𠮷祥街的通知\n第三条规定\n街道\t电话\n新华街\t12345\nTel. 020\n86888888");
    }
}

#[test]
fn a_file_of_pictures_is_a_scan() {
    let document = b"<w:document><w:body><w:p><w:drawing/></w:p></w:body></w:document>";
    let pictures = zip(&[("word/document.xml", document), ("word/media/image1.jpeg", b"...")]);
    assert_eq!(unread("扫描.docx", &pictures), Unread::Scanned);
    assert_eq!(unread("扫描.doc", &doc("\u{1}\r\u{1}\r", "", 0)), Unread::Scanned);
    assert_eq!(text_of("空.doc", &doc("\r", "", 0), Format::Doc), "");
}

#[test]
fn a_locked_or_older_letter_is_named_as_such() {
    assert_eq!(unread("密.doc", &doc("密", "", 0x0100)), Unread::Locked);
    assert_eq!(unread("密.docx", &compound(&[("/EncryptedPackage", b"...")])), Unread::Locked);
    assert_eq!(unread("图.doc", &compound(&[("/VisioDocument", b"...")])), Unread::Format);
    assert_eq!(unread("密.ofd", &zip(&[("OFD.xml", b"<a/>"), ("Encryptions.xml", b"<a/>")])), Unread::Locked);
    let mut old = vec![0; 0x400];
    old[..4].copy_from_slice(&[0xDC, 0xA5, 0x65, 0x00]);
    assert_eq!(unread("旧.doc", &compound(&[("/WordDocument", &old)])), Unread::Format);
}

#[test]
fn an_ofd_file_is_read_in_the_order_of_its_pages_and_its_lines_are_joined() {
    let first: &[(f32, f32, &str)] = &[
        (70.0, 20.0, "管理办法"),
        (30.0, 48.0, "的合法权益。"),
        (40.0, 40.0, "为进一步规范老人助餐配餐服务，保障老人"),
        (40.0, 56.0, "根据《老年人权益保障法》和有关规定，结"),
    ];
    let second: &[(f32, f32, &str)] = &[(30.0, 20.0, "合本区（A&amp;B）实际，制定本办法。"), (80.0, 250.0, "— 2 —")];
    let text = text_of("办法.ofd", &ofd(&[first, second]), Format::Ofd);
    let expected = "管理办法\n为进一步规范老人助餐配餐服务，保障老人的合法权益。\n\
        根据《老年人权益保障法》和有关规定，结合本区（A&B）实际，制定本办法。";
    assert_eq!(text, expected);
}

#[test]
fn plain_files_are_decoded_as_what_they_are() {
    let text = "各镇人民政府：\r\n\r\n现将㙟、𠮷二字\t收录。";
    let utf16: Vec<u8> = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in [text.as_bytes().to_vec(), encoding_rs::GB18030.encode(text).0.into_owned(), utf16] {
        assert_eq!(text_of("说明.TXT", &bytes, Format::Text), "各镇人民政府：\n现将㙟、𠮷二字\t收录。");
    }
    assert_eq!(unread("说明.txt", b"\x00\x01\x02\x03"), Unread::Damaged);
    assert_eq!(unread("说明", b"text"), Unread::Format);
    let csv = "街道,\"地址,\"\"新\"\"\n门牌\"\n新华街,1\n";
    assert_eq!(text_of("表.csv", csv.as_bytes(), Format::Csv), "街道\t地址,\"新\" 门牌\n新华街\t1");
}

#[test]
fn a_page_saved_as_a_spreadsheet_is_read_and_one_in_place_of_a_pdf_is_not() {
    let page = "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><head><meta charset=gb2312><style>td {}</style>\
        <title>表</title></head><!-- 注 > --><body><table><tr><td>街道<td>电话 &#40;&#x33;&#41;&nbsp;&lt;&foo;</tr>\
        <tr><td> 新华街</td><td>1<script>if (a</b) {}</SCRIPT></td></tr></table>完</body></html>";
    let bytes = encoding_rs::GBK.encode(page).0;
    assert_eq!(text_of("表.xls", &bytes, Format::Html), "街道\t电话 (3) <&foo;\n新华街\t1\n完");
    assert_eq!(unread("办法.pdf", &bytes), Unread::Damaged);
}

#[test]
fn long_text_is_cut_and_says_so() {
    let file = "一、总则\n".repeat(1 << 20);
    let text = read_file("长.txt", file.as_bytes()).unwrap();
    assert!(text.truncated && text.text.len() <= 2 << 20 && text.text.len() > (2 << 20) - 4);
}
