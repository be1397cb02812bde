//! JSON Lines as people's programs write them, a line at a time: a file may be larger than memory, a line may not.

use std::io::{BufRead, ErrorKind};

use gongkai_document::{Access, Document, DocumentNumber, IndexNumber, Kind};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// The longest line: a document of ten million Chinese characters.
pub(crate) const LINE_BYTES_MAX: usize = 32 * 1024 * 1024;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Why a line is no document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadLine {
    /// It would take too much memory.
    #[error("more than {LINE_BYTES_MAX} bytes in one line")]
    TooLong,
    /// It is no JSON object with the fields of a document.
    #[error("{0}")]
    NoDocument(String),
    /// An earlier line of this import has the same identifier.
    #[error("the id {id} is already in {file}, line {number}")]
    Repeated {
        /// The identifier.
        id: String,
        /// The file that has it first.
        file: String,
        /// The line of that file.
        number: u64,
    },
}

/// The lines that are not blank, with their numbers from 1.
pub(crate) struct JsonLines<R> {
    reader: R,
    number: u64,
}

/// What an import says about every line, whatever the line says.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Overrides {
    /// The documents' kind.
    pub(crate) kind: Option<Kind>,
    /// Who may see the documents.
    pub(crate) access: Option<Access>,
}

impl<R: BufRead> JsonLines<R> {
    /// Reads from the beginning; a byte order mark is passed over.
    pub(crate) fn new(reader: R) -> Self {
        Self { reader, number: 0 }
    }

    /// Reads on to the end of the line; what does not fit into a line is passed over.
    fn read_line(&mut self, line: &mut Vec<u8>) -> std::io::Result<Result<bool, BadLine>> {
        let mut any = false;
        let mut too_long = false;
        loop {
            let bytes = match self.reader.fill_buf() {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                other => other?,
            };
            any |= !bytes.is_empty();
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let taken = end.map_or(bytes.len(), |end| end + 1);
            too_long |= line.len() + taken > LINE_BYTES_MAX;
            if !too_long {
                line.extend_from_slice(bytes.get(..taken).unwrap_or_default());
            }
            self.reader.consume(taken);
            if end.is_some() || taken == 0 {
                return Ok(if too_long { Err(BadLine::TooLong) } else { Ok(any) });
            }
        }
    }
}

impl<R: BufRead> Iterator for JsonLines<R> {
    type Item = std::io::Result<(u64, Result<Vec<u8>, BadLine>)>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut line = Vec::new();
            let read = self.read_line(&mut line);
            self.number += 1;
            match read {
                Err(error) => return Some(Err(error)),
                Ok(Err(bad)) => return Some(Ok((self.number, Err(bad)))),
                Ok(Ok(false)) => return None,
                Ok(Ok(true)) => {}
            }
            if self.number == 1 && line.starts_with(BYTE_ORDER_MARK) {
                line.drain(..BYTE_ORDER_MARK.len());
            }
            if !line.iter().all(u8::is_ascii_whitespace) {
                return Some(Ok((self.number, Ok(line))));
            }
        }
    }
}

/// Reads one line as a document.
///
/// A field that is `null` counts as absent. A line with a `request` that does not say who may see it is staff's: a reply
/// from a register may hold what must not be published. A word for no number (无) is no number.
pub(crate) fn read_document(line: &[u8], overrides: Overrides) -> Result<Document, BadLine> {
    #[derive(Deserialize)]
    struct Given {
        access: Option<IgnoredAny>,
    }
    let mut document = parse(line)?;
    let given: Given = serde_json::from_slice(line).map_err(|error| no_document(&error))?;
    if document.request.is_some() && given.access.is_none() {
        document.access = Access::Staff;
    }
    document.document_number = document.document_number.and_then(|number| DocumentNumber::new(number.as_str()));
    document.index_number = document.index_number.and_then(|number| IndexNumber::new(number.as_str()));
    document.kind = overrides.kind.unwrap_or(document.kind);
    document.access = overrides.access.unwrap_or(document.access);
    Ok(document)
}

