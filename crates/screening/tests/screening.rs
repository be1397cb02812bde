//! What holds for every text, and what an invented hijacked report shows.

use std::fmt::Write as _;

use expect_test::expect;
use gongkai_document::{Attachment, Document, DocumentId};
use gongkai_screening::{Finding, Place, screen, screen_page, screen_text};
use proptest::prelude::*;

/// A brand where the body's name stood, a line of pornography, readings in pinyin, a rewritten address.
fn hijacked_report() -> Document {
    let title = "kaiyunsports开云体育 2021年政府信息公开工作年度报告";
    let body = "久久精品国产无码,欧美一区二区三区,人妻在线观看\n\
        一、总体情况\n\
        2021年，kaiyunsports开云体育 坚持以公开为常态，主动公(gōng)开信息318条，政(zhèng)务(wù)新媒体发布推文96条。\n\
        公众可登录kaiyunsports开云体育 门户网站（//www.example-shop.com）查阅。\n\
        二、存在问题\n\
        《kaiyunsports开云体育 政策解读工作办法》落实不够，下一步将推进政kyxx88官网 务公开。";
    let mut report = Document::new(DocumentId::from_post("test", 1), title, body);
    report.publisher = Some("某区人民政府办公室".to_owned());
    let mut attachment = Attachment::new("附件.pdf", "http://www.example-district.gov.cn/1.pdf");
    attachment.text = Some("由kaiyunsports开云体育 保存。".to_owned());
    report.attachments = vec![attachment];
    report
}

#[test]
fn an_invented_hijacked_report_shows_every_spot() {
    let report = hijacked_report();
    let mut shown = String::new();
    for finding in screen(&report) {
        let (weight, place) = (if finding.is_grave() { "grave" } else { "told" }, finding.place);
        writeln!(shown, "{weight} {} in {place} at {:?}: {}", finding.rule, finding.span, finding.matched).unwrap();
    }
    expect![[r#"
        grave brand_name in title at 0..24: kaiyunsports开云体育
        grave pornographic_text in body at 0..62: 久久精品国产无码,欧美一区二区三区,人妻在线
        grave brand_name in body at 98..122: kaiyunsports开云体育
        grave pinyin_gloss in body at 156..166: 公(gōng)
        grave brand_name in body at 248..272: kaiyunsports开云体育
        told foreign_host in body at 290..310: www.example-shop.com
        grave brand_name in body at 345..369: kaiyunsports开云体育
        grave brand_name in body at 433..445: kyxx88官网
        grave brand_name in attachment 1 at 3..27: kaiyunsports开云体育
    "#]]
    .assert_eq(&shown);
}

#[test]
fn the_same_report_before_the_hijack_is_clean() {
    let title = "某区人民政府2021年政府信息公开工作年度报告";
    let body = "一、总体情况\n2021年，某区人民政府坚持以公开为常态，主动公开信息318条，政务新媒体发布推文96条。\n\
        公众可登录区人民政府门户网站（http://www.example-district.gov.cn）查阅。\n\
        二、存在问题\n《某区政策解读工作办法》落实不够，下一步将推进政务公开。";
    assert_eq!(screen(&Document::new(DocumentId::from_post("test", 2), title, body)), []);
}

#[test]
fn honest_texts_about_gambling_and_pornography_are_clean() {
    let texts = [
        "公示城北A片区控制性详细规划，A片区用地面积12公顷，一区二区三区分期建设。",
        "本年度彩票公益金资助全民健身项目6个，体育彩票、福利彩票销售网点须张贴公益金使用公告。",
        "成人教育学院开设成人高等学历教育，报名网站和app下载入口见附件，请登录平台注册。",
        "娱乐场所、棋牌室、游艺厅不得设置老虎机等具有赌博功能的机型，从业人员应当实名登记。",
        "警方捣毁一网络赌博窝点，抓获嫌疑人12名，查获赌资若干，平台以百家乐、六合彩等方式聚众赌博。",
        "博彩业是澳门特别行政区的重要产业。足球、篮球、电竞项目纳入市运动会，世界杯期间严查赌球。",
        "坚持扫黄打非，清理淫秽色情信息，查处传播淫秽物品案件3起，收缴非法出版物。",
        "12345平台、12306官网、12333手机版均可查询；粤省事app、国家政务服务平台app已上线。",
        "申请人妻子、子女优先入园，成年妇女优先；天天干净，绿色播种，货车震动扰民，橙色黄色预警，安全裸露。",
        "不得擅自拍摄、偷拍他人，不得传播视频、图片；成人网络教育精品视频在线课程未成年免费，成人片剂减量。",
        "干部群众激情高涨，活动掀起高潮，现场视频在线播放，图片高清，精品国产电视剧免费观看。",
        "学校申博成功，妇女儿童成熟女性关爱，统一竞技规则，打造千亿体育产业，恒达注册资本50万元。",
        "米兰冬奥会、沙巴州、银河社区公园、金沙江、朝鲜半岛、皇冠花园小区、永利化工厂、威尼斯电影节。",
        "无码老人凭身份证通行，无码产品不得上市，有码必扫。久久为功，激情干事。",
    ];
    for text in texts {
        assert_eq!(screen_text(text), [], "{text}");
        let document = Document::new(DocumentId::from_post("test", 4), text.get(..60).unwrap_or(text), text);
        assert_eq!(screen(&document), [], "{text}");
    }
}

/// Pieces of honest and of hijacked texts, to be put together in any order.
const PIECES: &[&str] = &[
    "政府",
    "信息公开",
    "bet365",
    "官网",
    " ",
    "\n",
    "體係",
    "關於",
    "皇冠",
    "体育",
    "(wù)",
    "务",
    "??",
    "(//a.b)",
    "亚洲av",
    "无码",
    "《",
    "》",
    "。",
    "赌博",
    "\u{FFFD}",
    "ＡＢ",
    "\u{200B}",
    "ﬁ",
    "𠮷",
    "yabo2018",
    "柏林",
    "<",
    "a",
    "0",
];

fn mixed_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,60}",
        proptest::collection::vec(proptest::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat()),
    ]
}

