//! `gongkai register` as an office uses it: the real program, its own tables and letters.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Command;

const MAPPING: &str = "[columns]\nnumber = '编号'\nreceived_on = '收件'\napplicant = '申请人'\napplicant_type = '类型'\n\
    text = '内容'\ndecision = '结果'\nreplied_on = '答复'\nlegal_basis = '依据'\n";
const TABLE: &str = "编号,收件,申请人,类型,内容,结果,答复,依据,备注
青公开申〔2024〕1号,2024-03-05,王某某,自然人,补偿方案,予以公开,2024-03-20,条例第三十六条第（二）项,急
青公开申〔2024〕2号,2024-04-25,李某某,自然人,会议纪要,,,,
青公开申〔2024〕3号,2024-05-06,某公司,商业企业,统计表,,,,
";
const NOT_HELD: &str = "收到您的申请（青公开申〔2024〕1号）。现答复如下：经检索，该政府信息不存在。\
    根据《条例》第三十六条第（四）项，特此告知。";

/// A folder with a table, its mapping, and a data directory that is not there yet.
struct Office(tempfile::TempDir);

impl Office {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("2024.csv"), TABLE).unwrap();
        fs::write(folder.path().join("mapping.toml"), MAPPING).unwrap();
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Runs `gongkai register` with these words; gives the exit code and what it printed.
    fn register(&self, words: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
        command.current_dir(self.path()).env("USER", "王科员").args(["--quiet", "--data", "data", "register"]);
        let output = command.args(words).output().unwrap();
        let printed = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap(), String::from_utf8(printed).unwrap())
    }

    fn import(&self, more: &[&str]) -> (i32, String) {
        self.register(&[&["import", "2024.csv", "--mapping", "mapping.toml"], more].concat())
    }
}

