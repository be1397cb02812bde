//! One request at a time: redirects, addresses, sizes, times, lies.

use std::io::Write;
use std::time::Duration;

use gongkai_document::Timestamp;
use url::Url;

use super::portal::{Portal, Reply};
use crate::config::{BODY_BYTES_MAX, CrawlConfig, REDIRECTS_MAX};
use crate::failure::{Failure, Stage};
use crate::fetch::{Answer, Fetcher};
use crate::request::Conditions;
use crate::traffic::Outcome;

const MOMENT: Duration = Duration::from_millis(100);

pub(super) fn config(portal: &Portal) -> CrawlConfig {
    let start = portal.url("/gkmlpt/index");
    let mut config = CrawlConfig::new(vec![start], "a@a.cn", Timestamp::UNIX_EPOCH).unwrap();
    config.pauses.base = Duration::from_millis(1);
    config.pauses.max = Duration::from_millis(2);
    config
}

pub(super) fn fetcher(config: &CrawlConfig) -> Fetcher<'_> {
    Fetcher::new(config, Box::new(|_, _| {})).unwrap()
}

async fn get(portal: &Portal, target: &str) -> Result<Answer, Failure> {
    let config = config(portal);
    fetcher(&config).get(&portal.url(target), &Conditions::default(), BODY_BYTES_MAX).await
}

async fn body(portal: &Portal, target: &str) -> String {
    match get(portal, target).await {
        Ok(Answer::Page(page)) => String::from_utf8(page.body).unwrap(),
        other => panic!("{target}: {other:?}"),
    }
}

