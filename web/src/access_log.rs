//! One line in the log for each request.

use std::time::Instant;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;

/// Logs method, path, status and time. Never the query: what people look for is theirs.
pub(crate) async fn log_access(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    let ms = started.elapsed().as_secs_f64() * 1000.0;
    // Debug formatting escapes whatever could break the line in two.
    tracing::info!(%method, ?path, status = response.status().as_u16(), ms, "answered a request");
    response
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

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
        app.get("/search?q=secret-illness").await;
        app.get("/no%0d%0asuch?q=secret-illness").await;
        drop(guard);
        let log = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        assert_eq!(log.lines().count(), 2, "{log}");
        assert!(log.contains(r#"method=GET path="/search" status=200 ms="#), "{log}");
        assert!(!log.contains("secret"), "{log}");
    }
}
