//! Posts that no list shows any more: their pages are asked for before anything is removed from search.

use gongkai_archive::{ArchiveError, Pending};
use gongkai_catalogue::canonical_url;
use jiff::SignedDuration;

use crate::fetch::Answer;
use crate::report::{Event, PostResult};
use crate::request::Conditions;
use crate::run::Run;

/// How long a post is left alone whose page was still there: the window of its list has moved on, and pages of old posts
/// are seldom taken down.
const STILL_THERE_AGE: SignedDuration = SignedDuration::from_hours(90 * 24);

/// The most pages that one run asks for this way.
const PROBES_MAX: u32 = 200;

/// Removes from search what several complete runs have not seen listed and whose page is gone as well.
pub(crate) async fn look_for_absent(run: &Run<'_>) -> Result<(), ArchiveError> {
    let asked_before = run.now().checked_sub(STILL_THERE_AGE).unwrap_or_default();
    let posts = run.archive().absent_posts(run.id, PROBES_MAX, asked_before)?;
    for post in posts {
        let url = run.as_reached(&canonical_url(&post.item.url));
        if run.is_stopped() || run.is_closed(&url) {
            return Ok(());
        }
        match run.get(&url, &Conditions::default()).await {
            Ok(Answer::Gone(status)) => remove(run, &post, &format!("not listed, and status {status}"))?,
            Ok(Answer::Page(_) | Answer::Unchanged) => run.archive().record_still_there(&post, run.now())?,
            Err(failure) => {
                // Nothing is known of it; the next run asks again.
                run.goes_on(&url, &failure).await;
            }
        }
    }
    Ok(())
}

fn remove(run: &Run<'_>, post: &Pending, reason: &str) -> Result<(), ArchiveError> {
    run.archive().record_removed(run.id, post, reason, run.now())?;
    let mut watch = run.watch();
    watch.posts.count(PostResult::Removed);
    watch.tell(Event::Post { id: &post.item.id, title: &post.item.title, result: PostResult::Removed });
    Ok(())
}
