//! The sample portal crawled and indexed: what the end-to-end tests of every target stand on.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use gongkai_analysis::Analyzer;
use gongkai_archive::{Archive, Stored};
use gongkai_crawl::{CrawlConfig, CrawlReport, crawl};
use gongkai_document::{Access, Timestamp};
use gongkai_index::{IndexRoot, LocalIndex};
use gongkai_sample_portal::{SampleOptions, SamplePortal};
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use url::Url;

/// A portal of `items`.
pub(crate) fn portal(items: usize) -> Arc<SamplePortal> {
    Arc::new(SamplePortal::generate(&SampleOptions { items, ..SampleOptions::default() }))
}

/// Serves `portal` for as long as crawling it `times` takes.
pub(crate) async fn crawled(portal: &Arc<SamplePortal>, archive: &mut Archive, times: usize) -> Vec<CrawlReport> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let start = Url::parse(&format!("http://{}/gkmlpt/index", listener.local_addr().unwrap())).unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(gongkai_sample_portal::serve(listener, Arc::clone(portal), async {
        let _ = stopped.await;
    }));
    let mut reports = Vec::new();
    for _ in 0..times {
        let mut config = CrawlConfig::new(vec![start.clone()], "mailto:test@localhost", Timestamp::UNIX_EPOCH).unwrap();
        config.follow_subsites = true;
        let (_stop, stopped) = watch::channel(false);
        reports.push(crawl(archive, &config, |_| {}, stopped).await.unwrap());
    }
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
    reports
}

/// An index in `folder` of what everybody may see.
pub(crate) fn indexed(archive: &Archive, folder: &Path) -> LocalIndex {
    let root = IndexRoot::open(folder.join("index"), Analyzer::embedded()).unwrap();
    let mut generation = root.build(Timestamp::UNIX_EPOCH).unwrap();
    let add = |stored: Stored| generation.add(&stored.document).map_err(anyhow::Error::from);
    archive.documents(Some(Access::Public), add).unwrap();
    generation.finish(archive.watermark().unwrap().0).unwrap();
    LocalIndex::open(root).unwrap()
}

pub(crate) fn archive_path(folder: &Path) -> PathBuf {
    folder.join("archive.sqlite")
}

/// `text` percent-encoded, every byte of it.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
}
