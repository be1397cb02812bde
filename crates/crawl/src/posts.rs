//! Fetching the frontier: posts are asked for host by host, and kept in groups while the next ones are under way.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::future::{try_join, try_join_all};
use gongkai_archive::{ArchiveError, Pending};
use gongkai_catalogue::canonical_url;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use url::Url;

use crate::error::CrawlError;
use crate::failure::Failure;
use crate::fetch::Answer;
use crate::host::Host;
use crate::keep::{Fetched, GROUP_POSTS_MAX, Keeper};
use crate::request::Conditions;
use crate::run::Run;

/// How many posts are taken from the frontier at once; a few megabytes of list entries.
const ROUND_POSTS_MAX: u32 = 10_000;

/// How much of bodies may wait to be kept, in KiB: a thousand usual pages, or six of the largest.
const BODIES_KIB_MAX: usize = 64 * 1024;

/// Fetches all that the frontier has, and what failed for a passing reason again when it is due.
pub(crate) async fn fetch_posts(run: &Run<'_>) -> Result<(), CrawlError> {
    let mut keeper = Keeper::new(run);
    let mut due_anyway = None;
    while !run.is_stopped() {
        let now = due_anyway.take().unwrap_or_else(|| run.now());
        let posts = run.archive().next_pending(run.id, ROUND_POSTS_MAX, now)?;
        if posts.is_empty() {
            let due = run.archive().next_due(run.id)?;
            let Some(due) = due.filter(|_| run.closed_hosts() < run.config.host_count()) else {
                return Ok(());
            };
            let wait = due.duration_since(run.now()).try_into().unwrap_or_default();
            if wait > run.config.pauses.max {
                // No pause is that long: the clock was set back since, and nobody shall wait for it.
                due_anyway = Some(due);
                continue;
            }
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = run.stopped() => {}
            }
            continue;
        }
        run.watch().posts.taken += posts.len() as u64;
        fetch_round(run, posts, &mut keeper).await?;
    }
    Ok(())
}

async fn fetch_round(run: &Run<'_>, posts: Vec<Pending>, keeper: &mut Keeper<'_, '_>) -> Result<(), CrawlError> {
    let (sender, receiver) = mpsc::channel(GROUP_POSTS_MAX);
    let mut hosts: BTreeMap<Option<Host>, Vec<Pending>> = BTreeMap::new();
    for post in posts {
        hosts.entry(Host::of(&post.item.url)).or_default().push(post);
    }
    let room = Arc::new(Semaphore::new(BODIES_KIB_MAX));
    let fetching = async move {
        let fetch = |queue| fetch_queue(run, queue, sender.clone(), Arc::clone(&room));
        try_join_all(hosts.into_values().map(fetch)).await?;
        // The keeper ends when the last sender is gone.
        drop(sender);
        Ok(())
    };
    try_join(fetching, keeper.keep_all(receiver)).await?;
    Ok(())
}

/// The posts of one host, one after the other.
async fn fetch_queue(
    run: &Run<'_>,
    queue: Vec<Pending>,
    sender: mpsc::Sender<Fetched>,
    room: Arc<Semaphore>,
) -> Result<(), CrawlError> {
    for post in queue {
        if run.is_stopped() || run.is_closed(&post.item.url) {
            return Ok(());
        }
        let url = run.as_reached(&canonical_url(&post.item.url));
        let result = fetch_post(run, &post, &url).await?;
        let failure = result.as_ref().err().cloned();
        if failure.as_ref().is_some_and(|failure| matches!(failure, Failure::Stopped) || failure.closes_host()) {
            if let Some(failure) = failure {
                run.goes_on(&url, &failure).await;
            }
            return Ok(());
        }
        let fetched = Fetched { post, url: url.clone(), room: room_for(&room, &result).await, result };
        if sender.send(fetched).await.is_err() {
            return Ok(());
        }
        if let Some(failure) = failure
            && !run.goes_on(&url, &failure).await
        {
            return Ok(());
        }
    }
    Ok(())
}

/// Room in memory for a body until it is kept; the portal waits as long as there is none.
async fn room_for(room: &Arc<Semaphore>, result: &Result<Answer, Failure>) -> Option<OwnedSemaphorePermit> {
    let Ok(Answer::Page(page)) = result else {
        return None;
    };
    let kib = (page.body.len() / 1024 + 1).min(BODIES_KIB_MAX);
    Arc::clone(room).acquire_many_owned(u32::try_from(kib).ok()?).await.ok()
}

/// A post's page, from its other address when the first has none.
async fn fetch_post(run: &Run<'_>, post: &Pending, url: &Url) -> Result<Result<Answer, Failure>, ArchiveError> {
    let conditions = conditions(run, post, url)?;
    let first = run.get(url, &conditions).await;
    let is_final = match &first {
        Ok(Answer::Gone(_)) => true,
        Ok(_) => false,
        Err(failure) => !failure.is_passing() && !failure.closes_host() && !matches!(failure, Failure::Stopped),
    };
    let Some(other) = other_address(run, post, url).filter(|_| is_final) else {
        return Ok(first);
    };
    Ok(match run.get(&other, &Conditions::default()).await {
        // What the list calls the post's address says more about it than the other one.
        Ok(Answer::Gone(_)) => first,
        Err(failure) if !failure.is_passing() && !matches!(failure, Failure::Stopped) => first,
        second => second,
    })
}

/// The other address of a post, where it is another one.
pub(crate) fn other_address(run: &Run<'_>, post: &Pending, url: &Url) -> Option<Url> {
    let other = run.as_reached(&canonical_url(post.item.other_url.as_ref()?));
    (other != *url).then_some(other)
}

/// What the portal said about the page that the archive has, if it is from this very address.
fn conditions(run: &Run<'_>, post: &Pending, url: &Url) -> Result<Conditions, ArchiveError> {
    let Some(kept) = post.page.filter(|_| !run.config.full) else {
        return Ok(Conditions::default());
    };
    let page = run.archive().page(kept)?;
    if page.url != *url {
        return Ok(Conditions::default());
    }
    Ok(Conditions::of(&page))
}
