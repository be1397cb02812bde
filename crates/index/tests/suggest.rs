//! Completions, and what a search that finds next to nothing offers, over a small generation.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use expect_test::{Expect, expect};
use gongkai_document::{Date, Document, DocumentId, DocumentNumber, Kind};
use gongkai_index::LocalIndex;
use gongkai_query::{Discovery, SearchEngine, SearchRequest, SuggestRequest};
use proptest::prelude::*;
use tempfile::TempDir;

use support::index_of;

fn documents() -> Vec<Document> {
    let titles = [
        ("花都区老年人助餐服务管理办法", "老人助餐的补贴标准为每餐三元，由长者饭堂申报。"),
        ("关于印发花都区长者饭堂补贴标准的通知", "长者饭堂补贴标准，老人助餐按此执行，核酸检测除外。"),
        ("花都区核酸检测点名单", "核酸检测点，检测时间，老人助餐点不变。"),
        ("花城街道检测站公告", "检测站公告，长者饭堂暂停，补贴标准不变。"),
        ("重庆银行会计招聘公告", "会计招聘，检测合格者优先，补贴标准面议。"),
    ];
    let document = |(place, (title, body)): (i16, (&str, &str))| {
        let mut document = Document::new(DocumentId::new(format!("d{place}")).unwrap(), title, body);
        document.published_on = Some(Date::constant(2019 + place, 1, 1));
        if place < 2 {
            document.kind = Kind::Policy;
            document.document_number = DocumentNumber::new(&format!("花府办[2020]第 {} 号", 12 + place));
        }
        document
    };
    (0..).zip(titles).map(document).collect()
}

fn index() -> (LocalIndex, tempfile::TempDir) {
    index_of(documents())
}

fn suggest(index: &LocalIndex, prefix: &str) -> String {
    let found = index.suggest(&SuggestRequest::new(prefix).unwrap()).unwrap();
    let lines = found.iter().map(|suggestion| format!("{} {}\n", suggestion.kind.code(), suggestion.text));
    lines.collect()
}

#[track_caller]
fn check(prefix: &str, expected: &Expect) {
    expected.assert_eq(&suggest(&index().0, prefix));
}

#[test]
fn a_beginning_is_completed_to_words_numbers_and_titles() {
    check(
        "花",
        &expect![[r#"
        term 花都区
        number 花府办〔2020〕13号
        number 花府办〔2020〕12号
        title 花都区老年人助餐服务管理办法
        title 花城街道检测站公告
        title 花都区核酸检测点名单
        title 关于印发花都区长者饭堂补贴标准的通知
    "#]],
    );
    check(
        "花府办〔2020〕1",
        &expect![[r#"
        number 花府办〔2020〕13号
        number 花府办〔2020〕12号
    "#]],
    );
    check(
        "長者",
        &expect![[r#"
        term 长者饭堂
        title 关于印发花都区长者饭堂补贴标准的通知
    "#]],
    );
}

#[test]
fn what_stands_inside_longer_words_is_completed_behind_what_begins_so() {
    let titles =
        ["助餐点名单", "关于老人助餐补贴的通知", "花都区老年人助餐配餐服务管理办法", "长者助餐服务公告", "补贴办法"];
    let document = |(place, title): (i16, &str)| {
        let mut document =
            Document::new(DocumentId::new(format!("d{place}")).unwrap(), title, "老人助餐由民政局负责。");
        document.published_on = Some(Date::constant(2019 + place, 1, 1));
        document
    };
    let (index, _directory) = index_of((0..).zip(titles).map(document));
    let expected = expect![[r#"
        term 老人助餐
        title 助餐点名单
        title 长者助餐服务公告
        title 花都区老年人助餐配餐服务管理办法
        title 关于老人助餐补贴的通知
    "#]];
    expected.assert_eq(&suggest(&index, "助餐"));
    // Its reading finds the same, also while it is being typed.
    expected.assert_eq(&suggest(&index, "zhucan"));
    expected.assert_eq(&suggest(&index, "zhuc"));
}

#[test]
fn pinyin_and_initials_are_completed_too() {
    check(
        "buti",
        &expect![[r#"
        term 补贴
        title 关于印发花都区长者饭堂补贴标准的通知
    "#]],
    );
    check(
        "btbz",
        &expect![[r#"
        title 关于印发花都区长者饭堂补贴标准的通知
    "#]],
    );
    check(
        "花都区zhangzhe",
        &expect![[r#"
        title 关于印发花都区长者饭堂补贴标准的通知
    "#]],
    );
    check(
        "chongqingyinhangkuaiji",
        &expect![[r#"
        title 重庆银行会计招聘公告
    "#]],
    );
}

#[test]
fn what_is_denied_is_never_suggested() {
    let (index, _directory) = index();
    let index = index.with_denied(vec!["檢測".to_owned(), " ".to_owned()]);
    assert_eq!(suggest(&index, "检测"), "");
    assert_ne!(suggest(&index, "补贴"), "");
}

/// What a search offers beside its answer.
#[track_caller]
fn check_offered(query: &str, expected: &[&str]) {
    let (index, _directory) = index();
    let found = index.search(&SearchRequest::new(query).unwrap()).unwrap();
    assert_eq!(found.suggestions, expected, "{query}");
}

#[test]
fn characters_that_are_read_alike_are_offered() {
    check_offered("捡测", &["检测"]);
    check_offered("老人住餐", &["老人助餐"]);
    check_offered("补铁标准", &["补贴标准"]);
    check_offered("花都 老人住餐", &["花都 老人助餐"]);
}

#[test]
fn one_slip_is_put_right() {
    check_offered("长者饭糖", &["长者饭堂"]);
    check_offered("补贴标难", &["补贴标准"]);
}

#[test]
fn pinyin_is_written_out_where_no_latin_word_was_meant() {
    check_offered("jiance", &["检测"]);
    check_offered("jc", &["检测"]);
    check_offered("butiebiaozhun", &["补贴标准"]);
}

#[test]
fn a_query_that_finds_enough_and_one_that_nothing_is_like_get_no_offer() {
    for query in ["检测", "补贴标准", "", "！", "\"捡测\"", "花府办〔2020〕99号", "量子纠缠态", "zzzzzz"]
    {
        check_offered(query, &[]);
    }
}

#[test]
fn suggestions_are_empty_for_what_has_no_letters() {
    for prefix in ["", " ", "《〔", "🙂", "\u{0}\n"] {
        check(prefix, &expect![""]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn whatever_is_typed_is_answered(text in "[\\PC\u{0}花都检测补贴a-z0-9 〔〕\"-]{0,30}") {
        thread_local!(static INDEX: (LocalIndex, TempDir) = index());
        INDEX.with(|(index, _)| {
            index.suggest(&SuggestRequest::new(&text).unwrap()).unwrap();
            index.search(&SearchRequest::new(&text).unwrap()).unwrap();
        });
    }
}
