//! What the tests of this crate share: an engine that answers what it is told, an archive with a few documents, and a
//! service of both.

use std::path::Path;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use gongkai_archive::{Archive, Source, Suspicion};
use gongkai_document::{Access, Document, DocumentId, Kind, RelationKind, Timestamp, Validity};
use gongkai_query::{
    Brief, CitationsResponse, CopiesResponse, Counterpart, Discovery, EngineError, FacetCount, Facets, Hit,
    Interpreted, SearchEngine, SearchRequest, SearchResponse, SimilarHit, SimilarRequest, SimilarResponse,
    SuggestRequest, Suggestion, SuggestionKind,
};
use gongkai_query::{SemanticUse, SnippetSource};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::best_bets::brief;
use crate::{Identity, Limits, Policy, Service, router};

/// Answers every search by a function.
pub(crate) struct FakeEngine {
    answer: Box<Answer>,
    generation: Option<&'static str>,
    /// The title of what is similar, and the word that ties it.
    similar: (String, String),
}

type Answer = dyn Fn(&SearchRequest) -> Result<SearchResponse, EngineError> + Send + Sync;

impl FakeEngine {
    pub(crate) fn new(
        answer: impl Fn(&SearchRequest) -> Result<SearchResponse, EngineError> + Send + Sync + 'static,
    ) -> Self {
        Self { answer: Box::new(answer), generation: Some("20241015-1"), similar: (reply().title, "助餐".to_owned()) }
    }

    /// An engine that has nothing to search.
    pub(crate) fn without_generation() -> Self {
        Self { generation: None, ..Self::new(|_| Err(EngineError::NoGeneration)) }
    }

    /// The same engine, with `text` for the titles of what is similar and for the words that tie it.
    pub(crate) fn with_similar(self, text: &str) -> Self {
        Self { similar: (text.to_owned(), text.to_owned()), ..self }
    }
}

impl SearchEngine for FakeEngine {
    fn search(&self, request: &SearchRequest) -> Result<SearchResponse, EngineError> {
        (self.answer)(request)
    }

    fn generation(&self) -> Result<String, EngineError> {
        self.generation.map(str::to_owned).ok_or(EngineError::NoGeneration)
    }
}

impl Discovery for FakeEngine {
    /// To every document, the answer to a citizen is similar, and an interpretation belongs.
    fn similar(&self, _request: &SimilarRequest) -> Result<Option<SimilarResponse>, EngineError> {
        let generation = self.generation()?;
        let (title, term) = &self.similar;
        let hit = SimilarHit {
            document: Brief { title: title.clone(), ..brief(reply()) },
            score: 3.5,
            shared_terms: vec![term.clone(), "老人".to_owned()],
            is_copy: false,
        };
        let mut interpretation = Document::new(DocumentId::new("nfcms:5").unwrap(), format!("一图读懂{title}"), "");
        interpretation.kind = Kind::Interpretation;
        let pair = Counterpart {
            document: brief(interpretation),
            kind: RelationKind::InterpretedBy,
            by: "花民〔2020〕12号".to_owned(),
        };
        Ok(Some(SimilarResponse {
            terms: hit.shared_terms.clone(),
            hits: vec![hit],
            counterparts: vec![pair],
            generation,
        }))
    }

    /// Every document was reposted once.
    fn copies(&self, _id: &DocumentId) -> Result<Option<CopiesResponse>, EngineError> {
        let generation = self.generation()?;
        let (title, _) = &self.similar;
        let repost = Document::new(DocumentId::new("nfcms:7").unwrap(), format!("（转载）{title}"), "");
        Ok(Some(CopiesResponse { total: 12, documents: vec![brief(repost)], generation }))
    }

    /// Every document cites the policy, and twelve cite it.
    fn citations(&self, _id: &DocumentId) -> Result<Option<CitationsResponse>, EngineError> {
        let generation = self.generation()?;
        let (title, _) = &self.similar;
        let citing = Document::new(DocumentId::new("nfcms:8").unwrap(), format!("转发{title}"), "");
        let cites = vec![brief(policy())];
        Ok(Some(CitationsResponse { cites, cited_by: vec![brief(citing)], cited_by_total: 12, generation }))
    }

