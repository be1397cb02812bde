//! The commands, a file each: its options, and what it does.

pub(crate) mod analyze;
pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod best_bets;
pub(crate) mod certificate;
pub(crate) mod check;
pub(crate) mod crawl;
pub(crate) mod demo;
pub(crate) mod evaluate;
pub(crate) mod export;
pub(crate) mod extract;
pub(crate) mod generations;
pub(crate) mod import;
pub(crate) mod index;
pub(crate) mod jobs;
pub(crate) mod key;
pub(crate) mod precedents;
pub(crate) mod quarantine;
pub(crate) mod queries;
pub(crate) mod read_attachment;
pub(crate) mod register;
pub(crate) mod restore;
pub(crate) mod rollback;
pub(crate) mod screen;
pub(crate) mod search;
pub(crate) mod semantic;
pub(crate) mod serve;
pub(crate) mod user;
pub(crate) mod withdraw;

use crate::cli::Command;
use crate::data_directory::DataDirectory;
use crate::interrupt::Interrupt;
use crate::jobs::Counted;
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
    /// What the command did, for the history of jobs.
    pub(crate) counted: Counted,
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
        Command::Queries(queries) => queries.run(context),
        Command::BestBets(best_bets) => best_bets.run(context),
        Command::Evaluate(evaluate) => evaluate.run(context),
        Command::Generations(generations) => generations.run(context),
        Command::Jobs(jobs) => jobs.run(context),
        Command::Rollback(rollback) => rollback.run(context),
        Command::Backup(backup) => backup.run(context),
        Command::Restore(restore) => restore.run(context),
        Command::Check(check) => check.run(context),
        Command::Export(export) => export.run(context),
        Command::Quarantine(quarantine) => quarantine.run(context),
        Command::Withdraw(withdraw) => withdraw.run(context),
        Command::Register(register) => register.run(context),
        Command::Precedents(precedents) => precedents.run(context),
        Command::Certificate(certificate) => certificate.run(context),
        Command::User(user) => user.run(context),
        Command::Key(key) => key.run(context),
        Command::Audit(audit) => audit.run(context),
        Command::Extract(extract) => extract.run(context),
        Command::Screen(screen) => screen.run(context),
        Command::Semantic(semantic) => semantic.run(context),
        Command::Analyze(analyze) => analyze.run(context),
        Command::ReadAttachment(_) => read_attachment::ReadAttachment::run(),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use clap::Parser;
    use gongkai_archive::Source;
    use gongkai_document::Timestamp;

    use super::*;
    use crate::cli::Cli;
    use crate::output::tests::Printed;

    /// A context over a fresh directory, and what a command prints in it.
    pub(crate) fn context(folder: &tempfile::TempDir) -> (Context, Printed) {
        let printed = Printed::default();
        let context = Context {
            data: DataDirectory::new(folder.path().join("data")),
            out: Output::to(printed.clone()),
            progress: Progress::new(true),
            interrupt: Interrupt::already(false),
            counted: Counted::default(),
        };
        (context, printed)
    }

    /// Runs a command as it is typed after `gongkai`.
    pub(crate) async fn run(context: &mut Context, words: &[&str]) -> anyhow::Result<Outcome> {
        let cli = Cli::try_parse_from(["gongkai"].iter().chain(words)).unwrap();
        super::run(cli.command, context).await
    }

    /// Puts a document, given in the import form, into the archive.
    pub(crate) fn put(context: &Context, line: &str) {
        let document = serde_json::from_str(line).unwrap();
        let source = Source::File("typed.jsonl".to_owned());
        context.data.create_archive().unwrap().put_document(&document, &source, Timestamp::UNIX_EPOCH).unwrap();
    }

    #[tokio::test]
    async fn a_rollback_goes_back_by_one_generation_and_once_more_there_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, printed) = context(&folder);
        put(&context, r#"{"id":"a","title":"通知","body":"正文"}"#);
        run(&mut context, &["index"]).await.unwrap();
        run(&mut context, &["index", "--full"]).await.unwrap();
        assert_eq!(run(&mut context, &["rollback"]).await.unwrap(), Outcome::Done);
        let before = printed.text().len();
        run(&mut context, &["generations"]).await.unwrap();
        let marks: Vec<bool> =
            printed.text().split_off(before).lines().map(|line| line.starts_with("current")).collect();
        assert_eq!(marks, [false, true]);
        assert!(run(&mut context, &["rollback"]).await.is_err());
    }
}
