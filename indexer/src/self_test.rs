//! The known-item self-test: every title and number of the public archive, searched for, must come first, and whatever is
//! quoted out of a document must find it.

mod phrases;
mod report;
mod searches;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use gongkai_archive::Archive;
use gongkai_document::DocumentId;
use gongkai_query::{EngineError, Hit, SearchEngine, SearchRequest};

pub(crate) use self::report::{Loser, Report};
use self::searches::{Search, What, searches};
use crate::interrupt::Interrupt;
use crate::progress::{Progress, Task};

/// After this long the test ends with what it has: some hundred thousand searches on two cores.
const DURATION_MAX: Duration = Duration::from_secs(600);
/// How far down the document that should come first is looked for.
const DEPTH: usize = 10;
/// How far down a document is looked for that has a phrase, on one day: what many have on one day is no loss.
const PHRASE_DEPTH: usize = 200;

/// What one search found.
enum Found {
    First,
    /// So many have it that it stands behind those that are looked at.
    Common,
    Lost(Loser),
    /// It cannot be asked, such as a title that is too long for a query.
    Refused,
    /// Time was up, or someone asked to stop.
    Skipped,
}

/// Searches the serving generation for every distinct title, document number and index number of the public documents
/// that it holds (`indexed`), each as its document writes it, and for a thousand phrases cut out of them.
///
/// A search is won when a document with that title or number comes first, or when the one with that phrase is found at
/// all. Near-copies are not folded: a copy under another title would stand for the document.
pub(crate) fn run(
    archive: &Archive,
    engine: &impl SearchEngine,
    indexed: &BTreeSet<DocumentId>,
    progress: &Progress,
    interrupt: &Interrupt,
) -> anyhow::Result<Report> {
    let searches = searches(archive, indexed)?;
    let task = progress.begin("searching for titles and numbers", u64::try_from(searches.len()).ok());
    let until = Instant::now() + DURATION_MAX;
    let found = ask_all(engine, &searches, &task, || interrupt.is_requested() || Instant::now() >= until)?;
    let mut report = Report::default();
    for (search, found) in searches.iter().zip(found) {
        report.count(search, found);
    }
    Ok(report)
}

/// Asks every search, on all cores; `stop` is looked at before each.
fn ask_all(
    engine: &impl SearchEngine,
    searches: &[Search],
    task: &Task,
    stop: impl Fn() -> bool + Sync,
) -> anyhow::Result<Vec<Found>> {
    let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
    let answers: Mutex<Vec<(usize, Result<Found, EngineError>)>> = Mutex::new(Vec::with_capacity(searches.len()));
    let work = || {
        let mut own = Vec::new();
        while !failed.load(Ordering::Relaxed) && !stop() {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(search) = searches.get(place) else { break };
            let answer = ask(engine, search);
            failed.fetch_or(answer.is_err(), Ordering::Relaxed);
            own.push((place, answer));
            task.advance(1);
        }
        answers.lock().unwrap_or_else(PoisonError::into_inner).append(&mut own);
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(work);
        }
    });
    let mut found: Vec<Found> = searches.iter().map(|_| Found::Skipped).collect();
    for (place, answer) in answers.into_inner().unwrap_or_else(PoisonError::into_inner) {
        let answer = answer.context("the self-test got no answer")?;
        if let Some(slot) = found.get_mut(place) {
            *slot = answer;
        }
    }
    Ok(found)
}

