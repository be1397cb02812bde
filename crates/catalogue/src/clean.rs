//! Titles and names in plain text: markup, entities and `%uXXXX` undone.

use url::Url;

use crate::html::parse_fragment;
use crate::text::{is_invisible, line_of};

/// `text` as a reader sees it: `%uXXXX` undone, tags and entities read, on one line.
pub(crate) fn plain_line(url: &Url, text: &str) -> String {
    let text = unescape(text);
    if text.contains('&') || has_tag(&text) {
        // What is too deep to be read as markup is no markup.
        if let Ok(html) = parse_fragment(url, &text) {
            return line_of(*html.root_element());
        }
    }
    // Two spaces between two bureaus are how the source writes it; only what would break the line goes.
    text.trim().replace(is_invisible, "").replace(|c: char| c.is_control(), " ")
}

/// `<` before a letter or `/`; Chinese titles use a bare `<` and `>` as brackets.
fn has_tag(text: &str) -> bool {
    text.split('<').skip(1).any(|after| after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!'))
}

/// Undoes JavaScript's `escape()` where a text shows it by a `%uXXXX`; applied twice, it changes nothing more.
///
/// `escape()` writes a letter, a digit and what is below U+0100 never as `%uXXXX`, and a percent sign would let a second
/// pass find a new escape: such sequences stay as they are.
pub(crate) fn unescape(text: &str) -> String {
    if !text.contains("%u") {
        return text.to_owned();
    }
    let found = unescape_words(text);
    if found == text { found } else { unescape_bytes(&found) }
}

fn unescape_words(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("%u") {
        plain.push_str(before);
        let (character, taken) = word(after);
        if let Some(character) = character {
            plain.push(character);
            rest = after.get(taken..).unwrap_or_default();
        } else {
            plain.push_str("%u");
            rest = after;
        }
    }
    plain + rest
}

/// The character that four hexadecimal digits begin, or eight with `%u` between for one outside the basic plane.
fn word(digits: &str) -> (Option<char>, usize) {
    let unit = |at: usize| {
        let digits = digits.get(at..at + 4)?;
        digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok()).flatten()
    };
    let Some(first) = unit(0) else { return (None, 0) };
    if let Some(character) = char::from_u32(u32::from(first)) {
        return ((first > 0xFF).then_some(character), 4);
    }
    let second = digits.get(4..6).filter(|mark| *mark == "%u").and_then(|_| unit(6));
    let pair = second.and_then(|second| char::decode_utf16([first, second]).next()?.ok());
    (pair, 10)
}

/// Undoes `%XX` for what `escape()` writes that way, except letters, digits and the percent sign.
fn unescape_bytes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        plain.push_str(before);
        let byte = after
            .get(..2)
            .filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
            .map(char::from)
            .filter(|c| !c.is_ascii_alphanumeric() && *c != '%' && !c.is_control());
        if let Some(character) = byte {
            plain.push(character);
            rest = after.get(2..).unwrap_or_default();
        } else {
            plain.push('%');
            rest = after;
        }
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(plain_line(&Url::parse("http://portal.example/").unwrap(), text), expected);
    }

    #[test]
    fn markup_in_a_title_goes_and_its_text_stays() {
        check("<font color='red'>关于<b>老人</b>助餐的通知</font>", "关于老人助餐的通知");
        check("关于A&amp;B公司&nbsp; 的批复&ldquo;一&rdquo;", "关于A&B公司 的批复“一”");
        check(" 关于\n助餐的  通知　", "关于 助餐的  通知");
    }

    #[test]
    fn angle_brackets_around_chinese_are_brackets() {
        check("关于<花都区办法>的解读", "关于<花都区办法>的解读");
        check("面积 < 90 平方米", "面积 < 90 平方米");
    }

    #[test]
    fn an_escaped_title_is_read() {
        check("%u82B1%u90FD%u533A2020%u5E74", "花都区2020年");
        check("%u82B1%20%u90FD%B7%uD842%uDFB7", "花 都·𠮷");
        check("增长100%u", "增长100%u");
        check("增长50%2C", "增长50%2C");
        check("%uD842%u82B1", "%uD842花");
    }

    proptest! {
        #[test]
        fn undoing_twice_is_undoing_once(text in "(%u[0-9A-Fa-f]{4}|%[0-9A-F]{2}|%|u|[0-9A-F]|花){0,20}") {
            let once = unescape(&text);
            prop_assert_eq!(unescape(&once), once);
        }

        #[test]
        fn every_character_past_latin_1_comes_back(text in "[\u{100}-\u{D7FF}𠀀-𠿿]{1,12}") {
            let escaped = text.encode_utf16().map(|unit| format!("%u{unit:04X}")).collect::<Vec<_>>().concat();
            prop_assert_eq!(unescape(&escaped), text);
        }

        #[test]
        fn no_text_makes_it_panic(text: String) {
            let _ = plain_line(&Url::parse("http://portal.example/").unwrap(), &text);
        }
    }
}
