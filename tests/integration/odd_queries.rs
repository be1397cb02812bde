//! Whatever is typed: an answer or a refusal that says why, and never anything typed as markup.

use axum::http::StatusCode;
use serde_json::Value;

use crate::sample::encoded;
use crate::site::Site;

/// Queries that have broken search engines, or could.
const ODD: &[&str] = &[
    "",
    " ",
    "\t\n",
    "-",
    "--",
    "- *",
    "*",
    "?",
    "\"",
    "“",
    "\"\"",
    "-\"",
    "\"未闭合",
    "“未闭合",
    "「",
    "』",
    "\0",
    "政\0府",
    "\u{FEFF}政府",
    "\u{202E}政府",
    "😀",
    "👨‍👩‍👧",
    "𠮷㙟",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "'\"><svg/onload=alert(1)>",
    "' OR 1=1 --",
    "${jndi:ldap://x}",
    "{{7*7}}",
    "%00",
    "%0d%0aSet-Cookie:a=b",
    "title:*",
    "staff_notes:政府",
    "_id:1",
    "a:(^",
    "*^2",
    "/(.*政){30}/",
    "\"a b\"~99999999999",
    "a~9",
    "[a TO z]",
    "IN [1 2 3]",
    "NOT NOT NOT",
    "AND OR NOT",
    "+政府 -公开",
    "\\",
    "//",
    "&&",
    "||",
    "〔〕",
    "［］",
    "【】",
    "（）",
    "()",
    "[]",
    "﹝﹞",
    "，。！？；：",
    "……",
    "——",
    "花府办〔〕号",
    "花府办〔2020〕号",
    "〔2020〕12号",
    "第条",
    "第〔五项",
    "二〇二〇年十三月",
    "99999999999999999999号",
    "花府办〔9999〕99999号",
    "ＡＢＣ　１２３",
    "é\u{301}\u{301}\u{301}",
    "\u{AD}\u{200B}\u{2060}",
    "-政府 -公开 -信息",
    "\"政府\" \"公开\" -\"信息\"",
    "CON",
    "../../etc/passwd",
    "null",
    "undefined",
    "NaN",
    "1e999",
    "0x7f",
    "政府\r\n公开",
];

/// What long queries are made of.
const PARTS: [&str; 18] = [
    "a",
    "政",
    "(",
    "（",
    "〔",
    "\"",
    "“",
    "-",
    "- ",
    "NOT ",
    "\"a\" ",
    "政府 ",
    "第二十条",
    "😀",
    "1.",
    "\0",
    "<b>",
    "花府办〔2020〕12号 ",
];

/// The odd queries, long ones made of odd parts, and some at random.
fn odd_queries() -> Vec<String> {
    let mut queries: Vec<String> = ODD.iter().map(|query| (*query).to_owned()).collect();
    for part in PARTS {
        for times in [10, 400, 2_000, 10_000] {
            queries.push(part.repeat(times));
        }
    }
    let alphabet: Vec<char> =
        "()[]（）〔〕【】\"“”「」-*~:^/\\政府公开办〔2020〕12号 \0\n<>&'😀第二十条年月日a1.,".chars().collect();
    let mut state: u64 = 7;
    while queries.len() < 260 {
        let mut query = String::new();
        for _ in 0..40 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            query.push(alphabet[usize::try_from(state >> 33).unwrap() % alphabet.len()]);
        }
        queries.push(query);
    }
    queries
}

#[tokio::test(flavor = "multi_thread")]
async fn every_odd_query_is_answered_or_refused_with_a_reason() {
    let site = Site::over(60).await;
    let queries = odd_queries();
    assert!(queries.len() >= 200);
    let mut refused = 0;
    for query in &queries {
        // What an address cannot hold never reaches a handler: the server answers it before (see its own tests).
        let target = encoded(query);
        if target.len() > 60_000 {
            continue;
        }
        let shown: String = query.chars().take(40).collect();
        let answer = site.get(&format!("/api/v1/search?q={target}")).await;
        let body: Value = serde_json::from_str(&answer.text).unwrap_or_else(|_| panic!("{shown:?}: {}", answer.text));
        match answer.status {
            StatusCode::OK => assert!(body["total"].is_u64(), "{shown:?}"),
            StatusCode::BAD_REQUEST => {
                assert!(body["detail"].as_str().is_some_and(|detail| detail.contains("2000")), "{shown:?}: {body}");
                refused += 1;
            }
            other => panic!("{shown:?}: {other}"),
        }
        let page = site.get(&format!("/search?q={target}")).await;
        assert_eq!(page.status, answer.status, "{shown:?}");
        let is_markup = query.contains('<') && query.len() > 2;
        assert!(!is_markup || !page.text.contains(query.as_str()), "{shown:?} stands on the page as markup");
    }
    assert!(refused >= 10, "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_text_or_no_parameter_is_refused_by_name() {
    let site = Site::over(60).await;
    for (target, reason) in [
        ("q=%FF%FE", "UTF-8"),
        ("q=%ED%A0%80", "UTF-8"),
        ("q=a&page=99999999999999999999", "page"),
        ("q=a&page=0", "page"),
        ("q=a&page=-1", "page"),
        ("q=a&page=NaN", "page"),
        ("q=a&size=0", "size"),
        ("q=a&size=1000000000", "size"),
        ("q=a&sort=best", "sort"),
        ("q=a&kind=letter", "kind"),
        ("q=a&from=2023-02-30", "from"),
        ("q=a&from=2024-01-01&to=2023-01-01", "from"),
        ("q=a&colour=red", "colour"),
    ] {
        let answer = site.get(&format!("/api/v1/search?{target}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{target}");
        let problem: Value = serde_json::from_str(&answer.text).unwrap();
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains(reason)), "{target}: {problem}");
        assert_eq!(site.get(&format!("/search?{target}")).await.status, StatusCode::BAD_REQUEST, "{target}");
    }
}
