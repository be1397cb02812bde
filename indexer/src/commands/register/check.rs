//! `gongkai register check`: where letters and the register's own columns disagree.

use clap::Args;
use gongkai_register::{Register, disagreements};

use crate::commands::Context;
use crate::outcome::Outcome;
use crate::output::printable;

/// Lists where a letter says something else than the register, with its own words.
///
/// A column that is empty is listed with what the letter says. `gongkai register correct` settles a line; the exit code is
/// 1 while there are any.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai register check")]
pub(super) struct Check {
    /// Read every letter again first, as after an update of this program.
    #[arg(long)]
    read_again: bool,
    /// Print one JSON object a line.
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(super) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let register: Register = context.data.register()?;
        if self.read_again {
            let changed = context.data.create_register()?.read_again(gongkai_document::Timestamp::now())?;
            tracing::info!("{changed} letters are read otherwise than before");
        }
        let found = disagreements(&register.records()?);
        for one in &found {
            if self.json {
                context.out.json(one)?;
                continue;
            }
            let says = one.register.as_deref().unwrap_or("nothing");
            context.out.line(printable(&format!("{}  {}", one.number, one.field.label())))?;
            context.out.line(printable(&format!("    register: {says}")))?;
            context.out.line(printable(&format!("    letter:   {} ({} %)", one.reply, one.confidence)))?;
            context.out.line(printable(&format!("    {}: {}", one.file, one.quote)))?;
        }
        if found.is_empty() && !self.json {
            context.out.line("register and letters agree")?;
        }
        Ok(if found.is_empty() { Outcome::Done } else { Outcome::ProblemFound })
    }
}
