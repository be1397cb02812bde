//! The staff side of the sample: the register of 350 requests and one that is late, and who may sign in.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use gongkai_accounts::{Account, Accounts, Actor, AddressClass, Password, Role, SignIn};
use gongkai_analysis::Analyzer;
use gongkai_archive::Archive;
use gongkai_document::Timestamp;
use gongkai_index::{IndexRoot, LocalIndex};
use gongkai_precedents::{Files, Precedents, Sources};
use gongkai_register::{Author, Calendar, Mapping, Plan, Register, Sheet};
use gongkai_web::{StaffFiles, StaffIndexes};

use crate::sample::archive_path;

/// A reviewer's name and password.
pub(crate) const NAME: &str = "wang";
pub(crate) const PASSWORD: &str = "三里桥头卖豆腐的老王 1987";

/// A request that nobody answered, by an applicant who is named, whose days are those of years that are known.
const LATE: &str = "编号,收到日期,申请人,类型,内容,状态,部门\n花公开申〔2024〕1号,2024-03-05,欧阳测试,自然人,申请公开罗坝村旧村改造方案。电话：13800138000。,办理,民政局\n";
const LATE_MAPPING: &str = "[columns]\nnumber = '编号'\nreceived_on = '收到日期'\napplicant = '申请人'\n\
    applicant_type = '类型'\ntext = '内容'\n\
    stage = '状态'\ndepartment = '部门'\n";

/// Its files, and a session of the reviewer.
pub(crate) struct StaffSite {
    pub(crate) files: StaffFiles,
    pub(crate) session: String,
}

/// The staff's index over the register in `folder`, with the public one of `engine`.
pub(crate) fn indexes(folder: &Path, engine: &Arc<LocalIndex>) -> StaffIndexes {
    let register = folder.join("register.sqlite");
    let root = || IndexRoot::open(folder.join("staff"), Analyzer::embedded()).unwrap();
    let opened = Register::open(&register).unwrap();
    let archive = Archive::open_read_only(&archive_path(folder)).unwrap();
    let sources = Sources { register: Some(&opened), archive: Some(&archive) };
    sources.build(&root(), false, Timestamp::UNIX_EPOCH, || ControlFlow::Continue(())).unwrap();
    let files = Files { register, archive: archive_path(folder) };
    StaffIndexes {
        precedents: Precedents::open(root(), files).unwrap(),
        staff_root: root(),
        public: Arc::clone(engine),
        public_root: IndexRoot::open(folder.join("index"), Analyzer::embedded()).unwrap(),
        certificates: folder.join("certificates.sqlite"),
    }
}

/// Makes the staff side in `folder`.
pub(crate) fn site(folder: &Path) -> StaffSite {
    let files = StaffFiles {
        accounts: folder.join("accounts.sqlite"),
        register: folder.join("register.sqlite"),
        calendar: Calendar::shipped().unwrap(),
    };
    let register = Register::open(&files.register).unwrap();
    let sample = include_str!("../data/sample/register.jsonl");
    put(&register, "register.jsonl", sample, include_str!("../data/sample/register.mapping.toml"));
    put(&register, "late.csv", LATE, LATE_MAPPING);
    let accounts = Accounts::open(&files.accounts).unwrap();
    let now = Timestamp::now();
    let new = Account { name: NAME.parse().unwrap(), display_name: "王审核".to_owned(), role: Role::Reviewer };
    let password = Password::typed(PASSWORD);
    accounts.add_account(&new, &password, &Actor::CommandLine, now).unwrap();
    let SignIn::Accepted { token, .. } = accounts.sign_in(NAME, &password, AddressClass::LOCAL, now).unwrap() else {
        panic!("the reviewer is refused");
    };
    StaffSite { files, session: token.reveal() }
}

fn put(register: &Register, file: &str, table: &str, mapping: &str) {
    let mapping = Mapping::parse(mapping).unwrap();
    let plan = Plan::new(&Sheet::read(file, table.as_bytes(), mapping.place()).unwrap(), &mapping).unwrap();
    assert_eq!(plan.refusals.len(), 0);
    let author = Author { who: "导入", source: file, at: Timestamp::UNIX_EPOCH };
    let put = |register: &Register| plan.lines.iter().try_for_each(|line| register.put(line, author).map(drop));
    register.batch(put).unwrap();
}
