//! `POST /display` and `GET /display.css`: the size of text that a reader chose.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, SET_COOKIE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use gongkai_query::SearchEngine;
use url::form_urlencoded;

use crate::display::{Display, NAME, page_before};
use crate::params::{Allowed, InvalidParameter};
use crate::service::Service;
use crate::views;

/// Where the choice is sent.
pub(crate) const PATH: &str = "/display";
/// Where the style sheet is that follows it.
pub(crate) const STYLE_PATH: &str = "/display.css";

/// The style sheet for whoever asks.
pub(crate) async fn display_style(headers: HeaderMap) -> Response {
    let headers_out =
        [(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "private, no-cache"), (VARY, "cookie")];
    (headers_out, Display::of_request(&headers).style()).into_response()
}

/// Keeps the choice and goes back to the page that it was made on.
pub(crate) async fn choose_display<E: SearchEngine>(
    State(service): State<Service<E>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let given = form_urlencoded::parse(&body).find(|(name, _)| name == NAME).map(|(_, code)| code.into_owned());
    let code = given.unwrap_or_default();
    let chosen = Display::of_code(&code).and_then(Display::cookie);
    let Some((cookie, page)) = chosen.zip(HeaderValue::try_from(page_before(&headers)).ok()) else {
        let codes = Display::ALL.map(|(display, _)| display.code()).join(", ");
        let refusal = InvalidParameter::value(NAME, &code, Allowed::Code { codes });
        return views::refusal_page(service.identity(), &refusal.into());
    };
    let no_store = HeaderValue::from_static("no-store");
    (StatusCode::SEE_OTHER, [(LOCATION, page), (SET_COOKIE, cookie), (CACHE_CONTROL, no_store)]).into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;

    use crate::fixtures::{App, FakeEngine, one_hit};

    #[tokio::test]
    async fn a_choice_is_kept_and_seen_in_the_style() {
        let app = App::new(FakeEngine::new(|request| Ok(one_hit(request))));
        let choose = |code: &str| {
            let request =
                Request::post("/display").header("host", "a.gov.cn").header("referer", "http://a.gov.cn/search?q=a");
            request.body(Body::from(format!("display={code}"))).unwrap()
        };
        let answered = app.ask(choose("large")).await;
        assert_eq!((answered.status.as_u16(), &answered.headers["location"]), (303, &"/search?q=a".parse().unwrap()));
        let cookie = answered.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let styled = app.ask(Request::get("/display.css").header("cookie", cookie).body(Body::empty()).unwrap()).await;
        assert!(styled.body.contains("125%"), "{}", styled.body);
        assert!(!app.get("/display.css").await.body.contains('%'));
        assert_eq!(app.ask(choose("huge")).await.status, 400);
    }

    #[tokio::test]
    async fn every_page_offers_the_sizes() {
        let app = App::new(FakeEngine::new(|request| Ok(one_hit(request))));
        for path in ["/", "/search?q=a", "/documents/nfcms:1", "/documents/none", "/api"] {
            let body = app.get(path).await.body;
            assert!(body.contains("/display.css") && body.contains(r#"value="larger""#), "{path}");
        }
    }
}
