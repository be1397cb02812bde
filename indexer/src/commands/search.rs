//! `gongkai search`: the same answer as the search page, in the terminal.

use std::time::{Duration, Instant};

use clap::Args;
use gongkai_document::{Access, Date, Kind, Timestamp, Validity};
use gongkai_query::{
    Brief, Filters, Hit, InvalidRequest, Scope, SearchEngine, SearchRequest, SearchResponse, SignalScore, Sort,
};
use gongkai_web::{BEST_BETS_MAX, SearchBody, brief, day_of};

use super::Context;
use crate::best_bets;
use crate::data_directory::DataDirectory;
use crate::outcome::{Outcome, WrongUsage};
use crate::output::{Output, printable};

/// Searches the current generation and prints the hits, best first.
///
/// The same answer as the search page and the API give. Filters may be repeated: several values of one mean any of them,
/// several filters mean all of them.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai search 老人助餐补贴 --kind policy --from 2020-01-01 --size 20")]
pub(crate) struct Search {
    /// What to look for; "quoted" texts must occur exactly (their words are searched where no document has them), a -word
    /// must not occur. Empty: everything, newest first.
    #[arg(value_name = "QUERY", allow_hyphen_values = true)]
    query: String,
    /// Which page of the hits, from 1.
    #[arg(long, default_value_t = 1)]
    page: usize,
    /// Hits a page.
    #[arg(long, default_value_t = gongkai_query::PAGE_SIZE_DEFAULT)]
    size: usize,
    /// The order: relevance, newest or oldest.
    #[arg(long, default_value = "relevance")]
    sort: Sort,
    /// Where the words must stand: all or title.
    #[arg(long = "in", value_name = "PLACE", default_value = "all")]
    scope: Scope,
    /// Only this kind of document.
    #[arg(long)]
    kind: Vec<Kind>,
    /// Only documents of this body.
    #[arg(long)]
    publisher: Vec<String>,
    /// Only documents of this town's or street's bodies.
    #[arg(long)]
    town: Vec<String>,
    /// Only this column and those below it.
    #[arg(long)]
    column: Vec<String>,
    /// Only documents published in this year.
    #[arg(long)]
    year: Vec<i16>,
    /// Only documents published on this day or later.
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<Date>,
    /// Only documents published on this day or earlier.
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<Date>,
    /// Only documents of this validity.
    #[arg(long)]
    validity: Vec<Validity>,
    /// Only documents with attachments, or only those without.
    #[arg(long, value_name = "true|false", num_args = 0..=1, default_missing_value = "true")]
    has_attachment: Option<bool>,
    #[command(flatten)]
    reading: Reading,
    /// Say where each score comes from.
    #[arg(long)]
    explain: bool,
    /// Print JSON: the body that the API answers with.
    #[arg(long)]
    json: bool,
}

/// How the query is read.
#[derive(Debug, Args)]
struct Reading {
    /// Search only what was typed: no short form written out, no everyday word in official terms, no loosened quotation.
    #[arg(long)]
    as_typed: bool,
    /// Find documents by what they mean as well; needs a model and its vectors (`gongkai semantic`).
    #[arg(long)]
    semantic: bool,
}

/// How long finding by meaning may take where nobody else waits.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

impl Search {
    /// Prints one page of hits.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let json = self.json;
        let request = self.request().map_err(|error| WrongUsage(error.to_string()))?;
        let engine =
            if request.meaning_budget().is_some() { context.data.semantic_engine()? } else { context.data.engine()? };
        let started = Instant::now();
        let request = if json { request.with_counterparts() } else { request };
        let response = engine.search(&request)?;
        let took = started.elapsed();
        let best_bets = best_bets(&request, &context.data)?;
        if json {
            context.out.json(&SearchBody::new(&request, &response, took).with_best_bets(&best_bets))?;
        } else {
            for pinned in &best_bets {
                context.out.line(format_args!("pinned: {}  {}", printable(&pinned.title), pinned.id))?;
            }
            print(&request, &response, took, &mut context.out)?;
        }
        Ok(Outcome::Done)
    }

    fn request(self) -> Result<SearchRequest, InvalidRequest> {
        let filters = Filters {
            kinds: self.kind,
            publishers: self.publisher,
            towns: self.town,
            columns: self.column,
            years: self.year,
            validities: self.validity,
            from: self.from,
            to: self.to,
            has_attachment: self.has_attachment,
            labels: Vec::new(),
        };
        let mut request = SearchRequest::new(&self.query)?
            .with_page(self.page, self.size)?
            .with_sort(self.sort)
            .with_scope(self.scope)
            .with_filters(filters)?;
        if self.reading.semantic {
            request = request.with_meaning(PATIENCE);
        }
        if self.reading.as_typed {
            request = request.without_expansion();
        }
        Ok(if self.explain { request.with_explanation() } else { request })
    }
}

/// The public documents that are pinned to the query today.
fn best_bets(request: &SearchRequest, data: &DataDirectory) -> anyhow::Result<Vec<Brief>> {
    let ids = best_bets::read(&data.best_bets_path())?.documents_for(request, day_of(Timestamp::now()));
    let mut found = Vec::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let archive = data.archive()?;
    for id in ids {
        let stored = archive.document(&id)?.filter(|stored| stored.document.access == Access::Public);
        found.extend(stored.map(|stored| brief(stored.document)));
    }
    found.truncate(BEST_BETS_MAX);
    Ok(found)
}

