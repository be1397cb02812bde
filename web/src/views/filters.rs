//! The filters that are on, each with the address that takes it off.

use gongkai_query::{Filters, SearchRequest};

use crate::params::href;
use crate::views::text::column;

/// A filter that is on.
pub(crate) struct Active {
    /// What it filters by.
    pub(crate) name: &'static str,
    /// Its value in words.
    pub(crate) value: String,
    /// The filters without it.
    pub(crate) fewer: Filters,
    /// The same search without it, from the first page.
    pub(super) without: String,
}

/// Every filter that is on.
pub(crate) fn active(request: &SearchRequest) -> Vec<Active> {
    let filters = request.filters();
    let mut found = Vec::new();
    let mut add = |name, value: String, take_off: &dyn Fn(&mut Filters)| {
        let mut fewer = filters.clone();
        take_off(&mut fewer);
        found.push(Active { name, value, without: with_filters(request, fewer.clone()), fewer });
    };
    for kind in &filters.kinds {
        add("类型", kind.label().to_owned(), &|fewer| fewer.kinds.retain(|other| other != kind));
    }
    for publisher in &filters.publishers {
        add("发布机构", publisher.clone(), &|fewer| fewer.publishers.retain(|other| other != publisher));
    }
    for town in &filters.towns {
        add("镇街", town.clone(), &|fewer| fewer.towns.retain(|other| other != town));
    }
    for path in &filters.columns {
        add("栏目", column(path), &|fewer| fewer.columns.retain(|other| other != path));
    }
    for year in &filters.years {
        add("年份", year.to_string(), &|fewer| fewer.years.retain(|other| other != year));
    }
    for validity in &filters.validities {
        add("有效性", validity.label().to_owned(), &|fewer| fewer.validities.retain(|other| other != validity));
    }
    if let Some(from) = filters.from {
        add("起始日期", from.to_string(), &|fewer| fewer.from = None);
    }
    if let Some(to) = filters.to {
        add("截止日期", to.to_string(), &|fewer| fewer.to = None);
    }
    if let Some(has_attachment) = filters.has_attachment {
        let value = if has_attachment { "有附件" } else { "无附件" };
        add("附件", value.to_owned(), &|fewer| fewer.has_attachment = None);
    }
    found
}

/// The address of the same search under other filters, from the first page.
pub(super) fn with_filters(request: &SearchRequest, filters: Filters) -> String {
    first_page(request).with_filters(filters).map_or_else(|_| href(request), |changed| href(&changed))
}

/// The same search, its first page.
pub(super) fn first_page(request: &SearchRequest) -> SearchRequest {
    request.clone().with_page(1, request.size()).unwrap_or_else(|_| request.clone())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::params;

    #[test]
    fn each_filter_is_taken_off_alone_and_leads_to_the_first_page() {
        let request = params::read("q=a&kind=policy&kind=notice&column=x%2Fy&from=2020-01-01&page=3").unwrap();
        let lines: Vec<String> = active(&request)
            .into_iter()
            .map(|filter| format!("{} {}: {}", filter.name, filter.value, filter.without))
            .collect();
        expect![[r#"
            类型 政策文件: /search?q=a&kind=notice&column=x%2Fy&from=2020-01-01
            类型 通知公告: /search?q=a&kind=policy&column=x%2Fy&from=2020-01-01
            栏目 x › y: /search?q=a&kind=policy&kind=notice&from=2020-01-01
            起始日期 2020-01-01: /search?q=a&kind=policy&kind=notice&column=x%2Fy"#]]
        .assert_eq(&lines.join("\n"));
    }
}
