//! How a crawl looks from the portal's side.

use std::time::Duration;

use gongkai_document::Timestamp;
use tokio::sync::watch;

use super::catalogue::{Kept, SITE, front_page};
use super::fetching::config;
use super::portal::{Portal, Reply};
use crate::config::CrawlConfig;
use crate::crawl::crawl;
use crate::report::Event;

#[tokio::test]
async fn a_host_gets_one_request_at_a_time_even_from_two_starts() {
    let portal = Portal::open().await;
    portal.catalogue(&(1_000_001..1_000_041).collect::<Vec<u64>>());
    portal.answer(
        "/town/gkmlpt/index",
        front_page(&portal, "/town", 200_301, &[super::catalogue::column(1, "政策")], &[]),
    );
    let starts = vec![portal.url("/gkmlpt/index"), portal.url("/town/gkmlpt/index")];
    let config = CrawlConfig::new(starts, "a@a.cn", Timestamp::UNIX_EPOCH).unwrap();
    let report = Kept::new().crawl(&config).await;
    assert_eq!(report.posts.new, 40);
    assert_eq!(portal.peak(), 1);
    assert_eq!(portal.count("/robots.txt"), 1);
    let total = report.traffic.total();
    assert_eq!(total, portal.seen().len() as u64);
    assert!(portal.seen().iter().all(|seen| seen.headers["user-agent"] == config.user_agent()));
}

#[tokio::test]
async fn every_request_after_the_first_waits_for_its_turn() {
    let portal = Portal::open().await;
    portal.catalogue(&[1_000_001, 1_000_002]);
    let mut config = config(&portal);
    let delay = Duration::from_millis(40);
    config.min_delay = Some(delay);
    let mut waits = Vec::new();
    let (_stop, stopped) = watch::channel(false);
    let began = tokio::time::Instant::now();
    let progress = |progress: &crate::Progress<'_>| {
        if let Event::Waiting { wait, .. } = progress.event {
            waits.push(wait);
        }
    };
    let mut kept = Kept::new();
    let report = crawl(&mut kept.archive, &config, progress, stopped).await.unwrap();
    let requests = u32::try_from(report.traffic.total()).unwrap();
    assert_eq!(requests, 6);
    assert!(began.elapsed() >= delay * (requests - 1));
    assert!(waits.iter().all(|wait| *wait <= delay), "{waits:?}");
    assert_eq!(report.traffic.waited, waits.iter().sum::<Duration>());
}

#[tokio::test]
async fn a_slow_host_does_not_hold_up_another() {
    let [fast, slow] = [Portal::open().await, Portal::open().await];
    fast.catalogue(&[1_000_001]);
    slow.answer("/gkmlpt/index", Reply::silence());
    let starts = vec![slow.url("/gkmlpt/index"), fast.url("/gkmlpt/index")];
    let config = CrawlConfig::new(starts, "a@a.cn", Timestamp::UNIX_EPOCH).unwrap();
    let mut kept = Kept::new();
    let report =
        kept.crawl_until(&config, |event| matches!(event, Event::List { list, .. } if list.site.0 == SITE)).await;
    assert_eq!(report.columns.len(), 1, "the fast host's list was read while the slow one was silent");
}

#[tokio::test]
async fn a_crawl_can_be_given_to_another_thread() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let portal = Portal::open().await;
    portal.catalogue(&[1_000_001]);
    let mut kept = Kept::new();
    let (_stop, stopped) = watch::channel(false);
    let config = config(&portal);
    let report = is_send(crawl(&mut kept.archive, &config, |_| {}, stopped)).await.unwrap();
    assert_eq!(report.posts.new, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_connection_serves_a_whole_crawl() {
    let portal = Portal::open().await;
    portal.catalogue(&(1_000_001..1_000_401).collect::<Vec<u64>>());
    let report = Kept::new().crawl_all(&portal).await;
    assert_eq!(report.posts.new, 400);
    // On a machine that is very busy, the client may once not free it in time.
    assert!(portal.connections() <= 2, "{} connections", portal.connections());
}
