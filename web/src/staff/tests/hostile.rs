//! What somebody typed into a table is text on every page, and no way leads around the sign-in.

use axum::body::Body;
use axum::http::Request;

use super::{SECOND, Site};

const MARKUP: &str = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'{{7*7}}";

#[tokio::test]
async fn markup_in_any_field_is_text_on_every_page() {
    let site = Site::new();
    let cell = format!("\"{}\"", MARKUP.replace('"', "\"\""));
    let table = format!(
        "编号,收到日期,申请人,类型,内容,状态,部门,结果,依据,答复日期,答复\n花2024/5{cell_inner},2024-05-06,{cell},,{cell},办理,{cell},,{cell},,{cell}\n",
        cell_inner = ""
    );
    site.import(&table);
    let odd = format!(
        "编号,收到日期,申请人,类型,内容,状态,部门,结果,依据,答复日期,答复\n{cell},2024-05-06,甲,,乙,办理,丙,,,,\n"
    );
    site.import(&odd);
    let token = site.session("wang");
    let csrf = token.csrf().reveal();
    let case = "/staff/requests/%E8%8A%B12024%2F5";
    let fields = [("csrf", csrf.as_str()), ("basis", MARKUP), ("note", MARKUP)];
    assert_eq!(site.post(&format!("{case}/correction"), Some(&token), &fields).await.status, 303);
    let encoded: String = url::form_urlencoded::byte_serialize(MARKUP.as_bytes()).collect();
    let pages = [
        case.to_owned(),
        format!("/staff/requests/{}", encoded.replace('+', "%20")),
        "/staff/register".to_owned(),
        format!("/staff/register?department={encoded}"),
        format!("/staff/register?cell={encoded}"),
        format!("/staff/register?{encoded}=1"),
        format!("/staff/sign-in?next={encoded}"),
        "/staff/tables".to_owned(),
        format!("/staff/{encoded}"),
    ];
    for path in pages {
        let text = site.get(&path, Some(&token)).await.text();
        for raw in ["<script>alert", "<img src=x"] {
            assert!(!text.contains(raw), "{path}: {raw}");
        }
    }
    assert!(site.get(case, Some(&token)).await.text().contains("&#60;script&#62;alert(1)"));
}

#[tokio::test]
async fn no_spelling_of_an_address_leads_around_the_sign_in() {
    let site = Site::new();
    for path in [
        "//staff/register",
        "/./staff/register",
        "/search/../staff/register",
        "/%73taff/register",
        "/STAFF/register",
        "/staff/register;x",
        "/staff//register",
        "/staff/register/",
        "/staff/./register",
        "/staff%2Fregister",
        "/documents/..%2Fstaff%2Fregister",
        "/assets/..%2fstaff%2fregister",
        "/staff/register%00",
    ] {
        let answered = site.get(path, None).await;
        assert!(!answered.text().contains("花公开申"), "{path}");
        assert_ne!(answered.status, 200, "{path}");
    }
    for (name, value) in [
        ("x-original-url", "/staff/register"),
        ("x-rewrite-url", "/staff/register"),
        ("x-forwarded-for", "127.0.0.1"),
        ("authorization", "Basic d2FuZzp3YW5n"),
    ] {
        let request = Request::get("/staff/register").header(name, value).body(Body::empty()).unwrap();
        assert_eq!(site.ask(request).await.status, 303, "{name}");
    }
}

#[tokio::test]
async fn a_form_that_is_too_long_or_no_text_is_refused() {
    let site = Site::new();
    let token = site.session("wang");
    let correction = format!("{SECOND}/correction");
    for (body, status) in [(vec![b'a'; 200_000], 413), (b"csrf=%ff".to_vec(), 400), (vec![0xff, 0xfe], 403)] {
        let request = super::with_cookie(Request::post(&correction), Some(&token)).body(Body::from(body)).unwrap();
        let answered = site.ask(request).await;
        assert_eq!(answered.status, status);
        assert!(answered.text().contains("内部办理"));
    }
}
