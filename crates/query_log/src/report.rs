//! What may be told of the counts.

use gongkai_document::Date;
use rusqlite::params;

use crate::QueryLog;
use crate::error::Result;

/// From how many occurrences a query is named. With fewer it may be one person's own, such as a name.
pub const K_ANONYMITY: u32 = 5;

/// What people searched since a day.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// Searches, the most frequent query first.
    pub searches: Listed<Counted>,
    /// Searches that found nothing.
    pub without_result: Listed<Counted>,
    /// Hits that were opened.
    pub clicks: Listed<Clicks>,
}

/// The queries that may be named, and a sum of the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed<T> {
    /// Queries with at least [`K_ANONYMITY`] occurrences of what is counted, over all days together.
    pub shown: Vec<T>,
    /// All others.
    pub other: Other,
}

/// A query and how often something happened with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The normalised query.
    pub query: String,
    /// How often.
    pub count: u32,
}

/// A query and the hits that were opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Clicks {
    /// The normalised query.
    pub query: String,
    /// How many were opened.
    pub count: u32,
    /// The mean of their places, from 1.
    pub mean_rank: f64,
    /// The share of them that was the first hit, 0 to 1.
    pub first_share: f64,
}

/// What is too rare to be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Other {
    /// How many queries.
    pub queries: u32,
    /// How often something happened with them.
    pub count: u32,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self { shown: Vec::new(), other: Other::default() }
    }
}

/// A column that is counted. Each is judged by its own count: that a query is frequent does not make it frequent without
/// a result.
#[derive(Debug, Clone, Copy)]
enum Column {
    Searches,
    WithoutResult,
    Clicks,
}

impl Column {
    const fn name(self) -> &'static str {
        match self {
            Self::Searches => "searches",
            Self::WithoutResult => "without_result",
            Self::Clicks => "clicks",
        }
    }
}

impl QueryLog {
    /// What was counted from the day `since` on, or ever.
    pub fn report(&self, since: Option<Date>) -> Result<Report> {
        // Every day is after the empty text.
        let since = since.map(|day| day.to_string()).unwrap_or_default();
        Ok(Report {
            searches: self.counted(Column::Searches, &since)?,
            without_result: self.counted(Column::WithoutResult, &since)?,
            clicks: self.clicks(&since)?,
        })
    }

    fn counted(&self, column: Column, since: &str) -> Result<Listed<Counted>> {
        let name = column.name();
        let mut select = self.connection.prepare(&format!(
            "SELECT query, sum({name}) AS count FROM queries WHERE day >= ?1 GROUP BY query \
             HAVING count >= ?2 ORDER BY count DESC, query"
        ))?;
        let rows = select
            .query_map(params![since, K_ANONYMITY], |row| Ok(Counted { query: row.get(0)?, count: row.get(1)? }))?;
        Ok(Listed { shown: rows.collect::<Result<_, _>>()?, other: self.other(column, since)? })
    }

    fn clicks(&self, since: &str) -> Result<Listed<Clicks>> {
        let mut select = self.connection.prepare(
            "SELECT query, sum(clicks) AS count, 1.0 * sum(rank_sum) / sum(clicks), 1.0 * sum(first_clicks) / sum(clicks) \
             FROM queries WHERE day >= ?1 GROUP BY query HAVING count >= ?2 ORDER BY count DESC, query",
        )?;
        let rows = select.query_map(params![since, K_ANONYMITY], |row| {
            Ok(Clicks { query: row.get(0)?, count: row.get(1)?, mean_rank: row.get(2)?, first_share: row.get(3)? })
        })?;
        Ok(Listed { shown: rows.collect::<Result<_, _>>()?, other: self.other(Column::Clicks, since)? })
    }

