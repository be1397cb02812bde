//! `gongkai audit`: who did what, and whether the record of it is as it was written.

use clap::{Args, Subcommand};
use gongkai_accounts::{Accounts, Entry, Head, Wanted};
use gongkai_document::Date;
use jiff::tz::Offset;
use serde_json::{Value, json};

use super::Context;
use crate::outcome::Outcome;
use crate::output::{Output, printable};

/// Reads the audit log, and verifies that nothing in it was changed.
///
/// Each entry holds a hash over the one before it, so a change, a gap or another order shows. What was cut off at the end
/// shows against a head noted elsewhere: keep the line that `gongkai audit verify` prints outside this machine, and give
/// it with --head the next time. Exits with 1 when something does not fit.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  gongkai audit verify
  gongkai audit verify --head \"$(cat head-of-last-week.txt)\"
  gongkai audit list --since 2026-03-01 --actor li.na --json")]
pub(crate) struct Audit {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Walk through the whole log and print its head, or the first entry that does not fit.
    Verify {
        /// A head noted earlier, which the log must still contain.
        #[arg(long, value_name = "N:HASH")]
        head: Option<Head>,
    },
    /// Print entries, the oldest first.
    List {
        /// Only from this day on, in China's time.
        #[arg(long, value_name = "DATE")]
        since: Option<Date>,
        /// Only by this actor: an account, key:NAME, or operator@command-line.
        #[arg(long, value_name = "A")]
        actor: Option<String>,
        /// Print one JSON object an entry.
        #[arg(long)]
        json: bool,
    },
}

impl Audit {
    /// Does what was asked.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let accounts = context.data.accounts_read_only()?;
        match self.what {
            What::Verify { head } => verify(&accounts, head.as_ref(), &mut context.out),
            What::List { since, actor, json } => {
                let midnight = |day: Date| Offset::constant(8).to_timestamp(day.at(0, 0, 0, 0));
                let wanted = Wanted { since: since.map(midnight).transpose()?, actor };
                let out = &mut context.out;
                accounts
                    .entries(&wanted, |entry| if json { out.json(&as_json(&entry)) } else { print(&entry, out) })?;
                Ok(Outcome::Done)
            }
        }
    }
}

fn verify(accounts: &Accounts, noted: Option<&Head>, out: &mut Output) -> anyhow::Result<Outcome> {
    let found = match noted {
        Some(noted) => accounts.verify_against(noted)?,
        None => accounts.verify()?,
    };
    if let Some(fault) = found.fault {
        out.line(format_args!("{fault}; everything before it fits, up to {}", found.sound))?;
        return Ok(Outcome::ProblemFound);
    }
    out.line(found.sound)?;
    Ok(Outcome::Done)
}

fn print(entry: &Entry, out: &mut Output) -> anyhow::Result<()> {
    let Entry { number, at, actor, action, subject, query, outcome } = entry;
    let (number, at) = (number.to_string(), at.to_string());
    let always = [&number, &at, actor, action];
    let parts: Vec<&str> =
        always.into_iter().chain(subject).chain(query).chain([outcome]).map(String::as_str).collect();
    out.line(printable(&parts.join("  ")))
}

fn as_json(entry: &Entry) -> Value {
    let Entry { number, at, actor, action, subject, query, outcome } = entry;
    json!({
        "number": number, "at": at.to_string(), "actor": actor, "action": action, "subject": subject, "query": query,
        "outcome": outcome,
    })
}
