//! Nothing that only staff may see is told by any public address: whatever of it is asked for, a service that has a staff
//! side answers to the byte what one answers that was never given any of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use gongkai_archive::{Archive, Source};
use gongkai_document::{Access, Document, Timestamp};
use gongkai_register::{Field, Register};
use gongkai_web::{Identity, Limits, Service, Staff, router};

use crate::sample::{archive_path, crawled, encoded, indexed, portal};
use crate::sample_staff::{self, StaffSite};

/// Enough for hits of every form.
const ITEMS: usize = 120;
/// Shorter pieces are words of every text.
const SENTENCE_CHARS_MIN: usize = 6;
/// So much of a sentence is completed.
const COMPLETED_CHARS: usize = 8;
/// No query is longer.
const QUERY_CHARS: usize = 200;

/// Two services over the same public documents: one knows what only staff may see, the other was never told.
struct Both {
    knowing: Router,
    ignorant: Router,
    session: String,
    /// The replies, and the register's requests.
    secrets: Vec<Document>,
    /// What the register has besides.
    texts: Vec<String>,
    folders: [tempfile::TempDir; 2],
}

fn limits() -> Limits {
    Limits { answer_budget: Duration::from_secs(60), ..Limits::default() }
}

impl Both {
    async fn new() -> Self {
        let portal = portal(ITEMS);
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let [with, without] = folders.each_ref().map(tempfile::TempDir::path);
        let mut archive = Archive::open(&archive_path(with)).unwrap();
        crawled(&portal, &mut archive, 1).await;
        drop(archive);
        for entry in fs::read_dir(with).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, without.join(path.file_name().unwrap())).unwrap();
        }
        let archive = Archive::open(&archive_path(with)).unwrap();
        let secrets = portal.register();
        for reply in &secrets {
            archive.put_document(reply, &Source::File("register".to_owned()), Timestamp::UNIX_EPOCH).unwrap();
        }
        let StaffSite { files, session } = sample_staff::site(with);
        let texts = texts_of(&files.register);
        let engine = Arc::new(indexed(&archive, with));
        let staff = Staff::new(files, &limits()).with_indexes(sample_staff::indexes(with, &engine));
        let service = |folder: &Path, engine| {
            Service::open(engine, &archive_path(folder), Identity::default(), &limits()).unwrap()
        };
        let knowing = router(service(with, engine), Some(staff));
        let other = indexed(&Archive::open(&archive_path(without)).unwrap(), without);
        let ignorant = router(service(without, Arc::new(other)), None);
        Self { knowing, ignorant, session, secrets, texts, folders }
    }

    /// Asks both; fails when they answer differently, and gives what both said.
    async fn same(&self, target: &str) -> String {
        let (knowing, ignorant) = tokio::join!(ask(&self.knowing, target), ask(&self.ignorant, target));
        if knowing != ignorant {
            let same = knowing.1.chars().zip(ignorant.1.chars()).take_while(|(one, other)| one == other).count();
            let part = |text: &str| text.chars().skip(same.saturating_sub(40)).take(200).collect::<String>();
            panic!("{target}: {} …{}… against {} …{}…", knowing.0, part(&knowing.1), ignorant.0, part(&ignorant.1));
        }
        knowing.1
    }
}

/// Every text of the register, who asked and the numbers among them.
fn texts_of(register: &Path) -> Vec<String> {
    let register = Register::open(register).unwrap();
    let mut texts: Vec<String> = register.applicants().unwrap().into_values().collect();
    for record in register.records().unwrap() {
        texts.push(record.number.clone());
        texts.extend(record.value(Field::Text).map(str::to_owned));
        texts.extend(record.replies.iter().map(|reply| reply.text.clone()));
    }
    texts
}

