//! Reading lists: to their end, whatever they claim, and not for ever.

use serde_json::Value;

use super::catalogue::{Kept, SITE, article, column, front_page, jump, list_page, list_target, of};
use super::fetching::config;
use super::portal::{Portal, Reply};
use crate::report::Ending;

/// Two pages of a list with a post each, and what its third page answers.
async fn third_page(answer: impl FnOnce(&Portal) -> Reply) -> (Portal, String) {
    let portal = Portal::open().await;
    portal.catalogue(&[1_000_001, 1_000_002]);
    let page =
        |number: u32, id| portal.answer(&list_target("", SITE, 1, number), list_page(9, &[article(&portal, id)]));
    page(1, 1_000_001);
    page(2, 1_000_002);
    portal.answer(&list_target("", SITE, 1, 3), answer(&portal));
    let mut kept = Kept::new();
    let report = kept.crawl_all(&portal).await;
    assert_eq!(kept.documents().len(), 2);
    assert_eq!(report.ending, Ending::Complete);
    let column = of(&report, 1);
    let end = column.lists[0].ended.clone();
    let end = end.unwrap_or_else(|| format!("incomplete: {}", column.lists[0].error.as_deref().unwrap()));
    (portal, end)
}

#[tokio::test]
async fn a_list_ends_where_it_shows_its_end() {
    let no_list = "<html><title>提示</title></html>";
    assert_eq!(third_page(|_| Reply::status(404)).await.1, "status 404 on page 3");
    assert_eq!(third_page(|_| list_page(9, &[])).await.1, "page 3 is empty");
    assert!(third_page(|_| Reply::ok(no_list)).await.1.starts_with("page 3 is no list"));
    let repeated = third_page(|portal| list_page(9, &[article(portal, 1_000_002)])).await;
    assert_eq!(repeated.1, "page 3 repeats page 2");
    let circle = third_page(|portal| list_page(9, &[article(portal, 1_000_001)])).await;
    assert_eq!(circle.1, "page 3 has nothing new");
    for (portal, _) in [repeated, circle] {
        assert_eq!(portal.count(&list_target("", SITE, 1, 4)), 0);
    }
}

#[tokio::test]
async fn a_list_behind_a_wall_is_incomplete_and_not_ended() {
    let wall = third_page(|_| Reply::status(403)).await.1;
    assert!(wall.starts_with("incomplete") && wall.contains("blocked"), "{wall}");
    let challenge = third_page(|_| Reply::ok("<html><script>$_ts=window['$_ts'];</script></html>")).await.1;
    assert!(challenge.starts_with("incomplete") && challenge.contains("blocked"), "{challenge}");
    let broken = third_page(|_| Reply::status(500)).await.1;
    assert!(broken.starts_with("incomplete") && broken.contains("status 500"), "{broken}");
}

#[tokio::test]
async fn a_list_without_an_end_stops_at_its_limit_and_is_called_a_trap() {
    let portal = Portal::open().await;
    portal.tree(&[column(1, "政策")]);
    for page in 1..20 {
        let id = 1_000_000 + u64::from(page);
        portal.answer(&list_target("", SITE, 1, page), list_page(9, &[article(&portal, id)]));
    }
    let mut config = config(&portal);
    config.pages_per_list_max = 7;
    let report = Kept::new().crawl(&config).await;
    assert_eq!(of(&report, 1).listed, 7);
    assert_eq!(of(&report, 1).lists[0].ended.as_deref(), Some("the limit of 7 pages"));
    assert_eq!(portal.count(&list_target("", SITE, 1, 8)), 0);
    assert!(report.problems.iter().any(|problem| problem.to_string().contains("may go on for ever")));
}

#[tokio::test]
async fn a_list_that_claims_more_than_it_serves_shows_in_the_report() {
    let portal = Portal::open().await;
    portal.catalogue(&[1_000_001]);
    portal.answer(&list_target("", SITE, 1, 1), list_page(203, &[article(&portal, 1_000_001)]));
    let report = Kept::new().crawl_all(&portal).await;
    let column = of(&report, 1);
    assert_eq!((column.claimed, column.listed, column.fetched, column.archived), (Some(203), 1, 1, 1));
    assert!(report.problems.is_empty(), "{:?}", report.problems);
}