/// A docx file with one paragraph.
fn docx(text: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    write!(
        writer,
        r#"<w:document xmlns:w="{namespace}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"#
    )
    .unwrap();
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_dry_run_tells_everything_and_makes_nothing() {
    let office = Office::new();
    let (code, printed) = office.import(&["--dry-run"]);
    assert_eq!(code, 0, "{printed}");
    assert!(
        printed.starts_with("2024.csv: 3 new, 0 changed, 0 unchanged, 0 refused (nothing was changed)\n"),
        "{printed}"
    );
    assert!(printed.contains("  备注 → nobody reads it: in 1 rows\n"), "{printed}");
    assert!(printed.contains("  申请人 → applicant: in 3 rows, kept apart\n"), "{printed}");
    assert!(!office.path().join("data").try_exists().unwrap());
}

#[test]
fn letters_are_read_and_joined_and_what_they_say_otherwise_is_settled_by_a_person() {
    let office = Office::new();
    let letters = office.path().join("letters/2024");
    fs::create_dir_all(&letters).unwrap();
    fs::write(letters.join("青公开申（2024）1号.docx"), docx(NOT_HELD)).unwrap();
    fs::write(letters.join("答复.txt"), "现答复如下：予以公开。").unwrap();
    let (code, printed) = office.import(&["--replies", "letters"]);
    assert_eq!(code, 1, "{printed}");
    assert!(printed.contains("2024/答复.txt: names no request of the register"), "{printed}");
    assert!(printed.ends_with("2 letters: 1 joined to their requests, 1 of them new or changed\n"), "{printed}");

    let (code, printed) = office.register(&["check"]);
    assert_eq!(code, 1);
    assert!(printed.contains("register: 予以公开\n    letter:   无法提供（本机关不掌握相关政府信息）"), "{printed}");
    let correct =
        ["correct", "青公开申（2024）1号", "--decision", "unavailable_not_held", "--basis", "条例第三十六条第四项"];
    assert_eq!(office.register(&correct).0, 0);
    assert_eq!(office.import(&[]).1, "2024.csv: 0 new, 0 changed, 3 unchanged, 0 refused\n");
    assert_eq!(office.register(&["check"]), (0, "register and letters agree\n".to_owned()));
    let (_, printed) = office.register(&["history", "青公开申〔2024〕1号"]);
    assert!(
        printed.contains("  王科员  a person's correction  correction:decision: - → unavailable_not_held\n"),
        "{printed}"
    );
    assert!(!printed.contains("王某某"), "{printed}");
}

#[test]
fn what_is_overdue_comes_first_and_a_year_without_holidays_is_refused_until_it_is_there() {
    let office = Office::new();
    office.import(&[]);
    let (code, printed) = office.register(&["list", "--on", "2024-05-27"]);
    assert_eq!(code, 0, "{printed}");
    let due: Vec<&str> = printed.lines().map(|line| line.split("  ").nth(2).unwrap()).collect();
    assert_eq!(due, ["due 2024-05-24, 1 working days overdue", "due 2024-05-31, 4 working days left"]);
    let (_, printed) = office.register(&["list", "--overdue", "--on", "2024-05-27", "--json"]);
    assert_eq!(printed.lines().count(), 1);
    assert!(!printed.contains("李某某"), "{printed}");

    let table = office.path().join("late.csv");
    fs::write(&table, TABLE.replace("2024-05-06", "2026-12-20")).unwrap();
    office.register(&["import", "late.csv", "--mapping", "mapping.toml"]);
    let (code, printed) = office.register(&["list", "--on", "2026-12-21"]);
    assert_eq!(code, 1);
    assert!(printed.lines().next().unwrap().contains("the holidays of 2027 are not known"), "{printed}");
    let year = include_str!("../../data/holidays/2026.toml").replace("2026", "2027");
    // The weekends worked are other days in another year.
    let year: Vec<&str> = year.lines().map(|line| if line.starts_with("work") { "work = []" } else { line }).collect();
    fs::create_dir(office.path().join("data/holidays")).unwrap();
    fs::write(office.path().join("data/holidays/2027.toml"), year.join("\n")).unwrap();
    assert_eq!(office.register(&["list", "--on", "2026-12-21"]).0, 0);
}

#[test]
fn the_tables_of_a_year_are_counted_and_a_broken_sum_is_named() {
    let office = Office::new();
    office.import(&[]);
    let (code, printed) = office.register(&["report", "2024"]);
    assert_eq!(code, 0, "{printed}");
    assert!(printed.contains("\n2\t1\t0\t0\t0\t0\t3\t一、本年新收政府信息公开申请数量\n"), "{printed}");
    fs::write(
        office.path().join("2024.csv"),
        TABLE.replace("某公司,商业企业,统计表,,,", "某公司,商业企业,统计表,,2024-05-20,"),
    )
    .unwrap();
    office.import(&[]);
    let (code, printed) = office.register(&["report", "2024"]);
    assert_eq!(code, 1);
    assert!(printed.contains(
        "does not add up: 商业企业：三（一）至（六）之和＝三（七），0≠1（没有答复结果）: 青公开申〔2024〕3号"
    ));
    let (_, printed) = office.register(&["report", "2024", "--json"]);
    assert!(printed.contains(r#"{"count":1,"cases":["青公开申〔2024〕3号"]}"#), "{printed}");
}

#[test]
fn wrong_usage_says_the_way_out() {
    let office = Office::new();
    let (code, printed) = office.register(&["list"]);
    assert_eq!(code, 2);
    assert!(printed.contains("run `gongkai register import` first"), "{printed}");
    fs::write(office.path().join("mapping.toml"), "[columns]\nnumber = '号码'\n").unwrap();
    let (code, printed) = office.import(&[]);
    assert_eq!(code, 2);
    assert!(printed.contains("has no column \"号码\" for number; its headings are 编号、收件"), "{printed}");
    assert!(!office.path().join("data").try_exists().unwrap());
}

#[test]
fn nothing_of_a_register_is_in_the_archive_or_the_index() {
    let office = Office::new();
    office.import(&[]);
    let files: Vec<String> = fs::read_dir(office.path().join("data"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with("register.sqlite"))
        .collect();
    assert_eq!(files, Vec::<String>::new());
}

#[test]
fn a_register_of_an_earlier_program_is_brought_up_to_date_by_the_index() {
    let office = Office::new();
    assert_eq!(office.import(&[]).0, 0);
    let path = office.path().join("data/register.sqlite");
    let file = rusqlite::Connection::open(&path).unwrap();
    file.execute_batch(
        "DROP INDEX applicants_by_name; ALTER TABLE applicants DROP COLUMN name_key; PRAGMA user_version = 1",
    )
    .unwrap();
    drop(file);
    let (code, told) = office.register(&["list"]);
    assert!(code != 0 && told.contains("run `gongkai index` once"), "{told}");
    fs::write(office.path().join("one.jsonl"), "{\"id\":\"a\",\"title\":\"通知\",\"body\":\"正文\"}\n").unwrap();
    for words in [&["import", "one.jsonl"][..], &["index"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
        let output =
            command.current_dir(office.path()).args(["--quiet", "--data", "data"]).args(words).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(office.register(&["list"]).0, 0);
}
