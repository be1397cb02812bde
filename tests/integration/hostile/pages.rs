//! Pages that are too much to read, are not what was asked for, or say what nobody in an office wrote.

use encoding_rs::GB18030;
use serde_json::json;

use super::portal::Reply;
use super::trial::{
    REQUESTS, SICK, SICK_COLUMN, SOUND, Trial, channel_page, column, front_page, item, list_page, list_target,
    post_page, post_target, problems, sick, text_of,
};

#[tokio::test]
async fn a_page_that_is_too_deep_or_too_wide() {
    let distinct: String = (0..20_000).fold(String::new(), |tags, number| tags + &format!("<b a={number}>"));
    let attributes: String = (0..100_000).fold(String::new(), |tag, number| tag + &format!(" a{number}=1"));
    let bombs = [
        "<div>".repeat(100_000),
        "<ul><li>".repeat(50_000),
        distinct + &"<p>".repeat(20_000),
        "<br>".repeat(600_000),
        format!("<p{attributes}>"),
    ];
    let mut trial = Trial::with(2 * bombs.len() as u64).await;
    for (post, bomb) in (SICK..).step_by(2).zip(&bombs) {
        trial.portal.answer(&post_target(post), Reply::html(post_page(post, bomb)));
        trial.portal.answer(&post_target(post + 1), Reply::html(channel_page(post + 1, bomb)));
    }
    trial.goes_on(REQUESTS + 2 * bombs.len()).await;
    trial.was_given_up(2 * bombs.len() as u64, &["at most 512", "at most 500000", "attributes"]);
}

#[tokio::test]
async fn a_post_in_json_nested_without_end() {
    let mut trial = Trial::with(1).await;
    let detail = format!("DETAIL: {}", "[".repeat(200_000));
    trial.sicken(1, &Reply::html(post_page(SICK, "").replacen("DETAIL: ", &detail, 1)));
    trial.goes_on(REQUESTS + 1).await;
    assert_eq!(trial.archived(1), 0);
}

#[tokio::test]
async fn not_found_with_a_status_of_success() {
    let mut trial = Trial::with(3).await;
    trial.goes_on(REQUESTS + 3).await;
    let missing = Reply::html("<html><title>提示</title><body>您访问的页面不存在或已删除</body></html>");
    trial.sicken(3, &missing);
    trial.config.full = true;
    // A portal that says so twice means it, and even then the documents stay.
    let report = trial.goes_on(REQUESTS + 6).await;
    assert_eq!((report.posts.gone, report.posts.removed), (3, 0));
    assert_eq!(trial.public_documents().len(), 4);
}

#[tokio::test]
async fn one_page_for_every_address() {
    let mut trial = Trial::with(120).await;
    trial.goes_on(REQUESTS + 120).await;
    let front = front_page(&trial.portal, &[column(SICK_COLUMN, "公告"), column(1, "政策")]);
    trial.sicken(120, &front);
    trial.config.full = true;
    trial.gives_the_host_up(100, "pages in a row were no documents").await;
    // Nor are its lists believed, if they turn into the same page.
    for list in [list_target(SICK_COLUMN, 1), list_target(1, 1)] {
        trial.portal.answer(&list, front.clone());
    }
    trial.config.full = false;
    let report = trial.crawl(|_| false).await;
    assert_eq!((report.posts.gone, report.posts.removed), (0, 0), "{}", problems(&report));
    assert_eq!(trial.public_documents().len(), 121);
}

#[tokio::test]
async fn a_page_of_another_post() {
    let mut trial = Trial::with(2).await;
    trial.portal.answer(&post_target(SICK), Reply::html(post_page(SOUND, "冒名的文字")));
    trial.portal.answer(&post_target(SICK + 1), Reply::redirect("/latest.html"));
    trial.portal.answer("/latest.html", Reply::html(post_page(SOUND, "冒名的文字")));
    trial.goes_on(REQUESTS + 3).await;
    trial.was_given_up(2, &["another post", "its address says"]);
    assert_eq!(trial.body_of(SOUND), Some(text_of(SOUND)));
}

#[tokio::test]
async fn one_number_for_two_addresses() {
    let mut trial = Trial::with(1).await;
    let mut moved = item(&trial.portal, SICK);
    moved["url"] = json!(trial.portal.url(&format!("/zwgk/tzgg/content/post_{SICK}.html")));
    trial.portal.answer(&list_target(SICK_COLUMN, 1), list_page(&[item(&trial.portal, SICK), moved]));
    trial
        .portal
        .answer(&format!("/zwgk/tzgg/content/post_{SICK}.html"), Reply::html(channel_page(SICK, &text_of(SICK))));
    for _ in 0..3 {
        trial.goes_on(REQUESTS + 2).await;
    }
    assert_eq!(trial.public_documents().len(), 2);
    assert_eq!(trial.body_of(SICK), Some(text_of(SICK)));
}

