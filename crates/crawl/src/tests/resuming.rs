//! A crawl that is stopped or killed at any moment goes on where it stood and ends as if nothing had happened.

use gongkai_document::Timestamp;
use jiff::SignedDuration;
use tokio::sync::watch;

use super::catalogue::{Kept, column};
use super::fetching::config;
use super::portal::Portal;
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
    let report = kept.crawl_until(&config(&portal), |event| matches!(event, Event::Post { .. })).await;
    assert_eq!(report.ending, Ending::Interrupted);
    for (hours, resumed) in [(24, true), (25, false)] {
        portal.forget_requests();
        let later = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours);
        let config = CrawlConfig::new(vec![portal.url("/gkmlpt/index")], "a@a.cn", later).unwrap();
        let report = kept.crawl_until(&config, |event| matches!(event, Event::List { .. })).await;
        assert_eq!(report.resumed, resumed, "after {hours} hours");
        assert_eq!(portal.count("/gkmlpt/index"), usize::from(!resumed));
    }
    assert_eq!(kept.crawl_all(&portal).await.ending, Ending::Complete);
    assert_eq!(kept.documents().len(), POSTS.len());
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
