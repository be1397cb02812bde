//! Backups taken while others write, restored elsewhere, cut off, changed, and from the future.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fs;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use gongkai_backup::{BackupError, Source, back_up, restore, verify};
use jiff::Timestamp;
use rusqlite::Connection;

const SOURCES: &[Source] = &[
    Source::Database("archive.sqlite"),
    Source::Database("absent.sqlite"),
    Source::File("best_bets.toml"),
    Source::Folder("dictionary"),
    Source::Generations("index"),
];

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    /// A data directory with something of everything.
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        let data = place.data();
        fs::create_dir_all(data.join("dictionary")).unwrap();
        fs::create_dir_all(data.join("index/g2/tantivy")).unwrap();
        fs::create_dir_all(data.join("index/g1")).unwrap();
        fs::write(data.join("dictionary/words.txt"), "助餐\n").unwrap();
        fs::write(data.join("index/g1/old"), "x").unwrap();
        fs::write(data.join("index/g2/tantivy/terms"), vec![7; 3_000_000]).unwrap();
        fs::write(data.join("index/g2/manifest.json"), "{}").unwrap();
        fs::write(data.join("index/CURRENT"), "g2").unwrap();
        let database = Connection::open(data.join("archive.sqlite")).unwrap();
        database.pragma_update(None, "journal_mode", "WAL").unwrap();
        database.execute_batch("PRAGMA user_version = 4; CREATE TABLE t (a); INSERT INTO t VALUES (1)").unwrap();
        place
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("monday.gongkai")
    }

    fn take(&self) -> Result<gongkai_backup::Manifest, BackupError> {
        back_up(&self.data(), SOURCES, &self.file(), Timestamp::UNIX_EPOCH, |_| ControlFlow::Continue(()))
    }

    fn restore(&self) -> Result<PathBuf, BackupError> {
        let into = self.folder.path().join("again");
        restore(&self.file(), &into, |_| ControlFlow::Continue(()))?;
        Ok(into)
    }

    /// The names beside the data directory.
    fn beside(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

fn count(database: &Path) -> i64 {
    Connection::open(database).unwrap().query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_backup_taken_while_somebody_writes_has_what_was_committed_and_the_generation_that_serves() {
    let place = Place::new();
    let writer = Connection::open(place.data().join("archive.sqlite")).unwrap();
    writer.execute_batch("INSERT INTO t VALUES (2); BEGIN; INSERT INTO t VALUES (3)").unwrap();
    let manifest = place.take().unwrap();
    writer.execute_batch("COMMIT").unwrap();
    let names: Vec<&str> = manifest.entries.iter().map(|entry| entry.path.as_str()).collect();
    let expected =
        ["archive.sqlite", "dictionary/words.txt", "index/g2/manifest.json", "index/g2/tantivy/terms", "index/CURRENT"];
    assert_eq!(names, expected);
    let again = place.restore().unwrap();
    assert_eq!((count(&again.join("archive.sqlite")), count(&place.data().join("archive.sqlite"))), (2, 3));
    let version: i64 = Connection::open(again.join("archive.sqlite"))
        .unwrap()
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    assert_eq!(version, 4);
    assert_eq!(fs::read(again.join("index/g2/tantivy/terms")).unwrap(), vec![7; 3_000_000]);
    assert_eq!(place.beside(), ["again", "data", "monday.gongkai"]);
}

#[test]
fn nothing_that_is_there_is_overwritten() {
    let place = Place::new();
    place.take().unwrap();
    assert!(matches!(place.take(), Err(BackupError::Exists { .. })));
    fs::create_dir(place.folder.path().join("again")).unwrap();
    let again = place.restore().unwrap();
    assert!(matches!(place.restore(), Err(BackupError::Exists { path }) if path == again));
}

#[test]
fn whoever_stops_leaves_nothing_behind() {
    let place = Place::new();
    let stop = |_| ControlFlow::Break(());
    let stopped = back_up(&place.data(), SOURCES, &place.file(), Timestamp::UNIX_EPOCH, stop);
    assert!(matches!(stopped, Err(BackupError::Interrupted)));
    assert_eq!(place.beside(), ["data"]);
    place.take().unwrap();
    let stopped = restore(&place.file(), &place.folder.path().join("again"), stop);
    assert!(matches!(stopped, Err(BackupError::Interrupted)));
    assert_eq!(place.beside(), ["data", "monday.gongkai"]);
}

#[test]
fn what_a_killed_one_left_is_swept_by_the_next() {
    let place = Place::new();
    fs::create_dir(place.folder.path().join("monday.gongkai.unfinished")).unwrap();
    fs::write(place.folder.path().join("monday.gongkai.unfinished/backup"), "half").unwrap();
    place.take().unwrap();
    assert_eq!(place.beside(), ["data", "monday.gongkai"]);
}

#[test]
fn a_changed_or_cut_off_backup_is_refused_and_leaves_no_directory() {
    let place = Place::new();
    place.take().unwrap();
    assert!(verify(&place.file(), |_| ControlFlow::Continue(())).is_ok());
    let good = fs::read(place.file()).unwrap();
    for (at, name) in [(good.len() / 2, "in the middle"), (good.len() / 3, "in the first third")] {
        let mut bad = good.clone();
        bad[at] ^= 1;
        fs::write(place.file(), bad).unwrap();
        let error = place.restore().unwrap_err();
        assert!(matches!(error, BackupError::Damaged { .. } | BackupError::File { .. }), "{name}: {error:?}");
    }
    for length in [0, 10, good.len() / 2, good.len() - 1] {
        fs::write(place.file(), &good[..length]).unwrap();
        let error = place.restore().unwrap_err();
        assert!(matches!(error, BackupError::Container { .. }), "{length}: {error:?}");
    }
    assert_eq!(place.beside(), ["data", "monday.gongkai"]);
}

#[test]
fn a_backup_of_a_newer_form_and_one_that_would_write_elsewhere_are_refused() {
    let place = Place::new();
    let write = |format: &str, path: &str| {
        let mut zip = zip::ZipWriter::new(fs::File::create(place.file()).unwrap());
        let options = zip::write::SimpleFileOptions::default();
        let entry = format!(r#"{{"path":"{path}","bytes":1,"sha256":"x"}}"#);
        let manifest = format!(r#"{{"format":1,"created_at":"1970-01-01T00:00:00Z","entries":[{entry}]}}"#);
        for (name, text) in [("gongkai-backup", format), (path, "x"), ("manifest.json", &manifest)] {
            zip.start_file(name, options).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap();
    };
    write("2", "archive.sqlite");
    assert!(matches!(place.restore(), Err(BackupError::TooNew { found: 2, known: 1, .. })));
    for path in ["../outside", "/etc/outside", "index/../../outside"] {
        write("1", path);
        assert!(matches!(place.restore(), Err(BackupError::Damaged { .. })), "{path}");
    }
    write("1", "archive.sqlite");
    assert!(place.restore().unwrap_err().to_string().contains("has other bytes than were written"));
}

#[test]
fn a_directory_with_nothing_of_ours_is_named() {
    let place = Place::new();
    let empty = place.folder.path().join("empty");
    let error = back_up(&empty, SOURCES, &place.file(), Timestamp::UNIX_EPOCH, |_| ControlFlow::Continue(()));
    assert!(matches!(error, Err(BackupError::Nothing { path }) if path == empty));
}