/// A number that is given to another text is a new version of the document; the text before it stays in the archive.
#[tokio::test]
async fn one_number_for_two_texts() {
    let mut trial = Trial::with(1).await;
    trial.goes_on(REQUESTS + 1).await;
    trial.sicken(1, &Reply::html(post_page(SICK, "全区停水通知，另行发布。")));
    let mut updated = item(&trial.portal, SICK);
    updated["updated"] = json!(1_700_000_000);
    trial.portal.answer(&list_target(SICK_COLUMN, 1), list_page(&[updated]));
    let report = trial.goes_on(REQUESTS + 1).await;
    assert_eq!(report.posts.updated, 1);
    let id = gongkai_document::DocumentId::from_post("nfcms", SICK);
    assert_eq!(trial.archive.versions(&id).unwrap().len(), 2);
    assert_eq!(trial.public_documents().len(), 2);
}

/// An address that says something else each time is read once, not until it agrees with itself.
#[tokio::test]
async fn one_address_for_ever_new_texts() {
    let mut trial = Trial::with(1).await;
    trial
        .portal
        .answers(&post_target(SICK), (0..9).map(|n| Reply::html(post_page(SICK, &format!("{}{n}", text_of(SICK))))));
    for _ in 0..3 {
        trial.goes_on(REQUESTS + 1).await;
    }
    assert_eq!(trial.body_of(SICK), Some(format!("{}0", text_of(SICK))));
}

#[tokio::test]
async fn characters_in_disguise() {
    let pages = |page: fn(u64, &str) -> String| {
        let text = |id| page(id, &text_of(id).repeat(5)).replace("charset=\"UTF-8\"", "charset=\"gb2312\"");
        let utf_16: Vec<u8> = text(SICK + 3).encode_utf16().flat_map(u16::to_le_bytes).collect();
        [
            Reply::html(GB18030.encode(&text(SICK)).0),
            Reply::new(200, &[("Content-Type", "text/html; charset=UTF-8")], GB18030.encode(&text(SICK + 1)).0),
            Reply::new(200, &[("Content-Type", "text/html; charset=ISO-8859-1")], text(SICK + 2)),
            Reply::html([b"\xff\xfe".as_slice(), &utf_16].concat()),
        ]
    };
    for replies in [pages(post_page), pages(channel_page)] {
        let mut trial = Trial::with(4).await;
        for (post, reply) in (SICK..).zip(replies) {
            trial.portal.answer(&post_target(post), reply);
        }
        trial.goes_on(REQUESTS + 4).await;
        for post in sick(4) {
            assert_eq!(trial.body_of(post), Some(text_of(post).repeat(5)), "{post}");
        }
    }
}

/// Text that somebody before us misread, and bytes that are no text in any character set.
#[tokio::test]
async fn bytes_that_make_no_text() {
    let misread = GB18030.decode("政府信息公开目录".repeat(20).as_bytes()).0.into_owned();
    let bodies = [misread.into_bytes(), vec![0xff; 3_000]];
    let posts = bodies.len() as u64;
    for page in [post_page, channel_page] {
        let mut trial = Trial::with(posts).await;
        for (post, body) in (SICK..).zip(&bodies) {
            let around = page(post, "正文在此");
            let (before, after) = around.split_once("正文在此").unwrap();
            // The text stands in the script and in the markup alike.
            let after = after.replace("正文在此", "");
            trial.portal.answer(&post_target(post), Reply::html([before.as_bytes(), body, after.as_bytes()].concat()));
        }
        trial.goes_on(REQUESTS + bodies.len()).await;
        trial.was_given_up(posts, &["does not decode"]);
    }
}

#[tokio::test]
async fn a_page_that_was_hijacked() {
    let mut trial = Trial::with(1).await;
    let brand = "yabo2018亚洲官网 ";
    let text = format!("{brand}关于老人助餐的公告。各镇{brand}：现将{brand}助餐点名单印发给你们，请{brand}遵照执行。");
    trial.sicken(1, &Reply::html(post_page(SICK, &text)));
    let report = trial.goes_on(REQUESTS + 1).await;
    assert_eq!(report.posts.quarantined, 1);
    assert_eq!(trial.archive.quarantine().unwrap().len(), 1);
    let shown: Vec<String> = trial.public_documents().into_iter().map(|document| document.body).collect();
    assert_eq!(shown, [text_of(SOUND)]);
}

