//! The bytes of a page to text: which character set they are in, whatever the portal says.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};
use gongkai_document::Page;

use crate::CatalogueError;

/// The largest page that is read, in bytes: twenty times the largest of 47 pages measured on Guangzhou's portals.
pub const PAGE_BYTES_MAX: usize = 10_000_000;

/// Where a `<meta>` may declare the character set. The standard says 1,024 bytes; portals put long comments before it.
const META_BYTES: usize = 3_072;

/// How many valid sequences of three or four bytes outweigh one invalid byte: text in GBK has hardly a valid one.
const VALID_PER_INVALID: usize = 10;

/// The share of lost characters, as one in so many, past which a page is not worth showing.
const LOST_ONE_IN: usize = 100;

/// The share of the bytes past ASCII that may look like Chinese in UTF-8, as one in so many, in text that is said to be in
/// GB18030: where it is more, the bytes are UTF-8, and their reading as GB18030 is 鏀垮簻 for 政府.
const MISREAD_ONE_IN: usize = 4;

/// Fewer bytes than this prove nothing.
const MISREAD_BYTES_MIN: usize = 90;

/// The text of a page.
///
/// A byte order mark decides; else bytes that are valid UTF-8 (a tail cut within a character counts as valid), for
/// labels lie more often than bytes; else the label of the header, then of a `<meta>`; else detection. `gb2312` and
/// `gbk` are read as GB18030 (as the WHATWG Encoding Standard says), and the default label ISO-8859-1 is not believed.
///
/// # Errors
/// [`CatalogueError::TooLarge`] past [`PAGE_BYTES_MAX`]; [`CatalogueError::Undecodable`] when more than one character in
/// a hundred is lost, or the text is UTF-8 that the portal itself misread as GBK.
pub fn decode(page: &Page) -> Result<Cow<'_, str>, CatalogueError> {
    if page.body.len() > PAGE_BYTES_MAX {
        return Err(CatalogueError::TooLarge {
            url: page.url.clone(),
            what: "bytes",
            found: page.body.len(),
            max: PAGE_BYTES_MAX,
        });
    }
    let (text, encoding) = decode_bytes(&page.body, page.header("content-type"));
    let characters = text.chars().count();
    let lost = lost_characters(&text);
    let misread = misread_bytes(&page.body, &text, encoding);
    if lost * LOST_ONE_IN > characters || misread > 0 {
        let lost = lost.max(misread / 3);
        return Err(CatalogueError::Undecodable { url: page.url.clone(), encoding: encoding.name(), lost, characters });
    }
    Ok(text)
}

fn decode_bytes<'a>(body: &'a [u8], content_type: Option<&str>) -> (Cow<'a, str>, &'static Encoding) {
    if let Some((encoding, mark_bytes)) = Encoding::for_bom(body) {
        return decode_as(encoding, body.get(mark_bytes..).unwrap_or_default());
    }
    if let Some(encoding) = utf_16_without_mark(body) {
        return decode_as(encoding, body);
    }
    let declared = [content_type.and_then(charset_of), charset_in_meta(body)]
        .into_iter()
        .flatten()
        .find(|label| is_believed(label));
    if is_utf_8(body, declared) {
        return decode_as(UTF_8, body);
    }
    let guessed = guess(body);
    let Some(declared) = declared else {
        return decode_as(guessed, body);
    };
    let (as_declared, as_guessed) = (decode_as(declared, body), decode_as(guessed, body));
    if lost_characters(&as_guessed.0) < lost_characters(&as_declared.0) { as_guessed } else { as_declared }
}

