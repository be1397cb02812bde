//! `GET /api/v1/documents/{id}`: one document for programs.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_document::{Attachment, Column, DocumentNumber, IndexNumber, RelationKind, Request};
use gongkai_query::SearchEngine;
use serde::Serialize;
use utoipa::ToSchema;

use crate::archives::PublicDocument;
use crate::problem::{Problem, json};
use crate::routes::document_id;
use crate::service::Service;

/// The current public version of a document.
pub(crate) async fn document_api<E: SearchEngine>(
    State(service): State<Service<E>>,
    path: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let document = service.document(document_id(path)?).await?;
    Ok(json(StatusCode::OK, "application/json", &DocumentBody::from(&document)))
}

/// The answer on the wire. What an import file had beside the known fields is not in it: nobody said that it is public.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Document)]
pub(crate) struct DocumentBody<'a> {
    id: &'a str,
    title: &'a str,
    body: &'a str,
    published_on: Option<String>,
    made_on: Option<String>,
    effective_on: Option<String>,
    expires_on: Option<String>,
    publisher: Option<&'a str>,
    source: Option<&'a str>,
    document_number: Option<&'a str>,
    index_number: Option<&'a str>,
    unified_number: Option<&'a str>,
    columns: Vec<&'a str>,
    kind: &'static str,
    validity: &'static str,
    validity_claim: Option<&'a str>,
    url: Option<&'a str>,
    text_poor: bool,
    attachments: Vec<AttachmentBody<'a>>,
    relations: Vec<RelationBody<'a>>,
    request: Option<RequestBody<'a>>,
    version: u32,
    first_seen: String,
    changed_at: String,
    versions: Vec<VersionBody>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Attachment)]
struct AttachmentBody<'a> {
    name: &'a str,
    url: &'a str,
    text: Option<&'a str>,
    unread: Option<&'static str>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Relation)]
struct RelationBody<'a> {
    kind: &'static str,
    id: &'a str,
    title: &'a str,
    available: bool,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Request)]
struct RequestBody<'a> {
    number: &'a str,
    received_on: Option<String>,
    applicant_type: Option<&'a str>,
    text: &'a str,
    decision: Option<&'static str>,
    legal_basis: Option<&'a str>,
    replied_on: Option<String>,
    status: Option<&'a str>,
    department: Option<&'a str>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Version)]
struct VersionBody {
    number: u32,
    at: String,
}

impl<'a> From<&'a PublicDocument> for DocumentBody<'a> {
    fn from(found: &'a PublicDocument) -> Self {
        let document = &found.stored.document;
        Self {
            id: document.id.as_str(),
            title: &document.title,
            body: &document.body,
            published_on: document.published_on.map(|day| day.to_string()),
            made_on: document.made_on.map(|day| day.to_string()),
            effective_on: document.effective_on.map(|day| day.to_string()),
            expires_on: document.expires_on.map(|day| day.to_string()),
            publisher: document.publisher.as_deref(),
            source: document.source.as_deref(),
            document_number: document.document_number.as_ref().map(DocumentNumber::as_str),
            index_number: document.index_number.as_ref().map(IndexNumber::as_str),
            unified_number: document.unified_number.as_deref(),
            columns: document.columns.iter().map(Column::as_str).collect(),
            kind: document.kind.code(),
            validity: document.validity.code(),
            validity_claim: document.validity_claim.as_deref(),
            url: document.url.as_deref(),
            text_poor: document.text_poor,
            attachments: document.attachments.iter().map(AttachmentBody::from).collect(),
            relations: found
                .relations
                .iter()
                .map(|related| RelationBody {
                    kind: relation_code(related.relation.kind),
                    id: related.relation.id.as_str(),
                    title: &related.relation.title,
                    available: related.readable,
                })
                .collect(),
            request: document.request.as_ref().map(RequestBody::from),
            version: found.stored.version,
            first_seen: found.stored.first_seen.to_string(),
            changed_at: found.stored.changed_at.to_string(),
            versions: found
                .versions
                .iter()
                .map(|version| VersionBody { number: version.number, at: version.at.to_string() })
                .collect(),
        }
    }
}

impl<'a> From<&'a Attachment> for AttachmentBody<'a> {
    fn from(file: &'a Attachment) -> Self {
        Self {
            name: &file.name,
            url: &file.url,
            text: file.text.as_deref(),
            unread: file.unread.map(gongkai_document::Unread::code),
        }
    }
}

impl<'a> From<&'a Request> for RequestBody<'a> {
    fn from(request: &'a Request) -> Self {
        Self {
            number: &request.number,
            received_on: request.received_on.map(|day| day.to_string()),
            applicant_type: request.applicant_type.as_deref(),
            text: &request.text,
            decision: request.decision.map(gongkai_document::Decision::code),
            legal_basis: request.legal_basis.as_deref(),
            replied_on: request.replied_on.map(|day| day.to_string()),
            status: request.status.as_deref(),
            department: request.department.as_deref(),
        }
    }
}

