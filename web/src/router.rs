//! The list of routes, and what every answer passes through.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Uri};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use gongkai_query::{Discovery, SearchEngine};
use tower::util::option_layer;
use tower_http::compression::CompressionLayer;

use crate::headers::SecurityHeaders;
use crate::identity::Identity;
use crate::limits::BODY_BYTES_MAX;
use crate::rate_limit::Limiter;
use crate::refusal::Refusal;
use crate::routes::{
    api_page, asset, citations_api, click, display, document_api, document_page, export, feed, health, home_page,
    openapi_api, opensearch, search_api, search_page, similar_api, sitemap, suggest_api, version_page,
};
use crate::service::Service;
use crate::{
    Staff, access_log, body_limit, cors, headers, metrics, problem, rate_limit, refusal_pause, routes, staff, views,
};

/// Everything the service answers: the public side, and where there is one, the side for staff, whose state the public
/// routes have no way to.
pub fn router<E: Discovery>(service: Service<E>, staff: Option<Staff>) -> Router {
    let identity = Arc::new(service.identity().clone());
    let refuse = Refuse(Arc::clone(&identity));
    let limiter = Limiter::new(Arc::clone(service.policy()), refuse, Arc::clone(service.metrics()));
    let hold_back = middleware::from_fn_with_state(service.refusal_pause(), refusal_pause::hold_back);
    let limit = middleware::from_fn_with_state(limiter, rate_limit::limit_rate);
    let origins = service.policy().origins.clone();
    let security = Arc::new(SecurityHeaders::new(&service.policy().frame_ancestors));
    let measure = middleware::from_fn_with_state(Arc::clone(service.metrics()), metrics::measure);
    // Only these may be read by other websites' scripts. Whatever browsers ask first (OPTIONS) comes to the layer too.
    let api = Router::new()
        .route("/api/v1/search", get(search_api::search_api::<E>))
        .route("/api/v1/documents/{id}", get(document_api::document_api::<E>))
        .route("/api/v1/documents/{id}/citations", get(citations_api::citations_api::<E>))
        .route("/api/v1/documents/{id}/similar", get(similar_api::similar_api::<E>))
        .route("/api/v1/suggest", get(suggest_api::suggest_api::<E>))
        .route(openapi_api::PATH, get(openapi_api::openapi_api))
        .method_not_allowed_fallback(method_not_allowed::<E>)
        .layer(limit.clone())
        .layer(option_layer(cors::layer(&origins)));
    let pages = Router::new()
        .route("/", get(home_page::home_page::<E>))
        .route("/search", get(search_page::search_page::<E>))
        .route(feed::PATH, get(feed::feed::<E>))
        .route(export::CSV_PATH, get(export::export_csv::<E>))
        .route(export::JSON_PATH, get(export::export_json::<E>))
        .route(opensearch::PATH, get(opensearch::opensearch::<E>))
        .route(sitemap::PATH, get(sitemap::sitemap::<E>))
        .route("/sitemaps/{page}", get(sitemap::sitemap_page::<E>))
        .route("/clicks/{rank}/{id}", get(click::click::<E>))
        .route("/documents/{id}", get(document_page::document_page::<E>))
        .route("/documents/{id}/versions/{number}", get(version_page::version_page::<E>))
        .route(api_page::PATH, get(api_page::api_page::<E>))
        .route(display::PATH, post(display::choose_display::<E>).layer(DefaultBodyLimit::max(BODY_BYTES_MAX)))
        .route(display::STYLE_PATH, get(display::display_style))
        .route("/assets/{name}", get(asset::asset))
        .route("/robots.txt", get(asset::robots::<E>))
        .fallback(no_such_address::<E>)
        .method_not_allowed_fallback(method_not_allowed::<E>)
        .layer(limit.clone());
    // No compression: a page that holds a secret beside what somebody typed tells of it by its length (BREACH).
    let private = staff.map(|staff| {
        let routes = staff::router(staff, identity, service.policy());
        routes.layer(limit).layer(hold_back.clone()).layer(middleware::from_fn(staff::keep_private))
    });
    let watched = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz::<E>))
        .route(routes::metrics::PATH, get(routes::metrics::metrics::<E>))
        .method_not_allowed_fallback(method_not_allowed::<E>);
    api.merge(pages)
        .layer(hold_back)
        .merge(watched)
        .with_state(service)
        .layer(middleware::from_fn(body_limit::limit_body))
        .layer(CompressionLayer::new())
        .merge(private.unwrap_or_default())
        .layer(middleware::from_fn_with_state(security, headers::add_headers))
        .layer(measure)
        .layer(middleware::from_fn(access_log::log_access))
}

async fn no_such_address<E: SearchEngine>(State(service): State<Service<E>>, uri: Uri, headers: HeaderMap) -> Response {
    refuse(service.identity(), &uri, &headers, &Refusal::NoSuchAddress)
}

async fn method_not_allowed<E: SearchEngine>(
    State(service): State<Service<E>>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    refuse(service.identity(), &uri, &headers, &Refusal::Method)
}

/// A refusal for whoever asked: programs ask below `/api/` or accept JSON, everybody else reads a page.
fn refuse(identity: &Identity, uri: &Uri, headers: &HeaderMap, refusal: &Refusal) -> Response {
    let accepts = |wanted: &str| {
        let accepted = headers.get_all("accept").iter().filter_map(|value| value.to_str().ok());
        accepted.into_iter().any(|value| value.contains(wanted))
    };
    if uri.path().starts_with("/api/") || (accepts("json") && !accepts("text/html")) {
        return problem::Problem(refusal.clone()).into_response();
    }
    views::refusal_page(identity, refusal)
}

