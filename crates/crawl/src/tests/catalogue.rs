//! A catalogue on the scripted portal, in the platform's shapes, and crawls of it into an archive.

use gongkai_archive::{Archive, ArchiveError, Reconciliation};
use gongkai_document::{Document, DocumentId};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::watch;

use super::fetching::config;
use super::portal::{Portal, Reply};
use crate::config::CrawlConfig;
use crate::crawl::crawl;
use crate::report::{CrawlReport, Event};

/// The site that a catalogue's front page at the top of the host has.
pub(super) const SITE: u64 = 200_009;

/// A column without a list elsewhere.
pub(super) fn column(id: u64, name: &str) -> Value {
    json!({"id": id, "name": name, "parent": 0, "jump_url": null, "children": []})
}

/// A column whose items are elsewhere.
pub(super) fn jump(id: u64, name: &str, to: &str) -> Value {
    json!({"id": id, "name": name, "parent": 0, "jump_url": to, "children": []})
}

fn script(portal: &Portal, path: &str, sid: u64, tree: &[Value], detail: Option<&Value>) -> String {
    let detail = detail.map(|detail| format!("DETAIL: {detail},")).unwrap_or_default();
    format!(
        "<script>window._CONFIG = {{ APP_URL: '{}', SITE_INFO: {}, SID: '{sid}', {detail} TREE: {}, ENV: '' }}</script>",
        portal.url(path),
        json!({"name": format!("花都区{path}"), "id": sid}),
        Value::from(tree)
    )
}

/// A catalogue's front page, with links.
pub(super) fn front_page(portal: &Portal, path: &str, sid: u64, tree: &[Value], links: &[&str]) -> Reply {
    let links: Vec<String> = links.iter().map(|link| format!("<a href=\"{link}\">镇街</a>")).collect();
    let links = links.concat();
    let script = script(portal, path, sid, tree, None);
    Reply::ok(format!("<html><head><meta charset=\"UTF-8\">{script}</head><body>{links}</body></html>"))
}

/// The path and query of a page of a list.
pub(super) fn list_target(path: &str, sid: u64, column: u64, page: u32) -> String {
    format!("{path}/gkmlpt/api/all/{column}?page={page}&sid={sid}")
}

/// The path of a post's page.
pub(super) fn post_target(id: u64) -> String {
    format!("/gkmlpt/content/{}/{}/post_{id}.html", id / 1_000_000, id / 1_000)
}

/// What a list says about a post.
pub(super) fn article(portal: &Portal, id: u64) -> Value {
    json!({"id": id, "title": format!("通知{id}"), "url": portal.url(&post_target(id)), "updated": 1_600_000_000})
}

/// A page of a list.
pub(super) fn list_page(claimed: usize, articles: &[Value]) -> Reply {
    let body = json!({"classify": {"id": 1, "post_count": claimed}, "articles": articles});
    Reply::new(200, &[("Content-Type", "application/json")], body.to_string())
}

/// The page of a post.
pub(super) fn post_page(portal: &Portal, id: u64, text: &str) -> String {
    let detail = json!({"id": id, "title": format!("通知{id}"), "content": format!("<p>{text}</p>"),
        "gkml_data": {"publisher": "花都区", "document_number": "", "identifier": format!("A/{id}"), "date": 0,
        "classify_main": 1}});
    let script = script(portal, "", SITE, &[column(1, "政策")], Some(&detail));
    format!("<html><head>{script}</head><body><div class=\"article-content\"><p>{text}</p></div></body></html>")
}

impl Portal {
    /// A catalogue with these columns at the top of the host.
    pub(super) fn tree(&self, tree: &[Value]) {
        self.answer("/gkmlpt/index", front_page(self, "", SITE, tree, &[]));
    }

    /// A column's list of one page with these posts; past it is a 404.
    pub(super) fn list(&self, column: u64, posts: &[u64]) {
        let articles: Vec<Value> = posts.iter().map(|id| article(self, *id)).collect();
        self.answer(&list_target("", SITE, column, 1), list_page(posts.len(), &articles));
    }

    /// A post with its page.
    pub(super) fn post(&self, id: u64, text: &str) {
        self.answer(&post_target(id), Reply::ok(post_page(self, id, text)));
    }

    /// A catalogue of one column with these posts.
    pub(super) fn catalogue(&self, posts: &[u64]) {
        self.tree(&[column(1, "政策")]);
        self.list(1, posts);
        for id in posts {
            self.post(*id, "正文");
        }
    }
}

/// An archive in a folder of its own.
pub(super) struct Kept {
    pub(super) archive: Archive,
    folder: TempDir,
}

impl Kept {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { archive: Archive::open(&folder.path().join("archive.sqlite")).unwrap(), folder }
    }

    /// As after the program was killed and started again.
    pub(super) fn reopened(self) -> Self {
        drop(self.archive);
        Self { archive: Archive::open(&self.folder.path().join("archive.sqlite")).unwrap(), folder: self.folder }
    }

    /// Crawls undisturbed.
    pub(super) async fn crawl(&mut self, config: &CrawlConfig) -> CrawlReport {
        let (_stop, stopped) = watch::channel(false);
        crawl(&mut self.archive, config, |_| {}, stopped).await.unwrap()
    }

    /// Crawls a portal from its front page, with the usual settings.
    pub(super) async fn crawl_all(&mut self, portal: &Portal) -> CrawlReport {
        self.crawl(&config(portal)).await
    }

    /// Crawls until `enough` says so of an event.
    pub(super) async fn crawl_until(
        &mut self,
        config: &CrawlConfig,
        mut enough: impl FnMut(&Event<'_>) -> bool + Send,
    ) -> CrawlReport {
        let (stop, stopped) = watch::channel(false);
        let progress = |progress: &crate::Progress<'_>| {
            if enough(&progress.event) {
                stop.send_replace(true);
            }
        };
        crawl(&mut self.archive, config, progress, stopped).await.unwrap()
    }

    pub(super) fn document(&self, id: u64) -> Option<Document> {
        let id = DocumentId::from_post("nfcms", id);
        self.archive.document(&id).unwrap().map(|stored| stored.document)
    }

    pub(super) fn documents(&self) -> Vec<Document> {
        let mut documents = Vec::new();
        let each = |stored: gongkai_archive::Stored| {
            documents.push(stored.document);
            Ok::<(), ArchiveError>(())
        };
        self.archive.documents(None, each).unwrap();
        documents
    }

    /// Why a post was given up.
    pub(super) fn error(&self, id: u64) -> Option<String> {
        let unfetched = self.archive.unfetched(100).unwrap();
        unfetched.into_iter().find(|post| post.item.id == DocumentId::from_post("nfcms", id)).map(|post| post.error)
    }
}

/// The one column of a report with this number.
pub(super) fn of(report: &CrawlReport, column: u64) -> &Reconciliation {
    report.columns.iter().find(|found| found.column.column == column).unwrap()
}
