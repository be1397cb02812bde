//! The letters in a folder: their text, read in a process of its own for each, and the request that each answers.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use gongkai_attachments::{Limits, is_readable};
use gongkai_register::{Joined, Numbers};

use crate::commands::Context;
use crate::commands::read_attachment;

/// Files in one folder of letters; a register of ten years has some ten thousand.
const FILES_MAX: usize = 100_000;
/// How deep folders stand in folders: year, department, request.
const DEPTH_MAX: usize = 4;

/// A file of the folder.
pub(super) struct Letter {
    /// Its path from the folder on.
    pub(super) file: String,
    /// The number of its request and its text, or why it is joined to none.
    pub(super) joined: Result<(String, String), String>,
}

/// Reads every letter in a folder and the folders in it, in the order of their names.
pub(super) fn read(folder: &Path, numbers: &Numbers, context: &Context) -> anyhow::Result<Vec<Letter>> {
    let mut paths = Vec::new();
    find(folder, DEPTH_MAX, &mut paths)?;
    paths.sort();
    let worker = read_attachment::worker(Limits::default().file_bytes_max).context("letters cannot be read")?;
    let task = context.progress.begin("reading letters", u64::try_from(paths.len()).ok());
    let mut letters = Vec::new();
    for path in paths {
        let file = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
        let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let joined = match worker.read(&file, &bytes) {
            Ok(text) => join(&file, text.text, numbers),
            Err(error) => match error.unread() {
                Some(reason) => Err(format!("has no text: {reason}")),
                None => return Err(error.into()),
            },
        };
        letters.push(Letter { file, joined });
        task.advance(1);
    }
    Ok(letters)
}

fn join(file: &str, text: String, numbers: &Numbers) -> Result<(String, String), String> {
    match numbers.join(file, &text) {
        Joined::To(number) => Ok((number, text)),
        Joined::Several(several) => {
            let several = several.join("、");
            Err(format!("names several requests ({several}); put the number of the one it answers into its name"))
        }
        Joined::Nothing => Err("names no request of the register; put the number into its name".to_owned()),
    }
}

/// The files whose names promise a text; what else lies there is told.
fn find(folder: &Path, depth: usize, paths: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let entry = entry.with_context(|| format!("cannot read {}", folder.display()))?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        if kind.is_dir() {
            anyhow::ensure!(depth > 0, "{}: folders stand too deep in folders", path.display());
            find(&path, depth - 1, paths)?;
        } else if is_readable(&entry.file_name().to_string_lossy()).is_some() {
            anyhow::ensure!(paths.len() < FILES_MAX, "more than {FILES_MAX} letters; name a smaller folder");
            paths.push(path);
        } else {
            tracing::warn!("{} is left out: only files with text are read", path.display());
        }
    }
    Ok(())
}
