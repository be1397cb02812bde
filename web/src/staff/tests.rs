//! The staff side as a browser meets it.

mod audit;
mod cases;
mod exports;
mod hostile;
mod keys;
mod precedents;
mod sessions;

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use gongkai_accounts::{
    Account, AccountName, Accounts, AccountsError, Actor, AddressClass, Entry, Password, Role, SessionToken, SignIn,
    Wanted,
};
use gongkai_analysis::Analyzer;
use gongkai_document::Timestamp;
use gongkai_index::{IndexRoot, LocalIndex};
use gongkai_precedents::{Files, Precedents, Sources};
use gongkai_register::{Author, Calendar, Mapping, Plan, Register, Sheet};
use tempfile::TempDir;
use tower::ServiceExt;
use url::form_urlencoded::Serializer;

use crate::fixtures::{FakeEngine, archive, one_hit};
use crate::{FileReader, Identity, Limits, Service, Staff, StaffFiles, StaffIndexes, router};

/// The password of every account here.
const PASSWORD: &str = "三里桥头卖豆腐的老王 1987";

/// Three requests: one late, one closed with a letter that says something else, one whose deadline is in a year that
/// nobody knows.
const REGISTER: &str = "编号,收到日期,申请人,类型,内容,状态,部门,结果,依据,答复日期,答复
花公开申〔2024〕1号,2024-04-01,王小明,自然人,申请公开甲村补偿方案。电话：13800138000。,办理,民政局,,,,
花公开申〔2024〕2号,2024-03-05,某某公司,商业企业,申请公开乙村规划。,归档,规划局,予以公开,第三十六条第二项,2024-03-20,您申请公开乙村规划。现答复如下：经检索，本机关未制作该信息，该政府信息不存在。根据《条例》第三十六条第（四）项，特此告知。
花公开申〔2024〕3号,2030-12-30,李小红,自然人,申请公开丙村账目。,登记,民政局,,,,
";

const MAPPING: &str = "[columns]\nnumber = '编号'\nreceived_on = '收到日期'\napplicant = '申请人'\napplicant_type = '类型'\n\
    text = '内容'\nstage = '状态'\ndepartment = '部门'\ndecision = '结果'\nlegal_basis = '依据'\nreplied_on = '答复日期'\n\
    reply_text = '答复'\n";

/// The number of the second request, as an address has it.
const SECOND: &str = "/staff/requests/%E8%8A%B1%E5%85%AC%E5%BC%80%E7%94%B3%E3%80%942024%E3%80%952%E5%8F%B7";

/// 27 May 2024, nine in the morning in China.
fn now() -> Timestamp {
    Timestamp::constant(1_716_771_600, 0)
}

/// Passwords are slow to compare on a busy machine.
fn limits() -> Limits {
    Limits { answer_budget: Duration::from_secs(600), ..Limits::default() }
}

/// A service with its staff side, and the folder of its files.
struct Site {
    router: Router,
    folder: TempDir,
}

/// What a request got.
struct Answered {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

impl Answered {
    fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The value of the cookie that it sets.
    fn cookie(&self) -> String {
        let (_, value) = self.header("set-cookie").split(';').next().unwrap().split_once('=').unwrap();
        value.to_owned()
    }

