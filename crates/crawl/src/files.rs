//! The files that hang on posts: fetched after the posts, read by a worker that can crash or hang without harm.

use std::time::Duration;

use gongkai_archive::{Archive, ArchiveError, FileResult, PageId, PendingFile};
use gongkai_attachments::is_readable;
use gongkai_document::{Document, DocumentId, Page, Timestamp, Unread};
use url::Url;

use crate::config::{ATTEMPTS_MAX, CrawlConfig};
use crate::error::CrawlError;
use crate::failure::Failure;
use crate::fetch::Answer;
use crate::pace::Backoff;
use crate::report::Event;
use crate::request::Conditions;
use crate::run::Run;
use crate::suspicion::screen_again;

/// How many files are taken from those to read at once.
const ROUND_FILES_MAX: u32 = 100;

/// The most files of one post that are fetched: what hangs more on it is a list of something else.
const FILES_PER_POST_MAX: usize = 200;

/// Marks the files that will never be read: of a sort that nobody reads, or on a host that the crawl does not go to.
pub(crate) fn sort_files(config: &CrawlConfig, document: &mut Document) {
    for (place, file) in document.attachments.iter_mut().enumerate() {
        let url = Url::parse(&file.url).ok();
        let sort = is_readable(&file.name).or_else(|| is_readable(url.as_ref().map_or("", Url::path)));
        file.unread = if sort.is_none() {
            Some(Unread::Format)
        } else if place >= FILES_PER_POST_MAX || url.is_none_or(|url| !config.is_on_allowed_host(&url)) {
            Some(Unread::Refused)
        } else {
            None
        };
    }
}

/// Fetches and reads every file that is due, and those that failed for a passing reason again.
pub(crate) async fn read_files(run: &Run<'_>) -> Result<(), CrawlError> {
    if run.config.file_reader.is_none() {
        return Ok(());
    }
    let pauses = run.config.pauses;
    let mut backoff = Backoff::new(pauses.base, pauses.max, pauses.seed);
    while !run.is_stopped() {
        let files = run.archive().next_files(run.id, ROUND_FILES_MAX, run.now())?;
        if files.is_empty() {
            let due = run.archive().next_file_due(run.id)?;
            let Some(due) = due.filter(|_| run.closed_hosts() < run.config.host_count()) else {
                return Ok(());
            };
            let wait: Duration = due.duration_since(run.now()).try_into().unwrap_or_default();
            tokio::select! {
                () = tokio::time::sleep(wait.min(pauses.max)) => {}
                () = run.stopped() => {}
            }
            continue;
        }
        for file in files {
            let url = run.as_reached(&file.url);
            if run.is_stopped() || run.is_closed(&url) {
                break;
            }
            let Some((page, result)) = read_file(run, &file, &url, &mut backoff).await? else {
                return Ok(());
            };
            record(run, &file, page, &result)?;
        }
        if run.closed_hosts() > 0 {
            // What the closed host still owes stays for the next run.
            return Ok(());
        }
    }
    Ok(())
}

/// What came of one file; none when the crawl was told to stop meanwhile, or no file can be read at all.
async fn read_file(
    run: &Run<'_>,
    file: &PendingFile,
    url: &Url,
    backoff: &mut Backoff,
) -> Result<Option<(Option<PageId>, FileResult)>, CrawlError> {
    let conditions = conditions(run, file)?;
    let (id, page) = match run.get_up_to(url, &conditions, run.config.file_bytes_max).await {
        Ok(Answer::Page(page)) => (run.archive().store_page(&page)?, page),
        Ok(Answer::Unchanged) => match file.page {
            Some(kept) => (kept, run.archive().page(kept)?),
            None => return Ok(Some((None, FileResult::Unread(Unread::Refused, "status 304".to_owned())))),
        },
        Ok(Answer::Gone(status)) => {
            return Ok(Some((None, FileResult::Unread(Unread::Gone, format!("status {status}")))));
        }
        Err(Failure::Stopped) => return Ok(None),
        Err(failure) => {
            run.goes_on(url, &failure).await;
            let retry_at = run.now() + backoff.pause(file.attempts + 1);
            return Ok(Some((None, failed(&failure, file.attempts + 1, retry_at))));
        }
    };
    let Some(reader) = run.config.file_reader.clone() else {
        return Ok(None);
    };
    let name = name_of(file);
    let Page { body, .. } = page;
    let read = tokio::task::spawn_blocking(move || reader.read(&name, &body)).await?;
    let result = match read {
        Ok(text) => FileResult::Text(text.text),
        Err(error) => {
            let Some(reason) = error.unread() else {
                // Nothing is known about the file, and the next one would end alike.
                run.problem(format!("no file is read: {error}"));
                return Ok(None);
            };
            FileResult::Unread(reason, error.to_string())
        }
    };
    Ok(Some((Some(id), result)))
}

/// The name that tells the sort of file: what readers see, or where it is.
fn name_of(file: &PendingFile) -> String {
    if is_readable(&file.name).is_some() { file.name.clone() } else { file.url.path().to_owned() }
}

fn failed(failure: &Failure, attempts: u32, retry_at: Timestamp) -> FileResult {
    match failure {
        failure if failure.is_passing() && attempts < ATTEMPTS_MAX => FileResult::Later(failure.to_string(), retry_at),
        Failure::TooLarge { .. } => FileResult::Unread(Unread::TooLarge, failure.to_string()),
        failure => FileResult::Unread(Unread::Refused, failure.to_string()),
    }
}

/// What the portal said about the file that the archive has, if it is from this very address.
fn conditions(run: &Run<'_>, file: &PendingFile) -> Result<Conditions, ArchiveError> {
    let Some(kept) = file.page.filter(|_| !run.config.full) else {
        return Ok(Conditions::default());
    };
    let page = run.archive().page(kept)?;
    Ok(Conditions::of(&page))
}

/// Keeps the result, and gives each document that the file hangs on a version with it.
fn record(run: &Run<'_>, file: &PendingFile, page: Option<PageId>, result: &FileResult) -> Result<(), CrawlError> {
    let now = run.now();
    run.archive().batch(|archive| {
        for id in archive.record_file(file, page, result)? {
            attach(archive, &id, now)?;
        }
        Ok::<_, ArchiveError>(())
    })?;
    let unread = match result {
        FileResult::Unread(reason, _) => Some(*reason),
        FileResult::Text(_) | FileResult::Later(..) => None,
    };
    if !matches!(result, FileResult::Later(..)) {
        run.tell(Event::File { name: &file.name, unread });
    }
    Ok(())
}

fn attach(archive: &Archive, id: &DocumentId, at: Timestamp) -> Result<(), ArchiveError> {
    let Some(latest) = archive.latest(id)? else {
        return Ok(());
    };
    let mut document = latest.document;
    archive.attach_known(&mut document)?;
    // What was against the version that was put last is against this one as well, and its files may add to it.
    let suspicions = screen_again(&document, archive.suspicions(id)?);
    archive.put_suspect(&document, &latest.source, &suspicions, at)?;
    Ok(())
}
