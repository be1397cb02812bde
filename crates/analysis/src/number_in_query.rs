//! Document numbers as people type them into a search box: without brackets, without 号, in the middle of a question.

use crate::document_number::{
    FoundNumber, PREFIX_CHARS_MAX, Reader, Spelling, Tail, canonical_document_number, document_numbers_in, is_han,
    is_prefix, read_order, read_tail, without_lead,
};
use crate::normalize::{Normalized, OPEN};

/// The first document number in a query, where people also write `花府办2020年12号`, `花府办 2020 12` and
/// `国务院第746号令`.
///
/// Within a longer query a number has its brackets or its 号, so that `预算 2020 12` is none.
pub fn document_number_in_query(query: &str) -> Option<FoundNumber> {
    if let Some(first) = document_numbers_in(query).into_iter().next() {
        return Some(first);
    }
    let normalized = Normalized::new(query);
    let within = normalized.text().char_indices().find_map(|(at, c)| loose_number_at(normalized.text(), at, c));
    if let Some(found) = within {
        return Some(FoundNumber { range: normalized.original(found.range), ..found });
    }
    let bare = query.trim_matches(|c: char| c.is_whitespace() || "\"“”《》".contains(c));
    canonical_document_number(bare).map(|canonical| FoundNumber { canonical, range: 0..query.len() })
}

/// What follows a number with a 号 that counts things and not documents: 12号线, 3号楼.
const COUNTED: &[char] = &['线', '楼', '院', '门', '店', '台', '栋', '馆', '车', '地', '铺', '房', '站', '口', '令'];

/// A number as queries have it, that begins its year or its 第 with the character `c` at `at` of a normalised query.
fn loose_number_at(text: &str, at: usize, c: char) -> Option<FoundNumber> {
    let head = text.get(..at)?;
    let rest = text.get(at..)?;
    let behind_digit = head.ends_with(|c: char| c.is_ascii_digit());
    let (tail, is_order) = match c {
        OPEN => (read_tail(rest, Spelling::Loose).filter(|tail| is_free_of_digits(rest, tail))?, false),
        '0'..='9' if !behind_digit => {
            (read_tail(rest, Spelling::Loose).filter(|tail| ends_a_number(rest, tail))?, false)
        }
        '第' => (read_order_behind(rest)?, true),
        _ => return None,
    };
    let (start, name) = name_before(head)?;
    let prefix = without_lead(name);
    let from = start + name.len() - prefix.len();
    let is_name = is_prefix(prefix) && prefix.chars().nth(1).is_some();
    let prefix = if is_order { format!("{prefix}令") } else { prefix.to_owned() };
    is_name.then(|| FoundNumber { canonical: tail.canonical(&prefix), range: from..at + tail.length })
}

/// The Chinese characters that `head` ends with, blanks behind them apart, and where they begin.
fn name_before(head: &str) -> Option<(usize, &str)> {
    let head = head.trim_end_matches(' ');
    let chars = head.char_indices().rev().take(PREFIX_CHARS_MAX).take_while(|(_, c)| is_han(*c));
    let (start, _) = chars.last()?;
    Some((start, head.get(start..)?))
}

/// `第746号令`, where the serial number stands before 令.
fn read_order_behind(text: &str) -> Option<Tail> {
    let tail = read_order(text, Spelling::Strict)?;
    let mut reader = Reader { text, at: tail.length };
    reader.skip('令').then_some(Tail { length: reader.at, ..tail })
}

fn is_free_of_digits(text: &str, tail: &Tail) -> bool {
    !text.get(tail.length..).is_some_and(|behind| behind.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a number without brackets ends with 号, and is no line of a metro.
fn ends_a_number(text: &str, tail: &Tail) -> bool {
    let behind = text.get(tail.length..).unwrap_or_default();
    text.get(..tail.length).is_some_and(|number| number.ends_with('号')) && !behind.starts_with(COUNTED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_query_is_the_same_number() {
        for query in [
            "花府办〔2020〕12号",
            "花府办﹝2020﹞12号",
            "花府办［2020］12号",
            "花府办[2020]12号",
            "花府办【2020】12号",
            "花府办（2020）12号",
            "花府办(2020)12号",
            "花府办 〔 2020 〕 12 号",
            "花府办〔２０２０〕１２號",
            "花府办〔2020〕第12号",
            "花府办〔2020)012号",
            "花府办2020年12号",
            "花府办2020年第12号",
            "花府办 2020 12",
            "花府办〔2020〕12",
            "《花府办〔2020〕12号》",
            "老人助餐 花府办2020年12号",
            "花府办2020年12号 老人助餐",
            "请问花府办2020年12号文件的内容",
            "老人助餐 花府办 2020 12号 通知",
            "花府办[2020]12 通知",
            "花府办2020-12号",
        ] {
            let number = document_number_in_query(query).map(|found| found.canonical);
            assert_eq!(number.as_deref(), Some("花府办〔2020〕12号"), "{query}");
        }
    }

    #[test]
    fn every_spelling_of_an_order_is_the_same_number() {
        for query in [
            "国务院令第746号",
            "国务院令746号",
            "国务院令 746",
            "国务院令第746",
            "国务院第746号令",
            "国务院第 746 号令 政府信息公开",
            "国务院令第七百四十六号",
            "国务院第七百四十六号令",
        ] {
            let number = document_number_in_query(query).map(|found| found.canonical);
            assert_eq!(number.as_deref(), Some("国务院令746号"), "{query}");
        }
    }

    #[test]
    fn a_query_that_is_no_number_has_none() {
        for query in [
            "",
            "〔2020〕12号",
            "2020年12月",
            "花都区2020年预算",
            "老人助餐 2020",
            "预算 2020 公开 12",
            "第12号",
            "12345",
            "广州2020年12号线",
            "建设路 2020年3号楼",
            "2020年8月12号",
            "第五十号令",
            "碳达峰实施方案（2022—2030年）",
            "碳达峰实施方案（2022-2030）",
        ] {
            assert_eq!(document_number_in_query(query), None, "{query}");
        }
    }
}
