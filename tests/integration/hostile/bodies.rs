//! Bodies of the wrong length, of no length, and of a length that nobody should hold.

use std::io::Write;

use encoding_rs::GB18030;
use gongkai_crawl::Outcome;

use super::portal::Reply;
use super::trial::{
    MOMENT, REQUESTS, SICK, SICK_COLUMN, Trial, channel_page, item, list_page, list_target, post_page, post_target,
    sick, text_of,
};

/// The largest body of these crawls, in bytes: a sound page has a thousand.
const BYTES_MAX: usize = 100_000;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

fn page() -> String {
    post_page(SICK, &text_of(SICK))
}

#[tokio::test]
async fn a_body_that_breaks_off() {
    let page = page();
    let half = String::from_utf8_lossy(&page.as_bytes()[..page.len() / 2]);
    let half = half.as_ref();
    let length = page.len().to_string();
    let packed = gzip(page.as_bytes());
    let packed_half = &packed[..packed.len() / 2];
    let chunks = format!("{:x}\r\n{half}\r\n", half.len());
    for broken in [
        Reply::raw(200, &[("Content-Length", &length)], half),
        Reply::raw(200, &[("Transfer-Encoding", "chunked")], &chunks),
        Reply::raw(200, &[("Transfer-Encoding", "chunked")], format!("{chunks}zz\r\n")),
        Reply::raw(200, &[("Transfer-Encoding", "chunked")], format!("{chunks}ffffffffffffffffff\r\n")),
        Reply::new(200, &[("Content-Encoding", "gzip")], packed_half),
    ] {
        let mut trial = Trial::with(1).await;
        trial.sicken(1, &broken);
        let report = trial.goes_on(REQUESTS + 5).await;
        assert_eq!(report.traffic.requests[&Outcome::Broken], 5);
        trial.was_given_up(1, &["could not be read"]);
        // Once the portal is well again, the next crawl has the whole text.
        trial.sicken(1, &Reply::html(&page));
        trial.goes_on(REQUESTS + 1).await;
        assert_eq!(trial.body_of(SICK), Some(text_of(SICK)));
    }
}

#[tokio::test]
async fn a_body_longer_than_its_head_says() {
    let page = page();
    for cut in [0, 1, page.len() / 2, page.len() - 1] {
        let mut trial = Trial::with(1).await;
        trial.sicken(1, &Reply::raw(200, &[("Content-Length", &cut.to_string())], &page));
        trial.goes_on(REQUESTS + 5).await;
        whole_or_nothing(&trial, SICK, &format!("{cut} of {} bytes", page.len()));
    }
}

#[tokio::test]
async fn a_body_with_two_lengths() {
    let page = page();
    let (length, half) = (page.len().to_string(), (page.len() / 2).to_string());
    let chunks = format!("{:x}\r\n{page}\r\n0\r\n\r\n", page.len());
    for headers in [
        vec![("Transfer-Encoding", "chunked"), ("Content-Length", half.as_str())],
        vec![("Content-Length", &half), ("Transfer-Encoding", "chunked")],
        vec![("Content-Length", &half), ("Content-Length", &length)],
        vec![("Content-Length", "-1")],
        vec![("Content-Length", "99999999999999999999999999")],
        vec![("Content-Length", &half), ("Transfer-Encoding", "identity")],
        vec![("Transfer-Encoding", "chunked, chunked")],
    ] {
        for body in [&page, &chunks] {
            let mut trial = Trial::with(1).await;
            trial.sicken(1, &Reply::raw(200, &headers, body));
            trial.goes_on(REQUESTS + 5).await;
            whole_or_nothing(&trial, SICK, &format!("{headers:?}"));
        }
    }
}

