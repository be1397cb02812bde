//! A crawl that is stopped or killed at any moment goes on where it stood and ends as if nothing had happened.

use std::time::Duration;

use gongkai_document::Timestamp;
use jiff::SignedDuration;
use tokio::sync::watch;

use super::catalogue::{Kept, column, post_target};
use super::fetching::config;
use super::portal::{Portal, Reply};
use crate::config::CrawlConfig;
use crate::crawl::crawl;
use crate::report::{Ending, Event};

const POSTS: [u64; 5] = [1_000_001, 1_000_002, 1_000_003, 1_000_004, 1_000_005];

async fn portal() -> Portal {
    let portal = Portal::open().await;
    portal.tree(&[column(1, "政策"), column(2, "动态")]);
    portal.list(1, &POSTS[..3]);
    portal.list(2, &POSTS[2..]);
    for post in POSTS {
        portal.post(post, "正文");
    }
    portal
}

/// Front page, two lists with their ends, five posts.
const REQUESTS: usize = 10;

#[tokio::test]
async fn a_stopped_crawl_resumes_without_asking_for_anything_twice() {
    let portal = portal().await;
    let mut undisturbed = Kept::new();
    undisturbed.crawl_all(&portal).await;
    assert_eq!(portal.targets().len(), REQUESTS);

    for steps in 1..=7 {
        portal.forget_requests();
        let mut kept = Kept::new();
        let mut seen = 0;
        let report = kept
            .crawl_until(&config(&portal), |_| {
                seen += 1;
                seen >= steps
            })
            .await;
        let before = portal.targets().len();
        assert!(report.ending == Ending::Interrupted || before == REQUESTS, "after {steps} steps: {report:?}");
        let mut kept = kept.reopened();
        let report = kept.crawl_all(&portal).await;
        assert_eq!((report.ending, report.resumed), (Ending::Complete, true), "after {steps} steps");
        // The request under way when the stop came is broken off, and made again.
        assert!(portal.targets().len() <= REQUESTS + 1, "after {steps} steps: {:?}", portal.targets());
        assert_eq!(kept.documents(), undisturbed.documents(), "after {steps} steps");
    }
}

#[tokio::test]
async fn a_killed_crawl_ends_like_an_undisturbed_one() {
    let portal = portal().await;
    let mut undisturbed = Kept::new();
    undisturbed.crawl_all(&portal).await;

    for requests in 1..=REQUESTS {
        portal.forget_requests();
        let mut kept = Kept::new();
        let (_stop, stopped) = watch::channel(false);
        let config = config(&portal);
        tokio::select! {
            _ = crawl(&mut kept.archive, &config, |_| {}, stopped) => {}
            // Robots.txt counts here: the kill may come before anything else is asked for.
            () = portal.was_asked(requests) => {}
        }
        let mut kept = kept.reopened();
        let report = kept.crawl_all(&portal).await;
        assert_eq!(report.ending, Ending::Complete, "after {requests} requests");
        assert_eq!(kept.documents(), undisturbed.documents(), "after {requests} requests");
        let lists = portal.targets().iter().filter(|target| target.contains("/api/")).count();
        assert!(lists <= 5 + 4 * usize::from(!report.resumed), "after {requests} requests: {:?}", portal.targets());
        assert!(portal.targets().len() <= REQUESTS + 1 + POSTS.len(), "after {requests} requests");
        portal.forget_requests();
        assert_eq!(kept.crawl_all(&portal).await.posts.taken, 0, "nothing is left over");
    }
}

#[tokio::test]
async fn a_run_that_was_interrupted_long_ago_reads_its_lists_anew() {
    let portal = portal().await;
    let mut kept = Kept::new();
    let report = kept.crawl_until(&config(&portal), |event| matches!(event, Event::List { .. })).await;
    assert_eq!(report.ending, Ending::Interrupted);
    for (hours, resumed) in [(24, true), (25, false)] {
        portal.forget_requests();
        let later = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours);
        let config = CrawlConfig::new(vec![portal.url("/gkmlpt/index")], "a@a.cn", later).unwrap();
        let report = kept.crawl_until(&config, |event| matches!(event, Event::List { .. })).await;
        assert_eq!(report.resumed, resumed, "after {hours} hours");
        assert_eq!(portal.count("/gkmlpt/index"), usize::from(!resumed));
    }
}

#[tokio::test]
async fn a_clock_that_was_set_back_keeps_nobody_waiting() {
    let portal = portal().await;
    let mut kept = Kept::new();
    let later = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24);
    let config_of_tomorrow = CrawlConfig::new(vec![portal.url("/gkmlpt/index")], "a@a.cn", later).unwrap();
    kept.crawl_until(&config_of_tomorrow, |event| matches!(event, Event::List { .. })).await;
    let crawling = kept.crawl_all(&portal);
    let report = tokio::time::timeout(Duration::from_secs(60), crawling).await.expect("it waits for tomorrow");
    assert_eq!((report.ending, kept.documents().len()), (Ending::Complete, POSTS.len()));
}

#[tokio::test]
async fn a_stop_does_not_wait_for_a_silent_portal() {
    let portal = portal().await;
    portal.answer(&post_target(POSTS[0]), Reply::silence());
    let mut kept = Kept::new();
    let (stop, stopped) = watch::channel(false);
    let config = config(&portal);
    let stop_when_asked = async {
        while portal.count(&post_target(POSTS[0])) == 0 {
            portal.was_asked(portal.seen().len() + 1).await;
        }
        stop.send_replace(true);
    };
    let stopping = async { tokio::join!(crawl(&mut kept.archive, &config, |_| {}, stopped), stop_when_asked).0 };
    let report = tokio::time::timeout(config.timeouts.first_byte / 2, stopping).await.expect("it waits").unwrap();
    assert_eq!((report.ending, report.posts.failed, report.posts.retried), (Ending::Interrupted, 0, 0));
}

#[tokio::test]
async fn a_stop_before_the_beginning_asks_for_nothing() {
    let portal = portal().await;
    let mut kept = Kept::new();
    let (stop, stopped) = watch::channel(true);
    let report = crawl(&mut kept.archive, &config(&portal), |_| {}, stopped).await.unwrap();
    drop(stop);
    assert_eq!((report.ending, portal.connections()), (Ending::Interrupted, 0));
}
