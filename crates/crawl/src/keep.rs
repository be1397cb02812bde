//! Keeping what was fetched: the page first, then what it says, then that it is done.
//!
//! Posts are kept in groups, each with two commits: one for the pages, before they are read, and one for the documents
//! and the frontier. A group is whatever was fetched while the one before was kept: a single post at a polite pace, up
//! to [`GROUP_POSTS_MAX`] on loopback. A killed crawl fetches at most the group under way and the next one again.

use std::collections::BTreeSet;
use std::panic::catch_unwind;

use gongkai_archive::{Archive, ArchiveError, Change, PageId, Pending, Source, Suspicion};
use gongkai_catalogue::{CatalogueError, complete, read_document};
use gongkai_document::{Column, Document, DocumentId, Page};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use url::Url;

use crate::config::ATTEMPTS_MAX;
use crate::error::CrawlError;
use crate::failure::{BLOCKED, Failure};
use crate::fetch::Answer;
use crate::files::sort_files;
use crate::host::Host;
use crate::pace::Backoff;
use crate::posts::other_address;
use crate::report::{Event, PostResult};
use crate::request::Conditions;
use crate::run::Run;
use crate::suspicion::screen;

/// How many posts are kept with one commit: enough that the disk does not set the pace, few enough to fetch again.
pub(crate) const GROUP_POSTS_MAX: usize = 32;

/// How many pages in a row may be unreadable before a host is left alone: a wall, or a portal that was rebuilt.
pub(crate) const UNREADABLE_IN_A_ROW_MAX: u32 = 50;

/// A post that was asked for.
pub(crate) struct Fetched {
    pub(crate) post: Pending,
    pub(crate) url: Url,
    pub(crate) result: Result<Answer, Failure>,
    /// Given back when the page is read.
    pub(crate) room: Option<OwnedSemaphorePermit>,
}

/// A post with all that is to be recorded about it.
struct Verdict {
    post: Pending,
    url: Url,
    finding: Finding,
}

enum Finding {
    Document { page: PageId, document: Box<Document>, suspicions: Vec<Suspicion> },
    Gone(String),
    NoDocument(Unreadable),
    Failed(Failure),
}

/// Why a page is not the post's document.
enum Unreadable {
    Page(Box<CatalogueError>),
    Other { found: DocumentId },
    Panic,
}

/// Keeps posts in the order in which they come.
pub(crate) struct Keeper<'a, 'b> {
    run: &'a Run<'b>,
    backoff: Backoff,
    unreadable_in_a_row: u32,
}

impl<'a, 'b> Keeper<'a, 'b> {
    pub(crate) fn new(run: &'a Run<'b>) -> Self {
        let pauses = run.config.pauses;
        Self { run, backoff: Backoff::new(pauses.base, pauses.max, pauses.seed), unreadable_in_a_row: 0 }
    }

    /// Keeps all that comes until nothing more can.
    pub(crate) async fn keep_all(&mut self, mut receiver: mpsc::Receiver<Fetched>) -> Result<(), CrawlError> {
        loop {
            let mut group = Vec::new();
            if receiver.recv_many(&mut group, GROUP_POSTS_MAX).await == 0 {
                return Ok(());
            }
            let mut verdicts = Vec::new();
            for verdict in self.read_group(group).await? {
                verdicts.extend(self.try_other_address(verdict).await?);
            }
            self.record(&verdicts)?;
        }
    }

    /// Stores the pages, then reads them away from the threads that serve the network.
    async fn read_group(&self, group: Vec<Fetched>) -> Result<Vec<Verdict>, CrawlError> {
        let stored = self.run.archive().batch(|archive| {
            group.iter().map(|fetched| store(archive, fetched)).collect::<Result<Vec<_>, ArchiveError>>()
        })?;
        let reading = tokio::task::spawn_blocking(move || {
            let verdict = |(fetched, stored): (Fetched, Option<(PageId, Option<Page>)>)| {
                let Fetched { post, url, result, room: _room } = fetched;
                let finding = match (result, stored) {
                    (Ok(Answer::Page(page)), Some((id, _))) | (Ok(Answer::Unchanged), Some((id, Some(page)))) => {
                        find(&post, id, &page)
                    }
                    (Ok(Answer::Gone(status)), _) => Finding::Gone(format!("status {status}")),
                    (Err(failure), _) => Finding::Failed(failure),
                    // A portal that says "unchanged" of a page that nobody has.
                    (Ok(_), _) => Finding::Failed(Failure::Status { url: url.clone(), status: 304 }),
                };
                Verdict { post, url, finding }
            };
            group.into_iter().zip(stored).map(verdict).collect::<Vec<_>>()
        });
        Ok(reading.await?)
    }

