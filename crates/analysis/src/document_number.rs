//! Document numbers (文号) in any spelling, to one canonical form: 花府办〔2020〕12号, 国务院令746号.
//!
//! GB/T 9704 writes the issuing body's short name, the year in 〔〕, the serial number without 第 and leading zeros, and
//! 号. People write six other brackets, none at all, blanks, full width, 第, and leave out 号.

use std::ops::Range;

use crate::normalize::{CLOSE, Normalized, OPEN};
use crate::numerals;

/// The longest name before the year, in characters; the longest seen on portals has 14.
pub(crate) const PREFIX_CHARS_MAX: usize = 16;

/// Words that stand before a number in running text and never begin one. The longest that fits is cut off.
const LEADS: &[&str] = &[
    "根据",
    "依据",
    "按照",
    "依照",
    "遵照",
    "参照",
    "关于",
    "转发",
    "印发",
    "废止",
    "执行",
    "贯彻",
    "落实",
    "详见",
    "以及",
    "发布",
    "公布",
    "修订",
    "文件",
    "通知",
    "原文",
    "我市",
    "我区",
    "我省",
    "我局",
    "适用",
    "属于",
    "按",
    "据",
    "请问",
    "查询",
    "查找",
    "查一下",
    "见",
    "将",
    "以",
    "由",
    "和",
    "及",
    "与",
    "或",
    "的",
    "等",
    "即",
    "对",
    "原",
    "为",
    "了",
    "在",
    "是",
    "有",
];

/// A document number found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundNumber {
    /// The canonical form.
    pub canonical: String,
    /// The bytes of the text that it was written in.
    pub range: Range<usize>,
}

/// The canonical form of a text that is a document number and nothing else, as a catalogue's field gives it.
///
/// ```
/// use gongkai_analysis::canonical_document_number;
///
/// assert_eq!(canonical_document_number("花府办［２０２０］第 12 号").as_deref(), Some("花府办〔2020〕12号"));
/// assert_eq!(canonical_document_number("国务院令第746号").as_deref(), Some("国务院令746号"));
/// assert_eq!(canonical_document_number("老人助餐"), None);
/// ```
pub fn canonical_document_number(text: &str) -> Option<String> {
    let normalized = Normalized::new(text);
    let text = normalized.text().trim();
    let open = text.find(|c: char| c == OPEN || c.is_ascii_digit() || c == '第')?;
    // A field may name several bodies before 令, so no word is cut off in front here.
    let prefix: String = text.get(..open)?.chars().filter(|c| *c != ' ').collect();
    let tail = read_tail(text.get(open..)?, Spelling::Loose)
        .or_else(|| prefix.ends_with('令').then(|| read_order(text.get(open..)?, Spelling::Loose))?)?;
    (tail.length + open == text.len() && is_prefix(&prefix)).then(|| tail.canonical(&prefix))
}

/// The start that all numbers of one issuing body and year share: `花府办〔2020〕` of `花府办〔2020〕12号`. `None` for an
/// order without a year.
///
/// ```
/// use gongkai_analysis::document_number_series;
///
/// assert_eq!(document_number_series("花府办〔2020〕12号"), Some("花府办〔2020〕"));
/// assert_eq!(document_number_series("国务院令746号"), None);
/// ```
pub fn document_number_series(canonical: &str) -> Option<&str> {
    let end = canonical.find(CLOSE)? + CLOSE.len_utf8();
    canonical.get(..end)
}

/// Every document number in running text that is written with a year in brackets, or as an order (令第N号).
pub fn document_numbers_in(text: &str) -> Vec<FoundNumber> {
    let normalized = Normalized::new(text);
    let mut found = Vec::new();
    let mut free_from = 0;
    for (at, c) in normalized.text().char_indices() {
        if at < free_from {
            continue;
        }
        if let Some(number) = document_number_at(normalized.text(), at, c, free_from) {
            free_from = number.range.end;
            found.push(FoundNumber { range: normalized.original(number.range), ..number });
        }
    }
    found
}

/// A number whose bracket or 令 is the character `c` at `at` of a normalised text; nothing before `free_from` is taken.
pub(crate) fn document_number_at(text: &str, at: usize, c: char, free_from: usize) -> Option<FoundNumber> {
    let (body_end, tail) = match c {
        OPEN => (at, read_tail(text.get(at..)?, Spelling::Strict)?),
        '令' => (at + '令'.len_utf8(), read_order(text.get(at + '令'.len_utf8()..)?, Spelling::Strict)?),
        _ => return None,
    };
    let head = text.get(free_from..body_end)?.trim_end_matches(' ');
    let mut start = head.len();
    for (index, c) in head.char_indices().rev().take(PREFIX_CHARS_MAX) {
        if !is_han(c) {
            break;
        }
        start = index;
    }
    let prefix = without_lead(head.get(start..)?);
    if !is_prefix(prefix) {
        return None;
    }
    let from = free_from + head.len() - prefix.len();
    Some(FoundNumber { canonical: tail.canonical(prefix), range: from..body_end + tail.length })
}

pub(crate) fn without_lead(prefix: &str) -> &str {
    let mut rest = prefix;
    // Leads can follow one another: 将原…, 按照市府….
    while let Some(shorter) =
        LEADS.iter().find_map(|lead| rest.strip_prefix(lead)).filter(|shorter| !shorter.is_empty())
    {
        rest = shorter;
    }
    rest
}

pub(crate) fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9FFF}').contains(&c)
}