/// A server's own cache may hold half a page: its length is right, and the page is not.
#[tokio::test]
async fn a_page_cut_before_it_was_sent() {
    // Fewer than make a host look as if it had nothing but walls.
    const CUTS: u64 = 40;
    for page in [post_page, channel_page] {
        for in_gbk in [false, true] {
            let mut trial = Trial::with(CUTS).await;
            for (cut, post) in sick(CUTS).into_iter().enumerate() {
                let page = page(post, &text_of(post)).replace("UTF-8", "gbk");
                let bytes = if in_gbk { GB18030.encode(&page).0.into_owned() } else { page.into_bytes() };
                let end = bytes.len() * cut / sick(CUTS).len();
                trial.portal.answer(&post_target(post), Reply::html(&bytes[..end]));
            }
            // A page of next to nothing may be one that says "not found", and is asked for again.
            trial.goes_on(REQUESTS + 2 * sick(CUTS).len()).await;
            for post in sick(CUTS) {
                whole_or_nothing(&trial, post, "cut");
            }
        }
    }
}

#[tokio::test]
async fn a_list_cut_before_it_was_sent() {
    let mut trial = Trial::with(3).await;
    trial.goes_on(REQUESTS + 3).await;
    let list = serde_json::json!({"articles": [item(&trial.portal, SICK)]}).to_string();
    trial.portal.answer(&list_target(SICK_COLUMN, 1), Reply::json(&list[..list.len() - 2]));
    let report = trial.goes_on(REQUESTS).await;
    assert!(super::trial::problems(&report).contains("is incomplete"), "{:?}", report.problems);
    assert_eq!(trial.public_documents().len(), 4);
}

#[tokio::test]
async fn a_part_in_place_of_the_page() {
    let page = page();
    let mut trial = Trial::with(1).await;
    let range = format!("bytes 0-299/{}", page.len());
    trial.sicken(1, &Reply::new(206, &[("Content-Range", &range)], &page[..300]));
    trial.goes_on(REQUESTS + 1).await;
    trial.was_given_up(1, &["status 206"]);
}

#[tokio::test]
async fn a_page_that_is_said_to_be_unchanged_though_nobody_has_it() {
    let mut trial = Trial::with(1).await;
    trial.sicken(1, &Reply::status(304));
    trial.goes_on(REQUESTS + 1).await;
    trial.was_given_up(1, &["304"]);
}

#[tokio::test]
async fn a_gzip_bomb() {
    let bomb = gzip(&vec![b' '; 50_000_000]);
    assert!(bomb.len() < BYTES_MAX, "it is small on the wire");
    let mut trial = Trial::with(1).await;
    trial.config.body_bytes_max = BYTES_MAX;
    trial.sicken(1, &Reply::new(200, &[("Content-Encoding", "gzip")], bomb));
    let report = trial.goes_on(REQUESTS + 1).await;
    assert!(report.traffic.bytes < 2 * BYTES_MAX as u64, "{:?}", report.traffic);
    trial.was_given_up(1, &["is larger than 100000 bytes"]);
}

#[tokio::test]
async fn a_body_without_an_end() {
    let zeros = &[0; 1_024];
    let chunk = [b"400\r\n".as_slice(), zeros, b"\r\n"].concat();
    for (headers, endless) in [
        (vec![("Content-Length", "1073741824")], zeros.as_slice()),
        (vec![], zeros),
        (vec![("Transfer-Encoding", "chunked")], &chunk),
    ] {
        let mut trial = Trial::with(1).await;
        trial.config.body_bytes_max = BYTES_MAX;
        trial.sicken(1, &Reply::raw(200, &headers, "").then_floods(endless));
        let report = trial.goes_on(REQUESTS + 1).await;
        assert!(report.traffic.bytes < 2 * BYTES_MAX as u64, "{:?}", report.traffic);
        trial.was_given_up(1, &["is larger than 100000 bytes"]);
    }
}

