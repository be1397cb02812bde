//! The text of a Word 97 to 2003 file, by its piece table ([MS-DOC] 2.4.1).
//!
//! Left out are headers, footers and comments, and what fields are made of. A table row ends a line where two of its marks
//! meet, so a row with an empty cell becomes two lines; what was deleted under revision is not known as such.

use std::io::{Cursor, Read};

use cfb::CompoundFile;
use encoding_rs::{UTF_16LE, WINDOWS_1252};
use gongkai_document::Unread;

use crate::error::Failure;
use crate::text::Lines;

/// The streams of a compound file.
pub(crate) type Streams<'a> = CompoundFile<Cursor<&'a [u8]>>;

/// `nFib` of Word 97, the first version with this layout ([MS-DOC] 2.5.1).
const WORD_97: u16 = 0x00C1;

/// Where the information block keeps things ([MS-DOC] 2.5): flags, the lengths of the parts of the text, the piece table.
const FLAGS_AT: usize = 0x0A;
const LENGTHS_AT: usize = 0x4C;
const PIECES_AT: usize = 0x01A2;

/// Bits of the flags: encrypted, and which of two tables is in use.
const ENCRYPTED: u16 = 0x0100;
const SECOND_TABLE: u16 = 0x0200;

/// Stands in the text for a picture ([MS-DOC] 2.4.1, special characters).
const PICTURE: char = '\u{1}';

/// Reads a stream to its end, or to as many bytes as the whole file has.
pub(crate) fn stream(streams: &mut Streams<'_>, name: &str) -> Result<Vec<u8>, Failure> {
    let file_bytes = streams.root_entry().len().max(1 << 24).saturating_mul(4);
    let mut bytes = Vec::new();
    let stream = streams.open_stream(name).map_err(Failure::damaged)?;
    stream.take(file_bytes).read_to_end(&mut bytes).map_err(|error| Failure::of_io(&error))?;
    Ok(bytes)
}

/// Reads the `WordDocument` stream.
pub(crate) fn read(streams: &mut Streams<'_>, lines: &mut Lines) -> Result<(), Failure> {
    let document = stream(streams, "/WordDocument")?;
    let version = u16_at(&document, 2)?;
    if version < WORD_97 {
        return Err(Failure::new(Unread::Format, format!("a Word file older than Word 97 (nFib {version})")));
    }
    let flags = u16_at(&document, FLAGS_AT)?;
    if flags & ENCRYPTED != 0 {
        return Err(Failure::new(Unread::Locked, "a Word file with a password"));
    }
    let table = stream(streams, if flags & SECOND_TABLE == 0 { "/0Table" } else { "/1Table" })?;
    let pieces = size_at(&document, PIECES_AT)?;
    let pieces = slice(&table, pieces, size_at(&document, PIECES_AT + 4)?)?;
    let text = text_of_pieces(&document, piece_table(pieces)?)?;

    // The parts follow one another: text, footnotes, headers, macros, comments, endnotes, text boxes.
    let mut from = 0;
    for (part, is_shown) in [true, true, false, false, false, true, true].into_iter().enumerate() {
        let length = size_at(&document, LENGTHS_AT + 4 * part)?;
        let part: String = text.iter().skip(from).take(length).collect();
        if is_shown {
            push_lines(&part, lines);
        }
        from = from.saturating_add(length);
    }
    if lines.is_empty() && text.contains(&PICTURE) {
        return Err(Failure::new(Unread::Scanned, "a Word file of pictures"));
    }
    Ok(())
}

/// The piece table within the table of formatting runs and pieces ([MS-DOC] 2.9.38): runs (1), then the pieces (2).
fn piece_table(mut bytes: &[u8]) -> Result<&[u8], Failure> {
    loop {
        match bytes.first() {
            Some(1) => {
                let length = usize::from(u16_at(bytes, 1)?);
                bytes = bytes.get(3 + length..).ok_or_else(cut_short)?;
            }
            Some(2) => return slice(bytes, 5, size_at(bytes, 1)?),
            _ => return Err(Failure::damaged("a Word file without a piece table")),
        }
    }
}

/// The characters of all pieces ([MS-DOC] 2.8.35): n + 1 positions of four bytes, then n descriptions of eight.
///
/// Positions count UTF-16 units; a character outside the basic plane counts once here, which moves the parts after it by
/// one at most.
fn text_of_pieces(document: &[u8], table: &[u8]) -> Result<Vec<char>, Failure> {
    let count = table.len().saturating_sub(4) / 12;
    let mut text = Vec::new();
    for piece in 0..count {
        let length = size_at(table, 4 * piece + 4)?.checked_sub(size_at(table, 4 * piece)?).ok_or_else(cut_short)?;
        let place = size_at(table, 4 * (count + 1) + 8 * piece + 2)?;
        let is_one_byte = place & 0x4000_0000 != 0;
        let place = place & 0x3FFF_FFFF;
        // Pieces of a sound file do not overlap; those of a bomb would be read a thousand times.
        if text.len() + length > document.len() {
            return Err(cut_short());
        }
        if is_one_byte {
            text.extend(WINDOWS_1252.decode(slice(document, place / 2, length)?).0.chars());
        } else {
            text.extend(UTF_16LE.decode(slice(document, place, 2 * length)?).0.chars());
        }
    }
    Ok(text)
}

/// Cuts text at Word's marks: paragraphs, cells and rows, pages; and takes the instructions of fields out.
fn push_lines(text: &str, lines: &mut Lines) {
    let mut line = String::new();
    let mut instructions: usize = 0;
    let mut after_cell = false;
    for c in text.chars() {
        let is_cell = c == '\u{7}';
        match c {
            '\u{13}' => instructions += 1,
            '\u{14}' | '\u{15}' => instructions = instructions.saturating_sub(1),
            _ if instructions > 0 => {}
            '\u{7}' if after_cell => lines.push(&std::mem::take(&mut line)),
            '\u{7}' => line.push('\t'),
            '\r' | '\u{B}' | '\u{C}' if line.contains('\t') => line.push(' '),
            '\r' | '\u{B}' | '\u{C}' => lines.push(&std::mem::take(&mut line)),
            '\u{1E}' => line.push('-'),
            '\t' => line.push(' '),
            c if c.is_control() => {}
            c => line.push(c),
        }
        after_cell = is_cell;
    }
    lines.push(&line);
}

fn cut_short() -> Failure {
    Failure::damaged("a Word file that points outside itself")
}

fn slice(bytes: &[u8], from: usize, length: usize) -> Result<&[u8], Failure> {
    bytes.get(from..from.saturating_add(length)).ok_or_else(cut_short)
}

fn u16_at(bytes: &[u8], at: usize) -> Result<u16, Failure> {
    bytes.get(at..at + 2).and_then(|two| two.try_into().ok()).map(u16::from_le_bytes).ok_or_else(cut_short)
}

/// A number of four bytes that counts or places something.
fn size_at(bytes: &[u8], at: usize) -> Result<usize, Failure> {
    let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
    four.and_then(|number| usize::try_from(number).ok()).ok_or_else(cut_short)
}
