//! `gongkai key`: what programs show in place of a person's sign-in.

use clap::{Args, Subcommand};
use gongkai_accounts::{AccountName, Accounts, Actor, KEY_DAYS_DEFAULT, ListedKey, NewKey, Permission};
use gongkai_document::Timestamp;
use serde_json::{Value, json};

use super::Context;
use crate::outcome::Outcome;
use crate::output::Output;

/// Adds, lists and revokes API keys.
///
/// A key opens `/api/v1/staff/` to a program, sent as `Authorization: Bearer KEY`.
/// A key is shown once, when it is added; only a hash of it is kept. It may do nothing that its owner may not, and ends
/// with its owner's account. Every change is an entry of the audit log by `operator@command-line`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  gongkai key add monthly-table --owner li.na --permission view-cases --days 90
  gongkai key list
  gongkai key revoke monthly-table")]
pub(crate) struct Key {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Add a key and print it, this once.
    Add {
        /// What it is called in lists and in the audit log.
        name: AccountName,
        /// The account that answers for it.
        #[arg(long)]
        owner: AccountName,
        /// What it may do, such as view-cases; repeat for more.
        #[arg(long = "permission", value_name = "PERMISSION", required = true)]
        permissions: Vec<Permission>,
        /// How many days it holds.
        #[arg(long, default_value_t = KEY_DAYS_DEFAULT)]
        days: u32,
    },
    /// Show all keys, also those that no longer hold.
    List {
        /// Print one JSON object a key.
        #[arg(long)]
        json: bool,
    },
    /// End a key for good.
    Revoke {
        /// The key.
        name: AccountName,
    },
}

impl Key {
    /// Does what was asked.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let accounts = context.data.accounts()?;
        let now = Timestamp::now();
        match self.what {
            What::Add { name, owner, permissions, days } => {
                let key = accounts.add_key(&NewKey { name, owner, permissions, days }, &Actor::CommandLine, now)?;
                context.out.line(key.reveal())?;
            }
            What::List { json } => list(&accounts, now, json, &mut context.out)?,
            What::Revoke { name } => {
                accounts.revoke_key(&name, &Actor::CommandLine, now)?;
                context.out.line(format_args!("{name} revoked"))?;
            }
        }
        Ok(Outcome::Done)
    }
}

fn list(accounts: &Accounts, now: Timestamp, json: bool, out: &mut Output) -> anyhow::Result<()> {
    for listed in accounts.keys()? {
        if json {
            out.json(&as_json(&listed))?;
            continue;
        }
        let ListedKey { name, owner, expires_at, revoked_at, last_used_on, .. } = &listed;
        let state = match revoked_at {
            Some(at) => format!("revoked {at}"),
            None if *expires_at <= now => format!("expired {expires_at}"),
            None => format!("holds until {expires_at}"),
        };
        let used = last_used_on.map_or("never used".to_owned(), |day| format!("last used on {day}"));
        out.line(format_args!("{name}  of {owner}  {}  {state}  {used}", codes(&listed).join(" ")))?;
    }
    Ok(())
}

fn codes(listed: &ListedKey) -> Vec<&'static str> {
    listed.permissions.iter().map(|permission| permission.code()).collect()
}

fn as_json(listed: &ListedKey) -> Value {
    let ListedKey { name, owner, created_at, expires_at, revoked_at, last_used_on, .. } = listed;
    json!({
        "name": name.as_str(), "owner": owner.as_str(), "permissions": codes(listed),
        "created_at": created_at.to_string(), "expires_at": expires_at.to_string(),
        "revoked_at": revoked_at.map(|at| at.to_string()), "last_used_on": last_used_on.map(|day| day.to_string()),
    })
}