fn print(request: &SearchRequest, response: &SearchResponse, took: Duration, out: &mut Output) -> anyhow::Result<()> {
    for (rank, hit) in (request.offset() + 1..).zip(&response.hits) {
        let title = if hit.title.is_empty() { "（无标题）" } else { &hit.title };
        out.line(format_args!("{rank:>3}. {}", printable(title)))?;
        out.line(format_args!("     {}", particulars(hit)))?;
        let snippet = plain(&hit.snippet_html);
        if !snippet.is_empty() {
            out.line(format_args!("     {}", printable(&snippet)))?;
        }
        for signal in hit.explanation.iter().flat_map(|explanation| &explanation.signals) {
            out.line(format_args!("     {}", printable(&addend(signal))))?;
        }
    }
    for phrase in &response.interpreted.loosened {
        out.line(format_args!("no document has \"{0}\" as quoted: its words were searched", printable(phrase)))?;
    }
    for expansion in &response.interpreted.expanded {
        out.line(format_args!("also searched: {} for {}", printable(&expansion.to), printable(&expansion.from)))?;
    }
    for suggestion in &response.suggestions {
        out.line(format_args!("try: {}", printable(suggestion)))?;
    }
    let took_ms = took.as_secs_f64() * 1_000.0;
    out.line(format_args!("{} found in {took_ms:.1} ms, generation {}", response.total, response.generation))
}

/// How many terms of one signal are printed; a pasted request has a hundred.
const TERMS_PRINTED_MAX: usize = 8;

/// What one signal adds to a score, with its greatest terms.
fn addend(signal: &SignalScore) -> String {
    let terms: Vec<String> =
        signal.terms.iter().take(TERMS_PRINTED_MAX).map(|term| format!("{} {:.1}", term.term, term.score)).collect();
    format!("{:>+9.1}  {} ({})  {}", signal.score, signal.signal.code(), signal.signal.label(), terms.join(", "))
}

/// What tells one hit from another, in one line.
fn particulars(hit: &Hit) -> String {
    let mut parts = vec![hit.kind.label().to_owned()];
    parts.extend(hit.published_on.map(|day| day.to_string()));
    parts.extend(hit.document_number.as_ref().map(ToString::to_string));
    parts.extend(hit.publisher.clone());
    parts.extend((hit.validity != Validity::Unknown).then(|| hit.validity.label().to_owned()));
    parts.push(hit.id.to_string());
    parts.extend(hit.url.clone());
    parts.extend(hit.semantic.then(|| "语义相近".to_owned()));
    printable(&parts.join("  "))
}

/// The text of a snippet: its HTML has `<mark>` as its only tag and five characters escaped.
fn plain(html: &str) -> String {
    let text = html.replace("<mark>", "").replace("</mark>", "");
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&#x27;", "'").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::tests::{context, put, run};

    #[test]
    fn a_snippet_is_printed_without_its_html() {
        assert_eq!(plain("每餐<mark>补贴</mark>3元 &lt;b&gt; &amp;lt; &quot;"), "每餐补贴3元 <b> &lt; \"");
    }

    #[tokio::test]
    async fn the_hits_are_printed_or_given_as_the_body_of_the_api() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, printed) = context(&folder);
        put(
            &context,
            r#"{"id":"a","title":"老人助餐管理办法","body":"每餐补贴三元。","kind":"policy","url":"https://a.cn/"}"#,
        );
        put(
            &context,
            r#"{"id":"b","title":"关于老人助餐的答复","body":"现答复如下。","kind":"reply","access":"staff"}"#,
        );
        run(&mut context, &["index"]).await.unwrap();
        let before = printed.text().len();
        assert_eq!(run(&mut context, &["search", "助餐", "--kind", "policy"]).await.unwrap(), Outcome::Done);
        let text = printed.text().split_off(before);
        assert!(text.starts_with("  1. 老人助餐管理办法\n     政策文件  a  https://a.cn/\n"), "{text}");
        assert!(text.contains("\n1 found in "), "{text}");

        let before = printed.text().len();
        run(&mut context, &["search", "“补贴助餐”", "--explain"]).await.unwrap();
        let text = printed.text().split_off(before);
        assert!(text.contains("  words (标题和正文中的词)  "), "{text}");
        assert!(text.contains("\nno document has \"补贴助餐\" as quoted"), "{text}");
        let before = printed.text().len();
        run(&mut context, &["search", "“补贴助餐”", "--as-typed"]).await.unwrap();
        assert!(printed.text().split_off(before).starts_with("0 found in "));

        let before = printed.text().len();
        run(&mut context, &["search", "助餐", "--json"]).await.unwrap();
        let body: serde_json::Value = serde_json::from_str(&printed.text().split_off(before)).unwrap();
        assert_eq!((&body["total"], &body["hits"][0]["id"], &body["size"]), (&1.into(), &"a".into(), &10.into()));

        let pin = |id: &str| {
            format!("[[pin]]\nqueries = [\"低保\"]\ndocument = \"{id}\"\nowner = \"o\"\nuntil = 9000-01-01\n")
        };
        std::fs::write(context.data.best_bets_path(), pin("a") + &pin("b")).unwrap();
        let before = printed.text().len();
        run(&mut context, &["search", "低保"]).await.unwrap();
        let text = printed.text().split_off(before);
        assert!(text.starts_with("pinned: 老人助餐管理办法  a\n") && text.contains("\n0 found in "), "{text}");
        let before = printed.text().len();
        run(&mut context, &["search", "低保", "--json"]).await.unwrap();
        let body: serde_json::Value = serde_json::from_str(&printed.text().split_off(before)).unwrap();
        assert_eq!((&body["best_bets"][0]["id"], body["best_bets"].as_array().unwrap().len()), (&"a".into(), 1));
    }

    #[tokio::test]
    async fn a_page_out_of_range_is_wrong_usage() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, _) = context(&folder);
        assert!(run(&mut context, &["search", "", "--page", "101"]).await.unwrap_err().is::<WrongUsage>());
    }
}
