//! `GET /clicks/{rank}/{id}`: opens a hit, and counts at which place it stood.
//!
//! Only where the operator counts what people search do results lead here; else they lead to the document at once. A
//! redirect needs no script and leaves the document's own address in the browser. The query is not in the address: it is
//! in that of the page before, which the browser tells this service and, by `Referrer-Policy`, nobody else.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use gongkai_document::{DocumentId, Timestamp};
use gongkai_query::{RESULTS_MAX, SearchEngine};
use url::form_urlencoded::byte_serialize;

use crate::display::page_before;
use crate::headers::unlist;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::service::Service;
use crate::views::{day_of, document_href};
use crate::{params, searches};

/// The folder of these addresses.
pub(crate) const FOLDER: &str = "/clicks/";

/// How a browser says that nobody has opened anything yet.
const SEC_PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");

/// The address that opens the hit at `rank`, counted from 1.
pub(crate) fn click_href(rank: usize, id: &DocumentId) -> String {
    let id: String = byte_serialize(id.as_str().as_bytes()).collect();
    format!("{FOLDER}{rank}/{id}")
}

/// Leads to the document. What cannot be a place or a document is no address.
pub(crate) async fn click<E: SearchEngine>(
    State(service): State<Service<E>>,
    path: Result<Path<(u32, String)>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Ok(Path((rank, id))) = path else { return Err(Refusal::NoSuchAddress.into()) };
    let is_place = usize::try_from(rank).is_ok_and(|rank| (1..=RESULTS_MAX).contains(&rank));
    let Ok(id) = DocumentId::new(id).map_err(drop).and_then(|id| if is_place { Ok(id) } else { Err(()) }) else {
        return Err(Refusal::NoSuchAddress.into());
    };
    if !headers.contains_key(SEC_PURPOSE)
        && let Some(text) = searched_before(&headers)
    {
        service.note_click(&text, rank, day_of(Timestamp::now()));
    }
    let location = document_href(&id);
    let mut response =
        (StatusCode::SEE_OTHER, [(LOCATION, location), (CACHE_CONTROL, "no-store".to_owned())]).into_response();
    unlist(&mut response);
    Ok(response)
}

/// What was searched on the page that the reader came from, when its places are those of the query alone.
fn searched_before(headers: &HeaderMap) -> Option<String> {
    let page = page_before(headers);
    let request = params::read_known(page.strip_prefix("/search?")?, params::NAMES_OF_PAGE).ok()?;
    searches::is_plain(&request).then(|| request.text().to_owned())
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use gongkai_query_log::{QueryLog, Recorder};

    use super::*;
    use crate::fixtures::{App, FakeEngine, archive, one_hit, service};
    use crate::{Limits, router};

    const PAGE: &str = "http://a.gov.cn/search?q=%E5%85%BB%E8%80%81";

    fn click_from(page: &str, path: &str) -> Request<Body> {
        Request::get(path).header("host", "a.gov.cn").header("referer", page).body(Body::empty()).unwrap()
    }

    #[tokio::test]
    async fn a_hit_that_is_opened_is_counted_at_its_place_and_leads_to_the_document() {
        let folder = archive();
        let path = folder.path().join("queries.sqlite");
        let log = Recorder::start(QueryLog::open(&path, 30).unwrap()).unwrap();
        let service = service(FakeEngine::new(|request| Ok(one_hit(request))), folder.path(), &Limits::default())
            .with_query_log(log);
        let app = App::over(router(service, None));
        for _ in 0..5 {
            let body = app.get("/search?q=%E5%85%BB%E8%80%81").await.body;
            assert!(body.contains("<h2><a href=\"/clicks/1/nfcms%3A1\">"), "{body}");
        }
        for rank in [1, 1, 1, 2, 5] {
            let answered = app.ask(click_from(PAGE, &format!("/clicks/{rank}/nfcms%3A1"))).await;
            assert_eq!(
                (answered.status.as_u16(), &answered.headers["location"]),
                (303, &"/documents/nfcms%3A1".parse().unwrap())
            );
            assert_eq!(answered.headers["cache-control"], "no-store");
        }
        // These lead to the document as well, and say nothing about the query.
        let ahead = Request::get("/clicks/9/nfcms:1").header("host", "a.gov.cn").header("referer", PAGE);
        app.ask(ahead.header("sec-purpose", "prefetch").body(Body::empty()).unwrap()).await;
        for page in [
            "http://b.cn/search?q=%E5%85%BB%E8%80%81",
            &format!("{PAGE}&year=2020"),
            &format!("{PAGE}&sort=newest"),
            "",
        ] {
            assert_eq!(app.ask(click_from(page, "/clicks/9/nfcms:1")).await.status, 303, "{page}");
        }
        for path in ["/search?q=%E5%85%BB%E8%80%81&year=2020", "/search?q=%E5%85%BB%E8%80%81&sort=newest"] {
            assert!(app.get(path).await.body.contains("<h2><a href=\"/documents/"), "{path}");
        }
        app.get("/api/v1/search?q=%E5%85%BB%E8%80%81").await;
        app.get("/search?q=%E5%85%BB%E8%80%81&page=2").await;
        app.get("/search?q=13800138000").await;
        drop(app);
        let report = QueryLog::open_read_only(&path).unwrap().report(None).unwrap();
        assert_eq!((report.searches.shown[0].count, report.searches.other.count), (5, 0));
        let clicks = &report.clicks.shown[0];
        assert_eq!((clicks.query.as_str(), clicks.count, clicks.mean_rank, clicks.first_share), ("养老", 5, 2.0, 0.6));
    }

    #[tokio::test]
    async fn without_the_log_hits_are_plain_links_and_what_is_no_place_is_no_address() {
        let app = App::new(FakeEngine::new(|request| Ok(one_hit(request))));
        let body = app.get("/search?q=a").await.body;
        assert!(body.contains("<h2><a href=\"/documents/nfcms%3A1\">") && !body.contains(FOLDER));
        assert_eq!(app.ask(click_from(PAGE, "/clicks/1/nfcms:1")).await.status, 303);
        for path in ["/clicks/0/nfcms:1", "/clicks/1001/nfcms:1", "/clicks/x/nfcms:1", "/clicks/1/a%20b", "/clicks/1/"]
        {
            assert_eq!(app.get(path).await.status, 404, "{path}");
        }
        let elsewhere = app.get("/clicks/1/%2f%2fevil.example").await;
        assert!(elsewhere.headers["location"].to_str().unwrap().starts_with("/documents/"));
    }
}
