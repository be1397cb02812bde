//! Documents like a document or a text, over a small generation.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::fmt::Write;

use expect_test::{Expect, expect};
use gongkai_document::{Date, Document, DocumentId, DocumentNumber, Kind};
use gongkai_query::{Brief, Discovery, Filters, SearchEngine, SearchRequest, SimilarRequest, SimilarResponse};

use support::index_of;

fn document(id: &str, kind: Kind, title: &str, body: &str) -> Document {
    let mut document = Document::new(DocumentId::new(id).unwrap(), title, body);
    document.kind = kind;
    document
}

fn documents() -> Vec<Document> {
    let rules = "为规范老年人助餐服务，长者饭堂由街道办事处设立，每餐补贴三元，由区民政局审核后拨付。";
    let mut meals = document("meals", Kind::Policy, "关于印发《花都区老年人助餐服务管理办法》的通知", rules);
    meals.document_number = DocumentNumber::new("花府办〔2020〕12号");
    let again = document("again", Kind::Notice, "（转载）花都区老年人助餐服务管理办法", &rules.replace('，', "， "));
    let explained = document(
        "explained",
        Kind::Interpretation,
        "一图读懂：花都区老年人助餐服务管理办法",
        "长者饭堂的补贴怎么领？老年人在长者饭堂刷卡即可。",
    );
    let cited =
        document("cited", Kind::Interpretation, "长者饭堂新规解读", "根据花府办[2020]第 12 号，老年人每餐少付三元。");
    let list = document("list", Kind::Notice, "花山镇长者饭堂名单", "长者饭堂名单如下，老年人可就近助餐。");
    let answer = "您好，长者饭堂的补贴由街道办事处受理，请携带身份证前往办理。";
    let reply = document("reply", Kind::Reply, "", answer);
    let reused = document("reused", Kind::Reply, "", answer);
    let tax = document("tax", Kind::Notice, "关于税费缴纳的通告", "请按期缴纳，逾期加收滞纳金。");
    let taxes = document("taxes", Kind::Notice, "税费减免的通告", "小微企业的税费减免，逾期不予受理。");
    vec![meals, again, explained, cited, list, reply, reused, tax, taxes]
}

fn similar(request: &SimilarRequest) -> Option<SimilarResponse> {
    index_of(documents()).0.similar(request).unwrap()
}

fn like(id: &str) -> SimilarRequest {
    SimilarRequest::to_document(DocumentId::new(id).unwrap())
}

/// The hits with what ties them, and below them the counterparts.
#[track_caller]
fn check(request: &SimilarRequest, expected: &Expect) {
    let found = similar(request).unwrap();
    let mut lines = String::new();
    for hit in &found.hits {
        let copy = if hit.is_copy { " (copy)" } else { "" };
        writeln!(lines, "{}{copy}: {}", hit.document.id, hit.shared_terms.join(" ")).unwrap();
    }
    for pair in &found.counterparts {
        writeln!(lines, "{:?} {} by {}", pair.kind, pair.document.id, pair.by).unwrap();
    }
    expected.assert_eq(&lines);
}

