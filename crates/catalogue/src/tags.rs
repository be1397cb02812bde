//! The guard against one tag with endless attributes, on which html5ever spends quadratic time.
//!
//! The parser compares every attribute's name with all before it: 20,000 in one tag cost 0.07 s, a page full of them
//! minutes. Where a tag really begins depends on the parser's state (a script, an SVG style), so every `<` before a
//! letter is taken as a possible beginning; nothing can hide behind what looks like a quotation.

/// The most attributes that one tag may have, ten times what any honest one has. At 1,024 a page of the largest size still
/// took 8 s in a debug build.
pub(crate) const ATTRIBUTES_MAX: usize = 256;

/// How many times its own length of looking a page is worth, for beginnings that overlap.
const LOOKS_PER_BYTE: usize = 16;

/// Whether some tag of `html` may have more than [`ATTRIBUTES_MAX`] attributes.
pub(crate) fn has_endless_tag(html: &str) -> bool {
    let bytes = html.as_bytes();
    let mut looks_left = bytes.len().saturating_mul(LOOKS_PER_BYTE);
    for (start, pair) in bytes.windows(2).enumerate() {
        if let [b'<', letter] = pair
            && letter.is_ascii_alphabetic()
        {
            let tag = attributes_of_tag(bytes.get(start..).unwrap_or_default());
            if tag.attributes > ATTRIBUTES_MAX || tag.bytes > looks_left {
                return true;
            }
            looks_left -= tag.bytes;
        }
    }
    false
}

struct Tag {
    attributes: usize,
    bytes: usize,
}

/// Reads a tag as the HTML standard's tokenizer does (13.2.5.8 and what follows it), only counting.
fn attributes_of_tag(bytes: &[u8]) -> Tag {
    #[derive(Clone, Copy, PartialEq)]
    enum At {
        Between,
        Name,
        AfterEquals,
        Bare,
        Quoted(u8),
    }
    let mut attributes = 0;
    let mut at = At::Name;
    for (index, byte) in bytes.iter().enumerate() {
        at = match (at, byte) {
            (At::Quoted(quote), _) if *byte == quote => At::Between,
            (At::Quoted(quote), _) => At::Quoted(quote),
            (At::AfterEquals, b'"' | b'\'') => At::Quoted(*byte),
            (_, b'>') => return Tag { attributes, bytes: index + 1 },
            (At::AfterEquals, _) if byte.is_ascii_whitespace() => At::AfterEquals,
            (At::AfterEquals, _) | (At::Bare, b'/') => At::Bare,
            (_, b'/') => At::Between,
            (At::Name, b'=') if attributes > 0 => At::AfterEquals,
            (_, _) if byte.is_ascii_whitespace() && at == At::Name && equals_follows(bytes, index) => At::Name,
            (_, _) if byte.is_ascii_whitespace() => At::Between,
            (At::Between, _) => {
                attributes += 1;
                At::Name
            }
            (unchanged, _) => unchanged,
        };
        if attributes > ATTRIBUTES_MAX {
            return Tag { attributes, bytes: index + 1 };
        }
    }
    Tag { attributes, bytes: bytes.len() }
}

/// Whether the white space from `index` on ends in `=`: then the attribute's value is still to come.
fn equals_follows(bytes: &[u8], index: usize) -> bool {
    bytes.iter().skip(index).find(|byte| !byte.is_ascii_whitespace()) == Some(&b'=')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tag: &str, attributes: usize) {
        let found = attributes_of_tag(tag.as_bytes());
        assert_eq!((found.attributes, found.bytes), (attributes, tag.len()));
    }

    #[test]
    fn attributes_are_counted_as_the_standard_cuts_them() {
        check("<br/>", 0);
        check("<a href='x>y' b=\"=>\" c d=e/f>", 4);
        check("<a b = 'c > d' e>", 2);
        check("<a/b/c>", 2);
    }

    #[test]
    fn a_tag_of_endless_attributes_is_found_wherever_it_hides() {
        let many = (0..=ATTRIBUTES_MAX).map(|n| format!(" a{n}")).collect::<Vec<_>>().concat();
        for before in ["", "<script>if (a <b c=\"", "<!-- ' \" <a x='", "<svg><style>"] {
            assert!(has_endless_tag(&format!("{before}<a{many}>")), "{before}");
        }
        assert!(!has_endless_tag(&"<p class='a b c'>text</p>".repeat(50_000)));
    }

    #[test]
    fn beginnings_that_overlap_are_not_looked_at_for_ever() {
        assert!(has_endless_tag(&"<b/y=".repeat(200_000)));
    }

    #[test]
    fn a_picture_written_into_its_own_address_is_one_attribute() {
        assert!(!has_endless_tag(&format!("<img src='data:image/png;base64,{}'>", "A".repeat(1_000_000))));
    }
}