fn ask(engine: &impl SearchEngine, search: &Search) -> Result<Found, EngineError> {
    let depth = if search.what == What::Phrase { PHRASE_DEPTH } else { DEPTH };
    let request = SearchRequest::new(&search.text)
        .and_then(|request| request.with_every_duplicate().with_depth(depth))
        .and_then(|request| request.with_filters(search.filters.clone()));
    let Ok(request) = request else { return Ok(Found::Refused) };
    let response = engine.search(&request)?;
    let (hits, total) = (response.hits, response.total);
    let wanted = |hit: &Hit| search.documents.contains_key(&hit.id);
    let rank = hits.iter().position(wanted).map(|index| index + 1);
    match search.what {
        What::Phrase if rank.is_some() => return Ok(Found::First),
        What::Phrase if total > depth => return Ok(Found::Common),
        _ if rank == Some(1) => return Ok(Found::First),
        _ => {}
    }
    let first = hits.into_iter().next();
    Ok(Found::Lost(Loser {
        what: search.what,
        text: search.text.clone(),
        id: search.documents.keys().next().cloned(),
        rank,
        first_id: first.as_ref().map(|hit| hit.id.clone()),
        first_title: first.map(|hit| hit.title),
    }))
}

#[cfg(test)]
mod tests {
    use crate::commands::tests::{context, put, run};
    use crate::outcome::Outcome;

    #[tokio::test]
    async fn every_title_and_number_is_searched_and_whoever_does_not_come_first_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, printed) = context(&folder);
        put(
            &context,
            r#"{"id":"a","title":"老人助餐办法","body":"补贴三元。","document_number":"花府办〔2020〕12号","kind":"policy","published_on":"2020-08-10"}"#,
        );
        put(&context, r#"{"id":"b","title":"老人助餐办法","body":"另一份。","index_number":"114/2021-00008"}"#);
        put(&context, r#"{"id":"c","title":"“养护” -公告","body":"正文没有那个词。","kind":"notice"}"#);
        put(&context, r#"{"id":"d","title":"内部答复","body":"不公开。","access":"staff"}"#);
        run(&mut context, &["index"]).await.unwrap();
        let before = printed.text().len();
        assert_eq!(run(&mut context, &["check", "--self-test"]).await.unwrap(), Outcome::Done);
        let told = printed.text().split_off(before);
        let told = &told[told.find("searched").unwrap()..];
        expect_test::expect![[r#"
            searched	by	value	searches	first	share
            title	all		2	1	50.00 %
            title	site	-	2	1	50.00 %
            title	kind	notice	1	0	0.00 %
            title	kind	other	1	1	100.00 %
            title	kind	policy	1	1	100.00 %
            title	year	-	2	1	50.00 %
            title	year	2020	1	1	100.00 %
            document number	all		1	1	100.00 %
            document number	site	-	1	1	100.00 %
            document number	kind	policy	1	1	100.00 %
            document number	year	2020	1	1	100.00 %
            index number	all		1	1	100.00 %
            index number	site	-	1	1	100.00 %
            index number	kind	other	1	1	100.00 %
            index number	year	-	1	1	100.00 %
            phrase	all		1000	1000	100.00 %
            phrase	site	-	1000	1000	100.00 %
            phrase	kind	notice	300	300	100.00 %
            phrase	kind	other	380	380	100.00 %
            phrase	kind	policy	320	320	100.00 %
            phrase	year	-	680	680	100.00 %
            phrase	year	2020	320	320	100.00 %
            loser: title “养护” -公告 of c is not among the first 10; nothing came first
            everything adds up
        "#]]
        .assert_eq(told);

        let before = printed.text().len();
        run(&mut context, &["check", "--self-test", "--json"]).await.unwrap();
        let told: serde_json::Value = serde_json::from_str(&printed.text().split_off(before)).unwrap();
        assert_eq!(told["self_test"]["shares"][0]["searches"], 2);
        assert_eq!(told["self_test"]["losers"][0]["id"], "c");
    }

    #[tokio::test]
    async fn without_an_index_there_is_no_self_test() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, printed) = context(&folder);
        put(&context, r#"{"id":"a","title":"通知","body":"正文"}"#);
        assert_eq!(run(&mut context, &["check", "--self-test", "--json"]).await.unwrap(), Outcome::ProblemFound);
        assert!(printed.text().contains(r#""self_test":null"#), "{}", printed.text());
    }
}
