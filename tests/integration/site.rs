//! A small Gongkai over the sample portal, made once for all tests: crawled, imported, indexed, and answering.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use gongkai_archive::{Archive, Source};
use gongkai_crawl::CrawlReport;
use gongkai_document::Timestamp;
use gongkai_sample_portal::SamplePortal;
use gongkai_web::{Identity, Limits, Service, router};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

use crate::sample::{archive_path, crawled, encoded, indexed, portal};

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
        let portal = portal(items);
        let folder = tempfile::tempdir().unwrap();
        let mut archive = Archive::open(&archive_path(folder.path())).unwrap();
        let mut reports = crawled(&portal, &mut archive, 2).await;
        let (second, first) = (reports.pop().unwrap(), reports.pop().unwrap());
        for reply in portal.register() {
            archive.put_document(&reply, &Source::File("register".to_owned()), Timestamp::UNIX_EPOCH).unwrap();
        }
        let engine = indexed(&archive, folder.path());
        let limits = Limits { answer_budget: std::time::Duration::from_secs(60), ..Limits::default() };
        let service = Service::open(engine, &archive_path(folder.path()), Identity::default(), &limits).unwrap();
        Self { portal, folder, first, second, app: router(service, None) }
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
