//! Addresses that a portal writes into its own pages: on other hosts, inside, or none at all.

use serde_json::json;
use url::Url;

use super::portal::{Portal, Reply};
use super::trial::{
    REQUESTS, SICK, SICK_COLUMN, SITE, Trial, column, front_html, gentle, item, jump, list_page, list_target, sick,
};

#[tokio::test]
async fn a_list_that_names_posts_elsewhere() {
    let canary = Portal::open().await;
    let port = canary.port();
    let elsewhere = [
        canary.url("/post_1.html").to_string(),
        format!("http://localhost:{port}/post_1.html"),
        format!("http://2130706433:{port}/post_1.html"),
        format!("http://[::1]:{port}/post_1.html"),
        "http://169.254.169.254/post_1.html".to_owned(),
        format!("http://user:secret@127.0.0.1:{port}/post_1.html"),
    ];
    let posts = elsewhere.len() as u64;
    let mut trial = Trial::with(posts).await;
    let items: Vec<_> = sick(posts)
        .iter()
        .zip(&elsewhere)
        .map(|(id, url)| {
            let mut item = item(&trial.portal, *id);
            item["url"] = json!(url.replace("post_1", &format!("post_{id}")));
            item
        })
        .collect();
    trial.portal.answer(&list_target(SICK_COLUMN, 1), list_page(&items));
    trial.goes_on(REQUESTS).await;
    trial.was_given_up(posts, &["another host", "no address"]);
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn a_list_that_names_posts_that_are_no_address() {
    let canary = Portal::open().await;
    let port = canary.port();
    for url in ["file:///etc/passwd", "javascript:void(0)", "http://", "", &format!("gopher://127.0.0.1:{port}/_x")] {
        let mut trial = Trial::with(1).await;
        let mut odd = item(&trial.portal, SICK);
        odd["url"] = json!(url);
        trial.portal.answer(&list_target(SICK_COLUMN, 1), list_page(&[odd]));
        trial.goes_on(REQUESTS + 1).await;
        assert_eq!(canary.connections(), 0, "{url}");
    }
}

#[tokio::test]
async fn a_catalogue_that_says_it_is_elsewhere() {
    let canary = Portal::open().await;
    let tree = [column(SICK_COLUMN, "公告")];
    for app_url in [canary.url("/").to_string(), "http://169.254.169.254/".to_owned(), "file:///etc/".to_owned()] {
        let mut trial = Trial::with(1).await;
        trial.portal.answer("/gkmlpt/index", Reply::html(front_html(&app_url, SITE, &tree, "")));
        let report = trial.crawl(|_| false).await;
        assert!(report.traffic.total() <= REQUESTS as u64, "{app_url}: {:?}", report.traffic);
        assert_eq!(canary.connections(), 0, "{app_url}");
    }
}

#[tokio::test]
async fn columns_that_jump_inside() {
    let canary = Portal::open().await;
    let mut trial = Trial::with(0).await;
    let tree = [
        jump(11, "一", canary.url("/tzgg/").as_str()),
        jump(12, "二", "http://169.254.169.254/tzgg/"),
        jump(13, "三", "file:///etc/index.html"),
        jump(14, "四", "//localhost/tzgg/"),
        column(1, "政策"),
    ];
    trial.portal.answer("/gkmlpt/index", Reply::html(front_html(trial.portal.url("/").as_str(), SITE, &tree, "")));
    trial.goes_on(REQUESTS + 1).await;
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn subsites_on_other_hosts() {
    let canary = Portal::open().await;
    let mut trial = Trial::with(1).await;
    trial.config.follow_subsites = true;
    let hosts =
        [canary.url("").to_string(), "http://10.0.0.1".to_owned(), format!("http://localhost:{}", canary.port())];
    let link = |host: &String| format!("<a href=\"{}/town/gkmlpt/index\">镇街</a>", host.trim_end_matches('/'));
    let links = hosts.iter().map(link).collect::<Vec<_>>().concat();
    let tree = [column(SICK_COLUMN, "公告"), column(1, "政策")];
    trial.portal.answer("/gkmlpt/index", Reply::html(front_html(trial.portal.url("/").as_str(), SITE, &tree, &links)));
    trial.goes_on(REQUESTS + 1).await;
    assert_eq!((trial.archived(1), canary.connections()), (1, 0));
}

/// The operator named one address of this machine; its others stay closed, even on an allowed host.
#[tokio::test]
async fn an_allowed_host_that_is_inside() {
    let canary = Portal::open().await;
    let port = canary.port();
    for host in ["localhost", "[::1]", "[::ffff:127.0.0.2]", "0x7f.2"] {
        let mut trial = Trial::with(1).await;
        let inside = Url::parse(&format!("http://{host}:{port}/a")).unwrap();
        trial.config = gentle(vec![trial.portal.url("/gkmlpt/index")]).also_on(&inside);
        trial.sicken(1, &Reply::redirect(inside.as_str()));
        let report = trial.crawl(|_| false).await;
        assert!(report.traffic.total() <= REQUESTS as u64 + 6, "{host}: {:?}", report.traffic);
        assert_eq!((trial.archived(1), canary.connections()), (0, 0), "{host}");
    }
}
