//! The text of a docx file: paragraphs, table rows, text boxes and notes, as they would be accepted.
//!
//! Left out are what was deleted or moved away, headers and footers, and what field codes say.

use gongkai_document::Unread;

use crate::error::Failure;
use crate::package::Package;
use crate::text::Lines;
use crate::xml::{self, Node};

/// Elements whose text is no text of the document: properties, what was moved away or deleted, and the second form of a
/// drawing for programs that cannot show the first.
const LEFT_OUT: &[&str] = &["pPr", "rPr", "tblPr", "sectPr", "moveFrom", "del", "Fallback", "instrText", "delText"];

/// Reads `word/document.xml` and the notes.
pub(crate) fn read(package: &mut Package<'_>, lines: &mut Lines) -> Result<(), Failure> {
    let main = package.find(is_main).ok_or_else(|| Failure::damaged("a docx file without word/document.xml"))?;
    for name in [main.as_str(), "word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(xml) = package.part(name)? {
            let mut body = Body::new(lines);
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

/// Where a walk through the body stands.
struct Body<'a> {
    lines: &'a mut Lines,
    /// How deep within an element that is left out.
    left_out: usize,
    /// Whether the text at hand is of a run (`w:t`).
    in_text: bool,
    /// Paragraphs begun: a text box has its own within one.
    paragraphs: Vec<String>,
    /// Table rows begun, each with its cells: a cell may hold a table.
    rows: Vec<Vec<String>>,
}

impl<'a> Body<'a> {
    fn new(lines: &'a mut Lines) -> Self {
        Self { lines, left_out: 0, in_text: false, paragraphs: Vec::new(), rows: Vec::new() }
    }

    fn visit(&mut self, node: Node<'_>) -> bool {
        match node {
            Node::Start(element) if self.left_out > 0 || LEFT_OUT.contains(&element.name()) => self.left_out += 1,
            Node::End(_) if self.left_out > 0 => self.left_out -= 1,
            Node::Start(element) => self.start(element.name()),
            Node::End(name) => self.end(name),
            Node::Text(text) if self.in_text && self.left_out == 0 => self.add(text),
            Node::Text(_) => {}
        }
        !self.lines.is_full()
    }

    fn start(&mut self, name: &str) {
        match name {
            "p" => self.paragraphs.push(String::new()),
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
                let paragraph = self.paragraphs.pop().unwrap_or_default();
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
            paragraph.push_str(text);
        }
    }

    /// A line that ends within its paragraph: many typists end paragraphs so.
    fn break_line(&mut self) {
        if self.paragraphs.len() == 1 && self.rows.is_empty() {
            let line = self.paragraphs.last_mut().map(std::mem::take).unwrap_or_default();
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
