//! Replies that give the same answer word for word: one hit, one count, whatever page, order or filter.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use gongkai_analysis::Analyzer;
use gongkai_document::{Date, Document, DocumentId, Kind, Request};
use gongkai_index::{IndexRoot, LocalIndex};
use gongkai_query::{FacetCount, Filters, SearchEngine, SearchRequest, SearchResponse, Sort};

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

/// Three replies with one answer, one with another, two of the same few words, and two notices of the same text.
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
fn replies_of_one_answer_are_one_hit_and_nothing_else_is_folded() {
    let (index, _directory) = index();
    let newest = index.search(&request("助餐补贴").with_sort(Sort::Newest)).unwrap();
    let ids = shown(&newest);
    assert!(ids.starts_with("d+0 c+2 short-1+0 short-2+0 notice-"), "{ids}");
    assert_eq!((newest.total, newest.hits.len()), (6, 6));
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
            assert_eq!((response.total, &response.facets), (6, &all.facets));
            paged.extend(response.hits);
        }
        assert_eq!(paged, all.hits);
    }
}

#[test]
fn a_facet_says_what_its_filter_gives() {
    let (index, _directory) = index();
    let all = index.search(&request("助餐补贴")).unwrap();
    assert_eq!(all.facets.kind, [count("reply", 4), count("notice", 2)]);
    // The group counts under both of its publishers and in each of its years.
    assert_eq!(all.facets.publisher, [count("民政局", 6), count("信访局", 1)]);
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
