//! A disk that is full, a limit on the size of files, and a disk that only reads.
//!
//! Two need `mount`, and say so where it is not allowed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::program::{archived, current, import, indexed, largest_file, run, searchable, succeed, told};

/// A mounted file system, unmounted when it is dropped.
struct Mounted(PathBuf);

impl Mounted {
    /// Calls `mount` with `options` on the new folder `at`; `None`, with a line, where that is not allowed.
    fn new(at: &Path, options: &[&str]) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let mount = Command::new("mount").args(options).arg(at).stderr(Stdio::null()).status();
        if mount.is_ok_and(|status| status.success()) {
            return Some(Self(at.to_owned()));
        }
        told_left_out();
        None
    }
}

#[expect(clippy::print_stdout, reason = "who reads the tests' output must know what they did not do")]
fn told_left_out() {
    println!("left out: this process may not mount");
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// The error of the one that says why it could not write.
#[track_caller]
fn one_line(output: &Output) -> String {
    let told = told(output, 1);
    assert_eq!(told.lines().filter(|line| line.starts_with("gongkai: ")).count(), 1, "{told}");
    told
}

#[test]
fn on_a_full_disk_every_job_fails_clearly_and_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let disk = folder.path().join("disk");
    let Some(_mounted) = Mounted::new(&disk, &["-t", "tmpfs", "-o", "size=12m", "tmpfs"]) else { return };
    let data = indexed(&disk, 200);
    let before = current(&data);
    let filler = disk.join("filler");
    // All that is left, and then nothing is.
    let _ = fs::write(&filler, vec![7; 12 << 20]);
    assert!(one_line(&run(&data, &["index", "--full"])).contains("No space left on device"));
    assert_eq!((current(&data), searchable(&data)), (before, 200));
    let file = folder.path().join("more.jsonl");
    let body = "正文。".repeat(2_000_000);
    fs::write(&file, format!("{{\"id\":\"x\",\"title\":\"大\",\"body\":\"{body}\"}}\n")).unwrap();
    let told = one_line(&run(&data, &["import", file.to_str().unwrap()]));
    assert!(told.contains("full") || told.contains("No space left"), "{told}");
    assert_eq!((searchable(&data), archived(&data).len()), (200, 200));
    fs::remove_file(&filler).unwrap();
    succeed(&data, &["index", "--full"]);
    succeed(&data, &["check"]);
    assert_eq!((searchable(&data), archived(&data).len()), (200, 200));
}

#[test]
fn where_a_file_may_not_grow_an_index_fails_clearly_at_each_size_and_the_one_before_serves() {
    let folder = tempfile::tempdir().unwrap();
    let data = indexed(folder.path(), 200);
    let before = current(&data);
    // In blocks of 512 bytes: from nothing at all to half of the largest file of the index.
    let half = fs::metadata(largest_file(&data)).unwrap().len() / 512 / 2;
    for blocks in [0, 1, 8, half] {
        let limited = Command::new("sh")
            .arg("-c")
            // Ignored by the shell, the signal is ignored by the program too, and a write fails instead.
            .arg(format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\""))
            .args(["sh", env!("CARGO_BIN_EXE_gongkai"), "--data"])
            .arg(&data)
            .args(["-q", "index", "--full"])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let told = one_line(&limited);
        // SQLite, which needs a file beside the archive, says it in its own words.
        assert!(told.contains("File too large") || told.contains("disk I/O error"), "{blocks}: {told}");
        assert_eq!((current(&data), searchable(&data)), (before.clone(), 200));
    }
    succeed(&data, &["index", "--full"]);
    succeed(&data, &["check"]);
}

#[test]
fn on_a_disk_that_only_reads_searches_are_answered_and_jobs_fail_clearly() {
    let folder = tempfile::tempdir().unwrap();
    let data = indexed(folder.path(), 20);
    let read_only = folder.path().join("read-only");
    let Some(mounted) = Mounted::new(&read_only, &["--bind", data.to_str().unwrap()]) else { return };
    let remounted = Command::new("mount").args(["-o", "remount,bind,ro"]).arg(&mounted.0).status().unwrap();
    assert!(remounted.success());
    let found = succeed(&read_only, &["search", "通知"]);
    assert!(found.contains("第1号通知"), "{found}");
    succeed(&read_only, &["generations"]);
    succeed(&read_only, &["jobs"]);
    for command in [&["index", "--full"][..], &["rollback"]] {
        let told = one_line(&run(&read_only, command));
        assert!(told.contains("Read-only file system"), "{told}");
    }
    drop(mounted);
    import(&data, 20, 21);
    succeed(&data, &["index"]);
    succeed(&data, &["check"]);
}
