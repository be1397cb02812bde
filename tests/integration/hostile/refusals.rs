//! Guards, walls and sign-in forms: told as what they are, never argued with.

use gongkai_crawl::Ending;

use super::portal::Reply;
use super::trial::{REQUESTS, SICK_COLUMN, Trial, column, front_page, list_target, post_target, problems, sick};

/// How many requests a host may get that turns all of them away: enough to know, too few to be a burden.
const REQUESTS_TO_A_WALL: usize = 40;

/// The pages that guards send in place of the one asked for.
const CHALLENGES: [&str; 5] = [
    "<html><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script></html>",
    "<html><script>document.cookie=\"C3VK=9f2c; path=/; max-age=300\";location.reload()</script></html>",
    "<script>document.cookie=('__jsl_clearance=1|0|')</script>",
    "<html><title>安全验证</title><body>请完成安全验证后继续访问</body></html>",
    "<html><body>访问过于频繁，请稍后再试</body></html>",
];

fn sign_in() -> Reply {
    Reply::html(
        "<html><title>用户登录</title><form>统一身份认证<input name=user><input type=\"password\"></form></html>",
    )
}

#[tokio::test]
async fn a_challenge_in_place_of_every_post() {
    for page in CHALLENGES {
        let mut trial = Trial::with(200).await;
        trial.sicken(200, &Reply::html(page));
        let report = trial.gives_the_host_up(2 * REQUESTS_TO_A_WALL, "is blocked").await;
        assert_eq!(report.posts.blocked, report.posts.failed);
        assert_eq!(trial.archived(200), 0);
    }
}

#[tokio::test]
async fn a_sign_in_form_in_place_of_every_post() {
    let mut trial = Trial::with(200).await;
    trial.goes_on(REQUESTS + 200).await;
    trial.sicken(200, &sign_in());
    trial.config.full = true;
    let report = trial.gives_the_host_up(2 * REQUESTS_TO_A_WALL, "sign-in form").await;
    assert_eq!((report.posts.gone, report.posts.removed), (0, 0));
    assert_eq!(trial.public_documents().len(), 201);
}

#[tokio::test]
async fn a_status_of_refusal_for_everything() {
    for status in [401, 403, 412, 521] {
        let mut trial = Trial::with(200).await;
        trial.portal.answer("/robots.txt", Reply::status(404));
        for target in ["/gkmlpt/index", &list_target(SICK_COLUMN, 1), &list_target(1, 1)] {
            trial.portal.answer(target, Reply::status(status));
        }
        let report = trial.crawl(|_| false).await;
        assert!(problems(&report).contains("is blocked for us"), "{status}: {:?}", report.problems);
        assert_eq!(trial.portal.asked().len(), 2, "{status}");
    }
}

/// A guard that lets a crawler in only with the cookie that it has just set: the crawler has none to show.
#[tokio::test]
async fn a_challenge_that_redirects_to_itself() {
    let mut trial = Trial::with(3).await;
    for post in sick(3) {
        let target = post_target(post);
        trial.portal.answer(&target, Reply::new(302, &[("Set-Cookie", "CT6T=1"), ("Location", &target)], ""));
    }
    trial.goes_on(REQUESTS + 3).await;
    trial.was_given_up(3, &["in a circle"]);
}

#[tokio::test]
async fn a_list_behind_a_wall() {
    for wall in [Reply::html(CHALLENGES[0]), sign_in(), Reply::status(403), Reply::status(412), Reply::status(202)] {
        let mut trial = Trial::with(30).await;
        trial.goes_on(REQUESTS + 30).await;
        trial.portal.answer(&list_target(SICK_COLUMN, 1), wall);
        for _ in 0..4 {
            let report = trial.goes_on(REQUESTS).await;
            assert!(problems(&report).contains("is incomplete"), "{:?}", report.problems);
        }
        assert_eq!(trial.public_documents().len(), 31);
    }
}

#[tokio::test]
async fn a_front_page_behind_a_wall() {
    let mut trial = Trial::with(3).await;
    trial.goes_on(REQUESTS + 3).await;
    for wall in [Reply::html(CHALLENGES[1]), sign_in(), Reply::status(521)] {
        trial.portal.answer("/gkmlpt/index", wall);
        let report = trial.crawl(|_| false).await;
        assert!(problems(&report).contains("front page"), "{:?}", report.problems);
        assert!(report.traffic.total() <= 2, "{:?}", report.traffic);
    }
    assert_eq!(trial.public_documents().len(), 4);
    trial.portal.answer("/gkmlpt/index", front_page(&trial.portal, &[column(SICK_COLUMN, "公告"), column(1, "政策")]));
    assert_eq!(trial.goes_on(REQUESTS).await.ending, Ending::Complete);
}

/// Ten posts are read, then every page is refused, the front page too.
#[tokio::test]
async fn a_guard_that_wakes_up_midway() {
    for status in [401, 403, 412, 521] {
        let mut trial = Trial::with(100).await;
        for post in sick(100).into_iter().skip(10) {
            trial.portal.answer(&post_target(post), Reply::status(status));
        }
        let front = front_page(&trial.portal, &[column(SICK_COLUMN, "公告"), column(1, "政策")]);
        trial.portal.answers("/gkmlpt/index", [front, Reply::status(status)]);
        let report = trial.gives_the_host_up(REQUESTS + 10 + 6, "it blocks us").await;
        assert_eq!((report.posts.blocked, trial.archived(100)), (5, 10), "{status}");
    }
}

/// The front page is open to everyone, the posts are not: the crawl must stop asking after a few.
#[tokio::test]
async fn a_status_of_refusal_for_every_post() {
    for status in [202, 401, 403, 412, 521] {
        let mut trial = Trial::with(200).await;
        trial.sicken(200, &Reply::status(status));
        let report = trial.gives_the_host_up(40, "block").await;
        assert_eq!((report.posts.blocked, trial.archived(200)), (report.posts.failed, 0), "{status}");
    }
}

#[tokio::test]
async fn a_challenge_with_the_status_of_an_accepted_request() {
    let mut trial = Trial::with(1).await;
    let challenge = "<html><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script></html>";
    trial.sicken(1, &Reply::new(202, &[("Content-Type", "text/html")], challenge));
    let report = trial.goes_on(REQUESTS + 1).await;
    assert_eq!(report.posts.blocked, 1);
    trial.was_given_up(1, &["blocked"]);
}
