//! `GET /api/v1/documents/{id}/citations`: what a document cites and what cites it, for programs.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_query::{CitationsResponse, Discovery};
use serde::Serialize;
use utoipa::ToSchema;

use crate::headers::unlist;
use crate::problem::{Problem, json};
use crate::routes::brief_body::BriefBody;
use crate::routes::document_id;
use crate::service::Service;

/// The documents that a public document names in book marks or by number, and those that name it.
pub(crate) async fn citations_api<E: Discovery>(
    State(service): State<Service<E>>,
    path: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let id = document_id(path)?;
    // What was withdrawn stays in the index until the next one, and nobody is told what it said.
    service.document(id.clone()).await?;
    let found = service.citations(id).await?;
    let body = found.as_ref().map(CitationsBody::from).unwrap_or_default();
    let mut response = json(StatusCode::OK, "application/json", &body);
    unlist(&mut response);
    Ok(response)
}

/// The answer on the wire; empty for a document that is not indexed yet.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = CitationsResult)]
pub(crate) struct CitationsBody<'a> {
    cites: Vec<BriefBody<'a>>,
    cited_by: Vec<BriefBody<'a>>,
    cited_by_total: usize,
    generation: Option<&'a str>,
}

impl<'a> From<&'a CitationsResponse> for CitationsBody<'a> {
    fn from(found: &'a CitationsResponse) -> Self {
        Self {
            cites: found.cites.iter().map(BriefBody::from).collect(),
            cited_by: found.cited_by.iter().map(BriefBody::from).collect(),
            cited_by_total: found.cited_by_total,
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
    async fn citations_go_both_ways() {
        let answered = app().get("/api/v1/documents/nfcms:1/citations").await;
        assert_eq!(answered.status, 200);
        let body: serde_json::Value = serde_json::from_str(&answered.body).unwrap();
        expect![[r#"
            {
              "cites": [
                {
                  "id": "nfcms:1",
                  "title": "花都区老人助餐服务管理办法",
                  "url": "https://www.example.gov.cn/post_1.html",
                  "kind": "policy",
                  "publisher": "花都区民政局",
                  "document_number": "花民〔2020〕12号",
                  "published_on": "2020-08-14",
                  "validity": "valid"
                }
              ],
              "cited_by": [
                {
                  "id": "nfcms:8",
                  "title": "转发关于助餐的答复",
                  "url": null,
                  "kind": "other",
                  "publisher": null,
                  "document_number": null,
                  "published_on": null,
                  "validity": "unknown"
                }
              ],
              "cited_by_total": 12,
              "generation": "20241015-1"
            }"#]]
        .assert_eq(&serde_json::to_string_pretty(&body).unwrap());
    }

    #[tokio::test]
    async fn what_is_not_public_cites_nothing_that_exists() {
        let app = app();
        for id in ["nfcms:99", "r-staff", "nfcms:3"] {
            assert_eq!(app.get(&format!("/api/v1/documents/{id}/citations")).await.status, 404, "{id}");
        }
    }
}
