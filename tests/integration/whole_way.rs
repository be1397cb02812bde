//! The whole way: from a portal's pages to answers, compared with what the portal really holds.

use std::collections::{BTreeSet, HashMap};

use axum::http::StatusCode;
use gongkai_archive::Archive;
use gongkai_document::Document;
use serde_json::Value;

use crate::sample::{archive_path, encoded};
use crate::site::Site;

fn ids(answer: &Value) -> Vec<&str> {
    answer["hits"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap()).collect()
}

/// A document without what depends on where the portal listened.
fn placeless(mut document: Document) -> Document {
    let local = |url: &str| url.splitn(4, '/').nth(3).map(|path| format!("/{path}")).unwrap_or_default();
    document.url = document.url.as_deref().map(local);
    document.attachments.iter_mut().for_each(|file| file.url = local(&file.url));
    comparable(document)
}

/// A document without the order of its columns, and without its files' texts: reading those is another program's work.
fn comparable(mut document: Document) -> Document {
    for file in &mut document.attachments {
        (file.text, file.unread) = (None, None);
    }
    document.columns.sort();
    document
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_portal_publishes_is_archived_indexed_and_found() {
    let site = Site::over(160).await;
    everything_is_archived_once(&site);
    the_second_crawl_asks_for_no_post_again(&site);
    a_number_in_any_spelling_comes_first(&site).await;
    pages_add_up(&site).await;
    staff_documents_are_not_public(&site).await;
    a_document_is_shown_with_its_fields(&site).await;
}

fn everything_is_archived_once(site: &Site) {
    let archive = Archive::open_read_only(&archive_path(site.folder.path())).unwrap();
    let mut archived = HashMap::new();
    archive
        .documents::<anyhow::Error>(None, |stored| {
            archived.insert(stored.document.id.clone(), stored.document);
            Ok(())
        })
        .unwrap();
    assert_eq!(archived.len(), shown(site).count() + 350);
    for expected in shown(site) {
        let document = placeless(archived[&expected.id].clone());
        assert_eq!(document, comparable(expected.clone()));
    }
    let held: Vec<_> = archive.quarantine().unwrap().into_iter().map(|held| held.document.id).collect();
    assert_eq!(held, site.portal.hijacked().map(|document| document.id.clone()).collect::<Vec<_>>());
}

/// What the portal publishes and may be shown.
fn shown(site: &Site) -> impl Iterator<Item = &Document> {
    site.portal.truth().iter().filter(|document| site.portal.hijacked().all(|hijacked| hijacked.id != document.id))
}

fn the_second_crawl_asks_for_no_post_again(site: &Site) {
    assert_eq!(site.first.posts.new, shown(site).count() as u64);
    assert_eq!(site.first.posts.quarantined, site.portal.hijacked().count() as u64);
    assert_eq!((site.second.posts.new, site.second.posts.updated), (0, 0));
    let traffic = site.portal.traffic();
    // Each post once, a busy one twice, and in either crawl the three that are gone.
    assert!(traffic.posts <= site.portal.truth().len() as u64 + 20, "{traffic:?}");
    assert_eq!(traffic.at_once_max, 1);
}

async fn a_number_in_any_spelling_comes_first(site: &Site) {
    let truth = site.portal.truth();
    let has_number =
        |document: &&Document| document.document_number.as_ref().is_some_and(|n| n.as_str() == "花府办〔2020〕12号");
    let meals = truth.iter().find(has_number).unwrap();
    for query in [
        "花府办〔2020〕12号",
        "花府办[2020]12号",
        "花府办（2020）第12号",
        "花府办 2020 12",
        "花府办２０２０年１２號",
        "老人助餐 花府办2020年12号",
    ] {
        let answer = site.search(query, "").await;
        assert_eq!(ids(&answer)[0], meals.id.as_str(), "{query}");
        assert_eq!(answer["interpreted"]["document_number"], "花府办〔2020〕12号");
    }
    let answer = site.search("老人助餐配餐服务管理办法", "").await;
    assert!(ids(&answer)[..2].contains(&meals.id.as_str()));
}

async fn pages_add_up(site: &Site) {
    let first = site.search("花都区", "&size=50").await;
    let total = usize::try_from(first["total"].as_u64().unwrap()).unwrap();
    assert!(total > 50);
    let mut seen = BTreeSet::new();
    for page in 1..=total.div_ceil(50) {
        let answer = site.search("花都区", &format!("&size=50&page={page}")).await;
        assert_eq!(answer["total"], first["total"]);
        assert_eq!(answer["facets"], first["facets"]);
        for id in ids(&answer) {
            assert!(seen.insert(id.to_owned()), "{id} comes twice");
        }
    }
    assert_eq!(seen.len(), total);
    let kinds = first["facets"]["kind"].as_array().unwrap();
    assert_eq!(kinds.iter().map(|kind| kind["count"].as_u64().unwrap()).sum::<u64>(), total as u64);
    for kind in kinds {
        let filter = format!("&kind={}", kind["value"].as_str().unwrap());
        assert_eq!(site.search("花都区", &filter).await["total"], kind["count"]);
    }
    let newest = site.search("", "&sort=newest&size=50").await;
    let dates: Vec<&str> =
        newest["hits"].as_array().unwrap().iter().map(|hit| hit["published_on"].as_str().unwrap()).collect();
    assert!(dates.is_sorted_by(|a, b| a >= b));
    let folded: u64 = newest["hits"].as_array().unwrap().iter().map(|hit| hit["duplicates"].as_u64().unwrap()).sum();
    assert!(newest["total"].as_u64().unwrap() + folded <= shown(site).count() as u64, "{folded} folded");
}

async fn staff_documents_are_not_public(site: &Site) {
    for reply in site.portal.register().iter().take(40) {
        let number = &reply.request.as_ref().unwrap().number;
        for query in [number.as_str(), &reply.title] {
            assert!(!ids(&site.search(query, "&size=50").await).contains(&reply.id.as_str()));
        }
        for target in ["/api/v1/documents/", "/documents/"] {
            let answer = site.get(&format!("{target}{}", encoded(reply.id.as_str()))).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
            assert!(!answer.text.contains(number.as_str()));
        }
    }
}

async fn a_document_is_shown_with_its_fields(site: &Site) {
    let explained = site.portal.truth().iter().find(|document| !document.relations.is_empty()).unwrap();
    let page = site.get(&format!("/documents/{}", explained.id)).await;
    assert_eq!(page.status, StatusCode::OK);
    for shown in
        [explained.title.as_str(), explained.publisher.as_deref().unwrap(), explained.relations[0].title.as_str()]
    {
        assert!(page.text.contains(shown), "{shown} is missing");
    }
    let api: Value =
        serde_json::from_str(&site.get(&format!("/api/v1/documents/{}", explained.id)).await.text).unwrap();
    assert_eq!(api["title"], explained.title);
    assert_eq!(api["body"], explained.body);
    let ready = site.get("/readyz").await;
    assert_eq!(ready.status, StatusCode::OK);
}
