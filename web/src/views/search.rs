//! The page of results.

use askama::Template;
use gongkai_document::{Date, RelationKind, Validity};
use gongkai_query::{
    Brief, Counterpart, Filters, Hit, Interpreted, RESULTS_MAX, SearchRequest, SearchResponse, SnippetSource, Sort,
};

use crate::identity::Identity;
use crate::params::{href, href_of_all, href_of_sorted, with_expansion, with_text};
use crate::routes::click::click_href;
use crate::routes::{export, feed};
use crate::views::best_bets::BestBetView;
use crate::views::facets::{FacetGroup, groups};
use crate::views::filters::{Active, active, first_page, with_filters};
use crate::views::layout::{Layout, SearchBox};
use crate::views::links::{document_href, web_link};
use crate::views::pages::{Pages, Step};
use crate::views::ranges::ranges;
use crate::views::similar::title;
use crate::views::text::{column, shown};
use crate::wider::Found;

/// A page of results.
#[derive(Template)]
#[template(path = "search.html")]
pub(super) struct SearchPage<'a> {
    layout: Layout<'a>,
    search_box: SearchBox,
    total: usize,
    page: usize,
    /// The places of the first and the last hit of this page among all of them.
    range: (usize, usize),
    /// How many results can be looked at.
    results_max: usize,
    orders: Vec<Tab>,
    /// Common ranges of time.
    ranges: Vec<Tab>,
    understood: Understood,
    suggestions: Vec<(String, String)>,
    active: Vec<Active>,
    without_filters: String,
    /// Searches with fewer conditions that find more.
    wider: &'a [Found],
    best_bets: Vec<BestBetView<'a>>,
    hits: Vec<HitView<'a>>,
    facets: Vec<FacetGroup>,
    from: String,
    to: String,
    attached: [Attached; 2],
    pages: Pages,
    takeaway: Takeaway,
}

/// What a page of results shows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Results<'a> {
    /// The hits.
    pub(crate) found: &'a SearchResponse,
    /// Searches with fewer conditions that find more.
    pub(crate) wider: &'a [Found],
    /// The documents that an operator put above the hits.
    pub(crate) best_bets: &'a [Brief],
    /// Whether a hit that is opened is counted at its place.
    pub(crate) counts_clicks: bool,
}

/// The same results for other programs.
struct Takeaway {
    feed: String,
    csv: String,
    json: String,
}

/// Documents with files, or those without.
struct Attached {
    value: bool,
    label: &'static str,
    count: usize,
    chosen: bool,
}

/// One of several ways to see the results.
pub(super) struct Tab {
    pub(super) label: &'static str,
    pub(super) href: String,
    pub(super) here: bool,
}

/// How the query was understood, in words.
struct Understood {
    document_number: Option<String>,
    phrases: Vec<String>,
    /// The phrases that no document has, whose words were searched instead.
    loosened: Vec<String>,
    excluded: Vec<String>,
    /// The words that were also searched in another form, and that form.
    expanded: Vec<(String, String)>,
    /// The search for nothing but what was typed, where this one did more.
    as_typed: Option<String>,
    /// The search for more than what was typed, where this one did not.
    expanding: Option<String>,
    /// The field operators, each with the search without it.
    conditions: Vec<(String, Option<String>)>,
    /// The start of all numbers of the same body and year, with the search for them.
    series: Option<(String, String)>,
}

/// A hit as the page shows it.
struct HitView<'a> {
    hit: &'a Hit,
    href: String,
    /// Where its title leads: the same, or by way of the count of what is opened.
    opens: String,
    source: Option<&'a str>,
    publisher: Option<String>,
    column: Option<String>,
    validity: Option<Badge>,
    /// Whose words the snippet shows, when they are not the document's own.
    snippet_from: Option<String>,
    files: Vec<File<'a>>,
    /// Its interpretations, or what it interprets.
    pairs: Vec<Pair<'a>>,
}

/// How many interpretations a hit names, or documents that it interprets.
const PAIRS_SHOWN_MAX: usize = 3;

/// The other half of a policy and its interpretation.
struct Pair<'a> {
    label: &'static str,
    title: &'a str,
    href: String,
}

