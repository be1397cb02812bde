//! The command line: what there is to say before a command and which commands there are.

use std::path::PathBuf;

use clap::{ArgAction, Parser, Subcommand};

use crate::commands::{
    analyze, audit, backup, best_bets, certificate, check, crawl, demo, evaluate, export, extract, generations, import,
    index, jobs, key, precedents, quarantine, queries, read_attachment, register, restore, rollback, screen, search,
    semantic, serve, user, withdraw,
};
use crate::logging::LogFormat;

/// Full-text search over Chinese government disclosure catalogues (政府信息公开目录).
///
/// Everything lies in one directory (--data): an archive of what was crawled and imported, and an index made from it.
/// Exit codes: 0 done, 1 the work failed or found a problem, 2 wrong usage, 130 interrupted (the same command goes on).
#[derive(Debug, Parser)]
#[command(name = "gongkai", version, arg_required_else_help = true)]
#[command(after_help = "Example: gongkai demo\n\nTo begin, run the example and open the address that it prints.")]
pub(crate) struct Cli {
    /// Where archive and index lie.
    #[arg(long, global = true, value_name = "DIR", env = "GONGKAI_DATA", default_value = "./gongkai-data")]
    pub(crate) data: PathBuf,
    /// Print results and errors only: no progress, no logs.
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Log more; repeat for still more.
    #[arg(short, long, global = true, action = ArgAction::Count, conflicts_with = "quiet")]
    pub(crate) verbose: u8,
    /// How the log is written, on standard error.
    #[arg(long, global = true, value_enum, value_name = "FORMAT", default_value_t)]
    pub(crate) log_format: LogFormat,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(demo::Demo),
    Crawl(crawl::Crawl),
    Import(import::Import),
    Index(index::Index),
    Serve(serve::Serve),
    Search(search::Search),
    Queries(queries::Queries),
    BestBets(best_bets::CheckBestBets),
    Evaluate(evaluate::Evaluate),
    Generations(generations::Generations),
    Jobs(jobs::Jobs),
    Rollback(rollback::Rollback),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Check(check::Check),
    Export(export::Export),
    Quarantine(quarantine::Quarantine),
    Withdraw(withdraw::Withdraw),
    Register(register::Register),
    Precedents(precedents::FindPrecedents),
    Certificate(certificate::Certify),
    User(user::User),
    Key(key::Key),
    Audit(audit::Audit),
    Extract(extract::Extract),
    Screen(screen::Screen),
    Semantic(semantic::Semantic),
    Analyze(analyze::Analyze),
    ReadAttachment(read_attachment::ReadAttachment),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_has_one_line_about_it_and_an_example() {
        for command in Cli::command().get_subcommands() {
            let name = command.get_name();
            let about = command.get_about().unwrap_or_else(|| panic!("{name} says nothing")).to_string();
            assert!(!about.contains('\n') && about.chars().count() <= 100, "{name}: {about}");
            let example = command.get_after_help().unwrap_or_else(|| panic!("{name} has no example")).to_string();
            assert!(example.contains(&format!("gongkai {name}")), "{name}: {example}");
        }
    }
}
