//! Answers as a portal of the `gkmlpt` platform does.

mod channels;
mod lists;
mod markup;
mod normative;
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

use crate::faces::{Face, catalogue_folder};
use crate::portal::{GHOSTS, Oddity, Post, SamplePortal};
use crate::sites::{NORMATIVE, NOTICES, QUESTIONS, SampleSite, channel};

const HTML: &str = "text/html; charset=UTF-8";
const JSON: &str = "application/json";
const PLAIN: &str = "text/plain; charset=UTF-8";

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
            if let Some(address) = rest.strip_prefix("/attachment/") {
                return attachment(&portal, address);
            }
            if let Some(page) = channel_list(&portal, place, rest, &host) {
                return with_type(HTML, page);
            }
            post_page(&portal, place, rest, &host, before)
        }
    }
}

/// A file by its folders and name: `8/8000/8000123/7100042.docx`.
fn attachment(portal: &SamplePortal, address: &str) -> Response {
    let mut parts = address.rsplit('/');
    let post_id = parts.next().and_then(|name| name.split_once('.')?.0.parse().ok());
    let file_id: Option<u64> = parts.next().and_then(|id| id.parse().ok());
    let post = post_id.and_then(|id| post_by_id(portal, id));
    let file = post.and_then(|post| post.files.iter().find(|file| Some(file.id) == file_id));
    file.map_or_else(not_found, |file| with_type(file.kind.mime(), file.bytes.clone()))
}

fn channel_list(portal: &SamplePortal, site: usize, path: &str, host: &str) -> Option<String> {
    let (folder, file) = path.rsplit_once('/')?;
    let offset = [NOTICES, QUESTIONS].into_iter().find(|offset| channel(*offset) == Some(folder))?;
    if portal.channels { channels::list(portal, site, offset, file, host) } else { None }
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
    let Some((folder, id)) = post_of(path) else { return not_found() };
    if portal.quirks && GHOSTS.contains(&id) {
        let gone = "<html><head><meta charset='UTF-8'><title>提示</title></head><body>您访问的页面不存在或已删除</body></html>";
        return with_type(HTML, gone);
    }
    let Some(post) = post_by_id(portal, id).filter(|post| post.site == site) else { return not_found() };
    let Some(face) = face(post, folder) else { return not_found() };
    if post.oddity == Some(Oddity::BusyOnce) && before == 0 {
        return busy(StatusCode::SERVICE_UNAVAILABLE);
    }
    let page = match face {
        Face::Catalogue => pages::post(portal, post, host),
        Face::Channel => channels::post(portal, post),
        Face::Normative => normative::post(portal, post),
    };
    let Some(page) = page else { return not_found() };
    if post.oddity == Some(Oddity::Gbk) {
        return in_gbk(&page, post);
    }
    with_type(HTML, page)
}

/// The folder and the number of a post's address: `post_7100042.html`, with `mpost_` and `spost_` for phones.
fn post_of(path: &str) -> Option<(&str, u64)> {
    let (folder, name) = path.rsplit_once('/')?;
    let id = name.strip_prefix(['m', 's']).unwrap_or(name).strip_prefix("post_")?.strip_suffix(".html")?;
    Some((folder, id.parse().ok()?))
}

fn post_by_id(portal: &SamplePortal, id: u64) -> Option<&Post> {
    portal.posts.binary_search_by_key(&id, |post| post.id).ok().and_then(|place| portal.posts.get(place))
}

/// The page of a post that a folder has.
fn face(post: &Post, folder: &str) -> Option<Face> {
    let is_catalogue = format!("{folder}/") == catalogue_folder(post.id);
    let column = folder.strip_suffix("/content");
    match post.face {
        Face::Catalogue | Face::Normative if is_catalogue => Some(Face::Catalogue),
        Face::Normative if column == Some(NORMATIVE) => Some(Face::Normative),
        Face::Channel if column.is_some() && column == post.columns.first().and_then(|offset| channel(*offset)) => {
            Some(Face::Channel)
        }
        _ => None,
    }
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
