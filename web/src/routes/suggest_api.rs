//! `GET /api/v1/suggest`: completions of what is being typed, for programs.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_query::Discovery;
use serde::Serialize;
use utoipa::ToSchema;

use crate::headers::unlist;
use crate::params;
use crate::problem::{Problem, json};
use crate::service::Service;

/// Completions, the best first.
pub(crate) async fn suggest_api<E: Discovery>(
    State(service): State<Service<E>>,
    RawQuery(query_string): RawQuery,
) -> Result<Response, Problem> {
    let request = params::read_suggest(query_string.as_deref().unwrap_or_default())?;
    let found = service.suggest(request).await?;
    let suggestions = found.iter().map(|found| SuggestionBody { text: &found.text, kind: found.kind.code() }).collect();
    let mut response = json(StatusCode::OK, "application/json", &SuggestBody { suggestions });
    unlist(&mut response);
    Ok(response)
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SuggestResult)]
pub(crate) struct SuggestBody<'a> {
    suggestions: Vec<SuggestionBody<'a>>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Suggestion)]
struct SuggestionBody<'a> {
    text: &'a str,
    kind: &'static str,
}

#[cfg(test)]
mod tests {
    use crate::fixtures::{App, FakeEngine, one_hit};

    #[tokio::test]
    async fn completions_come_with_where_they_are_from() {
        let app = App::new(FakeEngine::new(|request| Ok(one_hit(request))));
        let answered = app.get("/api/v1/suggest?q=%E8%80%81%E4%BA%BA").await;
        assert_eq!(answered.status, 200);
        assert_eq!(answered.headers["x-robots-tag"], "noindex, nofollow");
        assert_eq!(answered.body, r#"{"suggestions":[{"text":"老人助餐","kind":"term"}]}"#);
    }

    #[tokio::test]
    async fn what_cannot_be_completed_is_a_problem() {
        let app = App::new(FakeEngine::new(|request| Ok(one_hit(request))));
        for query_string in ["size=0", "page=1", "q=%ff"] {
            assert_eq!(app.get(&format!("/api/v1/suggest?{query_string}")).await.status, 400, "{query_string}");
        }
        let app = App::new(FakeEngine::without_generation());
        assert_eq!(app.get("/api/v1/suggest?q=a").await.status, 503);
    }
}
