//! robots.txt (RFC 9309): what a host asks of crawlers.

use std::time::Duration;

use url::Url;

use crate::pattern::{Pattern, normalise_target};

/// How much of a file is read; the rest is ignored (RFC 9309, 2.5, asks for at least this).
pub(crate) const ROBOTS_BYTES_MAX: usize = 500 * 1024;

/// The longest pause between requests that a file can ask for: at more, a catalogue of 6,000 items would take a week.
///
/// Crawl-delay is no part of RFC 9309; a longer one is honoured up to here.
pub(crate) const CRAWL_DELAY_MAX: Duration = Duration::from_secs(60);

/// The rules of one host for one crawler.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Robots {
    rules: Vec<Rule>,
    crawl_delay: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    allow: bool,
    pattern: Pattern,
}

impl Robots {
    /// Reads a file for the crawler called `product_token`; lines that mean nothing are passed over.
    ///
    /// All groups that name the crawler count as one; without any, all groups for `*` do.
    pub(crate) fn parse(file: &[u8], product_token: &str) -> Self {
        let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
        let (file, cut) = match file.get(..ROBOTS_BYTES_MAX) {
            Some(head) if file.len() > ROBOTS_BYTES_MAX => (head, true),
            _ => (file, false),
        };
        let mut lines: Vec<&[u8]> = file.split(|byte| matches!(byte, b'\r' | b'\n')).collect();
        if cut {
            // Half a path would forbid more, or less, than the whole one.
            lines.pop();
        }
        let mut named = Self::default();
        let mut anyone = Self::default();
        let mut is_named = false;
        let mut group = Group::default();
        for (key, value) in lines.into_iter().filter_map(key_and_value) {
            if key.eq_ignore_ascii_case(b"user-agent") {
                group.add_agent(value, product_token);
                is_named |= group.names_us;
                continue;
            }
            let rules = match (group.names_us, group.names_anyone) {
                (true, _) => &mut named,
                (false, true) => &mut anyone,
                (false, false) => {
                    group.has_rules |= is_rule(key);
                    continue;
                }
            };
            group.has_rules |= is_rule(key);
            rules.add(key, value);
        }
        if is_named { named } else { anyone }
    }

    fn add(&mut self, key: &[u8], value: &[u8]) {
        if is_rule(key) {
            // An empty path matches nothing.
            if !value.is_empty() {
                self.rules.push(Rule { allow: key.eq_ignore_ascii_case(b"allow"), pattern: Pattern::new(value) });
            }
        } else if key.eq_ignore_ascii_case(b"crawl-delay") {
            self.crawl_delay = self.crawl_delay.max(seconds(value));
        }
    }

    /// Whether the host lets us read `url`: the longest matching rule decides, and of equal ones the kinder.
    pub(crate) fn allows(&self, url: &Url) -> bool {
        if url.path() == "/robots.txt" {
            return true;
        }
        let target = normalise_target(&url[url::Position::BeforePath..url::Position::AfterQuery]);
        let matching = self.rules.iter().filter(|rule| rule.pattern.matches(&target));
        matching.max_by_key(|rule| (rule.pattern.len(), rule.allow)).is_none_or(|rule| rule.allow)
    }

    /// The pause between requests that the host asks for, at most [`CRAWL_DELAY_MAX`].
    pub(crate) fn crawl_delay(&self) -> Option<Duration> {
        self.crawl_delay
    }
}

/// The agents that the lines being read are for.
#[derive(Default)]
struct Group {
    names_us: bool,
    names_anyone: bool,
    has_rules: bool,
}

