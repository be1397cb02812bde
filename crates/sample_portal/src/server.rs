//! Answers as a portal of the `gkmlpt` platform does.

mod lists;
mod pages;

use std::future::Future;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, HOST, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;

use crate::portal::{Oddity, Post, SamplePortal};
use crate::sites::SampleSite;

const HTML: &str = "text/html; charset=UTF-8";
const JSON: &str = "application/json";
const PLAIN: &str = "text/plain; charset=UTF-8";

/// Posts that the district's lists show and whose pages are gone, with a page that says so and the status 200.
pub(crate) const GHOSTS: [u64; 3] = [7_000_001, 7_000_002, 7_000_003];

/// The portal as a service, to be answered without a socket or behind one.
pub fn router(portal: Arc<SamplePortal>) -> Router {
    Router::new().fallback(answer).layer(from_fn_with_state(Arc::clone(&portal), count)).with_state(portal)
}

/// Serves the portal until `shutdown` is done.
pub async fn serve(
    listener: TcpListener,
    portal: Arc<SamplePortal>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, router(portal)).with_graceful_shutdown(shutdown).await
}

async fn count(State(portal): State<Arc<SamplePortal>>, mut request: Request, next: Next) -> Response {
    let target = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    let before = portal.counter.begin(&target);
    request.extensions_mut().insert(AskedBefore(before));
    let response = next.run(request).await;
    portal.counter.end();
    response
}

/// How often the same address has been asked for before.
#[derive(Debug, Clone, Copy)]
struct AskedBefore(u64);

async fn answer(State(portal): State<Arc<SamplePortal>>, request: Request) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost").to_owned();
    let before = request.extensions().get::<AskedBefore>().map_or(0, |before| before.0);
    let path = request.uri().path();
    let Some((place, site)) = site_of(&portal, path) else { return not_found() };
    let rest = path.get(site.path.len()..).unwrap_or_default();
    match rest {
        "/robots.txt" => with_type(PLAIN, "User-agent: *\nDisallow: /wxzf/\n"),
        "/" | "/gkmlpt" | "/gkmlpt/" | "/gkmlpt/index" => with_type(HTML, pages::front(&portal, site, &host)),
        _ => {
            if let Some(column) = rest.strip_prefix("/gkmlpt/api/all/") {
                return list(&portal, place, column, request.uri().query(), &host, before);
            }
            if rest.starts_with("/attachment/") {
                return with_type(PLAIN, "任务分工表\n一、牵头单位\n二、配合单位\n");
            }
            post_page(&portal, place, rest, &host, before)
        }
    }
}

fn site_of<'a>(portal: &'a SamplePortal, path: &str) -> Option<(usize, &'a SampleSite)> {
    let is_under = |site: &SampleSite| path.strip_prefix(site.path).is_some_and(|rest| rest.starts_with('/'));
    let towns = portal.sites.iter().enumerate().skip(1);
    let mut towns = towns.filter(|(_, site)| is_under(site));
    towns.next().or_else(|| portal.sites.first().map(|district| (0, district)))
}

fn list(portal: &SamplePortal, site: usize, column: &str, query: Option<&str>, host: &str, before: u64) -> Response {
    let page = query.unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("page=")?.parse().ok());
    // Page 0 and page 1 are the same page.
    let page: usize = page.unwrap_or(1).max(1);
    let Ok(column) = column.parse::<u64>() else { return not_found() };
    if portal.quirks && before == 0 && column % 100 == crate::sites::NEWS && site == 0 && page == 1 {
        return busy(StatusCode::TOO_MANY_REQUESTS);
    }
    lists::answer(portal, site, column, page, host).map_or_else(not_found, |body| with_type(JSON, body))
}

fn post_page(portal: &SamplePortal, site: usize, path: &str, host: &str, before: u64) -> Response {
    let id = path.rsplit_once("post_").and_then(|(_, name)| name.strip_suffix(".html")?.parse::<u64>().ok());
    let Some(id) = id else { return not_found() };
    if portal.quirks && GHOSTS.contains(&id) {
        let gone = "<html><head><meta charset='UTF-8'><title>提示</title></head><body>您访问的页面不存在或已删除</body></html>";
        return with_type(HTML, gone);
    }
    let post = portal.posts.binary_search_by_key(&id, |post| post.id).ok().and_then(|place| portal.posts.get(place));
    let Some(post) = post.filter(|post| post.site == site) else { return not_found() };
    if post.oddity == Some(Oddity::BusyOnce) && before == 0 {
        return busy(StatusCode::SERVICE_UNAVAILABLE);
    }
    let Some(page) = pages::post(portal, post, host) else { return not_found() };
    if post.oddity == Some(Oddity::Gbk) {
        return in_gbk(&page, post);
    }
    with_type(HTML, page)
}

/// The page in GBK under the older name that portals give it, without a charset in the header.
fn in_gbk(page: &str, post: &Post) -> Response {
    let (bytes, _, unmappable) = encoding_rs::GBK.encode(page);
    debug_assert!(!unmappable, "post {} has characters that GBK lacks", post.id);
    let mut response = Body::from(bytes.into_owned()).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
    response
}

fn with_type(kind: &'static str, body: impl Into<Body>) -> Response {
    let mut response = body.into().into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

fn busy(status: StatusCode) -> Response {
    let mut response = status.into_response();
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("0"));
    response
}

fn not_found() -> Response {
    let body = "<html><head><title>404</title></head><body>找不到页面</body></html>";
    (StatusCode::NOT_FOUND, with_type(HTML, body)).into_response()
}