pub(crate) fn is_prefix(prefix: &str) -> bool {
    let chars = prefix.chars().count();
    (1..=PREFIX_CHARS_MAX + 8).contains(&chars) && prefix.chars().all(|c| is_han(c) || c == '、')
}

/// What follows the issuing body's name.
pub(crate) struct Tail {
    pub(crate) year: Option<u32>,
    pub(crate) serial: u32,
    /// How many bytes it takes.
    pub(crate) length: usize,
}

impl Tail {
    pub(crate) fn canonical(&self, prefix: &str) -> String {
        match self.year {
            Some(year) => format!("{prefix}{OPEN}{year}{CLOSE}{}号", self.serial),
            None => format!("{prefix}{}号", self.serial),
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Spelling {
    /// Brackets and 号 must be there.
    Strict,
    /// Brackets may be missing or be 年, 号 may be missing.
    Loose,
    /// As strict, but the text begins behind the opening bracket.
    Cut,
}

pub(crate) fn read_tail(text: &str, spelling: Spelling) -> Option<Tail> {
    let mut reader = Reader { text, at: 0 };
    reader.skip('第');
    let opened = reader.skip(OPEN);
    let year = reader.number(4..=4).filter(|year| (1949..2100).contains(year))?;
    let before = reader.skip(CLOSE);
    reader.skip('年');
    let closed = reader.skip(CLOSE) || before;
    // （2022—2030年） is a span of years.
    let is_bracketed = match spelling {
        Spelling::Strict => opened && closed,
        Spelling::Loose => opened == closed,
        Spelling::Cut => closed,
    };
    if !is_bracketed {
        return None;
    }
    reader.skip('第');
    reader.skip('-');
    let serial = reader.number(1..=5)?;
    let ended = reader.skip('号');
    (ended || spelling == Spelling::Loose).then_some(Tail { year: Some(year), serial, length: reader.at })
}

/// `第746号` or `第七百四十六号`, behind 令.
pub(crate) fn read_order(text: &str, spelling: Spelling) -> Option<Tail> {
    let mut reader = Reader { text, at: 0 };
    let ordinal = reader.skip('第');
    // Without 第, a Chinese number behind 令 is mostly the beginning of a word: 责令一方.
    let chinese = |reader: &mut Reader<'_>| reader.chinese_number().filter(|_| ordinal);
    let serial = reader.number(1..=4).or_else(|| chinese(&mut reader))?;
    let ended = reader.skip('号');
    (ended || spelling == Spelling::Loose).then_some(Tail { year: None, serial, length: reader.at })
}

/// Reads on over blanks.
pub(crate) struct Reader<'a> {
    pub(crate) text: &'a str,
    pub(crate) at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches(' ').len();
    }

    pub(crate) fn skip(&mut self, c: char) -> bool {
        let before = self.at;
        self.skip_blanks();
        if self.rest().starts_with(c) {
            self.at += c.len_utf8();
            return true;
        }
        self.at = before;
        false
    }

    fn number(&mut self, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
        self.skip_blanks();
        let rest = self.rest();
        let length = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let value = digits.contains(&length).then(|| rest.get(..length)?.parse().ok())??;
        self.at += length;
        Some(value)
    }

    /// A number in Chinese writing, below 10,000 as orders are.
    fn chinese_number(&mut self) -> Option<u32> {
        self.skip_blanks();
        let rest = self.rest();
        let length = rest.len() - rest.trim_start_matches(numerals::is_numeral).len();
        let value = numerals::numeral_value(rest.get(..length)?).filter(|value| (1..10_000).contains(value))?;
        self.at += length;
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Expect) {
        let found: Vec<String> = document_numbers_in(text)
            .into_iter()
            .map(|found| format!("{} <- {}", found.canonical, &text[found.range]))
            .collect();
        expected.assert_eq(&found.join("\n"));
    }

    #[test]
    fn running_text_gives_up_its_numbers() {
        check(
            "根据《办法》（穗府办规〔2019〕3 号）和花民[2020]第05号，自《国务院令第７11号》施行，将原花府〔2014〕22号废止。",
            &expect![[r#"
                穗府办规〔2019〕3号 <- 穗府办规〔2019〕3 号
                花民〔2020〕5号 <- 花民[2020]第05号
                国务院令711号 <- 国务院令第７11号
                花府〔2014〕22号 <- 花府〔2014〕22号"#]],
        );
    }

    #[test]
    fn an_order_is_counted_in_either_script() {
        check(
            "依据《主席令第七十三号》和财政部令第 八 号，责令第三方停业，责令一号楼、命令第一千零一夜",
            &expect![[r#"
                主席令73号 <- 主席令第七十三号
                财政部令8号 <- 财政部令第 八 号"#]],
        );
    }

    #[test]
    fn orders_of_several_bodies_and_orders_with_a_year_are_fields_too() {
        for (field, canonical) in [
            ("中华人民共和国国务院、中央军事委员会令第22号", "中华人民共和国国务院、中央军事委员会令22号"),
            ("河北省人民政府令〔2001〕第15号", "河北省人民政府令〔2001〕15号"),
            ("国令第707号", "国令707号"),
            ("主席令第七十三号", "主席令73号"),
            ("中华人民共和国主席令第一百零三号", "中华人民共和国主席令103号"),
            ("花府办第〔2020〕12号", "花府办〔2020〕12号"),
        ] {
            assert_eq!(canonical_document_number(field).as_deref(), Some(canonical));
        }
        assert_eq!(canonical_document_number("无"), None);
    }
}
