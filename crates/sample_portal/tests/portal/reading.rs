//! A reader of the platform's pages finds what the portal holds.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use gongkai_catalogue::{complete, list_faces, list_url, read_document, read_listing, read_site};
use gongkai_document::Document;

use crate::{get, small, url, whole};

#[tokio::test]
async fn a_reader_of_the_platforms_pages_finds_the_truth() {
    let portal = Arc::new(small());
    let front = url("/gkmlpt/index");
    let district = read_site(&get(&portal, &front).await).unwrap();
    assert_eq!(district.subsites.len(), 10);
    let mut found: HashMap<String, (Document, Vec<String>)> = HashMap::new();
    let mut gone = 0;
    for front in std::iter::once(front).chain(district.subsites) {
        let site = read_site(&get(&portal, &front).await).unwrap();
        for (path, column) in site.columns_with_paths() {
            let Some(face) = list_faces(&site, column).first().copied() else { continue };
            let list = list_url(&site, column, face, 1).unwrap();
            for item in read_listing(&get(&portal, &list).await).unwrap().items {
                let Ok(mut document) = read_document(&get(&portal, &item.url).await) else {
                    gone += 1;
                    continue;
                };
                assert!(item.title.contains(&document.title) || document.title.contains(&item.title));
                complete(&mut document, &item);
                let listed = found.entry(document.id.to_string()).or_insert((document, Vec::new()));
                listed.1.push(path.join("/"));
            }
        }
    }
    // The three that lists still show and nobody can read.
    assert_eq!(gone, 3);
    assert_eq!(found.len(), portal.truth().len());
    for expected in portal.truth() {
        let (document, columns) = &found[expected.id.as_str()];
        let local = |url: &str| url.trim_start_matches("http://portal.example").to_owned();
        let mut document = document.clone();
        document.url = document.url.as_deref().map(local);
        document.attachments.iter_mut().for_each(|file| file.url = local(&file.url));
        let (mut columns, mut truth) = (columns.clone(), Vec::new());
        truth.extend(expected.columns.iter().map(|column| column.as_str().to_owned()));
        columns.sort();
        truth.sort();
        assert_eq!(columns, truth);
        document.columns.clone_from(&expected.columns);
        // What stands in a file, no page tells.
        let mut expected = expected.clone();
        for file in &mut expected.attachments {
            (file.text, file.unread) = (None, None);
        }
        assert_eq!(document, expected);
    }
}

#[tokio::test]
async fn both_faces_of_a_list_show_the_same_posts() {
    let portal = Arc::new(whole());
    let site = read_site(&get(&portal, &url("/gkmlpt/index")).await).unwrap();
    let mut counts = Vec::new();
    for (_, column) in site.columns_with_paths() {
        let faces = list_faces(&site, column);
        if faces.len() < 2 {
            continue;
        }
        let mut shown = Vec::new();
        for face in faces {
            let mut ids = BTreeSet::new();
            for number in 1.. {
                let page = get(&portal, &list_url(&site, column, face, number).unwrap()).await;
                if page.status == 404 {
                    break;
                }
                let listing = read_listing(&page).unwrap();
                ids.extend(listing.items.into_iter().map(|item| item.id));
            }
            shown.push(ids);
        }
        assert_eq!(shown[0], shown[1]);
        // More than a page of either face.
        counts.push((column.name.clone(), shown[0].len() / 20));
    }
    assert!(
        matches!(counts.as_slice(), [(notices, 30..), (questions, 2..)] if notices == "通知公告" && questions == "常见问题"),
        "{counts:?}"
    );
}

#[tokio::test]
async fn lists_end_as_the_platforms_do_and_requests_are_counted() {
    let portal = Arc::new(whole());
    let list = |page: u32| url(&format!("/gkmlpt/api/all/20900013?page={page}&sid=209000"));
    let first = get(&portal, &list(1)).await;
    let zeroth = get(&portal, &list(0)).await;
    assert_eq!(first.body, zeroth.body);
    let listing = read_listing(&first).unwrap();
    assert!(listing.claimed_total.unwrap() > 100);
    assert_eq!(get(&portal, &list(500)).await.status, 404);
    let traffic = portal.traffic();
    assert!(traffic.requests >= 3);
    assert_eq!((traffic.posts, traffic.at_once_max), (0, 1));
}
