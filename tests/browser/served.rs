//! The sample portal's documents, served over HTTP: made once, for as long as the tests run.

use std::sync::{Arc, LazyLock};
use std::thread;
use std::time::Duration;

use gongkai_archive::{Archive, Source};
use gongkai_document::Document;
use gongkai_web::{Identity, Limits, Service, Staff, serve};
use tokio::net::TcpListener;

use crate::pages::CASE;
use crate::sample::{archive_path, crawled, indexed, portal};
use crate::sample_staff::{self, StaffSite};
use crate::staff_searched::searched;

/// Enough for some of every form, and for searches of several pages.
const ITEMS: usize = 240;

/// The number of the measures that one walk opens, and that were read a second time with other words.
pub(crate) const MEASURES: &str = "花府办〔2020〕12号";

/// A service that answers.
pub(crate) struct Served {
    /// Where: `http://127.0.0.1:` and its port.
    pub(crate) base: String,
    /// The document with the number [`MEASURES`], which has two versions.
    pub(crate) measures: Document,
    /// The document of the request that is closest to [`CASE`], and the number of a certificate.
    pub(crate) precedent: String,
    pub(crate) certificate: String,
    /// A reviewer's session, as its cookie carries it.
    pub(crate) session: String,
}

/// The service of all tests.
pub(crate) fn served() -> &'static Served {
    static SERVED: LazyLock<Served> = LazyLock::new(|| {
        let (ready, made) = std::sync::mpsc::channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(async {
                // The folder lives as long as the service over it, which is as long as the tests.
                let folder = tempfile::tempdir().unwrap();
                let mut archive = Archive::open(&archive_path(folder.path())).unwrap();
                let portal = portal(ITEMS);
                crawled(&portal, &mut archive, 1).await;
                let measures = revised(&archive, portal.truth());
                let engine = Arc::new(indexed(&archive, folder.path()));
                drop(archive);
                let limits = Limits { answer_budget: Duration::from_secs(60), ..Limits::default() };
                let identity = Identity {
                    portal_url: Some("https://www.example.gov.cn/".to_owned()),
                    request_url: Some("https://www.example.gov.cn/request".to_owned()),
                    ..Identity::default()
                };
                let StaffSite { files, session } = sample_staff::site(folder.path());
                let indexes = sample_staff::indexes(folder.path(), &engine);
                let (precedent, certificate) = searched(&indexes, CASE);
                let staff = Staff::new(files, &limits).with_indexes(indexes);
                let service = Service::open(engine, &archive_path(folder.path()), identity, &limits).unwrap();
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                let base = format!("http://{}", listener.local_addr().unwrap());
                ready.send(Served { base, measures, precedent, certificate, session }).unwrap();
                serve(listener, service, Some(staff), limits, std::future::pending()).await.unwrap();
            });
        });
        made.recv().unwrap()
    });
    &SERVED
}

/// Archives the measures once more, as if the portal had changed a paragraph, added one, and moved the date.
fn revised(archive: &Archive, truth: &[Document]) -> Document {
    let has_number = |document: &&Document| document.document_number.as_ref().is_some_and(|n| n.as_str() == MEASURES);
    let measures = truth.iter().find(has_number).unwrap();
    let mut stored = None;
    archive
        .documents::<anyhow::Error>(None, |found| {
            if found.document.id == measures.id {
                stored = Some(found.document);
            }
            Ok(())
        })
        .unwrap();
    let mut document = stored.unwrap();
    document.body = format!("{}\n本办法由区民政局负责解释。", document.body.replace("老人", "老年人"));
    document.effective_on = Some("2020-10-01".parse().unwrap());
    archive
        .put_document(&document, &Source::File("revision".to_owned()), "2021-03-01T02:00:00Z".parse().unwrap())
        .unwrap();
    document
}
