//! The headers that every answer carries, whoever made it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::Origins;

/// Tells search engines what not to keep.
const X_ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");

/// Nothing from elsewhere, and no script but our own file. Who may frame a page is said after it.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors";

/// Keeps an answer out of the catalogues of search engines: it is one of endlessly many views of the same documents.
pub(crate) fn unlist(response: &mut Response) {
    response.headers_mut().insert(X_ROBOTS_TAG, HeaderValue::from_static("noindex, nofollow"));
}

/// The headers of one installation.
#[derive(Debug)]
pub(crate) struct SecurityHeaders(Vec<(HeaderName, HeaderValue)>);

impl SecurityHeaders {
    /// The headers of a service whose pages `frame_ancestors` may show in frames.
    pub(crate) fn new(frame_ancestors: &Origins) -> Self {
        let fixed = |name, value| (name, HeaderValue::from_static(value));
        let mut headers = vec![
            fixed(X_CONTENT_TYPE_OPTIONS, "nosniff"),
            fixed(REFERRER_POLICY, "same-origin"),
            fixed(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
            fixed(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
        ];
        let mut policy = POLICY.as_bytes().to_vec();
        match frame_ancestors {
            Origins::None => {
                policy.extend(b" 'none'");
                // For browsers that do not know frame-ancestors. It has no word for single websites.
                headers.push(fixed(X_FRAME_OPTIONS, "DENY"));
            }
            Origins::Any => policy.extend(b" *"),
            Origins::Listed(origins) => {
                for origin in origins {
                    policy.push(b' ');
                    policy.extend(origin.as_bytes());
                }
            }
        }
        if let Ok(policy) = HeaderValue::from_bytes(&policy) {
            headers.push((CONTENT_SECURITY_POLICY, policy));
        }
        Self(headers)
    }

    /// Adds them to an answer. One that says nothing about caching must be asked for again each time, so that a withdrawn
    /// document is gone at once.
    pub(crate) fn add_to(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.0 {
            headers.insert(name.clone(), value.clone());
        }
        headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    }
}

/// Adds what each answer needs.
pub(crate) async fn add_headers(
    State(security): State<Arc<SecurityHeaders>>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    security.add_to(response.headers_mut());
    response
}

#[cfg(test)]
mod tests {
    use crate::fixtures::{App, FakeEngine, one_hit};
    use crate::{Origins, Policy};

    #[tokio::test]
    async fn only_websites_that_the_operator_names_may_frame_a_page() {
        let framed = async |frame_ancestors: Origins| {
            let policy = Policy { frame_ancestors, ..Policy::default() };
            let app = App::with_policy(FakeEngine::new(|request| Ok(one_hit(request))), policy);
            let headers = app.get("/").await.headers;
            let policy = headers["content-security-policy"].to_str().unwrap().to_owned();
            assert!(policy.starts_with("default-src 'none';"));
            (policy.rsplit_once("; ").unwrap().1.to_owned(), headers.contains_key("x-frame-options"))
        };
        assert_eq!(framed(Origins::None).await, ("frame-ancestors 'none'".to_owned(), true));
        let portal = Origins::read(&["https://www.example.gov.cn", "https://m.example.gov.cn"]).unwrap();
        let listed = "frame-ancestors https://www.example.gov.cn https://m.example.gov.cn";
        assert_eq!(framed(portal).await, (listed.to_owned(), false));
        assert_eq!(framed(Origins::Any).await, ("frame-ancestors *".to_owned(), false));
    }
}
