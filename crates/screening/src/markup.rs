//! A page's markup as a flat run of tags and texts with their bytes, read once from front to back.
//!
//! Not a parser: nothing is repaired and no tree is built, so that what stands in the bytes is what is judged, and a page
//! of a hundred thousand nested tags costs no more than any other of its size.

use std::borrow::Cow;
use std::ops::Range;

/// One piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// `<name …>`, its name in small letters, and what stands behind the name.
    Open { name: String, attributes: &'a str, span: Range<usize> },
    /// `</name>`.
    Close { name: String },
    /// Text between tags, entities as they are.
    Text { span: Range<usize> },
}

/// The elements whose content is no text.
const RAW: &[&str] = &["script", "style", "textarea"];

/// The pieces of a page, in order.
pub(crate) struct Pieces<'a> {
    html: &'a str,
    at: usize,
}

impl<'a> Pieces<'a> {
    pub(crate) fn of(html: &'a str) -> Self {
        Self { html, at: 0 }
    }

    fn rest(&self) -> &'a str {
        self.html.get(self.at..).unwrap_or_default()
    }

    /// Moves behind the next `end`, or to the end of the page.
    fn skip_behind(&mut self, end: &str) {
        self.at += self.rest().find(end).map_or(self.rest().len(), |at| at + end.len());
    }

    fn text(&mut self) -> Piece<'a> {
        let start = self.at;
        // A `<` that opens no tag is text.
        let length = self.rest().get(1..).and_then(|rest| rest.find('<')).map_or(self.rest().len(), |at| at + 1);
        self.at += length;
        Piece::Text { span: start..self.at }
    }

    fn tag(&mut self, inside: &'a str, is_close: bool) -> Piece<'a> {
        let start = self.at;
        let name_end = inside.find(|c: char| c.is_whitespace() || c == '/' || c == '>').unwrap_or(inside.len());
        let name = inside.get(..name_end).unwrap_or_default().to_ascii_lowercase();
        let after = inside.get(name_end..).unwrap_or_default();
        let length = end_of_tag(after);
        let attributes = after.get(..length).unwrap_or_default();
        self.at += 1 + usize::from(is_close) + name_end + length;
        self.at += usize::from(self.rest().starts_with('>'));
        if is_close {
            return Piece::Close { name };
        }
        let span = start..self.at;
        if RAW.contains(&name.as_str()) {
            self.skip_to_close(&name);
        }
        Piece::Open { name, attributes, span }
    }

    fn skip_to_close(&mut self, name: &str) {
        let rest = self.rest();
        let close = rest.match_indices("</").map(|(at, _)| at).find(|at| {
            let word = rest.get(at + 2..at + 2 + name.len());
            word.is_some_and(|word| word.eq_ignore_ascii_case(name))
        });
        self.at += close.unwrap_or(rest.len());
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            let rest = self.rest();
            let Some(behind) = rest.strip_prefix('<') else {
                if rest.is_empty() {
                    return None;
                }
                let length = rest.find('<').unwrap_or(rest.len());
                let span = self.at..self.at + length;
                self.at = span.end;
                return Some(Piece::Text { span });
            };
            let close = behind.strip_prefix('/');
            let inside = close.unwrap_or(behind);
            if behind.starts_with("!--") {
                self.skip_behind("-->");
            } else if behind.starts_with(['!', '?']) {
                self.skip_behind(">");
            } else if inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
                return Some(self.tag(inside, close.is_some()));
            } else {
                return Some(self.text());
            }
        }
    }
}

/// The length of a tag's attributes: to its `>`, not one within quotes.
fn end_of_tag(attributes: &str) -> usize {
    let mut quote = None;
    for (at, byte) in attributes.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    // An unclosed quote ends at the first `>` after all.
    attributes.find('>').unwrap_or(attributes.len())
}

/// The value of an attribute, quotes taken off; empty when it has none.
pub(crate) fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (found, behind) = rest.split_at_checked(end)?;
        let (value, after) = match behind.trim_start().strip_prefix('=') {
            Some(value) => split_value(value.trim_start()),
            None => ("", behind),
        };
        if found.eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = if after.len() < rest.len() { after } else { "" };
    }
}

fn split_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// The few entities that titles are written with.
pub(crate) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let pairs = [
        ("&nbsp;", " "),
        ("&ensp;", " "),
        ("&emsp;", " "),
        ("&ldquo;", "“"),
        ("&rdquo;", "”"),
        ("&middot;", "·"),
        ("&lt;", "<"),
    ];
    let more = [("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")];
    let all = pairs.into_iter().chain(more);
    Cow::Owned(all.fold(text.to_owned(), |text, (entity, plain)| text.replace(entity, plain)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(html: &str) -> Vec<String> {
        let write = |piece| match piece {
            Piece::Open { name, attributes, .. } => format!("<{name}|{}", attributes.trim()),
            Piece::Close { name } => format!("/{name}"),
            Piece::Text { span } => html[span].to_owned(),
        };
        Pieces::of(html).map(write).collect()
    }

    #[test]
    fn tags_texts_and_nothing_else() {
        assert_eq!(
            written("<!doctype html><P class='a>b'>甲<br/>乙 < 丙</p><!-- <b> --><script>if (a<b) '<p>'</SCRIPT>丁"),
            ["<p|class='a>b'", "甲", "<br|/", "乙 ", "< 丙", "/p", "<script|", "/script", "丁"]
        );
    }

    #[test]
    fn what_is_not_closed_ends_with_the_page() {
        assert_eq!(written("甲<a href='x"), ["甲", "<a|href='x"]);
        assert_eq!(written("<!-- 甲"), [""; 0]);
        assert_eq!(written("<script>甲"), ["<script|"]);
        assert_eq!(written("<"), ["<"]);
    }

    #[test]
    fn an_attribute_is_found_by_its_whole_name() {
        let attributes = r#" data-href="no" HREF = '/甲' disabled id=x /"#;
        assert_eq!(attribute(attributes, "href"), Some("/甲"));
        assert_eq!(attribute(attributes, "id"), Some("x"));
        assert_eq!(attribute(attributes, "disabled"), Some(""));
        assert_eq!(attribute(attributes, "class"), None);
    }

    proptest! {
        #[test]
        fn any_bytes_end_and_every_span_is_text(html in "[<>/!\\-='\" a甲\n]{0,80}") {
            for piece in Pieces::of(&html) {
                match piece {
                    Piece::Open { attributes, span, .. } => {
                        prop_assert!(html.get(span).is_some());
                        let _ = attribute(attributes, "a");
                    }
                    Piece::Text { span } => prop_assert!(!html[span].is_empty()),
                    Piece::Close { .. } => {}
                }
            }
        }
    }
}