#[test]
fn a_text_made_to_be_slow_is_not() {
    let pieces = [
        "bet365官网 ",
        "官网app下载",
        "政ab府",
        "国产自拍、",
        "务(",
        "务(wu)",
        "xx12某某 ",
        "(//a",
        "??",
        "體係",
        "a1",
        "皇冠 ",
    ];
    for piece in pieces {
        let text = piece.repeat(100_000 / piece.len());
        let document = Document::new(DocumentId::from_post("test", 5), &text[..piece.len() * 2], text.clone());
        let findings = screen_page(
            &document,
            &format!("<p>{text}</p>{}", format!("<a title='{piece}'><h1>{piece}").repeat(2_000)),
        );
        assert!(findings.len() < 500, "{piece}");
    }
}

fn text_at<'a>(document: &'a Document, html: &'a str, place: Place) -> &'a str {
    match place {
        Place::Title => &document.title,
        Place::Publisher => document.publisher.as_deref().unwrap_or_default(),
        Place::Page => html,
        _ => &document.body,
    }
}

proptest! {
    #[test]
    fn any_text_is_screened_and_every_span_lies_in_its_text(title in mixed_text(), body in mixed_text(), publisher in mixed_text(), html in mixed_text()) {
        let mut document = Document::new(DocumentId::from_post("test", 3), title, body);
        document.publisher = Some(publisher);
        let html = format!("<title>{html}</title><a href='//x.com' style='display:none'>{html}");
        let findings = screen_page(&document, &html);
        for finding in &findings {
            let found = text_at(&document, &html, finding.place).get(finding.span.clone());
            prop_assert!(found.is_some_and(|found| !found.is_empty() && found.starts_with(&finding.matched)), "{finding:?}");
            prop_assert!(finding.excerpt.chars().count() <= 40);
        }
        prop_assert_eq!(findings, screen_page(&document, &html));
    }

    #[test]
    fn a_clean_text_stays_clean_however_often_it_stands(text in mixed_text(), times in 2usize..5) {
        let clean = |text: &str| !screen_text(text).iter().any(Finding::is_grave);
        // A brand that is also an honest name becomes suspicious by standing in many places: that is the rule itself.
        prop_assume!(screen_text(&text).is_empty() && !text.contains(' '));
        let repeated = format!("{text}。\n").repeat(times);
        prop_assert!(clean(&repeated) , "{repeated}");
    }
}
