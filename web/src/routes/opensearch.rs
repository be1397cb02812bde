//! `GET /opensearch.xml`: how a browser's own search box asks the service.

use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use gongkai_query::SearchEngine;

use crate::base::base;
use crate::service::Service;
use crate::views;

/// Where it is.
pub(crate) const PATH: &str = "/opensearch.xml";

/// The description of the search box (`OpenSearch` 1.1).
pub(crate) async fn opensearch<E: SearchEngine>(State(service): State<Service<E>>, headers: HeaderMap) -> Response {
    let mut response = views::opensearch(service.identity(), &base(service.identity(), &headers));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    response
}

#[cfg(test)]
mod tests {
    use crate::fixtures::{App, FakeEngine, one_hit};

    #[tokio::test]
    async fn every_page_leads_a_browser_to_it() {
        let app = App::new(FakeEngine::new(|request| Ok(one_hit(request))));
        assert!(app.get("/").await.body.contains(r#"rel="search""#));
        let answered = app.get(super::PATH).await;
        assert!(answered.body.contains(r#"template="http://localhost/search?q={searchTerms}""#), "{}", answered.body);
    }
}
