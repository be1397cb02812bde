//! `gongkai backup`: the whole data directory in one file, taken while everything runs.

use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::Args;
use gongkai_backup::{BackupError, Manifest, back_up, verify};
use gongkai_document::Timestamp;
use serde_json::json;

use super::Context;
use crate::data_directory::BACKED_UP;
use crate::jobs;
use crate::outcome::Outcome;

/// Bytes of a mebibyte, the unit in which progress is told.
const MEBIBYTE: u64 = 1 << 20;

/// Writes the whole data directory into one file, while crawl, index and service run.
///
/// Databases are copied as they are at one moment; of the indexes the generations that serve. Vectors are left out: `gongkai
/// semantic build` makes them again. The file is a zip archive with the SHA-256 of everything in it; it holds the register
/// and the accounts too, so keep it as safe as these.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai backup monday.gongkai")]
pub(crate) struct Backup {
    /// The new file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Look whether the backup FILE is as it was written, and write nothing.
    #[arg(long)]
    verify: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Backup {
    /// Takes or verifies a backup.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        if self.verify {
            return self.copy(context);
        }
        jobs::recorded(context, "backup", |context| self.copy(context))
    }

    fn copy(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let what = if self.verify { "verifying (MiB)" } else { "backing up (MiB)" };
        let copied = Copied::new(context, what);
        let result = if self.verify {
            verify(&self.file, |bytes| copied.count(bytes))
        } else {
            let data = context.data.path();
            back_up(data, BACKED_UP, &self.file, Timestamp::now(), |bytes| copied.count(bytes))
        };
        drop(copied);
        let manifest = match result {
            Err(BackupError::Interrupted) => return Ok(Outcome::Interrupted),
            other => other?,
        };
        tell(context, &manifest, self.json, if self.verify { "is as it was written" } else { "written" }, &self.file)
    }
}

/// Says what a backup holds.
pub(super) fn tell(
    context: &mut Context,
    manifest: &Manifest,
    as_json: bool,
    done: &str,
    path: &std::path::Path,
) -> anyhow::Result<Outcome> {
    let (files, bytes) = (manifest.entries.len(), manifest.bytes());
    if as_json {
        let created_at = manifest.created_at.to_string();
        context.out.json(&json!({"path": path, "files": files, "bytes": bytes, "created_at": created_at}))?;
    } else {
        let mebibytes = bytes.div_ceil(MEBIBYTE);
        context.out.line(format_args!("{} {done}: {files} files, {mebibytes} MiB", path.display()))?;
    }
    Ok(Outcome::Done)
}

/// Tells how far the copying has come, and whether to go on.
pub(super) struct Copied {
    task: crate::progress::Task,
    interrupt: crate::interrupt::Interrupt,
    rest: std::cell::Cell<u64>,
}

impl Copied {
    pub(super) fn new(context: &Context, what: &str) -> Self {
        let (task, interrupt) = (context.progress.begin(what, None), context.interrupt.clone());
        Self { task, interrupt, rest: std::cell::Cell::default() }
    }

    /// `bytes` more were copied.
    pub(super) fn count(&self, bytes: u64) -> ControlFlow<()> {
        let all = self.rest.get() + bytes;
        self.task.advance(all / MEBIBYTE);
        self.rest.set(all % MEBIBYTE);
        if self.interrupt.is_requested() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

#[cfg(test)]
mod tests {
    use crate::commands::tests::{context, put, run};
    use crate::data_directory::DataDirectory;
    use crate::outcome::Outcome;

    #[tokio::test]
    async fn a_backup_restored_elsewhere_answers_the_same_searches() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, printed) = context(&folder);
        put(&context, r#"{"id":"a","title":"老人助餐","body":"补贴三元。"}"#);
        put(&context, r#"{"id":"s","title":"答复","body":"不予公开。","kind":"reply","access":"staff"}"#);
        run(&mut context, &["index"]).await.unwrap();
        let file = folder.path().join("monday.gongkai");
        let file = file.to_str().unwrap();
        assert_eq!(run(&mut context, &["backup", file]).await.unwrap(), Outcome::Done);
        assert_eq!(run(&mut context, &["backup", "--verify", file]).await.unwrap(), Outcome::Done);
        assert!(run(&mut context, &["backup", file]).await.unwrap_err().to_string().contains("is there already"));
        assert!(run(&mut context, &["restore", file]).await.unwrap_err().to_string().contains("is there already"));
        context.data = DataDirectory::new(folder.path().join("again"));
        assert_eq!(run(&mut context, &["restore", file]).await.unwrap(), Outcome::Done);
        let before = printed.text().len();
        run(&mut context, &["search", "助餐"]).await.unwrap();
        run(&mut context, &["precedents", "不予公开"]).await.unwrap();
        run(&mut context, &["check"]).await.unwrap();
        let told = printed.text().split_off(before);
        assert!(told.contains("老人助餐") && told.contains("答复"), "{told}");
    }
}
