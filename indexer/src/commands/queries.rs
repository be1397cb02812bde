//! `gongkai queries`: what people search, as far as it may be told.

use clap::Args;
use gongkai_document::Date;
use gongkai_query_log::{Clicks, Counted, K_ANONYMITY, Listed, Other, QueryLog, Report};
use serde_json::{Map, Value, json};

use super::Context;
use crate::outcome::{Outcome, WrongUsage};
use crate::output::{Output, printable};

/// Shows what people search, what finds nothing, and which hits they open.
///
/// A service counts this by day when the query log is switched on (`gongkai serve --query-log`), without an address or a
/// time of day. A query is named from five occurrences of what is listed; everything rarer is one sum, called other.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai queries --since 2026-01-01 --no-results")]
pub(crate) struct Queries {
    /// Count from this day on.
    #[arg(long, value_name = "DATE")]
    since: Option<Date>,
    /// List the queries that found nothing.
    #[arg(long)]
    no_results: bool,
    /// List the queries whose hits were opened, with the mean place of these and the share of the first.
    #[arg(long)]
    clicks: bool,
    /// How many queries each list has at most.
    #[arg(long, value_name = "N", default_value_t = LISTED_DEFAULT)]
    limit: usize,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// How many queries a list has when nothing is said.
const LISTED_DEFAULT: usize = 50;

impl Queries {
    /// Prints the lists that were asked for; the top queries when none was.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let path = context.data.query_log_path();
        if !path.try_exists()? {
            let directory = path.parent().unwrap_or(&path).display();
            return Err(WrongUsage(format!(
                "there is no query log in {directory}; switch it on with `gongkai serve --query-log` or [serve] query_log"
            ))
            .into());
        }
        let report = QueryLog::open_read_only(&path)?.report(self.since)?;
        if self.json {
            context.out.json(&self.as_json(&report))?;
        } else {
            self.print(&report, &mut context.out)?;
        }
        Ok(Outcome::Done)
    }

    /// Whether the top queries are listed: when they were not asked for, nothing else was either.
    fn lists_top(&self) -> bool {
        !self.no_results && !self.clicks
    }

    fn print(&self, report: &Report, out: &mut Output) -> anyhow::Result<()> {
        let counted = |entry: &Counted| format!("{:>7}  {}", entry.count, printable(&entry.query));
        if self.lists_top() {
            self.print_list("searches", &report.searches, counted, out)?;
        }
        if self.no_results {
            self.print_list("searches without a result", &report.without_result, counted, out)?;
        }
        if self.clicks {
            let clicked = |entry: &Clicks| {
                let (rank, first) = (entry.mean_rank, entry.first_share * 100.0);
                format!("{:>7}  mean rank {rank:.1}, first {first:.0}%  {}", entry.count, printable(&entry.query))
            };
            self.print_list("clicks", &report.clicks, clicked, out)?;
        }
        Ok(())
    }

    fn print_list<T>(
        &self,
        what: &str,
        listed: &Listed<T>,
        line: impl Fn(&T) -> String,
        out: &mut Output,
    ) -> anyhow::Result<()> {
        out.line(format_args!("{what}:"))?;
        for entry in listed.shown.iter().take(self.limit) {
            out.line(line(entry))?;
        }
        if let Some(more @ 1..) = listed.shown.len().checked_sub(self.limit) {
            out.line(format_args!("    ...  {more} more queries (--limit)"))?;
        }
        let Other { queries, count } = listed.other;
        out.line(format_args!("{count:>7}  other ({queries} different, fewer than {K_ANONYMITY} each)"))
    }

    fn as_json(&self, report: &Report) -> Value {
        let counted = |entry: &Counted| json!({ "query": entry.query, "count": entry.count });
        let clicked = |entry: &Clicks| {
            json!({
                "query": entry.query, "count": entry.count,
                "mean_rank": entry.mean_rank, "first_share": entry.first_share,
            })
        };
        let lists = [
            (self.lists_top(), "searches", self.list_json(&report.searches, counted)),
            (self.no_results, "without_result", self.list_json(&report.without_result, counted)),
            (self.clicks, "clicks", self.list_json(&report.clicks, clicked)),
        ];
        let mut body = Map::new();
        body.insert("since".to_owned(), self.since.map(|day| day.to_string()).into());
        body.insert("named_from".to_owned(), K_ANONYMITY.into());
        for (_, name, list) in lists.into_iter().filter(|(is_wanted, _, _)| *is_wanted) {
            body.insert(name.to_owned(), list);
        }
        Value::Object(body)
    }

    fn list_json<T>(&self, listed: &Listed<T>, entry: impl Fn(&T) -> Value) -> Value {
        json!({
            "queries": listed.shown.iter().take(self.limit).map(entry).collect::<Vec<_>>(),
            "queries_named": listed.shown.len(),
            "other": { "queries": listed.other.queries, "count": listed.other.count },
        })
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use gongkai_query_log::{Event, LoggedQuery};

    use super::*;
    use crate::commands::tests::{context, run};

    fn logged(context: &Context) {
        std::fs::create_dir_all(context.data.query_log_path().parent().unwrap()).unwrap();
        let mut log = QueryLog::open(&context.data.query_log_path(), 365).unwrap();
        let query = |text: &str| LoggedQuery::read(text).unwrap();
        let day = |number| Date::constant(2024, 10, number);
        let mut events = Vec::new();
        for number in 1..=6 {
            events.push(Event::Search { day: day(number), query: query("老人助餐"), found: true });
            events.push(Event::Search { day: day(number), query: query("元宇宙补贴"), found: false });
            events.push(Event::Click {
                day: day(number),
                query: query("老人助餐"),
                rank: if number < 4 { 1 } else { 4 },
            });
        }
        events.push(Event::Search { day: day(6), query: query("张三丰"), found: false });
        log.write(&events).unwrap();
    }

    #[tokio::test]
    async fn each_list_names_what_is_frequent_and_sums_up_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, printed) = context(&folder);
        logged(&context);
        for words in [
            &["queries"][..],
            &["queries", "--limit", "1"],
            &["queries", "--no-results", "--clicks"],
            &["queries", "--since", "2024-10-03"],
            &["queries", "--json", "--clicks"],
        ] {
            context.out.line(words.join(" ")).unwrap();
            assert_eq!(run(&mut context, words).await.unwrap(), Outcome::Done);
        }
        assert!(!printed.text().contains("张三丰"));
        expect![[r#"
            queries
            searches:
                  6  元宇宙补贴
                  6  老人助餐
                  1  other (1 different, fewer than 5 each)
            queries --limit 1
            searches:
                  6  元宇宙补贴
                ...  1 more queries (--limit)
                  1  other (1 different, fewer than 5 each)
            queries --no-results --clicks
            searches without a result:
                  6  元宇宙补贴
                  1  other (1 different, fewer than 5 each)
            clicks:
                  6  mean rank 2.5, first 50%  老人助餐
                  0  other (0 different, fewer than 5 each)
            queries --since 2024-10-03
            searches:
                  9  other (3 different, fewer than 5 each)
            queries --json --clicks
            {"since":null,"named_from":5,"clicks":{"queries":[{"query":"老人助餐","count":6,"mean_rank":2.5,"first_share":0.5}],"queries_named":1,"other":{"queries":0,"count":0}}}
        "#]].assert_eq(&printed.text());
    }

    #[tokio::test]
    async fn without_a_log_the_way_to_one_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, _) = context(&folder);
        let error = run(&mut context, &["queries"]).await.unwrap_err();
        assert!(error.is::<WrongUsage>() && error.to_string().contains("gongkai serve --query-log"), "{error}");
    }
}
