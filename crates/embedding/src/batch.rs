//! Many texts at once: divided into groups that threads take one after another.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::Builder;

/// A group's bytes of text: about 500 tokens of Chinese, enough to read each weight seldom.
const GROUP_BYTES: usize = 2_048;

/// Neighbours that together have at least [`GROUP_BYTES`], by the texts' lengths.
pub(crate) fn groups(lengths: impl Iterator<Item = usize>) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    let mut bytes = GROUP_BYTES;
    for (place, length) in lengths.enumerate() {
        if let Some(group) = groups.last_mut().filter(|_| bytes < GROUP_BYTES) {
            group.end = place + 1;
        } else {
            groups.push(place..place + 1);
            bytes = 0;
        }
        bytes += length;
    }
    groups
}

/// What `work` makes of each group, in the groups' order, by this thread and at most `threads - 1` others.
///
/// If the system gives fewer threads, those that there are do the work.
pub(crate) fn in_threads<T: Send>(
    groups: &[Range<usize>],
    threads: NonZeroUsize,
    work: impl Fn(Range<usize>) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let take_all = || {
        let mut done = Vec::new();
        while let Some(group) = groups.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push((group.start, work(group.clone())));
        }
        done
    };
    let others = threads.get().min(groups.len()).saturating_sub(1);
    let mut done = std::thread::scope(|scope| {
        let spawned = (0..others).map_while(|_| Builder::new().spawn_scoped(scope, take_all).ok());
        let spawned: Vec<_> = spawned.collect();
        let mut done = take_all();
        for thread in spawned {
            done.extend(thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_by_key(|(start, _)| *start);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_neighbours_of_enough_text() {
        let check = |lengths: &[usize]| groups(lengths.iter().copied());
        assert_eq!(check(&[]), []);
        assert_eq!(check(&[5, 5]), std::slice::from_ref(&(0..2)));
        assert_eq!(check(&[1_000, 1_000, 1_000, 1_000, 9_000, 1]), [0..3, 3..5, 5..6]);
    }

    #[test]
    fn every_group_is_worked_on_once_and_results_are_in_order() {
        let groups = groups(std::iter::repeat_n(1_500, 101));
        for threads in [1, 2, 3, 200] {
            let starts = in_threads(&groups, NonZeroUsize::new(threads).unwrap(), |group| group.start);
            assert_eq!(starts, groups.iter().map(|group| group.start).collect::<Vec<_>>());
        }
    }
}
