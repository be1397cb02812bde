//! Lists that never end, repeat themselves, shrink, or lie.

use gongkai_crawl::{Ending, Event};
use serde_json::{Value, json};

use super::portal::{Portal, Reply};
use super::trial::{
    REQUESTS, SICK, SICK_COLUMN, SITE, SOUND, Trial, channel_page, column, front_html, front_page, gentle, item, jump,
    list_page, list_target, post_page, post_target, problems, text_of,
};

/// The most pages of one list in these crawls.
const PAGES_MAX: u32 = 7;

/// The path of a column on pages of links.
const CHANNEL: &str = "/zwgk/tzgg";

/// A page of links to one channel post, which says that there is always another page.
fn links(id: u64, next: u32) -> Reply {
    Reply::html(format!(
        "<html><head><meta charset=\"UTF-8\"></head><body><ul class=\"infoList\">\
         <li><a href=\"{CHANNEL}/content/post_{id}.html\" title=\"第{id}号公告\">第{id}号公告</a><span>2024-03-15</span></li></ul>\
         <a href=\"{CHANNEL}/index_{next}.html\">下一页</a></body></html>"
    ))
}

/// The post that an address of the channel names.
fn post_in(target: &str) -> u64 {
    let name = target.rsplit('/').next().unwrap();
    name.trim_start_matches("post_").trim_end_matches(".html").parse().unwrap()
}