/// The sound version was shown; the hijacked one that takes its place is not.
#[tokio::test]
async fn a_page_that_is_hijacked_later() {
    let mut trial = Trial::with(1).await;
    trial.goes_on(REQUESTS + 1).await;
    let title = "无码在线视频,免费成人影院,美女裸体直播,国产精品";
    let page = post_page(SICK, &format!("<p>{title}</p>{}", text_of(SICK))).replace("第1000001号公告", title);
    trial.sicken(1, &Reply::html(page));
    trial.config.full = true;
    let report = trial.goes_on(REQUESTS + 1).await;
    assert_eq!(report.posts.quarantined, 1);
    assert!(
        trial
            .public_documents()
            .iter()
            .all(|document| !document.body.contains("裸体") && !document.title.contains("裸体"))
    );
}

/// What nobody sees is there for other readers: it is no part of an honest text, on any face and in any place.
#[tokio::test]
async fn links_that_no_reader_sees() {
    let spam = "<div style='display:none'><a href='http://www.yabo-bet.example/'>亚博体育官网</a></div>";
    let mut trial = Trial::with(4).await;
    for (post, page) in (SICK..).zip([post_page, channel_page, post_page, channel_page]) {
        let text = text_of(post);
        let page = if post < SICK + 2 {
            page(post, &(text + spam))
        } else {
            page(post, &text).replace("</body>", &format!("{spam}</body>"))
        };
        trial.portal.answer(&post_target(post), Reply::html(page));
    }
    let report = trial.goes_on(REQUESTS + 4).await;
    assert_eq!((report.posts.quarantined, trial.archive.quarantine().unwrap().len()), (4, 4));
    assert_eq!(trial.public_documents().len(), 1);
}

#[tokio::test]
async fn something_that_is_no_page() {
    let bodies: [&[u8]; 9] = [
        b"",
        b" \r\n",
        b"\xef\xbb\xbf",
        b"%PDF-1.7\n1 0 obj",
        b"PK\x03\x04\x14\x00\x06\x00",
        b"\x89PNG\r\n\x1a\n",
        b"{}",
        b"<?xml version='1.0'?><rss/>",
        b"<html></html>",
    ];
    let mut trial = Trial::with(bodies.len() as u64).await;
    for (post, body) in (SICK..).zip(bodies) {
        trial.portal.answer(&post_target(post), Reply::html(body));
    }
    trial.goes_on(REQUESTS + bodies.len()).await;
    trial.was_given_up(bodies.len() as u64, &["not understood"]);
}

/// Two character sets in one page, or text that somebody before us misread: no reader shall be shown it.
#[tokio::test]
async fn two_character_sets_in_one_page() {
    let text = text_of(SICK).repeat(20);
    let in_gbk = GB18030.encode(&text).0.into_owned();
    let misread = GB18030.decode(format!("政府信息公开，{text}").repeat(3).as_bytes()).0.into_owned();
    let bodies = [
        [text.as_bytes(), &in_gbk].concat(),
        [&in_gbk, text.as_bytes()].concat(),
        [text.as_bytes(), &in_gbk[..in_gbk.len() / 10]].concat(),
        misread.into_bytes(),
    ];
    let posts = bodies.len() as u64;
    for page in [post_page, channel_page] {
        let mut trial = Trial::with(posts).await;
        for (post, body) in (SICK..).zip(&bodies) {
            let around = page(post, "正文在此");
            let (before, after) = around.split_once("正文在此").unwrap();
            let after = after.replace("正文在此", "");
            trial.portal.answer(&post_target(post), Reply::html([before.as_bytes(), body, after.as_bytes()].concat()));
        }
        trial.goes_on(REQUESTS + bodies.len()).await;
        let archived: Vec<String> = sick(posts).into_iter().filter_map(|post| trial.body_of(post)).collect();
        let shown: Vec<String> = archived.iter().map(|body| body.chars().take(24).collect()).collect();
        assert!(archived.is_empty(), "{shown:?}");
    }
}

/// Escape sequences act on a terminal, a right-to-left mark turns a name round, and no control character is text.
#[tokio::test]
async fn control_characters_in_a_text_and_a_title() {
    let odd = "青禾区\u{0}老人\u{8}助餐\u{1b}[31m点\u{202e}名单\u{9b}公告";
    let mut trial = Trial::with(2).await;
    trial.portal.answer(&post_target(SICK), Reply::html(post_page(SICK, odd)));
    let page = channel_page(SICK + 1, odd).replace(&format!("第{}号公告", SICK + 1), odd);
    trial.portal.answer(&post_target(SICK + 1), Reply::html(page));
    trial.goes_on(REQUESTS + 2).await;
    for document in trial.public_documents() {
        for text in [&document.title, &document.body] {
            let is_odd = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
            assert!(!text.contains(is_odd), "{text:?}");
        }
    }
}
