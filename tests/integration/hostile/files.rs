//! Files that hang on posts: their names, where they are, and a reader that they kill.

use gongkai_attachments::{Limits, Worker};
use gongkai_document::{DocumentId, Unread};
use serde_json::{Value, json};

use super::portal::{Portal, Reply};
use super::trial::{MOMENT, REQUESTS, SICK, Trial, post_page, text_of};

/// The page of the sick post with these files: names, and addresses.
fn page_with(files: &[(&str, String)]) -> String {
    let files: Vec<Value> = files.iter().map(|(name, url)| json!({"name": name, "url": url})).collect();
    let detail = format!("DETAIL: {{\"attachment\": {}, ", Value::from(files));
    post_page(SICK, &text_of(SICK)).replacen("DETAIL: {", &detail, 1)
}

#[tokio::test]
async fn names_of_files_that_are_paths_or_worse() {
    let names = [
        "../../../../etc/passwd.docx",
        "..\\..\\windows\\system.ini.pdf",
        "%2e%2e%2f%2e%2e%2fetc.pdf",
        "a\0b.pdf",
        "line\r\nbreak.pdf",
        "\u{202e}fdp.exe.pdf",
        "CON.pdf",
        &"长".repeat(3_000),
        "<script>alert(1)</script>.pdf",
    ];
    let mut trial = Trial::with(1).await;
    let files: Vec<(&str, String)> = names
        .iter()
        .enumerate()
        .map(|(n, name)| (*name, trial.portal.url(&format!("/attachment/0/1/{n}/{SICK}.pdf")).to_string()))
        .collect();
    trial.sicken(1, &Reply::html(page_with(&files)));
    trial.config.file_reader = Some(reader("false"));
    trial.goes_on(REQUESTS + 1 + names.len()).await;
    let document = trial.archive.document(&DocumentId::from_post("nfcms", SICK)).unwrap().unwrap().document;
    assert_eq!(document.attachments.len(), names.len());
    for file in &document.attachments {
        assert!(!file.name.chars().any(char::is_control), "{:?}", file.name);
    }
    // Nothing was written but the archive itself.
    let written = std::fs::read_dir(trial.folder.path()).unwrap();
    for entry in written {
        assert!(entry.unwrap().file_name().to_string_lossy().starts_with("archive.sqlite"));
    }
}

#[tokio::test]
async fn files_on_other_hosts() {
    let canary = Portal::open().await;
    let port = canary.port();
    let files = [
        ("一.pdf", canary.url("/1.pdf").to_string()),
        ("二.docx", format!("http://localhost:{port}/2.docx")),
        ("三.xlsx", "http://169.254.169.254/3.xlsx".to_owned()),
        ("四.pdf", format!("http://[::1]:{port}/4.pdf")),
    ];
    let mut trial = Trial::with(1).await;
    trial.sicken(1, &Reply::html(page_with(&files)));
    trial.config.file_reader = Some(reader("false"));
    trial.goes_on(REQUESTS + 1).await;
    let document = trial.archive.document(&DocumentId::from_post("nfcms", SICK)).unwrap().unwrap().document;
    assert_eq!(document.attachments.len(), files.len());
    assert!(document.attachments.iter().all(|file| file.unread == Some(Unread::Refused)), "{:?}", document.attachments);
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn files_without_an_end_or_behind_a_wall() {
    let canary = Portal::open().await;
    let mut trial = Trial::with(1).await;
    let file = |n: u32| format!("/attachment/0/1/{n}/{SICK}.pdf");
    let names = ["一.pdf", "二.pdf", "三.pdf", "四.pdf", "五.pdf", "六.pdf"];
    let files: Vec<(&str, String)> =
        names.into_iter().zip(1..).map(|(name, n)| (name, trial.portal.url(&file(n)).to_string())).collect();
    trial.sicken(1, &Reply::html(page_with(&files)));
    trial.portal.answer(&file(1), Reply::raw(200, &[], "%PDF-1.7").then_floods(b"0"));
    trial.portal.answer(&file(2), Reply::raw(200, &[("Content-Length", "1073741824")], "%PDF-1.7"));
    trial.portal.answer(&file(3), Reply::redirect(canary.url("/3.pdf").as_str()));
    trial.portal.answer(&file(4), Reply::status(403));
    trial.portal.answer(&file(5), Reply::status(404));
    trial.portal.answer(&file(6), Reply::redirect(&file(6)));
    trial.config.file_reader = Some(reader("false"));
    trial.config.file_bytes_max = 100_000;
    let report = trial.goes_on(REQUESTS + 1 + names.len()).await;
    assert!(report.traffic.bytes < 300_000, "{:?}", report.traffic);
    let document = trial.archive.document(&DocumentId::from_post("nfcms", SICK)).unwrap().unwrap().document;
    let reasons: Vec<Option<Unread>> = document.attachments.iter().map(|file| file.unread).collect();
    let refused = Some(Unread::Refused);
    assert_eq!(
        reasons,
        [Some(Unread::TooLarge), Some(Unread::TooLarge), refused, refused, Some(Unread::Gone), refused]
    );
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn a_file_that_kills_or_stalls_its_reader() {
    for program in ["false", "yes", "sleep"] {
        let mut trial = Trial::with(1).await;
        let url = trial.portal.url(&format!("/attachment/0/1/1/{SICK}.pdf"));
        trial.sicken(1, &Reply::html(page_with(&[("一.pdf", url.to_string())])));
        trial.portal.answer(url.path(), Reply::new(200, &[], "%PDF-1.7"));
        trial.config.file_reader = Some(reader(program));
        trial.goes_on(REQUESTS + 2).await;
        let document = trial.archive.document(&DocumentId::from_post("nfcms", SICK)).unwrap().unwrap().document;
        assert_eq!(document.body, text_of(SICK), "{program}");
        assert!(document.attachments[0].unread.is_some(), "{program}");
    }
}

/// A program in the place of the reader that ends, chatters or sleeps as a hostile file would make it.
fn reader(program: &str) -> Worker {
    let limits = Limits { wall: MOMENT, text_bytes_max: 10_000, ..Limits::default() };
    Worker::new(program, ["60"], limits)
}

/// A post of three thousand files is no post; without a bound each of them is a request and a process.
#[tokio::test]
async fn files_without_number() {
    const FILES: usize = 3_000;
    let mut trial = Trial::with(1).await;
    let file = |n: usize| trial.portal.url(&format!("/attachment/0/1/{n}/{SICK}.pdf"));
    let files: Vec<Value> = (0..FILES).map(|n| json!({"name": format!("{n}.pdf"), "url": file(n)})).collect();
    let detail = format!("DETAIL: {{\"attachment\": {}, ", Value::from(files));
    trial.sicken(1, &Reply::html(post_page(SICK, &text_of(SICK)).replacen("DETAIL: {", &detail, 1)));
    trial.config.file_reader = Some(Worker::new("false", ["1"], Limits::default()));
    trial.goes_on(REQUESTS + 1 + 1_000).await;
}
