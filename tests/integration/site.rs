//! A small Gongkai over the sample portal, made once for all tests: crawled, imported, indexed, and answering.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use gongkai_analysis::Analyzer;
use gongkai_archive::{Archive, Source};
use gongkai_crawl::{CrawlConfig, CrawlReport, crawl};
use gongkai_document::{Access, Timestamp};
use gongkai_index::{IndexRoot, LocalIndex};
use gongkai_sample_portal::{SampleOptions, SamplePortal};
use gongkai_web::{Identity, Limits, Service, router};
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tower::ServiceExt;
use url::Url;

/// Everything, and the directory it lies in.
pub(crate) struct Site {
    pub(crate) portal: Arc<SamplePortal>,
    pub(crate) folder: TempDir,
    pub(crate) first: CrawlReport,
    pub(crate) second: CrawlReport,
    pub(crate) app: Router,
}

/// An answer: its status and its text.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) text: String,
}

impl Site {
    /// Crawls a portal of `items` twice, imports its register, indexes, and opens the service.
    pub(crate) async fn over(items: usize) -> Self {
        let portal = Arc::new(SamplePortal::generate(&SampleOptions { items, ..SampleOptions::default() }));
        let folder = tempfile::tempdir().unwrap();
        let mut archive = Archive::open(&archive_path(&folder)).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let start = Url::parse(&format!("http://{}/gkmlpt/index", listener.local_addr().unwrap())).unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(gongkai_sample_portal::serve(listener, Arc::clone(&portal), async {
            let _ = stopped.await;
        }));
        let first = crawled(&mut archive, &start).await;
        let second = crawled(&mut archive, &start).await;
        stop.send(()).unwrap();
        serving.await.unwrap().unwrap();
        for reply in portal.register() {
            archive.put_document(&reply, &Source::File("register".to_owned()), Timestamp::UNIX_EPOCH).unwrap();
        }
        let root = IndexRoot::open(folder.path().join("index"), Analyzer::embedded()).unwrap();
        let mut generation = root.build(Timestamp::UNIX_EPOCH).unwrap();
        let add = |stored: gongkai_archive::Stored| generation.add(&stored.document).map_err(anyhow::Error::from);
        archive.documents(Some(Access::Public), add).unwrap();
        generation.finish(archive.watermark().unwrap().0).unwrap();
        let engine = LocalIndex::open(root).unwrap();
        let limits = Limits { answer_budget: std::time::Duration::from_secs(60), ..Limits::default() };
        let service = Service::open(engine, &archive_path(&folder), Identity::default(), &limits).unwrap();
        Self { portal, folder, first, second, app: router(service) }
    }

    /// Asks for a path with its query.
    pub(crate) async fn get(&self, target: &str) -> Answer {
        let request = Request::get(target).body(Body::empty()).unwrap();
        let response = self.app.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, text: String::from_utf8(body.to_vec()).unwrap() }
    }

    /// Searches for `query`, with more parameters such as `&page=2`.
    pub(crate) async fn search(&self, query: &str, more: &str) -> Value {
        let answer = self.get(&format!("/api/v1/search?q={}{more}", encoded(query))).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text);
        serde_json::from_str(&answer.text).unwrap()
    }
}

pub(crate) fn archive_path(folder: &TempDir) -> PathBuf {
    folder.path().join("archive.sqlite")
}

async fn crawled(archive: &mut Archive, start: &Url) -> CrawlReport {
    let mut config = CrawlConfig::new(vec![start.clone()], "mailto:test@localhost", Timestamp::UNIX_EPOCH).unwrap();
    config.follow_subsites = true;
    let (_stop, stopped) = watch::channel(false);
    crawl(archive, &config, |_| {}, stopped).await.unwrap()
}

/// `text` percent-encoded, every byte of it.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
}