    fn other(&self, column: Column, since: &str) -> Result<Other> {
        let name = column.name();
        let mut select = self.connection.prepare(&format!(
            "SELECT count(*), coalesce(sum(count), 0) FROM (SELECT sum({name}) AS count FROM queries WHERE day >= ?1 \
             GROUP BY query HAVING count > 0 AND count < ?2)"
        ))?;
        Ok(select
            .query_row(params![since, K_ANONYMITY], |row| Ok(Other { queries: row.get(0)?, count: row.get(1)? }))?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Event, LoggedQuery};

    fn log() -> (tempfile::TempDir, QueryLog) {
        let folder = tempfile::tempdir().unwrap();
        let log = QueryLog::open(&folder.path().join("queries.sqlite"), 365).unwrap();
        (folder, log)
    }

    fn search(day: Date, text: &str, found: bool) -> Event {
        Event::Search { day, query: LoggedQuery::read(text).unwrap(), found }
    }

    fn click(day: Date, text: &str, rank: u32) -> Event {
        Event::Click { day, query: LoggedQuery::read(text).unwrap(), rank }
    }

    fn day(number: i8) -> Date {
        Date::constant(2024, 10, number)
    }

    #[test]
    fn a_query_is_named_from_five_occurrences_over_all_days_of_the_period() {
        let (_folder, mut log) = log();
        let mut events = Vec::new();
        for number in 1..=5 {
            events.push(search(day(number), "养老助餐", number > 2));
        }
        events.extend([search(day(5), "张三", true), search(day(5), "张三", false), search(day(6), "李四", false)]);
        log.write(&events).unwrap();
        let report = log.report(None).unwrap();
        assert_eq!(report.searches.shown, [Counted { query: "养老助餐".to_owned(), count: 5 }]);
        assert_eq!(report.searches.other, Other { queries: 2, count: 3 });
        assert_eq!(report.without_result.shown, []);
        assert_eq!(report.without_result.other, Other { queries: 3, count: 4 });
        let later = log.report(Some(day(2))).unwrap();
        assert_eq!((later.searches.shown.len(), later.searches.other), (0, Other { queries: 3, count: 7 }));
    }

    #[test]
    fn clicks_tell_the_mean_place_and_the_share_of_the_first() {
        let (_folder, mut log) = log();
        let mut events = vec![search(day(1), "养老", true), search(day(1), "医保", true)];
        events.extend([1, 1, 1, 2, 5].map(|rank| click(day(1), "养老", rank)));
        events.push(click(day(1), "医保", 9));
        log.write(&events).unwrap();
        let clicks = log.report(None).unwrap().clicks;
        assert_eq!(clicks.shown, [Clicks { query: "养老".to_owned(), count: 5, mean_rank: 2.0, first_share: 0.6 }]);
        assert_eq!(clicks.other, Other { queries: 1, count: 1 });
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        #[test]
        fn whatever_happened_nothing_rarer_than_five_is_named_and_nothing_is_lost(
            happened in proptest::collection::vec((0_usize..6, 1_i8..9, any::<bool>(), 1_u32..30), 0..60),
            since in proptest::option::of(1_i8..9),
        ) {
            let (_folder, mut log) = log();
            let words = ["低保", "医保", "社保", "学区", "公交", "户籍"];
            let events: Vec<Event> = happened
                .iter()
                .flat_map(|(word, on, found, rank)| {
                    [search(day(*on), words[*word], *found), click(day(*on), words[*word], *rank)]
                })
                .collect();
            log.write(&events).unwrap();
            let report = log.report(since.map(day)).unwrap();
            let counts = [
                report.searches.shown.iter().map(|counted| counted.count).collect::<Vec<_>>(),
                report.without_result.shown.iter().map(|counted| counted.count).collect(),
                report.clicks.shown.iter().map(|clicks| clicks.count).collect(),
            ];
            prop_assert!(counts.iter().flatten().all(|count| *count >= K_ANONYMITY));
            let within = happened.iter().filter(|(_, on, _, _)| since.is_none_or(|since| *on >= since)).count();
            let told = counts[0].iter().sum::<u32>() + report.searches.other.count;
            prop_assert_eq!(told, u32::try_from(within).unwrap());
        }
    }
}