/// Refuses in the name of the service, for layers that do not know it.
#[derive(Debug, Clone)]
pub(crate) struct Refuse(Arc<Identity>);

impl Refuse {
    /// The refusal for whoever asked.
    pub(crate) fn answer(&self, uri: &Uri, headers: &HeaderMap, refusal: &Refusal) -> Response {
        refuse(&self.0, uri, headers, refusal)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use axum::body::{Body, to_bytes};
    use axum::http::{Method, Request};
    use expect_test::expect;
    use tower::ServiceExt;

    use crate::assets::STYLE;
    use crate::fixtures::{App, FakeEngine, one_hit};

    fn app() -> App {
        App::new(FakeEngine::new(|request| Ok(one_hit(request))))
    }

    #[tokio::test]
    async fn every_answer_carries_the_headers() {
        let app = app();
        let style = STYLE.href();
        let paths = [
            "/",
            "/search?q=a",
            "/search?bad=1",
            "/documents/nfcms:1",
            "/clicks/1/nfcms:1",
            "/documents/no",
            "/documents/nfcms:1/versions/2",
            "/documents/%ff",
            "/api/v1/search?q=a",
            "/api/v1/search?bad=1",
            "/api/v1/documents/nfcms:1",
            "/api/v1/documents/no",
            "/api/v1/documents/nfcms:1/citations",
            "/api/v1/documents/nfcms:1/similar",
            "/api/v1/documents/no/similar",
            "/api/v1/suggest?q=a",
            "/api/v1/suggest?bad=1",
            "/api/v1/openapi.json",
            "/api/v1/none",
            "/api",
            "/healthz",
            "/readyz",
            "/metrics",
            "/robots.txt",
            "/none",
            "/search.atom?q=a",
            "/search.csv?q=a",
            "/search.json?q=a",
            "/opensearch.xml",
            "/sitemap.xml",
            "/sitemaps/0.xml",
            "/assets/none",
            &style,
        ];
        for path in paths {
            for method in [Method::GET, Method::HEAD, Method::POST, Method::OPTIONS, Method::TRACE] {
                let request = Request::builder().method(&method).uri(path).body(Body::empty()).unwrap();
                let answered = app.ask(request).await;
                let policy = answered.headers["content-security-policy"].to_str().unwrap();
                assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{method} {path}");
                assert_eq!(answered.headers["x-content-type-options"], "nosniff", "{method} {path}");
                assert_eq!(answered.headers["referrer-policy"], "same-origin", "{method} {path}");
                assert!(answered.headers.contains_key("cache-control"), "{method} {path}");
                assert!(answered.status.as_u16() < 500, "{method} {path}");
                if method == Method::HEAD {
                    assert!(answered.body.is_empty(), "{path}");
                }
            }
        }
    }

    #[tokio::test]
    async fn who_can_unpack_is_sent_packed_bytes() {
        let app = app();
        for (path, accepted, sent) in [
            ("/search?q=a", "gzip, deflate, br", "br"),
            ("/search?q=a", "gzip", "gzip"),
            ("/api/v1/search?q=a", "br", "br"),
            (&STYLE.href(), "gzip", "gzip"),
        ] {
            let request = Request::get(path).header("accept-encoding", accepted).body(Body::empty()).unwrap();
            let response = app.router.clone().oneshot(request).await.unwrap();
            assert_eq!(response.headers()["content-encoding"], sent, "{path}");
            assert!(response.headers()["vary"].to_str().unwrap().contains("accept-encoding"), "{path}");
            let packed = to_bytes(response.into_body(), usize::MAX).await.unwrap().len();
            assert!(packed < app.get(path).await.body.len(), "{path}");
        }
    }

    #[tokio::test]
    async fn head_answers_like_get() {
        let app = app();
        for path in ["/", "/search?q=a", "/api/v1/search?q=a", "/documents/nfcms:1", "/healthz"] {
            let head = app.ask(Request::head(path).body(Body::empty()).unwrap()).await;
            assert_eq!(head.status, app.get(path).await.status, "{path}");
        }
    }

    #[tokio::test]
    async fn who_asks_as_a_program_is_told_as_a_program() {
        let app = app();
        let mut lines = String::new();
        for (method, path, accept) in [
            ("GET", "/none", "text/html,application/xhtml+xml"),
            ("GET", "/none", "*/*"),
            ("GET", "/none", "application/json"),
            ("GET", "/api/none", "text/html"),
            ("POST", "/api/v1/search", "*/*"),
            ("DELETE", "/documents/nfcms:1", "text/html"),
        ] {
            let request = Request::builder().method(method).uri(path).header("accept", accept);
            let answered = app.ask(request.body(Body::empty()).unwrap()).await;
            let kind = answered.headers["content-type"].to_str().unwrap();
            let allow = answered.headers.get("allow").map_or("", |value| value.to_str().unwrap());
            writeln!(lines, "{method} {path} ({accept}): {} {kind} {allow}", answered.status.as_u16()).unwrap();
        }
        expect![[r#"
            GET /none (text/html,application/xhtml+xml): 404 text/html; charset=utf-8 
            GET /none (*/*): 404 text/html; charset=utf-8 
            GET /none (application/json): 404 application/problem+json 
            GET /api/none (text/html): 404 application/problem+json 
            POST /api/v1/search (*/*): 405 application/problem+json GET,HEAD
            DELETE /documents/nfcms:1 (text/html): 405 text/html; charset=utf-8 GET,HEAD
        "#]]
        .assert_eq(&lines);
    }

    #[tokio::test]
    async fn a_long_body_is_refused_before_it_is_read() {
        let request = Request::post("/search").header("content-length", "16385").body(Body::empty()).unwrap();
        assert_eq!(app().ask(request).await.status, 413);
    }
}
