//! What masking promises for any text.

use gongkai_screening::{Finding, Rule, mask, personal_data};
use proptest::prelude::*;

use crate::generator::{Draws, identity_number};

/// Pieces of numbers, labels, marks and words, to be put together in any order.
const PIECES: &[&str] = &[
    "449999204001010012",
    "449999",
    "20400101",
    "0012",
    "13800138000",
    "138",
    "0013 8000",
    "6200001234567890",
    "6200 0012 ",
    "020-36880000",
    "1",
    "9",
    "44",
    "x",
    "X",
    "Ｘ",
    "０",
    "一",
    "二〇四〇",
    "*",
    "＊",
    "**",
    " ",
    "\n",
    "-",
    "·",
    "\u{3000}",
    "\u{200B}",
    "，",
    "。",
    "：",
    ".",
    "_",
    "a",
    "@",
    "a@example.com",
    "b",
    "申请人：",
    "张三",
    "联系人：",
    "姓名：",
    "李四",
    "住址：",
    "某区新华镇某村1号",
    "联系地址：",
    "地址",
    "电话：",
    "家庭电话：",
    "咨询电话：",
    "身份证号：",
    "护照号",
    "E00000000",
    "账号",
    "卡号",
    "信用代码",
    "编号",
    "粤A12345",
    "粤",
    "A",
    "D",
    "00000",
    "港",
    "通知",
    "𝟏",
    "𠮷",
];

fn mixed_text() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => "\\PC{0,60}",
        6 => proptest::collection::vec(proptest::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat()),
    ]
}

/// Whether character `index` of `text` stands in a finding.
fn is_found(text: &str, findings: &[Finding], index: usize) -> bool {
    let at = text.char_indices().nth(index).map_or(text.len(), |(at, _)| at);
    findings.iter().any(|finding| finding.span.contains(&at))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn nothing_that_was_masked_is_found_again_and_nothing_else_is_changed(text in mixed_text()) {
        let findings = personal_data(&text);
        let masked = mask(&text, &findings);
        prop_assert_eq!(masked.chars().count(), text.chars().count());
        for (index, (before, after)) in text.chars().zip(masked.chars()).enumerate() {
            prop_assert!(before == after || after == '*' && is_found(&text, &findings, index), "{masked}");
        }
        let again = personal_data(&masked);
        for finding in &findings {
            let start = text[..finding.span.start].chars().count();
            let count = text[finding.span.clone()].chars().count();
            for index in start..start + count {
                prop_assert!(!is_found(&masked, &again, index), "{text:?}\n{masked:?}\n{again:?}");
            }
        }
        prop_assert_eq!(mask(&masked, &findings_within(&masked, &findings)).chars().count(), text.chars().count());
    }

    #[test]
    fn a_finding_lies_in_its_text_and_quotes_it_masked(text in mixed_text()) {
        let findings = personal_data(&text);
        let masked: String = mask(&text, &findings).chars().map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c }).collect();
        for finding in findings {
            let found = text.get(finding.span.clone());
            prop_assert!(found.is_some_and(|found| !found.is_empty()));
            prop_assert!(finding.rule.is_personal() && finding.matched.contains('*'), "{finding:?}");
            prop_assert!(masked.contains(&finding.excerpt), "{finding:?}");
        }
    }

    #[test]
    fn findings_of_another_text_break_nothing(text in mixed_text(), other in mixed_text()) {
        prop_assert_eq!(mask(&text, &personal_data(&other)).chars().count(), text.chars().count());
    }
}

/// The findings whose spans are still spans of the text.
fn findings_within(text: &str, findings: &[Finding]) -> Vec<Finding> {
    findings.iter().filter(|finding| text.get(finding.span.clone()).is_some()).cloned().collect()
}

#[test]
fn a_masked_identity_number_hides_region_and_birth_date() {
    let mut draws = Draws::new(9);
    for _ in 0..1_000 {
        let number = identity_number(&mut draws);
        let text = format!("前{number}后");
        let expected = format!("前{}*************{}后", &number[..2], &number[15..]);
        assert_eq!(mask(&text, &personal_data(&text)), expected);
    }
}

#[test]
fn numbers_that_differ_in_what_is_hidden_look_the_same() {
    let shown = |text: &str| mask(text, &personal_data(text));
    for (one, other) in [
        ("电话13800138000", "电话13899998000"),
        ("住址：某区新华镇某村1号", "住址：某区新华镇他庄9户"),
        ("姓名：张三", "姓名：张四"),
        ("邮箱：abc@example.com", "邮箱：ayz@example.com"),
        ("粤A12345", "粤A98765"),
        ("护照E12345678", "护照E98765678"),
    ] {
        assert_eq!(shown(one), shown(other));
        assert_ne!(shown(one), one);
    }
}

#[test]
fn findings_of_other_rules_change_nothing() {
    let text = "电话13800138000";
    let mut findings = personal_data(text);
    findings[0].rule = Rule::BrandName;
    assert_eq!(mask(text, &findings), text);
}

#[test]
fn a_text_made_to_be_slow_is_not() {
    for piece in PIECES.iter().chain(&[
        "1 ",
        "1-",
        "* ",
        "1\u{200B}",
        "申请人：张三 ",
        "联系地址：",
        "一一",
        "1* ",
        "a@a.",
        "粤A",
    ]) {
        let text = piece.repeat(100_000 / piece.len());
        let findings = personal_data(&text);
        assert_eq!(mask(&text, &findings).chars().count(), text.chars().count(), "{piece}");
    }
}
