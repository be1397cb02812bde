//! `GET /sitemap.xml` and its pages: every document that everybody may see, for search engines.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use gongkai_query::SearchEngine;

use crate::base::base;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::service::Service;
use crate::views;

/// Where the list of its pages is.
pub(crate) const PATH: &str = "/sitemap.xml";

/// The list of pages.
pub(crate) async fn sitemap<E: SearchEngine>(
    State(service): State<Service<E>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let pages = service.entry_pages().await?;
    Ok(views::sitemap(&base(service.identity(), &headers), pages))
}

/// One page.
pub(crate) async fn sitemap_page<E: SearchEngine>(
    State(service): State<Service<E>>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(name) = path.map_err(|_| Refusal::Path)?;
    let page: u32 = name.strip_suffix(".xml").and_then(|page| page.parse().ok()).ok_or(Refusal::NoSuchAddress)?;
    if page >= service.entry_pages().await? {
        return Err(Refusal::NoSuchAddress.into());
    }
    let entries = service.entries(page).await?;
    Ok(views::sitemap_page(&base(service.identity(), &headers), &entries))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::fixtures::{App, FakeEngine, one_hit};

    #[tokio::test]
    async fn only_public_documents_are_on_the_map() {
        let app = App::new(FakeEngine::new(|request| Ok(one_hit(request))));
        expect![[r#"
            <?xml version="1.0" encoding="utf-8"?>
            <sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
            <sitemap><loc>http://localhost/sitemaps/0.xml</loc></sitemap>
            </sitemapindex>"#]]
        .assert_eq(&app.get("/sitemap.xml").await.body);
        expect![[r#"
            <?xml version="1.0" encoding="utf-8"?>
            <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
            <url><loc>http://localhost/documents/nfcms%3A1</loc><lastmod>2024-10-20T20:00:00Z</lastmod></url>
            <url><loc>http://localhost/documents/nfcms%3A4</loc><lastmod>2024-10-15T01:00:00Z</lastmod></url>
            <url><loc>http://localhost/documents/nfcms%3A2</loc><lastmod>2024-10-15T01:00:00Z</lastmod></url>
            </urlset>"#]]
        .assert_eq(&app.get("/sitemaps/0.xml").await.body);
        for path in ["/sitemaps/1.xml", "/sitemaps/x.xml", "/sitemaps/0", "/sitemaps/4294967296.xml"] {
            assert_eq!(app.get(path).await.status, 404, "{path}");
        }
        assert!(app.get("/robots.txt").await.body.contains("Sitemap: http://localhost/sitemap.xml"));
    }
}
