//! The program killed (SIGKILL) at many moments of an index, a crawl and a backup.
//!
//! How often is said by `GONGKAI_KILLS`, for each of the three; a few when it is not set.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use gongkai_sample_portal::{SampleOptions, SamplePortal};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::program::{archived, import, indexed, run, searchable, sound_after_at_most, start, succeed};

const KILLS_DEFAULT: usize = 4;

fn kills() -> usize {
    std::env::var("GONGKAI_KILLS").ok().map_or(KILLS_DEFAULT, |count| count.parse().unwrap())
}

/// How long a run takes that nobody disturbs.
fn duration_of(data: &Path, arguments: &[&str]) -> Duration {
    let begun = Instant::now();
    succeed(data, arguments);
    begun.elapsed()
}

/// The `turn`th of a sequence that fills the range from 0 to 1 evenly: the golden ratio's multiples without their whole
/// parts leave no large gap.
fn share(turn: usize) -> f64 {
    let turn = u32::try_from(turn).unwrap();
    (f64::from(turn) * 0.618_033_988_749_895).fract()
}

/// Starts the program and kills it after a share of `whole`; says whether it was still at work.
fn kill_at(data: &Path, arguments: &[&str], whole: Duration, turn: usize) -> bool {
    let begun = Instant::now();
    let moment = whole.mul_f64(share(turn));
    kill_when(data, arguments, || begun.elapsed() >= moment)
}

/// Starts the program and kills it when `it_is_time`; says whether it was still at work.
fn kill_when(data: &Path, arguments: &[&str], it_is_time: impl Fn() -> bool) -> bool {
    let mut child = start(data, arguments);
    while !it_is_time() && child.try_wait().unwrap().is_none() {
        thread::yield_now();
    }
    let at_work = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    at_work
}

#[test]
fn an_index_killed_at_any_moment_costs_one_more_run_at_most() {
    let folder = tempfile::tempdir().unwrap();
    let data = indexed(folder.path(), 300);
    let whole = duration_of(&data, &["index", "--full"]);
    let mut killed = 0;
    for turn in 1..=kills() {
        let before = searchable(&data);
        import(&data, 300 + turn, 301 + turn);
        killed += usize::from(kill_at(&data, &["index"], whole, turn));
        assert!((before..=before + 1).contains(&searchable(&data)));
        sound_after_at_most(&data, &["index"]);
        assert_eq!((searchable(&data), archived(&data).len()), (before + 1, 300 + turn));
    }
    assert!(killed > 0, "no kill came in time");
    let told = succeed(&data, &["jobs", "--command", "index", "--limit", "1000"]);
    let listed = told.lines().filter(|line| line.contains("  killed")).count();
    // One that was killed before it noted that it began is in no history.
    assert!(listed > 0 && listed <= killed, "{told}");
    let leavings = |name: &str| name.starts_with("building-") || name.starts_with("removing-");
    succeed(&data, &["index", "--full"]);
    let names =
        fs::read_dir(data.join("index")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(names.filter(|name| leavings(name)).count() == 0);
}

#[test]
fn a_backup_killed_at_any_moment_is_whole_or_not_there_and_harms_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = indexed(folder.path(), 300);
    let place = |turn: usize| folder.path().join(format!("{turn}.gongkai"));
    let whole = duration_of(&data, &["backup", place(0).to_str().unwrap()]);
    for turn in 1..=kills() {
        let file = place(turn);
        let file = file.to_str().unwrap();
        kill_at(&data, &["backup", file], whole, turn);
        if !Path::new(file).try_exists().unwrap() {
            succeed(&data, &["backup", file]);
        }
        succeed(&data, &["backup", "--verify", file]);
        succeed(&data, &["check"]);
        fs::remove_file(file).unwrap();
    }
    assert_eq!((searchable(&data), archived(&data).len()), (300, 300));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crawl_killed_at_any_moment_loses_nothing_that_it_had_archived() {
    let options = SampleOptions { items: 60, quirks: false, ..SampleOptions::default() };
    let portal = Arc::new(SamplePortal::generate(&options));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let start_url = format!("http://{}/gkmlpt/index", listener.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(gongkai_sample_portal::serve(listener, Arc::clone(&portal), async {
        let _ = stopped.await;
    }));
    tokio::task::spawn_blocking(move || crawl_and_kill(&start_url, &portal)).await.unwrap();
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
}

fn crawl_and_kill(start_url: &str, portal: &SamplePortal) {
    let documents = portal.truth().len();
    let arguments = ["crawl", "--follow-subsites", "--index", start_url];
    let folder = tempfile::tempdir().unwrap();
    let whole = duration_of(&folder.path().join("undisturbed"), &arguments);
    let all = portal.traffic();
    let mut partly = 0;
    for turn in 1..=kills() {
        let data = folder.path().join("killed");
        let before = portal.traffic();
        let share = |of: u64| of * u64::try_from(turn * 618 % 1_000).unwrap() / 1_000;
        // Also by what it asks for: most of a run's requests, and still more its posts, come within a moment.
        match turn % 3 {
            0 => kill_at(&data, &arguments, whole, turn),
            1 => kill_when(&data, &arguments, || portal.traffic().posts >= before.posts + share(all.posts).max(1)),
            _ => kill_when(&data, &arguments, || portal.traffic().requests >= before.requests + share(all.requests)),
        };
        // The archive as the killed one left it.
        let before: BTreeSet<String> = archived(&data);
        partly += usize::from(!before.is_empty() && before.len() < documents);
        let ended = run(&data, &["check"]).status.success();
        if !ended {
            succeed(&data, &arguments);
        }
        succeed(&data, &["check"]);
        let after = archived(&data);
        assert!(before.is_subset(&after), "{before:?} {after:?}");
        assert_eq!(after.len(), documents);
        fs::remove_dir_all(&data).unwrap();
    }
    assert!(partly > 0, "no kill came in the midst of a crawl");
}