pub(super) fn relation_code(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::InterpretedBy => "interpreted_by",
        RelationKind::Interprets => "interprets",
        RelationKind::Related => "related",
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::fixtures::{App, FakeEngine, one_hit};

    #[tokio::test]
    async fn a_public_document_comes_with_its_versions_and_nothing_private() {
        let app = App::new(FakeEngine::new(|request| Ok(one_hit(request))));
        let answered = app.get("/api/v1/documents/nfcms:1").await;
        assert_eq!(answered.status, 200);
        let body: serde_json::Value = serde_json::from_str(&answered.body).unwrap();
        expect![[r#"
            {
              "id": "nfcms:1",
              "title": "花都区老人助餐服务管理办法",
              "body": "第一章　总则\n第一条　为规范老人助餐服务，制定本办法。\n本办法自印发之日起施行。",
              "published_on": "2020-08-14",
              "made_on": "2020-08-10",
              "effective_on": null,
              "expires_on": null,
              "publisher": "花都区民政局",
              "source": null,
              "document_number": "花民〔2020〕12号",
              "index_number": "11440114007512345X/2020-00012",
              "unified_number": null,
              "columns": [
                "政策/规范性文件"
              ],
              "kind": "policy",
              "validity": "valid",
              "validity_claim": null,
              "url": "https://www.example.gov.cn/post_1.html",
              "text_poor": false,
              "attachments": [
                {
                  "name": "申请表.docx",
                  "url": "https://www.example.gov.cn/1.docx",
                  "text": null,
                  "unread": null
                },
                {
                  "name": "坏链接",
                  "url": "javascript:alert(1)",
                  "text": null,
                  "unread": null
                }
              ],
              "relations": [
                {
                  "kind": "interpreted_by",
                  "id": "nfcms:2",
                  "title": "解读一",
                  "available": true
                },
                {
                  "kind": "related",
                  "id": "r-staff",
                  "title": "不公开的",
                  "available": false
                }
              ],
              "request": null,
              "version": 2,
              "first_seen": "2024-10-15T01:00:00Z",
              "changed_at": "2024-10-20T20:00:00Z",
              "versions": [
                {
                  "number": 1,
                  "at": "2024-10-15T01:00:00Z"
                },
                {
                  "number": 2,
                  "at": "2024-10-20T20:00:00Z"
                }
              ]
            }"#]]
        .assert_eq(&serde_json::to_string_pretty(&body).unwrap());
    }

    #[tokio::test]
    async fn what_a_file_says_or_why_it_says_nothing_comes_with_it() {
        let app = App::new(FakeEngine::new(|request| Ok(one_hit(request))));
        let answered = app.get("/api/v1/documents/nfcms:4").await;
        let body: serde_json::Value = serde_json::from_str(&answered.body).unwrap();
        let fields =
            ["validity", "validity_claim", "effective_on", "expires_on", "source", "unified_number", "text_poor"];
        let shown: Vec<String> = fields.map(|field| format!("{field}: {}", body[field])).into();
        expect![[r#"
            validity: "repealed"
            validity_claim: "失效（提前废止）"
            effective_on: "2020-09-01"
            expires_on: "2025-08-31"
            source: "花都区政务服务中心"
            unified_number: "GZ0320240034"
            text_poor: true"#]]
        .assert_eq(&shown.join("\n"));
        expect![[r#"[{"name":"流程.docx","url":"https://www.example.gov.cn/2.docx","text":"一、申请\n二、审核","unread":null},{"name":"签章页.pdf","url":"https://www.example.gov.cn/3.pdf","text":null,"unread":"scanned"}]"#]].assert_eq(&body["attachments"].to_string());
    }

    #[tokio::test]
    async fn a_staff_a_withdrawn_and_an_unknown_document_cannot_be_told_apart() {
        let app = App::new(FakeEngine::new(|request| Ok(one_hit(request))));
        let unknown = app.get("/api/v1/documents/nfcms:99").await;
        expect![[r#"404 Not Found {"type":"urn:gongkai:no-such-document","title":"There is no such document","status":404,"detail":"no public document has this id"}"#]].assert_eq(&format!("{} {}", unknown.status, unknown.body));
        for id in ["r-staff", "nfcms:3", "a%20b", &"x".repeat(300)] {
            let answered = app.get(&format!("/api/v1/documents/{id}")).await;
            assert_eq!((answered.status, &answered.body), (unknown.status, &unknown.body), "{id}");
        }
    }
}
