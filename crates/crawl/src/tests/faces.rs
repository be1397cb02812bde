//! Columns that jump to channel pages, and lists that need not be read every time.

use gongkai_document::Timestamp;
use jiff::ToSpan;
use serde_json::json;

use super::catalogue::{Kept, SITE, column, jump, list_page, list_target, of};
use super::fetching::config;
use super::portal::{Portal, Reply};

const POST: u64 = 1_000_001;

/// The address of a post on a channel page.
fn channel_target(id: u64) -> String {
    format!("/zwgk/tzgg/content/post_{id}.html")
}

fn channel_page(id: u64, text: &str) -> Reply {
    Reply::ok(format!(
        "<html><head><meta charset=\"UTF-8\"><meta name=\"SiteName\" content=\"青禾区人民政府\">\
         <meta name=\"SiteIDCode\" content=\"4401140001\"><meta name=\"ColumnName\" content=\"通知公告\">\
         <meta name=\"ArticleTitle\" content=\"通知{id}\"><meta name=\"PubDate\" content=\"2024-09-12 09:00\">\
         <meta name=\"ContentSource\" content=\"青禾区民政局\">\
         <script>window.NFCMS_SITE_ID={SITE};NFCMS_PUB_TYPE=\"post\";NFCMS_POST_ID=\"{id}\"</script></head>\
         <body><h1>通知{id}</h1><div id=\"zoomcon\"><p>{text}</p></div></body></html>"
    ))
}

/// A page of links to posts, the `page`th of `pages`.
fn links(ids: &[u64], page: u32, pages: u32) -> Reply {
    let item = |id: &u64| {
        let target = channel_target(*id);
        let link = format!("<a href=\"{target}\" title=\"通知{id}\">通知</a>");
        format!("<li><h4>{link}</h4><span class=\"time\">[ 2024-09-12 ]</span></li>")
    };
    let items = ids.iter().map(item).collect::<Vec<_>>().concat();
    let name = |page: u32| if page == 1 { "index.html".to_owned() } else { format!("index_{page}.html") };
    let link = |page: u32| format!("<a href=\"{}\">{page}</a>", name(page));
    let pager = (1..=pages).map(link).collect::<Vec<_>>().concat();
    Reply::ok(format!(
        "<html><head><meta charset=\"UTF-8\"><meta name=\"SiteName\" content=\"青禾区人民政府\">\
         <meta name=\"SiteIDCode\" content=\"4401140001\">\
         <meta name=\"ColumnName\" content=\"通知公告\"><title>通知公告 {page}</title></head>\
         <body><ul class=\"infoList\">{items}</ul><div class=\"pages\">{pager}</div></body></html>"
    ))
}

/// A catalogue whose one column jumps to a list of two channel pages with a post each.
async fn channel() -> Portal {
    let portal = Portal::open().await;
    portal.tree(&[jump(3, "通知公告", "/zwgk/tzgg/index.html")]);
    portal.answer("/zwgk/tzgg/index.html", links(&[POST], 1, 2));
    portal.answer("/zwgk/tzgg/index_2.html", links(&[POST + 1], 2, 2));
    for id in [POST, POST + 1] {
        portal.answer(&channel_target(id), channel_page(id, "正文"));
    }
    portal
}

/// What the list interface says of a channel post.
fn article(portal: &Portal, id: u64, updated: u64) -> serde_json::Value {
    json!({"id": id, "title": format!("通知{id}"), "url": portal.url(&channel_target(id)), "updated": updated,
        "identifier": format!("114401/2024-{id}"), "document_number": "青府〔2024〕3号", "date": 1_725_984_000})
}

#[tokio::test]
async fn a_column_that_jumps_to_pages_of_links_is_read_to_its_last_page() {
    let portal = channel().await;
    let mut kept = Kept::new();
    let report = kept.crawl_all(&portal).await;
    assert_eq!((report.posts.new, report.posts.failed), (2, 0), "{report:?}");
    let document = kept.document(POST).unwrap();
    assert_eq!(document.columns[0].as_str(), "通知公告");
    assert_eq!(document.publisher.as_deref(), Some("青禾区民政局"));
    assert_eq!(portal.count("/zwgk/tzgg/index_3.html"), 0, "the pager shows the last page");
    let column = of(&report, 3);
    assert_eq!((column.listed, column.archived, column.run.new), (2, 2, 2));
    assert!(report.problems.is_empty(), "{:?}", report.problems);
}

