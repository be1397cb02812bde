//! Posts that a catalogue lists and that could not be read, with the reason: for a person to look at.

use gongkai_archive::{Archive, ArchiveError, Unfetched};
use serde_json::{Value, json};

use crate::output::{Output, printable};

/// How many posts are told one by one in a terminal.
const TOLD_MAX: usize = 20;

/// How many posts a JSON output has; a portal that loses more than these has one reason for all.
const LISTED_MAX: u32 = 10_000;

/// The posts that were given up, and those that the portal no longer has.
pub(crate) fn list(archive: &Archive) -> Result<Vec<Unfetched>, ArchiveError> {
    archive.unfetched(LISTED_MAX)
}

/// Prints a line for each post that was given up, the first of them.
pub(crate) fn print(unfetched: &[Unfetched], out: &mut Output) -> anyhow::Result<()> {
    let given_up: Vec<&Unfetched> = unfetched.iter().filter(|post| !post.is_gone).collect();
    for post in given_up.iter().take(TOLD_MAX) {
        // The reason names the address.
        out.line(format_args!("given up: {}: {}", printable(&post.item.title), printable(&post.error)))?;
    }
    if given_up.len() > TOLD_MAX {
        out.line(format_args!("and {} more posts given up", given_up.len() - TOLD_MAX))?;
    }
    Ok(())
}

/// The same for programs.
pub(crate) fn as_json(unfetched: &[Unfetched]) -> Value {
    let post = |post: &Unfetched| {
        let Unfetched { item, is_gone, error } = post;
        json!({"url": item.url, "title": item.title, "gone": is_gone, "error": error})
    };
    unfetched.iter().map(post).collect()
}
