//! robots.txt as hosts really serve it, and the pace that they ask for.

use std::time::Duration;

use tokio::sync::mpsc;

use super::fetching::{config, fetcher};
use super::portal::{Portal, Reply};
use crate::config::BODY_BYTES_MAX;
use crate::failure::Failure;
use crate::fetch::{Answer, Fetcher};
use crate::request::Conditions;
use crate::robots::CRAWL_DELAY_MAX;

async fn get(portal: &Portal, target: &str) -> Result<Answer, Failure> {
    let config = config(portal);
    fetcher(&config).get(&portal.url(target), &Conditions::default(), BODY_BYTES_MAX).await
}

#[tokio::test]
async fn a_forbidden_page_is_never_asked_for_not_even_by_a_redirect() {
    let portal = Portal::open().await;
    portal.answer("/robots.txt", Reply::ok("User-agent: *\nDisallow: /wxzf/\n"));
    portal.answer("/a", Reply::redirect("/wxzf/b"));
    portal.answer("/c", Reply::ok("c"));
    for target in ["/wxzf/", "/a"] {
        assert!(matches!(get(&portal, target).await, Err(Failure::Disallowed { .. })), "{target}");
    }
    assert!(get(&portal, "/c").await.is_ok());
    assert_eq!(portal.targets(), ["/a", "/c"]);
}

#[tokio::test]
async fn the_file_is_read_once_in_a_crawl() {
    let portal = Portal::open().await;
    portal.answer("/a", Reply::ok("a"));
    let config = config(&portal);
    let fetcher = fetcher(&config);
    for _ in 0..3 {
        fetcher.get(&portal.url("/a"), &Conditions::default(), BODY_BYTES_MAX).await.unwrap();
    }
    assert_eq!(portal.count("/robots.txt"), 1);
}

#[tokio::test]
async fn the_file_is_read_again_after_a_day() {
    let portal = Portal::open().await;
    portal.answer("/a", Reply::ok("a"));
    let config = config(&portal);
    let fetcher = fetcher(&config);
    for (hours, reads) in [(0, 1), (23, 1), (2, 2)] {
        // Time stands still only while nothing is being fetched: a paused clock runs ahead of real sockets.
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(hours * 3_600)).await;
        tokio::time::resume();
        fetcher.get(&portal.url("/a"), &Conditions::default(), BODY_BYTES_MAX).await.unwrap();
        assert_eq!(portal.count("/robots.txt"), reads, "{hours} hours later");
    }
}

#[tokio::test]
async fn a_missing_file_allows_and_a_refused_one_forbids_everything() {
    for (status, allowed) in [(404, true), (410, true), (400, true), (412, true), (401, false), (403, false)] {
        let portal = Portal::open().await;
        portal.answer("/robots.txt", Reply::status(status));
        portal.answer("/a", Reply::ok("a"));
        match get(&portal, "/a").await {
            Ok(_) => assert!(allowed, "{status}"),
            Err(Failure::RobotsRefused { .. }) => assert!(!allowed && portal.targets().is_empty(), "{status}"),
            other => panic!("{status}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_read_forbids_everything_for_now() {
    let broken = [Reply::status(429), Reply::status(500), Reply::status(503), Reply::status(521), Reply::hang_up()];
    for reply in broken {
        let portal = Portal::open().await;
        portal.answer("/robots.txt", reply);
        portal.answer("/a", Reply::ok("a"));
        let failure = get(&portal, "/a").await.unwrap_err();
        assert!(matches!(failure, Failure::RobotsUnavailable { .. }), "{failure:?}");
        assert!(failure.to_string().contains("run the crawl again later"));
        assert!(portal.targets().is_empty());
        portal.answer("/robots.txt", Reply::ok(""));
        assert!(get(&portal, "/a").await.is_ok(), "the next run reads the file again");
    }
}

#[tokio::test]
async fn a_busy_host_is_asked_for_its_file_again() {
    let portal = Portal::open().await;
    portal.answers("/robots.txt", [Reply::status(503), Reply::hang_up(), Reply::ok("User-agent: *\nDisallow: /x")]);
    portal.answer("/a", Reply::ok("a"));
    assert!(get(&portal, "/a").await.is_ok());
    assert_eq!(portal.count("/robots.txt"), 3);
}

#[tokio::test]
async fn the_file_may_be_behind_redirects_and_huge() {
    let portal = Portal::open().await;
    portal.answer("/robots.txt", Reply::redirect("/real"));
    portal.answer("/real", Reply::raw(200, &[], "User-agent: *\nDisallow: /x\n").then_floods());
    portal.answer("/a", Reply::ok("a"));
    assert!(matches!(get(&portal, "/x").await, Err(Failure::Disallowed { .. })));
    assert!(get(&portal, "/a").await.is_ok());
    portal.answer("/real", Reply::redirect("/robots.txt"));
    let _ = get(&portal, "/x").await;
    assert_eq!(portal.count("/x"), 1, "a file that redirects for ever is no file");
}

/// The first wait that fetching these in turn intends; nobody waits for it.
async fn intended_wait(portal: &Portal, delay: Duration, targets: &[&str]) -> Duration {
    let (sender, mut waits) = mpsc::unbounded_channel();
    let mut config = config(portal);
    config.min_delay = Some(delay);
    let fetcher = Fetcher::new(&config, Box::new(move |_, wait| sender.send(wait).unwrap())).unwrap();
    let fetch_all = async {
        for target in targets {
            let _ = fetcher.get(&portal.url(target), &Conditions::default(), BODY_BYTES_MAX).await;
        }
    };
    tokio::select! {
        () = fetch_all => panic!("it never waited"),
        Some(wait) = waits.recv() => wait,
    }
}

/// Some time passes between a wait's beginning and its calculation, but not this much.
const TOLERANCE: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_crawl_delay_counts_from_the_file_on() {
    let portal = Portal::open().await;
    portal.answer("/robots.txt", Reply::ok("User-agent: *\nCrawl-delay: 100\n"));
    let wait = intended_wait(&portal, Duration::from_millis(1), &["/a"]).await;
    assert!(wait <= CRAWL_DELAY_MAX && wait + TOLERANCE > CRAWL_DELAY_MAX, "{wait:?}");
    assert!(portal.targets().is_empty());
}

#[tokio::test]
async fn what_a_busy_host_asks_for_is_waited_for() {
    let asked = Duration::from_secs(1_800);
    for status in [429, 503] {
        let portal = Portal::open().await;
        portal.answer("/busy", Reply::new(status, &[("Retry-After", "1800")], ""));
        let wait = intended_wait(&portal, Duration::ZERO, &["/busy", "/next"]).await;
        assert!(wait <= asked && wait + TOLERANCE > asked, "{status}: {wait:?}");
        assert_eq!(portal.targets(), ["/busy"], "{status}");
    }
}
