//! Brands put in by machine, and honest texts that come close.

use gongkai_document::{Document, DocumentId};

use crate::{Finding, Place, Rule, screen, screen_text};

fn document(title: &str, body: &str) -> Document {
    Document::new(DocumentId::from_post("test", 1), title, body)
}

fn brands(findings: Vec<Finding>) -> Vec<(Place, String, bool)> {
    let brands = findings.into_iter().filter(|finding| finding.rule == Rule::BrandName);
    brands.map(|finding| (finding.place, finding.matched, finding.grave)).collect()
}

#[track_caller]
fn assert_grave(title: &str, body: &str) {
    let findings = screen(&document(title, body));
    assert!(findings.iter().any(|finding| finding.rule == Rule::BrandName && finding.grave), "{title}: {findings:?}");
}

#[track_caller]
fn assert_not_grave(title: &str, body: &str) {
    let findings = screen(&document(title, body));
    assert!(!findings.iter().any(Finding::is_grave), "{title}: {findings:?}");
}

#[test]
fn a_known_brand_is_found_wherever_a_name_stood() {
    let body = "现将yabo888体育官网 工作方案印发给你们。\n二、yabo888体育官网 各部门负责落实。";
    assert_eq!(
        brands(screen(&document("yabo888体育官网 2021年工作报告", body))),
        [
            (Place::Title, "yabo888体育官网".to_owned(), true),
            (Place::Body, "yabo888体育官网".to_owned(), true),
            (Place::Body, "yabo888体育官网".to_owned(), true),
        ]
    );
}

#[test]
fn a_brand_that_is_also_an_honest_name_is_known_by_its_place() {
    assert_grave("皇冠 关于做好防汛工作的通知", "各镇街：经皇冠 同意，现就防汛工作通知如下。\n皇冠 三防办负责解释。");
    assert_grave("半岛体育 2021年部门预算", "一、半岛体育 主要职责");
    assert_grave("政府信息公开指南", "依照规定，米兰官网 办公室负责受理申请，由米兰官网 答复。");
    assert_not_grave("皇冠花园小区加装电梯公示", "皇冠花园3栋业主申请加装电梯，皇冠花园物业已公示。");
    assert_not_grave("关于朝鲜半岛问题的谈话", "半岛局势关系地区和平，各方应当为半岛和平作出努力。");
    assert_not_grave("万博商务区规划", "万博商务区位于番禺区，万博 中心一期已建成。");
}

#[test]
fn a_brand_that_cuts_a_word_in_two_is_found_though_nobody_knows_it() {
    assert_grave("年度报告", "推进政zzbet最新官网府信息公开，完善制度。");
    assert_grave("年度报告", "推进信xq77app下载息公开，完善制度。");
}

#[test]
fn an_unknown_brand_is_found_where_it_replaced_a_name_everywhere() {
    assert_grave("zq2020柏林联队 关于开展检查的通知", "为落实zq2020柏林联队 部署，由zq2020柏林联队 办公室组织检查。");
    assert_grave("某某体育app下载 2021年报告", "某某体育app下载 主动公开信息120条，某某体育app下载 门户网站更新及时。");
    assert_grave("多多彩 2021年报告", "落实多多彩 要求，由多多彩 门户网站公开，经多多彩 同意。");
}

#[test]
fn a_firm_and_a_hall_with_a_brands_name_are_none() {
    assert_not_grave("关于注销娱乐场所许可证的公告", "皇冠娱乐有限公司、金沙娱乐会所、太阳城娱乐城申请注销。");
    assert_not_grave("米兰体育馆招标公告", "米兰体育馆改造工程，米兰体育馆 二期另行招标。");
    assert_not_grave("关于推广12306官网购票的通知", "请通过12306官网、铁路12306app下载页面购票，12306官网 每日开放。");
    assert_not_grave("使用粤省事app的通知", "打开粤省事app，登录政务服务平台 办理。下载app后注册。");
    assert_not_grave("体育彩票公益金使用情况", "体育彩票公益金主要用于全民健身，彩票官网 公布。");
}

#[test]
fn a_police_notice_names_a_brand_and_is_not_held_back() {
    let body = "警方破获一起跨境赌博案，犯罪嫌疑人通过“bet365”赌博网站接受投注，涉案金额巨大。";
    assert_eq!(brands(screen(&document("警情通报", body))), [(Place::Body, "bet365".to_owned(), false)]);
    assert_not_grave("打击网络赌博", "切勿登录“葡京”“威尼斯人”等非法网站，谨防受骗。");
}

#[test]
fn a_hijacked_police_notice_is_still_found() {
    assert_grave("bet365 关于打击赌博的通告", "bet365 开展打击网络赌博专项行动，bet365 将依法查处。");
}

#[test]
fn a_publisher_that_is_a_brand_is_found() {
    let mut hijacked = document("通知", "正文");
    hijacked.publisher = Some("澳门新葡官网".to_owned());
    assert_eq!(brands(screen(&hijacked)), [(Place::Publisher, "澳门新葡官网".to_owned(), true)]);
}

#[test]
fn no_more_findings_are_told_than_anyone_reads() {
    assert_eq!(screen_text(&"由bet365官网 负责。".repeat(500)).len(), 50);
}
