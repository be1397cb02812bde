//! Every data file that ships says where it comes from.

use super::{assert_none, paths_below, read};

/// The manual that names the origins: list items that begin with a path in backticks, from the manual's folder.
const MANUAL: &str = "data/README.md";

/// Files that no item of the manual names, itself or by its folder, and items that name nothing or no origin.
fn without_origin(manual: &str, paths: &[String]) -> Vec<String> {
    let items: Vec<(&str, &str)> =
        manual.lines().filter_map(|line| line.trim_start().strip_prefix("- `")?.split_once('`')).collect();
    let covers = |item: &str, path: &str| path == item || (item.ends_with('/') && path.starts_with(item));
    let unnamed = paths
        .iter()
        .filter(|path| !items.iter().any(|(item, _)| covers(item, path)))
        .map(|path| format!("{MANUAL} does not say where {path} comes from"));
    let stale = items
        .iter()
        .filter(|(item, _)| !paths.iter().any(|path| covers(item, path)))
        .map(|(item, _)| format!("{MANUAL} names {item}, which does not exist"));
    let empty = items
        .iter()
        .filter(|(_, origin)| !origin.contains(char::is_alphanumeric))
        .map(|(item, _)| format!("{MANUAL} names {item} without an origin"));
    unnamed.chain(stale).chain(empty).collect()
}

#[test]
fn shipped_data_has_an_origin() {
    let paths = paths_below("data").into_iter().filter(|path| !path.ends_with("README.md"));
    let paths: Vec<String> = paths.map(|path| path.trim_start_matches("data/").to_owned()).collect();
    assert_none(&without_origin(&read(MANUAL).text, &paths));
}

#[test]
fn data_without_origin_is_found() {
    let paths = ["words/a.txt".to_owned(), "b.json".to_owned()];
    assert_eq!(without_origin("- `words/`: written by hand\n- `b.json`: made by `make_b`\n", &paths), [""; 0]);
    assert_eq!(without_origin("- `words/`: written by hand\n", &paths).len(), 1);
    assert_eq!(without_origin("- `words/`:\n- `b.json`: made\n- `c.json`: made\n", &paths).len(), 2);
}
