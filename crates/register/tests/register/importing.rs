//! Tables become requests, once.

use expect_test::expect;
use gongkai_register::{Effect, Field, Mapping, Plan, Sheet};

use crate::{MAPPING, Office, by, plan};

const TABLE: &str = "登记编号,收件日期,申请人,申请人性质,申请内容,处理结果,答复日期,依据,经办人
青公开申〔2024〕1号,2024年3月5日,王某某,公民,补偿方案,不存在,2024/3/20,条例第三十六条第（四）项,甲
青公开申〔2024〕2号,2024-13-01,李某,公民,会议纪要,,,,乙
青公开申〔2024〕3号,20240307,张某,居民,统计表,给了,,,乙
青公开申（2024）1号,20240307,,,重复,,,,
,20240307,,,没有编号,,,,
青公开申〔2024〕4号,05.03.24,某公司,商业企业,合同,予以公开,45356,,甲
";

#[test]
fn the_dry_run_says_what_each_column_becomes_and_which_rows_are_refused_and_why() {
    let plan = plan("2024.csv", TABLE.as_bytes(), MAPPING);
    let columns: Vec<String> = plan
        .columns
        .iter()
        .map(|column| format!("{} → {:?} {} {:?}", column.heading, column.becomes, column.filled, column.example))
        .collect();
    expect![[r#"
        登记编号 → Some("number") 5 Some(("青公开申〔2024〕1号", "青公开申〔2024〕1号"))
        收件日期 → Some("received_on") 6 Some(("2024年3月5日", "2024-03-05"))
        申请人 → Some("applicant") 4 None
        申请人性质 → Some("applicant_type") 4 Some(("公民", "person"))
        申请内容 → Some("text") 6 Some(("补偿方案", "补偿方案"))
        处理结果 → Some("decision") 3 Some(("不存在", "unavailable_not_held"))
        答复日期 → Some("replied_on") 2 Some(("2024/3/20", "2024-03-20"))
        依据 → Some("legal_basis") 1 Some(("条例第三十六条第（四）项", "条例第三十六条第（四）项"))
        经办人 → None 4 None"#]]
    .assert_eq(&columns.join("\n"));
    let refusals: Vec<String> = plan.refusals.iter().map(|one| format!("{}: {}", one.row, one.reason)).collect();
    expect![[r#"
        3: 收件日期: "2024-13-01" is no day from 2000 to 2099; write 2024-03-05, or name its format in [dates] of the mapping
        4: 申请人性质: "居民" is none of 自然人、商业企业、科研机构、社会公益组织、法律服务机构、其他; say what it means in [values.applicant_type] of the mapping; 处理结果: "给了" is none of 予以公开、部分公开、不予公开（属于国家秘密）、不予公开（其他法律行政法规禁止公开）、不予公开（危及“三安全一稳定”）、不予公开（保护第三方合法权益）、不予公开（属于三类内部事务信息）、不予公开（属于四类过程性信息）……; say what it means in [values.decision] of the mapping
        5: 青公开申（2024）1号 stands in row 2 already
        6: it has no number"#]].assert_eq(&refusals.join("\n"));
    let last = &plan.lines[1];
    assert_eq!((last.row, last.fields[&Field::ReceivedOn].as_str()), (7, "2024-03-05"));
    assert_eq!(last.fields[&Field::RepliedOn], "2024-03-05");
}

#[test]
fn importing_again_changes_nothing_and_a_changed_line_only_its_fields() {
    let office = Office::new();
    let first = plan("2024.csv", TABLE.as_bytes(), MAPPING);
    assert_eq!(office.import(&first), [Effect::New, Effect::New]);
    assert_eq!(office.import(&first), [Effect::Unchanged, Effect::Unchanged]);
    let later = TABLE.replace("2024/3/20", "2024/3/21").replace("青公开申〔2024〕1号", "青公开申(2024)1号");
    let later = plan("later.csv", later.as_bytes(), MAPPING);
    // A dry run says the same and does nothing.
    let told = office.register.compare(&later.lines[0]).unwrap();
    assert!(matches!(&told, Effect::Updated(fields) if fields.len() == 1 && fields[0].field == "replied_on"));
    assert_eq!(office.import(&later)[0], told);
    let changes = office.register.history("青公开申〔2024〕1号").unwrap();
    let last = changes.last().unwrap();
    assert_eq!((last.field.as_str(), last.who.as_str(), last.source.as_str()), ("replied_on", "王某", "later.csv"));
    assert_eq!((last.before.as_deref(), last.after.as_deref()), (Some("2024-03-20"), Some("2024-03-21")));
    assert_eq!(changes.iter().filter(|change| change.field == "received_on").count(), 1);
    assert_eq!(office.register.records().unwrap().len(), 2);
}

#[test]
fn an_empty_cell_takes_nothing_away() {
    let office = Office::new();
    office.import(&plan("2024.csv", TABLE.as_bytes(), MAPPING));
    let emptied = TABLE.replace("补偿方案", "").replace("王某某", "");
    assert_eq!(office.import(&plan("2024.csv", emptied.as_bytes(), MAPPING))[0], Effect::Unchanged);
}

#[test]
fn who_asked_is_in_no_record_no_change_and_no_dry_run() {
    let office = Office::new();
    let first = plan("2024.csv", TABLE.as_bytes(), MAPPING);
    office.import(&first);
    let renamed = plan("2024.csv", TABLE.replace("王某某", "赵某某").as_bytes(), MAPPING);
    let told = office.import(&renamed);
    assert_eq!(office.register.applicant("青公开申〔2024〕1号").unwrap().as_deref(), Some("赵某某"));
    let shown = format!(
        "{} {:?} {:?} {:?} {:?}",
        serde_json::to_string(&office.register.records().unwrap()).unwrap(),
        office.register.history("青公开申〔2024〕1号").unwrap(),
        told,
        first.columns,
        office.register.compare(&first.lines[0]).unwrap(),
    );
    for name in ["王某某", "赵某某"] {
        assert!(!shown.contains(name), "{shown}");
    }
}

#[test]
fn a_heading_that_is_not_there_names_those_that_are() {
    let mapping = Mapping::parse("[columns]\nnumber = '编号'\nreceived_on = '收 件 日期'").unwrap();
    let read = |table: &str| Plan::new(&Sheet::read("a.csv", table.as_bytes(), mapping.place()).unwrap(), &mapping);
    let error = read("登记编号,收件日期\n").unwrap_err().to_string();
    assert_eq!(error, "a.csv: has no column \"编号\" for number; its headings are 登记编号、收件日期");
    assert!(read("编号,收件日期,编号\n").unwrap_err().to_string().contains("two columns with the heading \"编号\""));
    assert_eq!(read("编号, 收件 日期 \n").unwrap().lines, []);
}

#[test]
fn a_batch_that_fails_leaves_the_register_as_it_was() {
    let office = Office::new();
    let plan = plan("2024.csv", TABLE.as_bytes(), MAPPING);
    let failed: Result<(), gongkai_register::RegisterError> = office.register.batch(|register| {
        register.put(&plan.lines[0], by("王某", "2024.csv"))?;
        register.put_reply("青公开申〔2024〕9号", "答复.txt", "现答复如下", by("王某", "答复.txt")).map(drop)
    });
    assert!(failed.unwrap_err().to_string().contains("no request \"青公开申〔2024〕9号\""));
    assert!(office.register.records().unwrap().is_empty());
    assert!(office.folder.path().join("register.sqlite").is_file());
}

#[test]
fn a_request_in_two_files_is_refused_in_the_second() {
    let mut plans = [
        plan("2024.csv", "编号,内容\n甲字1,a\n".as_bytes(), "[columns]\nnumber = '编号'\ntext = '内容'"),
        plan("again.csv", "编号,内容\n甲字1,b\n甲字2,c\n".as_bytes(), "[columns]\nnumber = '编号'\ntext = '内容'"),
    ];
    Plan::refuse_repeated(&mut plans);
    assert_eq!(plans[0].lines.len(), 1);
    assert_eq!(plans[1].lines.len(), 1);
    assert_eq!(plans[1].refusals[0].reason, "甲字1 stands in row 2 of 2024.csv already");
}

#[test]
fn the_requests_of_one_applicant_are_found_however_the_name_is_spaced() {
    let office = Office::new();
    let table = "登记编号,收件日期,申请人\n青公开申〔2024〕2号,2024-03-07,王 某某\n青公开申〔2024〕1号,2024-03-05,王某某\n青公开申〔2024〕3号,2024-03-08,李某\n";
    let mapping = "[columns]\nnumber = '登记编号'\nreceived_on = '收件日期'\napplicant = '申请人'";
    office.import(&plan("2024.csv", table.as_bytes(), mapping));
    assert_eq!(office.register.requests_of("王某某 ").unwrap(), ["青公开申〔2024〕1号", "青公开申〔2024〕2号"]);
    assert_eq!(office.register.requests_of("张某").unwrap(), [""; 0]);
    assert_eq!(office.register.requests_of("").unwrap(), [""; 0]);
}

#[test]
fn a_register_of_the_first_schema_has_its_applicants_found_once_it_was_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("register.sqlite");
    let file = rusqlite::Connection::open(&path).unwrap();
    file.execute_batch(include_str!("../../migrations/0001_register.sql")).unwrap();
    let marks = "PRAGMA application_id = 0x474B5247; PRAGMA user_version = 1;
        INSERT INTO requests (id, number, number_key) VALUES (1, '青公开申〔2024〕1号', '青公开申|2024|1号');
        INSERT INTO applicants VALUES (1, '王某某');";
    file.execute_batch(marks).unwrap();
    drop(file);
    let register = gongkai_register::Register::open(&path).unwrap();
    assert_eq!(register.requests_of("王某某").unwrap(), ["青公开申〔2024〕1号"]);
}
