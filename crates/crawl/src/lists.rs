//! Reading catalogues: front pages, then every page of every column's list, each kept before it is read.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use futures_util::future::try_join_all;
use gongkai_archive::{ArchiveError, Length, ListEnd, ListId};
use gongkai_catalogue::{CatalogueError, list_faces, list_url, read_listing, read_site};
use gongkai_document::{CatalogueColumn, Column, ListFace, Listing, Page, Site};
use jiff::SignedDuration;
use url::Url;

use crate::failure::Failure;
use crate::fetch::Answer;
use crate::host::Host;
use crate::report::Event;
use crate::run::Run;

/// How long a list is passed over that had nothing of its own when it was last read: one that was empty though columns
/// stand below it or its column jumps elsewhere, or one whose posts the column's other list shows as well.
const IDLE_LIST_AGE_MAX: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The most sites that one host is read for: a province's portal has some hundred bureaus, a district some fifty.
const SITES_PER_HOST_MAX: usize = 500;

/// The most columns of one site that are read: the largest tree seen has some hundred.
const COLUMNS_PER_SITE_MAX: usize = 5_000;

/// Reads every catalogue from the start URLs on; different hosts at the same time.
pub(crate) async fn read_catalogues(run: &Run<'_>) -> Result<(), ArchiveError> {
    let mut hosts: BTreeMap<Option<Host>, VecDeque<Url>> = BTreeMap::new();
    for start in run.config.starts() {
        hosts.entry(Host::of(start)).or_default().push_back(start.clone());
    }
    try_join_all(hosts.into_values().map(|fronts| read_host(run, fronts))).await?;
    Ok(())
}

/// The catalogues of one host, one after the other, and those that they lead to when that is wanted.
async fn read_host(run: &Run<'_>, mut fronts: VecDeque<Url>) -> Result<(), ArchiveError> {
    let mut seen: BTreeSet<Url> = fronts.iter().cloned().collect();
    let mut read = 0;
    while let Some(front) = fronts.pop_front() {
        if read == SITES_PER_HOST_MAX {
            run.grave_problem(format!(
                "{front} and further sites are left out: {read} sites of one host may go on for ever"
            ));
            return Ok(());
        }
        read += 1;
        if run.is_stopped() || run.is_closed(&front) {
            return Ok(());
        }
        let Some(site) = read_front(run, &front).await? else {
            continue;
        };
        if run.config.follow_subsites {
            let subsites = site.subsites.iter().map(|subsite| run.as_reached(subsite));
            let subsites = subsites.filter(|subsite| run.config.is_on_allowed_host(subsite));
            fronts.extend(subsites.filter(|subsite| seen.insert(subsite.clone())));
        }
        read_site_lists(run, &site).await?;
    }
    Ok(())
}

/// The site behind a front page; none when it cannot be had, which is a problem and not the end.
async fn read_front(run: &Run<'_>, front: &Url) -> Result<Option<Site>, ArchiveError> {
    if let Some(site) = already_read(run, front)? {
        return Ok(Some(site));
    }
    let page = match run.get_patiently(front).await {
        Ok(Answer::Page(page)) => page,
        Ok(Answer::Unchanged | Answer::Gone(_)) => {
            run.problem(format!("there is no catalogue at {front}; give the address of its front page"));
            return Ok(None);
        }
        Err(Failure::Stopped) => return Ok(None),
        Err(failure) => {
            if run.goes_on(front, &failure).await {
                run.problem(format!("a catalogue's front page cannot be read: {failure}"));
            }
            return Ok(None);
        }
    };
    run.archive().store_page(&page)?;
    run.note_reached(&page.url);
    match read_site(&page) {
        Ok(site) => {
            run.archive().record_site(run.id, &site, front)?;
            run.tell(Event::Site { name: &site.name, url: front, columns: site.columns_with_paths().len() });
            Ok(Some(site))
        }
        Err(error) => {
            run.problem(format!("a catalogue's front page is not understood: {error}"));
            Ok(None)
        }
    }
}

/// The site as an interrupted run has read it already.
fn already_read(run: &Run<'_>, front: &Url) -> Result<Option<Site>, ArchiveError> {
    let archive = run.archive();
    if !run.resumed || !archive.sites()?.iter().any(|site| site.run == run.id && site.front_page == *front) {
        return Ok(None);
    }
    let Some((_, page)) = archive.latest_page(front)? else {
        return Ok(None);
    };
    run.note_reached(&page.url);
    Ok(read_site(&page).ok())
}