async fn failure(portal: &Portal, target: &str) -> Failure {
    get(portal, target).await.expect_err(target)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

#[tokio::test]
async fn a_page_comes_with_its_address_headers_and_time_and_tells_who_asks() {
    let portal = Portal::open().await;
    portal.answer("/a", Reply::redirect("b?c=1#top"));
    portal.answer("/b?c=1", Reply::new(200, &[("ETag", "\"1\"")], "正文"));
    let Ok(Answer::Page(page)) = get(&portal, "/a#6806").await else { panic!("no page") };
    assert_eq!((page.url, page.status, page.body.as_slice()), (portal.url("/b?c=1"), 200, "正文".as_bytes()));
    assert_eq!(page.headers.iter().find(|(name, _)| name == "etag").unwrap().1, "\"1\"");
    for seen in portal.seen() {
        assert_eq!(seen.headers["user-agent"], config(&portal).user_agent());
    }
}

#[tokio::test]
async fn redirects_end_after_five_and_in_circles_sooner() {
    let portal = Portal::open().await;
    portal.answer("/self", Reply::redirect("/self"));
    portal.answer("/ping", Reply::redirect("/pong"));
    portal.answer("/pong", Reply::redirect("/ping"));
    for step in 0..50 {
        portal.answer(&format!("/{step}"), Reply::redirect(&format!("/{}", step + 1)));
    }
    for (target, requests) in [("/self", 1), ("/ping", 2), ("/0", REDIRECTS_MAX + 1)] {
        portal.forget_requests();
        assert!(matches!(failure(&portal, target).await, Failure::Redirects { .. }), "{target}");
        assert_eq!(portal.targets().len(), requests, "{target}");
    }
    portal.answer("/5", Reply::ok("in time"));
    assert_eq!(body(&portal, "/0").await, "in time");
}

#[tokio::test]
async fn no_redirect_leads_to_another_host_or_inside() {
    let portal = Portal::open().await;
    let canary = Portal::open().await;
    let port = canary.url("/").port().unwrap();
    let inside = ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::1]"];
    let mut locations: Vec<String> = inside.iter().map(|host| format!("http://{host}:{port}/")).collect();
    locations.extend(
        [
            "http://169.254.169.254/latest/",
            "//example.com/",
            "file:///etc/passwd",
            "gopher://a/",
            "http://",
            "http://a@127.0.0.1/",
        ]
        .map(str::to_owned),
    );
    locations.push(format!("/{}", "long".repeat(1_000)));
    for location in locations {
        portal.answer("/away", Reply::redirect(&location));
        let failure = failure(&portal, "/away").await;
        assert!(matches!(failure, Failure::OtherHost { .. } | Failure::Location { .. }), "{location}: {failure:?}");
    }
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn an_allowed_host_that_leads_inside_is_refused_before_a_connection() {
    let portal = Portal::open().await;
    let port = portal.url("/").port().unwrap();
    for host in ["localhost", "127.0.0.1", "[::ffff:127.0.0.1]", "2130706433"] {
        let inside = Url::parse(&format!("http://{host}:{port}/a")).unwrap();
        let start = Url::parse("http://www.example.gov.cn/gkmlpt/index").unwrap();
        let config = CrawlConfig::new(vec![start], "a@a.cn", Timestamp::UNIX_EPOCH).unwrap().also_on(&inside);
        let failure = fetcher(&config).get(&inside, &Conditions::default(), BODY_BYTES_MAX).await.unwrap_err();
        // A name is looked up for the first time when robots.txt is asked for.
        let refused = match &failure {
            Failure::Address(_) => host != "localhost",
            Failure::RobotsUnavailable { .. } => host == "localhost",
            _ => false,
        };
        assert!(refused && failure.to_string().contains("no public address"), "{host}: {failure}");
    }
    assert_eq!(portal.connections(), 0);
}

#[tokio::test]
async fn a_body_stops_at_the_limit_however_it_is_sent() {
    let portal = Portal::open().await;
    let config = config(&portal);
    let limit = 100_000;
    let bomb = gzip(&vec![0; 20_000_000]);
    assert!(bomb.len() < 100_000, "the bomb is small on the wire");
    portal.answer("/bomb", Reply::new(200, &[("Content-Encoding", "gzip")], bomb));
    portal.answer("/declared", Reply::raw(200, &[("Content-Length", "1073741824")], "").then_floods());
    portal.answer("/endless", Reply::raw(200, &[], "").then_floods());
    portal.answer("/just", Reply::ok(vec![b'a'; 100_000]));
    portal.answer("/packed", Reply::new(200, &[("Content-Encoding", "gzip")], gzip(b"packed")));
    let fetcher = fetcher(&config);
    for target in ["/bomb", "/declared", "/endless"] {
        let failure = fetcher.get(&portal.url(target), &Conditions::default(), limit).await.unwrap_err();
        assert!(matches!(failure, Failure::TooLarge { bytes_max: 100_000, .. }), "{target}: {failure:?}");
    }
    // What is declared too large is not read at all.
    assert!(fetcher.traffic().bytes <= 200_100, "read {} bytes", fetcher.traffic().bytes);
    assert_eq!(fetcher.traffic().requests[&Outcome::TooLarge], 3);
    for (target, length) in [("/just", 100_000), ("/packed", 6)] {
        let Ok(Answer::Page(page)) = fetcher.get(&portal.url(target), &Conditions::default(), limit).await else {
            panic!()
        };
        assert_eq!(page.body.len(), length);
    }
}

#[tokio::test]
async fn an_encoding_that_was_not_asked_for_is_no_page() {
    let portal = Portal::open().await;
    for encoding in ["br", "zstd", "gzip, gzip"] {
        portal.answer("/a", Reply::new(200, &[("Content-Encoding", encoding)], "?"));
        assert!(matches!(failure(&portal, "/a").await, Failure::Encoding { .. }), "{encoding}");
    }
}

#[tokio::test]
async fn a_body_shorter_than_announced_is_no_page_and_a_longer_one_is_cut() {
    let portal = Portal::open().await;
    portal.answer("/short", Reply::raw(200, &[("Content-Length", "100")], "half"));
    portal.answer("/cut", Reply::raw(200, &[("Transfer-Encoding", "chunked")], "4\r\nhalf\r\n"));
    portal.answer(
        "/torn",
        Reply::raw(200, &[("Content-Encoding", "gzip"), ("Content-Length", "20")], &gzip(&[b'a'; 500])[..20]),
    );
    portal.answer("/long", Reply::raw(200, &[("Content-Length", "4")], "halfway"));
    portal.answer("/rude", Reply::hang_up());
    for target in ["/short", "/cut", "/torn", "/rude"] {
        let failure = failure(&portal, target).await;
        assert!(failure.is_passing(), "{target}: {failure:?}");
    }
    assert_eq!(body(&portal, "/long").await, "half");
}

#[tokio::test]
async fn every_stage_of_a_request_has_its_time() {
    let portal = Portal::open().await;
    portal.answer("/silent", Reply::silence());
    portal.answer("/slow", Reply::raw(200, &[], "").then_drips(MOMENT / 10));
    portal.answer("/endless", Reply::raw(200, &[], "").then_floods());
    let mut config = config(&portal);
    config.timeouts.first_byte = MOMENT;
    config.timeouts.body_window = MOMENT;
    config.timeouts.total = 3 * MOMENT;
    let fetcher = fetcher(&config);
    for (target, expected) in [("/silent", Stage::FirstByte), ("/slow", Stage::Body), ("/endless", Stage::Whole)] {
        let failure = fetcher.get(&portal.url(target), &Conditions::default(), usize::MAX).await.unwrap_err();
        let Failure::TimedOut { stage, .. } = &failure else { panic!("{target}: {failure:?}") };
        assert_eq!(*stage, expected, "{target}");
        assert!(failure.is_passing());
    }
    assert_eq!(fetcher.traffic().requests[&Outcome::TimedOut], 3);
}

#[tokio::test]
async fn monstrous_headers_are_a_broken_answer() {
    let portal = Portal::open().await;
    let megabyte = "a".repeat(1_000_000);
    portal.answer("/wide", Reply::new(200, &[("X", &megabyte)], ""));
    portal.answer("/many", Reply::new(200, &vec![("Set-Cookie", "a=b"); 10_000], ""));
    for target in ["/wide", "/many"] {
        assert!(matches!(failure(&portal, target).await, Failure::Broken { .. }), "{target}");
    }
}

#[tokio::test]
async fn a_status_says_what_to_do() {
    let portal = Portal::open().await;
    for status in [404, 410] {
        portal.answer("/a", Reply::status(status));
        assert_eq!(get(&portal, "/a").await, Ok(Answer::Gone(status)));
    }
    for status in [401, 403, 412, 521] {
        portal.answer("/a", Reply::status(status));
        let failure = failure(&portal, "/a").await;
        assert!(matches!(failure, Failure::Blocked { .. }) && !failure.is_passing(), "{failure:?}");
    }
    for status in [408, 429, 500, 502, 503, 504] {
        portal.answer("/a", Reply::status(status));
        assert!(failure(&portal, "/a").await.is_passing(), "{status}");
    }
    for status in [204, 300, 301, 400, 418] {
        portal.answer("/a", Reply::status(status));
        assert!(matches!(failure(&portal, "/a").await, Failure::Status { .. }), "{status}");
    }
}

#[tokio::test]
async fn what_we_have_is_not_sent_again() {
    let portal = Portal::open().await;
    portal.answer("/a", Reply::status(304));
    let config = config(&portal);
    let conditions =
        Conditions { etag: Some("\"7\"".to_owned()), last_modified: Some("Sun, 06 Nov 1994 08:49:37 GMT".to_owned()) };
    assert_eq!(fetcher(&config).get(&portal.url("/a"), &conditions, BODY_BYTES_MAX).await, Ok(Answer::Unchanged));
    let asked = portal.seen().pop().unwrap();
    assert_eq!(asked.headers["if-none-match"], "\"7\"");
    assert_eq!(asked.headers["if-modified-since"], "Sun, 06 Nov 1994 08:49:37 GMT");
}
