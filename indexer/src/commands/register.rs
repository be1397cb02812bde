//! `gongkai register`: the office's register of requests (依申请公开), for staff only.

mod check;
mod correct;
mod history;
mod import;
mod letters;
mod list;
mod report;

use clap::{Args, Subcommand};
use gongkai_document::{Date, Timestamp};

use super::Context;
use crate::outcome::Outcome;
use crate::schedule::CHINA;

/// Keeps the register of freedom-of-information requests, for staff only.
///
/// A register is a file of its own in the data directory (register.sqlite): nothing in it reaches the archive, the public
/// index or a public page; `gongkai index` makes the staff's index from it. An office's own table becomes a register by a mapping; letters are joined by their numbers and read; deadlines
/// count working days; the statutory report's tables are counted and checked.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gongkai register import 2024.xlsx --mapping office.toml --dry-run
  gongkai register import 2024.xlsx --mapping office.toml --replies letters/
  gongkai register list --overdue --on 2024-05-20
  gongkai register report 2024 --json
  gongkai register check
  gongkai register correct 花公开申〔2024〕1号 --decision partial --basis 第三十七条
  gongkai register history 花公开申〔2024〕1号")]
pub(crate) struct Register {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Import(import::Import),
    List(list::List),
    Report(report::Report),
    Check(check::Check),
    Correct(correct::Correct),
    History(history::History),
}

impl Register {
    /// Does what was asked.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        match self.what {
            What::Import(import) => import.run(context),
            What::List(list) => list.run(context),
            What::Report(report) => report.run(context),
            What::Check(check) => check.run(context),
            What::Correct(correct) => correct.run(context),
            What::History(history) => history.run(context),
        }
    }
}

/// Who does it: kept with every change.
#[derive(Debug, Args)]
struct Author {
    /// Who does it; kept with every change.
    #[arg(long = "by", value_name = "NAME", env = "USER", hide_env_values = true)]
    who: String,
}

/// Today in China.
pub(super) fn today() -> Date {
    CHINA.to_datetime(Timestamp::now()).date()
}
