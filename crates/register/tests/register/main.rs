//! The register as an office uses it: tables in, letters joined, people's corrections, lists and tables out.
#![expect(clippy::unwrap_used, reason = "a test's own short lists")]

mod importing;
mod letters;
mod sample;
mod statutory;
mod workbook;

use gongkai_document::Timestamp;
use gongkai_register::{Author, Effect, Mapping, Plan, Register, Sheet};

/// A register in a folder that is removed with it.
struct Office {
    register: Register,
    folder: tempfile::TempDir,
}

const MAPPING: &str = r#"
[columns]
number = "登记编号"
received_on = "收件日期"
applicant = "申请人"
applicant_type = "申请人性质"
text = "申请内容"
decision = "处理结果"
replied_on = "答复日期"
legal_basis = "依据"

[dates]
formats = ["%d.%m.%y"]

[values.applicant_type]
"公民" = "自然人"

[values.decision]
"不存在" = "unavailable_not_held"
"#;

impl Office {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let register = Register::open(&folder.path().join("register.sqlite")).unwrap();
        Self { register, folder }
    }

    /// Imports a table; gives what each line did.
    fn import(&self, plan: &Plan) -> Vec<Effect> {
        let put = |line| self.register.put(line, by("王某", &plan.file)).unwrap();
        plan.lines.iter().map(put).collect()
    }
}

fn by<'a>(who: &'a str, source: &'a str) -> Author<'a> {
    Author { who, source, at: Timestamp::UNIX_EPOCH }
}

fn plan(file: &str, bytes: &[u8], mapping: &str) -> Plan {
    let mapping = Mapping::parse(mapping).unwrap();
    Plan::new(&Sheet::read(file, bytes, mapping.place()).unwrap(), &mapping).unwrap()
}

/// A register of these lines, with the columns of [`MAPPING`] that the heading names.
fn office(table: &str) -> Office {
    let heading = table.lines().next().unwrap();
    let lines = MAPPING.lines().filter(|line| match line.split_once(" = \"") {
        Some((field, name)) if field.chars().all(|c| c.is_ascii_lowercase() || c == '_') => {
            heading.split(',').any(|one| one == name.trim_end_matches('"'))
        }
        _ => true,
    });
    let office = Office::new();
    let plan = plan("register.csv", table.as_bytes(), &lines.collect::<Vec<_>>().join("\n"));
    assert_eq!(plan.refusals, []);
    office.import(&plan);
    office
}
