//! Path patterns of robots.txt (RFC 9309, 2.2.2 and 2.2.3): prefixes with `*` and `$`, compared in one spelling.

/// A pattern whose percent-encoding is normalised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    text: Vec<u8>,
    to_the_end: bool,
}

impl Pattern {
    /// Reads a pattern as a file writes it.
    pub(crate) fn new(written: &[u8]) -> Self {
        let (body, to_the_end) = match written.strip_suffix(b"$") {
            Some(body) => (body, true),
            None => (written, false),
        };
        Self { text: normalise(body, b"*"), to_the_end }
    }

    /// How specific it is, in bytes.
    pub(crate) fn len(&self) -> usize {
        self.text.len() + usize::from(self.to_the_end)
    }

    /// Whether it matches a target that [`normalise_target`] made.
    ///
    /// Each part between stars takes the first place where it fits, so the work is bounded by target times pattern.
    pub(crate) fn matches(&self, target: &[u8]) -> bool {
        let mut parts = self.text.split(|byte| *byte == b'*');
        let Some(mut rest) = parts.next().and_then(|prefix| target.strip_prefix(prefix)) else {
            return false;
        };
        let mut parts = parts.peekable();
        if parts.peek().is_none() {
            return !self.to_the_end || rest.is_empty();
        }
        while let Some(part) = parts.next() {
            if parts.peek().is_none() && self.to_the_end {
                return rest.ends_with(part);
            }
            let Some(found) = find(rest, part) else {
                return false;
            };
            rest = found;
        }
        true
    }
}

/// What follows the first place where `part` stands in `text`.
fn find<'a>(text: &'a [u8], part: &[u8]) -> Option<&'a [u8]> {
    if part.is_empty() {
        return Some(text);
    }
    let at = text.windows(part.len()).position(|window| window == part)?;
    text.get(at + part.len()..)
}

/// A URL's path and query in the spelling that patterns are compared in; its own `*` and `$` are encoded.
pub(crate) fn normalise_target(path_and_query: &str) -> Vec<u8> {
    normalise(path_and_query.as_bytes(), b"")
}

/// Decodes what needs no percent-encoding, encodes what does, writes the codes in capitals.
fn normalise(text: &[u8], kept: &[u8]) -> Vec<u8> {
    let mut normal = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        if let Some((value, after)) = encoded(rest) {
            push(&mut normal, value, is_unreserved(value));
            rest = after;
        } else {
            let plain = byte.is_ascii_graphic() && !matches!(byte, b'*' | b'$') || kept.contains(&byte);
            push(&mut normal, byte, plain);
            rest = after;
        }
    }
    normal
}

fn push(normal: &mut Vec<u8>, byte: u8, plain: bool) {
    if plain {
        normal.push(byte);
    } else {
        normal.extend(format!("%{byte:02X}").into_bytes());
    }
}

/// The byte that a percent code at the start of `text` stands for, and what follows.
fn encoded(text: &[u8]) -> Option<(u8, &[u8])> {
    let [b'%', high, low, after @ ..] = text else {
        return None;
    };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let value = digit(*high)? * 16 + digit(*low)?;
    Some((u8::try_from(value).ok()?, after))
}

/// RFC 3986, 2.3.
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, matching: &[&str], other: &[&str]) {
        let read = Pattern::new(pattern.as_bytes());
        for (targets, expected) in [(matching, true), (other, false)] {
            for target in targets {
                assert_eq!(read.matches(&normalise_target(target)), expected, "{pattern} and {target}");
            }
        }
    }

    #[test]
    fn a_pattern_is_a_prefix_and_knows_case() {
        check("/fish", &["/fish", "/fish.html", "/fishheads/y", "/fish?id=1"], &["/Fish", "/catfish", "/"]);
        check("/fish/", &["/fish/", "/fish/a"], &["/fish", "/fish.html"]);
        check("/", &["/", "/a"], &[]);
        check("fish", &[], &["/fish"]);
    }

    #[test]
    fn a_star_stands_for_anything_and_a_dollar_for_the_end() {
        check("/*.php", &["/a.php", "/a/b.php?c", "/.php"], &["/", "/a.html"]);
        check("/*.php$", &["/a.php", "/a.php.php"], &["/a.php?b", "/a.php/", "/a.php5"]);
        check("/fish*.php", &["/fish.php", "/fishheads/cat.php?x"], &["/Fish.PHP"]);
        check("/a*b*c$", &["/abc", "/a/b/b/c", "/abcc"], &["/acb", "/abcd"]);
        check("/a$", &["/a"], &["/ab", "/a?x"]);
        check("/**a", &["/xxa", "/a"], &["/b"]);
        check("*/x", &["/x", "/a/x"], &["/a"]);
        check("/a*$", &["/a", "/abc"], &["/b"]);
        check("/ab*b$", &["/abb"], &["/ab"]);
    }

    #[test]
    fn percent_codes_are_compared_in_one_spelling() {
        check("/政策", &["/%E6%94%BF%E7%AD%96/1"], &["/a"]);
        check("/%e6%94%bf", &["/%E6%94%BF%E7%AD%96"], &[]);
        check("/%7Ejoe", &["/~joe", "/%7ejoe"], &[]);
        check("/a%2Fb", &["/a%2fb"], &["/a/b"]);
        check("/a%2Ab", &["/a*b", "/a%2ab"], &["/axb"]);
        check("/a%24", &["/a$"], &["/a"]);
        check("/a$b", &["/a$b"], &["/a"]);
        check("/a%", &["/a%"], &["/a"]);
    }

    #[test]
    fn many_stars_do_not_take_for_ever() {
        let pattern = Pattern::new("/*a".repeat(20_000).as_bytes());
        assert!(!pattern.matches(&normalise_target(&format!("/{}", "a".repeat(2_000)))));
    }
}