#[tokio::test]
async fn what_only_the_interface_says_of_a_channel_post_stands_on_its_document() {
    let portal = channel().await;
    let articles = [article(&portal, POST, 5), article(&portal, POST + 1, 5)];
    portal.answer(&list_target("", SITE, 3, 1), list_page(2, &articles));
    let mut kept = Kept::new();
    let report = kept.crawl_all(&portal).await;
    assert_eq!(report.posts.new, 2);
    let document = kept.document(POST).unwrap();
    assert_eq!(document.index_number.unwrap().as_str(), format!("114401/2024-{POST}"));
    assert_eq!(document.document_number.unwrap().as_str(), "青府〔2024〕3号");
    assert_eq!(document.made_on.unwrap().to_string(), "2024-09-11");
    assert_eq!(of(&report, 3).listed, 2, "a post that both faces show counts once");
}

#[tokio::test]
async fn pages_that_show_what_the_interface_shows_are_passed_over_for_a_week() {
    let portal = channel().await;
    let articles = [article(&portal, POST, 5), article(&portal, POST + 1, 5)];
    portal.answer(&list_target("", SITE, 3, 1), list_page(2, &articles));
    let mut kept = Kept::new();
    kept.crawl_all(&portal).await;
    let after = |days: i32| {
        let mut config = config(&portal);
        config.begin_at(Timestamp::UNIX_EPOCH + (24 * days).hours());
        config
    };
    portal.forget_requests();
    let changed = [article(&portal, POST, 6), article(&portal, POST + 1, 5)];
    portal.answer(&list_target("", SITE, 3, 1), list_page(2, &changed));
    portal.answer(&channel_target(POST), channel_page(POST, "正文已更新"));
    let report = kept.crawl(&after(1)).await;
    assert_eq!(portal.count("/zwgk/tzgg/index.html"), 0);
    assert_eq!((report.posts.updated, portal.count(&channel_target(POST + 1))), (1, 0));
    kept.crawl(&after(9)).await;
    assert_eq!(portal.count("/zwgk/tzgg/index.html"), 1);
}

#[tokio::test]
async fn pages_with_a_post_of_their_own_are_read_each_time() {
    let portal = channel().await;
    portal.answer(&list_target("", SITE, 3, 1), list_page(1, &[article(&portal, POST, 5)]));
    let mut kept = Kept::new();
    kept.crawl_all(&portal).await;
    portal.forget_requests();
    kept.crawl_all(&portal).await;
    assert_eq!(portal.count("/zwgk/tzgg/index.html"), 1);
}

#[tokio::test]
async fn an_end_that_was_seen_is_not_looked_for_again_while_the_claim_grows_with_the_list() {
    let portal = Portal::open().await;
    portal.tree(&[column(1, "政策")]);
    let page = |claimed, posts: &[u64]| {
        let articles: Vec<_> = posts.iter().map(|id| super::catalogue::article(&portal, *id)).collect();
        portal.answer(&list_target("", SITE, 1, 1), list_page(claimed, &articles));
        for id in posts {
            portal.post(*id, "正文");
        }
    };
    let second = list_target("", SITE, 1, 2);
    page(9, &[POST, POST + 1]);
    let mut kept = Kept::new();
    kept.crawl_all(&portal).await;
    assert_eq!(portal.count(&second), 1);

    portal.forget_requests();
    page(10, &[POST, POST + 1, POST + 2]);
    let report = kept.crawl_all(&portal).await;
    assert_eq!((report.posts.new, portal.count(&second)), (1, 0));

    portal.forget_requests();
    page(12, &[POST, POST + 1, POST + 2]);
    kept.crawl_all(&portal).await;
    assert_eq!(portal.count(&second), 1, "the claim grew and the page did not");
}

#[tokio::test]
async fn a_heading_whose_list_was_empty_is_not_asked_for_each_time() {
    let portal = Portal::open().await;
    let heading = json!({"id": 1, "name": "政策", "parent": 0, "jump_url": null, "children": [column(2, "其他文件")]});
    portal.tree(&[heading]);
    portal.answer(&list_target("", SITE, 1, 1), list_page(0, &[]));
    portal.list(2, &[POST]);
    portal.post(POST, "正文");
    let mut kept = Kept::new();
    kept.crawl_all(&portal).await;
    portal.forget_requests();
    kept.crawl_all(&portal).await;
    assert_eq!(portal.count(&list_target("", SITE, 1, 1)), 0);
    assert_eq!(portal.count(&list_target("", SITE, 2, 1)), 1);

    let mut full = config(&portal);
    full.full = true;
    kept.crawl(&full).await;
    assert_eq!(portal.count(&list_target("", SITE, 1, 1)), 1);
}

#[tokio::test]
async fn a_crawl_can_begin_at_a_page_of_links() {
    let portal = channel().await;
    let starts = vec![portal.url("/zwgk/tzgg/index.html")];
    let mut config = crate::CrawlConfig::new(starts, "mailto:a@a.cn", Timestamp::UNIX_EPOCH).unwrap();
    config.min_delay = Some(std::time::Duration::ZERO);
    let mut kept = Kept::new();
    let report = kept.crawl(&config).await;
    assert_eq!((report.posts.new, report.posts.failed), (2, 0), "{report:?}");
}
