//! Connections that stall, heads that do not end, bytes that are no HTTP.

use gongkai_crawl::Outcome;

use super::portal::{Portal, Reply};
use super::trial::{MOMENT, REQUESTS, SICK, SOUND, Trial, gentle, post_page, post_target, sick, text_of};

/// What a crawl asks for when one post fails every time: each try once.
const WITH_TRIES: usize = REQUESTS + 5;

#[tokio::test]
async fn a_body_of_one_byte_a_while() {
    let mut trial = Trial::with(1).await;
    let half = post_page(SICK, &text_of(SICK)).into_bytes()[..300].to_vec();
    trial.sicken(1, &Reply::raw(200, &[], half).then_trickles(MOMENT / 10));
    trial.config.timeouts.body_window = MOMENT;
    let report = trial.goes_on(WITH_TRIES).await;
    assert_eq!(report.traffic.requests[&Outcome::TimedOut], 5);
    trial.was_given_up(1, &["the body came too slowly"]);
}

#[tokio::test]
async fn a_head_of_one_byte_a_while() {
    let mut trial = Trial::with(1).await;
    trial.sicken(1, &Reply::bytes(*b"HTTP/1.1 200 OK\r\nX-Wait: ").then_trickles(MOMENT / 10));
    trial.config.timeouts.first_byte = MOMENT;
    let report = trial.goes_on(WITH_TRIES).await;
    assert_eq!(report.traffic.requests[&Outcome::TimedOut], 5);
    trial.was_given_up(1, &["no answer began"]);
}

#[tokio::test]
async fn a_connection_that_says_nothing() {
    let mut trial = Trial::with(1).await;
    trial.sicken(1, &Reply::bytes([]).then_silence());
    trial.config.timeouts.first_byte = MOMENT;
    trial.goes_on(WITH_TRIES).await;
    trial.was_given_up(1, &["no answer began"]);
}

#[tokio::test]
async fn a_connection_that_closes_without_a_word() {
    let mut trial = Trial::with(1).await;
    trial.sicken(1, &Reply::bytes([]));
    let report = trial.goes_on(WITH_TRIES).await;
    assert_eq!(report.traffic.requests[&Outcome::Broken], 5);
}

#[tokio::test]
async fn a_head_that_floods() {
    for endless in [&b"X-More: of the same\r\n"[..], b"x", b"HTTP/1.1 100 Continue\r\n\r\n"] {
        let mut trial = Trial::with(1).await;
        let begun = if endless.starts_with(b"HTTP") { &b""[..] } else { b"HTTP/1.1 200 OK\r\nX-Name: " };
        trial.sicken(1, &Reply::bytes(begun).then_floods(endless));
        trial.config.timeouts.first_byte = MOMENT;
        let report = trial.goes_on(WITH_TRIES).await;
        assert!(report.traffic.bytes < 100_000, "{:?}", report.traffic);
        trial.was_given_up(1, &["no answer began", "could not be read"]);
    }
}

#[tokio::test]
async fn a_head_that_is_a_bomb() {
    let page = post_page(SICK, &text_of(SICK));
    let megabyte = "x".repeat(1 << 20);
    for headers in [vec![("X-Wide", megabyte.as_str())], vec![("Set-Cookie", "a=b"); 10_000]] {
        let mut trial = Trial::with(1).await;
        trial.sicken(1, &Reply::new(200, &headers, &page));
        trial.goes_on(WITH_TRIES).await;
        trial.was_given_up(1, &["could not be read"]);
    }
}

