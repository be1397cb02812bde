//! `gongkai register history`: every change of one request.

use clap::Args;
use gongkai_register::RegisterError;

use crate::commands::Context;
use crate::outcome::{Outcome, WrongUsage};
use crate::output::printable;

/// Lists every change of a request: when, who, from what, which field from what to what.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai register history 花公开申〔2024〕1号")]
pub(super) struct History {
    /// The request's number.
    number: String,
    /// Print one JSON object a change.
    #[arg(long)]
    json: bool,
}

impl History {
    pub(super) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let changes = match context.data.register()?.history(&self.number) {
            Err(error @ RegisterError::NoSuchRequest(_)) => return Err(WrongUsage(error.to_string()).into()),
            other => other?,
        };
        for change in changes {
            if self.json {
                context.out.json(&change)?;
                continue;
            }
            let value = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
            context.out.line(printable(&format!(
                "{}  {}  {}  {}: {} → {}",
                change.at,
                change.who,
                change.source,
                change.field,
                value(change.before),
                value(change.after)
            )))?;
        }
        Ok(Outcome::Done)
    }
}
