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
        grave pornographic_text in body at 0..68: 久久精品国产无码,欧美一区二区三区,人妻在线观看
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
