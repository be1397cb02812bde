//! What a host says to crawlers, in any shape; and no page is asked for that it keeps to itself.

use std::time::Duration;

use gongkai_crawl::{Ending, Event};

use super::portal::Reply;
use super::trial::{MOMENT, REQUESTS, SICK_COLUMN, Trial, list_target, problems};

fn robots(text: impl AsRef<[u8]>) -> Reply {
    Reply::new(200, &[("Content-Type", "text/plain")], text)
}

#[tokio::test]
async fn a_host_that_forbids_everything() {
    for text in
        ["User-agent: *\nDisallow: /", "User-Agent: Gongkai/9\r\nDisallow:/\r\n", "\u{feff}user-agent:*\ndisallow:/"]
    {
        let mut trial = Trial::with(3).await;
        trial.portal.answer("/robots.txt", robots(text));
        let report = trial.crawl(|_| false).await;
        assert!(problems(&report).contains("asks crawlers to leave"), "{text:?}: {:?}", report.problems);
        assert_eq!(trial.portal.asked().len(), 1, "{text:?}");
    }
}

#[tokio::test]
async fn a_host_that_forbids_a_list_and_some_posts() {
    let mut trial = Trial::with(3).await;
    trial.portal.answer("/robots.txt", robots("User-agent: *\nDisallow: /gkmlpt/content/1/\nDisallow: /*.php$\n"));
    trial.goes_on(REQUESTS).await;
    trial.was_given_up(3, &["robots.txt"]);
    let mut trial = Trial::with(3).await;
    trial.portal.answer("/robots.txt", robots("User-agent: *\nDisallow: /gkmlpt/api/all/2\n"));
    let report = trial.goes_on(REQUESTS - 2).await;
    assert!(problems(&report).contains("is incomplete"), "{:?}", report.problems);
    assert_eq!(trial.portal.count(&list_target(SICK_COLUMN, 1)), 0);
}

#[tokio::test]
async fn a_host_that_refuses_or_breaks_its_robots_file() {
    for (status, requests, words) in
        [(403, 1, "refuses crawlers"), (401, 1, "refuses crawlers"), (503, 5, "cannot be read now")]
    {
        let mut trial = Trial::with(3).await;
        trial.portal.answer("/robots.txt", Reply::status(status));
        trial.gives_the_host_up(requests, words).await;
        assert_eq!(trial.portal.count("/robots.txt"), requests);
        // The next crawl goes on where nothing was begun.
        trial.portal.answer("/robots.txt", robots(""));
        trial.goes_on(REQUESTS + 3).await;
        assert_eq!(trial.archived(3), 3);
    }
}

#[tokio::test]
async fn a_robots_file_of_ten_megabytes() {
    let mut trial = Trial::with(3).await;
    let mut text = b"User-agent: *\nDisallow: /gkmlpt/content/1/\n".to_vec();
    text.extend(b"Disallow: /nowhere/but/here\n".repeat(400_000));
    text.extend(b"Disallow: /\n");
    trial.portal.answer("/robots.txt", robots(text));
    let report = trial.goes_on(REQUESTS).await;
    trial.was_given_up(3, &["robots.txt"]);
    assert!(report.traffic.bytes < 1 << 20, "{:?}", report.traffic);
}

#[tokio::test]
async fn a_robots_file_without_an_end() {
    let mut trial = Trial::with(1).await;
    trial.portal.answer(
        "/robots.txt",
        Reply::raw(200, &[], "User-agent: *\nDisallow: /gkmlpt/content/1/\n").then_floods(b"# on\n"),
    );
    trial.goes_on(REQUESTS).await;
    trial.was_given_up(1, &["robots.txt"]);
    let mut trial = Trial::with(1).await;
    trial.portal.answer("/robots.txt", Reply::raw(200, &[], "User-agent: *\n").then_trickles(MOMENT / 10));
    trial.config.timeouts.body_window = MOMENT;
    trial.gives_the_host_up(5, "cannot be read now").await;
}

#[tokio::test]
async fn a_robots_file_of_odd_bytes() {
    let rule = b"\nUser-agent: *\nDisallow: /gkmlpt/content/1/\n";
    for odd in [
        &b"\0\0\0\0"[..],
        b"\xff\xfe\xfd",
        b"\xc2\xa0User-agent\xc2\xa0: x",
        "用户：所有".as_bytes(),
        b":::\n:\n",
        b"%%%\n*$*$",
    ] {
        let mut trial = Trial::with(1).await;
        trial.portal.answer("/robots.txt", robots([odd, rule, odd].concat()));
        trial.goes_on(REQUESTS).await;
        trial.was_given_up(1, &["robots.txt"]);
    }
}

#[tokio::test]
async fn a_robots_file_that_is_a_page() {
    let mut trial = Trial::with(3).await;
    trial
        .portal
        .answer("/robots.txt", Reply::html("<html><head><title>首页</title></head><body>Disallow: /</body></html>"));
    trial.goes_on(REQUESTS + 3).await;
    assert_eq!(trial.archived(3), 3);
}

#[tokio::test]
async fn a_robots_file_whose_patterns_are_traps() {
    let mut trial = Trial::with(3).await;
    let stars = format!("User-agent: *\nDisallow: {}$\n", "/*a".repeat(100_000));
    trial.portal.answer("/robots.txt", robots(stars));
    trial.goes_on(REQUESTS + 3).await;
    assert_eq!(trial.archived(3), 3);
}

#[tokio::test]
async fn a_host_that_asks_for_a_pause_between_requests() {
    // What is asked for, and what is kept: at most a minute, or a catalogue would take weeks.
    for (asked, kept) in [("7", 7.0), ("9.5", 9.5), ("60", 60.0), ("100", 60.0), ("1e12", 60.0), ("inf", 60.0)] {
        let mut trial = Trial::with(3).await;
        trial.portal.answer("/robots.txt", robots(format!("User-agent: *\nCrawl-delay: {asked}\n")));
        let mut waits = Vec::new();
        let report = trial
            .crawl(|event| match event {
                Event::Waiting { wait, .. } => {
                    waits.push(*wait);
                    true
                }
                _ => false,
            })
            .await;
        assert_eq!((report.ending, waits.len(), trial.portal.asked().len()), (Ending::Interrupted, 1, 1), "{asked}");
        // The clock runs on between the answer and the wait, on a slow machine for some seconds.
        let kept = Duration::from_secs_f64(kept);
        assert!(waits[0] <= kept && waits[0] > kept / 2, "{asked}: {:?}", waits[0]);
    }
}

#[tokio::test]
async fn a_host_that_asks_for_an_odd_pause() {
    for asked in ["-1", "soon", "NaN", "", "0"] {
        let mut trial = Trial::with(1).await;
        trial.portal.answer("/robots.txt", robots(format!("User-agent: *\nCrawl-delay: {asked}\n")));
        let mut longest = Duration::ZERO;
        let report = trial
            .crawl(|event| match event {
                Event::Waiting { wait, .. } => {
                    longest = longest.max(*wait);
                    *wait > MOMENT
                }
                _ => false,
            })
            .await;
        assert_eq!((report.ending, trial.archived(1)), (Ending::Complete, 1), "{asked:?}: {longest:?}");
    }
}