    fn suggest(&self, _request: &SuggestRequest) -> Result<Vec<Suggestion>, EngineError> {
        self.generation()?;
        Ok(vec![Suggestion { text: "老人助餐".to_owned(), kind: SuggestionKind::Term }])
    }
}

/// One hit for whatever is asked, with everything that a hit can have.
pub(crate) fn one_hit(request: &SearchRequest) -> SearchResponse {
    SearchResponse {
        total: 1,
        by_words: 1,
        hits: vec![hit()],
        facets: Facets {
            kind: vec![FacetCount { value: "policy".to_owned(), count: 1 }],
            year: vec![FacetCount { value: "2020".to_owned(), count: 1 }],
            ..Facets::default()
        },
        interpreted: Interpreted {
            document_number: request.query().document_number.clone(),
            phrases: request.query().phrases.clone(),
            excluded: request.query().excluded.clone(),
            expanded: Vec::new(),
            loosened: Vec::new(),
        },
        suggestions: Vec::new(),
        semantic: SemanticUse::Off,
        generation: "20241015-1".to_owned(),
    }
}

pub(crate) fn hit() -> Hit {
    let document = policy();
    Hit {
        id: document.id,
        title_html: "花都区<mark>老人助餐</mark>服务管理办法".to_owned(),
        title: document.title,
        snippet_html: "为规范<mark>老人助餐</mark>服务，制定本办法。".to_owned(),
        snippet_from: SnippetSource::Text,
        url: document.url,
        kind: document.kind,
        publisher: document.publisher,
        column: Some("政策/规范性文件".to_owned()),
        document_number: document.document_number,
        index_number: document.index_number,
        published_on: document.published_on,
        made_on: document.made_on,
        validity: document.validity,
        score: 12.5,
        semantic: false,
        attachments: 1,
        matched_attachments: Vec::new(),
        counterparts: Vec::new(),
        duplicates: 0,
        text_poor: false,
        explanation: None,
    }
}

/// A document that everybody may see.
pub(crate) fn policy() -> Document {
    serde_json::from_str(
        r#"{"id": "nfcms:1", "title": "花都区老人助餐服务管理办法", "kind": "policy", "validity": "valid",
            "body": "第一章　总则\n第一条　为规范老人助餐服务，制定本办法。\n本办法自印发之日起施行。",
            "published_on": "2020-08-14", "made_on": "2020-08-10", "publisher": "花都区民政局",
            "document_number": "花民〔2020〕12号", "index_number": "11440114007512345X/2020-00012",
            "column": ["政策/规范性文件"], "url": "https://www.example.gov.cn/post_1.html",
            "attachments": [{"name": "申请表.docx", "url": "https://www.example.gov.cn/1.docx"},
                            {"name": "坏链接", "url": "javascript:alert(1)"}],
            "relations": [{"kind": "interpreted_by", "id": "nfcms:2", "title": "解读一"},
                          {"kind": "related", "id": "r-staff", "title": "不公开的"}],
            "secret_note": "登记簿里的备注"}"#,
    )
    .unwrap()
}

/// An answer to a citizen, with everything that one can have.
pub(crate) fn reply() -> Document {
    serde_json::from_str(
        r#"{"id": "nfcms:4", "title": "关于助餐的答复", "kind": "reply", "validity": "repealed",
            "validity_claim": "失效（提前废止）", "effective_on": "2020-09-01", "expires_on": "2025-08-31",
            "body": "您好，请携带身份证前往街道办事处。", "published_on": "2020-08-14", "publisher": "花都区民政局",
            "source": "花都区政务服务中心", "unified_number": "GZ0320240034", "images": 2, "text_poor": true,
            "attachments": [{"name": "流程.docx", "url": "https://www.example.gov.cn/2.docx", "text": "一、申请\n二、审核"},
                            {"name": "签章页.pdf", "url": "https://www.example.gov.cn/3.pdf", "unread": "scanned"}],
            "request": {"number": "", "text": "老人助餐\n怎么申请？", "received_on": "2020-08-10",
                        "replied_on": "2020-08-14", "department": "区民政局养老科"}}"#,
    )
    .unwrap()
}

