//! Telephones, cards, documents, plates, addresses of mail and home, names.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use gongkai_document::{Attachment, Document, DocumentId};
use gongkai_screening::{Place, Rule, personal_data, personal_data_in};

use crate::generator::{Draws, bank_card, mobile};

fn check(text: &str, expected: &Expect) {
    let mut shown = String::new();
    for finding in personal_data(text) {
        let weight = if finding.is_grave() { "grave" } else { "told" };
        writeln!(shown, "{weight} {} {}", finding.rule, finding.matched.escape_debug()).unwrap();
    }
    expected.assert_eq(&shown);
}

fn all_are_found(rule: Rule, write: impl Fn(&mut Draws) -> String) {
    let mut draws = Draws::new(5);
    for _ in 0..200 {
        let written = write(&mut draws);
        let text = format!("表格 {written}。");
        let found: Vec<_> = personal_data(&text).into_iter().filter(|one| one.rule == rule).collect();
        assert_eq!(found.len(), 1, "{text}");
        assert!(text[found[0].span.clone()].ends_with(&written[written.len() - 4..]), "{text}");
    }
}

#[test]
fn every_mobile_is_found_in_the_usual_groups() {
    all_are_found(Rule::Telephone, mobile);
    all_are_found(Rule::Telephone, |draws| format!("+86{}", mobile(draws)));
    all_are_found(Rule::Telephone, |draws| format!("0086-{}", mobile(draws)));
    for (gap, first, second) in [(" ", 3, 7), ("-", 3, 7), ("\n", 3, 7), (" ", 7, 11), (" ", 4, 7)] {
        all_are_found(Rule::Telephone, |draws| {
            let number = mobile(draws);
            [&number[..first], &number[first..second], &number[second..]].join(gap).trim().to_owned()
        });
    }
    all_are_found(Rule::Telephone, |draws| mobile(draws).chars().map(String::from).collect::<Vec<_>>().join(" "));
}

#[test]
fn every_card_is_found_in_one_piece_and_in_fours() {
    for length in 16..=19 {
        all_are_found(Rule::BankCard, |draws| bank_card(draws, length));
        all_are_found(Rule::BankCard, |draws| {
            let card = bank_card(draws, length);
            [&card[..4], &card[4..8], &card[8..12], &card[12..16], &card[16..]].join(" ").trim().to_owned()
        });
    }
}

#[test]
fn a_telephone_is_told_by_whose_it_is() {
    check(
        "咨询电话：13800138000；值班电话：020-36880000。\n联系人：李工，电话：13800138000；联系电话：020-36880000。\n\
         家庭电话：020-36880000，宅电：(0763)3360000。",
        &expect![[r#"
            told telephone 138****8000
            told telephone 020-****0000
            told telephone 0763)***0000
        "#]],
    );
}

#[test]
fn the_fields_of_an_applicant_are_found_and_those_of_an_office_are_not() {
    let fields = "联系人：张三\n联系电话：020-36880000\n联系地址：广东省广州市花都区新华街道某某路1号2栋301房\n";
    check(
        &format!("申请人：某某公司\n{fields}"),
        &expect![[r#"
            told personal_name 张*
            told telephone 020-****0000
            told home_address 广东省广州市花都区新华街道***********
        "#]],
    );
    check(&format!("采购人：某某局\n{fields}"), &expect![""]);
}

#[test]
fn names_stand_in_fields_only() {
    check(
        "申请人：欧阳某某，姓名：李四　性别：男\n投诉人: 买买提·阿不都\n申请人：李先生\n申请人：李某某\n\
         申请人：各镇人民政府\n申请人李四向本机关申请。\n姓名：性别",
        &expect![[r#"
            told personal_name 欧***
            told personal_name 李*
            told personal_name 买******
        "#]],
    );
}

#[test]
fn an_address_is_found_below_the_township_only() {
    check(
        "住址：某市某区新华镇某村一队12号，电话略\n现住址：花都区 凤凰北路9号 邮编：510800\n住址：某市某区新华镇\n户籍所在地：广东省广州市",
        &expect![[r#"
            told home_address 某市某区新华镇*******
            told home_address 花都区 ******
        "#]],
    );
}

#[test]
fn cards_documents_plates_and_mail_are_found() {
    check(
        "银行卡号：6200 0012 3456 7890；卡号4000001234567899。护照号码：E00000000，港澳通行证号为H0000000000，军官证：0000000。\n\
         车辆粤A·00000、粤ＡＤ00000号、粤Z0000港、京A0000警，邮箱：no_body+1@example.com，a@example.cn",
        &expect![[r#"
            grave bank_card **** **** **** 7890
            grave bank_card ************7899
            grave identity_document E******00
            grave identity_document H********00
            grave identity_document 0****00
            told vehicle_plate 粤A·****0
            told vehicle_plate 粤Ａ*****0
            told vehicle_plate 粤Z****港
            told vehicle_plate 京A****警
            told email_address n********@example.com
            told email_address *@example.cn
        "#]],
    );
}

#[test]
fn every_text_of_a_document_is_looked_through() {
    let mut document = Document::new(DocumentId::from_post("test", 1), "致13800138000", "电话13800138000");
    let mut attachment = Attachment::new("名单.xlsx", "http://www.example-district.gov.cn/1.xlsx");
    attachment.text = Some("张三\t13800138000".to_owned());
    document.attachments = vec![Attachment::new("无文字.pdf", "http://www.example-district.gov.cn/2.pdf"), attachment];
    let places: Vec<Place> = personal_data_in(&document).iter().map(|finding| finding.place).collect();
    assert_eq!(places, [Place::Title, Place::Body, Place::Attachment(1)]);
}
