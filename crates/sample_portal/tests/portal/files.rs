//! The files that hang on posts.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use gongkai_document::Unread;
use serde_json::Value;

use crate::{get, small, text, url, whole};

#[test]
fn some_sixty_posts_have_files_of_every_kind() {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut unread: BTreeMap<Unread, usize> = BTreeMap::new();
    let mut posts = 0;
    for document in whole().truth() {
        posts += usize::from(!document.attachments.is_empty());
        for file in &document.attachments {
            *kinds.entry(file.name.rsplit('.').next().unwrap().to_owned()).or_default() += 1;
            if let Some(reason) = file.unread {
                *unread.entry(reason).or_default() += 1;
            }
            assert_eq!(file.text.is_none(), file.unread.is_some());
        }
    }
    assert_eq!(posts, 60);
    let kinds: Vec<_> = kinds.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    assert_eq!(kinds.join(", "), "docx 20, ofd 10, pdf 11, rar 1, wps 1, xlsx 20");
    assert_eq!(unread, BTreeMap::from([(Unread::Format, 2), (Unread::Scanned, 1)]));
}

#[test]
fn a_file_holds_what_its_post_does_not() {
    for document in whole().truth() {
        for text in document.attachments.iter().filter_map(|file| file.text.as_deref()) {
            let rows: Vec<&str> = text.lines().filter(|line| line.contains('\t')).collect();
            assert!(rows.len() >= 4);
            let cells = rows.iter().flat_map(|row| row.split('\t')).filter(|cell| cell.chars().count() > 3);
            assert!(cells.clone().count() >= 4);
            assert!(cells.clone().all(|cell| !document.body.contains(cell)), "{}", document.title);
        }
    }
}

#[tokio::test]
async fn a_file_is_listed_linked_and_served() {
    let portal = Arc::new(small());
    let mut sizes: HashMap<String, usize> = HashMap::new();
    for site in 209_000..=209_010_u64 {
        for column in 1..=18 {
            let path = match site {
                209_000 => "",
                // Any other site's path does: the platform's list goes by the column's number.
                _ => [
                    "/gzhdxhj", "/gzhdxyj", "/gzhdhcj", "/gzhdxqj", "/gzhdhsz", "/gzhdhdz", "/gzhdcnz", "/gzhdtbz",
                    "/gzhdslz", "/gzhdtmz",
                ][usize::try_from(site - 209_001).unwrap()],
            };
            let list = text(&portal, &format!("{path}/gkmlpt/api/all/{}?page=1&sid={site}", site * 100 + column)).await;
            let list: Value = serde_json::from_str(&list).unwrap();
            for file in list["articles"]
                .as_array()
                .unwrap()
                .iter()
                .flat_map(|article| article["attachment"].as_array().unwrap())
            {
                let size = file["size"].as_str().unwrap().parse().unwrap();
                sizes.insert(file["url"].as_str().unwrap().replace("http://portal.example", ""), size);
            }
        }
    }
    let mut count = 0;
    for document in portal.truth() {
        let page = get(&portal, &url(document.url.as_deref().unwrap())).await;
        let page = String::from_utf8_lossy(&page.body).into_owned();
        for file in &document.attachments {
            count += 1;
            assert!(page.contains(&format!("href=\"{}\" alt=\"{}\">点击下载</a>", file.url, file.name)), "{page}");
            let served = get(&portal, &url(&file.url)).await;
            assert_eq!((served.status, served.body.len()), (200, sizes[&file.url]));
            let begins: &[u8] = match file.name.rsplit('.').next().unwrap() {
                "pdf" => b"%PDF-",
                "wps" => b"\xD0\xCF",
                "rar" => b"Rar!",
                _ => b"PK\x03\x04",
            };
            assert!(served.body.starts_with(begins), "{}", file.name);
        }
    }
    assert_eq!(count, sizes.len());
    assert_eq!(get(&portal, &url("/attachment/8/8000/8000001/1.docx")).await.status, 404);
}

#[tokio::test]
async fn what_is_said_to_stand_in_a_file_stands_in_it() {
    let portal = Arc::new(whole());
    let squashed = |text: &str| text.split_whitespace().collect::<String>();
    for file in portal.truth().iter().flat_map(|document| &document.attachments) {
        let served = get(&portal, &url(&file.url)).await;
        let read = gongkai_attachments::read_file(&file.name, &served.body);
        match (&file.text, read) {
            (Some(expected), Ok(text)) => assert_eq!(squashed(&text.text), squashed(expected), "{}", file.name),
            // The platform lists such files by their names, so nobody asks what is in them.
            (None, Err(_)) => assert!(file.unread.is_some()),
            (expected, read) => panic!("{}: {expected:?} but {read:?}", file.name),
        }
    }
}
