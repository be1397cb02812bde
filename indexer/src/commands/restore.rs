//! `gongkai restore`: a data directory from a backup.

use std::path::PathBuf;

use clap::Args;
use gongkai_backup::{BackupError, restore};

use super::Context;
use super::backup::{Copied, tell};
use crate::outcome::Outcome;

/// Makes the data directory from a backup, on this machine or another.
///
/// The directory (--data) must not exist or be empty. Everything is compared with its SHA-256 before the directory appears;
/// a backup that is damaged, or of a newer gongkai, changes nothing.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai restore monday.gongkai --data ./restored")]
pub(crate) struct Restore {
    /// The backup.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Restore {
    /// Makes the data directory.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let copied = Copied::new(context, "restoring (MiB)");
        let result = restore(&self.file, context.data.path(), |bytes| copied.count(bytes));
        drop(copied);
        let manifest = match result {
            Err(BackupError::Interrupted) => return Ok(Outcome::Interrupted),
            other => other?,
        };
        let path = context.data.path().to_owned();
        tell(context, &manifest, self.json, "restored", &path)
    }
}
