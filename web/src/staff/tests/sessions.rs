//! Signing in and out, and what a session and its cookie do.

use axum::body::Body;
use axum::http::Request;
use gongkai_accounts::{FAILURES_FREE_ACCOUNT, SESSION_IDLE_S, SESSION_LONGEST_S, SessionToken};
use gongkai_document::Timestamp;

use super::{Answered, PASSWORD, Site, now};
use crate::Identity;

/// Opens the form and sends it.
async fn sign_in(site: &Site, name: &str, password: &str, next: &str) -> Answered {
    let form = site.get("/staff/sign-in", None).await;
    let token = SessionToken::read(&form.cookie()).unwrap();
    let fields = [
        ("csrf", form.csrf()),
        ("name", name.to_owned()),
        ("password", password.to_owned()),
        ("next", next.to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(field, value)| (*field, value.as_str())).collect();
    site.post("/staff/sign-in", Some(&token), &fields).await
}

#[tokio::test]
async fn without_an_account_every_page_says_how_the_first_one_is_made() {
    let site = Site::empty();
    for path in ["/staff", "/staff/sign-in", "/staff/register", "/staff/requests/1", "/staff/tables"] {
        let token = SessionToken::unused().unwrap();
        let answered = site.get(path, Some(&token)).await;
        assert_eq!(answered.status, 404, "{path}");
        assert!(answered.text().contains("gongkai user add"), "{path}");
    }
    assert!(!site.path("accounts.sqlite").try_exists().unwrap(), "asking makes no file");
}

#[tokio::test]
async fn who_is_not_signed_in_comes_back_to_the_page_after_the_sign_in() {
    let site = Site::new();
    let answered = site.get("/staff/register?year=2024", None).await;
    assert_eq!(answered.status, 303);
    assert_eq!(answered.header("location"), "/staff/sign-in?next=%2Fstaff%2Fregister%3Fyear%3D2024");
    let form = site.get(answered.header("location"), None).await;
    assert!(form.text().contains(r#"name="next" value="/staff/register?year=2024""#), "{}", form.text());
    let signed_in = sign_in(&site, "li.na", PASSWORD, "/staff/register?year=2024").await;
    assert_eq!((signed_in.status.as_u16(), signed_in.header("location")), (303, "/staff/register?year=2024"));
    let token = SessionToken::read(&signed_in.cookie()).unwrap();
    assert_eq!(site.get("/staff/register?year=2024", Some(&token)).await.status, 200);
    let elsewhere = sign_in(&site, "li.na", PASSWORD, "https://evil.example/").await;
    assert_eq!(elsewhere.header("location"), "/staff");
}

#[tokio::test]
async fn a_sign_in_changes_the_token_and_ends_the_session_before() {
    let site = Site::new();
    let old = site.session("li.na");
    let fields = [("csrf", old.csrf().reveal()), ("name", "wang".to_owned()), ("password", PASSWORD.to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(field, value)| (*field, value.as_str())).collect();
    let answered = site.post("/staff/sign-in", Some(&old), &fields).await;
    let new = SessionToken::read(&answered.cookie()).unwrap();
    assert_ne!(new, old);
    assert_eq!(site.get("/staff/register", Some(&old)).await.status, 303);
    assert!(site.get("/staff/register", Some(&new)).await.text().contains("wang 同志（审核）"));
}

#[tokio::test]
async fn whoever_is_refused_reads_the_same_and_learns_how_long_to_wait() {
    let site = Site::new();
    let told = async |name: &str| {
        let mut answers = Vec::new();
        for _ in 0..=FAILURES_FREE_ACCOUNT {
            let answered = sign_in(&site, name, "四里桥头卖豆腐的老李 1988", "").await;
            let text = answered.text();
            let (_, message) = text.split_once("role=\"alert\">").unwrap();
            let message = message.split("</p>").next().unwrap().to_owned();
            answers.push((answered.status.as_u16(), answered.header("retry-after").to_owned(), message));
        }
        answers
    };
    let real = told("li.na").await;
    assert_eq!(real, told("sun").await);
    assert_eq!(real[0], (403, String::new(), "帐号或密码不正确，或者帐号暂时不能登录。".to_owned()));
    let waits = "帐号或密码不正确，或者帐号暂时不能登录。请等待 30 秒后再试。";
    assert_eq!(real[4], (429, "30".to_owned(), waits.to_owned()));
    let right = sign_in(&site, "li.na", PASSWORD, "").await;
    assert_eq!((right.status.as_u16(), right.header("retry-after")), (429, "30"), "the right password waits too");
    assert!(!site.get("/staff/sign-in", None).await.text().contains("四里桥头"));
}

#[tokio::test]
async fn a_session_ends_unused_and_at_the_end_of_a_day() {
    let site = Site::new();
    let since = |seconds: i64| now().checked_sub(jiff::Span::new().seconds(seconds)).unwrap();
    let status = async |token: &SessionToken| site.get("/staff/register", Some(token)).await.status.as_u16();
    assert_eq!(status(&site.session_since("li.na", since(SESSION_IDLE_S - 1))).await, 200);
    assert_eq!(status(&site.session_since("li.na", since(SESSION_IDLE_S))).await, 303);
    let worn = site.session_since("li.na", since(SESSION_LONGEST_S));
    let accounts = site.accounts();
    for used in (1..SESSION_LONGEST_S / 600).rev() {
        let at: Timestamp = since(used * 600);
        assert!(accounts.session(&worn, at).unwrap().is_some());
    }
    assert_eq!(status(&worn).await, 303);
}

#[tokio::test]
async fn who_signs_out_has_no_session_and_no_cookie_any_more() {
    let site = Site::new();
    let token = site.session("li.na");
    let csrf = site.get("/staff/register", Some(&token)).await.csrf();
    let answered = site.post("/staff/sign-out", Some(&token), &[("csrf", &csrf)]).await;
    assert_eq!((answered.status.as_u16(), answered.header("location")), (303, "/staff/sign-in"));
    assert_eq!(answered.header("set-cookie"), "gongkai-staff=; Path=/staff; HttpOnly; SameSite=Lax; Max-Age=0");
    assert_eq!(site.get("/staff/register", Some(&token)).await.status, 303);
    assert!(site.log().contains(&"li.na sign-out li.na: done".to_owned()));
}

#[tokio::test]
async fn over_https_the_cookie_is_bound_to_the_host() {
    let public_url = Some("https://search.example.gov.cn".to_owned());
    let site = Site::at(Identity { public_url, ..Identity::default() });
    site.add_account("li.na", gongkai_accounts::Role::Clerk);
    let form = site.get("/staff/sign-in", None).await;
    let cookie = form.header("set-cookie").to_owned();
    assert!(cookie.starts_with("__Host-gongkai-staff=") && cookie.contains("; Path=/; Secure; HttpOnly;"), "{cookie}");
    let pair = cookie.split(';').next().unwrap();
    let body = format!(
        "csrf={}&name=li.na&password={}",
        form.csrf(),
        "%E4%B8%89%E9%87%8C%E6%A1%A5%E5%A4%B4%E5%8D%96%E8%B1%86%E8%85%90%E7%9A%84%E8%80%81%E7%8E%8B+1987"
    );
    let request = Request::post("/staff/sign-in").header("cookie", pair).body(Body::from(body)).unwrap();
    assert_eq!(site.ask(request).await.status, 303);
}

#[tokio::test]
async fn a_form_without_its_token_or_from_another_site_changes_nothing() {
    let site = Site::new();
    let (token, other) = (site.session("wang"), site.session("wang"));
    let path = format!("{}/correction", super::SECOND);
    for csrf in ["", "00", &other.csrf().reveal(), &token.reveal()] {
        let answered = site.post(&path, Some(&token), &[("csrf", csrf), ("decision", "partial")]).await;
        assert_eq!(answered.status, 403, "{csrf}");
        assert!(answered.text().contains("页面已过期"));
        let answered = site.post("/staff/sign-out", Some(&token), &[("csrf", csrf)]).await;
        assert_eq!(answered.status, 403, "{csrf}");
        let signed_in = [("csrf", csrf), ("name", "wang"), ("password", PASSWORD)];
        assert_eq!(site.post("/staff/sign-in", Some(&token), &signed_in).await.status, 403, "{csrf}");
    }
    let csrf = token.csrf().reveal();
    let request = Request::post(&path).header("cookie", format!("gongkai-staff={}", token.reveal()));
    let request =
        request.header("sec-fetch-site", "cross-site").body(Body::from(format!("csrf={csrf}&decision=partial")));
    assert_eq!(site.ask(request.unwrap()).await.status, 403);
    assert_eq!(site.register().record("花公开申〔2024〕2号").unwrap().unwrap().corrected.len(), 0);
    assert_eq!(site.get("/staff/register", Some(&token)).await.status, 200, "still signed in");
}

#[tokio::test]
async fn nothing_here_is_kept_or_listed_and_every_answer_has_the_headers() {
    let site = Site::new();
    let token = site.session("wang");
    let second = super::SECOND;
    let correction = format!("{second}/correction");
    let paths = [
        "/staff",
        "/staff/",
        "/staff/sign-in",
        "/staff/sign-out",
        "/staff/register",
        "/staff/register?x=1",
        "/staff/register/export.csv",
        "/staff/register/export.xlsx",
        second,
        &correction,
        "/staff/requests/none",
        "/staff/requests/%ff",
        "/staff/tables",
        "/staff/tables/export.xlsx",
        "/staff/none",
        "/staff/none/none",
    ];
    for path in paths {
        for method in ["GET", "HEAD", "POST", "PUT", "OPTIONS"] {
            for token in [None, Some(&token)] {
                let request = super::with_cookie(Request::builder().method(method).uri(path), token);
                let answered = site.ask(request.body(Body::empty()).unwrap()).await;
                let state = format!("{method} {path} {}", token.is_some());
                assert_eq!(answered.header("cache-control"), "no-store", "{state}");
                assert_eq!(answered.header("x-robots-tag"), "noindex, nofollow", "{state}");
                assert!(answered.header("content-security-policy").starts_with("default-src 'none';"), "{state}");
                assert!(!answered.headers.contains_key("access-control-allow-origin"), "{state}");
                assert!(answered.status.as_u16() < 500, "{state}: {}", answered.status);
            }
        }
    }
    let packed =
        super::with_cookie(Request::get("/staff/register"), Some(&token)).header("accept-encoding", "gzip, br");
    assert_eq!(site.ask(packed.body(Body::empty()).unwrap()).await.header("content-encoding"), "");
}
