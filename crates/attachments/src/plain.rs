//! Plain text and comma-separated values, in the character sets that Chinese offices use.

use encoding_rs::{Encoding, GB18030};

use crate::error::Failure;
use crate::text::Lines;

/// Decodes by the byte order mark; else as UTF-8 if it is that without a fault; else as GB 18030.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, Failure> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok(encoding.decode(bytes).0.into_owned());
    }
    if bytes.contains(&0) {
        return Err(Failure::damaged("no text, but zero bytes"));
    }
    Ok(str::from_utf8(bytes).map_or_else(|_| GB18030.decode_without_bom_handling(bytes).0.into_owned(), str::to_owned))
}

/// Reads plain text.
pub(crate) fn read_text(bytes: &[u8], lines: &mut Lines) -> Result<(), Failure> {
    let text = decode(bytes)?;
    text.lines()
        .take_while(|line| {
            lines.push(line);
            !lines.is_full()
        })
        .for_each(drop);
    Ok(())
}

/// Reads comma-separated values (RFC 4180): quoted fields may hold commas, doubled quotes and line breaks.
pub(crate) fn read_csv(bytes: &[u8], lines: &mut Lines) -> Result<(), Failure> {
    let text = decode(bytes)?;
    let mut line = String::new();
    let mut quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => line.extend(characters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => line.push('\t'),
            '\n' if !quoted => lines.push(&std::mem::take(&mut line)),
            c if c.is_control() => line.push(' '),
            c => line.push(c),
        }
        if lines.is_full() {
            return Ok(());
        }
    }
    lines.push(&line);
    Ok(())
}
