//! The text of a page that hangs on a post, or of a table that a program saved as `.xls`: one pass over its tags.
//!
//! Pages of a portal are read elsewhere, with their structure; a file needs only its words, and no tree that hostile
//! nesting could make slow.

use encoding_rs::Encoding;

use crate::error::Failure;
use crate::format::contains;
use crate::plain;
use crate::text::Lines;

/// Elements whose content is no text for readers.
const LEFT_OUT: &[&str] = &["script", "style", "title", "xml", "noscript"];

/// Elements that end a line where they begin and end.
const BLOCKS: &[&str] =
    &["p", "div", "br", "tr", "table", "li", "h1", "h2", "h3", "h4", "h5", "h6", "body", "hr", "section", "article"];

/// The character set is declared within the first kilobyte, says the HTML standard.
const DECLARED_WITHIN_BYTES: usize = 1024;

/// Reads a page.
pub(crate) fn read(bytes: &[u8], lines: &mut Lines) -> Result<(), Failure> {
    let page = decode(bytes)?;
    let mut rest = page.as_str();
    let mut line = String::new();
    while let Some((text, tag_on)) = rest.split_once('<') {
        push_text(text, &mut line);
        let (tag, after) = split_tag(tag_on);
        let name = name_of(tag);
        rest = if LEFT_OUT.contains(&name.as_str()) { after_element(after, &name) } else { after };
        match name.trim_start_matches('/') {
            "td" | "th" if !name.starts_with('/') && !line.trim().is_empty() => line.push('\t'),
            block if BLOCKS.contains(&block) => lines.push(&std::mem::take(&mut line)),
            _ => {}
        }
        if lines.is_full() {
            return Ok(());
        }
    }
    push_text(rest, &mut line);
    lines.push(&line);
    Ok(())
}

fn decode(bytes: &[u8]) -> Result<String, Failure> {
    let head = bytes.get(..DECLARED_WITHIN_BYTES).unwrap_or(bytes).to_ascii_lowercase();
    let declares = |charset: &[u8]| contains(&head, charset);
    if Encoding::for_bom(bytes).is_none() && (declares(b"charset=gb") || declares(b"charset=\"gb")) {
        return Ok(encoding_rs::GB18030.decode_without_bom_handling(bytes).0.into_owned());
    }
    plain::decode(bytes)
}

/// A tag's inside and what follows it; a comment is skipped as a whole.
fn split_tag(tag_on: &str) -> (&str, &str) {
    if let Some(comment) = tag_on.strip_prefix("!--") {
        return ("", comment.split_once("-->").map_or("", |(_, after)| after));
    }
    tag_on.split_once('>').unwrap_or((tag_on, ""))
}

fn name_of(tag: &str) -> String {
    tag.split(|c: char| c.is_whitespace() || c == '>')
        .next()
        .unwrap_or_default()
        .trim_end_matches('/')
        .to_ascii_lowercase()
}

/// What follows the end of an element whose content is skipped.
fn after_element<'a>(rest: &'a str, name: &str) -> &'a str {
    let end = rest
        .match_indices("</")
        .find(|(at, _)| rest.get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)));
    end.and_then(|(at, _)| rest.get(at..)).unwrap_or_default()
}

/// Adds text with its references resolved and its line breaks as spaces.
fn push_text(text: &str, line: &mut String) {
    let mut rest = text;
    while let Some((before, reference_on)) = rest.split_once('&') {
        push_spaced(before, line);
        if let Some((c, after)) = reference_on.split_once(';').and_then(|(name, after)| Some((referred(name)?, after)))
        {
            line.push(c);
            rest = after;
        } else {
            line.push('&');
            rest = reference_on;
        }
    }
    push_spaced(rest, line);
}

fn push_spaced(text: &str, line: &mut String) {
    for c in text.chars() {
        if !c.is_whitespace() || c == '\u{3000}' {
            line.push(c);
        } else if !line.ends_with([' ', '\t']) {
            line.push(' ');
        }
    }
}

fn referred(name: &str) -> Option<char> {
    match name {
        "nbsp" | "ensp" | "emsp" => Some(' '),
        "middot" => Some('·'),
        "ldquo" => Some('“'),
        "rdquo" => Some('”'),
        "mdash" => Some('—'),
        _ => {
            quick_xml::escape::resolve_xml_entity(name).and_then(|text| text.chars().next()).or_else(|| numbered(name))
        }
    }
}

fn numbered(name: &str) -> Option<char> {
    let number = name.strip_prefix('#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code)
}
