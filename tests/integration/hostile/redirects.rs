//! Redirects that do not end, leave the host, or lead where no portal is.

use gongkai_crawl::REDIRECTS_MAX;
use url::Url;

use super::portal::{Portal, Reply};
use super::trial::{REQUESTS, SICK, SICK_COLUMN, Trial, list_target, post_page, post_target, problems, text_of};

#[tokio::test]
async fn redirects_in_a_circle() {
    let mut trial = Trial::with(2).await;
    trial.portal.answer(&post_target(SICK), Reply::redirect(&post_target(SICK)));
    trial.portal.answer(&post_target(SICK + 1), Reply::redirect("/pong"));
    trial.portal.answer("/pong", Reply::redirect(&post_target(SICK + 1)));
    trial.goes_on(REQUESTS + 3).await;
    trial.was_given_up(2, &["in a circle"]);
}

#[tokio::test]
async fn a_chain_of_fifty_redirects() {
    let mut trial = Trial::with(1).await;
    trial.sicken(1, &Reply::redirect("/step/1"));
    for step in 1..50 {
        trial.portal.answer(&format!("/step/{step}"), Reply::redirect(&format!("/step/{}", step + 1)));
    }
    trial.goes_on(REQUESTS + REDIRECTS_MAX + 1).await;
    trial.was_given_up(1, &["redirects more than"]);
    assert_eq!(trial.portal.count("/step/6"), 0);
}

/// Each answer names a new address, so that no circle is ever closed.
#[tokio::test]
async fn redirects_to_ever_new_addresses() {
    let mut trial = Trial::with(1).await;
    trial.sicken(1, &Reply::redirect("/session/1"));
    trial.portal.answer_otherwise(|target| match target.strip_prefix("/session/") {
        Some(number) => Reply::redirect(&format!("/session/{}", number.parse::<u64>().unwrap() + 1)),
        None => Reply::status(404),
    });
    trial.goes_on(REQUESTS + REDIRECTS_MAX + 1).await;
    trial.was_given_up(1, &["redirects more than"]);
}

#[tokio::test]
async fn redirects_to_other_hosts_and_inside() {
    let canary = Portal::open().await;
    let port = canary.port();
    let inside = ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.1", "0", "[::1]", "[::ffff:127.0.0.1]"];
    let mut locations: Vec<String> = inside.iter().map(|host| format!("http://{host}:{port}/")).collect();
    locations.extend(
        ["http://169.254.169.254/latest/meta-data/", "//192.168.1.1/", "http:\\\\10.0.0.1\\"].map(String::from),
    );
    let mut trial = Trial::with(locations.len() as u64).await;
    for (post, location) in (SICK..).zip(&locations) {
        trial.portal.answer(&post_target(post), Reply::redirect(location));
    }
    trial.goes_on(REQUESTS + locations.len()).await;
    trial.was_given_up(locations.len() as u64, &["another host"]);
    assert_eq!(canary.connections(), 0);
}

/// The proof that a canary would hear a connection: where the operator allows its host, it does.
#[tokio::test]
async fn a_redirect_to_an_allowed_host() {
    let canary = Portal::open().await;
    let mut trial = Trial::with(1).await;
    canary.answer(&post_target(SICK), Reply::html(post_page(SICK, &text_of(SICK))));
    trial.sicken(1, &Reply::redirect(canary.url(&post_target(SICK)).as_str()));
    trial.config = trial.config.clone().also_on(&canary.url("/"));
    trial.goes_on(REQUESTS + 3).await;
    assert_eq!((trial.archived(1), canary.connections()), (1, 1));
}

