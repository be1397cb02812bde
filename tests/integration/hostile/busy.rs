//! Servers that are overloaded or broken for now, and what they ask for meanwhile.

use std::time::Duration;

use gongkai_crawl::{Ending, Event, Outcome};

use super::portal::Reply;
use super::trial::{REQUESTS, SICK, SICK_COLUMN, Trial, column, front_page, post_page, post_target, sick, text_of};

fn busy(status: u16, retry_after: &str) -> Reply {
    Reply::new(status, &[("Retry-After", retry_after)], "")
}

#[tokio::test]
async fn a_wait_that_is_asked_for() {
    // The crawl begins at the epoch, so the date is ten minutes away; no wait is longer than an hour.
    let hour = 3_600;
    for (asked, seconds) in [
        ("120", 120),
        ("3600", hour),
        ("1000000000", hour),
        ("99999999999999999999999", hour),
        ("Thu, 01 Jan 1970 00:10:00 GMT", 600),
        ("Fri, 01 Jan 9999 00:00:00 GMT", hour),
    ] {
        for status in [429, 503] {
            let mut trial = Trial::with(1).await;
            trial.sicken(1, &busy(status, asked));
            let mut waits = Vec::new();
            let report = trial
                .crawl(|event| match event {
                    Event::Waiting { wait, .. } if *wait > Duration::from_secs(1) => {
                        waits.push(*wait);
                        true
                    }
                    _ => false,
                })
                .await;
            assert_eq!((report.ending, waits.len()), (Ending::Interrupted, 1), "{status}, {asked}");
            // The clock runs on between the answer and the wait, on a slow machine for some seconds.
            let wait = waits[0].as_secs();
            assert!((seconds - 10..=seconds).contains(&wait), "{status}, {asked}: {wait} s");
            assert_eq!(trial.portal.count(&post_target(SICK)), 1, "{status}, {asked}");
        }
    }
}

#[tokio::test]
async fn a_wait_that_nobody_can_keep() {
    for asked in
        ["-1", "0", "soon", "", "1.5", "Thu, 01 Jan 1960 00:00:00 GMT", "Thu, 99 Foo 1970 99:99:99 GMT", "\u{fffd}"]
    {
        let mut trial = Trial::with(1).await;
        let well = Reply::html(post_page(SICK, &text_of(SICK)));
        trial.portal.answers(&post_target(SICK), [busy(503, asked), busy(429, asked), well]);
        let report = trial.goes_on(REQUESTS + 3).await;
        assert_eq!((report.posts.new, report.posts.retried), (2, 2), "{asked:?}");
        assert_eq!(trial.body_of(SICK), Some(text_of(SICK)), "{asked:?}");
    }
}

#[tokio::test]
async fn a_storm_of_errors_after_a_good_day() {
    for status in [500, 503, 599] {
        let mut trial = Trial::with(30).await;
        trial.goes_on(REQUESTS + 30).await;
        trial.sicken(30, &Reply::status(status));
        let front = front_page(&trial.portal, &[column(SICK_COLUMN, "公告"), column(1, "政策")]);
        trial.portal.answers("/gkmlpt/index", [front.clone(), Reply::status(status)]);
        trial.config.full = true;
        let report = trial.gives_the_host_up(REQUESTS + 10, "not answering").await;
        assert_eq!((report.posts.gone, report.posts.removed), (0, 0), "{status}");
        assert_eq!(trial.public_documents().len(), 31, "{status}");
        // When the storm is over, the run goes on.
        trial.portal.answer("/gkmlpt/index", front);
        for post in sick(30) {
            trial.portal.answer(&post_target(post), Reply::html(post_page(post, &text_of(post))));
        }
        let report = trial.goes_on(REQUESTS + 30).await;
        assert!(report.resumed);
        assert_eq!(report.posts.unchanged, 31, "{status}");
    }
}

#[tokio::test]
async fn errors_on_every_post_while_the_front_page_answers() {
    let mut trial = Trial::with(20).await;
    trial.sicken(20, &Reply::status(500));
    // Each post five times, and after five failures in a row a look at the front page.
    let report = trial.goes_on(REQUESTS + 20 * 5 + 20).await;
    assert_eq!((report.posts.failed, report.posts.new), (20, 1));
    assert_eq!(report.traffic.requests[&Outcome::Busy], 100);
}

#[tokio::test]
async fn a_host_that_breaks_down_at_once() {
    for sick in [Reply::status(500), Reply::bytes([]), Reply::status(429)] {
        let mut trial = Trial::with(3).await;
        trial.portal.answer("/gkmlpt/index", sick);
        trial.gives_the_host_up(6, "not answering").await;
        assert_eq!(trial.portal.count("/gkmlpt/index"), 5);
    }
}

#[tokio::test]
async fn every_other_answer_an_error() {
    let mut trial = Trial::with(10).await;
    for post in sick(10) {
        let well = Reply::html(post_page(post, &text_of(post)));
        trial.portal.answers(&post_target(post), [Reply::status(502), Reply::bytes([]), well]);
    }
    let report = trial.goes_on(REQUESTS + 30 + 10).await;
    assert_eq!((report.posts.new, report.posts.retried), (11, 20));
    assert_eq!(trial.archived(10), 10);
}