/// How many bytes were UTF-8 before somebody, the portal or we, read them as GB18030; 0 when that is no more than chance.
fn misread_bytes(body: &[u8], text: &str, encoding: &'static Encoding) -> usize {
    let as_written = if encoding == GBK || encoding == GB18030 {
        Cow::Borrowed(body)
    } else {
        // Text that the portal misread is good UTF-8 itself; written in GB18030 it shows what it was.
        GB18030.encode(text).0
    };
    let foreign = as_written.iter().filter(|byte| !byte.is_ascii()).count();
    let long: usize = as_written
        .utf8_chunks()
        .flat_map(|chunk| chunk.valid().chars())
        .map(char::len_utf8)
        .filter(|bytes| *bytes >= 3)
        .sum();
    if long >= MISREAD_BYTES_MIN && long * MISREAD_ONE_IN > foreign { long } else { 0 }
}

/// Decodes without looking for a mark; a character cut off by the end of the page is left out.
fn decode_as<'a>(encoding: &'static Encoding, body: &'a [u8]) -> (Cow<'a, str>, &'static Encoding) {
    let (text, had_errors) = encoding.decode_without_bom_handling(body);
    let text = match text {
        Cow::Owned(mut text) if had_errors && text.ends_with('\u{FFFD}') => {
            text.pop();
            Cow::Owned(text)
        }
        text => text,
    };
    (text, encoding)
}

/// U+FFFD, and 锟斤拷: two of them that were once written as UTF-8 and read as GBK.
fn lost_characters(text: &str) -> usize {
    text.matches('\u{FFFD}').count() + 2 * text.matches("锟斤拷").count()
}

/// A label is worth nothing when it is the default of a server (ISO-8859-1), or when the bytes have refuted it already
/// (UTF-8, UTF-16).
fn is_believed(encoding: &'static Encoding) -> bool {
    ![UTF_8, WINDOWS_1252, UTF_16LE, UTF_16BE, REPLACEMENT, X_USER_DEFINED].contains(&encoding)
}

fn is_utf_8(body: &[u8], declared: Option<&'static Encoding>) -> bool {
    let (mut long, mut short, mut invalid) = (0_usize, 0_usize, 0_usize);
    for chunk in body.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character.len_utf8() {
                1 => {}
                2 => short += 1,
                _ => long += 1,
            }
        }
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    let cut_tail = std::str::from_utf8(body).is_err_and(|error| error.error_len().is_none());
    if invalid == 0 || cut_tail {
        // A few characters in GBK can look like two-byte sequences or like a cut one; then the label decides.
        return long > 0 || declared.is_none() || (short == 0 && invalid == 0);
    }
    long > VALID_PER_INVALID * invalid
}

/// Markup in UTF-16 has a zero in every other byte.
fn utf_16_without_mark(body: &[u8]) -> Option<&'static Encoding> {
    let head = body.get(..body.len().min(1_024))?;
    let zeros = |first: usize| head.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    // A few characters, such as 一 (U+4E00), have their zero on the other side.
    match even.max(odd) > head.len() / 8 {
        true if odd > 4 * even => Some(UTF_16LE),
        true if even > 4 * odd => Some(UTF_16BE),
        _ => None,
    }
}

fn guess(body: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(body, true);
    let guessed = detector.guess(Some(b"cn"), Utf8Detection::Allow);
    if guessed == GBK { GB18030 } else { guessed }
}

/// The `charset` parameter of a content type, quoted or not, in any case.
fn charset_of(text: &str) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let (_, after) = lower.split_once("charset")?;
    let label = after.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.+".contains(c))).unwrap_or(label.len());
    Encoding::for_label(label.get(..end)?.as_bytes())
}