/// Chunks whose extensions or trailers do not end, and gzip that takes for ever and gives nothing.
#[tokio::test]
async fn a_body_that_comes_and_brings_nothing() {
    let empty_blocks: &[u8] = b"\0\0\0\xff\xff";
    let page = page();
    let chunked = ("Transfer-Encoding", "chunked");
    let gzip = ("Content-Encoding", "gzip");
    for (header, begun, endless) in [
        (chunked, b"5;a=".to_vec(), &b"x"[..]),
        (chunked, format!("{:x}\r\n{page}\r\n0\r\n", page.len()).into_bytes(), b"X-Trailer: more\r\n"),
        (chunked, vec![], b"000000000000"),
        (gzip, b"\x1f\x8b\x08\0\0\0\0\0\0\x03".to_vec(), empty_blocks),
        // A gzip header with the name of a file, which ends with a zero that never comes.
        (gzip, b"\x1f\x8b\x08\x08\0\0\0\0\0\x03".to_vec(), b"name"),
        // Members of gzip that are whole and empty.
        (gzip, vec![], b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0"),
    ] {
        let mut trial = Trial::with(1).await;
        trial.config.timeouts.body_window = MOMENT;
        trial.sicken(1, &Reply::raw(200, &[header], begun).then_floods(endless));
        let report = trial.goes_on(REQUESTS + 5).await;
        assert!(report.traffic.bytes < BYTES_MAX as u64, "{:?}", report.traffic);
        trial.was_given_up(1, &["could not be read", "too slowly"]);
    }
}

/// The body of an answer that is no page is of no use, and is not waited for either.
#[tokio::test]
async fn an_error_page_without_an_end() {
    let mut trial = Trial::with(4).await;
    let location = [("Location", post_target(SICK + 3))];
    let headers: Vec<(&str, &str)> = location.iter().map(|(name, value)| (*name, value.as_str())).collect();
    for (post, status) in (SICK..).zip([404, 403, 302]) {
        trial.portal.answer(&post_target(post), Reply::raw(status, &headers, "").then_floods(b" "));
    }
    let report = trial.goes_on(REQUESTS + 5).await;
    assert_eq!((report.posts.gone, report.posts.blocked, trial.archived(4)), (1, 1, 1));
    assert!(report.traffic.bytes < 4 * BYTES_MAX as u64, "{:?}", report.traffic);
}

#[tokio::test]
async fn an_encoding_that_nobody_asked_for() {
    let page = page();
    let twice = gzip(&gzip(page.as_bytes()));
    for encoding in ["br", "zstd", "deflate", "gzip, gzip", "x-unheard-of"] {
        let mut trial = Trial::with(1).await;
        trial.sicken(1, &Reply::new(200, &[("Content-Encoding", encoding)], &twice));
        trial.goes_on(REQUESTS + 1).await;
        trial.was_given_up(1, &["was not asked for"]);
    }
}

#[tokio::test]
async fn a_packed_body_that_does_not_say_so() {
    let packed = gzip(page().as_bytes());
    let twice = gzip(&packed);
    for reply in [Reply::html(packed), Reply::new(200, &[("Content-Encoding", "gzip")], twice)] {
        let mut trial = Trial::with(1).await;
        trial.sicken(1, &reply);
        trial.goes_on(REQUESTS + 1).await;
        trial.was_given_up(1, &["does not decode", "not understood"]);
        assert_eq!(trial.portal.count(&post_target(SICK)), 1);
    }
}

#[tokio::test]
async fn a_list_as_large_as_it_likes() {
    let mut trial = Trial::with(1).await;
    trial.config.body_bytes_max = BYTES_MAX;
    let mut huge = item(&trial.portal, SICK);
    huge["title"] = "公告".repeat(BYTES_MAX).into();
    trial.portal.answer(&list_target(SICK_COLUMN, 1), list_page(&[huge]));
    let report = trial.goes_on(REQUESTS).await;
    assert_eq!(report.traffic.requests[&Outcome::TooLarge], 1);
    assert!(super::trial::problems(&report).contains("is larger than"), "{:?}", report.problems);
}

/// What a reader is shown is what its office wrote, or nothing.
fn whole_or_nothing(trial: &Trial, post: u64, case: &str) {
    if let Some(body) = trial.body_of(post) {
        assert_eq!(body, text_of(post), "{case}");
    }
}
