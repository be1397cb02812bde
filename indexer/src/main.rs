//! The program `gongkai`: reads the command line, runs one command, and says in one line what went wrong.
//!
//! [`cli`] lists the commands; each has a file of its own in `commands` with its options and what it does. A command
//! gets a [`Context`](commands::Context): where the data lies, where to print, how to show progress, and whether someone
//! pressed Ctrl-C. Results go to standard output; progress, logs and errors to standard error.
//!
//! **Invariant:** exit codes tell a script what happened: 0 done, 1 the work failed or found a problem, 2 wrong usage,
//! 130 interrupted, and the same command goes on from there. A reader that stops reading (`| head`) is no failure.

mod best_bets;
mod canaries;
mod cli;
mod columns_table;
mod commands;
mod config;
mod crawl_report;
mod data_directory;
mod differences;
mod findings;
mod interrupt;
mod jobs;
mod json_lines;
mod logging;
mod outcome;
mod output;
mod progress;
mod rate;
mod reconcile;
mod schedule;
mod self_test;
mod unfetched;

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser;

use crate::cli::{Cli, Command};
use crate::commands::Context;
use crate::commands::read_attachment::ReadAttachment;
use crate::data_directory::DataDirectory;
use crate::interrupt::Interrupt;
use crate::jobs::Counted;
use crate::outcome::{Outcome, exit_code};
use crate::output::{ClosedPipe, Output};
use crate::progress::Progress;

fn main() -> ExitCode {
    let result = run(Cli::parse());
    if let Err(error) = &result
        && !error.is::<ClosedPipe>()
    {
        report(error);
    }
    exit_code(&result)
}

fn run(cli: Cli) -> anyhow::Result<Outcome> {
    if matches!(cli.command, Command::ReadAttachment(_)) {
        // Before any thread is started: the file's reader holds itself to limits of memory.
        return ReadAttachment::run();
    }
    let progress = Progress::new(cli.quiet);
    logging::begin(cli.quiet, cli.verbose, cli.log_format, &progress);
    let runtime = tokio::runtime::Runtime::new().context("cannot start the program's threads")?;
    runtime.block_on(async {
        let mut context = Context {
            data: DataDirectory::new(cli.data),
            out: Output::stdout(),
            progress,
            interrupt: Interrupt::listen().context("cannot listen for Ctrl-C")?,
            counted: Counted::default(),
        };
        let outcome = commands::run(cli.command, &mut context).await?;
        context.out.flush()?;
        Ok(outcome)
    })
}

#[expect(clippy::print_stderr, reason = "the one line for whoever started the program, whatever the log level is")]
fn report(error: &anyhow::Error) {
    eprintln!("gongkai: {error:#}");
}