#[tokio::test]
async fn redirects_to_what_is_no_address() {
    let canary = Portal::open().await;
    let port = canary.port();
    let long = format!("/{}", "x".repeat(4_000));
    let locations = [
        "file:///etc/passwd".to_owned(),
        format!("gopher://127.0.0.1:{port}/_GET"),
        format!("ftp://127.0.0.1:{port}/"),
        "data:text/html,<html>公告</html>".to_owned(),
        "javascript:alert(1)".to_owned(),
        format!("http://user:secret@127.0.0.1:{port}/"),
        "http://".to_owned(),
        "http://[::1".to_owned(),
        "http://127.0.0.1:99999/".to_owned(),
        long,
    ];
    let mut trial = Trial::with(locations.len() as u64).await;
    for (post, location) in (SICK..).zip(&locations) {
        trial.portal.answer(&post_target(post), Reply::redirect(location));
    }
    trial.goes_on(REQUESTS + locations.len()).await;
    trial.was_given_up(locations.len() as u64, &["no address to follow"]);
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn line_breaks_in_a_location() {
    let canary = Portal::open().await;
    let split =
        format!("HTTP/1.1 302 Found\r\nLocation: /a\rLocation: {}\r\nContent-Length: 0\r\n\r\n", canary.url("/"));
    let mut trial = Trial::with(3).await;
    let encoded = "/a%0d%0aX-Injected:%20yes%0d%0a%0d%0aGET%20/stolen";
    trial.portal.answer(&post_target(SICK), Reply::redirect(encoded));
    trial.portal.answer(&post_target(SICK + 1), Reply::bytes(split));
    trial.portal.answer(&post_target(SICK + 2), Reply::redirect("/tab\tand\x0bfeed"));
    trial.goes_on(REQUESTS + 14).await;
    assert_eq!(trial.archived(3), 0);
    let asked = trial.portal.asked();
    assert!(asked.iter().all(|asked| !asked.headers.contains_key("x-injected")), "{asked:?}");
    assert_eq!(trial.portal.count("/stolen"), 0);
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn a_redirect_without_a_location() {
    let mut trial = Trial::with(3).await;
    for (post, status) in (SICK..).zip([301, 302, 308]) {
        trial.portal.answer(&post_target(post), Reply::status(status));
    }
    trial.goes_on(REQUESTS + 3).await;
    trial.was_given_up(3, &["which is no page"]);
}

#[tokio::test]
async fn a_page_that_sends_its_reader_elsewhere() {
    let canary = Portal::open().await;
    let away = canary.url("/app").to_string();
    let text = text_of(SICK);
    let pages = [
        format!("<html><head><meta http-equiv=\"refresh\" content=\"0;url={away}\"></head><body></body></html>"),
        format!("<html><script>window.location.href=\"{away}\"</script><body>正在跳转</body></html>"),
        format!(
            "<html><script>location.replace('{away}')</script><noscript><iframe src=\"{away}\"></iframe></noscript></html>"
        ),
        format!("<html><head><base href=\"{away}\"><link rel=canonical href=\"{away}\"></head></html>"),
    ];
    let mut trial = Trial::with(pages.len() as u64 + 1).await;
    for (post, page) in (SICK..).zip(&pages) {
        trial.portal.answer(&post_target(post), Reply::html(page));
    }
    // The same beside an honest text: nobody is sent away, and the text is what counts.
    let last = SICK + pages.len() as u64;
    let refresh = format!("<head><meta http-equiv=\"refresh\" content=\"0;url={away}\">");
    trial.portal.answer(&post_target(last), Reply::html(post_page(last, &text).replacen("<head>", &refresh, 1)));
    trial.goes_on(REQUESTS + pages.len() + 1).await;
    trial.was_given_up(pages.len() as u64, &["not understood"]);
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn a_list_that_redirects_to_another_host() {
    let canary = Portal::open().await;
    let mut trial = Trial::with(1).await;
    trial.portal.answer(&list_target(SICK_COLUMN, 1), Reply::redirect(canary.url("/list").as_str()));
    let report = trial.goes_on(REQUESTS).await;
    assert!(problems(&report).contains("another host"), "{:?}", report.problems);
    assert_eq!(canary.connections(), 0);
}

/// RFC 9309 lets robots.txt lead to another host, but never inside.
#[tokio::test]
async fn a_robots_file_that_redirects_inside() {
    let canary = Portal::open().await;
    let port = canary.port();
    let locations =
        ["localhost", "[::1]", "2130706434", "[::ffff:7f00:2]"].map(|host| format!("http://{host}:{port}/robots.txt"));
    for location in
        locations.iter().map(String::as_str).chain(["http://169.254.169.254/", "file:///etc/passwd", "/robots.txt"])
    {
        let mut trial = Trial::with(1).await;
        trial.portal.answer("/robots.txt", Reply::redirect(location));
        let report = trial.crawl(|_| false).await;
        assert!(report.traffic.total() <= 14, "{location}: {:?}", report.traffic);
        assert!(trial.archived(1) == 0 || location == "/robots.txt", "{location}");
    }
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn a_site_that_has_moved_to_another_host() {
    let canary = Portal::open().await;
    let mut trial = Trial::with(1).await;
    trial.goes_on(REQUESTS + 1).await;
    let to = canary.url("/").to_string();
    for target in ["/gkmlpt/index", &list_target(SICK_COLUMN, 1), &list_target(1, 1), &post_target(SICK)] {
        trial.portal.answer(target, Reply::redirect(&to));
    }
    let report = trial.crawl(|_| false).await;
    assert!(problems(&report).contains("another host"), "{:?}", report.problems);
    assert_eq!(trial.public_documents().len(), 2);
    assert!(Url::parse(&to).is_ok() && canary.connections() == 0);
}
