//! `GET /healthz` and `/readyz`: for whoever watches the service.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use gongkai_query::SearchEngine;
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::{Problem, json};
use crate::service::Service;

#[derive(Serialize, ToSchema)]
pub(crate) struct Ready {
    generation: String,
}

/// The process lives. Asks nothing of the engine, so that a busy service is not taken for a dead one.
pub(crate) async fn healthz() -> Response {
    ([(CACHE_CONTROL, "no-store")], "ok\n").into_response()
}

/// A generation serves.
pub(crate) async fn readyz<E: SearchEngine>(State(service): State<Service<E>>) -> Result<Response, Problem> {
    let generation = service.generation().await?;
    let body = json(StatusCode::OK, "application/json", &Ready { generation });
    Ok(([(CACHE_CONTROL, "no-store")], body).into_response())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::fixtures::{App, FakeEngine, one_hit};

    #[tokio::test]
    async fn a_service_is_ready_when_a_generation_serves_and_alive_before() {
        let ready = App::new(FakeEngine::new(|request| Ok(one_hit(request)))).get("/readyz").await;
        expect![[r#"200 OK {"generation":"20241015-1"}"#]].assert_eq(&format!("{} {}", ready.status, ready.body));
        let empty = App::new(FakeEngine::without_generation());
        let unready = empty.get("/readyz").await;
        expect![[r#"503 Service Unavailable {"type":"urn:gongkai:no-index","title":"There is no index yet","status":503,"detail":"nothing has been indexed yet; try again later"}"#]].assert_eq(&format!("{} {}", unready.status, unready.body));
        assert_eq!(empty.get("/healthz").await.status, 200);
    }
}
