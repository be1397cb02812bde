//! Files that hang on posts: fetched after them, read apart, and never a reason to lose a post.

use std::time::Duration;

use gongkai_attachments::{Limits, Worker};
use gongkai_document::{Attachment, Unread};
use serde_json::json;

use super::catalogue::{Kept, SITE, article, list_page, list_target, post_target};
use super::fetching::config;
use super::portal::{Portal, Reply};
use crate::CrawlConfig;

const POST: u64 = 1_000_001;

/// Stands in for the worker program: it answers every file alike.
fn reader(answer: &str) -> Worker {
    Worker::new("sh", ["-c", &format!("cat > /dev/null; printf '%s\\n' '{answer}'")], Limits::default())
}

/// A post with these files, by their targets.
async fn with_files(targets: &[&str]) -> Portal {
    let portal = Portal::open().await;
    portal.catalogue(&[POST]);
    let link = |target: &&str| format!("<a href=\"{target}\">{target}</a>");
    let links = targets.iter().map(link).collect::<Vec<_>>().concat();
    portal.post(POST, &format!("附件：{links}"));
    portal
}

fn reading(portal: &Portal, answer: &str) -> CrawlConfig {
    let mut config = config(portal);
    config.pauses.base = Duration::from_millis(1);
    config.pauses.max = Duration::from_millis(2);
    config.file_reader = Some(reader(answer));
    config
}

const TEXT: &str = r#"{"text": {"text": "年龄 补贴", "truncated": false, "format": "docx"}}"#;

async fn crawled(portal: &Portal, config: &CrawlConfig) -> (Kept, Vec<Attachment>) {
    let mut kept = Kept::new();
    kept.crawl(config).await;
    let files = kept.document(POST).unwrap().attachments;
    assert_eq!(portal.count(&post_target(POST)), 1);
    (kept, files)
}

#[tokio::test]
async fn a_file_is_read_once_and_its_text_stands_on_the_document() {
    let portal = with_files(&["/attachment/0/1/1/1000001.docx", "/attachment/0/1/2/1000001.wps"]).await;
    portal.answer("/attachment/0/1/1/1000001.docx", Reply::ok("PK"));
    let config = reading(&portal, TEXT);
    let (mut kept, files) = crawled(&portal, &config).await;
    let seen: Vec<_> = files.iter().map(|file| (file.text.as_deref(), file.unread)).collect();
    assert_eq!(seen, [(Some("年龄 补贴"), None), (None, Some(Unread::Format))]);
    assert_eq!(portal.count("/attachment/0/1/2/1000001.wps"), 0, "nobody could read it");

    portal.forget_requests();
    let report = kept.crawl(&config).await;
    assert_eq!(portal.count("/attachment/0/1/1/1000001.docx"), 0);
    let counts: Vec<_> = report.files.iter().map(|count| (count.state.as_str(), count.files)).collect();
    assert_eq!(counts, [("format", 1), ("read", 1)]);
}

#[tokio::test]
async fn a_post_that_changes_keeps_its_files_text_and_has_them_read_again() {
    let portal = with_files(&["/attachment/0/1/1/1000001.docx"]).await;
    portal.answer("/attachment/0/1/1/1000001.docx", Reply::ok("PK"));
    let (mut kept, _) = crawled(&portal, &reading(&portal, TEXT)).await;
    portal.post(POST, "新附件：<a href=\"/attachment/0/1/1/1000001.docx\">表.docx</a>");
    let mut changed = article(&portal, POST);
    changed["updated"] = json!(1_700_000_000);
    portal.answer(&list_target("", SITE, 1, 1), list_page(1, &[changed]));
    kept.crawl(&reading(&portal, &TEXT.replace("补贴", "津贴"))).await;
    let document = kept.document(POST).unwrap();
    assert!(document.body.starts_with("新附件"));
    assert_eq!(document.attachments[0].text.as_deref(), Some("年龄 津贴"));
    let versions = kept.archive.versions(&document.id).unwrap();
    let texts = versions[1..].iter().map(|version| version.document.attachments[0].text.is_some());
    assert!(texts.eq([true, true, true]), "no version of a read file is without its text: {versions:?}");
}

#[tokio::test]
async fn what_hinders_a_file_is_its_reason_and_the_post_stays() {
    let targets = ["/gone.pdf", "/huge.pdf", "/blocked.pdf", "/busy.pdf", "/late.pdf"];
    let portal = with_files(&targets).await;
    portal.answer("/gone.pdf", Reply::status(404));
    portal.answer("/huge.pdf", Reply::raw(200, &[("Content-Length", "1073741824")], "").then_floods());
    portal.answer("/blocked.pdf", Reply::status(403));
    portal.answer("/busy.pdf", Reply::status(503));
    portal.answer("/late.pdf", Reply::ok("%PDF-"));
    let answer = r#"{"unread": {"reason": "scanned", "detail": "no text on 3 pages"}}"#;
    let (_, files) = crawled(&portal, &reading(&portal, answer)).await;
    let reason = |end: &str| files.iter().find(|file| file.url.ends_with(end)).unwrap().unread;
    assert_eq!(reason("/gone.pdf"), Some(Unread::Gone));
    assert_eq!(reason("/huge.pdf"), Some(Unread::TooLarge));
    assert_eq!(reason("/blocked.pdf"), Some(Unread::Refused));
    assert_eq!(reason("/busy.pdf"), Some(Unread::Refused), "after its last attempt");
    assert_eq!(reason("/late.pdf"), Some(Unread::Scanned));
}

#[tokio::test]
async fn a_file_on_another_host_is_listed_and_not_asked_for() {
    let canary = Portal::open().await;
    let portal = with_files(&[canary.url("/a.pdf").as_str()]).await;
    let (_, files) = crawled(&portal, &reading(&portal, TEXT)).await;
    assert_eq!((files[0].unread, canary.connections()), (Some(Unread::Refused), 0));
}

#[tokio::test]
async fn a_reader_that_cannot_be_started_is_one_problem_and_the_files_wait() {
    let portal = with_files(&["/a.pdf", "/b.pdf"]).await;
    portal.answer("/a.pdf", Reply::ok("%PDF-"));
    portal.answer("/b.pdf", Reply::ok("%PDF-"));
    let mut config = reading(&portal, TEXT);
    config.file_reader = Some(Worker::new("/nowhere/gongkai", ["read-attachment"], Limits::default()));
    let mut kept = Kept::new();
    let report = kept.crawl(&config).await;
    assert_eq!(report.problems.len(), 1, "{:?}", report.problems);
    kept.crawl(&reading(&portal, TEXT)).await;
    assert!(kept.document(POST).unwrap().attachments.iter().all(|file| file.text.is_some()));
}

#[tokio::test]
async fn a_hijacked_file_keeps_its_post_back() {
    let portal = with_files(&["/a.docx"]).await;
    portal.answer("/a.docx", Reply::ok("PK"));
    let spam = "yabo2018亚洲官网 认真贯彻条例。2020年，yabo2018亚洲官网 共主动公开信息六千条。";
    let mut kept = Kept::new();
    kept.crawl(&reading(&portal, &TEXT.replace("年龄 补贴", spam))).await;
    assert_eq!(kept.archive.quarantine().unwrap().len(), 1);
    assert_eq!(kept.document(POST).unwrap().attachments[0].text, None, "the version before it stays");
}