fn parse(line: &[u8]) -> Result<Document, BadLine> {
    let first_error = match serde_json::from_slice::<Document>(line) {
        Ok(document) => return Ok(document),
        Err(error) => error,
    };
    // Programs that write every column of a table write null for the empty ones.
    let Ok(mut fields) = serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(line) else {
        return Err(no_document(&first_error));
    };
    fields.retain(|_, value| !value.is_null());
    if let Some(request) = fields.get_mut("request").and_then(|request| request.as_object_mut()) {
        request.retain(|_, value| !value.is_null());
    }
    serde_json::from_value(fields.into()).map_err(|_| no_document(&first_error))
}

/// The error without the parser's own line number, which is always 1 here.
fn no_document(error: &serde_json::Error) -> BadLine {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default().replace("struct Document", "a JSON object");
    BadLine::NoDocument(match error.column() {
        0 => message,
        column => format!("{message} (byte {column})"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Document, String> {
        read_document(line.as_bytes(), Overrides::default()).map_err(|error| error.to_string())
    }

    #[test]
    fn lines_keep_their_numbers_past_blank_ones_and_crlf() {
        let text = "\u{feff}{\"a\"}\r\n\r\n  \n{\"b\"}";
        let lines: Vec<_> = JsonLines::new(text.as_bytes()).map(|line| line.unwrap()).collect();
        assert_eq!(lines, [(1, Ok(b"{\"a\"}\r\n".to_vec())), (4, Ok(b"{\"b\"}".to_vec()))]);
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over() {
        let text = format!("{}\nb", "a".repeat(LINE_BYTES_MAX));
        let lines: Vec<_> = JsonLines::new(text.as_bytes()).map(|line| line.unwrap()).collect();
        assert_eq!(lines, [(1, Err(BadLine::TooLong)), (2, Ok(b"b".to_vec()))]);
    }

    #[test]
    fn a_reply_is_for_staff_unless_it_says_otherwise() {
        let access = |line: &str| read(line).unwrap().access;
        assert_eq!(access(r#"{"id":"a","body":"","request":{"number":"1"}}"#), Access::Staff);
        assert_eq!(access(r#"{"id":"a","body":"","request":{"number":"1"},"access":null}"#), Access::Staff);
        assert_eq!(access(r#"{"id":"a","body":"","request":{"number":"1"},"access":"public"}"#), Access::Public);
        assert_eq!(access(r#"{"id":"a","body":""}"#), Access::Public);
    }

    #[test]
    fn an_import_can_say_what_its_lines_do_not() {
        let overrides = Overrides { kind: Some(Kind::Reply), access: Some(Access::Staff) };
        let document = read_document(br#"{"id":"a","body":"","kind":"news","access":"public"}"#, overrides).unwrap();
        assert_eq!((document.kind, document.access), (Kind::Reply, Access::Staff));
    }

    #[test]
    fn null_counts_as_absent_and_an_unknown_field_is_kept() {
        let document =
            read(r#"{"id":"a","title":null,"body":"文","kind":null,"request":{"number":"1","text":null},"x":1}"#);
        let document = document.unwrap();
        assert_eq!((document.kind, document.title.as_str(), &document.unknown["x"]), (Kind::Other, "", &1.into()));
    }

    #[test]
    fn a_table_that_writes_no_number_out_has_none() {
        let document = read(r#"{"id":"a","body":"","document_number":"无","index_number":"-"}"#).unwrap();
        assert_eq!((document.document_number, document.index_number), (None, None));
    }

    #[test]
    fn a_bad_line_says_what_is_wrong_and_where() {
        assert_eq!(read(r#"{"id":"a"}"#).unwrap_err(), "missing field `body` (byte 10)");
        assert_eq!(read(r#"["id"]"#).unwrap_err(), "invalid type: sequence, expected a JSON object");
        assert!(
            read(r#"{"id":"a b","body":""}"#).unwrap_err().starts_with("a document's id must not contain white space")
        );
        assert!(read("{\"id\":").unwrap_err().starts_with("EOF while parsing"));
        assert!(read_document(b"{\"id\":\"a\",\"body\":\"\xff\"}", Overrides::default()).is_err());
    }
}
