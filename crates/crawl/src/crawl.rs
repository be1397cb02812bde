//! One crawl from its beginning to its report.

use std::sync::{Mutex, PoisonError};

use gongkai_archive::{Archive, ArchiveError, Begun, Reconciliation};
use jiff::SignedDuration;
use tokio::sync::watch;

use crate::absent::look_for_absent;
use crate::config::CrawlConfig;
use crate::error::CrawlError;
use crate::fetch::Fetcher;
use crate::files::read_files;
use crate::lists::read_catalogues;
use crate::posts::fetch_posts;
use crate::report::{CrawlReport, Ending, Event, MISSING_MAX, PostCounts, Progress, Watch};
use crate::run::Run;

/// How old an interrupted run may be to be resumed; after that its lists are read anew. Its frontier stays either way.
const RESUME_AGE_MAX: SignedDuration = SignedDuration::from_hours(24);

/// Reads catalogues into the archive: what is new or changed, or all of it when the settings say so.
///
/// `progress` is told every step. When `stop` becomes true, the crawl ends between two requests with everything
/// committed; the next crawl of the same start URLs goes on from there, as it does after a kill. Nothing that a portal
/// does deletes a document, and nothing that it does is an error: the report tells it.
///
/// The future can be sent between threads and runs on any Tokio runtime with time and network enabled.
///
/// # Errors
///
/// When the archive cannot be written, or the HTTP client cannot be made.
pub async fn crawl(
    archive: &mut Archive,
    config: &CrawlConfig,
    mut progress: impl FnMut(&Progress<'_>) + Send,
    stop: watch::Receiver<bool>,
) -> Result<CrawlReport, CrawlError> {
    let watch = Mutex::new(Watch {
        progress: &mut progress,
        posts: PostCounts::default(),
        problems: Vec::new(),
        problems_omitted: 0,
    });
    let on_wait = Box::new(|host: &_, wait| {
        watch.lock().unwrap_or_else(PoisonError::into_inner).tell(Event::Waiting { host, wait });
    });
    let fetcher = Fetcher::new(config, on_wait)?;
    let Begun { run: id, resumed } = begin(archive, config)?;
    let run = Run {
        id,
        resumed,
        config,
        fetcher,
        stop,
        archive: Mutex::new(archive),
        watch: &watch,
        closed: Mutex::default(),
        walls: Mutex::default(),
        schemes: Mutex::default(),
    };
    read_catalogues(&run).await?;
    fetch_posts(&run).await?;
    read_files(&run).await?;
    look_for_absent(&run).await?;
    end(&run)
}

fn begin(archive: &Archive, config: &CrawlConfig) -> Result<Begun, ArchiveError> {
    let at = config.started_at();
    let begun = archive.begin_run(config.starts(), config.full, at)?;
    if !begun.resumed || config.full {
        return Ok(begun);
    }
    let runs = archive.runs(RECENT_RUNS)?;
    let started = runs.iter().find(|run| run.id == begun.run).map(|run| run.started_at);
    if started.is_some_and(|started| at.duration_since(started) <= RESUME_AGE_MAX) {
        return Ok(begun);
    }
    archive.finish_run(begun.run, "abandoned", &serde_json::Value::Null, at)?;
    archive.begin_run(config.starts(), config.full, at)
}

/// How far back an interrupted run is looked for; one further back is older than any that is resumed.
const RECENT_RUNS: u32 = 1_000;

fn end(run: &Run<'_>) -> Result<CrawlReport, CrawlError> {
    let ending = if run.is_stopped() {
        Ending::Interrupted
    } else if run.closed_hosts() > 0 {
        Ending::HostClosed
    } else {
        Ending::Complete
    };
    let now = run.now();
    let archive = run.archive();
    let columns_refreshed = if ending == Ending::Complete { archive.refresh_columns(now)? } else { 0 };
    let sites: Vec<_> = archive.sites()?.into_iter().filter(|site| site.run == run.id).map(|site| site.id).collect();
    let mut columns = archive.reconciliation()?;
    columns.retain(|column| sites.contains(&column.column.site));
    let files = archive.file_counts()?;
    let missing = archive.missing_posts(run.id, MISSING_MAX)?;
    let watch = run.watch();
    let report = CrawlReport {
        run: run.id,
        resumed: run.resumed,
        ending,
        posts: watch.posts,
        columns_refreshed,
        columns_elsewhere: columns.iter().filter(|column| is_elsewhere(column)).count() as u64,
        columns,
        files,
        missing,
        traffic: run.fetcher.traffic(),
        problems: watch.problems.clone(),
        problems_omitted: watch.problems_omitted,
    };
    drop(watch);
    if ending == Ending::Complete {
        let counters = serde_json::json!({ "posts": report.posts, "traffic": report.traffic });
        archive.finish_run(run.id, ending.code(), &counters, now)?;
    }
    Ok(report)
}

/// Whether a column's items are shown where this crawl does not go.
fn is_elsewhere(column: &Reconciliation) -> bool {
    column.jump_url.is_some() && column.lists.iter().all(|list| list.listed == 0)
}
