//! One line in the log for each request, and the request's name in the line and the answer.

use std::time::Instant;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;

use crate::request_id::{X_REQUEST_ID, request_id};

/// Logs name, method, path, status and time. Never the query or the address: what people look for is theirs.
pub(crate) async fn log_access(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let id = request_id(request.headers());
    let mut response = next.run(request).await;
    let ms = started.elapsed().as_secs_f64() * 1000.0;
    // Debug formatting escapes whatever could break the line in two.
    let status = response.status().as_u16();
    tracing::info!(%method, ?path, status, ms, request_id = id.to_str().unwrap_or_default(), "answered a request");
    response.headers_mut().insert(X_REQUEST_ID, id);
    response
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use axum::body::Body;
    use axum::http::Request;

    use crate::fixtures::{App, FakeEngine, one_hit};

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

    #[tokio::test]
    async fn a_request_is_one_line_without_what_was_searched() {
        let kept = Kept::default();
        let writer = kept.clone();
        let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
        let app = App::new(FakeEngine::new(|request| Ok(one_hit(request))));
        let guard = tracing::subscriber::set_default(subscriber);
        let request = Request::get("/search?q=secret-illness").header("x-request-id", "proxy-7");
        let answered = app.ask(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answered.headers["x-request-id"], "proxy-7");
        app.get("/no%0d%0asuch?q=secret-illness").await;
        drop(guard);
        let log = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        assert_eq!(log.lines().count(), 2, "{log}");
        assert!(log.contains(r#"method=GET path="/search" status=200 ms="#), "{log}");
        assert!(log.contains(r#"request_id="proxy-7""#), "{log}");
        assert!(!log.contains("secret"), "{log}");
    }
}
