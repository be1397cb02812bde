//! The portal as a whole: what it holds, and that a reader of the platform's pages finds exactly that.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use gongkai_catalogue::{listing_url, read_document, read_listing, read_site};
use gongkai_document::{Document, Kind, Page, RelationKind, Timestamp, Validity};
use gongkai_sample_portal::{SampleOptions, SamplePortal, router};
use sha2::{Digest, Sha256};
use tower::ServiceExt;
use url::Url;

fn small() -> SamplePortal {
    SamplePortal::generate(&SampleOptions { items: 150, ..SampleOptions::default() })
}

fn whole() -> SamplePortal {
    SamplePortal::generate(&SampleOptions::default())
}

async fn get(portal: &Arc<SamplePortal>, url: &Url) -> Page {
    loop {
        let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let request = Request::get(target).header("host", "portal.example").body(Body::empty()).unwrap();
        let response = router(Arc::clone(portal)).oneshot(request).await.unwrap();
        if response.headers().contains_key("retry-after") {
            continue;
        }
        let name = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
            (name.as_str().to_owned(), value.to_str().unwrap().to_owned())
        };
        let headers = response.headers().iter().map(name).collect();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec();
        return Page { url: url.clone(), status, headers, body, fetched_at: Timestamp::UNIX_EPOCH };
    }
}

#[test]
fn the_whole_sample_has_the_districts_own_figures() {
    let portal = whole();
    let truth = portal.truth();
    assert_eq!(truth.len(), 6_133);
    let explanations: Vec<&Document> = truth.iter().filter(|document| document.kind == Kind::Interpretation).collect();
    assert_eq!(explanations.len(), 89);
    let by_id: HashMap<_, _> = truth.iter().map(|document| (&document.id, document)).collect();
    for explanation in explanations {
        let [policy] = explanation.relations.as_slice() else { panic!("{} explains nothing", explanation.title) };
        assert_eq!(policy.kind, RelationKind::Interprets);
        let back = &by_id[&policy.id].relations;
        assert!(
            back.iter().any(|relation| relation.kind == RelationKind::InterpretedBy && relation.id == explanation.id)
        );
    }
    let publishers: HashSet<_> = truth.iter().filter_map(|document| document.publisher.as_deref()).collect();
    assert!(publishers.contains("广州市花都区花山镇人民政府") && publishers.len() > 25);
}

#[test]
fn no_number_and_no_title_is_given_twice_and_no_day_is_before_its_making() {
    let portal = whole();
    let (mut numbers, mut indexes, mut titles) = (HashSet::new(), HashSet::new(), HashSet::new());
    for document in portal.truth() {
        assert!(document.document_number.as_ref().is_none_or(|number| numbers.insert(number.clone())));
        assert!(indexes.insert(document.index_number.clone().unwrap()));
        assert!(titles.insert(document.title.clone()), "{}", document.title);
        assert!(document.made_on <= document.published_on);
    }
}

#[test]
fn a_repeal_names_a_document_of_the_sample_that_is_marked_repealed() {
    let portal = whole();
    let by_title: HashMap<&str, &Document> =
        portal.truth().iter().map(|document| (document.title.as_str(), document)).collect();
    let mut repeals = 0;
    for line in portal.truth().iter().flat_map(|document| document.body.lines()) {
        let Some((named, _)) = line.split_once("）自本办法施行之日起同时废止") else { continue };
        let (title, number) = named.trim_start_matches('《').rsplit_once("》（").unwrap();
        let repealed = by_title[title];
        assert_eq!(repealed.validity, Validity::Repealed);
        assert_eq!(repealed.document_number.as_ref().unwrap().as_str(), number);
        repeals += 1;
    }
    assert!(repeals > 20, "{repeals}");
    let marked = portal.truth().iter().filter(|document| document.validity == Validity::Repealed).count();
    assert_eq!(marked, repeals);
}

#[test]
fn the_same_options_write_the_same_portal() {
    let hash = |options: &SampleOptions| {
        let text = format!("{:?}", SamplePortal::generate(options).truth());
        Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").unwrap();
            hex
        })
    };
    let options = SampleOptions { items: 200, ..SampleOptions::default() };
    assert_eq!(hash(&options), hash(&options));
    assert_ne!(hash(&options), hash(&SampleOptions { seed: 1, ..options.clone() }));
}

