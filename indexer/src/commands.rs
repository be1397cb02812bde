//! The commands, a file each: its options, and what it does.

pub(crate) mod analyze;
pub(crate) mod check;
pub(crate) mod crawl;
pub(crate) mod demo;
pub(crate) mod evaluate;
pub(crate) mod export;
pub(crate) mod extract;
pub(crate) mod generations;
pub(crate) mod import;
pub(crate) mod index;
pub(crate) mod rollback;
pub(crate) mod search;
pub(crate) mod serve;

use crate::cli::Command;
use crate::data_directory::DataDirectory;
use crate::interrupt::Interrupt;
use crate::outcome::Outcome;
use crate::output::Output;
use crate::progress::Progress;

/// What every command works with.
pub(crate) struct Context {
    /// Where archive and index lie.
    pub(crate) data: DataDirectory,
    /// Where results are printed.
    pub(crate) out: Output,
    /// Shows how far it has come.
    pub(crate) progress: Progress,
    /// Whether to stop.
    pub(crate) interrupt: Interrupt,
}

/// Runs one command.
pub(crate) async fn run(command: Command, context: &mut Context) -> anyhow::Result<Outcome> {
    match command {
        Command::Demo(demo) => demo.run(context).await,
        Command::Crawl(crawl) => crawl.run(context).await,
        Command::Import(import) => import.run(context),
        Command::Index(index) => index.run(context),
        Command::Serve(serve) => serve.run(context).await,
        Command::Search(search) => search.run(context),
        Command::Evaluate(evaluate) => evaluate.run(context),
        Command::Generations(generations) => generations.run(context),
        Command::Rollback(rollback) => rollback.run(context),
        Command::Check(check) => check.run(context),
        Command::Export(export) => export.run(context),
        Command::Extract(extract) => extract.run(context),
        Command::Analyze(analyze) => analyze.run(context),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::output::tests::Printed;

    /// A context over a fresh directory, and what a command prints in it.
    pub(crate) fn context(folder: &tempfile::TempDir) -> (Context, Printed) {
        let printed = Printed::default();
        let context = Context {
            data: DataDirectory::new(folder.path().join("data")),
            out: Output::to(printed.clone()),
            progress: Progress::new(true),
            interrupt: Interrupt::already(false),
        };
        (context, printed)
    }
}
