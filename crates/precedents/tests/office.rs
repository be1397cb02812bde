//! The sample register, searched as an office does.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod office {
    pub(crate) mod certificates;
    pub(crate) mod finding;
    pub(crate) mod seeded;
}

use std::fmt::Write;
use std::ops::ControlFlow;
use std::sync::LazyLock;

use gongkai_analysis::Analyzer;
use gongkai_document::Timestamp;
use gongkai_index::{IndexRoot, LocalIndex};
use gongkai_precedents::{Built, Files, Precedents, Sources};
use gongkai_register::{Author, Mapping, Plan, Register, Sheet};
use gongkai_sample_portal::{SampleOptions, SamplePortal};

/// Items of the portal: enough for titles that are like each other.
const ITEMS: usize = 900;

/// The sample portal's public index and its register's staff index.
struct Office {
    portal: SamplePortal,
    precedents: Precedents,
    public: LocalIndex,
    folder: tempfile::TempDir,
}

/// Made once: it takes seconds.
static OFFICE: LazyLock<Office> = LazyLock::new(Office::open);

impl Office {
    fn open() -> Self {
        let portal = SamplePortal::generate(&SampleOptions { items: ITEMS, ..SampleOptions::default() });
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let files = Files { register: path("register.sqlite"), archive: path("archive.sqlite") };
        let register = Register::open(&files.register).unwrap();
        put_all(&register, &portal);
        let staff = root(&path("staff"));
        let sources = Sources { register: Some(&register), archive: None };
        let built = sources.build(&staff, false, Timestamp::UNIX_EPOCH, || ControlFlow::Continue(())).unwrap();
        assert!(matches!(built, Built::New(manifest) if manifest.document_count == 350));
        let public = root(&path("index"));
        let mut builder = public.build(Timestamp::UNIX_EPOCH).unwrap();
        for document in portal.truth() {
            builder.add(document).unwrap();
        }
        builder.finish(1).unwrap();
        let public = LocalIndex::open(public).unwrap();
        let precedents = Precedents::open(staff, files).unwrap();
        Self { portal, precedents, public, folder }
    }
}

fn root(directory: &std::path::Path) -> IndexRoot {
    IndexRoot::open(directory, Analyzer::embedded()).unwrap()
}

/// Puts the portal's register into a register file, by the mapping that ships.
fn put_all(register: &Register, portal: &SamplePortal) {
    let mut lines = String::new();
    for reply in portal.register() {
        writeln!(lines, "{}", serde_json::to_string(&reply).unwrap()).unwrap();
    }
    let mapping = Mapping::parse(include_str!("../../../data/sample/register.mapping.toml")).unwrap();
    let sheet = Sheet::read("register.jsonl", lines.as_bytes(), mapping.place()).unwrap();
    let plan = Plan::new(&sheet, &mapping).unwrap();
    let author = Author { who: "王某", source: "register.jsonl", at: Timestamp::UNIX_EPOCH };
    register.batch(|register| plan.lines.iter().try_for_each(|line| register.put(line, author).map(drop))).unwrap();
}
