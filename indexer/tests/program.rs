//! The built program from outside: what it says about itself, and what is left when it is killed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use gongkai_analysis::Analyzer;
use gongkai_archive::Archive;
use gongkai_index::{IndexRoot, LocalIndex};
use gongkai_query::{SearchEngine, SearchRequest};
use gongkai_sample_portal::{SampleOptions, SamplePortal};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

fn gongkai(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
    command.env_remove("GONGKAI_DATA").arg("--data").arg(data).args(arguments).stdin(Stdio::null());
    command
}

fn run(data: &Path, arguments: &[&str]) -> Output {
    gongkai(data, arguments).output().unwrap()
}

fn start(data: &Path, arguments: &[&str]) -> Child {
    gongkai(data, arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn help(command: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_gongkai")).args(command).arg("--help").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The words of a text that begin with two dashes.
fn options(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    words.filter(|word| word.len() > 3 && word.starts_with("--")).map(str::to_owned).collect()
}

#[test]
fn the_readme_and_the_help_name_the_same_commands_and_options() {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md")).unwrap();
    let rows: Vec<&str> = readme.lines().filter(|line| line.starts_with("| `gongkai ")).collect();
    let told: BTreeSet<&str> =
        rows.iter().map(|row| row.split('`').nth(1).unwrap().trim_start_matches("gongkai ")).collect();
    let all = help(&[]);
    let commands = all.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    let names = commands.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let named: BTreeSet<&str> = names.filter(|name| !name.is_empty() && *name != "help").collect();
    assert_eq!(told, named);
    assert_eq!(rows.len(), told.len(), "a command has two rows");
    for row in rows {
        let command = row.split('`').nth(1).unwrap().trim_start_matches("gongkai ");
        let known = options(&help(&[command]));
        for option in options(row) {
            assert!(known.contains(&option), "gongkai {command} has no {option}");
        }
    }
}

#[test]
fn a_wrong_argument_or_a_missing_archive_is_wrong_usage_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    for arguments in
        [&["index"][..], &["search", "政府"], &["crawl"], &["serve", "--listen", "nowhere"], &["import", "a.doc"]]
    {
        let output = run(&data, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
    let output = run(&data, &["index"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(told.starts_with("gongkai: there is no archive in") && told.contains("run `gongkai crawl`"), "{told}");
}

/// How many documents a search finds in the serving generation; `None` when nothing serves yet.
fn searchable(data: &Path) -> Option<usize> {
    let root = IndexRoot::open(data.join("index"), Analyzer::embedded()).unwrap();
    root.current().unwrap()?;
    let index = LocalIndex::open(root).unwrap();
    Some(index.search(&SearchRequest::new("通知").unwrap()).unwrap().total)
}

#[test]
fn a_killed_index_leaves_the_one_before_and_the_next_one_ends_well() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let body = "关于政府信息公开工作的通知。".repeat(20);
    let mut lines = String::new();
    for number in 0..3_000 {
        writeln!(lines, r#"{{"id":"d{number}","title":"第{number}号通知","body":"{body}"}}"#).unwrap();
    }
    let file = folder.path().join("documents.jsonl");
    fs::write(&file, lines).unwrap();
    assert!(run(&data, &["-q", "import", file.to_str().unwrap()]).status.success());
    assert!(run(&data, &["-q", "index"]).status.success());
    assert_eq!(searchable(&data), Some(3_000));
    let building = |data: &Path| {
        let names = fs::read_dir(data.join("index")).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().starts_with("building-")).count()
    };
    let mut killed_at_work = 0;
    for step in 0..6 {
        let mut child = start(&data, &["-q", "index", "--full"]);
        // Wait until it is at work, or is done; then kill it a little later each time.
        while building(&data) == 0 && child.try_wait().unwrap().is_none() {
            thread::yield_now();
        }
        for _ in 0..step * 2_000 {
            thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        killed_at_work += building(&data).min(1);
        assert_eq!(searchable(&data), Some(3_000));
    }
    assert!(killed_at_work > 0, "no kill came while a generation was being built");
    assert!(run(&data, &["-q", "index", "--full"]).status.success());
    assert_eq!((searchable(&data), building(&data)), (Some(3_000), 0));
    assert!(run(&data, &["-q", "check"]).status.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_crawl_ends_like_an_undisturbed_one() {
    let portal =
        Arc::new(SamplePortal::generate(&SampleOptions { items: 150, quirks: false, ..SampleOptions::default() }));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let start_url = format!("http://{}/gkmlpt/index", listener.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(gongkai_sample_portal::serve(listener, Arc::clone(&portal), async {
        let _ = stopped.await;
    }));
    let folder = tempfile::tempdir().unwrap();
    let (killed, undisturbed) = (folder.path().join("killed"), folder.path().join("undisturbed"));
    let crawled = tokio::task::spawn_blocking({
        let (portal, killed, undisturbed) = (Arc::clone(&portal), killed.clone(), undisturbed.clone());
        move || {
            let arguments = ["-q", "crawl", "--follow-subsites", &start_url];
            for requests in [3, 40, 150, 230] {
                let before = portal.traffic().requests;
                let mut child = start(&killed, &arguments);
                while portal.traffic().requests < before + requests && child.try_wait().unwrap().is_none() {
                    thread::yield_now();
                }
                child.kill().unwrap();
                child.wait().unwrap();
            }
            [&killed, &undisturbed].map(|data| run(data, &arguments).status.success())
        }
    });
    assert_eq!(crawled.await.unwrap(), [true, true]);
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
    let export = |data: &Path| String::from_utf8(run(data, &["-q", "export"]).stdout).unwrap();
    let (one, other) = (export(&killed), export(&undisturbed));
    assert_eq!(one.lines().count(), portal.truth().len());
    assert!(one == other, "the documents differ");
    assert!(
        Archive::open_read_only(&killed.join("archive.sqlite")).unwrap().integrity_check().unwrap().problems.is_empty()
    );
}

#[test]
fn searches_never_fail_while_generations_change() {
    let folder = tempfile::tempdir().unwrap();
    let root = IndexRoot::open(folder.path(), Analyzer::embedded()).unwrap();
    let build = |documents: usize| {
        let mut generation = root.build(gongkai_document::Timestamp::UNIX_EPOCH).unwrap();
        for number in 0..documents {
            let id = gongkai_document::DocumentId::new(format!("d{number}")).unwrap();
            generation.add(&gongkai_document::Document::new(id, format!("第{number}号通知"), "政府信息公开")).unwrap();
        }
        generation.finish(0).unwrap();
    };
    build(5);
    let index = LocalIndex::open(root.clone()).unwrap();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let searching: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let mut totals = BTreeSet::new();
                    while !done.load(Ordering::Relaxed) {
                        let response = index.search(&SearchRequest::new("政府信息公开").unwrap()).unwrap();
                        // Total, hits and facets are of one generation.
                        assert_eq!(response.total, response.hits.len());
                        assert_eq!(response.facets.kind.iter().map(|kind| kind.count).sum::<usize>(), response.total);
                        totals.insert(response.total);
                    }
                    totals
                })
            })
            .collect();
        for documents in [6, 7, 8, 9] {
            build(documents);
            assert!(index.refresh().unwrap());
        }
        done.store(true, Ordering::Relaxed);
        for searches in searching {
            assert!(!searches.join().unwrap().is_empty());
        }
    });
}
