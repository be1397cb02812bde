//! The list, a request, a correction and the tables.

use std::fmt::Write;

use expect_test::expect;

use super::{SECOND, Site};
use crate::fixtures::text_of;

#[tokio::test]
async fn the_list_begins_with_what_is_late_and_says_what_cannot_be_counted() {
    let site = Site::new();
    let token = site.session("li.na");
    let page = site.get("/staff/register", Some(&token)).await.text();
    expect![[r#"
        花公开申〔2024〕1号
        2024-04-01
        自然人
        办理
        民政局
        2024年4月29日
        逾期 18 个工作日
        花公开申〔2024〕3号
        2030-12-30
        自然人
        登记
        民政局
        无法计算（缺 2030 年节假日安排）
        花公开申〔2024〕2号
        2024-03-05
        商业企业
        归档
        规划局
        予以公开"#]]
    .assert_eq(&text_of(&page, "tbody"));
    expect![[r#"
        共
        3
        件，其中逾期
        1
        件，本页第 1–3 件"#]]
    .assert_eq(&text_of(&page, ".summary p"));
    for (query, numbers) in [
        ("overdue=1", "花公开申〔2024〕1号"),
        ("stage=filed", "花公开申〔2024〕2号"),
        ("decision=granted", "花公开申〔2024〕2号"),
        ("year=2030", "花公开申〔2024〕3号"),
        ("department=%E8%A7%84%E5%88%92%E5%B1%80", "花公开申〔2024〕2号"),
        ("cell=2024.new.1", "花公开申〔2024〕1号"),
        ("cell=2024.granted.7", "花公开申〔2024〕2号"),
        ("year=2020", ""),
        ("page=2", ""),
    ] {
        let page = site.get(&format!("/staff/register?{query}"), Some(&token)).await.text();
        assert_eq!(text_of(&page, "tbody th"), numbers, "{query}");
    }
    for query in ["cell=2024.none.1", "cell=2024.granted.9", "cell=2024.granted.0", "cell=2024.violation.99"] {
        assert_eq!(site.get(&format!("/staff/register?{query}"), Some(&token)).await.status, 400, "{query}");
    }
}

#[tokio::test]
async fn a_long_register_has_pages_that_keep_the_filters() {
    let site = Site::new();
    let mut table = String::from("编号,收到日期,申请人,类型,内容,状态,部门,结果,依据,答复日期,答复\n");
    for number in 10..160 {
        let day = number % 9 + 1;
        writeln!(table, "花公开申〔2024〕{number}号,2024-05-0{day},某人,自然人,内容,办理,教育局,,,,").unwrap();
    }
    site.import(&table);
    let token = site.session("li.na");
    let first = site.get("/staff/register?stage=in_hand", Some(&token)).await.text();
    assert!(first.contains("href=\"/staff/register?stage=in_hand&#38;page=2\" rel=\"next\""), "{first}");
    let last = site.get("/staff/register?stage=in_hand&page=4", Some(&token)).await.text();
    assert_eq!(text_of(&last, ".summary p"), "共\n151\n件，其中逾期\n1\n件，本页第 151–151 件");
}

#[tokio::test]
async fn a_request_is_shown_with_everything_and_personal_data_is_marked() {
    let site = Site::new();
    let token = site.session("li.na");
    let page = site.get(SECOND, Some(&token)).await.text();
    expect![[r#"
        花公开申〔2024〕2号
        已办结
        登记簿与答复文书不一致
        答复结果：登记簿为“予以公开”，答复文书为“无法提供（本机关不掌握相关政府信息）”（可信度 97%，原文“未制作”）。
        法律依据：登记簿为“第三十六条第二项”，答复文书为“《中华人民共和国政府信息公开条例》第三十六条第（四）项”（可信度 98%，原文“第三十六条第（四）项”）。
        查找类似申请
        登记事项
        申请人
        某某公司
        收到日期
        2024-03-05
        申请人类型
        商业企业
        办理状态
        归档
        承办部门
        规划局
        答复结果
        予以公开
        法律依据
        第三十六条第二项
        答复日期
        2024-03-20
        申请内容
        申请公开乙村规划。
        答复文书：登记簿中的答复内容
        识别的答复结果
        无法提供（本机关不掌握相关政府信息）（可信度 97%）
        识别的法律依据
        《中华人民共和国政府信息公开条例》第三十六条第（四）项
        答复全文
        您申请公开乙村规划。现答复如下：经检索，本机关
        未制作
        该信息，该政府信息不存在。根据《条例》
        第三十六条第（四）项
        ，特此告知。"#]]
    .assert_eq(text_of(&page, "main article").split_once("\n变更记录").unwrap().0);
    let history = text_of(&page, "table");
    assert!(history.contains("导入\n编号\n（空）\n花公开申〔2024〕2号\nregister.csv"), "{history}");
    assert_eq!(text_of(&page, "mark.decision"), "未制作");
    assert!(!page.contains("人工更正</h2>"), "a clerk corrects nothing");
    let first = SECOND.replace("2%E5%8F%B7", "1%E5%8F%B7");
    let page = site.get(&first, Some(&token)).await.text();
    assert_eq!(text_of(&page, "mark.personal"), "王小明\n13800138000");
    assert!(text_of(&page, ".personal-note").contains("个人电话 1 处"));
    let unknown = site.get("/staff/requests/%E8%8A%B1", Some(&token)).await;
    assert_eq!(unknown.status, 404);
    assert!(unknown.text().contains("登记簿中没有这个编号的申请"));
}

#[tokio::test]
async fn a_reviewer_corrects_what_was_read_and_the_word_is_kept_with_its_author() {
    let site = Site::new();
    let token = site.session("wang");
    let csrf = site.get(SECOND, Some(&token)).await.csrf();
    let path = format!("{SECOND}/correction");
    let fields = [("csrf", csrf.as_str()), ("decision", "partial"), ("basis", " 第三十七条 "), ("note", "看过原件")];
    let answered = site.post(&path, Some(&token), &fields).await;
    assert_eq!((answered.status.as_u16(), answered.header("location")), (303, SECOND));
    let page = site.get(SECOND, Some(&token)).await.text();
    assert!(page.contains("登记簿原为：予以公开") && !page.contains("登记簿与答复文书不一致"), "{page}");
    let history = text_of(&page, "table");
    assert!(history.contains("wang\n答复结果（人工更正）\n（空）\n部分公开\n看过原件"), "{history}");
    let list = site.get("/staff/register?decision=partial", Some(&token)).await.text();
    assert_eq!(text_of(&list, "tbody th"), "花公开申〔2024〕2号");
    site.post(&path, Some(&token), &[("csrf", &csrf)]).await;
    assert!(site.register().record("花公开申〔2024〕2号").unwrap().unwrap().corrected.is_empty(), "taken back");

    for (field, value) in [("decision", "给了"), ("basis", &"条".repeat(501)), ("note", &"因".repeat(201))] {
        let answered = site.post(&path, Some(&token), &[("csrf", &csrf), (field, value)]).await;
        assert_eq!(answered.status, 400, "{field}");
    }
    let unknown = site.post("/staff/requests/9/correction", Some(&token), &[("csrf", &csrf)]).await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test]
async fn the_tables_lead_to_the_cases_of_every_cell_and_say_what_does_not_add_up() {
    let site = Site::new();
    let token = site.session("li.na");
    let page = site.get("/staff/tables?year=2024", Some(&token)).await.text();
    assert_eq!(
        text_of(&page, ".sums"),
        "自然人：1＋0＝0＋1 相符\n商业企业：1＋0＝1＋0 相符\n科研机构：0＋0＝0＋0 相符\n\
        社会公益组织：0＋0＝0＋0 相符\n法律服务机构：0＋0＝0＋0 相符\n其他：0＋0＝0＋0 相符\n总计：2＋0＝1＋1 相符"
    );
    let document = scraper::Html::parse_document(&page);
    let links = scraper::Selector::parse("td a").unwrap();
    let mut followed = 0;
    for link in document.select(&links) {
        let count = link.text().collect::<String>();
        let list = site.get(link.attr("href").unwrap(), Some(&token)).await.text();
        assert_eq!(text_of(&list, ".summary strong").lines().next(), Some(count.as_str()));
        followed += 1;
    }
    assert!(followed >= 8, "{followed}");
    assert!(page.contains("各项勾稽关系相符"));

    site.import("编号,收到日期,申请人,类型,内容,状态,部门,结果,依据,答复日期,答复\n花公开申〔2024〕4号,2024-05-06,某人,,内容,归档,教育局,,,2024-05-20,\n");
    let page = site.get("/staff/tables", Some(&token)).await.text();
    assert!(page.contains("2024 年度报告统计表") && text_of(&page, ".warnings").contains("没有申请人类型"), "{page}");
    let list = site.get("/staff/register?cell=2024.violation.1", Some(&token)).await.text();
    assert_eq!(text_of(&list, "tbody th"), "花公开申〔2024〕4号");
    for query in ["year=1999", "year=x", "month=5"] {
        assert_eq!(site.get(&format!("/staff/tables?{query}"), Some(&token)).await.status, 400, "{query}");
    }
}

#[tokio::test]
async fn without_a_register_its_pages_say_how_it_is_filled() {
    let site = Site::empty();
    site.add_account("li.na", gongkai_accounts::Role::Clerk);
    let token = site.session("li.na");
    for path in ["/staff/register", "/staff/requests/1", "/staff/tables"] {
        let answered = site.get(path, Some(&token)).await;
        assert_eq!(answered.status, 404, "{path}");
        assert!(answered.text().contains("gongkai register import"), "{path}");
    }
    assert!(!site.path("register.sqlite").try_exists().unwrap());
}
