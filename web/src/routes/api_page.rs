//! `GET /api`: the description of the API for people.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use gongkai_query::{SearchEngine, SearchRequest};

use crate::base::base;
use crate::service::Service;
use crate::views;

/// Where it is.
pub(crate) const PATH: &str = "/api";

/// The document that examples are about while there is none.
const ID_EXAMPLE: &str = "nfcms:9866248";

/// The calls with their parameters, answers and examples; these are about a document that is there.
pub(crate) async fn api_page<E: SearchEngine>(State(service): State<Service<E>>, headers: HeaderMap) -> Response {
    let newest = match SearchRequest::new("").and_then(|request| request.with_page(1, 1)) {
        Ok(request) => service.search(&request).await.ok(),
        Err(_) => None,
    };
    let id = newest.as_ref().and_then(|found| found.hits.first()).map_or(ID_EXAMPLE, |hit| hit.id.as_str());
    views::api_page(service.identity(), &base(service.identity(), &headers), id)
}

#[cfg(test)]
mod tests {
    use scraper::{Html, Selector};
    use url::form_urlencoded::Serializer;

    use crate::fixtures::{App, FakeEngine, one_hit, text_of};
    use crate::openapi::CALLS;

    /// The address that a line with curl asks, for the few options that the page uses.
    fn address_of(line: &str) -> String {
        let mut arguments = line.split('\'').map(str::trim);
        assert_eq!(arguments.next(), Some("curl -sG"));
        let address = arguments.next().unwrap().strip_prefix("http://localhost").unwrap().to_owned();
        let mut query_string = Serializer::new(String::new());
        while let (Some(option), Some(value)) = (arguments.next(), arguments.next()) {
            assert_eq!(option, "--data-urlencode");
            let (name, value) = value.split_once('=').unwrap();
            query_string.append_pair(name, value);
        }
        format!("{address}?{}", query_string.finish())
    }

    #[tokio::test]
    async fn every_example_on_the_page_is_answered() {
        let app = App::new(FakeEngine::new(|request| Ok(one_hit(request))));
        let page = app.get("/api").await;
        assert_eq!(page.status, 200);
        let html = Html::parse_document(&page.body);
        let lines: Vec<String> = html
            .select(&Selector::parse("pre.curl").unwrap())
            .map(|element| element.text().collect::<String>().trim().to_owned())
            .collect();
        assert_eq!(lines.len(), CALLS.len());
        for line in lines {
            let answered = app.get(&address_of(&line)).await;
            assert_eq!(answered.status, 200, "{line}: {}", answered.body);
        }
    }

    #[tokio::test]
    async fn without_an_index_the_page_is_there() {
        let page = App::new(FakeEngine::without_generation()).get("/api").await;
        assert_eq!(page.status, 200);
        assert!(text_of(&page.body, "main").contains("nfcms%3A9866248"));
    }
}
