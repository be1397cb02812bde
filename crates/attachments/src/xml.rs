//! XML as office files use it: elements by their local name, and character references, but no document types.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::error::Failure;

/// What a reader of elements is told.
pub(crate) enum Node<'a> {
    /// An element begins; an empty element begins and ends.
    Start(Element<'a>),
    /// An element of this local name ends.
    End(&'a str),
    /// Text, in pieces.
    Text(&'a str),
}

/// The beginning of an element.
pub(crate) struct Element<'a>(&'a BytesStart<'a>);

impl Element<'_> {
    /// The name without its prefix, which each file is free to choose.
    pub(crate) fn name(&self) -> &str {
        let name = self.0.name().into_inner();
        name.rsplit_once(':').map_or(name, |(_, local)| local)
    }

    /// The value of an attribute, by its local name.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let mut found =
            attributes.with_checks(false).flatten().filter(|attribute| attribute.key.local_name().into_inner() == name);
        found.next().map(|attribute| quick_xml::escape::unescape(&attribute.value).unwrap_or_default().into_owned())
    }
}

/// Tells `visit` every element and text of `xml`, until it answers `false`. A document type is refused: office files have
/// none, and its entities can grow without bounds.
pub(crate) fn walk(xml: &str, mut visit: impl FnMut(Node<'_>) -> bool) -> Result<(), Failure> {
    let mut reader = Reader::from_str(xml);
    loop {
        let goes_on = match reader.read_event().map_err(Failure::damaged)? {
            Event::Start(start) => visit(Node::Start(Element(&start))),
            Event::Empty(start) => {
                let element = Element(&start);
                let name = element.name().to_owned();
                visit(Node::Start(element)) && visit(Node::End(&name))
            }
            Event::End(end) => visit(Node::End(end.local_name().into_inner())),
            Event::Text(text) => visit(Node::Text(&text.xml10_content())),
            Event::CData(text) => visit(Node::Text(&text.xml10_content())),
            Event::GeneralRef(reference) => {
                referred(&reference).is_none_or(|c| visit(Node::Text(c.encode_utf8(&mut [0; 4]))))
            }
            Event::DocType(_) => return Err(Failure::damaged("a document type in an office file")),
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => true,
        };
        if !goes_on {
            return Ok(());
        }
    }
}

/// The character that a reference stands for: one of XML's own five, or a number.
fn referred(reference: &BytesRef<'_>) -> Option<char> {
    match &**reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}
