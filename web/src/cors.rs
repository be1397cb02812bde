//! Which other websites' scripts may read the API.

use std::time::Duration;

use axum::http::header::{ETAG, IF_NONE_MATCH, RETRY_AFTER};
use axum::http::{HeaderName, Method};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::Origins;
use crate::request_id::X_REQUEST_ID;

/// How long a browser may remember that it may ask.
const MAX_AGE: Duration = Duration::from_secs(24 * 60 * 60);

/// The layer that tells browsers so; none when nobody may.
pub(crate) fn layer(origins: &Origins) -> Option<CorsLayer> {
    let origins = match origins {
        Origins::None => return None,
        Origins::Any => AllowOrigin::any(),
        Origins::Listed(origins) => AllowOrigin::list(origins.iter().cloned()),
    };
    let rate_limit = HeaderName::from_static("ratelimit");
    Some(
        CorsLayer::new()
            .allow_origin(origins)
            .allow_methods([Method::GET, Method::HEAD])
            .allow_headers([IF_NONE_MATCH, X_REQUEST_ID])
            .expose_headers([ETAG, RETRY_AFTER, rate_limit, X_REQUEST_ID])
            .max_age(MAX_AGE),
    )
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use axum::body::Body;
    use axum::http::Request;
    use expect_test::expect;

    use super::*;
    use crate::Policy;
    use crate::client::Peer;
    use crate::fixtures::{App, FakeEngine, one_hit};

    #[tokio::test]
    async fn a_website_can_read_that_it_asked_too_often() {
        let policy = Policy { requests_per_minute: 1, origins: Origins::Any, ..Policy::default() };
        let app = App::with_policy(FakeEngine::new(|request| Ok(one_hit(request))), policy);
        let ask = async || {
            let request = Request::get("/api/v1/search?q=a").header("origin", "https://www.example.gov.cn");
            let mut request = request.body(Body::empty()).unwrap();
            request.extensions_mut().insert(Peer("203.0.113.9:4000".parse().unwrap()));
            app.ask(request).await
        };
        assert_eq!(ask().await.status, 200);
        let refused = ask().await;
        assert_eq!(refused.status, 429);
        assert_eq!(refused.headers["access-control-allow-origin"], "*");
        assert!(refused.headers["access-control-expose-headers"].to_str().unwrap().contains("retry-after"));
    }

    #[tokio::test]
    async fn only_the_websites_that_were_named_may_read_and_only_the_api() {
        let mut lines = String::new();
        for origins in [&[][..], &["https://www.example.gov.cn"], &["*"]] {
            let policy = Policy { origins: Origins::read(origins).unwrap(), ..Policy::default() };
            let app = App::with_policy(FakeEngine::new(|request| Ok(one_hit(request))), policy);
            for (method, path, origin) in [
                ("GET", "/api/v1/search?q=a", "https://www.example.gov.cn"),
                ("GET", "/api/v1/search?q=a", "https://evil.example"),
                ("OPTIONS", "/api/v1/search?q=a", "https://www.example.gov.cn"),
                ("GET", "/search?q=a", "https://www.example.gov.cn"),
            ] {
                let request = Request::builder().method(method).uri(path).header("origin", origin);
                let request = request.header("access-control-request-method", "GET").body(Body::empty()).unwrap();
                let answered = app.ask(request).await;
                let allowed = answered.headers.get("access-control-allow-origin");
                let allowed = allowed.map_or("-", |value| value.to_str().unwrap());
                let status = answered.status.as_u16();
                writeln!(lines, "{origins:?} {method} {path} from {origin}: {status} {allowed}").unwrap();
            }
        }
        expect![[r#"
            [] GET /api/v1/search?q=a from https://www.example.gov.cn: 200 -
            [] GET /api/v1/search?q=a from https://evil.example: 200 -
            [] OPTIONS /api/v1/search?q=a from https://www.example.gov.cn: 405 -
            [] GET /search?q=a from https://www.example.gov.cn: 200 -
            ["https://www.example.gov.cn"] GET /api/v1/search?q=a from https://www.example.gov.cn: 200 https://www.example.gov.cn
            ["https://www.example.gov.cn"] GET /api/v1/search?q=a from https://evil.example: 200 -
            ["https://www.example.gov.cn"] OPTIONS /api/v1/search?q=a from https://www.example.gov.cn: 200 https://www.example.gov.cn
            ["https://www.example.gov.cn"] GET /search?q=a from https://www.example.gov.cn: 200 -
            ["*"] GET /api/v1/search?q=a from https://www.example.gov.cn: 200 *
            ["*"] GET /api/v1/search?q=a from https://evil.example: 200 *
            ["*"] OPTIONS /api/v1/search?q=a from https://www.example.gov.cn: 200 *
            ["*"] GET /search?q=a from https://www.example.gov.cn: 200 -
        "#]].assert_eq(&lines);
    }
}
