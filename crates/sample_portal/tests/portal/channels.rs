//! Pages beside the catalogue: channel columns, normative documents, questions, and what is wrong with some.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gongkai_document::{Document, Kind, Validity};
use gongkai_sample_portal::{Face, SamplePortal};

use crate::{get, small, text, url, whole};

fn of_face(portal: &SamplePortal, face: Face) -> Vec<&Document> {
    portal.truth().iter().filter(|document| portal.face(&document.id) == Some(face)).collect()
}

fn path(document: &Document) -> &str {
    document.url.as_deref().unwrap()
}

/// What stands between `before` and `after`, each time.
fn between<'a>(page: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    page.split(before).skip(1).filter_map(|rest| rest.split(after).next()).collect()
}

#[tokio::test]
async fn the_pages_of_a_column_list_each_of_its_posts_once() {
    let portal = Arc::new(whole());
    for (folder, column) in
        [("/zwgk/tzgg", "公示公告/通知公告"), ("/zmhd/cjwt", "常见问题"), ("/gzhdhsz/zwgk/tzgg", "公示公告/通知公告")]
    {
        let mut listed = Vec::new();
        for number in 1.. {
            let name = if number == 1 { "index.html".to_owned() } else { format!("index_{number}.html") };
            let page = text(&portal, &format!("{folder}/{name}")).await;
            let links: Vec<String> =
                between(&page, "<i></i><a href=\"http://portal.example", "\"").into_iter().map(str::to_owned).collect();
            let follows = page.contains(&format!("{folder}/index_{}.html\">下一页", number + 1));
            assert!(links.len() == 20 || !follows);
            listed.extend(links);
            if !follows {
                let beyond = get(&portal, &url(&format!("{folder}/index_{}.html", number + 1))).await;
                assert_eq!(beyond.status, 404);
                break;
            }
        }
        let prefix = folder.strip_suffix("/zwgk/tzgg").or(folder.strip_suffix("/zmhd/cjwt")).unwrap();
        let of_site = |document: &&Document| match prefix {
            "" => !path(document).starts_with("/gzhd"),
            prefix => path(document).starts_with(prefix),
        };
        let mut expected: BTreeSet<String> = portal
            .truth()
            .iter()
            .filter(|document| document.columns.iter().any(|listed| listed.as_str() == column))
            .filter(of_site)
            .map(|document| path(document).to_owned())
            .collect();
        if folder == "/zwgk/tzgg" {
            let number = |id: &str| id.rsplit(':').next().unwrap().to_owned();
            let gone = portal.soft_404s();
            expected.extend(gone.iter().map(|id| format!("{folder}/content/post_{}.html", number(id.as_str()))));
        }
        assert_eq!(listed.len(), expected.len());
        assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), expected);
    }
}

#[tokio::test]
async fn a_post_answers_on_its_own_faces_for_phones_too_and_on_no_other() {
    let portal = Arc::new(small());
    for (face, on_catalogue) in [(Face::Catalogue, true), (Face::Channel, false), (Face::Normative, true)] {
        let documents = of_face(&portal, face);
        assert!(!documents.is_empty(), "{face:?}");
        for document in documents {
            let page = get(&portal, &url(path(document))).await;
            assert_eq!(page.status, 200);
            let (folder, name) = path(document).rsplit_once('/').unwrap();
            assert_eq!(get(&portal, &url(&format!("{folder}/m{name}"))).await.body, page.body);
            let id: u64 = document.id.as_str().rsplit(':').next().unwrap().parse().unwrap();
            let site = if folder.starts_with("/gzhd") { &folder[..=folder[1..].find('/').unwrap()] } else { "" };
            let catalogue = format!("{site}/gkmlpt/content/{}/{}/{name}", id / 1_000_000, id / 1_000);
            assert_eq!(get(&portal, &url(&catalogue)).await.status == 200, on_catalogue, "{catalogue}");
        }
    }
}

