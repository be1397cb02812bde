//! How large the text is: a reader's choice, kept in a cookie that says nothing else.
//!
//! Pages are the same for everybody and may be kept; only a style sheet of one line differs. So the choice needs no
//! script, no address of its own, and costs no page its name (`ETag`).

use axum::http::header::{COOKIE, HOST, REFERER};
use axum::http::{HeaderMap, HeaderValue};
use url::Url;

/// The name of the cookie and of the form's field.
pub(crate) const NAME: &str = "display";

/// A size of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Display {
    /// As the browser has it.
    #[default]
    Standard,
    /// A quarter larger.
    Large,
    /// Half as large again.
    Larger,
}

impl Display {
    /// Every size, with what its button says.
    pub(crate) const ALL: [(Self, &'static str); 3] =
        [(Self::Standard, "标准"), (Self::Large, "大"), (Self::Larger, "特大")];

    /// What stands in the cookie and in the form.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Large => "large",
            Self::Larger => "larger",
        }
    }

    /// The size of this code.
    pub(crate) fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().map(|(display, _)| *display).find(|display| display.code() == code)
    }

    /// The size that a request's cookie asks for.
    pub(crate) fn of_request(headers: &HeaderMap) -> Self {
        let cookies = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, _)| *name == NAME).and_then(|(_, code)| Self::of_code(code)).unwrap_or_default()
    }

    /// The style sheet that makes pages so, and marks the button of this size.
    pub(crate) fn style(self) -> String {
        let size = match self {
            Self::Standard => "",
            Self::Large => "html{font-size:125%}",
            Self::Larger => "html{font-size:150%}",
        };
        format!("{size}.display [value={}]{{font-weight:600;text-decoration:none;color:inherit}}\n", self.code())
    }

    /// The cookie that keeps the choice for a year.
    pub(crate) fn cookie(self) -> Option<HeaderValue> {
        let code = self.code();
        HeaderValue::try_from(format!("{NAME}={code}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly")).ok()
    }
}

/// The page of this service that a form was sent from; the front page when nobody tells.
pub(crate) fn page_before(headers: &HeaderMap) -> String {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let page = text(REFERER).and_then(|page| Url::parse(page).ok());
    let asked = |url: &Url| {
        let host = url.host_str()?;
        let authority = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        (text(HOST)? == authority).then_some(())
    };
    match page {
        // What begins with two slashes would lead to another host.
        Some(url) if asked(&url).is_some() && !url.path().starts_with("//") => {
            let query_string = url.query().map(|query_string| format!("?{query_string}")).unwrap_or_default();
            format!("{}{query_string}", url.path())
        }
        _ => "/".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_comes_back_in_a_cookie() {
        for (display, _) in Display::ALL {
            let cookie = display.cookie().unwrap();
            let (pair, _) = cookie.to_str().unwrap().split_once(';').unwrap();
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, HeaderValue::from_str(&format!("a=b; {pair}")).unwrap());
            assert_eq!(Display::of_request(&headers), display);
        }
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("display=}html{x"));
        assert_eq!(Display::of_request(&headers), Display::Standard);
    }

    #[test]
    fn one_goes_back_to_a_page_of_this_service_only() {
        for (referer, expected) in [
            ("http://a.gov.cn:8080/search?q=a", "/search?q=a"),
            ("http://a.gov.cn/search?q=a", "/"),
            ("http://evil.example/search", "/"),
            ("http://a.gov.cn:8080//evil.example/", "/"),
            ("nonsense", "/"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_static("a.gov.cn:8080"));
            headers.insert(REFERER, HeaderValue::from_str(referer).unwrap());
            assert_eq!(page_before(&headers), expected, "{referer}");
        }
        assert_eq!(page_before(&HeaderMap::new()), "/");
    }
}