#[test]
fn a_document_is_tied_to_others_by_its_words_without_its_copies() {
    check(
        &like("meals"),
        &expect![[r#"
            explained: 服务 管理办法 花都区 老年人 补贴 长者饭堂
            cited: 三元 每餐 老年人 长者饭堂
            reply: 街道办事处 补贴 长者饭堂
            list: 老年人 长者饭堂
            InterpretedBy explained by 花都区老年人助餐服务管理办法
            InterpretedBy cited by 花府办〔2020〕12号
        "#]],
    );
}

#[test]
fn an_interpretation_leads_to_what_it_interprets() {
    check(
        &like("explained"),
        &expect![[r#"
            again: 服务 管理办法 花都区 老年人 补贴 长者饭堂
            list: 老年人 长者饭堂
            cited: 老年人 长者饭堂
            reply: 补贴 长者饭堂
            Interprets meals by 花都区老年人助餐服务管理办法
            Interprets again by 花都区老年人助餐服务管理办法
        "#]],
    );
    check(
        &like("cited"),
        &expect![[r#"
            again: 三元 每餐 老年人 长者饭堂
            explained: 老年人 长者饭堂
            list: 老年人 长者饭堂
            reply: 长者饭堂
            Interprets meals by 花府办〔2020〕12号
        "#]],
    );
}

#[test]
fn a_text_finds_what_answers_it_and_an_answer_given_twice_once() {
    let request = SimilarRequest::to_text("我家老人在长者饭堂吃饭，补贴找哪个街道办事处办理？").unwrap();
    check(
        &request,
        &expect![[r#"
            reply: 办理 街道办事处 补贴 长者饭堂
            explained: 补贴 长者饭堂
            again: 街道办事处 补贴 长者饭堂
            list: 长者饭堂
            cited: 长者饭堂
        "#]],
    );
    let same = SimilarRequest::to_text("您好，长者饭堂的补贴由街道办事处受理，请携带身份证前往办理。").unwrap();
    check(
        &same.with_size(1).unwrap(),
        &expect![[r#"
        reply (copy): 前往 办理 您好 携带 身份证 受理 街道办事处 补贴 长者饭堂
    "#]],
    );
}

#[test]
fn only_documents_that_meet_the_filters_are_given() {
    let filters = Filters { kinds: vec![Kind::Reply], ..Filters::default() };
    check(
        &like("list").with_filters(filters).unwrap(),
        &expect![[r#"
        reply: 长者饭堂
    "#]],
    );
}

#[test]
fn what_shares_nothing_has_nothing_like_it_and_what_is_unknown_is_none() {
    for text in ["", "，。", "zzz", "的"] {
        assert_eq!(similar(&SimilarRequest::to_text(text).unwrap()).unwrap().hits, [], "{text}");
    }
    assert_eq!(similar(&like("nfcms:404")), None);
}

#[test]
fn a_hit_brings_its_other_half_only_when_asked() {
    let index = index_of(documents()).0;
    let pairs = |request: &SearchRequest| {
        let found = index.search(request).unwrap();
        let hit = found.hits.iter().find(|hit| hit.id.as_str() == "meals").unwrap();
        hit.counterparts.iter().map(|pair| pair.document.id.to_string()).collect::<Vec<_>>()
    };
    let request = SearchRequest::new("老年人助餐服务管理办法").unwrap();
    assert_eq!(pairs(&request), [""; 0]);
    assert_eq!(pairs(&request.with_counterparts()), ["explained", "cited"]);
}

#[test]
fn citations_go_both_ways_and_a_work_is_told_once() {
    let statute = |article: &str, text: &str| {
        document(&format!("law{article}"), Kind::Policy, &format!("中华人民共和国助餐法{article}"), text)
    };
    let mut rules = document(
        "rules",
        Kind::Policy,
        "花都区助餐细则",
        "根据《助餐法》和《中华人民共和国助餐法》、花府办〔2020〕12号及《没有收录的条例》，制定本细则。",
    );
    rules.document_number = DocumentNumber::new("花民〔2021〕3号");
    let mut plan = document("plan", Kind::Notice, "助餐工作方案", "依据花民（2021）第3号开展。");
    plan.published_on = Some(Date::constant(2022, 1, 1));
    let mut named =
        document("named", Kind::Notice, "通知", "现印发《花都区助餐细则》。《花都区助餐细则》自发布之日起施行。");
    named.published_on = Some(Date::constant(2023, 1, 1));
    let mut meals = document("meals", Kind::Policy, "助餐办法", "本办法自印发之日起施行。");
    meals.document_number = DocumentNumber::new("花府办〔2020〕12号");
    let documents =
        vec![statute("第二条", "第二条"), statute("第一条", "依照《花都区助餐细则》"), rules, plan, named, meals];
    let index = index_of(documents).0;
    let cited = |id: &str| {
        let found = index.citations(&DocumentId::new(id).unwrap()).unwrap().unwrap();
        let ids = |briefs: &[Brief]| briefs.iter().map(|one| one.id.to_string()).collect::<Vec<_>>().join(" ");
        format!("{} < {} > {} ({})", ids(&found.cites), id, ids(&found.cited_by), found.cited_by_total)
    };
    assert_eq!(cited("rules"), "law第一条 meals < rules > named plan law第一条 (3)");
    assert_eq!(cited("meals"), " < meals > rules (1)");
    assert_eq!(cited("law第二条"), " < law第二条 > rules (1)");
    assert_eq!(index.citations(&DocumentId::new("none").unwrap()).unwrap(), None);
}
