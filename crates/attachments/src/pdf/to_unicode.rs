//! A font's own table from its codes to characters (`ToUnicode`, a `CMap`; ISO 32000-1, 9.10.3).

use encoding_rs::UTF_16BE;

/// Entries of one table; the largest fonts have 65,536 characters.
const ENTRIES_MAX: usize = 70_000;

/// Codes from `first` to `last` stand for `text`, its last unit counted on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    first: u32,
    last: u32,
    text: Vec<u16>,
}

/// A table of a font.
#[derive(Debug, Default)]
pub(super) struct ToUnicode {
    entries: Vec<Entry>,
}

/// What a table is written with.
enum Token<'a> {
    Hexadecimal(Vec<u8>),
    Open,
    Close,
    Word(&'a [u8]),
}

impl ToUnicode {
    /// Reads what can be read; a damaged table ends where the damage begins.
    pub(super) fn read(cmap: &[u8]) -> Self {
        let mut table = Self::default();
        let mut tokens = Tokens(cmap);
        while let Some(token) = tokens.next() {
            match token {
                Token::Word(b"beginbfchar") => table.read_characters(&mut tokens),
                Token::Word(b"beginbfrange") => table.read_ranges(&mut tokens),
                _ => {}
            }
        }
        table.entries.sort_by_key(|entry| entry.first);
        table
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What a code stands for.
    pub(super) fn get(&self, code: u32) -> Option<String> {
        let after = self.entries.partition_point(|entry| entry.first <= code);
        let entry = self.entries.get(after.checked_sub(1)?).filter(|entry| code <= entry.last)?;
        let mut units = entry.text.clone();
        let last = units.last_mut()?;
        *last = last.wrapping_add(u16::try_from(code - entry.first).ok()?);
        Some(String::from_utf16_lossy(&units))
    }

    /// `<code> <text>`, until `endbfchar`.
    fn read_characters(&mut self, tokens: &mut Tokens<'_>) {
        while let (Some(Token::Hexadecimal(code)), Some(Token::Hexadecimal(text))) = (tokens.next(), tokens.next()) {
            self.add(number(&code), number(&code), &text);
        }
    }

    /// `<first> <last> <text>` or `<first> <last> [<text> <text> …]`, until `endbfrange`.
    fn read_ranges(&mut self, tokens: &mut Tokens<'_>) {
        while let (Some(Token::Hexadecimal(first)), Some(Token::Hexadecimal(last))) = (tokens.next(), tokens.next()) {
            let (first, last) = (number(&first), number(&last));
            match tokens.next() {
                Some(Token::Hexadecimal(text)) => self.add(first, last, &text),
                Some(Token::Open) => {
                    let mut code = first;
                    while let Some(Token::Hexadecimal(text)) = tokens.next() {
                        self.add(code, code, &text);
                        code = code.saturating_add(1);
                    }
                }
                _ => return,
            }
        }
    }

    fn add(&mut self, first: u32, last: u32, text: &[u8]) {
        let units: Vec<u16> = UTF_16BE.decode_without_bom_handling(text).0.encode_utf16().collect();
        if !units.is_empty() && self.entries.len() < ENTRIES_MAX {
            self.entries.push(Entry { first, last, text: units });
        }
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// The tokens of a table that matter here; pairs read two at a time, so each end word is met in first place.
struct Tokens<'a>(&'a [u8]);

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            self.0 = self.0.trim_ascii_start();
            let (first, rest) = self.0.split_first()?;
            match first {
                b'%' => {
                    self.take_until(rest, |byte| matches!(byte, b'\r' | b'\n'));
                }
                b'<' if rest.first() == Some(&b'<') => self.0 = rest.get(1..)?,
                b'<' => {
                    let inside = self.take_until(rest, |byte| byte == b'>');
                    self.0 = self.0.get(1..).unwrap_or_default();
                    return Some(Token::Hexadecimal(hexadecimal(inside)));
                }
                b'[' => {
                    self.0 = rest;
                    return Some(Token::Open);
                }
                b']' => {
                    self.0 = rest;
                    return Some(Token::Close);
                }
                _ => {
                    let word = self.0;
                    let rest = rest.iter().position(|byte| byte.is_ascii_whitespace() || b"<[]%/(".contains(byte));
                    let (word, rest) = word.split_at(rest.map_or(word.len(), |at| at + 1));
                    self.0 = rest;
                    return Some(Token::Word(word));
                }
            }
        }
    }
}

impl<'a> Tokens<'a> {
    fn take_until(&mut self, rest: &'a [u8], ends: impl Fn(u8) -> bool) -> &'a [u8] {
        let end = rest.iter().position(|byte| ends(*byte)).unwrap_or(rest.len());
        let (inside, rest) = rest.split_at(end);
        self.0 = rest;
        inside
    }
}

fn hexadecimal(digits: &[u8]) -> Vec<u8> {
    let digits: Vec<u32> = digits.iter().filter_map(|digit| char::from(*digit).to_digit(16)).collect();
    let byte = |pair: &[u32]| pair.iter().fold(0, |byte, digit| byte << 4 | digit) << (4 * (2 - pair.len()));
    digits.chunks(2).filter_map(|pair| u8::try_from(byte(pair)).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_codes_ranges_and_lists_stand_for_their_characters() {
        let table = ToUnicode::read(
            b"/CMapName /x def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
              2 beginbfchar <0001> <82B1> <0002> <D840DC0B> endbfchar % comment\n\
              2 beginbfrange <0010> <0012> <0041> <0020> <0021> [<90FD> <00660069>] endbfrange",
        );
        let all: Vec<_> = [1, 2, 3, 0x10, 0x12, 0x13, 0x20, 0x21].into_iter().map(|code| table.get(code)).collect();
        let text = all.iter().map(|text| text.as_deref().unwrap_or("?")).collect::<Vec<_>>().join(" ");
        assert_eq!(text, "花 𠀋 ? A C ? 都 fi");
    }

    #[test]
    fn a_damaged_table_is_read_up_to_the_damage() {
        let table = ToUnicode::read(b"beginbfchar <01> <82B1> <02");
        assert_eq!(table.get(1).as_deref(), Some("花"));
        assert!(ToUnicode::read(b"beginbfchar <01> endbfchar").is_empty());
    }
}
