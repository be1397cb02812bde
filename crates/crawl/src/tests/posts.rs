//! Fetching posts: each once, again only when it changed, and never losing what is kept.

use gongkai_document::Column;
use serde_json::json;

use super::catalogue::{Kept, SITE, article, column, list_page, list_target, of, post_page, post_target};
use super::fetching::config;
use super::portal::{Portal, Reply};
use crate::report::{Ending, PostCounts};

const POST: u64 = 1_000_001;

#[tokio::test]
async fn a_post_in_two_columns_is_one_document_with_both_and_fetched_once() {
    let portal = Portal::open().await;
    portal.tree(&[column(2, "动态"), column(1, "政策")]);
    portal.list(1, &[POST]);
    portal.list(2, &[POST]);
    portal.post(POST, "正文");
    let mut kept = Kept::new();
    let report = kept.crawl_all(&portal).await;
    let document = kept.document(POST).unwrap();
    let columns: Vec<&str> = document.columns.iter().map(Column::as_str).collect();
    assert_eq!(columns, ["政策", "动态"], "the page's own column comes first");
    assert_eq!(document.body, "正文");
    assert_eq!(kept.archive.versions(&document.id).unwrap().len(), 1);
    assert_eq!(portal.count(&post_target(POST)), 1);
    assert_eq!(report.posts, PostCounts { taken: 1, new: 1, ..PostCounts::default() });
}

#[tokio::test]
async fn a_second_crawl_fetches_only_what_is_new_or_changed() {
    let portal = Portal::open().await;
    portal.catalogue(&[POST, POST + 1]);
    let mut kept = Kept::new();
    kept.crawl_all(&portal).await;

    portal.forget_requests();
    let report = kept.crawl_all(&portal).await;
    assert_eq!(report.posts, PostCounts::default());
    assert_eq!(portal.count(&list_target("", SITE, 1, 1)), 1, "lists are read again");

    let mut changed = article(&portal, POST);
    changed["updated"] = json!(1_700_000_000);
    let articles = [changed, article(&portal, POST + 1), article(&portal, POST + 2)];
    portal.answer(&list_target("", SITE, 1, 1), list_page(3, &articles));
    portal.post(POST, "正文已更新");
    portal.post(POST + 2, "新增");
    portal.forget_requests();
    let report = kept.crawl_all(&portal).await;
    assert_eq!((report.posts.updated, report.posts.new), (1, 1));
    assert_eq!(portal.count(&post_target(POST + 1)), 0);
    assert_eq!(kept.document(POST).unwrap().body, "正文已更新");

    let mut config = config(&portal);
    config.full = true;
    let report = kept.crawl(&config).await;
    assert_eq!((report.posts.taken, report.posts.unchanged), (3, 3));
}

#[tokio::test]
async fn a_page_that_the_portal_says_is_unchanged_is_not_sent_again() {
    let portal = Portal::open().await;
    portal.catalogue(&[POST]);
    let page = post_page(&portal, POST, "正文");
    portal.answers(&post_target(POST), [Reply::new(200, &[("ETag", "\"7\"")], page), Reply::status(304)]);
    let mut kept = Kept::new();
    kept.crawl_all(&portal).await;
    let mut changed = article(&portal, POST);
    changed["updated"] = json!(1_700_000_000);
    portal.answer(&list_target("", SITE, 1, 1), list_page(1, &[changed]));
    let report = kept.crawl_all(&portal).await;
    assert_eq!(report.posts, PostCounts { taken: 1, unchanged: 1, ..PostCounts::default() });
    assert_eq!(portal.seen().last().unwrap().headers.get("if-none-match").map(String::as_str), Some("\"7\""));
    assert_eq!(kept.document(POST).unwrap().body, "正文");
    assert_eq!(kept.crawl_all(&portal).await.posts, PostCounts::default(), "it counts as fetched");
}

#[tokio::test]
async fn a_post_whose_address_fails_is_fetched_from_its_other_one() {
    for wrong in [Reply::status(404), Reply::status(403), Reply::ok("<html>频道首页</html>"), Reply::redirect("/away")]
    {
        let portal = Portal::open().await;
        portal.catalogue(&[POST]);
        portal.answer("/away", Reply::redirect("http://10.0.0.1/"));
        let mut listed = article(&portal, POST);
        listed["url"] = json!(portal.url(&format!("/old/post_{POST}.html")));
        listed["post_url"] = json!(portal.url(&post_target(POST)));
        portal.answer(&list_target("", SITE, 1, 1), list_page(1, &[listed]));
        portal.answer(&format!("/old/post_{POST}.html"), wrong);
        let mut kept = Kept::new();
        let report = kept.crawl_all(&portal).await;
        assert_eq!(report.posts.new, 1, "{:?}", kept.error(POST));
        assert!(kept.document(POST).is_some());
    }
}

