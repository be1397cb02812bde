//! `GET /metrics`: what Prometheus reads.

use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use gongkai_document::Timestamp;
use gongkai_query::SearchEngine;
use gongkai_query_log::Recorder;

use crate::client::client_address;
use crate::metrics;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::service::Service;

/// Where it is.
pub(crate) const PATH: &str = "/metrics";

/// What the service counts about itself, for addresses that the policy names. Whoever asks from elsewhere is not even
/// told that there is something; whoever asks without a connection is in this program.
pub(crate) async fn metrics<E: SearchEngine>(
    State(service): State<Service<E>>,
    request: Request,
) -> Result<Response, Problem> {
    let policy = service.policy();
    let may_read = client_address(request.extensions(), request.headers(), &policy.trusted_proxies)
        .is_none_or(|address| policy.metrics_from.iter().any(|network| network.contains(address)));
    if !may_read {
        return Err(Refusal::NoSuchAddress.into());
    }
    let dropped = service.query_log().map_or(0, Recorder::dropped);
    let text = service.metrics().text(Timestamp::now(), &service.queues(), dropped).map_err(|_| Refusal::Failed)?;
    Ok(([(CONTENT_TYPE, metrics::CONTENT_TYPE), (CACHE_CONTROL, "no-store")], text).into_response())
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;

    use crate::Policy;
    use crate::client::Peer;
    use crate::fixtures::{App, FakeEngine, one_hit};

    fn app(policy: Policy) -> App {
        App::with_policy(
            FakeEngine::new(|request| {
                let mut found = one_hit(request);
                if request.text() == "nothing" {
                    (found.total, found.by_words, found.hits) = (0, 0, Vec::new());
                }
                Ok(found)
            }),
            policy,
        )
    }

    #[tokio::test]
    async fn requests_searches_and_refusals_are_counted_by_route_and_nothing_typed_is_a_label() {
        let app = app(Policy { requests_per_minute: 6, ..Policy::default() });
        let ask = async |path: &str| {
            let mut request = Request::get(path).body(Body::empty()).unwrap();
            request.extensions_mut().insert(Peer("203.0.113.9:4000".parse().unwrap()));
            app.ask(request).await.status.as_u16()
        };
        for path in ["/search?q=secret", "/search?q=nothing", "/api/v1/search?q=secret&page=2", "/search?secret=1"] {
            ask(path).await;
        }
        ask("/secret").await;
        ask("/documents/secret").await;
        assert_eq!(ask("/documents/secret").await, 429);
        let text = app.get("/metrics").await.body;
        for line in [
            "gongkai_http_request_duration_seconds_count{route=\"/search\",status=\"2xx\"} 2",
            "gongkai_http_request_duration_seconds_count{route=\"/search\",status=\"4xx\"} 1",
            "gongkai_http_request_duration_seconds_count{route=\"/documents/{id}\",status=\"4xx\"} 2",
            "gongkai_http_request_duration_seconds_count{route=\"none\",status=\"4xx\"} 1",
            "gongkai_searches_total 2",
            "gongkai_searches_without_result_total 1",
            "gongkai_rate_limited_requests_total 1",
            "gongkai_queue_in_use{queue=\"search\"} 0",
            "gongkai_queue_shed_total{queue=\"archive\"} 0",
            "# EOF",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
        }
        assert!(text.contains("process_start_time_seconds ") && !text.contains("secret"), "{text}");
    }

    #[tokio::test]
    async fn only_addresses_that_the_operator_names_read_it() {
        let ask = async |app: &App, peer: &str, forwarded: Option<&str>| {
            let mut request = Request::get("/metrics").body(Body::empty()).unwrap();
            request.extensions_mut().insert(Peer(peer.parse().unwrap()));
            if let Some(address) = forwarded {
                request.headers_mut().insert("x-forwarded-for", address.parse().unwrap());
            }
            app.ask(request).await.status.as_u16()
        };
        let usual = app(Policy::default());
        assert_eq!(ask(&usual, "127.0.0.1:4000", None).await, 200);
        assert_eq!(ask(&usual, "[::1]:4000", None).await, 200);
        assert_eq!(ask(&usual, "10.0.0.7:4000", None).await, 404);
        // A visitor behind the web server on this machine, also one who pretends to be on it.
        assert_eq!(ask(&usual, "127.0.0.1:4000", Some("203.0.113.9")).await, 404);
        assert_eq!(ask(&usual, "203.0.113.9:4000", Some("127.0.0.1")).await, 404);
        let named = app(Policy { metrics_from: vec!["10.0.0.0/8".parse().unwrap()], ..Policy::default() });
        assert_eq!(ask(&named, "10.0.0.7:4000", None).await, 200);
        assert_eq!(ask(&named, "127.0.0.1:4000", None).await, 404);
    }

    #[tokio::test]
    async fn the_generation_that_serves_is_told_with_its_age() {
        use gongkai_document::Timestamp;

        use crate::GenerationFacts;
        use crate::metrics::Metrics;

        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let metrics = Metrics::new(at("2024-10-15T01:00:00Z"));
        let now = at("2024-10-15T02:00:30Z");
        assert!(metrics.text(now, &[], 3).unwrap().contains("gongkai_documents 0\n"));
        metrics.note_generation(GenerationFacts { created_at: at("2024-10-15T02:00:00Z"), documents: 6_104 });
        let text = metrics.text(now, &[], 3).unwrap();
        assert!(text.contains("gongkai_generation_age_seconds 30\n"), "{text}");
        assert!(text.contains("gongkai_query_log_dropped_total 3\n"), "{text}");
        assert!(text.contains("gongkai_documents 6104\n"), "{text}");
        assert!(text.contains("process_start_time_seconds 1728954000\n"), "{text}");
    }
}