#[test]
fn documents_are_of_real_lengths_and_no_near_copies() {
    let portal = whole();
    let mut lengths: Vec<usize> = portal.truth().iter().map(|document| document.body.chars().count()).collect();
    lengths.sort_unstable();
    assert!(lengths[0] >= 80, "{}", lengths[0]);
    let median = lengths[lengths.len() / 2];
    assert!((200..1_000).contains(&median), "{median}");
    let sample: Vec<HashSet<Vec<char>>> = portal
        .truth()
        .iter()
        .step_by(12)
        .map(|document| document.body.chars().collect::<Vec<_>>().windows(5).map(<[char]>::to_vec).collect())
        .collect();
    let is_copy = |(index, one): (usize, &HashSet<Vec<char>>)| {
        sample[..index].iter().any(|other| {
            let shared = one.intersection(other).count();
            shared * 10 > (one.len() + other.len() - shared) * 8
        })
    };
    let copies = sample.iter().enumerate().filter(|(index, one)| is_copy((*index, one))).count();
    // Yearly reports and disclosure guides follow a statutory form, as real ones do.
    assert!(copies * 100 < sample.len() * 5, "{copies} of {}", sample.len());
}

#[test]
fn no_text_has_what_could_be_a_number_of_a_person() {
    let portal = whole();
    let register = portal.register();
    for document in portal.truth().iter().chain(&register) {
        let runs = document.body.split(|c: char| !c.is_ascii_digit());
        assert!(runs.map(str::len).all(|digits| digits < 10), "{}", document.title);
    }
}

#[test]
fn the_register_has_every_decision_and_is_for_staff() {
    let register = small().register();
    assert_eq!(register.len(), 350);
    let decisions: HashSet<_> = register.iter().filter_map(|reply| reply.request.as_ref()?.decision).collect();
    assert_eq!(decisions.len(), gongkai_document::Decision::ALL.len());
    assert!(register.iter().all(|reply| reply.access == gongkai_document::Access::Staff));
}

#[test]
fn the_register_that_ships_is_the_one_that_is_written() {
    let mut lines = String::new();
    for reply in whole().register() {
        writeln!(lines, "{}", serde_json::to_string(&reply).unwrap()).unwrap();
    }
    assert!(
        include_str!("../../../data/sample/register.jsonl") == lines,
        "run `cargo run -p gongkai-sample-portal --example write_register`"
    );
}

#[tokio::test]
async fn a_reader_of_the_platforms_pages_finds_the_truth() {
    let portal = Arc::new(small());
    let front = Url::parse("http://portal.example/gkmlpt/index").unwrap();
    let district = read_site(&get(&portal, &front).await).unwrap();
    assert_eq!(district.subsites.len(), 10);
    let mut found: HashMap<String, (Document, Vec<String>)> = HashMap::new();
    let mut gone = 0;
    for front in std::iter::once(front).chain(district.subsites) {
        let site = read_site(&get(&portal, &front).await).unwrap();
        for (path, column) in site.columns_with_paths() {
            if column.jump_url.is_some() {
                continue;
            }
            let listing =
                read_listing(&get(&portal, &listing_url(&site.app_url, site.id, column.id, 1)).await).unwrap();
            for item in listing.items {
                let Ok(document) = read_document(&get(&portal, &item.url).await) else {
                    gone += 1;
                    continue;
                };
                assert!(item.title.contains(&document.title) || document.title.contains(&item.title));
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
        assert_eq!(&document, expected);
    }
}

#[tokio::test]
async fn lists_end_as_the_platforms_do_and_requests_are_counted() {
    let portal = Arc::new(whole());
    let list = |page: u32| {
        let app = Url::parse("http://portal.example/").unwrap();
        listing_url(&app, gongkai_document::SiteId(209_000), 20_900_013, page)
    };
    let first = get(&portal, &list(1)).await;
    let zeroth = get(&portal, &list(0)).await;
    assert_eq!(first.body, zeroth.body);
    let listing = read_listing(&first).unwrap();
    assert!(listing.claimed_total.unwrap() > 100);
    assert_eq!(get(&portal, &list(500)).await.status, StatusCode::NOT_FOUND.as_u16());
    let traffic = portal.traffic();
    assert!(traffic.requests >= 3);
    assert_eq!((traffic.posts, traffic.at_once_max), (0, 1));
}