#[tokio::test]
async fn a_page_that_is_not_understood_is_kept_and_named_and_the_crawl_goes_on() {
    let portal = Portal::open().await;
    portal.catalogue(&[POST, POST + 1, POST + 2]);
    portal.answer(&post_target(POST), Reply::ok("<html><body>全新改版</body></html>"));
    portal.answer(&post_target(POST + 1), Reply::redirect("/latest"));
    portal.answer("/latest", Reply::ok(post_page(&portal, POST + 9, "别的文章")));
    let mut kept = Kept::new();
    let report = kept.crawl_all(&portal).await;
    assert_eq!((report.posts.failed, report.posts.new), (2, 1));
    assert!(kept.error(POST).unwrap().contains("not understood"));
    assert!(kept.error(POST + 1).unwrap().contains("another post, nfcms:1000010"));
    let page = kept.archive.latest_page(&portal.url(&post_target(POST))).unwrap();
    assert_eq!(page.unwrap().1.body, "<html><body>全新改版</body></html>".as_bytes());
    portal.post(POST, "正文");
    kept.crawl_all(&portal).await;
    assert!(kept.document(POST).is_some(), "the next crawl tries again");
}

#[tokio::test]
async fn a_post_that_the_portal_says_twice_it_has_not_is_gone_and_its_document_stays() {
    let portal = Portal::open().await;
    portal.catalogue(&[POST, POST + 1]);
    let mut kept = Kept::new();
    kept.crawl_all(&portal).await;
    portal.answer(&post_target(POST), Reply::ok("<html><body>您访问的页面不存在或已删除</body></html>"));
    portal.answer(&post_target(POST + 1), Reply::status(410));
    portal.forget_requests();
    let mut config = config(&portal);
    config.full = true;
    let report = kept.crawl(&config).await;
    assert_eq!((report.posts.gone, report.posts.retried), (2, 1));
    assert_eq!((portal.count(&post_target(POST)), portal.count(&post_target(POST + 1))), (2, 1));
    assert_eq!(of(&report, 1).gone, 2);
    assert_eq!(kept.documents().len(), 2);
    portal.forget_requests();
    kept.crawl_all(&portal).await;
    assert_eq!(portal.count(&post_target(POST)), 0, "what is gone is not asked for again");
}

#[tokio::test]
async fn a_busy_page_is_tried_again_at_the_end() {
    let portal = Portal::open().await;
    portal.catalogue(&[POST, POST + 1]);
    let mut listed = article(&portal, POST);
    listed["post_url"] = json!(portal.url("/channel/1.html"));
    portal.answer(&list_target("", SITE, 1, 1), list_page(2, &[listed, article(&portal, POST + 1)]));
    let page = Reply::ok(post_page(&portal, POST, "正文"));
    portal.answers(&post_target(POST), [Reply::status(503), Reply::hang_up(), page]);
    let mut kept = Kept::new();
    let report = kept.crawl_all(&portal).await;
    assert_eq!((report.posts.new, report.posts.retried, report.posts.failed), (2, 2, 0));
    assert_eq!(
        portal.targets()[3..5],
        [post_target(POST), post_target(POST + 1)],
        "the other post does not wait for it"
    );
    assert_eq!(portal.count("/channel/1.html"), 0, "a busy host is not asked for the same in other words");
}

#[tokio::test]
async fn broken_pages_are_given_up_after_five_tries_and_are_no_broken_host() {
    let portal = Portal::open().await;
    let posts: Vec<u64> = (POST..POST + 12).collect();
    portal.catalogue(&posts);
    for broken in &posts[..6] {
        portal.answer(&post_target(*broken), Reply::status(500));
    }
    let mut kept = Kept::new();
    let report = kept.crawl_all(&portal).await;
    assert_eq!((report.posts.new, report.posts.failed, report.ending), (6, 6, Ending::Complete));
    assert_eq!(portal.count(&post_target(POST)), 5);
    assert!(kept.error(POST).unwrap().contains("status 500"));
}

#[tokio::test]
async fn a_blocked_page_is_asked_for_once_and_counted() {
    let portal = Portal::open().await;
    let posts: Vec<u64> = (POST..POST + 12).collect();
    portal.catalogue(&posts);
    for (blocked, status) in posts[..8].iter().zip([403, 412, 521, 401, 403, 412, 521, 403]) {
        portal.answer(&post_target(*blocked), Reply::status(status));
    }
    let report = Kept::new().crawl_all(&portal).await;
    assert_eq!((report.posts.new, report.posts.failed, report.posts.blocked), (4, 8, 8));
    assert!(posts.iter().all(|post| portal.count(&post_target(*post)) == 1));
    assert_eq!(portal.count("/gkmlpt/index"), 2, "the front page shows that the host is open");
}

#[tokio::test]
async fn a_post_on_another_host_or_inside_is_named_and_not_asked_for() {
    let portal = Portal::open().await;
    let canary = Portal::open().await;
    portal.catalogue(&[POST, POST + 1]);
    let mut away = article(&portal, POST);
    away["url"] = json!(canary.url(&post_target(POST)));
    let mut inside = article(&portal, POST + 1);
    inside["url"] = json!(format!("http://169.254.169.254/post_{}.html", POST + 1));
    portal.answer(&list_target("", SITE, 1, 1), list_page(2, &[away, inside]));
    let mut kept = Kept::new();
    let report = kept.crawl_all(&portal).await;
    assert_eq!((report.posts.failed, report.ending), (2, Ending::Complete));
    assert!(kept.error(POST).unwrap().contains("another host"));
    assert_eq!(canary.connections(), 0);
}
