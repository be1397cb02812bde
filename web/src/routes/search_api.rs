//! `GET /api/v1/search`: results for programs.

use std::time::Instant;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use gongkai_document::Timestamp;
use gongkai_query::SearchEngine;

use crate::etag::{not_modified, tag};
use crate::headers::unlist;
use crate::params;
use crate::problem::{Problem, json};
use crate::routes::search_body::SearchBody;
use crate::service::Service;
use crate::views::day_of;

/// What the answer is told from the page of the same search by.
const VARIANT: &str = "json";

/// One page of a search.
pub(crate) async fn search_api<E: SearchEngine>(
    State(service): State<Service<E>>,
    RawQuery(query_string): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let started = Instant::now();
    let request = params::read(query_string.as_deref().unwrap_or_default())?;
    let address = params::href(&request);
    let best_bets = service.best_bets(&request, day_of(Timestamp::now())).await;
    // What stands above the results changes without a generation, and so does what is found by its meaning.
    let is_lasting = best_bets.is_empty() && service.policy().semantic_budget.is_none();
    if is_lasting && let Some(response) = not_modified(&service, &headers, VARIANT, &address).await {
        return Ok(response);
    }
    let found = service.search(&service.of_public(&request).with_counterparts()).await?;
    service.note_search(&request, found.by_words);
    let body = SearchBody::new(&request, &found, started.elapsed()).with_best_bets(&best_bets);
    let mut response = json(StatusCode::OK, "application/json", &body);
    unlist(&mut response);
    if is_lasting {
        tag(&mut response, &found.generation, VARIANT, &address);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use expect_test::{Expect, expect};
    use gongkai_query::{EngineError, Explanation, Signal};
    use tokio::sync::mpsc;

    use crate::Limits;
    use crate::fixtures::{App, FakeEngine, one_hit};

    fn app() -> App {
        App::new(FakeEngine::new(|request| Ok(one_hit(request))))
    }

    #[track_caller]
    fn check(answered: &crate::fixtures::Answered, expected: &Expect) {
        let kind = answered.headers["content-type"].to_str().unwrap();
        let retry = answered.headers.get("retry-after").map_or("", |value| value.to_str().unwrap());
        expected.assert_eq(&format!("{} {kind} {retry}\n{}", answered.status, answered.body));
    }

    /// A body as if it had taken no time.
    fn timeless(body: &str) -> String {
        let mut body: serde_json::Value = serde_json::from_str(body).unwrap();
        assert!(std::mem::replace(&mut body["took_ms"], 0.into()).as_f64().unwrap() >= 0.0);
        serde_json::to_string_pretty(&body).unwrap()
    }

    #[tokio::test]
    async fn an_answer_has_the_promised_shape() {
        let answered = app().get("/api/v1/search?q=%E8%80%81%E4%BA%BA%E5%8A%A9%E9%A4%90&page=1&size=5").await;
        assert_eq!(answered.status, 200);
        expect![[r#"
            {
              "query": "老人助餐",
              "total": 1,
              "took_ms": 0,
              "page": 1,
              "size": 5,
              "generation": "20241015-1",
              "best_bets": [],
              "hits": [
                {
                  "id": "nfcms:1",
                  "title": "花都区老人助餐服务管理办法",
                  "title_html": "花都区<mark>老人助餐</mark>服务管理办法",
                  "snippet_html": "为规范<mark>老人助餐</mark>服务，制定本办法。",
                  "snippet_from": {
                    "part": "text"
                  },
                  "url": "https://www.example.gov.cn/post_1.html",
                  "kind": "policy",
                  "publisher": "花都区民政局",
                  "column": "政策/规范性文件",
                  "document_number": "花民〔2020〕12号",
                  "index_number": "11440114007512345X/2020-00012",
                  "published_on": "2020-08-14",
                  "made_on": "2020-08-10",
                  "validity": "valid",
                  "score": 12.5,
                  "attachments": 1,
                  "matched_attachments": [],
                  "duplicates": 0,
                  "text_poor": false,
                  "semantic": false,
                  "counterparts": []
                }
              ],
              "facets": {
                "kind": [
                  {
                    "value": "policy",
                    "count": 1
                  }
                ],
                "publisher": [],
                "year": [
                  {
                    "value": "2020",
                    "count": 1
                  }
                ],
                "column": [],
                "validity": [],
                "town": [],
                "has_attachment": []
              },
              "interpreted": {
                "document_number": null,
                "phrases": [],
                "loosened": [],
                "excluded": [],
                "expanded": [],
                "conditions": [],
                "series": null
              },
              "suggestions": [],
              "semantic": "off"
            }"#]]
        .assert_eq(&timeless(&answered.body));
    }

    #[tokio::test]
    async fn a_hit_says_where_its_score_comes_from_when_asked() {
        let app = App::new(FakeEngine::new(|request| {
            let mut found = one_hit(request);
            let mut explanation = Explanation::default();
            explanation.add(Signal::Words, Some("助餐".to_owned()), 5.5);
            explanation.add(Signal::Complete, None, 2.0);
            for hit in &mut found.hits {
                hit.explanation = request.explains().then(|| explanation.clone());
            }
            Ok(found)
        }));
        let hit = async |path: &str| {
            let body: serde_json::Value = serde_json::from_str(&app.get(path).await.body).unwrap();
            body["hits"][0].clone()
        };
        assert_eq!(hit("/api/v1/search?q=a").await.get("explanation"), None);
        let explained = hit("/api/v1/search?q=a&explain=1").await;
        expect![[r#"
            [
              {
                "signal": "words",
                "label": "标题和正文中的词",
                "score": 5.5,
                "terms": [
                  {
                    "term": "助餐",
                    "score": 5.5
                  }
                ]
              },
              {
                "signal": "complete",
                "label": "查询的内容全部出现",
                "score": 2.0,
                "terms": []
              }
            ]"#]]
        .assert_eq(&serde_json::to_string_pretty(&explained["explanation"]).unwrap());
        let names = async |path: &str| app.get(path).await.headers["etag"].clone();
        assert_ne!(names("/api/v1/search?q=a").await, names("/api/v1/search?q=a&explain=1").await);
        assert_ne!(names("/api/v1/search?q=a").await, names("/api/v1/search?q=a&expand=0").await);
        for path in ["/search.csv?q=a&explain=1", "/search.atom?q=a&explain=1", "/api/v1/search?q=a&explain=yes"] {
            assert_eq!(app.get(path).await.status, 400, "{path}");
        }
        for path in ["/search.csv?q=a&expand=0", "/search.json?q=a&expand=0", "/search.atom?q=a&expand=0"] {
            assert_eq!(app.get(path).await.status, 200, "{path}");
        }
    }

    #[tokio::test]
    async fn each_refusal_is_a_problem_document() {
        let app = app();
        check(
            &app.get("/api/v1/search?q=a&limit=3").await,
            &expect![[r#"
                400 Bad Request application/problem+json 
                {"type":"urn:gongkai:invalid-parameter","title":"A parameter cannot be used","status":400,"detail":"there is no parameter \"limit\"; the parameters are q, page, size, sort, in, kind, publisher, town, column, year, from, to, validity, has_attachment, expand, explain"}"#]],
        );
        check(
            &app.get("/api/v1/search?size=100").await,
            &expect![[r#"
            400 Bad Request application/problem+json 
            {"type":"urn:gongkai:invalid-parameter","title":"A parameter cannot be used","status":400,"detail":"the parameter size cannot be \"100\"; it takes a whole number from 1 to 50"}"#]],
        );
        check(
            &app.get("/api/v1/search?q=%FF").await,
            &expect![[r#"
            400 Bad Request application/problem+json 
            {"type":"urn:gongkai:invalid-parameter","title":"A parameter cannot be used","status":400,"detail":"\"%FF\" is no percent-encoded UTF-8"}"#]],
        );
        let empty = App::new(FakeEngine::without_generation());
        check(
            &empty.get("/api/v1/search?q=a").await,
            &expect![[r#"
            503 Service Unavailable application/problem+json 30
            {"type":"urn:gongkai:no-index","title":"There is no index yet","status":503,"detail":"nothing has been indexed yet; try again later"}"#]],
        );
    }

    #[tokio::test]
    async fn a_failure_inside_tells_nothing_of_it() {
        let failing = App::new(FakeEngine::new(|_| Err(EngineError::Failed("/var/lib/index: SELECT 1".into()))));
        check(
            &failing.get("/api/v1/search?q=a").await,
            &expect![[r#"
            500 Internal Server Error application/problem+json 
            {"type":"urn:gongkai:failed","title":"The service failed","status":500,"detail":"the request is well formed, but answering it failed"}"#]],
        );
        let panicking = App::new(FakeEngine::new(|_| panic!("thread 7 at engine.rs:12")));
        check(
            &panicking.get("/api/v1/search?q=a").await,
            &expect![[r#"
            500 Internal Server Error application/problem+json 
            {"type":"urn:gongkai:failed","title":"The service failed","status":500,"detail":"the request is well formed, but answering it failed"}"#]],
        );
    }

    #[tokio::test]
    async fn what_finds_no_room_is_refused_at_once_and_health_is_not() {
        let (started, mut running) = mpsc::unbounded_channel();
        let (release, released) = std::sync::mpsc::channel::<()>();
        let released = std::sync::Mutex::new(released);
        let engine = FakeEngine::new(move |request| {
            started.send(()).unwrap();
            released.lock().unwrap().recv().unwrap();
            Ok(one_hit(request))
        });
        let limits = Limits {
            search_workers: 1,
            search_queue_max: 0,
            answer_budget: Duration::from_secs(3600),
            ..Limits::default()
        };
        let app = App::with_limits(engine, &limits);
        let meanwhile = async {
            running.recv().await.unwrap();
            check(
                &app.get("/api/v1/search?q=b").await,
                &expect![[r#"
                503 Service Unavailable application/problem+json 1
                {"type":"urn:gongkai:busy","title":"The service is busy","status":503,"detail":"too many requests are waiting; try again in a second"}"#]],
            );
            assert_eq!(app.get("/search?q=b").await.status, 503);
            for path in ["/", "/healthz", "/readyz", "/documents/nfcms:1"] {
                assert_eq!(app.get(path).await.status, 200, "{path}");
            }
            release.send(()).unwrap();
        };
        let (first, ()) = tokio::join!(app.get("/api/v1/search?q=a"), meanwhile);
        assert_eq!(first.status, 200);
    }

    #[tokio::test]
    async fn what_takes_too_long_is_refused() {
        let (hold, held) = std::sync::mpsc::channel::<()>();
        let held = std::sync::Mutex::new(held);
        let engine = FakeEngine::new(move |request| {
            // Waits until the test is over.
            let _ = held.lock().unwrap().recv();
            Ok(one_hit(request))
        });
        let limits = Limits { answer_budget: Duration::from_millis(1), ..Limits::default() };
        let app = App::with_limits(engine, &limits);
        check(
            &app.get("/api/v1/search?q=a").await,
            &expect![[r#"
            503 Service Unavailable application/problem+json 1
            {"type":"urn:gongkai:too-slow","title":"The answer took too long","status":503,"detail":"the answer was not ready in time; try again or ask for less"}"#]],
        );
        drop(hold);
    }
}
