//! The search for precedents, a comparison, and search certificates.

use axum::http::header::CONTENT_TYPE;
use gongkai_accounts::SessionToken;

use super::{Answered, SECOND, Site};
use crate::fixtures::text_of;

const ASKED: &str = "请公开乙村规划";

async fn search(site: &Site, token: &SessionToken, path: &str, fields: &[(&str, &str)]) -> Answered {
    let csrf = token.csrf().reveal();
    let fields: Vec<(&str, &str)> = [("csrf", csrf.as_str())].into_iter().chain(fields.iter().copied()).collect();
    site.post(path, Some(token), &fields).await
}

#[tokio::test]
async fn a_pasted_request_has_the_closest_case_and_the_fragment_is_what_the_page_has() {
    let site = Site::searchable();
    let token = site.session("li.na");
    assert_eq!(site.get("/staff", Some(&token)).await.header("location"), "/staff/search");
    let empty = site.get("/staff/search", Some(&token)).await.text();
    assert!(empty.contains("id=\"precedents\"") && !empty.contains("类似申请</h2>"));

    let page = search(&site, &token, "/staff/search", &[("text", ASKED)]).await.text();
    assert_eq!(text_of(&page, ".cards h3").lines().next(), Some("花公开申〔2024〕2号"));
    assert!(text_of(&page, ".chips").contains("规划"), "{page}");
    assert!(page.contains("予以公开") && page.contains(&format!("href=\"{SECOND}\"")));
    assert!(text_of(&page, ".warnings").contains("第三十六条第（六）项"), "{}", text_of(&page, ".warnings"));
    assert!(page.contains(&format!(">{ASKED}</textarea>")));

    let fragment = search(&site, &token, "/staff/search/results", &[("text", ASKED)]).await.text();
    assert!(!fragment.contains("<html") && page.contains(fragment.trim()), "{fragment}");
    let filtered = search(&site, &token, "/staff/search", &[("text", ASKED), ("decision", "partial")]).await.text();
    assert_eq!(text_of(&filtered, ".cards h3"), "");

    let of_number =
        site.get(&format!("/staff/search?number={}", &SECOND["/staff/requests/".len()..]), Some(&token)).await;
    assert_eq!(of_number.status, 200);
    for (fields, status) in [([("number", "9"), ("text", "")], 404), ([("decision", "x"), ("text", "a")], 400)] {
        assert_eq!(search(&site, &token, "/staff/search", &fields).await.status, status);
    }
    assert_eq!(site.get("/staff/search?q=a", Some(&token)).await.status, 400);
    let log = site.log();
    assert!(log.contains(&format!("li.na search precedents [| {ASKED}]: 3 cases, 1 warnings")), "{log:#?}");
    assert!(log.contains(&"li.na search precedents [number=9]: nothing shown".to_owned()), "{log:#?}");
}

#[tokio::test]
async fn a_pasted_text_as_long_as_may_be_is_searched_and_a_longer_one_is_refused() {
    let site = Site::searchable();
    let token = site.session("li.na");
    let rare = "𠀀".repeat(14_000);
    assert_eq!(search(&site, &token, "/staff/search", &[("text", &"乙".repeat(20_000))]).await.status, 200);
    assert_eq!(search(&site, &token, "/staff/search", &[("text", &"a".repeat(20_001))]).await.status, 400);
    assert_eq!(search(&site, &token, "/staff/search", &[("text", &rare)]).await.status, 200);
    assert_eq!(site.accounts().verify().unwrap().fault, None);
}

#[tokio::test]
async fn a_request_beside_a_precedent_has_its_reply_as_a_draft_without_data_of_persons() {
    let site = Site::searchable();
    let token = site.session("li.na");
    let page = search(&site, &token, "/staff/search", &[("text", ASKED)]).await.text();
    let (_, id) = page.split_once("name=\"with\" value=\"").unwrap();
    let id = id.split('"').next().unwrap().to_owned();
    let compared = search(&site, &token, "/staff/compare", &[("text", ASKED), ("with", &id)]).await.text();
    assert_eq!(text_of(&compared, "#old a"), "花公开申〔2024〕2号");
    assert!(text_of(&compared, "mark.shared").contains("规划"), "{compared}");
    assert!(text_of(&compared, "#draft").contains("该政府信息不存在"));
    let none = search(&site, &token, "/staff/compare", &[("text", ASKED), ("with", "request:none")]).await;
    assert_eq!(none.status, 404);
    assert!(site.log().contains(&format!("li.na view 花公开申〔2024〕2号 [with={id}| {ASKED}]: compared")));
}

