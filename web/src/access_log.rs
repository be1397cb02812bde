//! One line in the log for each request, and the request's name in the line and the answer.

use std::time::Instant;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;

use crate::metrics::route;
use crate::request_id::{X_REQUEST_ID, request_id};

/// Logs name, method, route, status and time. Never the path, the query or the address: what people type and look for is
/// theirs, and a path is typed too.
pub(crate) async fn log_access(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = route(&request).to_owned();
    let id = request_id(request.headers());
    let mut response = next.run(request).await;
    let ms = started.elapsed().as_secs_f64() * 1000.0;
    let status = response.status().as_u16();
    tracing::info!(%method, route, status, ms, request_id = id.to_str().unwrap_or_default(), "answered a request");
    response.headers_mut().insert(X_REQUEST_ID, id);
    response
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use axum::body::Body;
    use axum::http::Request;

    use crate::Policy;
    use crate::client::Peer;
    use crate::fixtures::{App, FakeEngine, one_hit};
    use crate::searches::LOGGED_QUERY_CHARS_MAX;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What is logged while `paths` are asked for under `policy`.
    async fn log_of(policy: Policy, paths: &[&str]) -> String {
        let kept = Kept::default();
        let writer = kept.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || writer.clone())
            .finish();
        let app = App::with_policy(FakeEngine::new(|request| Ok(one_hit(request))), policy);
        let guard = tracing::subscriber::set_default(subscriber);
        for path in paths {
            let mut request = Request::get(*path).header("x-request-id", "proxy-7").body(Body::empty()).unwrap();
            request.extensions_mut().insert(Peer("203.0.113.9:4000".parse().unwrap()));
            assert_eq!(app.ask(request).await.headers["x-request-id"], "proxy-7");
        }
        drop(guard);
        String::from_utf8(kept.0.lock().unwrap().clone()).unwrap()
    }

    /// Requests whose every typed character is an ȝ, encoded or not, wherever one can type.
    const TYPED: [&str; 8] = [
        "/search?q=%C8%9D%C8%9D",
        "/search?%C8%9D=%C8%9D",
        "/search.atom?q=%C8%9D",
        "/api/v1/search?q=%C8%9D&page=%C8%9D",
        "/api/v1/suggest?q=%C8%9D",
        "/documents/%C8%9D",
        "/%C8%9D%0d%0a%C8%9D",
        "/api/v1/documents/%C8%9D/similar?q=%C8%9D",
    ];

    #[tokio::test]
    async fn a_request_is_one_line_without_anything_that_was_typed_or_who_asked() {
        let log = log_of(Policy::default(), &TYPED).await;
        assert_eq!(log.lines().filter(|line| line.contains("answered a request")).count(), TYPED.len(), "{log}");
        assert!(log.contains(r#"method=GET route="/search" status=200 ms="#), "{log}");
        assert!(log.contains(r#"method=GET route="none" status=404 ms="#), "{log}");
        assert!(log.contains(r#"request_id="proxy-7""#), "{log}");
        for typed in ["ȝ", "%C8", "\\u{21d}", "203.0.113.9"] {
            assert!(!log.contains(typed), "{typed}: {log}");
        }
    }

    #[tokio::test]
    async fn queries_are_logged_only_where_that_is_switched_on_shortened_and_apart_from_the_request() {
        let long = format!("/search?q={}", "a".repeat(500));
        let paths = ["/search?q=%E4%BD%8E%E4%BF%9D%0aline", &long, "/api/v1/search?q=zzz"];
        let log = log_of(Policy { log_queries: true, ..Policy::default() }, &paths).await;
        let queries: Vec<&str> = log.lines().filter(|line| line.contains("answered a search")).collect();
        assert!(queries[0].contains(r#"query="低保\nline" total=1"#), "{log}");
        assert!(queries[1].contains(&format!("query=\"{}…\" ", "a".repeat(LOGGED_QUERY_CHARS_MAX))), "{log}");
        assert_eq!(queries.len(), 3, "{log}");
        assert!(queries.iter().all(|line| !line.contains("proxy-7") && !line.contains("203.0.113.9")), "{log}");
        assert!(!log_of(Policy::default(), &paths).await.contains("zzz"));
    }
}