async fn read_site_lists(run: &Run<'_>, site: &Site) -> Result<(), ArchiveError> {
    let columns = site.columns_with_paths();
    if columns.len() > COLUMNS_PER_SITE_MAX {
        run.grave_problem(format!(
            "{} has {} columns, of which {COLUMNS_PER_SITE_MAX} are read; a tree may go on for ever",
            site.name,
            columns.len()
        ));
    }
    for (names, column) in columns.into_iter().take(COLUMNS_PER_SITE_MAX) {
        if !run.config.columns.is_empty() && !run.config.columns.contains(&column.id) {
            continue;
        }
        let path = Column::from_names(names);
        let lists =
            list_faces(site, column).into_iter().filter_map(|face| Some((face, list_url(site, column, face, 1)?)));
        let lists: Vec<(ListFace, Url)> = lists.collect();
        // A column that jumps to another host is that host's, whatever the interface of this one still lists.
        if !lists.iter().all(|(_, first)| run.config.is_on_allowed_host(first)) {
            continue;
        }
        for (face, first) in lists {
            if run.is_stopped() || run.is_closed(&first) {
                return Ok(());
            }
            let list = ListId { site: site.id, column: column.id, face };
            if !is_idle(run, list, column)? {
                let path = path.clone();
                ListWalk { run, site, column, list, path, previous: Vec::new(), listed: Some(0) }.walk().await?;
            }
        }
    }
    Ok(())
}

/// Whether the list need not be read in this run: a few requests a day are to keep a catalogue current.
fn is_idle(run: &Run<'_>, list: ListId, column: &CatalogueColumn) -> Result<bool, ArchiveError> {
    let archive = run.archive();
    let Some(length) = archive.length(list)?.filter(|_| !run.config.full) else {
        return Ok(false);
    };
    if run.now().duration_since(length.read_at) > IDLE_LIST_AGE_MAX {
        return Ok(false);
    }
    Ok(match list.face {
        ListFace::Api => length.listed == 0 && (column.jump_url.is_some() || !column.children.is_empty()),
        ListFace::Pages => {
            let interface = archive.length(ListId { face: ListFace::Api, ..list })?;
            let is_read_now = interface.is_some_and(|interface| interface.read_at >= run.config.started_at());
            is_read_now && length.listed > 0 && archive.shown_here_alone(list)? == 0
        }
    })
}

/// The way through one list, from its first page, or where an interrupted run stood, to its end.
struct ListWalk<'a, 'b> {
    run: &'a Run<'b>,
    site: &'a Site,
    column: &'a CatalogueColumn,
    list: ListId,
    path: Column,
    previous: Vec<u8>,
    /// How many posts it has shown so far; unknown where an interrupted run read the first pages.
    listed: Option<u64>,
}

/// What a page of a list leads to.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// The next page.
    Next,
    /// The list has ended, and this shows it.
    End(String),
    /// The list cannot be read further, for this reason.
    Fail(String),
    /// The crawl was told to stop.
    Stop,
}

impl ListWalk<'_, '_> {
    async fn walk(mut self) -> Result<(), ArchiveError> {
        let list = self.list;
        let mut is_first = true;
        loop {
            let Some(page) = self.run.archive().next_listing_page(self.run.id, list)? else {
                return Ok(());
            };
            if is_first && page > 1 {
                self.listed = None;
            }
            is_first = false;
            let step = if page > self.run.config.pages_per_list_max {
                Step::End(format!("the limit of {} pages", self.run.config.pages_per_list_max))
            } else {
                self.step(page).await?
            };
            match step {
                Step::Next => {}
                Step::End(reason) => {
                    // The page that shows the end has no posts, unless it is the last one and says so.
                    let pages = self.run.archive().next_listing_page(self.run.id, list)?.unwrap_or(1) - 1;
                    let end = self.run.archive().end_listing(self.run.id, list, pages, &reason, self.run.now())?;
                    self.report_odd_end(page, &reason, &end);
                    return Ok(());
                }
                Step::Fail(error) => {
                    self.run.archive().fail_listing(self.run.id, list, &error)?;
                    self.run.problem(format!("the list of {} ({list}) is incomplete: {error}", self.path.as_str()));
                    return Ok(());
                }
                Step::Stop => return Ok(()),
            }
        }
    }

