//! The API for programs with a key.

use axum::body::Body;
use axum::http::Request;
use gongkai_accounts::{Actor, NewKey, Permission};
use serde_json::Value;

use super::{Answered, Site, now};

const SIMILAR: &str = "/api/v1/staff/similar";

/// A key of the reviewer with these permissions.
fn key(site: &Site, name: &str, permissions: &[Permission]) -> String {
    let new = NewKey { name: site.name(name), owner: site.name("wang"), permissions: permissions.to_vec(), days: 30 };
    site.accounts().add_key(&new, &Actor::CommandLine, now()).unwrap().reveal()
}

async fn ask(site: &Site, method: &str, path: &str, authorization: Option<&str>, body: &str) -> Answered {
    let request = Request::builder().method(method).uri(path);
    let request = match authorization {
        Some(value) => request.header("authorization", value),
        None => request,
    };
    site.ask(request.body(Body::from(body.to_owned())).unwrap()).await
}

#[tokio::test]
async fn a_program_with_a_key_finds_precedents_and_searches_and_each_is_an_entry() {
    let site = Site::searchable();
    let bearer = format!("Bearer {}", key(&site, "table", &[Permission::ViewCases]));
    let answered = ask(&site, "POST", SIMILAR, Some(&bearer), r#"{"text": "请公开乙村规划", "year": 2024}"#).await;
    let body: Value = serde_json::from_str(&answered.text()).unwrap();
    assert_eq!(answered.status, 200, "{body}");
    let closest = &body["groups"][0]["closest"];
    assert_eq!((&closest["number"], &closest["decision"]), (&"花公开申〔2024〕2号".into(), &"granted".into()));
    assert!(!answered.text().contains("某某公司"), "who asked is no part of a case");
    let answered = ask(&site, "GET", "/api/v1/staff/search?q=%E8%A7%84%E5%88%92", Some(&bearer), "").await;
    let body: Value = serde_json::from_str(&answered.text()).unwrap();
    assert_eq!((answered.status.as_u16(), &body["total"]), (200, &1.into()), "{body}");
    assert_eq!(answered.header("cache-control"), "no-store");
    let log = site.log();
    let entries =
        ["key:table search precedents [year=2024| 请公开乙村规划]: ", "key:table search staff index [规划]: 1 hits"];
    for entry in entries {
        assert!(log.iter().any(|line| line.starts_with(entry)), "{entry}: {log:#?}");
    }
}

#[tokio::test]
async fn without_a_key_that_holds_and_may_a_program_gets_a_problem_and_nothing_else() {
    let site = Site::searchable();
    let token = site.session("wang").reveal();
    let export_only = key(&site, "export", &[Permission::ExportCases]);
    let revoked = key(&site, "old", &[Permission::ViewCases]);
    site.accounts().revoke_key(&site.name("old"), &Actor::CommandLine, now()).unwrap();
    for (method, path) in
        [("POST", SIMILAR), ("GET", "/api/v1/staff/search?q=a"), ("GET", "/api/v1/staff/search?bad=1")]
    {
        for (authorization, status) in [
            (None, 401),
            (Some("Bearer".to_owned()), 401),
            (Some(format!("Bearer gongkai_{}", "0".repeat(64))), 401),
            (Some(format!("Basic {export_only}")), 401),
            (Some(format!("Bearer {token}")), 401),
            (Some(format!("Bearer {revoked}")), 401),
            (Some(format!("Bearer {export_only}")), 403),
        ] {
            let answered = ask(&site, method, path, authorization.as_deref(), r#"{"text": "乙村"}"#).await;
            assert_eq!(answered.status, status, "{path} {authorization:?}");
            assert_eq!(answered.header("content-type"), "application/problem+json");
            assert_eq!(answered.header("www-authenticate"), if status == 401 { "Bearer" } else { "" });
        }
    }
    let cookie = Request::get("/api/v1/staff/search?q=a").header("cookie", format!("gongkai-staff={token}"));
    assert_eq!(site.ask(cookie.body(Body::empty()).unwrap()).await.status, 401, "a session is no key");
    assert_eq!(ask(&Site::empty(), "POST", SIMILAR, Some("Bearer a"), "{}").await.status, 401);
}

#[tokio::test]
async fn a_body_that_cannot_be_meant_is_refused_and_every_address_is_described() {
    let site = Site::searchable();
    let bearer = format!("Bearer {}", key(&site, "table", &[Permission::ViewCases]));
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    for body in ["", "[]", r#"{"text": []}"#, r#"{"txt": "a"}"#, r#"{"decision": "x"}"#, deep.as_str()] {
        let answered = ask(&site, "POST", SIMILAR, Some(&bearer), body).await;
        assert_eq!(answered.status, 400, "{body:.20}");
    }
    assert_eq!(ask(&site, "POST", SIMILAR, Some(&bearer), r#"{"number": "9"}"#).await.status, 404);
    assert_eq!(ask(&site, "POST", SIMILAR, Some(&bearer), &" ".repeat(200_000)).await.status, 413);
    assert_eq!(ask(&site, "GET", "/api/v1/staff/search?bad=1", Some(&bearer), "").await.status, 400);
    let described = ask(&site, "GET", "/api/v1/staff/openapi.json", None, "").await;
    let document: Value = serde_json::from_str(&described.text()).unwrap();
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    assert_eq!(paths, [SIMILAR, "/api/v1/staff/search"]);
    let public = site.get("/api/v1/openapi.json", None).await.text();
    assert!(!public.contains("staff"), "the public description names none of it");
}
