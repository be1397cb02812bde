//! From the bytes of a file to its text, in this process.

use std::io::Cursor;
use std::panic::catch_unwind;

use cfb::CompoundFile;
use gongkai_document::Unread;

use crate::error::Failure;
use crate::format::{self, Magic};
use crate::package::Package;
use crate::text::Lines;
use crate::{AttachmentError, Format, Limits, Text, doc, docx, html, is_readable, ofd, pdf, plain, sheets, tools};

/// Reads a file in this process: for tests, for files that are trusted, and within a [`Worker`](crate::Worker)'s process.
///
/// Parsers of foreign files can run long, take much memory and overflow the stack; only a worker bounds that.
///
/// ```
/// use gongkai_attachments::{Format, read_file};
///
/// let text = read_file("名单.csv", "街道,电话\n新华街,12345\n".as_bytes())?;
/// assert_eq!(text.text, "街道\t电话\n新华街\t12345");
/// assert_eq!(text.format, Format::Csv);
/// # Ok::<(), gongkai_attachments::AttachmentError>(())
/// ```
pub fn read_file(name: &str, bytes: &[u8]) -> Result<Text, AttachmentError> {
    read_within(name, bytes, Limits::default().text_bytes_max).map_err(|failure| failure.of(name))
}

/// As [`read_file`], for so many bytes of text. A parser that panics has met a damaged file: calamine's of xls files does so
/// where a record points outside the file.
pub(crate) fn read_within(name: &str, bytes: &[u8], text_bytes_max: usize) -> Result<Text, Failure> {
    let read = catch_unwind(|| read(name, bytes, text_bytes_max));
    read.unwrap_or_else(|_| Err(Failure::damaged("a file on which its reader panicked")))
}

fn read(name: &str, bytes: &[u8], text_bytes_max: usize) -> Result<Text, Failure> {
    let mut lines = Lines::new(text_bytes_max);
    let format = match format::magic(bytes) {
        Magic::Pdf => {
            pdf::read(bytes, &mut lines)?;
            Format::Pdf
        }
        Magic::Zip => read_zip(bytes, &mut lines)?,
        Magic::Compound => read_compound(bytes, &mut lines)?,
        Magic::Html => {
            html::read(bytes, &mut lines).and_then(|()| page_allowed(name))?;
            Format::Html
        }
        Magic::Other(found) => return Err(Failure::new(Unread::Format, format!("a {found} file"))),
        Magic::None => read_by_name(name, bytes, &mut lines)?,
    };
    Ok(lines.finish(format))
}

fn read_zip(bytes: &[u8], lines: &mut Lines) -> Result<Format, Failure> {
    let mut package = Package::open(bytes)?;
    if package.find(docx::is_main).is_some() {
        docx::read(&mut package, lines)?;
        Ok(Format::Docx)
    } else if package.has("xl/workbook.xml") {
        package.check_claimed_bytes()?;
        sheets::read_xlsx(bytes, lines)?;
        Ok(Format::Xlsx)
    } else if package.has(ofd::ENTRY) {
        ofd::read(&mut package, lines)?;
        Ok(Format::Ofd)
    } else {
        Err(Failure::new(Unread::Format, "a zip file that is no docx, xlsx or ofd"))
    }
}

fn read_compound(bytes: &[u8], lines: &mut Lines) -> Result<Format, Failure> {
    let mut streams = CompoundFile::open(Cursor::new(bytes)).map_err(Failure::damaged)?;
    if streams.is_stream("/EncryptedPackage") {
        Err(Failure::new(Unread::Locked, "an office file with a password"))
    } else if streams.is_stream("/WordDocument") {
        match doc::read(&mut streams, lines) {
            Err(failure) if failure.reason != Unread::Locked => read_by_catdoc(bytes, lines).ok_or(failure)?,
            other => other?,
        }
        Ok(Format::Doc)
    } else if streams.is_stream("/Workbook") || streams.is_stream("/Book") {
        sheets::read_xls(bytes, lines)?;
        Ok(Format::Xls)
    } else {
        Err(Failure::new(Unread::Format, "a compound file that is no doc or xls"))
    }
}

/// What catdoc makes of it, where it is installed: it knows Word before 1997.
fn read_by_catdoc(bytes: &[u8], lines: &mut Lines) -> Option<()> {
    let text = tools::output("catdoc", &["-w", "-d", "utf-8", "-"], bytes, lines.bytes_max())?;
    text.lines().for_each(|line| lines.push(line));
    (!lines.is_empty()).then_some(())
}

/// A page in place of a PDF or a docx is what a portal says when it has no such file; old `.doc` and `.xls` often are pages.
fn page_allowed(name: &str) -> Result<(), Failure> {
    match is_readable(name) {
        Some(Format::Pdf | Format::Docx | Format::Xlsx | Format::Ofd) => {
            Err(Failure::damaged("a page in place of the file"))
        }
        _ => Ok(()),
    }
}

fn read_by_name(name: &str, bytes: &[u8], lines: &mut Lines) -> Result<Format, Failure> {
    let format = is_readable(name);
    match format {
        Some(Format::Text) => plain::read_text(bytes, lines)?,
        Some(Format::Csv) => plain::read_csv(bytes, lines)?,
        Some(Format::Html) => html::read(bytes, lines)?,
        Some(_) => return Err(Failure::damaged("the file does not begin as its name says")),
        None => {}
    }
    format.ok_or_else(|| Failure::new(Unread::Format, "a sort of file that is not read"))
}
