//! A name for what an answer of the index says, so that whoever has it need not be sent it again.
//!
//! One generation gives one search the same answer, whoever asks. The name is made of the generation, the address and
//! this build's templates; when a request brings it back, the answer is a 304 and nothing is searched.

use std::sync::LazyLock;

use axum::http::header::{ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use gongkai_query::SearchEngine;

use crate::assets::{SCRIPT, STYLE, fnv1a};
use crate::service::Service;

/// Everything that shapes a page beside the index.
static BUILD: LazyLock<u64> = LazyLock::new(|| {
    let parts = [
        env!("CARGO_PKG_VERSION"),
        &STYLE.name,
        &SCRIPT.name,
        include_str!("../templates/layout.html"),
        include_str!("../templates/search.html"),
        include_str!("../templates/search_box.html"),
        include_str!("../templates/choice.html"),
        include_str!("../templates/feed.xml"),
    ];
    fnv1a(parts.join("\0").as_bytes())
});

/// The name of what `address` gives from `generation`, in the variant that is shown.
fn etag(generation: &str, variant: &str, address: &str) -> Option<HeaderValue> {
    let parts = format!("{generation}\0{variant}\0{address}");
    // Weak: the time that a search took differs, what it found does not.
    HeaderValue::try_from(format!("W/\"{:016x}{:016x}\"", fnv1a(parts.as_bytes()), *BUILD)).ok()
}

/// Names an answer after what it was made of.
pub(crate) fn tag(response: &mut Response, generation: &str, variant: &str, address: &str) {
    if let Some(etag) = etag(generation, variant, address) {
        response.headers_mut().insert(ETAG, etag);
    }
}

/// The 304 for a request that has what `address` gives now; asks the engine only when the request has anything.
pub(crate) async fn not_modified<E: SearchEngine>(
    service: &Service<E>,
    headers: &HeaderMap,
    variant: &str,
    address: &str,
) -> Option<Response> {
    if !headers.contains_key(IF_NONE_MATCH) {
        return None;
    }
    let current = etag(&service.generation_for_search().await?, variant, address)?;
    has(headers, &current).then(|| (StatusCode::NOT_MODIFIED, [(ETAG, current)]).into_response())
}

/// Whether a request says that it has `current`. Names are compared without regard to weakness, as RFC 9110 asks here.
fn has(headers: &HeaderMap, current: &HeaderValue) -> bool {
    let bare = |text: &str| text.trim().trim_start_matches("W/").to_owned();
    let current = bare(current.to_str().unwrap_or_default());
    let lines = headers.get_all(IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|given| bare(given) == current || given.trim() == "*")
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;

    use crate::fixtures::{App, FakeEngine, one_hit};

    #[tokio::test]
    async fn what_somebody_has_is_not_sent_again_and_not_searched_again() {
        let searches = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let counted = std::sync::Arc::clone(&searches);
        let app = App::new(FakeEngine::new(move |request| {
            counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            Ok(one_hit(request))
        }));
        for path in ["/api/v1/search?q=a", "/search?q=a"] {
            searches.store(0, std::sync::atomic::Ordering::Relaxed);
            let etag = app.get(path).await.headers["etag"].to_str().unwrap().to_owned();
            let ask = async |path: &str, etag: &str| {
                let request = Request::get(path).header("if-none-match", etag).body(Body::empty()).unwrap();
                app.ask(request).await
            };
            for known in [etag.clone(), format!("\"x\", {etag}"), etag.trim_start_matches("W/").to_owned()] {
                let answered = ask(path, &known).await;
                assert_eq!((answered.status.as_u16(), answered.body.as_str()), (304, ""), "{path} {known}");
                assert_eq!(answered.headers["etag"], etag.as_str());
                assert_eq!(answered.headers["cache-control"], "no-cache");
            }
            assert_eq!(searches.load(std::sync::atomic::Ordering::Relaxed), 1, "{path}");
            assert_eq!(ask(path, "W/\"other\"").await.status, 200);
            assert_eq!(ask(&format!("{path}b"), &etag).await.status, 200);
        }
    }

    #[tokio::test]
    async fn a_parameter_that_cannot_be_used_is_told_whatever_somebody_has() {
        let app = App::new(FakeEngine::new(|request| Ok(one_hit(request))));
        let request = Request::get("/api/v1/search?bad=1").header("if-none-match", "*").body(Body::empty()).unwrap();
        assert_eq!(app.ask(request).await.status, 400);
    }
}