#[tokio::test]
async fn a_head_with_control_characters() {
    let page = post_page(SICK, &text_of(SICK));
    for header in ["X: a\rX-Injected: b", "X: a\0b", "X\0: a", "X y: a", ": a", "X"] {
        let mut trial = Trial::with(1).await;
        let length = page.len();
        trial
            .sicken(1, &Reply::bytes(format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n{header}\r\n\r\n{page}")));
        trial.goes_on(WITH_TRIES).await;
        // Whether a parser forgives the line or not: the page comes as it is, or not at all.
        match trial.body_of(SICK) {
            Some(body) => assert_eq!(body, text_of(SICK), "{header:?}"),
            None => trial.was_given_up(1, &["could not be read"]),
        }
    }
}

/// What comes after an answer is no answer to the next question.
#[tokio::test]
async fn a_second_answer_that_nobody_asked_for() {
    let mut trial = Trial::with(20).await;
    for post in sick(20) {
        let pages =
            [post_page(post, &text_of(post)), post_page(SOUND, "冒名的文字"), post_page(post + 1, "冒名的文字")];
        let answers = pages.map(|page| format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{page}", page.len()));
        trial.portal.answer(&post_target(post), Reply::bytes(answers.concat()).then_goes_on());
    }
    trial.goes_on(REQUESTS + 20 * 5).await;
    for post in sick(20) {
        assert_eq!(trial.body_of(post), Some(text_of(post)));
    }
}

#[tokio::test]
async fn a_status_with_which_nothing_can_be_done() {
    let statuses = [100, 101, 103, 201, 204, 205, 206, 300, 305, 400, 402, 405, 418, 451, 600, 999];
    let posts = statuses.len() as u64;
    let mut trial = Trial::with(posts).await;
    for (post, status) in (SICK..).zip(statuses) {
        let page = post_page(post, &text_of(post));
        trial
            .portal
            .answer(&post_target(post), Reply::raw(status, &[("Content-Length", &page.len().to_string())], page));
    }
    trial.goes_on(REQUESTS + 5 * statuses.len()).await;
    trial.was_given_up(posts, &["which is no page", "could not be read"]);
}

#[tokio::test]
async fn a_flood_of_cookies() {
    let mut trial = Trial::with(2).await;
    let page = post_page(SICK, &text_of(SICK));
    trial.portal.answer(&post_target(SICK), Reply::new(200, &[("Set-Cookie", "SESSION=1; Path=/"); 90], page));
    trial.goes_on(REQUESTS + 2).await;
    assert_eq!(trial.archived(2), 2);
    assert!(trial.portal.asked().iter().all(|asked| !asked.headers.contains_key("cookie")));
}

#[tokio::test]
async fn bytes_that_are_no_http() {
    let alert = &b"\x15\x03\x03\x00\x02\x02\x28"[..];
    let hello = &b"\x16\x03\x03\x00\x31\x02\x00\x00\x2d\x03\x03............................."[..];
    let frames = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00";
    let page = post_page(SICK, &text_of(SICK));
    for bytes in [
        alert,
        hello,
        frames,
        b"SSH-2.0-OpenSSH_9.2p1\r\n",
        page.as_bytes(),
        b"HTTP/1.1 999999 OK\r\n\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"\0\0\0\0\0\0\0\0\r\n\r\n",
    ] {
        let mut trial = Trial::with(1).await;
        trial.sicken(1, &Reply::bytes(bytes));
        let report = trial.goes_on(WITH_TRIES).await;
        assert_eq!(report.traffic.requests[&Outcome::Broken], 5, "{bytes:?}");
        trial.was_given_up(1, &["could not be read"]);
    }
}

#[tokio::test]
async fn nothing_but_noise_from_the_first_byte_on() {
    let mut trial = Trial::with(1).await;
    trial.portal.answer("/robots.txt", Reply::bytes(*b"\x15\x03\x03\x00\x02\x02\x28"));
    trial.gives_the_host_up(5, "robots.txt").await;
    assert_eq!(trial.portal.count("/robots.txt"), 5);
}

/// The portal speaks HTTP where its address promises TLS, and closes; nothing is sent in the clear.
#[tokio::test]
async fn a_server_that_speaks_no_tls() {
    let mut trial = Trial::with(1).await;
    let mut secure = trial.portal.url(&post_target(SICK));
    secure.set_scheme("https").unwrap();
    trial.sicken(1, &Reply::redirect(secure.as_str()));
    trial.config.timeouts.first_byte = MOMENT;
    let report = trial.goes_on(REQUESTS + 10).await;
    assert_eq!(report.traffic.requests[&Outcome::Broken], 5);
    trial.was_given_up(1, &["tls"]);
    trial.config = gentle(vec![secure]);
    trial.config.timeouts.first_byte = MOMENT;
    trial.gives_the_host_up(5, "tls").await;
}

#[tokio::test]
async fn a_tarpit_beside_a_sound_host() {
    let tarpit = Portal::open().await;
    tarpit.answer_otherwise(|_| Reply::bytes(*b"HTTP/1.1 200 OK\r\nX: ").then_trickles(MOMENT / 10));
    let mut trial = Trial::with(3).await;
    let starts = vec![tarpit.url("/gkmlpt/index"), trial.portal.url("/gkmlpt/index")];
    trial.config = gentle(starts);
    trial.config.timeouts.first_byte = MOMENT;
    let report = trial.gives_the_host_up(REQUESTS + 3 + 5, "no answer began").await;
    assert_eq!((report.posts.new, tarpit.asked().len()), (4, 5));
}
