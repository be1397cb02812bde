//! The text layer of a PDF: lopdf reads the file's objects; fonts, places and paragraphs are read here.
//!
//! lopdf has no tables for GBK-EUC-H, in which most Chinese offices' PDFs set text in fonts that are not embedded. Its codes
//! are the bytes of GBK, so `encoding_rs` reads them.

mod fonts;
mod interpreter;
mod matrix;
mod to_unicode;

use gongkai_document::Unread;
use lopdf::{Document, Error, LoadOptions};

use crate::error::Failure;
use crate::layout;
use crate::text::Lines;
use crate::tools;
use interpreter::Reader;

/// Bytes to which one stream of a file, or the content of one page, may unpack. Pages drawn in vectors reach 10 MB.
const STREAM_BYTES_MAX: usize = 64 << 20;

/// Reads all pages.
pub(crate) fn read(bytes: &[u8], lines: &mut Lines) -> Result<(), Failure> {
    let options = LoadOptions { max_decompressed_size: Some(STREAM_BYTES_MAX), ..LoadOptions::default() };
    let document = match Document::load_mem_with_options(bytes, options) {
        // lopdf looks for the lock in an object of its own; where it is written into the trailer, nothing was unlocked.
        Ok(document) if document.trailer.has(b"Encrypt") && !document.was_encrypted() => {
            return read_by_tool(bytes, lines).ok_or_else(locked);
        }
        Ok(document) => document,
        Err(Error::InvalidPassword | Error::Decryption(_)) => return Err(locked()),
        Err(Error::Decompress(_)) => return Err(Failure::too_costly("a PDF that unpacks to very much")),
        Err(error) => return read_by_tool(bytes, lines).ok_or_else(|| Failure::damaged(error)),
    };
    let mut reader = Reader::new(&document);
    let mut pages = Vec::new();
    let mut bytes_seen = 0;
    for page in document.page_iter() {
        let runs = reader.runs_of_page(page);
        bytes_seen += runs.iter().map(|run| run.text.len()).sum::<usize>();
        pages.push(layout::lines_of(runs));
        // Page numbers and blanks go later, so some more than fits is read.
        if bytes_seen > lines.bytes_max().saturating_mul(2) {
            break;
        }
    }
    if pages.is_empty() {
        return Err(Failure::damaged("a PDF without pages"));
    }
    let tally = reader.tally();
    if tally.unknown > tally.known && read_by_tool(bytes, lines).is_some() {
        return Ok(());
    }
    layout::push_paragraphs(pages, lines);
    if lines.is_empty() && tally.too_large > 0 {
        return Err(Failure::too_costly("pages that unpack to very much"));
    }
    if lines.is_empty() {
        return Err(Failure::new(Unread::Scanned, "pages without a layer of text that can be read"));
    }
    Ok(())
}

fn locked() -> Failure {
    Failure::new(Unread::Locked, "a PDF with a password")
}

/// What poppler makes of it, where it is installed: it repairs more, and has the tables of Adobe's character collections.
fn read_by_tool(bytes: &[u8], lines: &mut Lines) -> Option<()> {
    let text = tools::output("pdftotext", &["-q", "-enc", "UTF-8", "-", "-"], bytes, lines.bytes_max())?;
    text.lines().for_each(|line| lines.push(line));
    (!lines.is_empty()).then_some(())
}