    /// The token of its forms.
    fn csrf(&self) -> String {
        let text = self.text();
        let (_, rest) = text.split_once("name=\"csrf\" value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    }
}

impl Site {
    /// With nothing in the folder of the staff side.
    fn empty() -> Self {
        Self::at(Identity::default())
    }

    fn at(identity: Identity) -> Self {
        let site = Self { router: Router::new(), folder: archive() };
        let staff = Staff::new(site.files(), &limits()).with_clock(now);
        let router = router(site.service(identity), Some(staff));
        Self { router, ..site }
    }

    /// The same with indexes over the register and over an empty catalogue.
    fn searchable() -> Self {
        let site = Self::new();
        let root = |name: &str| IndexRoot::open(site.path(name), Analyzer::embedded()).unwrap();
        let register = site.register();
        let sources = Sources { register: Some(&register), archive: None };
        sources.build(&root("staff"), false, now(), || ControlFlow::Continue(())).unwrap();
        root("index").build(now()).unwrap().finish(0).unwrap();
        let files = Files { register: site.path("register.sqlite"), archive: site.path("archive.sqlite") };
        let indexes = StaffIndexes {
            precedents: Precedents::open(root("staff"), files).unwrap(),
            staff_root: root("staff"),
            public: Arc::new(LocalIndex::open(root("index")).unwrap()),
            public_root: root("index"),
            certificates: site.path("certificates.sqlite"),
        };
        let reader = FileReader::new(|name, bytes| match name {
            "scan.pdf" => Err("扫描件，无文字".to_owned()),
            _ => Ok(String::from_utf8_lossy(bytes).into_owned()),
        });
        let staff = Staff::new(site.files(), &limits()).with_indexes(indexes).with_file_reader(reader).with_clock(now);
        let router = router(site.service(Identity::default()), Some(staff));
        Self { router, ..site }
    }

    fn service(&self, identity: Identity) -> Service<FakeEngine> {
        let engine = FakeEngine::new(|request| Ok(one_hit(request)));
        Service::open(engine, &self.path("archive.sqlite"), identity, &limits()).unwrap()
    }

    fn files(&self) -> StaffFiles {
        StaffFiles {
            accounts: self.path("accounts.sqlite"),
            register: self.path("register.sqlite"),
            calendar: Calendar::shipped().unwrap(),
        }
    }

    /// With a clerk, a reviewer and an operator, and the register.
    fn new() -> Self {
        let site = Self::empty();
        for (name, role) in [("li.na", Role::Clerk), ("wang", Role::Reviewer), ("zhao", Role::Operator)] {
            site.add_account(name, role);
        }
        site.import(REGISTER);
        site
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn accounts(&self) -> Accounts {
        Accounts::open(&self.path("accounts.sqlite")).unwrap()
    }

    fn register(&self) -> Register {
        Register::open(&self.path("register.sqlite")).unwrap()
    }

    fn add_account(&self, name: &str, role: Role) {
        let new = Account { name: self.name(name), display_name: format!("{name} 同志"), role };
        self.accounts().add_account(&new, &Password::typed(PASSWORD), &Actor::CommandLine, now()).unwrap();
    }

    #[expect(clippy::unused_self, reason = "reads like the others")]
    fn name(&self, name: &str) -> AccountName {
        name.parse().unwrap()
    }

    fn import(&self, table: &str) {
        let mapping = Mapping::parse(MAPPING).unwrap();
        let sheet = Sheet::read("register.csv", table.as_bytes(), mapping.place()).unwrap();
        let plan = Plan::new(&sheet, &mapping).unwrap();
        assert_eq!(plan.refusals, []);
        let register = self.register();
        for line in &plan.lines {
            register.put(line, Author { who: "导入", source: "register.csv", at: now() }).unwrap();
        }
    }

    /// A session that began at `at`.
    fn session_since(&self, name: &str, at: Timestamp) -> SessionToken {
        let answer = self.accounts().sign_in(name, &Password::typed(PASSWORD), AddressClass::LOCAL, at).unwrap();
        let SignIn::Accepted { token, .. } = answer else { panic!("{name} was refused") };
        token
    }

    fn session(&self, name: &str) -> SessionToken {
        self.session_since(name, now())
    }

    async fn ask(&self, request: Request<Body>) -> Answered {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answered { status: parts.status, headers: parts.headers, bytes }
    }

    async fn get(&self, path: &str, token: Option<&SessionToken>) -> Answered {
        self.ask(with_cookie(Request::get(path), token).body(Body::empty()).unwrap()).await
    }

    /// Sends a form.
    async fn post(&self, path: &str, token: Option<&SessionToken>, fields: &[(&str, &str)]) -> Answered {
        let mut body = Serializer::new(String::new());
        for (name, value) in fields {
            body.append_pair(name, value);
        }
        self.ask(with_cookie(Request::post(path), token).body(Body::from(body.finish())).unwrap()).await
    }

    /// Sends a form with a file.
    async fn post_file(&self, path: &str, token: Option<&SessionToken>, csrf: &str, file: (&str, &[u8])) -> Answered {
        const BOUNDARY: &str = "between-the-parts";
        let part = |disposition: &str| format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n");
        let mut body = part("name=\"csrf\"").into_bytes();
        body.extend_from_slice(csrf.as_bytes());
        body.extend_from_slice(b"\r\n");
        body.extend_from_slice(part(&format!("name=\"file\"; filename=\"{}\"", file.0)).as_bytes());
        body.extend_from_slice(file.1);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let request = with_cookie(Request::post(path), token)
            .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"));
        self.ask(request.body(Body::from(body)).unwrap()).await
    }

    /// The audit log since the accounts were made, a line an entry.
    fn log(&self) -> Vec<String> {
        let mut log = Vec::new();
        let each = |entry: Entry| {
            let Entry { actor, action, subject, query, outcome, .. } = entry;
            if action != "add-account" {
                let query = query.map(|query| format!(" [{query}]")).unwrap_or_default();
                log.push(format!("{actor} {action} {}{query}: {outcome}", subject.unwrap_or_default()));
            }
            Ok::<_, AccountsError>(())
        };
        self.accounts().entries(&Wanted::default(), each).unwrap();
        log
    }
}

fn with_cookie(request: axum::http::request::Builder, token: Option<&SessionToken>) -> axum::http::request::Builder {
    match token {
        Some(token) => request.header("cookie", format!("gongkai-staff={}", token.reveal())),
        None => request,
    }
}