/// A folder with an archive of six documents: the policy in two versions, its explanation, a reply, one withdrawn, one
/// kept back as hijacked, one for staff.
pub(crate) fn archive() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::open(&folder.path().join("archive.sqlite")).unwrap();
    let source = Source::File("fixture.jsonl".to_owned());
    let put = |document: &Document, at: &str| {
        archive.put_document(document, &source, at.parse::<Timestamp>().unwrap()).unwrap();
    };
    let mut draft = policy();
    draft.validity = Validity::Unknown;
    draft.body = draft.body.replace("印发", "公布");
    put(&draft, "2024-10-15T01:00:00Z");
    put(&policy(), "2024-10-20T20:00:00Z");
    put(&reply(), "2024-10-15T01:00:00Z");
    let mut explanation = Document::new(DocumentId::new("nfcms:2").unwrap(), "解读一", "");
    explanation.kind = Kind::Interpretation;
    put(&explanation, "2024-10-15T01:00:00Z");
    let withdrawn = Document::new(DocumentId::new("nfcms:3").unwrap(), "撤下的通知", "撤下的正文");
    put(&withdrawn, "2024-10-15T01:00:00Z");
    archive.withdraw(&withdrawn.id, "gone", "2024-10-16T01:00:00Z".parse().unwrap()).unwrap();
    let hijacked = Document::new(DocumentId::new("nfcms:6").unwrap(), "被篡改的通知", "被篡改的正文");
    let suspicion = Suspicion { key: "rule".to_owned(), finding: serde_json::Value::Null };
    archive.put_suspect(&hijacked, &source, &[suspicion], "2024-10-15T01:00:00Z".parse().unwrap()).unwrap();
    let mut staff = Document::new(DocumentId::new("r-staff").unwrap(), "内部答复", "内部正文");
    staff.access = Access::Staff;
    put(&staff, "2024-10-15T01:00:00Z");
    folder
}

/// A router over `engine`, and the folder that its archive lives in.
pub(crate) struct App {
    pub(crate) router: Router,
    _folder: Option<TempDir>,
}

/// What a request got.
pub(crate) struct Answered {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl App {
    pub(crate) fn new(engine: FakeEngine) -> Self {
        Self::with_limits(engine, &Limits::default())
    }

    pub(crate) fn with_limits(engine: FakeEngine, limits: &Limits) -> Self {
        let folder = archive();
        Self { router: router(service(engine, folder.path(), limits), None), _folder: Some(folder) }
    }

    /// A router under other rules towards those who ask.
    pub(crate) fn with_policy(engine: FakeEngine, policy: Policy) -> Self {
        let folder = archive();
        let service = service(engine, folder.path(), &Limits::default()).with_policy(policy);
        Self { router: router(service, None), _folder: Some(folder) }
    }

    /// A router whose archive somebody else keeps.
    pub(crate) fn over(router: Router) -> Self {
        Self { router, _folder: None }
    }

    pub(crate) async fn get(&self, path: &str) -> Answered {
        self.ask(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn ask(&self, request: Request<Body>) -> Answered {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Answered { status: parts.status, headers: parts.headers, body: String::from_utf8(bytes.to_vec()).unwrap() }
    }
}

/// A service over `engine` and the archive in `folder`.
pub(crate) fn service(engine: FakeEngine, folder: &Path, limits: &Limits) -> Service<FakeEngine> {
    Service::open(engine, &folder.join("archive.sqlite"), Identity::default(), limits).unwrap()
}

/// The words of a page's element as a reader gets them, a text a line.
pub(crate) fn text_of(html: &str, element: &str) -> String {
    let page = scraper::Html::parse_document(html);
    let selector = scraper::Selector::parse(element).unwrap();
    let texts = page.select(&selector).flat_map(|element| element.text());
    texts.map(str::trim).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}
