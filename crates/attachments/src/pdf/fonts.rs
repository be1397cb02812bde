//! From the bytes that a page shows in a font to characters and widths (ISO 32000-1, 9.6 to 9.10).

use std::collections::HashMap;

use encoding_rs::{GB18030, UTF_16BE};
use lopdf::{Dictionary, Document, Object};

use super::STREAM_BYTES_MAX;
use super::to_unicode::ToUnicode;
use crate::layout::estimated_width;

/// A font as a page uses it.
pub(super) struct Font {
    codes: Codes,
    meaning: Meaning,
    to_unicode: ToUnicode,
    widths: Widths,
}

/// How bytes are cut into codes.
#[derive(Clone, Copy, PartialEq)]
enum Codes {
    OneByte,
    TwoBytes,
    /// One byte below 0x80, else two.
    Gbk,
}

/// What a code stands for, where the font has no table of its own.
enum Meaning {
    Table(Vec<String>),
    Utf16,
    Gbk,
    /// A glyph of a font whose numbers mean nothing elsewhere.
    Unknown,
}

/// What a string shows.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Shown {
    pub(super) text: String,
    /// In units of the font's size.
    pub(super) width: f32,
    pub(super) codes: u16,
    /// Codes of one byte that are 32: these alone are widened by word spacing.
    pub(super) spaces: u16,
    /// Codes that no table knows.
    pub(super) unknown: u16,
}

impl Font {
    pub(super) fn read(document: &Document, font: &Dictionary) -> Self {
        let to_unicode = match font.get_deref(b"ToUnicode", document).and_then(Object::as_stream) {
            Ok(stream) => stream.decompressed_content_with_limit(STREAM_BYTES_MAX).map(|cmap| ToUnicode::read(&cmap)),
            Err(error) => Err(error),
        }
        .unwrap_or_default();
        if font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|subtype| subtype == b"Type0") {
            let (codes, meaning) = composite(document, font);
            let widths = Widths::of_composite(document, font).unwrap_or_default();
            Self { codes, meaning, to_unicode, widths }
        } else {
            let meaning = Meaning::Table(table_of_simple(document, font));
            Self { codes: Codes::OneByte, meaning, to_unicode, widths: Widths::of_simple(document, font) }
        }
    }

    /// Reads a string that is shown in this font.
    pub(super) fn show(&self, bytes: &[u8]) -> Shown {
        let mut shown = Shown::default();
        let mut rest = bytes;
        while let Some(first) = rest.first() {
            let length = match self.codes {
                Codes::OneByte => 1,
                Codes::TwoBytes => 2,
                Codes::Gbk => 1 + usize::from(*first >= 0x80),
            };
            let (code, after) = rest.split_at(length.min(rest.len()));
            rest = self.with_low_surrogate(code, after, &mut shown);
            shown.codes = shown.codes.saturating_add(1);
            shown.spaces = shown.spaces.saturating_add(u16::from(code == b" "));
        }
        shown
    }

    /// Adds one code, and answers what follows it: a character outside the basic plane takes four bytes of UTF-16.
    fn with_low_surrogate<'a>(&self, code: &'a [u8], after: &'a [u8], shown: &mut Shown) -> &'a [u8] {
        let is_high = matches!((&self.meaning, code), (Meaning::Utf16, [0xD8..=0xDB, _])) && self.to_unicode.is_empty();
        let number = code.iter().fold(0, |number, byte| number << 8 | u32::from(*byte));
        if is_high && let Some((low, after)) = after.split_at_checked(2) {
            let pair = [code, low].concat();
            shown.text.push_str(&UTF_16BE.decode_without_bom_handling(&pair).0);
            shown.width += 1.0;
            return after;
        }
        let text = self.to_unicode.get(number).or_else(|| self.meaning.of(code));
        shown.width += self.widths.get(number).unwrap_or_else(|| match &text {
            Some(text) => text.chars().map(estimated_width).sum(),
            None => 1.0,
        });
        match text {
            Some(text) => shown.text.push_str(&text),
            None => shown.unknown = shown.unknown.saturating_add(1),
        }
        after
    }
}

impl Meaning {
    fn of(&self, code: &[u8]) -> Option<String> {
        let text = match self {
            Self::Table(table) => table.get(usize::from(*code.first()?))?.clone(),
            Self::Utf16 => UTF_16BE.decode_without_bom_handling(code).0.into_owned(),
            Self::Gbk => GB18030.decode_without_bom_handling(code).0.into_owned(),
            Self::Unknown => return None,
        };
        (!text.is_empty() && text != "\u{FFFD}").then_some(text)
    }
}

