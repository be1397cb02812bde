//! What a crawl tells at its end: its columns, what became of posts and files, and what a person should look at.

use gongkai_archive::{FileCount, Unfetched};
use gongkai_crawl::{CrawlReport, Ending};

use crate::output::{Output, printable};
use crate::{columns_table, unfetched};

/// How many missing posts are told one by one in a terminal.
const MISSING_TOLD_MAX: usize = 20;

/// Prints the report of a crawl.
pub(crate) fn print(report: &CrawlReport, unfetched: &[Unfetched], out: &mut Output) -> anyhow::Result<()> {
    columns_table::print(&report.columns, out)?;
    unfetched::print(unfetched, out)?;
    for problem in &report.problems {
        out.line(format_args!("problem: {}", printable(&problem.to_string())))?;
    }
    if report.problems_omitted > 0 {
        out.line(format_args!("and {} more problems", report.problems_omitted))?;
    }
    for missing in report.missing.iter().take(MISSING_TOLD_MAX) {
        let readings = missing.readings;
        let title = printable(&missing.title);
        out.line(format_args!("not listed any more, for {readings} complete runs: {} {title}", missing.id))?;
    }
    if report.missing.len() > MISSING_TOLD_MAX {
        out.line(format_args!("and {} more that are not listed any more", report.missing.len() - MISSING_TOLD_MAX))?;
    }
    let posts = &report.posts;
    out.line(format_args!(
        "{} posts fetched: {} new, {} changed, {} unchanged, {} kept back; {} gone, {} removed from search, {} failed, \
         {} of them blocked",
        posts.fetched(),
        posts.new,
        posts.updated,
        posts.unchanged,
        posts.quarantined,
        posts.gone,
        posts.removed,
        posts.failed,
        posts.blocked
    ))?;
    if posts.quarantined > 0 {
        out.line("look at what is kept back with `gongkai quarantine list`")?;
    }
    if !report.files.is_empty() {
        out.line(format_args!("files: {}", files(&report.files)))?;
    }
    let traffic = &report.traffic;
    out.line(format_args!("{} requests, {} bytes", traffic.total(), traffic.bytes))?;
    match report.ending {
        Ending::Complete => Ok(()),
        Ending::Interrupted => out.line("interrupted: run the same command again to go on"),
        Ending::HostClosed => out.line("a host did not answer: run the same command later to go on"),
    }
}

/// The files by what became of them: `61 read, 3 format, 1 scanned`.
pub(crate) fn files(files: &[FileCount]) -> String {
    files.iter().map(|count| format!("{} {}", count.files, count.state)).collect::<Vec<_>>().join(", ")
}
