//! The text of a docx file: paragraphs with their numbers, table rows, text boxes and notes, as they would be accepted.
//!
//! Left out are what was deleted or moved away, headers and footers, and what field codes say.

mod numbering;
mod numerals;

use std::mem;

use gongkai_document::Unread;

use crate::error::Failure;
use crate::package::Package;
use crate::text::Lines;
use crate::xml::{self, Element, Node};
use numbering::{Membership, Numbering};

/// Elements whose text is no text of the document: properties, what was moved away or deleted, and the second form of a
/// drawing for programs that cannot show the first.
const LEFT_OUT: &[&str] = &["pPr", "rPr", "tblPr", "sectPr", "moveFrom", "del", "Fallback", "instrText", "delText"];

/// How deep `pPr` is when it is entered, and `numPr` within it: what a change of properties says of former ones is deeper.
const PROPERTIES: usize = 1;
const LIST: usize = 2;

/// Reads `word/document.xml` and the notes.
pub(crate) fn read(package: &mut Package<'_>, lines: &mut Lines) -> Result<(), Failure> {
    let main = package.find(is_main).ok_or_else(|| Failure::damaged("a docx file without word/document.xml"))?;
    let numbering = package.part("word/numbering.xml")?.unwrap_or_default();
    let styles = package.part("word/styles.xml")?.unwrap_or_default();
    let mut numbering = Numbering::read(&numbering, &styles);
    for name in [main.as_str(), "word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(xml) = package.part(name)? {
            let mut body = Body::new(lines, &mut numbering);
            xml::walk(&xml, |node| body.visit(node))?;
        }
    }
    if lines.is_empty() && package.find(|name| name.starts_with("word/media/")).is_some() {
        return Err(Failure::new(Unread::Scanned, "a docx file of pictures"));
    }
    Ok(())
}

/// Some programs number the main part (`word/document2.xml`).
pub(crate) fn is_main(name: &str) -> bool {
    let number = name.strip_prefix("word/document").and_then(|rest| rest.strip_suffix(".xml"));
    number.is_some_and(|number| number.chars().all(|c| c.is_ascii_digit()))
}

/// A paragraph that has begun: its number, until that is written, and its text.
#[derive(Default)]
struct Paragraph {
    label: String,
    text: String,
}

impl Paragraph {
    /// What is to be written; a number alone is not.
    fn take(&mut self) -> String {
        let text = mem::take(&mut self.text);
        if text.trim().is_empty() { String::new() } else { mem::take(&mut self.label) + &text }
    }
}

/// Where a walk through the body stands.
struct Body<'a> {
    lines: &'a mut Lines,
    numbering: &'a mut Numbering,
    /// How deep within an element that is left out.
    left_out: usize,
    /// Whether the text at hand is of a run (`w:t`).
    in_text: bool,
    /// Paragraphs begun: a text box has its own within one.
    paragraphs: Vec<Paragraph>,
    /// What the paragraph begun last says of its list, until its text begins.
    membership: Membership,
    /// Table rows begun, each with its cells: a cell may hold a table.
    rows: Vec<Vec<String>>,
}

impl<'a> Body<'a> {
    fn new(lines: &'a mut Lines, numbering: &'a mut Numbering) -> Self {
        Self {
            lines,
            numbering,
            left_out: 0,
            in_text: false,
            paragraphs: Vec::new(),
            membership: Membership::default(),
            rows: Vec::new(),
        }
    }

    fn visit(&mut self, node: Node<'_>) -> bool {
        match node {
            Node::Start(element) if self.left_out > 0 || LEFT_OUT.contains(&element.name()) => self.skip(&element),
            Node::End("pPr") if self.left_out == PROPERTIES => self.end_properties(),
            Node::End(_) if self.left_out > 0 => self.left_out -= 1,
            Node::Start(element) => self.start(element.name()),
            Node::End(name) => self.end(name),
            Node::Text(text) if self.in_text && self.left_out == 0 => self.add(text),
            Node::Text(_) => {}
        }
        !self.lines.is_full()
    }

    /// Goes into an element that is left out; of a paragraph's properties, its list is noted.
    fn skip(&mut self, element: &Element<'_>) {
        match (self.left_out, element.name()) {
            (0, "pPr") => self.membership = Membership::default(),
            (PROPERTIES, "pStyle") | (LIST, _) => self.membership.note(element),
            _ => {}
        }
        self.left_out += 1;
    }

    fn end_properties(&mut self) {
        self.left_out -= 1;
        let label = self.numbering.label(&mem::take(&mut self.membership)).unwrap_or_default();
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.label = label;
        }
    }

    fn start(&mut self, name: &str) {
        match name {
            "p" => self.paragraphs.push(Paragraph::default()),
            "tr" => self.rows.push(Vec::new()),
            "tc" => self.rows.last_mut().into_iter().for_each(|row| row.push(String::new())),
            "t" => self.in_text = true,
            "tab" | "ptab" => self.add(" "),
            "noBreakHyphen" => self.add("-"),
            "br" | "cr" => self.break_line(),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "p" => {
                let paragraph = self.paragraphs.pop().unwrap_or_default().take();
                self.put(&paragraph);
            }
            "tr" => {
                let row = self.rows.pop().unwrap_or_default();
                let separator = if self.rows.is_empty() { "\t" } else { " " };
                self.put(&row.join(separator));
            }
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    /// A line that ends within its paragraph: many typists end paragraphs so.
    fn break_line(&mut self) {
        if self.paragraphs.len() == 1 && self.rows.is_empty() {
            let line = self.paragraphs.last_mut().map(Paragraph::take).unwrap_or_default();
            self.put(&line);
        } else {
            self.add(" ");
        }
    }

    /// Puts a finished paragraph or row where it belongs: into the cell around it, or as a line of its own.
    fn put(&mut self, line: &str) {
        let Some(cell) = self.rows.last_mut().and_then(|row| row.last_mut()) else {
            self.lines.push(line);
            return;
        };
        if !cell.is_empty() && !line.trim().is_empty() {
            cell.push(' ');
        }
        cell.push_str(line.trim());
    }
}
