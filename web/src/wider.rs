//! What a search that finds little or nothing could leave out.

use gongkai_query::{Filters, Scope, SearchRequest, is_quotation_mark};

use crate::params;
use crate::views::active;

/// A page with at most so many results says what would find more.
pub(crate) const FEW_MAX: usize = 3;
/// How many other searches one page may cost.
const WIDER_MAX: usize = 8;

/// A search that asks less of a document.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Wider {
    /// What it leaves out, in words.
    pub(crate) label: String,
    pub(crate) request: SearchRequest,
}

/// A wider search that finds more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) label: String,
    pub(crate) href: String,
    pub(crate) total: usize,
}

impl Found {
    pub(crate) fn new(wider: &Wider, total: usize) -> Self {
        Self { label: wider.label.clone(), href: params::href(&wider.request), total }
    }
}

/// The same search with one condition less, each in its turn, and with none; not more than a page may ask.
pub(crate) fn wider(request: &SearchRequest) -> Vec<Wider> {
    let mut found = Vec::new();
    let mut add = |label: String, request: Option<SearchRequest>| {
        found.extend(request.map(|request| Wider { label, request }));
    };
    let first = |other: SearchRequest| other.with_page(1, request.size()).ok();
    if !request.expands() {
        add("恢复扩展检索".to_owned(), params::with_expansion(request));
    }
    if request.scope() == Scope::Title {
        add("改在全文中检索".to_owned(), first(request.clone().with_scope(Scope::All)));
    }
    if !request.query().phrases.is_empty() {
        let text: String = request.text().chars().filter(|c| !is_quotation_mark(*c)).collect();
        add("去掉引号，不要求文字完全一致".to_owned(), params::with_text(request, &text));
    }
    let active = active(request);
    if active.len() > 1 {
        let without = request.clone().with_filters(Filters::default()).ok();
        add("去掉全部筛选条件".to_owned(), without.and_then(first));
    }
    for filter in active {
        let fewer = request.clone().with_filters(filter.fewer).ok();
        add(format!("去掉条件“{}：{}”", filter.name, filter.value), fewer.and_then(first));
    }
    found.truncate(WIDER_MAX);
    found
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use expect_test::expect;

    use super::*;

    #[test]
    fn each_condition_is_left_out_in_its_turn() {
        let mut lines = String::new();
        for query_string in
            ["q=%22a%22+b&in=title&kind=policy&year=2020&page=2", "q=a&year=2020", "q=a&expand=0&size=20&page=2", "q=a"]
        {
            for wider in wider(&params::read(query_string).unwrap()) {
                writeln!(lines, "{}: {}", wider.label, params::href(&wider.request)).unwrap();
            }
        }
        expect![[r#"
            改在全文中检索: /search?q=%22a%22+b&kind=policy&year=2020
            去掉引号，不要求文字完全一致: /search?q=a+b&in=title&kind=policy&year=2020
            去掉全部筛选条件: /search?q=%22a%22+b&in=title
            去掉条件“类型：政策文件”: /search?q=%22a%22+b&in=title&year=2020
            去掉条件“年份：2020”: /search?q=%22a%22+b&in=title&kind=policy
            去掉条件“年份：2020”: /search?q=a
            恢复扩展检索: /search?q=a&size=20
        "#]]
        .assert_eq(&lines);
    }

    #[test]
    fn every_mark_that_quotes_is_taken_off() {
        let offered = wider(&params::read("q=%E3%80%8Ea%E3%80%8F+%E2%80%9Cb%E2%80%9D").unwrap());
        let texts: Vec<&str> = offered.iter().map(|wider| wider.request.text()).collect();
        assert_eq!(texts, ["a b"]);
    }

    #[test]
    fn a_page_costs_a_bounded_number_of_searches() {
        let years = (2000..2040).map(|year| format!("year={year}")).collect::<Vec<_>>().join("&");
        assert_eq!(wider(&params::read(&years).unwrap()).len(), WIDER_MAX);
    }
}
