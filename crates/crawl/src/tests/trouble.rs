//! Hosts that do not answer, or not us: the crawl ends cleanly and can go on later.

use std::time::Duration;

use super::catalogue::{Kept, SITE, column, front_page, list_target, of, post_target};
use super::fetching::config;
use super::portal::{Portal, Reply};
use crate::report::{CrawlReport, Ending};
use crate::run::WALLS_IN_A_ROW_MAX;
use crate::traffic::Outcome;

const POST: u64 = 1_000_001;

fn problems(report: &CrawlReport) -> String {
    let problems: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    problems.join("\n")
}

#[tokio::test]
async fn a_host_that_breaks_down_is_left_alone_and_the_rest_is_fetched_later() {
    let portal = Portal::open().await;
    let posts: Vec<u64> = (POST..POST + 40).collect();
    portal.catalogue(&posts);
    let mut kept = Kept::new();
    kept.crawl_all(&portal).await;
    for post in &posts {
        portal.answer(&post_target(*post), Reply::status(500));
    }
    // The front page answers to begin with, and breaks down like the rest.
    let front = front_page(&portal, "", SITE, &[column(1, "政策")], &[]);
    portal.answers("/gkmlpt/index", [front.clone(), Reply::status(502)]);
    portal.forget_requests();
    let mut config = config(&portal);
    config.full = true;
    let report = kept.crawl(&config).await;
    assert_eq!(report.ending, Ending::HostClosed);
    assert!(problems(&report).contains("not answering"), "{}", problems(&report));
    assert!(portal.targets().len() <= 3 + 5 + 1, "{:?}", portal.targets());
    assert_eq!(kept.documents().len(), 40, "nothing is lost");

    portal.answer("/gkmlpt/index", front);
    for post in &posts {
        portal.post(*post, "正文");
    }
    portal.forget_requests();
    let report = kept.crawl(&config).await;
    assert!(report.resumed);
    assert_eq!((report.ending, report.posts.unchanged), (Ending::Complete, 40));
    assert_eq!(portal.count(&list_target("", SITE, 1, 1)), 0, "the lists were read before the breakdown");
}

#[tokio::test]
async fn a_host_that_never_answers_is_asked_five_times() {
    let portal = Portal::open().await;
    portal.answer("/gkmlpt/index", Reply::hang_up());
    let report = Kept::new().crawl_all(&portal).await;
    assert_eq!((report.ending, portal.targets().len()), (Ending::HostClosed, 5));
    assert_eq!(report.traffic.requests[&Outcome::Broken], 5);
}

#[tokio::test]
async fn robots_that_cannot_be_read_or_are_refused_close_a_host() {
    for (status, words) in [(503, "run the crawl again later"), (403, "refuses crawlers")] {
        let portal = Portal::open().await;
        portal.catalogue(&[POST]);
        portal.answer("/robots.txt", Reply::status(status));
        let mut kept = Kept::new();
        let report = kept.crawl_all(&portal).await;
        assert_eq!((report.ending, portal.targets().len()), (Ending::HostClosed, 0));
        assert!(problems(&report).contains(words), "{}", problems(&report));
        portal.answer("/robots.txt", Reply::ok(""));
        assert_eq!(kept.crawl_all(&portal).await.posts.new, 1);
    }
}

#[tokio::test]
async fn lists_and_posts_that_robots_forbids_are_not_asked_for() {
    let portal = Portal::open().await;
    portal.tree(&[column(1, "政策"), column(2, "动态")]);
    portal.list(2, &[POST]);
    portal.answer("/robots.txt", Reply::ok("User-agent: *\nDisallow: /*/all/1?\nDisallow: /gkmlpt/content/\n"));
    let mut kept = Kept::new();
    let report = kept.crawl_all(&portal).await;
    assert_eq!(portal.count(&list_target("", SITE, 1, 1)) + portal.count(&post_target(POST)), 0);
    assert!(of(&report, 1).lists[0].error.as_deref().unwrap().contains("robots.txt"));
    assert!(kept.error(POST).unwrap().contains("robots.txt"));
}

#[tokio::test]
async fn a_wall_before_every_page_ends_the_asking() {
    let portal = Portal::open().await;
    let posts: Vec<u64> = (POST..POST + 300).collect();
    portal.catalogue(&posts);
    for post in &posts {
        portal.answer(&post_target(*post), Reply::ok("<form>登录<input name=\"a\"><input type=\"password\"></form>"));
    }
    let mut kept = Kept::new();
    let report = kept.crawl_all(&portal).await;
    assert_eq!(report.ending, Ending::HostClosed);
    assert!(problems(&report).contains("pages in a row"), "{}", problems(&report));
    assert!((u64::from(WALLS_IN_A_ROW_MAX)..100).contains(&report.posts.blocked), "{:?}", report.posts);
    assert!(kept.documents().is_empty());
}

#[tokio::test]
async fn a_slow_page_costs_its_time_and_not_the_crawl() {
    let portal = Portal::open().await;
    portal.catalogue(&[POST, POST + 1]);
    portal.answer(&post_target(POST), Reply::raw(200, &[], "<html>").then_drips(Duration::from_millis(10)));
    let mut config = config(&portal);
    config.timeouts.body_window = Duration::from_millis(50);
    let mut kept = Kept::new();
    let report = kept.crawl(&config).await;
    assert_eq!((report.posts.new, report.posts.failed, report.ending), (1, 1, Ending::Complete));
    assert_eq!(report.traffic.requests[&Outcome::TimedOut], 5);
    assert!(kept.error(POST).unwrap().contains("too slowly"));
}