impl Group {
    fn add_agent(&mut self, value: &[u8], product_token: &str) {
        if self.has_rules {
            *self = Self::default();
        }
        let token_end = value.iter().position(|byte| !(byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_')));
        let (token, _) = value.split_at(token_end.unwrap_or(value.len()));
        self.names_us |= token.eq_ignore_ascii_case(product_token.as_bytes());
        self.names_anyone |=
            value.strip_prefix(b"*").is_some_and(|rest| rest.first().is_none_or(u8::is_ascii_whitespace));
    }
}

/// Only these end a list of agents: no other line may (RFC 9309, 2.2.4).
fn is_rule(key: &[u8]) -> bool {
    key.eq_ignore_ascii_case(b"allow") || key.eq_ignore_ascii_case(b"disallow")
}

fn key_and_value(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let line = line.split(|byte| *byte == b'#').next()?;
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (key, value) = line.split_at(colon);
    Some((key.trim_ascii(), value.strip_prefix(b":")?.trim_ascii()))
}

fn seconds(value: &[u8]) -> Option<Duration> {
    let seconds: f64 = std::str::from_utf8(value).ok()?.parse().ok()?;
    // Not a number is smaller than nothing to `min`, so it goes first.
    let seconds = Some(seconds).filter(|seconds| !seconds.is_nan())?;
    Duration::try_from_secs_f64(seconds.min(CRAWL_DELAY_MAX.as_secs_f64())).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(file: &str, allowed: &[&str], refused: &[&str]) {
        let robots = Robots::parse(file.as_bytes(), "gongkai");
        for (paths, expected) in [(allowed, true), (refused, false)] {
            for path in paths {
                let url = Url::parse("http://www.huadu.gov.cn").unwrap().join(path).unwrap();
                assert_eq!(robots.allows(&url), expected, "{path} under\n{file}");
            }
        }
    }

    #[test]
    fn without_rules_for_us_everything_is_allowed() {
        check("", &["/", "/a"], &[]);
        check("<html><body>404: not found</body></html>", &["/", "/a"], &[]);
        check("User-agent: Baiduspider\nDisallow: /", &["/a"], &[]);
        check("Disallow: /a\nUser-agent: *\nDisallow: /b", &["/a"], &["/b"]);
        check("User-agent: *\nDisallow:", &["/a"], &[]);
        check("User-agent: *\nDisallow: /", &["/robots.txt"], &["/", "/gkmlpt/index"]);
    }

    #[test]
    fn a_group_for_us_replaces_the_one_for_anyone_and_all_of_ours_count() {
        check("User-agent: *\nDisallow: /\nUser-agent: gongkai\nDisallow: /x", &["/a"], &["/x"]);
        check("User-agent: gongkai\nDisallow: /x\n\nUser-agent: *\nDisallow: /", &["/a"], &["/x"]);
        check(
            "User-agent: GongKai/2.0 (bot)\nDisallow: /x\nUser-agent: a\nDisallow: /\nuser-agent:gongkai\ndisallow:/y",
            &["/a"],
            &["/x", "/y"],
        );
        check("User-agent: gongkai\nUser-agent: other\nDisallow: /x", &["/a"], &["/x"]);
        check("User-agent: *\nDisallow: /x\nUser-agent: * \nDisallow: /y", &["/a"], &["/x", "/y"]);
        check("User-agent: gongkaibot\nDisallow: /x\nUser-agent: gong\nDisallow: /x", &["/x"], &[]);
        check("User-agent: gongkai\nUser-agent: *\nDisallow: /x", &["/a"], &["/x"]);
        check("User-agent: gongkai\nAllow: /\nUser-agent: *\nDisallow: /", &["/x"], &[]);
    }

    #[test]
    fn other_lines_do_not_end_a_list_of_agents() {
        check("User-agent: gongkai\nSitemap: https://a.cn/s.xml\nUser-agent: other\nDisallow: /x", &["/a"], &["/x"]);
        check("User-agent: gongkai\nCrawl-delay: 5\nUser-agent: other\nDisallow: /x", &["/a"], &["/x"]);
    }

    #[test]
    fn the_longest_match_decides_and_allow_wins_a_tie() {
        check("User-agent: *\nDisallow: /gkmlpt\nAllow: /gkmlpt/content", &["/gkmlpt/content/1"], &["/gkmlpt/index"]);
        check("User-agent: *\nAllow: /a\nDisallow: /a", &["/a"], &[]);
        check("User-agent: *\nDisallow: /a\nAllow: /a", &["/a"], &[]);
        check("User-agent: *\nAllow: /page\nDisallow: /*.html", &["/page"], &["/page.html"]);
        check("User-agent: *\nDisallow: /\nAllow: /$", &["/"], &["/page.htm"]);
    }

    #[test]
    fn comments_blanks_line_ends_and_a_byte_order_mark_do_not_matter() {
        check(
            "\u{feff}User-agent : * # everybody\r\n  Disallow :  /x   # no\rDisallow: /y\n\n\tdisallow: /z",
            &["/a"],
            &["/x", "/y", "/z"],
        );
        check("User-agent: *\nDisallow /x\n: /y\nDisallow: /z", &["/x", "/y"], &["/z"]);
    }

    #[test]
    fn a_crawl_delay_is_read_and_bounded() {
        let delay = |file: &str| Robots::parse(file.as_bytes(), "gongkai").crawl_delay();
        assert_eq!(delay("User-agent: *\nCrawl-delay: 1.5\nDisallow: /x"), Some(Duration::from_millis(1500)));
        assert_eq!(delay("User-agent: *\nCrawl-delay: 100"), Some(CRAWL_DELAY_MAX));
        assert_eq!(delay("User-agent: *\nCrawl-delay: 5\nUser-agent: gongkai\nAllow: /"), None);
        for bad in ["-1", "nan", "soon", "", "1e400x"] {
            assert_eq!(delay(&format!("User-agent: *\nCrawl-delay: {bad}")), None, "{bad}");
        }
    }

    #[test]
    fn a_file_is_read_up_to_its_limit_and_never_half_a_line() {
        let mut file = b"User-agent: *\nDisallow: /x\n".to_vec();
        file.resize(ROBOTS_BYTES_MAX - 12, b'#');
        file.extend(b"\nDisallow: /late");
        let robots = Robots::parse(&file, "gongkai");
        let allows = |path: &str| robots.allows(&Url::parse("http://a.cn").unwrap().join(path).unwrap());
        assert!(!allows("/x"));
        assert!(allows("/late"), "it stands beyond the limit");
        assert!(allows("/a"), "the half line `Disallow: /` is not a rule");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_fail(file in proptest::collection::vec(any::<u8>(), 0..400), path in "/\\PC{0,40}") {
            let mut bytes = b"User-agent: *\nDisallow: ".to_vec();
            bytes.extend(&file);
            let robots = Robots::parse(&bytes, "gongkai");
            if let Ok(url) = Url::parse(&format!("http://a.cn{path}")) {
                robots.allows(&url);
            }
        }
    }
}
