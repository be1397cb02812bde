//! Documents that say the same: one hit, one count, whatever page, order or filter.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use gongkai_analysis::Analyzer;
use gongkai_document::{Date, Document, DocumentId, DocumentNumber, Kind, Request};
use gongkai_index::{IndexRoot, LocalIndex};
use gongkai_query::{Discovery, FacetCount, Filters, SearchEngine, SearchRequest, SearchResponse, Sort};

use support::index_of;

const ANSWER: &str = "您好，老年人助餐补贴由户籍所在地的街道办事处受理，请携带身份证前往。";

fn reply(id: &str, question: &str, answer: &str, year: i16, publisher: &str) -> Document {
    let mut document = Document::new(DocumentId::new(id).unwrap(), "群众来信答复", answer);
    document.kind = Kind::Reply;
    document.request = Some(Request { text: question.to_owned(), ..Request::default() });
    document.published_on = Some(Date::constant(year, 5, 1));
    document.publisher = Some(publisher.to_owned());
    document
}

/// Three replies with one answer, one with another, two of the same few words, and two notices of the answer's words.
fn documents() -> Vec<Document> {
    let mut documents = vec![
        reply("a", "莲塘村的老人怎样领补贴？", ANSWER, 2020, "民政局"),
        reply("b", "饭堂补贴找谁？", &ANSWER.replace('，', "，\n　　"), 2021, "民政局"),
        reply("c", "助餐", ANSWER, 2022, "信访局"),
        reply("d", "补贴多少？", "您好，老年人助餐补贴为每餐三元，由街道办事处按月发放到社会保障卡。", 2023, "民政局"),
        reply("short-1", "助餐补贴何时发放？", "助餐补贴已转办。", 2019, "民政局"),
        reply("short-2", "助餐补贴发多少？", "助餐补贴已转办。", 2018, "民政局"),
    ];
    for id in ["notice-1", "notice-2"] {
        let mut notice = reply(id, "", ANSWER, 2017, "民政局");
        notice.kind = Kind::Notice;
        documents.push(notice);
    }
    documents
}

fn index() -> (LocalIndex, tempfile::TempDir) {
    index_of(documents())
}

fn request(text: &str) -> SearchRequest {
    SearchRequest::new(text).unwrap()
}

fn shown(response: &SearchResponse) -> String {
    response.hits.iter().map(|hit| format!("{}+{}", hit.id, hit.duplicates)).collect::<Vec<_>>().join(" ")
}

fn count(value: &str, count: usize) -> FacetCount {
    FacetCount { value: value.to_owned(), count }
}

#[test]
fn what_says_the_same_is_one_hit_and_nothing_else_is_folded() {
    let (index, _directory) = index();
    let newest = index.search(&request("助餐补贴").with_sort(Sort::Newest)).unwrap();
    let ids = shown(&newest);
    assert!(ids.starts_with("d+0 c+2 short-1+0 short-2+0 notice-1+1"), "{ids}");
    assert_eq!((newest.total, newest.hits.len()), (5, 5));
    let oldest = index.search(&request("助餐补贴").with_sort(Sort::Oldest)).unwrap();
    let ids = shown(&oldest);
    assert!(ids.ends_with("short-2+0 short-1+0 a+2 d+0"), "{ids}");
}

#[test]
fn the_reply_whose_question_fits_best_stands_for_the_others() {
    let (index, _directory) = index();
    assert_eq!(shown(&index.search(&request("莲塘村 补贴")).unwrap()).split(' ').next(), Some("a+2"));
    assert_eq!(shown(&index.search(&request("饭堂 补贴")).unwrap()).split(' ').next(), Some("b+2"));
}

#[test]
fn every_page_has_the_same_total_and_no_hit_comes_twice() {
    let (index, _directory) = index();
    for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest] {
        let all = index.search(&request("助餐补贴").with_sort(sort)).unwrap();
        let mut paged = Vec::new();
        for page in 1..=4 {
            let response = index.search(&request("助餐补贴").with_sort(sort).with_page(page, 2).unwrap()).unwrap();
            assert_eq!((response.total, &response.facets), (5, &all.facets));
            paged.extend(response.hits);
        }
        assert_eq!(paged, all.hits);
    }
}

#[test]
fn a_facet_says_what_its_filter_gives() {
    let (index, _directory) = index();
    let all = index.search(&request("助餐补贴")).unwrap();
    assert_eq!(all.facets.kind, [count("reply", 4), count("notice", 1)]);
    // The group counts under both of its publishers and in each of its years.
    assert_eq!(all.facets.publisher, [count("民政局", 5), count("信访局", 1)]);
    let total = |filters| index.search(&request("助餐补贴").with_filters(filters).unwrap()).unwrap().total;
    for facet in &all.facets.publisher {
        assert_eq!(total(Filters { publishers: vec![facet.value.clone()], ..Filters::default() }), facet.count);
    }
    for facet in &all.facets.year {
        assert_eq!(total(Filters { years: vec![facet.value.parse().unwrap()], ..Filters::default() }), facet.count);
    }
    assert_eq!(all.facets.year.len(), 7);
}

