//! `GET /api/v1/documents/{id}/similar`: documents like another one, for programs.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_query::{Discovery, SimilarResponse};
use serde::Serialize;
use utoipa::ToSchema;

use crate::headers::unlist;
use crate::params;
use crate::problem::{Problem, json};
use crate::routes::brief_body::{BriefBody, CounterpartBody};
use crate::routes::document_id;
use crate::service::Service;

/// Documents like a public document, with the words that tie them, and its interpretations or what it interprets.
pub(crate) async fn similar_api<E: Discovery>(
    State(service): State<Service<E>>,
    path: Result<Path<String>, PathRejection>,
    RawQuery(query_string): RawQuery,
) -> Result<Response, Problem> {
    let id = document_id(path)?;
    let request = params::read_similar(id.clone(), query_string.as_deref().unwrap_or_default())?;
    // What was withdrawn stays in the index until the next one, and nobody is told what it was like.
    service.document(id).await?;
    let found = service.similar(request).await?;
    let body = found.as_ref().map(SimilarBody::from).unwrap_or_default();
    let mut response = json(StatusCode::OK, "application/json", &body);
    unlist(&mut response);
    Ok(response)
}

/// The answer on the wire; empty for a document that is not indexed yet.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = SimilarResult)]
pub(crate) struct SimilarBody<'a> {
    terms: Vec<&'a str>,
    hits: Vec<HitBody<'a>>,
    counterparts: Vec<CounterpartBody<'a>>,
    generation: Option<&'a str>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SimilarHit)]
struct HitBody<'a> {
    #[serde(flatten)]
    document: BriefBody<'a>,
    score: f32,
    shared_terms: Vec<&'a str>,
}

impl<'a> From<&'a SimilarResponse> for SimilarBody<'a> {
    fn from(found: &'a SimilarResponse) -> Self {
        Self {
            terms: found.terms.iter().map(String::as_str).collect(),
            hits: found
                .hits
                .iter()
                .map(|hit| HitBody {
                    document: BriefBody::from(&hit.document),
                    score: hit.score,
                    shared_terms: hit.shared_terms.iter().map(String::as_str).collect(),
                })
                .collect(),
            counterparts: found.counterparts.iter().map(CounterpartBody::from).collect(),
            generation: Some(&found.generation),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::fixtures::{App, FakeEngine, one_hit};

    fn app() -> App {
        App::new(FakeEngine::new(|request| Ok(one_hit(request))))
    }

    #[tokio::test]
    async fn similar_documents_come_with_what_ties_them() {
        let answered = app().get("/api/v1/documents/nfcms:1/similar?size=5").await;
        assert_eq!(answered.status, 200);
        let body: serde_json::Value = serde_json::from_str(&answered.body).unwrap();
        expect![[r#"
            {
              "terms": [
                "助餐",
                "老人"
              ],
              "hits": [
                {
                  "id": "nfcms:4",
                  "title": "关于助餐的答复",
                  "url": null,
                  "kind": "reply",
                  "publisher": "花都区民政局",
                  "document_number": null,
                  "published_on": "2020-08-14",
                  "validity": "repealed",
                  "score": 3.5,
                  "shared_terms": [
                    "助餐",
                    "老人"
                  ]
                }
              ],
              "counterparts": [
                {
                  "relation": "interpreted_by",
                  "by": "花民〔2020〕12号",
                  "id": "nfcms:5",
                  "title": "一图读懂关于助餐的答复",
                  "url": null,
                  "kind": "interpretation",
                  "publisher": null,
                  "document_number": null,
                  "published_on": null,
                  "validity": "unknown"
                }
              ],
              "generation": "20241015-1"
            }"#]]
        .assert_eq(&serde_json::to_string_pretty(&body).unwrap());
    }

    #[tokio::test]
    async fn what_is_not_public_is_like_nothing_that_exists() {
        let app = app();
        for id in ["nfcms:99", "r-staff", "nfcms:3"] {
            assert_eq!(app.get(&format!("/api/v1/documents/{id}/similar")).await.status, 404, "{id}");
        }
        assert_eq!(app.get("/api/v1/documents/nfcms:1/similar?size=51").await.status, 400);
        assert_eq!(app.get("/api/v1/documents/nfcms:1/similar?q=a").await.status, 400);
    }
}
