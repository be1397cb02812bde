//! Files of a data directory damaged or taken away.

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use crate::program::{archived, current, import, indexed, largest_file, run, searchable, succeed, told};

/// Turns a bit in the middle of a file.
fn turn_a_bit(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
}

/// The serving generation is broken by `break_it`: checks and searches say `complaint`, and the next index repairs it.
#[track_caller]
fn check_repaired(break_it: impl FnOnce(&Path), complaint: &str) {
    let folder = tempfile::tempdir().unwrap();
    let data = indexed(folder.path(), 20);
    break_it(&data);
    let checked = told(&run(&data, &["check"]), 1);
    assert!(checked.contains(complaint), "{checked}");
    let searched = run(&data, &["search", "通知"]);
    assert!(!searched.status.success() && told(&searched, 1).lines().count() == 1);
    let planned = succeed(&data, &["index", "--dry-run"]);
    assert!(planned.starts_with("would build a generation of 20 documents: "), "{planned}");
    succeed(&data, &["index"]);
    succeed(&data, &["check"]);
    assert_eq!(searchable(&data), 20);
}

#[test]
fn a_damaged_file_of_the_index_is_named_and_the_index_made_again() {
    check_repaired(|data| turn_a_bit(&largest_file(data)), "has other bytes; run `gongkai rollback` or `gongkai index");
    check_repaired(|data| fs::remove_file(largest_file(data)).unwrap(), "is missing");
    check_repaired(
        |data| fs::File::options().write(true).open(largest_file(data)).unwrap().set_len(9).unwrap(),
        "has another length",
    );
}

#[test]
fn a_manifest_that_is_damaged_is_named_and_the_index_made_again() {
    let manifest = |data: &Path| data.join("index").join(current(data)).join("manifest.json");
    check_repaired(|data| fs::write(manifest(data), "{\"name\":").unwrap(), "cannot be read; run `gongkai index");
    check_repaired(|data| fs::remove_file(manifest(data)).unwrap(), "there is no generation");
}

#[test]
fn without_the_name_of_the_serving_generation_or_with_a_wrong_one_the_index_is_made_again() {
    check_repaired(|data| fs::remove_file(data.join("index/CURRENT")).unwrap(), "the index cannot be searched");
    check_repaired(|data| fs::write(data.join("index/CURRENT"), "").unwrap(), "the index cannot be searched");
    check_repaired(
        |data| fs::write(data.join("index/CURRENT"), "20200101T000000000Z-0").unwrap(),
        "there is no generation",
    );
    check_repaired(
        |data| fs::remove_dir_all(data.join("index").join(current(data))).unwrap(),
        "there is no generation",
    );
}

#[test]
fn a_damaged_page_of_the_archive_is_told_and_what_it_holds_elsewhere_and_the_index_stay() {
    let folder = tempfile::tempdir().unwrap();
    let data = indexed(folder.path(), 200);
    let backup = folder.path().join("good.gongkai");
    succeed(&data, &["backup", backup.to_str().unwrap()]);
    let path = data.join("archive.sqlite");
    // Everything is in the file itself when no log stands beside it.
    let length = fs::metadata(&path).unwrap().len();
    assert!(fs::metadata(data.join("archive.sqlite-wal")).map_or(0, |log| log.len()) == 0);
    let mut file = fs::File::options().write(true).open(&path).unwrap();
    file.seek(SeekFrom::Start(length / 4096 / 2 * 4096)).unwrap();
    file.write_all(&[0xA5; 4096]).unwrap();
    drop(file);
    let checked = told(&run(&data, &["check"]), 1);
    assert!(checked.contains("difference: ") || checked.contains("archive.sqlite"), "{checked}");
    // Searches need the index alone.
    assert_eq!(searchable(&data), 200);
    // An index over it ends with an error or has everything; what serves is never less.
    run(&data, &["index", "--full"]);
    assert_eq!(searchable(&data), 200);
    // What was damaged comes back from the backup.
    let again = folder.path().join("again");
    succeed(&again, &["restore", backup.to_str().unwrap()]);
    succeed(&again, &["check"]);
    assert_eq!((searchable(&again), archived(&again).len()), (200, 200));
}

#[test]
fn a_refused_generation_is_told_in_one_line_and_listed_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let data = indexed(folder.path(), 20);
    let serving = current(&data);
    let withdrawn: Vec<String> = (0..5).map(|number| format!("d{number}")).collect();
    let mut arguments = vec!["withdraw", "--reason", "wrong"];
    arguments.extend(withdrawn.iter().map(String::as_str));
    succeed(&data, &arguments);
    let refused = told(&run(&data, &["index"]), 1);
    assert!(
        refused.lines().count() == 1 && refused.starts_with("gongkai: the new generation was refused: it holds 15")
    );
    assert!(refused.contains("run `gongkai index --force`"), "{refused}");
    assert_eq!((searchable(&data), current(&data)), (20, serving));
    let listed = succeed(&data, &["generations"]);
    assert!(listed.lines().nth(1).unwrap().starts_with("refused  refused-2"), "{listed}");
    let jobs = succeed(&data, &["jobs", "--limit", "1"]);
    assert!(jobs.contains("  failed  ") && jobs.contains("it holds 15 documents, 5 fewer"), "{jobs}");
    succeed(&data, &["index", "--force"]);
    assert_eq!(searchable(&data), 15);
    fs::write(data.join("canaries.toml"), "[[canary]]\nquery = \"第7号通知\"\nexpect = \"d7\"\nwithin = 0\n").unwrap();
    let wrong = told(&run(&data, &["index", "--full"]), 2);
    assert!(wrong.contains("canaries.toml, line 1: 0 is no place"), "{wrong}");
    import(&data, 20, 21);
}
