//! The yearly report's tables, and their arithmetic.

use expect_test::{Expect, expect};
use gongkai_register::{Field, StatutoryReport};

use crate::{Office, by, office, plan};

/// The rows that are not empty, and what does not add up.
#[track_caller]
fn check(office: &Office, year: i16, expected: &Expect) {
    let report = StatutoryReport::new(&office.register.records().unwrap(), year);
    let mut lines = Vec::new();
    let rows = report.requests.iter().map(|row| (row.label, &row.cells));
    for (label, cells) in rows.chain(report.cases.iter().map(|row| (row.label, &row.cells))) {
        if cells.iter().any(|cell| cell.count() > 0) {
            let counts: Vec<String> = cells.iter().map(|cell| cell.count().to_string()).collect();
            lines.push(format!("{label} {}", counts.join(" ")));
        }
    }
    lines.extend(report.violations.iter().map(|one| format!("! {} {}", one.sum, one.cases.join("、"))));
    expected.assert_eq(&lines.join("\n"));
}

#[test]
fn a_request_is_new_closed_and_carried_over_in_the_years_of_its_days() {
    let office = office(
        "登记编号,收件日期,申请人性质,处理结果,答复日期
甲字2023-1,2023-12-20,公民,不存在,2024-01-10
甲字2024-1,2024-03-05,商业企业,予以公开,2024-03-20
甲字2024-2,2024-12-25,公民,,
甲字2022-1,2022-03-05,公民,予以公开,2022-03-20
",
    );
    check(
        &office,
        2024,
        &expect![[r#"
        一、本年新收政府信息公开申请数量 1 1 0 0 0 0 2
        二、上年结转政府信息公开申请数量 1 0 0 0 0 0 1
        三、（一）予以公开 0 1 0 0 0 0 1
        三、（四）无法提供 1.本机关不掌握相关政府信息 1 0 0 0 0 0 1
        三、（七）总计 1 1 0 0 0 0 2
        四、结转下年度继续办理 1 0 0 0 0 0 1"#]],
    );
    check(
        &office,
        2023,
        &expect![[r#"
        一、本年新收政府信息公开申请数量 1 0 0 0 0 0 1
        四、结转下年度继续办理 1 0 0 0 0 0 1"#]],
    );
}

#[test]
fn a_cell_names_its_cases() {
    let office =
        office("登记编号,收件日期,申请人性质\n甲字2024-1,2024-03-05,商业企业\n甲字2024-2,2024-03-06,商业企业\n");
    let report = StatutoryReport::new(&office.register.records().unwrap(), 2024);
    assert_eq!(report.columns[1], "商业企业");
    assert_eq!(report.requests[0].cells[1].cases, ["甲字2024-1", "甲字2024-2"]);
    assert_eq!(report.requests.len(), 25);
}

#[test]
fn each_sum_that_does_not_come_out_is_named_with_its_cases() {
    let office = office(
        "登记编号,收件日期,申请人性质,处理结果,答复日期
无类型2024-1,2024-03-05,,予以公开,2024-03-20
无结果2024-2,2024-03-05,公民,,2024-03-20
无收件2024-3,,公民,予以公开,2024-03-20
倒置2024-4,2024-03-05,公民,予以公开,2023-03-20
无日期2024-5,,公民,,
",
    );
    check(
        &office,
        2024,
        &expect![[r#"
            一、本年新收政府信息公开申请数量 2 0 0 0 0 0 3
            三、（一）予以公开 1 0 0 0 0 0 2
            三、（七）总计 2 0 0 0 0 0 3
            ! 一、本年新收政府信息公开申请数量：各列之和＝总计，2≠3（没有申请人类型） 无类型2024-1
            ! 三、（一）予以公开：各列之和＝总计，1≠2（没有申请人类型） 无类型2024-1
            ! 三、（七）总计：各列之和＝总计，2≠3（没有申请人类型） 无类型2024-1
            ! 自然人：三（一）至（六）之和＝三（七），1≠2（没有答复结果） 无结果2024-2
            ! 自然人：一＋二＝三（七）＋四，2＝2（收到日期与答复日期不符） 倒置2024-4、无收件2024-3
            ! 总计：三（一）至（六）之和＝三（七），2≠3（没有答复结果） 无结果2024-2
            ! 总计：一＋二＝三（七）＋四，3＝3（收到日期与答复日期不符） 倒置2024-4、无收件2024-3
            ! 没有收到日期，不在任何一行 无日期2024-5"#]],
    );
}

#[test]
fn a_case_that_is_filed_without_a_day_of_its_reply_is_named() {
    let office = Office::new();
    let mapping = "[columns]\nnumber = '号'\nreceived_on = '收'\nstage = '态'\napplicant_type = '型'";
    office.import(&plan("a.csv", "号,收,态,型\n甲字1,2024-05-01,归档,自然人\n".as_bytes(), mapping));
    check(
        &office,
        2024,
        &expect![[r#"
        一、本年新收政府信息公开申请数量 1 0 0 0 0 0 1
        四、结转下年度继续办理 1 0 0 0 0 0 1
        ! 已答复或归档，没有答复日期，计为结转 甲字1"#]],
    );
}

#[test]
fn reviews_and_lawsuits_count_in_the_year_of_their_end_and_as_pending_before() {
    let mapping = "[columns]\nnumber = '号'\nreview_filed_on = '复议'\nreview_closed_on = '复议结'\nreview_result = '复议果'\n\
        lawsuit_course = '诉'\nlawsuit_filed_on = '立案'\nlawsuit_closed_on = '审结'\nlawsuit_result = '诉果'";
    let table = "号,复议,复议结,复议果,诉,立案,审结,诉果
甲字1,2024-05-01,2024-06-20,结果维持,复议后起诉,2024-07-01,2025-02-01,结果纠正
甲字2,2024-05-01,,尚未审结,,,,
甲字3,2023-05-01,2023-07-01,其他结果,未经复议直接起诉,2024-01-05,,
甲字4,2024-05-01,2024-07-01,,,,,
甲字5,,,,,2024-05-01,,
";
    let office = Office::new();
    office.import(&plan("a.csv", table.as_bytes(), mapping));
    check(
        &office,
        2024,
        &expect![[r#"
        行政复议 1 0 0 1 2
        行政诉讼：未经复议直接起诉 0 0 0 1 1
        行政诉讼：复议后起诉 0 0 0 1 1
        ! 没有收到日期，不在任何一行 甲字1、甲字2、甲字3、甲字4、甲字5
        ! 行政复议：有审结日期，没有结果，未计入 甲字4
        ! 行政诉讼：没有类型（直接起诉或复议后起诉），未计入 甲字5"#]],
    );
    check(
        &office,
        2025,
        &expect![[r#"
        行政复议 0 0 0 1 1
        行政诉讼：未经复议直接起诉 0 0 0 1 1
        行政诉讼：复议后起诉 0 1 0 0 1
        ! 没有收到日期，不在任何一行 甲字1、甲字2、甲字3、甲字4、甲字5
        ! 行政复议：有审结日期，没有结果，未计入 甲字4
        ! 行政诉讼：没有类型（直接起诉或复议后起诉），未计入 甲字5"#]],
    );
}

#[test]
fn summaries_count_as_whole_records_do_and_leave_out_the_long_texts() {
    let office = office(
        "登记编号,收件日期,申请人,申请人性质,申请内容,处理结果,答复日期
甲字2024-2,2024-03-06,赵某,商业企业,乙村规划,予以公开,2024-03-20
甲字2024-1,2024-03-05,,公民,甲村方案,,
",
    );
    office.register.correct("甲字2024-2", Field::Decision, Some("partial"), by("李某", "looked")).unwrap();
    let (summaries, records) = (office.register.summaries().unwrap(), office.register.records().unwrap());
    assert_eq!(StatutoryReport::new(&summaries, 2024), StatutoryReport::new(&records, 2024));
    for (summary, record) in summaries.iter().zip(&records) {
        assert_eq!((&summary.number, &summary.corrected), (&record.number, &record.corrected));
        assert_eq!(summary.value(Field::ReceivedOn), record.value(Field::ReceivedOn));
        assert_eq!((summary.value(Field::Text), record.value(Field::Text).is_some()), (None, true));
    }
    let applicants = office.register.applicants().unwrap();
    assert_eq!(applicants.into_iter().collect::<Vec<_>>(), [("甲字2024-2".to_owned(), "赵某".to_owned())]);
}