#[tokio::test]
async fn a_certificate_says_what_was_searched_and_is_verified_again() {
    let site = Site::searchable();
    let token = site.session("li.na");
    let fields = [("request", "花公开申〔2024〕1号"), ("matter", "甲村补偿方案"), ("queries", "甲村 补偿\n甲村方案\n")];
    let issued = search(&site, &token, "/staff/certificates", &fields).await;
    assert_eq!(issued.status, 303);
    let page = site.get(issued.header("location"), Some(&token)).await.text();
    assert_eq!(text_of(&page, "h1"), "政府信息检索记录单");
    assert_eq!(text_of(&page, "tbody tr").matches("甲村 补偿").count(), 2, "over both indexes");
    assert!(page.contains("检〔2024〕1号") && page.contains("2024年5月27日 09:00") && page.contains("li.na"));
    let verified = site.get(&format!("{}?verify=1", issued.header("location")), Some(&token)).await.text();
    assert!(verified.contains("全部 1 份检索记录单均未被改动"), "{verified}");
    assert_eq!(text_of(&verified, "td .badge").matches("结果一致").count(), 4, "{}", text_of(&verified, "td"));
    assert!(text_of(&site.get("/staff/certificates", Some(&token)).await.text(), "tbody").contains("甲村补偿方案"));

    for (field, value) in
        [("queries", ""), ("matter", ""), ("matter", &*"长".repeat(2_001)), ("queries", &*"a\n".repeat(21))]
    {
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, old)| (*name, if *name == field { value } else { old })).collect();
        assert_eq!(search(&site, &token, "/staff/certificates", &fields).await.status, 400, "{field}");
    }
    assert_eq!(site.get("/staff/certificates/none", Some(&token)).await.status, 404);
    let stale = site.post("/staff/certificates", Some(&token), &fields).await;
    assert_eq!(
        (stale.status.as_u16(), stale.headers[CONTENT_TYPE].to_str().unwrap()),
        (403, "text/html; charset=utf-8")
    );
    assert!(
        site.log().iter().any(|entry| entry.starts_with("li.na issue-certificate 检〔2024〕1号 [甲村 补偿\n甲村方案]"))
    );
}

#[tokio::test]
async fn only_who_may_see_cases_searches_and_without_an_index_the_page_says_what_to_do() {
    let site = Site::searchable();
    let operator = site.session("zhao");
    for path in ["/staff/search", "/staff/search?number=1", "/staff/certificates", "/staff/compare?number=1&with=a"] {
        assert_eq!(site.get(path, Some(&operator)).await.status, 403, "{path}");
    }
    for path in ["/staff/search", "/staff/search/results", "/staff/compare", "/staff/certificates"] {
        let fields = [("text", "a"), ("matter", "a"), ("queries", "a"), ("with", "a")];
        let allowed: &[(&str, &str)] = if path == "/staff/certificates" { &fields } else { &fields[..1] };
        assert_eq!(search(&site, &operator, path, allowed).await.status, 403, "{path}");
    }
    let site = Site::new();
    let token = site.session("li.na");
    let answered = search(&site, &token, "/staff/search", &[("text", ASKED)]).await;
    assert_eq!(answered.status, 404);
    assert!(answered.text().contains("gongkai index"));
}

#[tokio::test]
async fn a_request_in_a_file_is_searched_like_a_pasted_one() {
    const FROM_FILE: &str = "/staff/search/file";
    let site = Site::searchable();
    let token = site.session("li.na");
    let csrf = token.csrf().reveal();
    let page = site.post_file(FROM_FILE, Some(&token), &csrf, ("申请书.docx", ASKED.as_bytes())).await.text();
    assert_eq!(text_of(&page, ".cards h3").lines().next(), Some("花公开申〔2024〕2号"));
    assert!(page.contains(&format!(">{ASKED}</textarea>")), "{page}");

    let scanned = site.post_file(FROM_FILE, Some(&token), &csrf, ("scan.pdf", b"%PDF")).await;
    assert!(scanned.status == 400 && scanned.text().contains("扫描件"), "{}", scanned.text());
    for (token, csrf, bytes, status) in [
        (None, csrf.as_str(), ASKED.as_bytes(), 303),
        (Some(&token), "another", ASKED.as_bytes(), 403),
        (Some(&token), csrf.as_str(), b"".as_slice(), 400),
        (Some(&token), csrf.as_str(), b" \n ".as_slice(), 400),
        (Some(&token), csrf.as_str(), vec![b'a'; 9 << 20].as_slice(), 413),
    ] {
        let answered = site.post_file(FROM_FILE, token, csrf, ("a.txt", bytes)).await;
        assert_eq!(answered.status, status, "{} bytes", bytes.len());
    }
    let log = site.log();
    assert!(log.contains(&format!("li.na search precedents [| {ASKED}]: 3 cases, 1 warnings")), "{log:#?}");
    assert!(log.contains(&"li.na search precedents [file=scan.pdf]: nothing shown".to_owned()), "{log:#?}");
}
