//! What sort of file it is: told by its first bytes, and by its name where those leave it open.

use serde::{Deserialize, Serialize};

/// A sort of file whose text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Portable Document Format, ISO 32000.
    Pdf,
    /// Word since 2007, ECMA-376.
    Docx,
    /// Excel since 2007, ECMA-376.
    Xlsx,
    /// Excel 95 to 2003, [MS-XLS].
    Xls,
    /// Word 97 to 2003, [MS-DOC].
    Doc,
    /// Open Fixed-layout Document, GB/T 33190.
    Ofd,
    /// Plain text in UTF-8, UTF-16 or GB 18030.
    Text,
    /// Comma-separated values, in the same character sets.
    Csv,
    /// A page, or what some programs save as `.doc` or `.xls`.
    Html,
}

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Magic {
    /// `%PDF-`.
    Pdf,
    /// A zip archive: docx, xlsx, ofd or something else.
    Zip,
    /// A compound file: doc, xls, or a locked docx.
    Compound,
    /// A page or a table in HTML.
    Html,
    /// A sort that is not read.
    Other(&'static str),
    /// None of these.
    None,
}

/// A PDF may begin with other bytes; readers look for its mark in the first kilobyte.
const PDF_MARK_WITHIN_BYTES: usize = 1024;

/// Marks of sorts that are not read.
const OTHERS: &[(&[u8], &str)] = &[
    (b"{\\rtf", "rtf"),
    (b"Rar!", "rar"),
    (b"7z\xBC\xAF", "7z"),
    (b"\x89PNG", "png"),
    (b"\xFF\xD8\xFF", "jpeg"),
    (b"GIF8", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"\x1F\x8B", "gzip"),
    (b"MIME-Version:", "mht"),
];

/// The sort that a name or an address promises; `None` for what is only listed, such as wps, et, rar and pictures.
///
/// ```
/// use gongkai_attachments::{Format, is_readable};
///
/// assert_eq!(is_readable("https://www.example.gov.cn/attachment/7/10777181.DOCX?v=2"), Some(Format::Docx));
/// assert_eq!(is_readable("附件1.rar"), None);
/// ```
pub fn is_readable(name_or_url: &str) -> Option<Format> {
    let path = name_or_url.split(['?', '#']).next()?;
    let (_, extension) = path.rsplit('/').next()?.rsplit_once('.')?;
    Some(match extension.trim().to_ascii_lowercase().as_str() {
        "pdf" => Format::Pdf,
        "docx" | "docm" => Format::Docx,
        "xlsx" | "xlsm" => Format::Xlsx,
        "xls" => Format::Xls,
        "doc" => Format::Doc,
        "ofd" => Format::Ofd,
        "txt" => Format::Text,
        "csv" => Format::Csv,
        "htm" | "html" => Format::Html,
        _ => return None,
    })
}

/// What the first bytes say.
pub(crate) fn magic(bytes: &[u8]) -> Magic {
    let head = bytes.get(..PDF_MARK_WITHIN_BYTES).unwrap_or(bytes);
    if let Some((_, name)) = OTHERS.iter().find(|(mark, _)| head.starts_with(mark)) {
        return Magic::Other(name);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Magic::Zip;
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Magic::Compound;
    }
    if head.windows(5).any(|window| window == b"%PDF-") {
        return Magic::Pdf;
    }
    let visible = head.trim_ascii_start();
    let visible = visible.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(visible).trim_ascii_start().to_ascii_lowercase();
    let is_html = visible.starts_with(b"<")
        && [&b"<html"[..], b"<!doctype html", b"<table"].iter().any(|mark| contains(&visible, mark));
    if is_html { Magic::Html } else { Magic::None }
}

/// Whether `part` stands somewhere in `whole`.
pub(crate) fn contains(whole: &[u8], part: &[u8]) -> bool {
    whole.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_or_an_address_promises_a_format() {
        assert_eq!(is_readable("附件：申请表.XLS"), Some(Format::Xls));
        assert_eq!(is_readable("//www.example.gov.cn/a.b/1.pdf#page=2"), Some(Format::Pdf));
        for listed in ["公告.wps", "表.et", "a.zip", "图.jpg", "https://www.example.gov.cn/down", "", "pdf"] {
            assert_eq!(is_readable(listed), None, "{listed}");
        }
    }

    #[test]
    fn the_first_bytes_say_more_than_a_name() {
        assert_eq!(magic(b"\r\n%PDF-1.4 ..."), Magic::Pdf);
        assert_eq!(magic(b"{\\rtf1\\ansi"), Magic::Other("rtf"));
        assert_eq!(magic(b"\xEF\xBB\xBF <HTML xmlns:o=..."), Magic::Html);
        assert_eq!(magic("各镇人民政府：".as_bytes()), Magic::None);
        assert_eq!(magic(b""), Magic::None);
    }
}
