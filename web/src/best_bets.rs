//! Best bets (精选结果): documents that an operator puts above the results of a query, with an owner and an end.
//!
//! A best bet is an answer, not a ranking: the hits, their order and their number stay what they are. It is matched on the
//! whole query and shown on the first page of an unfiltered search only.

use std::collections::HashMap;

use gongkai_document::{Date, Document, DocumentId};
use gongkai_query::{Brief, Filters, SearchRequest};
use gongkai_query_log::normalized;

/// How many best bets a query shows: more would be a second list of results.
pub const BEST_BETS_MAX: usize = 3;

/// One document pinned to queries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BestBet {
    /// The whole queries, as people type them; they are compared in their normalised form.
    pub queries: Vec<String>,
    /// The document.
    pub document: DocumentId,
    /// The body or office that answers for it.
    pub owner: String,
    /// The last day on which it is shown, in China.
    pub until: Date,
}

/// All best bets of an installation.
#[derive(Debug, Default)]
pub struct BestBets {
    bets: Vec<BestBet>,
    /// For each normalised query, the places of its bets in their order.
    by_query: HashMap<String, Vec<usize>>,
}

impl BestBets {
    /// Best bets in the order in which they are shown.
    pub fn new(bets: Vec<BestBet>) -> Self {
        let mut by_query: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, bet) in bets.iter().enumerate() {
            for query in &bet.queries {
                let places = by_query.entry(normalized(query)).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
        }
        Self { bets, by_query }
    }

    /// All of them.
    pub fn all(&self) -> &[BestBet] {
        &self.bets
    }

    /// The bets for `query` that have not ended before the day `today`.
    pub fn matching(&self, query: &str, today: Date) -> impl Iterator<Item = &BestBet> {
        let places = if self.bets.is_empty() { None } else { self.by_query.get(&normalized(query)) };
        let bets = places.into_iter().flatten().filter_map(|place| self.bets.get(*place));
        bets.filter(move |bet| bet.until >= today)
    }

    /// The documents that may stand above the hits of `request` on the day `today`: the first [`BEST_BETS_MAX`] of them that
    /// are public do. A further page and a search under a filter have none.
    pub fn documents_for(&self, request: &SearchRequest, today: Date) -> Vec<DocumentId> {
        if request.page() > 1 || *request.filters() != Filters::default() {
            return Vec::new();
        }
        self.matching(request.text(), today).map(|bet| bet.document.clone()).collect()
    }
}

/// What a best bet shows of its document.
pub fn brief(document: Document) -> Brief {
    Brief {
        id: document.id,
        title: document.title,
        url: document.url,
        kind: document.kind,
        publisher: document.publisher,
        document_number: document.document_number,
        published_on: document.published_on,
        validity: document.validity,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{App, FakeEngine, archive, one_hit, service, text_of};
    use crate::{Limits, router};

    fn bet(queries: &[&str], document: &str, until: &str) -> BestBet {
        BestBet {
            queries: queries.iter().map(|query| (*query).to_owned()).collect(),
            document: DocumentId::new(document).unwrap(),
            owner: "区民政局".to_owned(),
            until: until.parse().unwrap(),
        }
    }

    #[test]
    fn a_bet_matches_the_whole_query_in_any_spelling_until_its_end() {
        let bets = BestBets::new(vec![
            bet(&["老人助餐", "老人 助餐"], "nfcms:1", "2024-10-15"),
            bet(&["老人助餐", "老人助餐"], "nfcms:2", "2025-10-15"),
        ]);
        let matching = |query: &str, today: &str| {
            let found = bets.matching(query, today.parse().unwrap());
            found.map(|bet| bet.document.as_str().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(matching(" 老人助餐", "2024-10-15"), ["nfcms:1", "nfcms:2"]);
        assert_eq!(matching("老人助餐", "2024-10-16"), ["nfcms:2"]);
        assert_eq!(matching("老人　助餐", "2024-10-15"), ["nfcms:1"]);
        for other in ["老人助餐补贴", "助餐", "", "\"老人助餐\""] {
            assert_eq!(matching(other, "2024-10-15"), [""; 0], "{other}");
        }
    }

    /// A service with one bet on each document of the fixtures' archive, which no test outlives.
    fn app(folder: &tempfile::TempDir) -> App {
        let service = service(FakeEngine::new(|request| Ok(one_hit(request))), folder.path(), &Limits::default());
        let ids = ["nfcms:3", "nfcms:6", "r-staff", "absent", "nfcms:4"];
        let mut bets: Vec<BestBet> = ids.map(|id| bet(&[id, "低保"], id, "9999-01-01")).into();
        bets.push(bet(&["过期"], "nfcms:4", "2020-01-01"));
        bets.push(bet(&["助餐"], "nfcms:4", "9999-01-01"));
        service.set_best_bets(BestBets::new(bets));
        App::over(router(service, None))
    }

    #[tokio::test]
    async fn a_bet_stands_above_the_hits_on_the_first_page_and_changes_nothing_below() {
        let folder = archive();
        let app = app(&folder);
        let pinned = app.get("/search?q=%E5%8A%A9%E9%A4%90").await;
        let shown = text_of(&pinned.body, ".best-bets");
        assert_eq!(shown, "精选结果\n关于助餐的答复\n答复，已废止，2020年8月14日，花都区民政局");
        let plain = app.get("/search?q=%E5%8A%A9%E9%A4%90%E9%A4%90").await;
        assert_eq!(text_of(&pinned.body, ".hits"), text_of(&plain.body, ".hits"));
        assert_eq!(text_of(&pinned.body, "[role=status]"), text_of(&plain.body, "[role=status]"));
        for path in ["&page=2", "&year=2020", "&kind=reply"] {
            let other = app.get(&format!("/search?q=%E5%8A%A9%E9%A4%90{path}")).await;
            assert_eq!(text_of(&other.body, ".best-bets"), "", "{path}");
        }
        let body: serde_json::Value =
            serde_json::from_str(&app.get("/api/v1/search?q=%E5%8A%A9%E9%A4%90").await.body).unwrap();
        assert_eq!((&body["best_bets"][0]["id"], &body["total"]), (&"nfcms:4".into(), &1.into()));
        let body: serde_json::Value = serde_json::from_str(&app.get("/api/v1/search?q=a").await.body).unwrap();
        assert_eq!(body["best_bets"], serde_json::json!([]));
    }

    #[tokio::test]
    async fn what_is_withdrawn_held_for_staff_unknown_or_past_its_end_is_never_shown() {
        let folder = archive();
        let app = app(&folder);
        for query in ["nfcms:3", "nfcms:6", "r-staff", "absent", "%E8%BF%87%E6%9C%9F"] {
            assert_eq!(text_of(&app.get(&format!("/search?q={query}")).await.body, ".best-bets"), "", "{query}");
            let body = app.get(&format!("/api/v1/search?q={query}")).await.body;
            assert!(body.contains("\"best_bets\":[]"), "{query}");
        }
        // The three that come first are not public, and take no place from the one that is.
        assert!(text_of(&app.get("/search?q=%E4%BD%8E%E4%BF%9D").await.body, ".best-bets").contains("助餐的答复"));
    }

    #[tokio::test]
    async fn an_answer_with_bets_has_no_name_that_outlives_them() {
        let folder = archive();
        let app = app(&folder);
        for path in ["/search?q=", "/api/v1/search?q="] {
            assert!(!app.get(&format!("{path}%E5%8A%A9%E9%A4%90")).await.headers.contains_key("etag"), "{path}");
            assert!(app.get(&format!("{path}a")).await.headers.contains_key("etag"), "{path}");
        }
    }
}
