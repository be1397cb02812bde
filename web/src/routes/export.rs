//! `GET /search.csv` and `/search.json`: what a search finds as a file, for spreadsheets and for programs.

use axum::extract::{RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use gongkai_document::{DocumentNumber, IndexNumber};
use gongkai_query::{Hit, RESULTS_MAX, SearchEngine, SearchRequest, SearchResponse};
use serde::Serialize;
use utoipa::ToSchema;

use crate::csv::Table;
use crate::headers::unlist;
use crate::params;
use crate::problem::{Problem, json};
use crate::refusal::Refusal;
use crate::routes::search_body::HitBody;
use crate::service::Service;
use crate::views::shown;

/// Where the table is.
pub(crate) const CSV_PATH: &str = "/search.csv";
/// Where the same is for programs.
pub(crate) const JSON_PATH: &str = "/search.json";

/// The table's headings, in the order of [`row`].
const HEADINGS: [&str; 12] = [
    "标题",
    "类型",
    "有效性",
    "发布机构",
    "文号",
    "索引号",
    "栏目",
    "成文日期",
    "发布日期",
    "附件数",
    "原网页",
    "标识",
];

/// The results as a table.
pub(crate) async fn export_csv<E: SearchEngine>(
    State(service): State<Service<E>>,
    RawQuery(query_string): RawQuery,
) -> Result<Response, Problem> {
    let (_, found) = everything(&service, query_string.as_deref()).await?;
    let mut table = Table::new(&HEADINGS);
    for hit in &found.hits {
        table.add(&row(hit));
    }
    let body = ([(CONTENT_TYPE, "text/csv; charset=utf-8; header=present")], table.finish());
    Ok(as_file(body.into_response(), "attachment; filename=\"search.csv\""))
}

/// The results as JSON.
pub(crate) async fn export_json<E: SearchEngine>(
    State(service): State<Service<E>>,
    RawQuery(query_string): RawQuery,
) -> Result<Response, Problem> {
    let (request, found) = everything(&service, query_string.as_deref()).await?;
    let body = ExportBody {
        query: request.text(),
        total: found.total,
        generation: &found.generation,
        hits: found.hits.iter().map(HitBody::from).collect(),
    };
    Ok(as_file(json(StatusCode::OK, "application/json", &body), "attachment; filename=\"search.json\""))
}

/// The answer on the wire: the hits of a search, up to as many as can be looked at.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Export)]
pub(crate) struct ExportBody<'a> {
    query: &'a str,
    total: usize,
    generation: &'a str,
    hits: Vec<HitBody<'a>>,
}

/// The first [`RESULTS_MAX`] hits of a search, all of them from one generation.
async fn everything<E: SearchEngine>(
    service: &Service<E>,
    query_string: Option<&str>,
) -> Result<(SearchRequest, SearchResponse), Refusal> {
    let request = params::read_known(query_string.unwrap_or_default(), &params::NAMES_OF_SORTED)?;
    let request = request.with_depth(RESULTS_MAX).map_err(|_| Refusal::Failed)?;
    let found = service.search(&service.of_public(&request)).await?;
    Ok((request, found))
}

fn row(hit: &Hit) -> [String; 12] {
    let text = |text: Option<&str>| text.map(shown).unwrap_or_default();
    let day = |day: Option<gongkai_document::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    [
        shown(&hit.title),
        hit.kind.label().to_owned(),
        hit.validity.label().to_owned(),
        text(hit.publisher.as_deref()),
        text(hit.document_number.as_ref().map(DocumentNumber::as_str)),
        text(hit.index_number.as_ref().map(IndexNumber::as_str)),
        text(hit.column.as_deref()),
        day(hit.made_on),
        day(hit.published_on),
        hit.attachments.to_string(),
        text(hit.url.as_deref()),
        hit.id.to_string(),
    ]
}

fn as_file(mut response: Response, disposition: &'static str) -> Response {
    response.headers_mut().insert(CONTENT_DISPOSITION, HeaderValue::from_static(disposition));
    unlist(&mut response);
    response
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::fixtures::{App, FakeEngine, one_hit};

    #[tokio::test]
    async fn a_search_becomes_a_table_of_what_it_finds() {
        let app = App::new(FakeEngine::new(|request| {
            assert_eq!((request.page(), request.size()), (1, 1_000));
            let mut found = one_hit(request);
            found.hits[0].title = "=1+1".to_owned();
            Ok(found)
        }));
        let answered = app.get("/search.csv?q=a&sort=newest").await;
        assert_eq!(answered.headers["content-disposition"], "attachment; filename=\"search.csv\"");
        expect![[r#"
            ﻿"标题","类型","有效性","发布机构","文号","索引号","栏目","成文日期","发布日期","附件数","原网页","标识"
            "'=1+1","政策文件","有效","花都区民政局","花民〔2020〕12号","11440114007512345X/2020-00012","政策/规范性文件","2020-08-10","2020-08-14","1","https://www.example.gov.cn/post_1.html","nfcms:1"
        "#]].assert_eq(&answered.body.replace("\r\n", "\n"));
        let answered = app.get("/search.json?q=a").await;
        let body: serde_json::Value = serde_json::from_str(&answered.body).unwrap();
        assert_eq!((&body["total"], &body["hits"][0]["id"]), (&1.into(), &"nfcms:1".into()));
        assert_eq!(answered.headers["x-robots-tag"], "noindex, nofollow");
    }

    #[tokio::test]
    async fn an_export_has_no_pages() {
        let app = App::new(FakeEngine::new(|request| Ok(one_hit(request))));
        for path in ["/search.csv?page=2", "/search.json?size=5", "/search.csv?sort=x"] {
            assert_eq!(app.get(path).await.status, 400, "{path}");
        }
    }
}