    async fn step(&mut self, number: u32) -> Result<Step, ArchiveError> {
        let run = self.run;
        let Some(url) = list_url(self.site, self.column, self.list.face, number) else {
            return Ok(Step::End(format!("there is no page {number}")));
        };
        let url = run.as_reached(&url);
        let page = match run.get_patiently(&url).await {
            Ok(Answer::Page(page)) => page,
            Ok(Answer::Gone(status)) => return Ok(Step::End(format!("status {status} on page {number}"))),
            Ok(Answer::Unchanged) | Err(Failure::Stopped) => return Ok(Step::Stop),
            Err(failure) => {
                if matches!(failure, Failure::Blocked { .. }) {
                    run.note_wall(&url, &failure.to_string());
                }
                run.goes_on(&url, &failure).await;
                return Ok(Step::Fail(failure.to_string()));
            }
        };
        run.archive().store_page(&page)?;
        let listing = match read_listing(&page) {
            Ok(listing) => listing,
            Err(error) => {
                if matches!(error, CatalogueError::Blocked { .. }) {
                    run.note_wall(&url, &error.to_string());
                }
                return Ok(unreadable(number, &page, &error));
            }
        };
        run.note_open(&url);
        self.record(number, &page, &listing)
    }

    fn record(&mut self, number: u32, page: &Page, listing: &Listing) -> Result<Step, ArchiveError> {
        let (run, list) = (self.run, self.list);
        let items = listing.items.len();
        run.tell(Event::List { list, path: &self.path, page: number, items });
        let listed = run.archive().record_listing_page(run.id, list, number, listing, page.fetched_at)?;
        let repeated = page.body == self.previous;
        self.previous.clone_from(&page.body);
        self.listed = self.listed.map(|before| before + listed.fresh);
        let before = run.archive().length(list)?;
        Ok(if items == 0 {
            Step::End(format!("page {number} is empty"))
        } else if listing.more == Some(false) {
            Step::End(format!("page {number} says that it is the last"))
        } else if is_accounted_for(before, self.listed, listing.claimed_total) {
            Step::End(format!("page {number} accounts for all that changed in the claim"))
        } else if listed.fresh > 0 {
            Step::Next
        } else if repeated {
            Step::End(format!("page {number} repeats page {}", number - 1))
        } else {
            Step::End(format!("page {number} has nothing new"))
        })
    }

    /// Ends that a person should know of: a list that is not there, one that lost half, and one that may be a trap.
    fn report_odd_end(&self, page: u32, reason: &str, end: &ListEnd) {
        let list = self.path.as_str();
        if end.has_shrunk() {
            let was = end.before.map_or(0, |before| before.listed);
            self.run.problem(format!(
                "the list of {list} ({}) shrank from {was} posts to {}; no document was removed",
                self.list, end.length.listed
            ));
        } else if page > self.run.config.pages_per_list_max {
            self.run.grave_problem(format!("the list of {list} did not end before {reason}; it may go on for ever"));
        } else if page == 1
            && reason.starts_with("status")
            && self.column.children.is_empty()
            && (self.column.jump_url.is_none() || self.list.face == ListFace::Pages)
        {
            self.run.problem(format!("the column {list} has no list: {reason}"));
        }
    }
}

/// Whether a list needs no look past its end: it was seen last time, and since then the portal's claim and what the list
/// shows have grown by the same number. Portals claim more than they serve, but by a difference that stays.
fn is_accounted_for(before: Option<Length>, listed: Option<u64>, claimed: Option<u64>) -> bool {
    let gap = |claimed: Option<u64>, listed: u64| claimed?.checked_sub(listed);
    match (before, listed) {
        (Some(before), Some(listed)) => {
            let known = gap(before.claimed, before.listed);
            known.is_some() && gap(claimed, listed) == known
        }
        _ => false,
    }
}

/// Past the first page, portals end lists with whole pages that are no lists. What is cut, broken, too large or kept from us
/// is no end: behind it there may be more.
fn unreadable(number: u32, page: &Page, error: &CatalogueError) -> Step {
    let is_whole_page = page.body.trim_ascii_start().starts_with(b"<") && page.body.trim_ascii_end().ends_with(b">");
    let is_other_page = match error {
        CatalogueError::WrongSort { .. } => true,
        CatalogueError::NotUnderstood { .. } => is_whole_page && contains(&page.body, b"</html>"),
        _ => false,
    };
    if error.is_gone() || (number > 1 && is_other_page) {
        Step::End(format!("page {number} is no list: {error}"))
    } else {
        Step::Fail(error.to_string())
    }
}

fn contains(body: &[u8], part: &[u8]) -> bool {
    body.windows(part.len()).any(|window| window.eq_ignore_ascii_case(part))
}