    /// A page that is not the post may stand where the post was; the list may know where it is now.
    ///
    /// None when the crawl was told to stop meanwhile: then nothing is decided about the post.
    async fn try_other_address(&self, verdict: Verdict) -> Result<Option<Verdict>, CrawlError> {
        let other = other_address(self.run, &verdict.post, &verdict.url);
        let Some(other) = other.filter(|_| matches!(verdict.finding, Finding::NoDocument(_))) else {
            return Ok(Some(verdict));
        };
        let page = match self.run.get(&other, &Conditions::default()).await {
            Ok(Answer::Page(page)) => page,
            Err(Failure::Stopped) => return Ok(None),
            Ok(_) | Err(_) => return Ok(Some(verdict)),
        };
        let id = self.run.archive().store_page(&page)?;
        let post = verdict.post.clone();
        let finding = tokio::task::spawn_blocking(move || find(&post, id, &page)).await?;
        let is_better = matches!(finding, Finding::Document { .. });
        Ok(Some(if is_better { Verdict { finding, ..verdict } } else { verdict }))
    }

    fn record(&mut self, verdicts: &[Verdict]) -> Result<(), CrawlError> {
        let run = self.run;
        let results = run.archive().batch(|archive| {
            verdicts.iter().map(|verdict| self.record_one(archive, verdict)).collect::<Result<Vec<_>, ArchiveError>>()
        })?;
        for (verdict, result) in verdicts.iter().zip(results) {
            let mut watch = run.watch();
            watch.posts.count(result);
            let item = &verdict.post.item;
            watch.tell(Event::Post { id: &item.id, title: &item.title, result });
            drop(watch);
            self.watch_for_walls(verdict);
        }
        Ok(())
    }

    fn record_one(&mut self, archive: &Archive, verdict: &Verdict) -> Result<PostResult, ArchiveError> {
        let post = &verdict.post;
        match &verdict.finding {
            Finding::Document { page, document, suspicions } => {
                let mut document = (**document).clone();
                document.columns = columns(&document.columns, archive.columns_of_post(&post.item.id)?);
                sort_files(self.run.config, &mut document);
                archive.attach_known(&mut document)?;
                let now = self.run.now();
                let change = archive.put_suspect(&document, &Source::Page(*page), suspicions, now)?;
                if self.run.config.file_reader.is_some() {
                    archive.want_files(post.site, &document, change == Change::Updated, now)?;
                }
                archive.record_fetched(self.run.id, post, *page, &document.id, change)?;
                Ok(match change {
                    _ if archive.latest(&document.id)?.is_some_and(|latest| latest.is_held) => PostResult::Quarantined,
                    Change::New => PostResult::New,
                    Change::Updated => PostResult::Updated,
                    Change::Unchanged => PostResult::Unchanged,
                })
            }
            Finding::Gone(reason) => {
                archive.record_gone(self.run.id, post, reason)?;
                Ok(PostResult::Gone)
            }
            Finding::NoDocument(unreadable) => self.record_unreadable(archive, post, unreadable),
            Finding::Failed(failure) if failure.is_passing() => {
                self.record_failure(archive, post, (failure.code(), &failure.to_string()), true)
            }
            Finding::Failed(failure) => {
                self.record_failure(archive, post, (failure.code(), &failure.to_string()), false)?;
                let blocked = matches!(failure, Failure::Blocked { .. });
                Ok(if blocked { PostResult::Blocked } else { PostResult::Failed })
            }
        }
    }

    fn record_unreadable(
        &mut self,
        archive: &Archive,
        post: &Pending,
        unreadable: &Unreadable,
    ) -> Result<PostResult, ArchiveError> {
        match unreadable {
            // A portal that says so twice means it.
            Unreadable::Page(error) if matches!(**error, CatalogueError::SoftNotFound { .. }) && post.attempts == 0 => {
                self.record_failure(archive, post, (code_of(error), &error.to_string()), true)
            }
            Unreadable::Page(error) if error.is_gone() => {
                archive.record_gone(self.run.id, post, &error.to_string())?;
                Ok(PostResult::Gone)
            }
            Unreadable::Page(error) => {
                self.record_failure(archive, post, (code_of(error), &error.to_string()), false)?;
                let blocked = matches!(**error, CatalogueError::Blocked { .. });
                Ok(if blocked { PostResult::Blocked } else { PostResult::Failed })
            }
            Unreadable::Other { found } => {
                let error = format!("the page is another post, {found}");
                self.record_failure(archive, post, ("wrong_post", &error), false)
            }
            Unreadable::Panic => {
                self.record_failure(archive, post, ("defect", "reading the page panicked, a defect"), false)
            }
        }
    }

    fn record_failure(
        &mut self,
        archive: &Archive,
        post: &Pending,
        error: (&str, &str),
        passing: bool,
    ) -> Result<PostResult, ArchiveError> {
        let attempts = post.attempts + 1;
        let again = passing && attempts < ATTEMPTS_MAX;
        let retry_at = again.then(|| self.run.now() + self.backoff.pause(attempts));
        archive.record_failure(self.run.id, post, error, retry_at)?;
        Ok(if again { PostResult::Retried } else { PostResult::Failed })
    }