#[tokio::test]
async fn columns_elsewhere_and_unwanted_ones_are_not_asked_for() {
    let portal = Portal::open().await;
    portal.tree(&[column(1, "政策"), jump(2, "权责清单", "https://www.example.com/"), column(3, "动态")]);
    let mut config = config(&portal);
    config.columns = [1, 2].into();
    let report = Kept::new().crawl(&config).await;
    assert_eq!(portal.targets(), ["/gkmlpt/index", &list_target("", SITE, 1, 1)]);
    assert_eq!(report.columns_elsewhere, 1);
    assert_eq!(of(&report, 2).jump_url.as_deref(), Some("https://www.example.com/"));
}

#[tokio::test]
async fn a_list_that_is_not_understood_does_not_hide_the_others() {
    let portal = Portal::open().await;
    portal.tree(&[column(1, "政策"), column(2, "动态"), column(3, "公告")]);
    portal.answer(&list_target("", SITE, 1, 1), Reply::ok("{\"code\": 1}"));
    portal.answer(&list_target("", SITE, 2, 1), Reply::status(404));
    portal.list(3, &[1_000_001]);
    portal.post(1_000_001, "正文");
    let mut kept = Kept::new();
    let report = kept.crawl_all(&portal).await;
    assert!(of(&report, 1).lists[0].error.as_deref().unwrap().contains("articles"));
    assert_eq!(of(&report, 3).archived, 1);
    let problems: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[0].contains("政策") && problems[1].contains("动态"), "{problems:?}");
    let page = kept.archive.latest_page(&portal.url(&list_target("", SITE, 1, 1))).unwrap();
    assert_eq!(page.unwrap().1.body, b"{\"code\": 1}", "the page that was not understood is kept");
}

#[tokio::test]
async fn a_list_that_suddenly_shrinks_removes_nothing_and_alarms() {
    let portal = Portal::open().await;
    let posts: Vec<u64> = (1_000_001..1_000_031).collect();
    portal.catalogue(&posts);
    let mut kept = Kept::new();
    kept.crawl_all(&portal).await;
    portal.list(1, &[]);
    let report = kept.crawl_all(&portal).await;
    assert_eq!(kept.documents().len(), 30);
    let problems: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    assert!(matches!(problems.as_slice(), [one] if one.contains("shrank from 30 posts to 0")), "{problems:?}");
}

#[tokio::test]
async fn subsites_are_read_when_wanted_and_each_once() {
    let portal = Portal::open().await;
    let tree = [column(1, "政策")];
    let away = Portal::open().await;
    let links =
        ["/town/gkmlpt/index", "/gkmlpt/index", "/town/gkmlpt/", away.url("/gkmlpt/index").as_str()].map(str::to_owned);
    let links: Vec<&str> = links.iter().map(String::as_str).collect();
    portal.answer("/gkmlpt/index", front_page(&portal, "", SITE, &tree, &links));
    portal.answer("/town/gkmlpt/index", front_page(&portal, "/town", 200_301, &tree, &links));
    let post = |portal: &Portal| -> Value { article(portal, 1_000_001) };
    portal.answer(&list_target("/town", 200_301, 1, 1), list_page(1, &[post(&portal)]));
    portal.post(1_000_001, "正文");
    portal.list(1, &[]);

    let mut config = config(&portal);
    let report = Kept::new().crawl(&config).await;
    assert_eq!((report.columns.len(), portal.count("/town/gkmlpt/index")), (1, 0));

    portal.forget_requests();
    config.follow_subsites = true;
    let mut kept = Kept::new();
    let report = kept.crawl(&config).await;
    assert_eq!((report.columns.len(), report.problems.len()), (2, 0));
    for target in ["/gkmlpt/index", "/town/gkmlpt/index", &list_target("/town", 200_301, 1, 1)] {
        assert_eq!(portal.count(target), 1, "{target}");
    }
    assert_eq!(kept.documents().len(), 1);
    assert_eq!(away.connections(), 0);
}

#[tokio::test]
async fn a_start_that_is_no_catalogue_is_a_problem_and_not_an_empty_catalogue() {
    let portal = Portal::open().await;
    for (reply, words) in [
        (Reply::status(404), "there is no catalogue at"),
        (Reply::status(403), "blocked"),
        (Reply::ok("<html><body>欢迎访问</body></html>"), "not understood"),
        (Reply::redirect("http://10.0.0.1/"), "another host"),
    ] {
        portal.answer("/gkmlpt/index", reply);
        let report = Kept::new().crawl_all(&portal).await;
        let problems: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
        assert!(matches!(problems.as_slice(), [one] if one.contains(words)), "{problems:?}");
    }
}