/// Which page of links a request asks for, past the first.
fn page_in(target: &str) -> Option<u32> {
    let (_, after) = target.split_once("/index_")?;
    after.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// A trial whose sick column is made by a function of the page's number.
async fn endless(page: impl Fn(&Portal, u32) -> Reply) -> Trial {
    let mut trial = Trial::with(30).await;
    trial.config.pages_per_list_max = PAGES_MAX;
    for number in 1..=30 {
        trial.portal.answer(&list_target(SICK_COLUMN, number), page(&trial.portal, number));
    }
    trial
}

/// A trial whose sick column jumps to pages of links, made by a function of the page's number.
async fn endless_channel(page: fn(u32) -> Reply) -> Trial {
    let mut trial = Trial::with(0).await;
    trial.config.pages_per_list_max = PAGES_MAX;
    let tree = [jump(SICK_COLUMN, "公告", &format!("{CHANNEL}/")), column(1, "政策")];
    trial.portal.answer("/gkmlpt/index", Reply::html(front_html(trial.portal.url("/").as_str(), SITE, &tree, "")));
    trial.portal.answer_otherwise(move |target| match page_in(target) {
        _ if target.contains("/content/") => Reply::html(channel_page(post_in(target), &text_of(post_in(target)))),
        Some(number) => page(number),
        None if target == format!("{CHANNEL}/index.html") => page(1),
        None => Reply::status(404),
    });
    trial
}

#[tokio::test]
async fn a_list_with_something_new_on_every_page() {
    let mut trial = endless(|portal, number| list_page(&[item(portal, SICK + u64::from(number))])).await;
    let report = trial.goes_on(REQUESTS + 2 * PAGES_MAX as usize).await;
    assert!(problems(&report).contains("may go on for ever"), "{:?}", report.problems);
    assert_eq!(trial.archived(30), PAGES_MAX as usize);
    assert_eq!(trial.portal.count(&list_target(SICK_COLUMN, PAGES_MAX + 1)), 0);
}

#[tokio::test]
async fn a_list_that_shows_one_page_for_ever() {
    let mut trial = endless(|portal, _| list_page(&[item(portal, SICK)])).await;
    trial.goes_on(REQUESTS + 2).await;
    assert_eq!(trial.portal.count_where(|target| target.contains("api/all/2?")), 2);
}

/// The same posts with another clock or advertisement beside them are no new page.
#[tokio::test]
async fn a_list_that_goes_round_in_a_circle() {
    let page = |portal: &Portal, number: u32| {
        let items: Vec<Value> = [SICK, SICK + 1].iter().map(|id| item(portal, *id + u64::from(number % 2))).collect();
        Reply::json(json!({"articles": items, "served_at": number}).to_string())
    };
    let mut trial = endless(page).await;
    trial.goes_on(REQUESTS + 6).await;
    assert!(trial.portal.count_where(|target| target.contains("api/all/2?")) <= 3);
}

#[tokio::test]
async fn a_channel_with_something_new_on_every_page() {
    let mut trial = endless_channel(|number| links(SICK + u64::from(number), number + 1)).await;
    // Twice: the list interface knows nothing of this column and is asked once.
    let report = trial.goes_on(REQUESTS + 1 + 2 * PAGES_MAX as usize).await;
    assert!(problems(&report).contains("may go on for ever"), "{:?}", report.problems);
    assert_eq!(trial.archived(30), PAGES_MAX as usize);
}

#[tokio::test]
async fn a_channel_that_shows_one_page_for_ever() {
    let mut trial = endless_channel(|number| links(SICK, number + 1)).await;
    trial.goes_on(REQUESTS + 4).await;
    assert_eq!(trial.archived(1), 1);
    assert!(trial.portal.count_where(|target| target.contains("/tzgg/index")) <= 2);
}

/// The other family's lists: a script says that there are more pages than anyone will ever read.
#[tokio::test]
async fn a_list_of_another_family_without_an_end() {
    const FOLDER: &str = "/zwgk/gsgg";
    let page = |body: String| {
        Reply::html(format!(
            "<html><head><meta charset=\"UTF-8\"><title>公示公告</title><meta name=\"SiteName\" content=\"禾源区\">\
             <meta name=\"SiteIDCode\" content=\"4499980002\"><meta name=\"ColumnName\" content=\"公示公告\">{body}</html>"
        ))
    };
    let mut trial = Trial::with(0).await;
    let starts = vec![trial.portal.url(&format!("{FOLDER}/index.html")), trial.portal.url("/gkmlpt/index")];
    trial.config = gentle(starts);
    trial.config.pages_per_list_max = PAGES_MAX;
    trial.portal.answer_otherwise(move |target| {
        let text = text_of(SICK);
        if let Some((_, name)) = target.split_once("/t20240401_") {
            let title = format!("<meta name=\"ArticleTitle\" content=\"公告{name}\"></head>");
            return page(format!("{title}<body><h1>公告{name}</h1><div class=\"TRS_Editor\"><p>{text}</p></div></body>"));
        }
        let number = page_in(target).unwrap_or(0);
        if !target.starts_with(FOLDER) {
            return Reply::status(404);
        }
        page(format!(
            "</head><body><ul class=\"list\"><li><a href=\"./202404/t20240401_{}.html\">公告</a><span>2024-04-01</span></li></ul>\
             <script>createPageHTML(4000000000, {number}, \"index\", \"html\");</script></body>",
            2_000 + number
        ))
    });
    let report = trial.goes_on(REQUESTS + 2 * PAGES_MAX as usize + 1).await;
    assert!(problems(&report).contains("may go on for ever"), "{:?}", report.problems);
    assert_eq!(trial.public_documents().len(), 1 + PAGES_MAX as usize);
}

#[tokio::test]
async fn a_list_that_is_suddenly_empty_or_halved() {
    let page = || Reply::html("<html><head></head><body>首页</body></html>");
    for sick in [list_page(&[]), Reply::json("{}"), Reply::status(404), Reply::status(403), page()] {
        let mut trial = Trial::with(30).await;
        trial.goes_on(REQUESTS + 30).await;
        trial.portal.answer(&list_target(SICK_COLUMN, 1), sick);
        // As often as it takes to believe that an honest list has dropped a post: the pages are still there.
        for round in 1..=4 {
            let report = trial.goes_on(REQUESTS + 30).await;
            assert!(round > 1 || !report.problems.is_empty(), "nobody is told");
            assert_eq!((report.posts.removed, report.posts.gone), (0, 0));
        }
        assert_eq!(trial.public_documents().len(), 31);
    }
    let mut trial = Trial::with(30).await;
    trial.goes_on(REQUESTS + 30).await;
    trial.list(SICK_COLUMN, &(SICK..SICK + 10).collect::<Vec<_>>());
    let report = trial.goes_on(REQUESTS).await;
    assert!(problems(&report).contains("shrank from 30 posts to 10"), "{:?}", report.problems);
    assert_eq!(trial.public_documents().len(), 31);
}

/// A sick server says 404 to everything for as long as it likes: a list that lost so much counts for nothing.
#[tokio::test]
async fn a_portal_that_has_lost_everything_but_its_front_page() {
    let mut trial = Trial::with(30).await;
    trial.goes_on(REQUESTS + 30).await;
    trial.portal.forget(&list_target(SICK_COLUMN, 1));
    trial.sicken(30, &Reply::status(404));
    for _ in 0..5 {
        let report = trial.goes_on(REQUESTS).await;
        assert!(problems(&report).contains("shrank from 30 posts to 0"), "{:?}", report.problems);
    }
    assert_eq!(trial.public_documents().len(), 31);
}

#[tokio::test]
async fn a_list_that_is_no_list() {
    let deep = format!("{{\"articles\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    for body in [
        "[]",
        "null",
        "{\"articles\":null}",
        "{\"articles\":7}",
        "{\"articles\":[7]}",
        "{\"articles\":[{\"id\":\"../../etc\"}]}",
        "{\"articles\":[{\"id\":99999999999999999999999999}]}",
        "{\"articles\":[{\"id\":1}]}",
        &deep,
    ] {
        let mut trial = Trial::with(0).await;
        trial.portal.answer(&list_target(SICK_COLUMN, 1), Reply::json(body));
        let report = trial.goes_on(REQUESTS).await;
        let short = &body[..body.len().min(60)];
        assert!(problems(&report).contains("is incomplete"), "{short}: {:?}", report.problems);
    }
}

#[tokio::test]
async fn a_list_that_claims_what_nobody_has() {
    for claimed in [json!(u64::MAX), json!(-1), json!(1e300), json!("many"), json!(null)] {
        let mut trial = Trial::with(1).await;
        let body = json!({"classify": {"id": 1, "post_count": claimed}, "articles": [item(&trial.portal, SICK)]});
        trial.portal.answer(&list_target(SICK_COLUMN, 1), Reply::json(body.to_string()));
        for _ in 0..2 {
            trial.goes_on(REQUESTS + 2).await;
        }
        assert_eq!(trial.archived(1), 1, "{claimed}");
    }
}

#[tokio::test]
async fn a_front_page_without_a_floor() {
    let mut trial = Trial::with(1).await;
    let open = "{\"id\":7,\"name\":\"层\",\"children\":[".repeat(5_000);
    let front =
        front_html(trial.portal.url("/").as_str(), SITE, &[], "").replace("TREE: []", &format!("TREE: [{open}"));
    trial.portal.answer("/gkmlpt/index", Reply::html(front));
    let report = trial.crawl(|_| false).await;
    assert_eq!(report.ending, Ending::Complete);
    assert!(problems(&report).contains("front page is not understood"), "{:?}", report.problems);
    assert!(trial.body_of(SOUND).is_none());
}

#[tokio::test]
async fn a_list_whose_fields_are_of_every_sort() {
    let keys = [
        "url",
        "post_url",
        "publisher",
        "document_number",
        "identifier",
        "display_publish_time",
        "first_publish_time",
        "date",
        "updated",
        "attachment",
        "is_expired",
        "abolition_date",
    ];
    let odd = [
        json!(null),
        json!(-1),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(1e300),
        json!(""),
        json!("\0\r\n\u{202e}"),
        json!([[]]),
        json!({}),
        json!(true),
        json!("99999999999999999999"),
        json!("9999-99-99 99:99:99"),
        json!("http://["),
        json!("<b>a</b>"),
    ];
    for value in odd {
        let mut trial = Trial::with(keys.len() as u64).await;
        let mut items = Vec::new();
        for (post, key) in (SICK..).zip(keys) {
            let mut listed = item(&trial.portal, post);
            listed[key] = value.clone();
            items.push(listed);
            let detail = format!("DETAIL: {{\"{key}\": {value}, ");
            trial.portal.answer(
                &post_target(post),
                Reply::html(post_page(post, &text_of(post)).replacen("DETAIL: {", &detail, 1)),
            );
        }
        trial.portal.answer(&list_target(SICK_COLUMN, 1), list_page(&items));
        trial.goes_on(REQUESTS + 2 * keys.len()).await;
        // All but the one whose address is lost.
        assert!(trial.archived(keys.len() as u64) >= keys.len() - 1, "{value}: {:?}", trial.archive.unfetched(9));
    }
}

#[tokio::test]
async fn numbers_past_every_number() {
    for (site, id) in [(u64::MAX, 7), (i64::MAX.cast_unsigned(), i64::MAX.cast_unsigned()), (SITE, u64::MAX), (0, 0)] {
        let mut trial = Trial::with(0).await;
        trial.portal.answer_otherwise(|_| list_page(&[]));
        let tree = [column(id, "公告"), column(1, "政策")];
        trial.portal.answer("/gkmlpt/index", Reply::html(front_html(trial.portal.url("/").as_str(), site, &tree, "")));
        let report = trial.crawl(|_| false).await;
        assert_eq!(report.ending, Ending::Complete);
        assert!(report.traffic.total() <= REQUESTS as u64, "{site}, {id}: {:?}", report.traffic);
    }
}

#[tokio::test]
async fn one_post_twenty_thousand_times() {
    let mut trial = Trial::with(1).await;
    let items = vec![item(&trial.portal, SICK); 20_000];
    trial.portal.answer(&list_target(SICK_COLUMN, 1), list_page(&items));
    trial.goes_on(REQUESTS + 1).await;
    assert_eq!(trial.public_documents().len(), 2);
}

/// Past its first page a list may end with a page that is no list; but a broken page is no end.
#[tokio::test]
async fn a_list_whose_second_page_is_broken() {
    for case in 0..5 {
        let mut trial = Trial::with(2).await;
        trial.list(SICK_COLUMN, &[SICK]);
        let whole = json!({"articles": [item(&trial.portal, SICK + 1)]}).to_string();
        let broken = match case {
            0 => Reply::json(&whole[..whole.len() - 2]),
            1 => Reply::json("{\"code\":500,\"message\":\"database is locked\"}"),
            2 => Reply::json(vec![0xff; 3_000]),
            3 => Reply::html("<div>".repeat(100_000)),
            _ => Reply::json(""),
        };
        trial.portal.answer(&list_target(SICK_COLUMN, 2), broken);
        let report = trial.goes_on(REQUESTS + 1).await;
        assert!(problems(&report).contains("is incomplete"), "case {case}: {:?}", report.problems);
    }
}

/// The same on pages of links: the second one breaks off before its end, as many as it shows.
#[tokio::test]
async fn a_channel_whose_second_page_is_cut() {
    let links = |id: u64| {
        format!(
            "<html><head><meta charset=\"UTF-8\"></head><body><ul class=\"infoList\"><li><a href=\"/zwgk/tzgg/content/post_{id}.html\" \
             title=\"第{id}号公告\">第{id}号公告</a><span>2024-03-15</span></li></ul>\
             <a href=\"/zwgk/tzgg/index_3.html\">下一页</a></body></html>"
        )
    };
    let mut trial = Trial::with(0).await;
    let tree = [super::trial::jump(SICK_COLUMN, "公告", "/zwgk/tzgg/"), column(1, "政策")];
    trial.portal.answer("/gkmlpt/index", front_page(&trial.portal, &tree));
    trial.portal.answer("/zwgk/tzgg/index.html", Reply::html(links(SICK)));
    let second = links(SICK + 1);
    trial.portal.answer("/zwgk/tzgg/index_2.html", Reply::html(&second.as_bytes()[..second.len() - 20]));
    for id in [SICK, SICK + 1] {
        trial.portal.answer(&format!("/zwgk/tzgg/content/post_{id}.html"), Reply::html(channel_page(id, &text_of(id))));
    }
    let report = trial.goes_on(REQUESTS + 4).await;
    assert!(problems(&report).contains("is incomplete"), "{:?}, {:?}", report.problems, report.columns);
}

/// A wall before the lists of a catalogue with many columns: after a few, no other list is asked for.
#[tokio::test]
async fn a_status_of_refusal_for_every_list() {
    let mut trial = Trial::with(0).await;
    let tree: Vec<Value> = (100..250).map(|id| column(id, "公告")).collect();
    trial.portal.answer("/gkmlpt/index", front_page(&trial.portal, &tree));
    trial.portal.answer_otherwise(|target| Reply::status(if target == "/robots.txt" { 404 } else { 403 }));
    trial.gives_the_host_up(40, "block").await;
}

/// Every front page names another catalogue on the same host that nobody has seen yet.
#[tokio::test]
async fn subsites_without_an_end() {
    let mut trial = Trial::with(0).await;
    trial.config.follow_subsites = true;
    let base = trial.portal.url("/").to_string();
    trial.portal.answer_otherwise(move |target| {
        let Some(town) = target.strip_prefix("/t").and_then(|rest| rest.strip_suffix("/gkmlpt/index")) else {
            return Reply::status(404);
        };
        let town: u64 = town.parse().unwrap();
        let link = format!("<a href=\"/t{}/gkmlpt/index\">镇街</a>", town + 1);
        Reply::html(front_html(&format!("{base}t{town}/"), 300_000 + town, &[column(1, "政策")], &link))
    });
    let tree = [column(SICK_COLUMN, "公告"), column(1, "政策")];
    let link = "<a href=\"/t1/gkmlpt/index\">镇街</a>";
    trial.portal.answer("/gkmlpt/index", Reply::html(front_html(trial.portal.url("/").as_str(), SITE, &tree, link)));
    let mut sites = 0;
    let report = trial
        .crawl(|event| {
            sites += u32::from(matches!(event, Event::Site { .. }));
            sites > 1_500
        })
        .await;
    assert_eq!(report.ending, Ending::Complete, "{sites} sites, and no end");
    assert!(problems(&report).contains("for ever"), "{:?}", report.problems);
}

#[tokio::test]
async fn a_front_page_with_more_columns_than_any_portal_has() {
    let mut trial = Trial::with(0).await;
    let tree: Vec<Value> = (1..=60_000).map(|id| column(id, "公告")).collect();
    trial.portal.answer("/gkmlpt/index", front_page(&trial.portal, &tree));
    trial.portal.answer_otherwise(|_| list_page(&[]));
    let mut columns = 0;
    let report = trial
        .crawl(|event| {
            columns += u32::from(matches!(event, Event::List { .. }));
            columns > 6_000
        })
        .await;
    assert_eq!(report.ending, Ending::Complete, "{columns} columns, and no end");
    assert!(!report.problems.is_empty());
}