impl<'a> From<&'a Counterpart> for Pair<'a> {
    fn from(pair: &'a Counterpart) -> Self {
        let label = match pair.kind {
            RelationKind::InterpretedBy => "政策解读",
            RelationKind::Interprets => "政策原文",
            RelationKind::Related => "相关信息",
        };
        Self { label, title: title(&pair.document), href: document_href(&pair.document.id) }
    }
}

/// How many matched files a hit names; the others are counted.
const FILES_SHOWN_MAX: usize = 3;

/// A file with its address, where that is one on the web.
struct File<'a> {
    name: String,
    href: Option<&'a str>,
}

/// A validity in words, with the class that colours it.
pub(super) struct Badge {
    pub(super) label: &'static str,
    pub(super) class: &'static str,
}

impl<'a> SearchPage<'a> {
    /// The page for `request` on the day `today`.
    pub(super) fn new(identity: &'a Identity, request: &SearchRequest, results: &Results<'a>, today: Date) -> Self {
        let Results { found, wider, best_bets, counts_clicks } = *results;
        let filters = request.filters();
        let first = first_page(request);
        Self {
            layout: Layout::new(identity),
            search_box: SearchBox::new(request),
            total: found.total,
            page: request.page(),
            range: (request.offset() + 1, request.offset() + found.hits.len()),
            results_max: RESULTS_MAX,
            orders: [(Sort::Relevance, "相关度"), (Sort::Newest, "最新发布"), (Sort::Oldest, "最早发布")]
                .map(|(sort, label)| Tab {
                    label,
                    href: href(&first.clone().with_sort(sort)),
                    here: request.sort() == sort,
                })
                .into(),
            understood: Understood::new(request, &found.interpreted),
            suggestions: found
                .suggestions
                .iter()
                .filter_map(|text| Some((shown(text), again(request, text)?)))
                .collect(),
            active: active(request),
            without_filters: with_filters(request, Filters::default()),
            ranges: ranges(request, today),
            wider,
            best_bets: best_bets.iter().map(BestBetView::from).collect(),
            hits: (request.offset() + 1..)
                .zip(&found.hits)
                .map(|(rank, hit)| HitView::new(hit, counts_clicks.then_some(rank)))
                .collect(),
            facets: groups(&found.facets, filters),
            from: filters.from.map(|day| day.to_string()).unwrap_or_default(),
            to: filters.to.map(|day| day.to_string()).unwrap_or_default(),
            attached: [(true, "有附件"), (false, "无附件")].map(|(value, label)| Attached {
                value,
                label,
                count: found
                    .facets
                    .has_attachment
                    .iter()
                    .find(|entry| entry.value == value.to_string())
                    .map_or(0, |entry| entry.count),
                chosen: filters.has_attachment == Some(value),
            }),
            pages: Pages::new(request, found.total),
            takeaway: Takeaway {
                feed: href_of_all(feed::PATH, request),
                csv: href_of_sorted(export::CSV_PATH, request),
                json: href_of_sorted(export::JSON_PATH, request),
            },
        }
    }
}

impl Understood {
    fn new(request: &SearchRequest, interpreted: &Interpreted) -> Self {
        let all = |texts: &[String]| texts.iter().map(|text| shown(text)).collect::<Vec<_>>();
        let loosened = all(&interpreted.loosened);
        Self {
            document_number: interpreted.document_number.as_deref().map(shown),
            // A phrase that was loosened need not stand as it was quoted.
            phrases: all(&interpreted.phrases).into_iter().filter(|text| !loosened.contains(text)).collect(),
            loosened,
            excluded: all(&interpreted.excluded),
            expanded: interpreted
                .expanded
                .iter()
                .map(|expansion| (shown(&expansion.from), shown(&expansion.to)))
                .collect(),
            as_typed: (!interpreted.expanded.is_empty() || !interpreted.loosened.is_empty())
                .then(|| href(&first_page(request).without_expansion())),
            expanding: (!request.expands()).then(|| with_expansion(request)).flatten().as_ref().map(href),
            conditions: request
                .query()
                .operators
                .iter()
                .map(|operator| (shown(&operator.written), without(request, &operator.written)))
                .collect(),
            series: request
                .query()
                .series()
                .and_then(|series| Some((shown(series), again(request, &format!("文号:{series}"))?))),
        }
    }

