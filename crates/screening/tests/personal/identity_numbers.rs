//! Valid identity numbers are found however they are written.

use gongkai_screening::{Rule, personal_data};

use crate::generator::{Draws, identity_number, identity_number_of_15, identity_number_with_x};

/// How many numbers are written in each layout.
const NUMBERS: usize = 200;

fn groups(number: &str, lengths: &[usize], gap: &str) -> String {
    let mut rest = number;
    let parts = lengths.iter().map(|length| {
        let (part, after) = rest.split_at(*length);
        rest = after;
        part
    });
    parts.collect::<Vec<_>>().join(gap)
}

fn each(number: &str, change: impl Fn(char) -> char) -> String {
    number.chars().map(change).collect()
}

fn full_width(c: char) -> char {
    char::from_u32(u32::from(c) + 0xFEE0).unwrap()
}

fn chinese(c: char, numerals: &str) -> char {
    c.to_digit(10).map_or(c, |digit| numerals.chars().nth(usize::try_from(digit).unwrap()).unwrap())
}

/// A layout: what stands before, how the number is written, what stands behind.
type Layout = (&'static str, fn(&str) -> String, &'static str);

const LAYOUTS: &[Layout] = &[
    ("", |n| n.to_owned(), ""),
    ("身份证号：", |n| n.to_owned(), "，住址略"),
    ("申请人持", |n| n.to_owned(), "号居民身份证申请公开"),
    ("（", |n| n.to_owned(), "）"),
    ("1,某人,", |n| n.to_owned(), ",2020,"),
    ("1\t某人\t", |n| n.to_owned(), "\t2020"),
    ("3.", |n| n.to_owned(), "。"),
    ("某人_", |n| n.to_owned(), "_复印件.pdf"),
    ("ID", |n| n.to_owned(), " "),
    ("<td>", |n| n.to_owned(), "</td>"),
    ("身份证", |n| each(n, full_width), "号"),
    ("", |n| groups(n, &[6, 8, 4], " "), ""),
    ("", |n| groups(n, &[6, 8, 4], "-"), ""),
    ("", |n| groups(n, &[6, 8, 4], " — "), ""),
    ("", |n| groups(n, &[6, 8, 4], "－"), ""),
    ("", |n| groups(n, &[6, 8, 4], "·"), ""),
    ("", |n| groups(n, &[6, 8, 4], "\u{3000}"), ""),
    ("", |n| groups(n, &[6, 8, 4], "\u{A0}"), ""),
    ("", |n| groups(n, &[6, 8, 4], "\t"), ""),
    ("", |n| groups(n, &[6, 4, 4, 4], " "), ""),
    ("", |n| groups(n, &[6, 4, 2, 2, 3, 1], "-"), ""),
    ("", |n| groups(n, &[3, 3, 4, 4, 4], "  "), ""),
    ("", |n| groups(n, &[4, 4, 4, 4, 2], "\u{2009}"), ""),
    ("", |n| groups(n, &[1; 18], " "), ""),
    ("", |n| groups(n, &[6, 12], "\n"), ""),
    ("", |n| groups(n, &[10, 8], "\r\n    "), ""),
    ("", |n| groups(n, &[14, 4], " \n"), "\n"),
    ("", |n| groups(&each(n, full_width), &[18, 36], "\n\u{3000}\u{3000}"), ""),
    ("", |n| groups(n, &[6, 8, 4], "\u{200B}"), ""),
    ("", |n| groups(n, &[1; 18], "\u{AD}"), ""),
    ("号码", |n| each(n, |c| chinese(c, "〇一二三四五六七八九")), "，"),
    ("号码", |n| each(n, |c| chinese(c, "零壹贰叁肆伍陆柒捌玖")), "，"),
    ("", |n| each(n, |c| c.to_digit(10).map_or(c, |digit| char::from_u32(0x1D7CE + digit).unwrap())), ""),
    ("电话13800138000 ", |n| n.to_owned(), " 13900139000"),
];

/// Ways to write the X, put for the last character.
const FORMS_OF_X: &[&str] = &["X", "x", "Ｘ", "ｘ", "×", "Х", "х", "Χ", "Ⅹ", " X", "-x", "\nX"];

fn check(before: &str, written: &str, behind: &str) {
    let text = format!("{before}{written}{behind}");
    let findings = personal_data(&text);
    let found: Vec<_> = findings.iter().filter(|finding| finding.rule == Rule::IdentityNumber).collect();
    assert_eq!(found.len(), 1, "{text:?}: {findings:?}");
    assert_eq!(found[0].span, before.len()..before.len() + written.len(), "{text:?}");
    assert!(found[0].is_grave());
}

#[test]
fn every_valid_number_is_found_in_every_layout() {
    let mut draws = Draws::new(11_643);
    for (before, write, behind) in LAYOUTS {
        for _ in 0..NUMBERS {
            check(before, &write(&identity_number(&mut draws)), behind);
        }
    }
}

#[test]
fn a_number_split_by_a_line_anywhere_is_found() {
    let mut draws = Draws::new(1);
    for at in 1..18 {
        let number = identity_number(&mut draws);
        check("公民身份号码", &groups(&number, &[at, 18 - at], "\n  "), "，");
    }
}

#[test]
fn an_x_is_found_in_any_form() {
    let mut draws = Draws::new(2);
    for form in FORMS_OF_X {
        for _ in 0..20 {
            let number = identity_number_with_x(&mut draws);
            check("号码：", &number.replace('X', form), "。");
        }
    }
}

#[test]
fn a_mistyped_number_is_found_behind_its_label_and_nowhere_else() {
    let mut draws = Draws::new(3);
    for _ in 0..NUMBERS {
        let mut number = identity_number(&mut draws);
        let last = number.pop().unwrap();
        number.push(if last == '1' { '2' } else { '1' });
        check("公民身份号码为", &number, "。");
        assert_eq!(personal_data(&format!("编号为{number}。")), []);
    }
}

#[test]
fn a_number_of_15_digits_is_grave_behind_its_label_told_alone_and_none_behind_another() {
    let mut draws = Draws::new(4);
    for _ in 0..NUMBERS {
        let number = identity_number_of_15(&mut draws);
        check("身份证号：", &number, "");
        check("身份证号：", &groups(&number, &[6, 6, 3], " "), "");
        let alone = personal_data(&format!("某人 {number}"));
        assert_eq!((alone.len(), alone[0].rule, alone[0].is_grave()), (1, Rule::IdentityNumber, false));
        assert_eq!(personal_data(&format!("账号：{number}")), []);
    }
}

#[test]
fn what_is_no_date_no_region_or_masked_already_is_no_number() {
    for text in [
        "身份证号：440114204002310014",
        "身份证号：190114204001010014",
        "身份证号：440114187901010014",
        "身份证号：4401**********1234",
        "身份证号：44*************014，44************** 014",
        "身份证号：440114＊＊＊＊＊＊＊＊0014",
    ] {
        assert_eq!(personal_data(text), [], "{text}");
    }
}