/// What an answer says: status and headers, without what each request has of its own, and the body.
async fn ask(app: &Router, target: &str) -> (String, String) {
    let request = Request::get(target).header("host", "a.example").body(Body::empty()).unwrap();
    let response = tower::ServiceExt::oneshot(app.clone(), request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    (format!("{} {}", parts.status, told(&parts.headers)), timeless(std::str::from_utf8(&bytes).unwrap()))
}

/// A body without the time that making it took.
fn timeless(body: &str) -> String {
    match body.split_once("\"took_ms\":") {
        Some((before, after)) => {
            format!("{before}{}", after.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.'))
        }
        None => body.to_owned(),
    }
}

fn told(headers: &HeaderMap) -> String {
    // The length is the body's, which is compared without the time in it.
    let own = ["x-request-id", "date", "content-length"];
    let told = headers.iter().filter(|(name, _)| !own.contains(&name.as_str()));
    told.map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect::<Vec<_>>().join("\n")
}

/// The sentences of everything that is secret, each once, whole and without its ends.
fn sentences(both: &Both) -> BTreeSet<String> {
    let documents = both.secrets.iter().flat_map(|document| {
        let request = document.request.as_ref().map(|request| request.text.clone());
        [Some(document.title.clone()), Some(document.body.clone()), document.publisher.clone(), request]
    });
    let texts: Vec<String> = documents.flatten().chain(both.texts.iter().cloned()).collect();
    let pieces = texts.iter().flat_map(|text| text.split(['\n', '。', '，', '；', '：']));
    let told =
        pieces.map(str::trim).filter(|piece| piece.chars().count() >= SENTENCE_CHARS_MIN || texts_is(piece, both));
    told.map(|piece| piece.chars().take(QUERY_CHARS).collect()).collect()
}

/// Whether a piece is one of the register's own short texts, as a name is.
fn texts_is(piece: &str, both: &Both) -> bool {
    !piece.is_empty() && both.texts.iter().any(|text| text == piece)
}

/// Addresses that take a text, each where `{}` stands.
const TAKING_TEXT: &[&str] = &[
    "/search?q={}",
    "/search?q={}&in=title&sort=newest",
    "/search?q=%22{}%22&expand=0",
    "/search.csv?q={}",
    "/search.json?q={}",
    "/search.atom?q={}",
    "/api/v1/search?q={}&explain=1&size=50",
    "/api/v1/search?publisher={}",
    "/api/v1/search?column={}",
    "/api/v1/search?q=a&page={}",
    "/search?{}=1",
    "/documents/{}",
    "/api/v1/documents/{}",
];

/// Addresses that take an identifier.
const TAKING_ID: &[&str] = &[
    "/documents/{}",
    "/documents/{}/versions/1",
    "/documents/{}/versions/2",
    "/clicks/1/{}",
    "/api/v1/documents/{}",
    "/api/v1/documents/{}/citations",
    "/api/v1/documents/{}/similar",
];

/// Addresses that take nothing, and searches of everything that a facet can tell.
const PLAIN: &[&str] = &[
    "/",
    "/api",
    "/robots.txt",
    "/sitemap.xml",
    "/sitemaps/0.xml",
    "/sitemaps/1.xml",
    "/opensearch.xml",
    "/api/v1/openapi.json",
    "/search?kind=reply",
    "/search?year=2020",
    "/search.csv?year=2020",
    "/search.json?kind=reply",
    "/search.atom",
    "/api/v1/search",
    "/api/v1/search?kind=reply&size=50",
    "/api/v1/search?from=2020-01-01&to=2020-12-31&size=50",
    "/api/v1/search?has_attachment=false&sort=oldest",
    "/api/v1/search?access=staff",
    "/api/v1/search?label=decision%3Dgranted",
    "/none",
];

#[tokio::test(flavor = "multi_thread")]
async fn no_public_address_tells_what_only_staff_may_see() {
    let both = Both::new().await;
    for target in PLAIN {
        both.same(target).await;
    }
    let sentences = sentences(&both);
    assert!(sentences.len() > 1_000, "only {} sentences", sentences.len());
    let (mut completed, mut before) = (BTreeSet::new(), String::new());
    // Each sentence is searched, and its beginning completed; the other addresses take turns, a pair of sentences each.
    for (place, sentence) in sentences.iter().enumerate() {
        let text = encoded(sentence);
        both.same(&format!("/api/v1/search?q={text}")).await;
        let beginning: String = sentence.chars().take(COMPLETED_CHARS).collect();
        if completed.insert(beginning.clone()) {
            both.same(&format!("/api/v1/suggest?q={}", encoded(&beginning))).await;
        }
        if place % 2 == 0 {
            before = text;
        } else {
            let pair = format!("{before}+{text}");
            both.same(&TAKING_TEXT[place / 2 % TAKING_TEXT.len()].replace("{}", &pair)).await;
        }
    }
    for (place, secret) in both.secrets.iter().enumerate() {
        let number = &secret.request.as_ref().unwrap().number;
        for id in [secret.id.as_str().to_owned(), format!("request:{number}")] {
            for address in [TAKING_ID[0], TAKING_ID[4], TAKING_ID[place % TAKING_ID.len()]] {
                let body = both.same(&address.replace("{}", &encoded(&id))).await;
                assert!(!body.contains(&secret.title), "{address} {id}");
            }
        }
    }
    the_staff_side_knows_it(&both).await;
}

/// What the public is not told is there: the same service shows it to who is signed in.
async fn the_staff_side_knows_it(both: &Both) {
    let number = encoded(&both.secrets[11].request.as_ref().unwrap().number);
    for path in [format!("/staff/requests/{number}"), format!("/staff/search?number={number}")] {
        let request = Request::get(path).header("cookie", format!("gongkai-staff={}", both.session));
        let response = tower::ServiceExt::oneshot(both.knowing.clone(), request.body(Body::empty()).unwrap()).await;
        let body = to_bytes(response.unwrap().into_body(), usize::MAX).await.unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        assert!(body.contains(&both.secrets[11].request.as_ref().unwrap().text), "{body}");
    }
}

/// An index that took in what it must not is told apart by the first sentences already.
#[tokio::test(flavor = "multi_thread")]
async fn a_public_index_with_staff_documents_would_be_noticed() {
    let mut both = Both::new().await;
    let folder = both.folders[0].path();
    let archive = Archive::open(&archive_path(folder)).unwrap();
    for document in &both.secrets {
        let opened = Document { access: Access::Public, ..document.clone() };
        archive.put_document(&opened, &Source::File("a mistake".to_owned()), Timestamp::UNIX_EPOCH).unwrap();
    }
    let leaking = tempfile::tempdir().unwrap();
    let engine = Arc::new(indexed(&archive, leaking.path()));
    let service = Service::open(engine, &archive_path(folder), Identity::default(), &limits()).unwrap();
    both.knowing = router(service, None);
    let mut noticed = 0;
    for sentence in sentences(&both).iter().take(20) {
        let target = format!("/api/v1/search?q={}", encoded(sentence));
        noticed += usize::from(ask(&both.knowing, &target).await != ask(&both.ignorant, &target).await);
    }
    assert!(noticed > 10, "{noticed} of 20");
}
