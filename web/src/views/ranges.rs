//! Common ranges of time, each a search of its own.

use gongkai_document::Date;
use gongkai_query::{Filters, SearchRequest};
use jiff::Span;

use crate::views::filters::with_filters;
use crate::views::search::Tab;

/// The same search over the last week, month and so on before `today`, and over all time.
pub(super) fn ranges(request: &SearchRequest, today: Date) -> Vec<Tab> {
    let filters = request.filters();
    let tab = |label, from: Option<Date>| Tab {
        label,
        href: with_filters(request, Filters { from, to: None, ..filters.clone() }),
        here: filters.from == from && filters.to.is_none(),
    };
    let mut tabs = vec![tab("不限", None)];
    let spans = [
        ("一周内", Span::new().weeks(1)),
        ("一月内", Span::new().months(1)),
        ("半年内", Span::new().months(6)),
        ("一年内", Span::new().years(1)),
        ("三年内", Span::new().years(3)),
    ];
    for (label, span) in spans {
        // The first days of the calendar have no week before them.
        if let Ok(from) = today.checked_sub(span) {
            tabs.push(tab(label, Some(from)));
        }
    }
    tabs
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::params;

    #[test]
    fn a_range_ends_today_and_takes_the_place_of_the_one_before() {
        let request = params::read("q=a&kind=policy&from=2023-11-24&to=2024-01-01&page=2").unwrap();
        let line = |tab: &Tab| format!("{} {}{}", tab.label, tab.href, if tab.here { " here" } else { "" });
        let today = "2026-11-24".parse().unwrap();
        let lines: Vec<String> = ranges(&request, today).iter().map(line).collect();
        expect![[r#"
            不限 /search?q=a&kind=policy
            一周内 /search?q=a&kind=policy&from=2026-11-17
            一月内 /search?q=a&kind=policy&from=2026-10-24
            半年内 /search?q=a&kind=policy&from=2026-05-24
            一年内 /search?q=a&kind=policy&from=2025-11-24
            三年内 /search?q=a&kind=policy&from=2023-11-24"#]]
        .assert_eq(&lines.join("\n"));
        let request = params::read("from=2026-11-17").unwrap();
        assert_eq!(ranges(&request, today).iter().position(|tab| tab.here), Some(1));
    }
}