#[tokio::test]
async fn a_normative_document_tells_its_state_in_a_script_alone() {
    let portal = Arc::new(whole());
    let mut states = BTreeMap::new();
    for document in of_face(&portal, Face::Normative) {
        let page = get(&portal, &url(path(document))).await;
        let page = String::from_utf8_lossy(&page.body).into_owned();
        let claim = document.validity_claim.as_deref().unwrap();
        *states.entry(document.validity).or_insert(0) += 1;
        if page.contains("gb2312") {
            continue;
        }
        assert!(page.contains(&format!("\n{}\n", document.unified_number.as_deref().unwrap())));
        assert!(page.contains(&format!("var file_status = '{claim}';")));
        let without_scripts: String =
            page.split("<script>").map(|part| part.rsplit("</script>").next().unwrap()).collect();
        assert_eq!(between(&without_scripts, "文件状态：", "</ul>"), ["</span></li>\n"]);
        assert!(document.effective_on < document.expires_on);
    }
    let known = [Validity::Valid, Validity::ValidExtended, Validity::Expired, Validity::Repealed];
    assert!(states.keys().eq(&known) && states[&Validity::ValidExtended] > 2, "{states:?}");
}

#[tokio::test]
async fn questions_stand_with_their_answers_and_some_answers_come_again() {
    let portal = Arc::new(small());
    let mut questions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for document in portal.truth().iter().filter(|document| document.kind == Kind::Reply) {
        let asked = &document.request.as_ref().unwrap().text;
        assert!(questions.entry(&document.body).or_default().insert(asked));
        assert!(!document.body.contains("答：") && !document.body.contains(asked.as_str()));
        let page = get(&portal, &url(path(document))).await;
        if let Ok(page) = std::str::from_utf8(&page.body) {
            assert_eq!(between(page, "　　问：", "</p>"), [asked.as_str()]);
            assert_eq!(between(page, "　　答：", "</p>"), [document.body.lines().next().unwrap()]);
        }
    }
    assert!(questions.values().any(|questions| questions.len() > 1));
    assert!(questions.len() > 3);
}

#[tokio::test]
async fn one_page_is_hijacked_and_what_it_was_copied_from_is_not() {
    let portal = Arc::new(small());
    let hijacked: Vec<_> = portal.hijacked().collect();
    let [hijacked] = hijacked.as_slice() else { panic!("{} are hijacked", hijacked.len()) };
    let brand = "博彩天下官网 ";
    assert!(hijacked.title.contains(brand) && hijacked.body.contains(brand));
    assert!(!hijacked.body.contains("花都区"));
    assert!(text(&portal, path(hijacked)).await.contains(brand));
    let restored = hijacked.title.replace(brand, "广州市花都区");
    let has_brand = |document: &&Document| document.title.contains(brand) || document.body.contains(brand);
    assert_eq!(portal.truth().iter().filter(has_brand).count(), 1);
    let is_original = |document: &&Document| restored.starts_with(document.title.split("花都区").next().unwrap());
    assert!(portal.truth().iter().any(|document| is_original(&document) && document.made_on == hijacked.made_on));
}

#[tokio::test]
async fn only_the_hijacked_page_would_be_held_back() {
    let portal = Arc::new(whole());
    let mut held = Vec::new();
    for document in portal.truth() {
        let page = get(&portal, &url(path(document))).await;
        let findings = gongkai_screening::screen_page(document, &String::from_utf8_lossy(&page.body));
        if findings.iter().any(gongkai_screening::Finding::is_grave) {
            held.push(&document.id);
        }
    }
    assert_eq!(held, portal.hijacked().map(|document| &document.id).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_post_of_pictures_says_what_they_say_and_a_post_that_is_gone_says_so() {
    let portal = Arc::new(small());
    let pictured: Vec<_> = portal.truth().iter().filter(|document| document.text_poor).collect();
    let [pictured] = pictured.as_slice() else { panic!("{} are pictures", pictured.len()) };
    let page = text(&portal, path(pictured)).await;
    let said: Vec<&str> = pictured.body.lines().skip(1).collect();
    assert_eq!(between(&page, "<img ", ">").len(), pictured.images);
    assert_eq!(between(&page, "alt=\"", "\""), said);
    let gone = portal.soft_404s();
    assert_eq!(gone.len(), 3);
    for id in gone {
        let number = id.as_str().rsplit(':').next().unwrap().to_owned();
        assert!(text(&portal, &format!("/zwgk/tzgg/content/post_{number}.html")).await.contains("不存在"));
        assert!(portal.truth().iter().all(|document| document.id != id));
    }
}
