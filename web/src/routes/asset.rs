//! `GET /assets/{name}` and `/robots.txt`: files.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use gongkai_query::SearchEngine;

use crate::assets::Asset;
use crate::base::base;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::routes::sitemap;
use crate::service::Service;

/// Result pages are not in it: they say `noindex` themselves, and a robot that may not read them never learns that.
/// Feeds and exports are: they are for people's programs, and a robot would only cost work. So is what begins with a
/// sign-in, whether this service has it or not.
const ROBOTS: &str = "User-agent: *\nDisallow: /api/\nDisallow: /search.\nDisallow: /clicks/\nDisallow: /staff\n";

/// A file of the pages. The address changes with the content, so it may be kept for a year.
pub(crate) async fn asset(path: Result<Path<String>, PathRejection>) -> Response {
    let Some(asset) = path.ok().and_then(|Path(name)| Asset::find(&name)) else {
        return Problem(Refusal::NoSuchAddress).into_response();
    };
    let headers = [(CONTENT_TYPE, asset.content_type), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, asset.content).into_response()
}

/// What robots may read.
pub(crate) async fn robots<E: SearchEngine>(State(service): State<Service<E>>, headers: HeaderMap) -> Response {
    let text = format!("{ROBOTS}Sitemap: {}{}\n", base(service.identity(), &headers), sitemap::PATH);
    ([(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "public, max-age=86400")], text).into_response()
}

#[cfg(test)]
mod tests {
    use crate::assets::STYLE;
    use crate::fixtures::{App, FakeEngine, one_hit};

    #[tokio::test]
    async fn a_file_is_kept_for_ever_under_its_own_name_only() {
        let app = App::new(FakeEngine::new(|request| Ok(one_hit(request))));
        assert!(app.get("/").await.body.contains(&STYLE.href()));
        let answered = app.get(&STYLE.href()).await;
        assert_eq!(answered.status, 200);
        assert_eq!(answered.headers["content-type"], "text/css; charset=utf-8");
        assert!(answered.headers["cache-control"].to_str().unwrap().contains("immutable"));
        assert_eq!(app.get("/assets/style-0000000000000000.css").await.status, 404);
        assert_eq!(app.get("/assets/..%2fCargo.toml").await.status, 404);
    }
}
