//! Whose host it is.

use crate::finding::{Finding, Rule};
use crate::passage::Passage;

/// Whether `host` is a government's: below `gov.cn`, or one of `allowed` or below it. Case and a port do not matter.
///
/// ```
/// use gongkai_screening::is_government_host;
///
/// assert!(is_government_host("www.huadu.gov.cn", &[]));
/// assert!(is_government_host("m.gz-example.cn:8443", &["gz-example.cn"]));
/// assert!(!is_government_host("www.huadu.gov.cn.example.com", &[]));
/// ```
pub fn is_government_host(host: &str, allowed: &[&str]) -> bool {
    let host = host.split(':').next().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
    let is_below = |parent: &str| {
        let parent = parent.to_ascii_lowercase();
        host == parent || host.strip_suffix(&parent).is_some_and(|rest| rest.ends_with('.'))
    };
    is_below("gov.cn") || allowed.iter().any(|parent| is_below(parent))
}

/// Addresses as a machine that rewrites a portal's own writes them: `(//www.example.com)`. People write none like it.
pub(crate) fn host_of_site(passage: &Passage<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, mark) in passage.text.match_indices("//") {
        if !matches!(passage.before(at), Some('(' | '（')) {
            continue;
        }
        let rest = passage.after(at + mark.len());
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))).unwrap_or(rest.len());
        let host = rest.get(..end).unwrap_or_default();
        if host.contains('.') && !is_government_host(host, &[]) {
            let start = at + mark.len();
            let why = format!("{host} stands where the portal's own address should");
            findings.push(passage.finding(Rule::ForeignHost, start..start + end, false, why));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen_text;

    #[test]
    fn a_government_host_is_known_by_its_end() {
        assert!(is_government_host("GOV.CN", &[]));
        assert!(is_government_host("WWW.GZ.GOV.CN.", &[]));
        assert!(!is_government_host("wwwgov.cn", &[]));
        assert!(!is_government_host("gov.cn.example.org", &[]));
        assert!(is_government_host("example.org", &["Example.ORG"]));
        assert!(!is_government_host("myexample.org", &["example.org"]));
    }

    #[test]
    fn an_address_without_scheme_that_is_no_governments_is_told() {
        let findings = screen_text("登录区政府门户网站(//www.example-shop.com)查询。");
        assert_eq!(findings.len(), 1);
        assert_eq!((findings[0].rule, findings[0].matched.as_str()), (Rule::ForeignHost, "www.example-shop.com"));
        assert!(!findings[0].is_grave());
    }

    #[test]
    fn ordinary_addresses_are_not_told() {
        for text in ["（//www.huadu.gov.cn）", "(http://www.example.com)", "https://bank.example.com/a//b", "见（//）"]
        {
            assert_eq!(screen_text(text), [], "{text}");
        }
    }
}
