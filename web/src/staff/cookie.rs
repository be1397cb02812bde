//! The one cookie of the staff side: a session's token, or before a sign-in a token of no session.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use gongkai_accounts::{SESSION_LONGEST_S, SessionToken};

/// Over https: browsers take a name that begins so only with `Secure`, for every path, and from this host itself, so that
/// no neighbouring subdomain can plant a token of its choice.
const SECURE_NAME: &str = "__Host-gongkai-staff";
/// Over plain http, where browsers refuse that beginning.
const PLAIN_NAME: &str = "gongkai-staff";
/// Where the plain cookie is sent.
const PLAIN_PATH: &str = "/staff";

/// How the cookie is written: by the address at which the operator says the public reaches the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cookie {
    is_secure: bool,
}

impl Cookie {
    /// The cookie of a service that is reached at `public_url`.
    pub(super) fn of(public_url: Option<&str>) -> Self {
        Self { is_secure: public_url.is_some_and(|url| url.trim_start().to_ascii_lowercase().starts_with("https://")) }
    }

    const fn name(self) -> &'static str {
        if self.is_secure { SECURE_NAME } else { PLAIN_NAME }
    }

    /// The token that a request shows.
    pub(super) fn read(self, headers: &HeaderMap) -> Option<SessionToken> {
        let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, _)| *name == self.name()).and_then(|(_, token)| SessionToken::read(token))
    }

    /// The header that gives a browser `token`, for as long as a session can hold.
    ///
    /// `Lax` and not `Strict`: a link to a case in an office's mail opens the case, and not the sign-in over a session
    /// that holds. Nothing is changed by a link; every form has its token.
    pub(super) fn set(self, token: &SessionToken) -> Option<HeaderValue> {
        self.header(&token.reveal(), SESSION_LONGEST_S)
    }

    /// The header that takes it away.
    pub(super) fn clear(self) -> Option<HeaderValue> {
        self.header("", 0)
    }

    fn header(self, value: &str, max_age_s: i64) -> Option<HeaderValue> {
        let name = self.name();
        let place = if self.is_secure { "Path=/; Secure".to_owned() } else { format!("Path={PLAIN_PATH}") };
        let mut header =
            HeaderValue::try_from(format!("{name}={value}; {place}; HttpOnly; SameSite=Lax; Max-Age={max_age_s}"))
                .ok()?;
        header.set_sensitive(true);
        Some(header)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cookie: Cookie, lines: &[&str]) -> Option<SessionToken> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(COOKIE, HeaderValue::from_str(line).unwrap());
        }
        cookie.read(&headers)
    }

    #[test]
    fn over_https_the_cookie_is_bound_to_the_host_and_over_http_to_the_path() {
        let token = SessionToken::unused().unwrap();
        let written = |url| Cookie::of(url).set(&token).unwrap().to_str().unwrap().replace(&token.reveal(), "T");
        let secure = "__Host-gongkai-staff=T; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=43200";
        let plain = "gongkai-staff=T; Path=/staff; HttpOnly; SameSite=Lax; Max-Age=43200";
        assert_eq!(written(Some("https://search.example.gov.cn")), secure);
        assert_eq!(written(Some("HTTPS://search.example.gov.cn")), secure);
        assert_eq!(written(Some("http://search.example.gov.cn")), plain);
        assert_eq!(written(None), plain);
    }

    #[test]
    fn a_token_comes_back_and_nothing_else_is_one() {
        let token = SessionToken::unused().unwrap();
        let (secure, plain) = (Cookie { is_secure: true }, Cookie { is_secure: false });
        let text = token.reveal();
        assert_eq!(read(plain, &["display=large", &format!("a=b; gongkai-staff={text}")]), Some(token.clone()));
        assert_eq!(read(secure, &[&format!("__Host-gongkai-staff={text}")]), Some(token));
        for other in [format!("gongkai-staff={text}0"), "gongkai-staff=".to_owned(), format!("x{PLAIN_NAME}={text}")] {
            assert_eq!(read(plain, &[&other]), None, "{other}");
        }
        assert_eq!(read(secure, &[&format!("gongkai-staff={text}")]), None, "planted over http");
    }
}