#[test]
fn how_often_an_answer_was_given_does_not_depend_on_what_was_asked() {
    let (index, _directory) = index();
    let filters = Filters { years: vec![2021], ..Filters::default() };
    assert_eq!(shown(&index.search(&request("").with_filters(filters).unwrap()).unwrap()), "b+2");
}

#[test]
fn whoever_ranks_single_documents_gets_each_of_them() {
    let (index, _directory) = index();
    let response = index.search(&request("助餐补贴").with_sort(Sort::Newest).with_every_duplicate()).unwrap();
    assert_eq!(response.total, 8);
    assert!(shown(&response).starts_with("d+0 c+0 b+0 a+0"));
    assert_eq!(response.facets.kind, [count("reply", 6), count("notice", 2)]);
}

#[test]
fn the_index_tells_which_documents_it_has() {
    let (index, _directory) = index();
    let ids: Vec<String> = index.document_ids().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(ids, ["a", "b", "c", "d", "notice-1", "notice-2", "short-1", "short-2"]);
    let empty = tempfile::tempdir().unwrap();
    let none = LocalIndex::open(IndexRoot::open(empty.path(), Analyzer::embedded()).unwrap()).unwrap();
    assert!(none.document_ids().unwrap().is_empty());
}

/// A text long enough to be no form.
fn long_text() -> String {
    "第一条 为规范老年人助餐服务，制定本办法。第二条 每餐补贴三元，由街道办事处按月发放到社会保障卡，不得截留挪用。"
        .repeat(5)
}

fn policy(id: &str, title: &str, body: &str, day: i8) -> Document {
    let mut document = Document::new(DocumentId::new(id).unwrap(), title, body);
    document.published_on = Some(Date::constant(2020, 5, day));
    document
}

#[test]
fn a_repost_is_folded_behind_the_original_and_another_number_is_another_document() {
    let text = long_text();
    let mut original = policy("x-original", "助餐办法", &text, 2);
    original.document_number = DocumentNumber::new("花府办〔2020〕12号");
    let column = policy("b-column", "助餐办法", &text, 1);
    let repost = policy("a-repost", "助餐办法", &format!("来源：区政府网\n{text}\n（此件公开发布）"), 9);
    let (index, _directory) = index_of([original.clone(), column.clone(), repost.clone()]);
    let response = index.search(&request("助餐办法")).unwrap();
    assert_eq!((shown(&response).as_str(), response.total), ("x-original+2", 1));

    let copies = index.copies(&DocumentId::new("b-column").unwrap()).unwrap().unwrap();
    let ids: Vec<&str> = copies.documents.iter().map(|brief| brief.id.as_str()).collect();
    assert_eq!((copies.total, ids.as_slice()), (2, ["x-original", "a-repost"].as_slice()));
    assert!(index.copies(&DocumentId::new("unknown").unwrap()).unwrap().is_none());

    // Of which of two documents the others are copies nobody can tell.
    let mut other = original.clone();
    other.id = DocumentId::new("other").unwrap();
    other.document_number = DocumentNumber::new("花府办〔2020〕13号");
    let (index, _directory) = index_of([original, column, repost, other]);
    assert_eq!(index.search(&request("助餐办法")).unwrap().total, 3);
    assert_eq!(index.copies(&DocumentId::new("other").unwrap()).unwrap().unwrap().total, 0);
}

#[test]
fn templates_are_never_folded() {
    let text = long_text();
    let mut documents = vec![
        policy("name", "处罚决定", &format!("{text}当事人：甲公司。"), 1),
        policy("name-2", "处罚决定", &format!("{text}当事人：乙公司。"), 1),
        policy("sum", "处罚决定", &format!("{text}罚款1.5万元。"), 1),
        policy("sum-2", "处罚决定", &format!("{text}罚款15万元。"), 1),
        policy("form", "助餐申请表", &format!("{text}填表须知。"), 1),
        policy("form-2", "助餐登记表", &format!("{text}填表须知。"), 1),
        policy("signed", "助餐通知", &format!("{text}区民政局\n2020年5月1日"), 1),
        policy("signed-2", "助餐通知", &format!("{text}区民政局\n2019年5月1日"), 1),
        policy("yearly", "助餐茶话会", &format!("{text}茶话会。"), 1),
        policy("office", "助餐指南", &format!("{text}由我局解释。"), 1),
        policy("office-2", "助餐指南", &format!("{text}由我局解释。"), 1),
        policy("month", "1月助餐", &format!("{text}名单见附件。"), 1),
        policy("month-2", "11月助餐", &format!("{text}名单见附件。"), 1),
    ];
    documents[9].publisher = Some("民政局".to_owned());
    documents[10].publisher = Some("财政局".to_owned());
    let mut yearly = documents[8].clone();
    yearly.id = DocumentId::new("yearly-2").unwrap();
    yearly.published_on = Some(Date::constant(2021, 5, 1));
    documents.push(yearly);
    let all = documents.len();
    let (index, _directory) = index_of(documents);
    let response = index.search(&request("助餐").with_page(1, 50).unwrap()).unwrap();
    assert_eq!((response.total, response.hits.len()), (all, all), "{}", shown(&response));
}