    /// A host whose every page is unreadable has a wall before it, or was rebuilt; nothing is gained by asking on.
    fn watch_for_walls(&mut self, verdict: &Verdict) {
        match &verdict.finding {
            Finding::Document { .. } => {
                self.unreadable_in_a_row = 0;
                self.run.note_open(&verdict.url);
            }
            Finding::Failed(failure @ Failure::Blocked { .. }) => {
                self.run.note_wall(&verdict.url, &failure.to_string());
            }
            Finding::NoDocument(Unreadable::Page(error)) => {
                if code_of(error) == BLOCKED {
                    self.run.note_wall(&verdict.url, &error.to_string());
                }
                self.unreadable_in_a_row += 1;
                if self.unreadable_in_a_row == UNREADABLE_IN_A_ROW_MAX
                    && let Some(host) = Host::of(&verdict.url)
                {
                    let cause =
                        format!("{UNREADABLE_IN_A_ROW_MAX} pages in a row were no documents, the last: {error}");
                    self.run.close(host, cause);
                }
            }
            _ => {}
        }
    }
}

/// The number of the page that came, stored; or the page that the archive has, when the portal says that it holds.
fn store(archive: &Archive, fetched: &Fetched) -> Result<Option<(PageId, Option<Page>)>, ArchiveError> {
    Ok(match (&fetched.result, fetched.post.page) {
        (Ok(Answer::Page(page)), _) => Some((archive.store_page(page)?, None)),
        (Ok(Answer::Unchanged), Some(kept)) => Some((kept, Some(archive.page(kept)?))),
        _ => None,
    })
}

fn find(post: &Pending, id: PageId, page: &Page) -> Finding {
    // A page that made reading panic would end this crawl and every one after it at the same place.
    match catch_unwind(|| read_and_screen(post, page)) {
        Ok(Ok((document, suspicions))) if document.id == post.item.id => {
            Finding::Document { page: id, document: Box::new(document), suspicions }
        }
        Ok(Ok((document, _))) => Finding::NoDocument(Unreadable::Other { found: document.id }),
        Ok(Err(error)) => Finding::NoDocument(Unreadable::Page(error)),
        Err(_) => Finding::NoDocument(Unreadable::Panic),
    }
}

/// What the page says, what its list adds, and what is against showing it.
fn read_and_screen(post: &Pending, page: &Page) -> Result<(Document, Vec<Suspicion>), Box<CatalogueError>> {
    let mut document = read_document(page)?;
    let suspicions = screen(&document, page);
    complete(&mut document, &post.item);
    Ok((document, suspicions))
}

/// The column that the page names first, then all that list it. A channel page names its column alone, where the list
/// knows the path from the top; what a page names besides, and no list knows, is the name of the whole catalogue.
fn columns(of_page: &[Column], listed: Vec<Column>) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for (place, named) in of_page.iter().enumerate() {
        let is_end_of =
            |path: &&Column| path.as_str().strip_suffix(named.as_str()).is_some_and(|rest| rest.ends_with('/'));
        let known = listed.contains(named).then_some(named).or_else(|| listed.iter().find(is_end_of));
        columns.extend(known.or((place == 0).then_some(named)).cloned());
    }
    columns.extend(listed);
    let mut seen = BTreeSet::new();
    columns.retain(|column| seen.insert(column.clone()));
    columns
}

/// The reason in one word, for counting.
fn code_of(error: &CatalogueError) -> &'static str {
    match error {
        CatalogueError::Gone { .. } => "gone",
        CatalogueError::SoftNotFound { .. } => "soft_404",
        CatalogueError::Blocked { .. } => BLOCKED,
        CatalogueError::TooLarge { .. } => "too_large",
        CatalogueError::Undecodable { .. } => "undecodable",
        CatalogueError::WrongPost { .. } => "wrong_post",
        _ => "not_understood",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_named_by_itself_is_the_listed_one_that_ends_so() {
        let check = |of_page: &[&str], listed: &[&str], expected: &[&str]| {
            let new = |paths: &[&str]| paths.iter().map(|path| Column::new(*path)).collect::<Vec<_>>();
            assert_eq!(columns(&new(of_page), new(listed)), new(expected));
        };
        check(&["通知公告"], &["动态", "其他/通知公告"], &["其他/通知公告", "动态"]);
        check(&["公告"], &["其他/通知公告"], &["公告", "其他/通知公告"]);
        check(&["政策/其他文件"], &["政策/其他文件", "动态"], &["政策/其他文件", "动态"]);
        check(&["媒体聚焦"], &[], &["媒体聚焦"]);
        check(&["政策/其他文件", "政府信息公开平台"], &["政策/其他文件"], &["政策/其他文件"]);
        check(&[], &["动态"], &["动态"]);
    }
}