/// How a composite font's codes are cut and what they mean: by the name of its character map (9.7.5.2, table 118).
fn composite(document: &Document, font: &Dictionary) -> (Codes, Meaning) {
    let name = font.get_deref(b"Encoding", document).and_then(Object::as_name).unwrap_or_default();
    if name.starts_with(b"UniGB-U") || name.starts_with(b"UniCNS-U") {
        (Codes::TwoBytes, Meaning::Utf16)
    } else if name.starts_with(b"GB") {
        (Codes::Gbk, Meaning::Gbk)
    } else {
        (Codes::TwoBytes, Meaning::Unknown)
    }
}

/// The 256 characters of a simple font, empty where it has none.
fn table_of_simple(document: &Document, font: &Dictionary) -> Vec<String> {
    let Ok(encoding) = font.get_font_encoding_with_limit(document, STREAM_BYTES_MAX) else { return Vec::new() };
    (0..=u8::MAX).map(|code| encoding.bytes_to_string(&[code]).unwrap_or_default()).collect()
}

/// Widths that a font gives, in units of its size.
#[derive(Default)]
struct Widths {
    single: HashMap<u32, f32>,
    ranges: Vec<(u32, u32, f32)>,
    /// For all others of a font whose codes are glyph numbers.
    default: Option<f32>,
}

/// Entries that are kept of one font, so that a hostile array costs no more than a large font.
const WIDTHS_MAX: usize = 70_000;

/// Ranges are searched one by one.
const RANGES_MAX: usize = 1_000;

impl Widths {
    fn get(&self, code: u32) -> Option<f32> {
        let in_range =
            || self.ranges.iter().find(|(first, last, _)| (*first..=*last).contains(&code)).map(|range| range.2);
        self.single.get(&code).copied().or_else(in_range).or(self.default)
    }

    fn of_simple(document: &Document, font: &Dictionary) -> Self {
        let first = font.get_deref(b"FirstChar", document).and_then(Object::as_i64).unwrap_or(0);
        let first = u32::try_from(first).unwrap_or(0);
        let widths = font.get_deref(b"Widths", document).and_then(Object::as_array);
        let widths = widths.into_iter().flatten().take(256);
        let width = |object: &Object| dereferenced(document, object).as_float().ok().map(|width| width / 1000.0);
        let single = (first..).zip(widths).filter_map(|(code, object)| Some((code, width(object)?))).collect();
        Self { single, ranges: Vec::new(), default: None }
    }

    /// `W` of the one descendant font (9.7.4.3), where its numbers are the codes: in a font of another character map they
    /// are not, and widths are estimated.
    fn of_composite(document: &Document, font: &Dictionary) -> Option<Self> {
        let name = font.get_deref(b"Encoding", document).and_then(Object::as_name).ok()?;
        if !name.starts_with(b"Identity") {
            return None;
        }
        let descendants = font.get_deref(b"DescendantFonts", document).and_then(Object::as_array).ok()?;
        let descendant = dereferenced(document, descendants.first()?).as_dict().ok()?;
        let default = descendant.get_deref(b"DW", document).and_then(Object::as_float).unwrap_or(1000.0);
        let mut widths = Self { default: Some(default / 1000.0), ..Self::default() };
        if let Ok(array) = descendant.get_deref(b"W", document).and_then(Object::as_array) {
            widths.read_array(document, array);
        }
        Some(widths)
    }

    /// `first [width width …]` or `first last width`, over and over.
    fn read_array(&mut self, document: &Document, array: &[Object]) {
        let mut objects = array.iter().map(|object| dereferenced(document, object));
        while let (Some(first), Some(second)) = (objects.next(), objects.next()) {
            let Some(first) = first.as_i64().ok().and_then(|first| u32::try_from(first).ok()) else { return };
            if self.single.len() + self.ranges.len() > WIDTHS_MAX || self.ranges.len() > RANGES_MAX {
                return;
            }
            if let Ok(list) = second.as_array() {
                let widths = list.iter().take(WIDTHS_MAX).filter_map(|object| object.as_float().ok());
                self.single.extend((first..).zip(widths.map(|width| width / 1000.0)));
                continue;
            }
            let last = second.as_i64().ok().and_then(|last| u32::try_from(last).ok());
            let width = objects.next().and_then(|object| object.as_float().ok());
            let Some((last, width)) = last.zip(width) else { return };
            self.ranges.push((first, last, width / 1000.0));
        }
    }
}

fn dereferenced<'a>(document: &'a Document, object: &'a Object) -> &'a Object {
    document.dereference(object).map_or(object, |(_, object)| object)
}
