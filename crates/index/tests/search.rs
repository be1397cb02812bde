//! Searches over a small generation: what is found, in which order, and what is shown.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use expect_test::{Expect, expect};
use gongkai_document::{Attachment, Column, Date, Document, DocumentId, DocumentNumber, IndexNumber, Kind, Validity};
use gongkai_index::LocalIndex;
use gongkai_query::{FacetCount, Filters, Scope, SearchEngine, SearchRequest, SearchResponse, Sort};

use support::index_of;

fn document(id: &str, title: &str, body: &str) -> Document {
    Document::new(DocumentId::new(id).unwrap(), title, body)
}

fn documents() -> Vec<Document> {
    let mut meals = document(
        "meals",
        "花都区老年人助餐配餐服务管理办法",
        "第一条 为规范老人助餐服务，制定本办法。\n第二条 补贴标准为每餐三元。",
    );
    meals.document_number = DocumentNumber::new("花府办〔2020〕12号");
    meals.index_number = IndexNumber::new("11440114007501234A/2020-00012");
    meals.published_on = Some(Date::constant(2020, 8, 20));
    meals.kind = Kind::Policy;
    meals.publisher = Some("广州市花都区人民政府办公室".to_owned());
    meals.columns = vec![Column::new("政策/规范性文件")];
    let mut explained = document(
        "explained",
        "《花都区老年人助餐配餐服务管理办法》解读",
        "根据花府办[2020]第 12 号，长者饭堂按每餐三元补贴。",
    );
    explained.published_on = Some(Date::constant(2020, 8, 25));
    explained.kind = Kind::Interpretation;
    explained.columns = vec![Column::new("政策/政策解读")];
    let mut town = document("town", "花山镇長者飯堂補貼標準公示", "現將長者飯堂名單公示如下。");
    town.published_on = Some(Date::constant(2021, 3, 1));
    town.kind = Kind::Notice;
    town.attachments = vec![Attachment::new("名单.xlsx", "http://portal.example/1.xlsx")];
    let mut tax = document("tax", "关于税费缴纳的通告", "请按期缴纳，逾期加收滞纳金。");
    tax.document_number = DocumentNumber::new("花府办〔2021〕12号");
    tax.published_on = Some(Date::constant(2019, 1, 1));
    let undated = document("undated", "河长制工作简报", "巡河一次。");
    vec![meals, explained, town, tax, undated]
}

/// An index over the documents above, and the directory it lies in.
fn index() -> (LocalIndex, tempfile::TempDir) {
    index_of(documents())
}

fn search(request: &SearchRequest) -> SearchResponse {
    index().0.search(request).unwrap()
}

