//! Refusals for want of room come late.
//!
//! Searches run on a bounded number of threads, refusals on those that serve connections. Clients that ask again the
//! moment they are refused keep the latter busy for nothing, and the system gives both their share of the processors: the
//! more is refused, the less is answered. A refusal that is held back for a moment bounds how many there are, because the
//! number of connections is bounded.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use tokio::time;

/// Holds an answer of 503 back. Those who watch the service are told at once, without this layer.
pub(crate) async fn hold_back(State(pause): State<Duration>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        time::sleep(pause).await;
    }
    response
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use gongkai_query::EngineError;
    use tokio::time;

    use crate::Limits;
    use crate::fixtures::{App, FakeEngine};

    const LONG: Duration = Duration::from_secs(3600);
    const SHORT: Duration = Duration::from_millis(50);

    #[tokio::test]
    async fn a_refusal_for_want_of_room_is_held_back_and_nothing_else_is() {
        let engine = || FakeEngine::new(|_| Err(EngineError::NoGeneration));
        let app = App::with_limits(engine(), &Limits { refusal_pause: LONG, ..Limits::default() });
        for path in ["/search?q=a", "/api/v1/search?q=a"] {
            assert!(time::timeout(SHORT, app.get(path)).await.is_err(), "{path}");
        }
        for path in ["/search?bad=1", "/documents/absent", "/healthz", "/metrics"] {
            assert!(time::timeout(LONG, app.get(path)).await.is_ok(), "{path}");
        }
        let unready =
            App::with_limits(FakeEngine::without_generation(), &Limits { refusal_pause: LONG, ..Limits::default() });
        assert_eq!(time::timeout(LONG / 2, unready.get("/readyz")).await.unwrap().status, 503);
        let at_once = App::with_limits(engine(), &Limits { refusal_pause: Duration::ZERO, ..Limits::default() });
        assert_eq!(at_once.get("/search?q=a").await.status, 503);
    }
}
