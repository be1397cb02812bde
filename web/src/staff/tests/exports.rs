//! What is taken out of the service, and by whom.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use expect_test::expect;

use super::Site;

#[tokio::test]
async fn a_reviewer_takes_the_list_and_who_asked_only_when_that_is_asked_for() {
    let site = Site::new();
    let token = site.session("wang");
    let answered = site.get("/staff/register/export.csv?overdue=1", Some(&token)).await;
    assert_eq!(answered.header("content-disposition"), "attachment; filename=\"register.csv\"");
    expect![[r#"
        ﻿"编号","答复期限","时限状态","收到日期","提交渠道","申请人类型","办理状态","承办部门","答复结果","法律依据","答复文号","答复日期","行政复议结果","行政诉讼类型","行政诉讼结果","延期告知日期"
        "花公开申〔2024〕1号","2024年4月29日","逾期 18 个工作日","2024-04-01","","自然人","办理","民政局","","","","","","","",""
    "#]].assert_eq(&answered.text().replace("\r\n", "\n"));
    let named = site.get("/staff/register/export.csv?overdue=1&applicants=1", Some(&token)).await;
    assert!(named.text().contains("\"王小明\"") && !answered.text().contains("王小明"));
    let answered = site.get("/staff/register/export.xlsx", Some(&token)).await;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(answered.bytes)).unwrap();
    let range = workbook.worksheet_range("依申请公开登记簿").unwrap();
    assert_eq!(range.height(), 4);
    let all: String = range.cells().map(|(_, _, cell)| cell.to_string()).collect();
    assert!(
        all.contains("无法计算（缺 2030 年节假日安排）") && !all.contains("王小明") && !all.contains("13800138000")
    );
}

#[tokio::test]
async fn the_tables_are_taken_as_they_are_shown() {
    let site = Site::new();
    let token = site.session("wang");
    let answered = site.get("/staff/tables/export.xlsx?year=2024", Some(&token)).await;
    assert_eq!(answered.header("content-disposition"), "attachment; filename=\"statutory-tables-2024.xlsx\"");
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(answered.bytes)).unwrap();
    let names = ["2024年收到和处理申请情况", "2024年行政复议行政诉讼情况", "勾稽关系核对"];
    assert_eq!(workbook.sheet_names(), names);
    let range = workbook.worksheet_range(names[0]).unwrap();
    assert_eq!(range.get_value((1, 7)).unwrap().to_string(), "2");
    let csv = site.get("/staff/tables/export.csv?year=2024", Some(&token)).await.text();
    assert!(
        csv.contains("\"一、本年新收政府信息公开申请数量\",\"1\",\"1\",\"0\",\"0\",\"0\",\"0\",\"2\"\r\n"),
        "{csv}"
    );
}

#[tokio::test]
async fn a_role_gets_what_it_may_and_nothing_else() {
    let site = Site::new();
    let pages = [
        "/staff/register",
        super::SECOND,
        "/staff/tables",
        "/staff/register/export.csv",
        "/staff/register/export.xlsx",
        "/staff/tables/export.csv",
        "/staff/tables/export.xlsx",
    ];
    for (name, statuses) in [("li.na", [200, 200, 200, 403, 403, 403, 403]), ("wang", [200; 7]), ("zhao", [403; 7])] {
        let token = site.session(name);
        for (path, status) in pages.iter().zip(statuses) {
            let answered = site.get(path, Some(&token)).await;
            assert_eq!(answered.status, status, "{name} {path}");
            if status == 403 {
                assert!(!answered.text().contains("花公开申"), "{name} {path}");
            }
        }
        let csrf = token.csrf().reveal();
        let fields = [("csrf", csrf.as_str()), ("decision", "partial")];
        let answered = site.post(&format!("{}/correction", super::SECOND), Some(&token), &fields).await;
        assert_eq!(answered.status, if name == "wang" { 303 } else { 403 }, "{name}");
    }
    let operator = site.session("zhao");
    let home = site.get("/staff", Some(&operator)).await;
    assert!(home.text().contains("管理帐号") && !home.text().contains("登记簿</a>"));
    assert!(site.log().contains(&"zhao view : refused: may not view-cases".to_owned()), "{:#?}", site.log());
}
