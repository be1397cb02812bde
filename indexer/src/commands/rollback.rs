//! `gongkai rollback`: back to the generation before.

use clap::Args;

use super::Context;
use crate::outcome::Outcome;

/// Makes the generation before the current one serve again.
///
/// A running `gongkai serve` takes it within a second. `gongkai index` builds a new one when the archive has changed.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai rollback")]
pub(crate) struct Rollback {
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Rollback {
    /// Goes back by one generation.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let name = context.data.index()?.rollback()?;
        if self.json {
            context.out.json(&serde_json::json!({"generation": name}))?;
        } else {
            context.out.line(format_args!("searches are answered from {name} again"))?;
        }
        Ok(Outcome::Done)
    }
}
