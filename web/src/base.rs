//! Where the public reaches the service: what addresses in feeds and descriptions begin with.

use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::http::uri::Authority;

use crate::identity::Identity;
use crate::views::web_link;

/// The beginning of every absolute address, without a slash at its end.
///
/// The operator's setting where there is one; else the host that the request asked, which is right behind no proxy or
/// one that passes the name on.
pub(crate) fn base(identity: &Identity, headers: &HeaderMap) -> String {
    if let Some(url) = identity.public_url.as_deref().and_then(web_link) {
        return url.trim_end_matches('/').to_owned();
    }
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let plain = |host: &&str| host.parse::<Authority>().is_ok() && !host.contains('@');
    format!("http://{}", host.filter(plain).unwrap_or("localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_setting_comes_before_what_was_asked() {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, "127.0.0.1:8080".parse().unwrap());
        let mut identity = Identity::default();
        assert_eq!(base(&identity, &headers), "http://127.0.0.1:8080");
        identity.public_url = Some("https://search.example.gov.cn/".to_owned());
        assert_eq!(base(&identity, &headers), "https://search.example.gov.cn");
    }

    #[test]
    fn a_host_that_is_none_is_not_repeated() {
        for host in ["a b", "\"><script>", "user@evil.example", ""] {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, host.parse().unwrap());
            assert_eq!(base(&Identity::default(), &headers), "http://localhost", "{host}");
        }
    }
}
