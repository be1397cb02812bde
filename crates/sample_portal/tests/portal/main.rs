//! The portal as a whole: what it holds, and that a reader of the platform's pages finds exactly that.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod channels;
mod content;
mod files;
mod reading;

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderName, HeaderValue, Request};
use gongkai_document::{Page, Timestamp};
use gongkai_sample_portal::{SampleOptions, SamplePortal, router};
use tower::ServiceExt;
use url::Url;

fn portal(items: usize) -> SamplePortal {
    SamplePortal::generate(&SampleOptions { items, channels: true, ..SampleOptions::default() })
}

fn small() -> SamplePortal {
    portal(150)
}

fn whole() -> SamplePortal {
    portal(SampleOptions::default().items)
}

/// An address of the portal by its path.
fn url(path: &str) -> Url {
    Url::parse(&format!("http://portal.example{path}")).unwrap()
}

/// The answer to a request, asked again as long as the portal says that it is busy.
async fn get(portal: &Arc<SamplePortal>, url: &Url) -> Page {
    loop {
        let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let request = Request::get(target).header("host", "portal.example").body(Body::empty()).unwrap();
        let response = router(Arc::clone(portal)).oneshot(request).await.unwrap();
        if response.headers().contains_key("retry-after") {
            continue;
        }
        let name =
            |(name, value): (&HeaderName, &HeaderValue)| (name.as_str().to_owned(), value.to_str().unwrap().to_owned());
        let headers = response.headers().iter().map(name).collect();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec();
        return Page { url: url.clone(), status, headers, body, fetched_at: Timestamp::UNIX_EPOCH };
    }
}

/// The text of an answer in UTF-8.
async fn text(portal: &Arc<SamplePortal>, path: &str) -> String {
    String::from_utf8(get(portal, &url(path)).await.body).unwrap()
}
