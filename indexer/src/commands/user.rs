//! `gongkai user`: who may sign in, and what as.

use std::io::BufRead;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use gongkai_accounts::{AccountName, Accounts, Actor, ListedAccount, NewAccount, Password, Role};
use gongkai_document::Timestamp;
use serde_json::{Value, json};

use super::Context;
use crate::outcome::{Outcome, WrongUsage};
use crate::output::{Output, printable};

/// Adds, lists and changes the accounts of staff.
///
/// They sign in at `/staff` of the service, which the first account opens.
/// A clerk handles requests, a reviewer also approves and exports, an operator manages accounts and reads the audit log.
/// A password is asked for twice without showing it, or read from standard input; it is never an argument, which other
/// programs of the machine could read. Every change is an entry of the audit log by `operator@command-line`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  gongkai user add li.na --role clerk --display-name 李娜
  gongkai user set-password li.na --password-stdin < password.txt
  gongkai user set-role li.na --role reviewer
  gongkai user disable li.na")]
pub(crate) struct User {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Add an account.
    Add {
        /// What they sign in with: small letters, digits, '.', '-', '_'.
        name: AccountName,
        /// What they may do: clerk, reviewer or operator.
        #[arg(long)]
        role: Role,
        /// What people call them; the name when left out.
        #[arg(long, value_name = "N")]
        display_name: Option<String>,
        #[command(flatten)]
        password: PasswordSource,
    },
    /// Show all accounts, with failed attempts and locks.
    List {
        /// Print one JSON object an account.
        #[arg(long)]
        json: bool,
    },
    /// Keep an account from being used; its sessions end and its keys no longer hold.
    Disable {
        /// The account.
        name: AccountName,
    },
    /// Let an account be used again, or end its lock after failed attempts.
    Enable {
        /// The account.
        name: AccountName,
    },
    /// Give an account another role; its sessions end.
    SetRole {
        /// The account.
        name: AccountName,
        /// What they may do: clerk, reviewer or operator.
        #[arg(long)]
        role: Role,
    },
    /// Give an account another password; its sessions end.
    SetPassword {
        /// The account.
        name: AccountName,
        #[command(flatten)]
        password: PasswordSource,
    },
}

/// Where a new password comes from.
#[derive(Debug, Args)]
struct PasswordSource {
    /// Read the password from the first line of standard input.
    #[arg(long)]
    password_stdin: bool,
}

/// More bytes than any password that is accepted.
const PASSWORD_LINE_BYTES_MAX: u64 = 4096;

impl User {
    /// Does what was asked.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let (now, by, out) = (Timestamp::now(), Actor::CommandLine, &mut context.out);
        match self.what {
            What::Add { name, role, display_name, password } => {
                let password = password.read(&name)?;
                let display_name = display_name.unwrap_or_else(|| name.to_string());
                let new = NewAccount { name, display_name, role };
                context.data.create_accounts()?.add_account(&new, &password, &by, now)?;
                out.line(format_args!("{} added as {role}", new.name))?;
            }
            What::List { json } => list(&context.data.accounts()?, now, json, out)?,
            What::Disable { name } => {
                context.data.accounts()?.disable(&name, &by, now)?;
                out.line(format_args!("{name} disabled"))?;
            }
            What::Enable { name } => {
                context.data.accounts()?.enable(&name, &by, now)?;
                out.line(format_args!("{name} enabled"))?;
            }
            What::SetRole { name, role } => {
                context.data.accounts()?.set_role(&name, role, &by, now)?;
                out.line(format_args!("{name} is {role} now"))?;
            }
            What::SetPassword { name, password } => {
                let accounts = context.data.accounts()?;
                accounts.set_password(&name, &password.read(&name)?, &by, now)?;
                out.line(format_args!("{name} has a new password"))?;
            }
        }
        Ok(Outcome::Done)
    }
}

impl PasswordSource {
    fn read(&self, name: &AccountName) -> anyhow::Result<Password> {
        if self.password_stdin {
            return first_line(std::io::stdin().lock());
        }
        let ask = |prompt: String| {
            rpassword::prompt_password(prompt).map_err(|error| {
                WrongUsage(format!("no terminal to ask for a password ({error}); use --password-stdin"))
            })
        };
        let (once, again) = (ask(format!("New password for {name}: "))?, ask("Again: ".to_owned())?);
        if once != again {
            return Err(WrongUsage("the two passwords differ; nothing was changed".to_owned()).into());
        }
        Ok(Password::typed(&once))
    }
}

fn first_line(input: impl BufRead) -> anyhow::Result<Password> {
    let mut line = String::new();
    input.take(PASSWORD_LINE_BYTES_MAX).read_line(&mut line).context("cannot read a password from standard input")?;
    Ok(Password::typed(line.trim_end_matches(['\r', '\n'])))
}

fn list(accounts: &Accounts, now: Timestamp, json: bool, out: &mut Output) -> anyhow::Result<()> {
    for listed in accounts.accounts(now)? {
        if json {
            out.json(&as_json(&listed))?;
            continue;
        }
        let ListedAccount { account, is_disabled, last_sign_in_at, failures, locked_until, .. } = listed;
        let mut parts = vec![account.name.to_string(), account.role.to_string(), printable(&account.display_name)];
        parts.push(last_sign_in_at.map_or("never signed in".to_owned(), |at| format!("last signed in {at}")));
        parts.extend(is_disabled.then(|| "disabled".to_owned()));
        parts.extend((failures > 0).then(|| format!("{failures} failed attempts")));
        parts.extend(locked_until.map(|until| format!("locked until {until}")));
        out.line(parts.join("  "))?;
    }
    Ok(())
}

fn as_json(listed: &ListedAccount) -> Value {
    let ListedAccount { account, is_disabled, created_at, last_sign_in_at, failures, locked_until } = listed;
    json!({
        "name": account.name.as_str(), "display_name": account.display_name, "role": account.role.code(),
        "disabled": is_disabled, "created_at": created_at.to_string(),
        "last_sign_in_at": last_sign_in_at.map(|at| at.to_string()), "failures": failures,
        "locked_until": locked_until.map(|until| until.to_string()),
    })
}