fn ids(response: &SearchResponse) -> String {
    response.hits.iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check(query: &str, expected: &Expect) {
    let response = search(&SearchRequest::new(query).unwrap());
    expected.assert_eq(&format!("{}: {}", response.total, ids(&response)));
}

#[test]
fn a_document_number_in_any_spelling_finds_the_document_and_then_who_cites_it() {
    for query in
        ["花府办〔2020〕12号", "花府办(2020)12号", "花府办 2020 12", "花府办２０２０年第12號", "\"花府办[2020]12号\""]
    {
        check(query, &expect!["2: meals explained"]);
    }
}

#[test]
fn an_index_number_finds_its_document() {
    let response = search(&SearchRequest::new("11440114007501234a/2020-00012").unwrap());
    assert_eq!(response.hits.first().map(|hit| hit.id.as_str()), Some("meals"));
}

#[test]
fn traditional_and_simplified_characters_find_each_other() {
    check("长者饭堂补贴标准", &expect!["3: town explained meals"]);
    check("長者飯堂", &expect!["2: town explained"]);
}

#[test]
fn a_quoted_phrase_must_stand_wherever_a_word_was_cut() {
    check("\"人助餐配\"", &expect!["2: meals explained"]);
    check("\"饭堂按每\"", &expect!["1: explained"]);
    let strict = SearchRequest::new("\"助餐三元\"").unwrap().without_expansion();
    assert_eq!(search(&strict).total, 0);
}

#[test]
fn an_unwanted_word_takes_its_documents_out() {
    check("补贴 -公示", &expect!["2: meals explained"]);
    check("-补贴", &expect!["2: tax undated"]);
}

#[test]
fn one_character_is_found_inside_words() {
    check("税", &expect!["1: tax"]);
    check("“河”", &expect!["1: undated"]);
}

#[test]
fn nothing_asked_is_everything_and_punctuation_alone_is_nothing() {
    check("", &expect!["5: town explained meals tax undated"]);
    check("  ", &expect!["5: town explained meals tax undated"]);
    check("，。！", &expect!["0: "]);
}

#[test]
fn titles_alone_can_be_searched() {
    let request = SearchRequest::new("补贴").unwrap().with_scope(Scope::Title);
    assert_eq!(ids(&search(&request)), "town");
}

#[test]
fn documents_without_a_date_come_last_in_either_order() {
    let sorted = |sort| ids(&search(&SearchRequest::new("").unwrap().with_sort(sort)));
    assert_eq!(sorted(Sort::Newest), "town explained meals tax undated");
    assert_eq!(sorted(Sort::Oldest), "tax meals explained town undated");
}

#[test]
fn filters_of_one_field_are_alternatives_and_fields_are_conditions() {
    let filtered = |filters| ids(&search(&SearchRequest::new("").unwrap().with_filters(filters).unwrap()));
    assert_eq!(filtered(Filters { kinds: vec![Kind::Policy, Kind::Notice], ..Filters::default() }), "town meals");
    assert_eq!(filtered(Filters { columns: vec!["政策".to_owned()], ..Filters::default() }), "explained meals");
    assert_eq!(filtered(Filters { years: vec![2020], kinds: vec![Kind::Policy], ..Filters::default() }), "meals");
    assert_eq!(filtered(Filters { has_attachment: Some(true), ..Filters::default() }), "town");
    let range =
        Filters { from: Some(Date::constant(2020, 8, 25)), to: Some(Date::constant(2021, 3, 1)), ..Filters::default() };
    assert_eq!(filtered(range), "town explained");
}

#[test]
fn facets_count_every_match_and_pages_share_one_total() {
    let request = SearchRequest::new("").unwrap();
    let first = search(&request.clone().with_page(1, 2).unwrap());
    let last = search(&request.with_page(3, 2).unwrap());
    assert_eq!((first.total, first.hits.len(), last.total, last.hits.len()), (5, 2, 5, 1));
    assert_eq!(first.facets, last.facets);
    let count = |value: &str, count| FacetCount { value: value.to_owned(), count };
    assert_eq!(first.facets.year, [count("2021", 1), count("2020", 2), count("2019", 1)]);
    assert_eq!(first.facets.column, [count("政策", 2), count("政策/政策解读", 1), count("政策/规范性文件", 1)]);
    assert_eq!(first.facets.kind.iter().map(|facet| facet.count).sum::<usize>(), 5);
}

#[test]
fn a_facet_with_a_choice_counts_what_choosing_another_value_would_find() {
    let (index, _directory) = index();
    let found =
        |filters: Filters| index.search(&SearchRequest::new("").unwrap().with_filters(filters).unwrap()).unwrap();
    let line = |facet: &[FacetCount]| {
        facet.iter().map(|entry| format!("{} {}", entry.value, entry.count)).collect::<Vec<_>>().join(", ")
    };
    let chosen = Filters { years: vec![2021], kinds: vec![Kind::Policy, Kind::Notice], ..Filters::default() };
    let response = found(chosen.clone());
    assert_eq!((response.total, ids(&response).as_str()), (1, "town"));
    expect![[r#"
        notice 1, policy 0
        2021 1, 2020 1
    "#]]
    .assert_eq(&[line(&response.facets.kind), line(&response.facets.year), line(&response.facets.column)].join("\n"));
    for entry in &response.facets.year {
        let instead = Filters { years: vec![entry.value.parse().unwrap()], ..chosen.clone() };
        assert_eq!(found(instead).total, entry.count, "{}", entry.value);
    }
    for entry in &response.facets.kind {
        let instead = Filters { kinds: vec![entry.value.parse().unwrap()], ..chosen.clone() };
        assert_eq!(found(instead).total, entry.count, "{}", entry.value);
    }
}

#[test]
fn a_filter_that_leaves_little_does_not_make_the_search_loose_unless_it_would_leave_nothing() {
    let publish = |number: i16| {
        // Sixty of one year say all of the query and thirty a part of it; of another year three and two, of a third none
        // and one.
        let (year, both) = match number {
            0..90 => (2020, number < 60),
            90..95 => (2019, number < 93),
            _ => (2018, false),
        };
        let title = if both { "长者助餐补贴" } else { "长者助餐" };
        let mut document = document(&format!("d{number}"), title, &format!("第{number}号"));
        document.published_on = Some(Date::constant(year, 1, 1));
        document
    };
    let (index, _directory) = index_of((0..96).map(publish));
    let found = |year: i16| {
        let request = SearchRequest::new("长者助餐 补贴").unwrap().with_every_duplicate();
        index.search(&request.with_filters(Filters { years: vec![year], ..Filters::default() }).unwrap()).unwrap()
    };
    let (little, enough) = (found(2019), found(2020));
    let count = |value: &str, count| FacetCount { value: value.to_owned(), count };
    assert_eq!((little.total, enough.total, found(2018).total), (3, 60, 1));
    assert_eq!(little.facets.year, [count("2020", 60), count("2019", 3)]);
}

#[test]
fn a_chosen_value_is_listed_also_when_nothing_has_it() {
    let nowhere = Filters {
        years: vec![1999],
        publishers: vec!["无此机构".to_owned()],
        columns: vec!["无此栏目".to_owned()],
        validities: vec![Validity::Repealed],
        kinds: vec![Kind::Guide],
        ..Filters::default()
    };
    for query in ["", "补贴", "！"] {
        let facets = search(&SearchRequest::new(query).unwrap().with_filters(nowhere.clone()).unwrap()).facets;
        for facet in [facets.kind, facets.publisher, facets.column, facets.year, facets.validity] {
            assert_eq!(facet.iter().map(|entry| entry.count).collect::<Vec<_>>(), [0], "{query} {facet:?}");
        }
    }
}

#[test]
fn a_chosen_value_is_listed_also_behind_many_others() {
    let publish = |number: usize| {
        let mut document = document(&format!("d{number}"), "公告", "正文");
        document.publisher = Some(format!("机构{:02}", number / 2));
        document
    };
    let (index, _directory) = index_of((0..160).map(publish));
    let filters = Filters { publishers: vec!["机构79".to_owned()], ..Filters::default() };
    let facets = index.search(&SearchRequest::new("").unwrap().with_filters(filters).unwrap()).unwrap().facets;
    assert_eq!(facets.publisher.len(), 51);
    assert_eq!(facets.publisher.last().map(|entry| (entry.value.as_str(), entry.count)), Some(("机构79", 2)));
}

#[test]
fn a_hit_shows_the_document_as_it_was_published() {
    let response = search(&SearchRequest::new("长者饭堂补贴").unwrap());
    let hit = response.hits.iter().find(|hit| hit.id.as_str() == "town").unwrap();
    expect!["花山镇<mark>長者飯堂補貼</mark>標準公示 | 現將<mark>長者飯堂</mark>名單公示如下。"]
        .assert_eq(&format!("{} | {}", hit.title_html, hit.snippet_html));
}

#[test]
fn a_title_pasted_whole_comes_before_longer_ones_that_hold_it_and_shorter_texts() {
    let title = "花都区“十四五”养老服务规划";
    let documents = [
        ("longer", "关于《花都区“十四五”养老服务规划》的解读", "花都区养老服务规划解读。".repeat(9)),
        ("exact", title, "一、总体要求。".repeat(400)),
        ("second", "花都区“十四五”养老服务规划（二）", String::new()),
    ];
    let (index, _folder) = index_of(documents.map(|(id, title, body)| document(id, title, &body)));
    for typed in [title, "花都区十四五养老服务规划", "花都区「十四五」养老服務規劃"] {
        let response = index.search(&SearchRequest::new(typed).unwrap()).unwrap();
        assert_eq!(response.hits[0].id.as_str(), "exact", "{typed}");
    }
}

#[test]
fn of_two_that_say_the_same_the_one_in_force_comes_first_and_a_policy_before_news_of_it() {
    let documents = [
        ("a-repealed", Kind::Policy, Validity::Repealed),
        ("b-news", Kind::News, Validity::Unknown),
        ("c-policy", Kind::Policy, Validity::Valid),
    ];
    let (index, _folder) = index_of(documents.map(|(id, kind, validity)| Document {
        kind,
        validity,
        ..document(id, "关于老人助餐补贴的规定", "每餐补贴三元。")
    }));
    let response = index.search(&SearchRequest::new("老人助餐 补贴标准").unwrap()).unwrap();
    let ids: Vec<&str> = response.hits.iter().map(|hit| hit.id.as_str()).collect();
    assert_eq!(ids, ["c-policy", "b-news", "a-repealed"]);
}

#[test]
fn towns_and_attachments_are_counted_and_chosen() {
    let publish = |number: usize, publisher: &str| {
        let mut document = document(&format!("d{number}"), "公告", &format!("正文{number}"));
        document.publisher = Some(publisher.to_owned());
        if number == 0 {
            document.attachments.push(Attachment::new("表.xlsx", "https://www.example.gov.cn/a.xlsx"));
        }
        document
    };
    let publishers =
        ["广州市花都区狮岭镇人民政府", "花都区狮岭镇人民政府", "花都区人民政府新华街道办事处", "花都区民政局"];
    let (index, _directory) = index_of(publishers.iter().enumerate().map(|(number, name)| publish(number, name)));
    let found = |filters| index.search(&SearchRequest::new("").unwrap().with_filters(filters).unwrap()).unwrap();
    let count = |value: &str, count| FacetCount { value: value.to_owned(), count };
    let all = found(Filters::default()).facets;
    assert_eq!(all.town, [count("狮岭镇", 2), count("新华街道", 1)]);
    assert_eq!(all.has_attachment, [count("false", 3), count("true", 1)]);
    let chosen =
        found(Filters { towns: vec!["狮岭镇".to_owned()], has_attachment: Some(true), ..Filters::default() });
    assert_eq!(ids(&chosen), "d0");
    // Each counted without its own filter, under the other one.
    assert_eq!(chosen.facets.town, [count("狮岭镇", 1)]);
    assert_eq!(chosen.facets.has_attachment, [count("false", 1), count("true", 1)]);
}

#[test]
fn a_ranking_alone_has_the_same_documents_in_the_same_order_with_the_same_scores() {
    let index = index().0;
    for text in ["补贴标准", "长者饭堂每餐补贴多少钱", "花府办〔2020〕12号", "通告"] {
        let request = SearchRequest::new(text).unwrap().with_every_duplicate();
        let (whole, bare) = (index.search(&request).unwrap(), index.search(&request.with_ranking_only()).unwrap());
        let ranking =
            |response: &SearchResponse| response.hits.iter().map(|hit| (hit.id.clone(), hit.score)).collect::<Vec<_>>();
        assert_eq!((ranking(&bare), bare.total), (ranking(&whole), whole.total), "{text}");
        assert!(bare.hits.iter().all(|hit| hit.snippet_html.is_empty() && hit.title_html.is_empty()));
        assert_eq!(bare.facets, gongkai_query::Facets::default());
    }
}