fn charset_in_meta(body: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(body.get(..body.len().min(META_BYTES))?).to_ascii_lowercase();
    head.split("<meta").skip(1).find_map(|after| charset_of(after.split('>').next()?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::page_with_type;

    const TEXT: &str = "广州市花都区㙟围村和𠀀地的政府信息公开目录，老人助餐配餐服务。";

    #[track_caller]
    fn check(content_type: &str, body: impl Into<Vec<u8>>, expected: &str) {
        let page = page_with_type("http://portal.example/", content_type, body);
        assert_eq!(decode(&page).unwrap(), expected);
    }

    #[test]
    fn the_bytes_decide_in_all_twenty_four_disputes_of_header_and_meta() {
        for written in [UTF_8, GB18030] {
            for header in
                ["text/html", "text/html; charset=gbk", "text/html;charset=\"UTF-8\"", "text/html; CHARSET=iso-8859-1"]
            {
                for meta in
                    ["", "<meta charset=gb2312>", "<meta http-equiv='Content-Type' content='text/html; charset=utf-8'>"]
                {
                    let text = format!("<html>{meta}<p>{TEXT}");
                    check(header, encode(written, &text), &text);
                }
            }
        }
    }

    #[test]
    fn a_byte_order_mark_wins_and_is_no_part_of_the_text() {
        check("text/html; charset=gbk", [b"\xEF\xBB\xBF".as_slice(), TEXT.as_bytes()].concat(), TEXT);
        let utf_16: Vec<u8> = "\u{FEFF}<p>政府".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check("text/html", utf_16, "<p>政府");
    }

    #[test]
    fn utf_16_is_seen_without_a_mark() {
        let text = format!("<!doctype html><html><head><title>{TEXT}</title></head><body></body></html>");
        check("text/html", text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>(), &text);
    }

    #[test]
    fn a_page_cut_within_a_character_keeps_its_character_set() {
        let cut = &"政府信息".as_bytes()[..11];
        check("text/html", cut, "政府信");
        // The bytes of 靵 are the beginning of a sequence in UTF-8.
        check("text/html; charset=gbk", encode(GB18030, "靵"), "靵");
        let cut = &encode(GB18030, TEXT)[..7];
        check("text/html; charset=gbk", cut, "广州市");
    }

    #[test]
    fn one_bad_byte_in_a_long_text_is_one_lost_character() {
        let text = TEXT.repeat(9);
        let mut body = text.clone().into_bytes();
        body[1] = b'?';
        let page = page_with_type("http://portal.example/", "text/html", body);
        assert!(decode(&page).unwrap().ends_with(&text[3..]));
    }

    #[test]
    fn bytes_that_make_no_text_are_an_error() {
        let mut body = TEXT.as_bytes().to_vec();
        body.extend(encode(GB18030, TEXT));
        let page = page_with_type("http://portal.example/", "text/html", body);
        assert!(matches!(decode(&page), Err(CatalogueError::Undecodable { .. })));
    }

    #[test]
    fn text_that_the_portal_itself_misread_is_an_error() {
        let page = page_with_type("http://portal.example/", "text/html", "骞垮窞甯傛斂搴� 鏀垮簻淇℃伅鍏紑");
        assert!(matches!(decode(&page), Err(CatalogueError::Undecodable { .. })));
    }

    #[test]
    fn a_page_past_the_limit_is_refused() {
        let page = page_with_type("http://portal.example/", "text/html", vec![b' '; PAGE_BYTES_MAX + 1]);
        assert!(matches!(decode(&page), Err(CatalogueError::TooLarge { what: "bytes", .. })));
    }

    fn encode(encoding: &'static Encoding, text: &str) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    proptest! {
        #[test]
        fn chinese_text_comes_back_from_gb18030(text in "[\u{4E00}-\u{9FA5}，。、〔〕0-9a-z]{1,80}") {
            // Bytes that are valid UTF-8 as well belong to no real sentence.
            let bytes = encode(GB18030, &text);
            let is_ambiguous = std::str::from_utf8(&bytes).map_or_else(|e| e.error_len().is_none() && e.valid_up_to() > 0, |_| true);
            prop_assume!(text.is_ascii() || !is_ambiguous);
            let page = page_with_type("http://portal.example/", "text/html; charset=gb2312", bytes);
            prop_assert_eq!(decode(&page).unwrap(), text);
        }

        #[test]
        fn no_bytes_make_it_panic(body: Vec<u8>) {
            let page = page_with_type("http://portal.example/", "text/html", body);
            let _ = decode(&page);
        }
    }
}
