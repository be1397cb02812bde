//! What leaves the search: posts that nobody lists and nobody has any more, and what looks hijacked.

use super::catalogue::{Kept, SITE, article, list_page, list_target, of, post_target};
use super::portal::{Portal, Reply};

const POST: u64 = 1_000_001;

/// A portal that lists the first two of three posts after a crawl saw all three.
async fn vanished() -> (Portal, Kept) {
    let portal = Portal::open().await;
    portal.catalogue(&[POST, POST + 1, POST + 2]);
    let mut kept = Kept::new();
    kept.crawl_all(&portal).await;
    portal.list(1, &[POST, POST + 1]);
    portal.forget_requests();
    (portal, kept)
}

#[tokio::test]
async fn a_post_is_removed_after_three_complete_runs_without_it_and_a_missing_page() {
    let (portal, mut kept) = vanished().await;
    portal.answer(&post_target(POST + 2), Reply::status(410));
    for run in 1..=3 {
        let report = kept.crawl_all(&portal).await;
        let asked = portal.count(&post_target(POST + 2));
        assert_eq!((report.posts.removed, asked), if run == 3 { (1, 1) } else { (0, 0) }, "run {run}");
        assert_eq!(report.missing.len(), usize::from(run < 3), "run {run}: {:?}", report.missing);
    }
    assert!(kept.document(POST + 2).is_none());
    let id = gongkai_document::DocumentId::from_post("nfcms", POST + 2);
    assert_eq!(kept.archive.versions(&id).unwrap().len(), 1, "it stays in the archive");
}

#[tokio::test]
async fn a_post_whose_page_is_still_there_stays_and_is_asked_for_once() {
    let (portal, mut kept) = vanished().await;
    for _ in 0..6 {
        kept.crawl_all(&portal).await;
    }
    assert_eq!(portal.count(&post_target(POST + 2)), 1);
    assert!(kept.document(POST + 2).is_some());
}

#[tokio::test]
async fn a_page_that_cannot_be_had_is_no_page_that_is_gone() {
    let (portal, mut kept) = vanished().await;
    portal.answer(&post_target(POST + 2), Reply::status(503));
    for _ in 0..5 {
        kept.crawl_all(&portal).await;
    }
    assert!(kept.document(POST + 2).is_some());
}

#[tokio::test]
async fn a_list_that_failed_is_no_list_without_the_post() {
    let (portal, mut kept) = vanished().await;
    portal.answer(&post_target(POST + 2), Reply::status(404));
    portal.answer(&list_target("", SITE, 1, 1), Reply::ok("<html>维护中</html>"));
    for _ in 0..4 {
        kept.crawl_all(&portal).await;
    }
    assert!(kept.document(POST + 2).is_some());
}

#[tokio::test]
async fn a_hijacked_post_is_kept_back_and_counted_and_the_clean_version_stays() {
    let portal = Portal::open().await;
    portal.catalogue(&[POST, POST + 1]);
    let mut kept = Kept::new();
    kept.crawl_all(&portal).await;

    let spam = "yabo2018亚洲官网 认真贯彻条例。2020年，yabo2018亚洲官网 共主动公开信息六千条。";
    portal.post(POST, spam);
    let mut changed = article(&portal, POST);
    changed["updated"] = 1_700_000_000.into();
    portal.answer(&list_target("", SITE, 1, 1), list_page(2, &[changed, article(&portal, POST + 1)]));
    let report = kept.crawl_all(&portal).await;
    assert_eq!((report.posts.quarantined, report.posts.updated), (1, 0));
    assert_eq!(of(&report, 1).quarantined, 1);
    assert_eq!(kept.document(POST).unwrap().body, "正文");
    let held = kept.archive.quarantine().unwrap();
    assert_eq!(held[0].document.body, spam);
    assert_eq!(held[0].suspicions[0].finding["rule"], "brand_name");

    let id = held[0].document.id.clone();
    kept.archive.release(&id, "误报", gongkai_document::Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(kept.document(POST).unwrap().body, spam);
}