    fn is_empty(&self) -> bool {
        self.document_number.is_none()
            && self.phrases.is_empty()
            && self.loosened.is_empty()
            && self.excluded.is_empty()
            && self.expanded.is_empty()
            && self.expanding.is_none()
            && self.conditions.is_empty()
    }
}

/// The address of the same search without one of its field operators.
fn without(request: &SearchRequest, written: &str) -> Option<String> {
    again(request, request.text().replacen(written, " ", 1).trim())
}

/// The address of the same search for another text.
fn again(request: &SearchRequest, text: &str) -> Option<String> {
    Some(href(&with_text(request, text)?))
}

impl<'a> HitView<'a> {
    /// `counted_at` is the place at which opening the hit is counted, where it is.
    fn new(hit: &'a Hit, counted_at: Option<usize>) -> Self {
        let href = document_href(&hit.id);
        Self {
            hit,
            opens: counted_at.map_or_else(|| href.clone(), |rank| click_href(rank, &hit.id)),
            href,
            source: hit.url.as_deref().and_then(web_link),
            publisher: hit.publisher.as_deref().map(shown),
            column: hit.column.as_deref().map(|path| column(&shown(path))),
            validity: badge(hit.validity),
            snippet_from: match &hit.snippet_from {
                SnippetSource::Text => None,
                SnippetSource::Question => Some("提问".to_owned()),
                SnippetSource::Attachment(name) => Some(format!("附件《{}》", file_name(name))),
            },
            files: hit
                .matched_attachments
                .iter()
                .take(FILES_SHOWN_MAX)
                .map(|file| File { name: file_name(&file.name), href: web_link(&file.url) })
                .collect(),
            pairs: hit.counterparts.iter().take(PAIRS_SHOWN_MAX).map(Pair::from).collect(),
        }
    }
}

/// A file's name as a page shows it.
pub(super) fn file_name(name: &str) -> String {
    let name = shown(name);
    if name.trim().is_empty() { "附件".to_owned() } else { name }
}

/// The sign for a validity; none when the source does not tell.
pub(super) fn badge(validity: Validity) -> Option<Badge> {
    let class = match validity {
        Validity::Valid | Validity::ValidExtended => "badge valid",
        Validity::Modified => "badge modified",
        Validity::Expired | Validity::Repealed => "badge ended",
        Validity::Unknown => return None,
    };
    Some(Badge { label: validity.label(), class })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::fixtures::{App, FakeEngine, one_hit, text_of};

    #[tokio::test]
    async fn a_search_for_nothing_but_what_was_typed_stays_so_and_leads_back() {
        let body = App::new(FakeEngine::new(|request| Ok(one_hit(request))))
            .get("/search?q=a&year=2020&expand=0&page=1")
            .await
            .body;
        expect![[r#"
            检索词的理解
            只检索了原词
            恢复扩展检索"#]]
        .assert_eq(&text_of(&body, ".understood"));
        assert!(body.contains("<a href=\"/search?q=a&#38;year=2020\">恢复扩展检索</a>"), "{body}");
        assert!(body.contains("<input type=\"hidden\" name=\"expand\" value=\"0\">"));
        let page = scraper::Html::parse_document(&body);
        let links = scraper::Selector::parse("main a[href^='/search']").unwrap();
        let hrefs = page.select(&links).filter_map(|link| link.attr("href"));
        let others: Vec<&str> =
            hrefs.filter(|href| !href.ends_with("expand=0") && !href.contains("expand=0&")).collect();
        // The way back, where it was understood so and among the wider searches.
        assert!(others.iter().all(|href| *href == "/search?q=a&year=2020"), "{others:?}");
    }

    #[tokio::test]
    async fn where_scores_come_from_is_not_told_on_pages() {
        let answered = App::new(FakeEngine::new(|request| Ok(one_hit(request)))).get("/search?q=a&explain=1").await;
        assert_eq!(answered.status, 400);
        assert!(answered.body.contains("没有“explain”这个检索参数"));
    }
}
