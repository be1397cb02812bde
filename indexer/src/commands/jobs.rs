//! `gongkai jobs`: what ran in this data directory, and how it ended.

use clap::{Args, builder::PossibleValuesParser};

use super::Context;
use crate::jobs::{Counted, Ending, Record, history};
use crate::outcome::Outcome;
use crate::output::printable;

/// The commands that are noted.
const NOTED: [&str; 5] = ["crawl", "import", "index", "semantic build", "backup"];

/// Lists what ran in this data directory, the latest first: when, how long, and how it ended.
///
/// Noted are crawl, import, index, semantic build and backup. A job that was killed, or whose machine went down, is told
/// as killed. The last 5,000 stay, in jobs/history.jsonl.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai jobs --command index --limit 5")]
pub(crate) struct Jobs {
    /// How many to list.
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Only those of this command.
    #[arg(long, value_name = "COMMAND", value_parser = PossibleValuesParser::new(NOTED))]
    command: Option<String>,
    /// Print JSON: an object for each job.
    #[arg(long)]
    json: bool,
}

impl Jobs {
    /// Prints a line for each job.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let wanted = |record: &Record| self.command.as_ref().is_none_or(|command| *command == record.command);
        let jobs = history(&context.data.jobs_path())?.into_iter().filter(wanted);
        for record in jobs.take(self.limit) {
            if self.json {
                context.out.json(&record)?;
            } else {
                context.out.line(line(&record))?;
            }
        }
        Ok(Outcome::Done)
    }
}

fn line(record: &Record) -> String {
    let Record { command, began_at, seconds, outcome, reason, counted, process, .. } = record;
    let outcome = match outcome {
        Ending::Running => "running",
        Ending::Done => "done",
        Ending::ProblemFound => "problem found",
        Ending::Interrupted => "interrupted",
        Ending::Failed => "failed",
        Ending::Killed => "killed",
    };
    let took = seconds.map_or(String::new(), |seconds| format!("{seconds:.1} s"));
    let Counted { documents, generation } = counted;
    let mut details = Vec::new();
    if record.outcome == Ending::Running {
        details.push(format!("process {process}"));
    }
    details.extend(documents.map(|documents| format!("{documents} documents")));
    details.extend(generation.clone());
    details.extend(reason.as_deref().map(printable));
    let line = format!("{began_at:.0}  {command:<14}  {outcome:<13}  {took:>10}  {}", details.join(", "));
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::commands::tests::{context, put, run};

    #[tokio::test]
    async fn every_job_has_a_line_with_its_ending_and_other_commands_have_none() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, printed) = context(&folder);
        assert!(run(&mut context, &["index"]).await.is_err());
        put(&context, r#"{"id":"a","title":"通知","body":"正文"}"#);
        run(&mut context, &["index"]).await.unwrap();
        run(&mut context, &["index", "--dry-run"]).await.unwrap();
        std::fs::write(context.data.path().join("canaries.toml"), "[[canary]]\n").unwrap();
        assert!(run(&mut context, &["index"]).await.is_err());
        std::fs::write(
            context.data.path().join("canaries.toml"),
            "[[canary]]\nquery = \"通知\"\nexpect = \"b\"\nwithin = 1\n",
        )
        .unwrap();
        assert!(run(&mut context, &["index", "--full"]).await.is_err());
        let before = printed.text().len();
        run(&mut context, &["jobs", "--json"]).await.unwrap();
        run(&mut context, &["jobs", "--command", "backup"]).await.unwrap();
        let told = printed.text().split_off(before);
        let told: Vec<serde_json::Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let told: Vec<String> = told
            .iter()
            .map(|job| format!("{} {} {} {}", job["command"], job["outcome"], job["documents"], job["reason"]))
            .map(|line| line.split_once(" it is kept").map_or(line.clone(), |(line, _)| line.to_owned()))
            .collect();
        expect![[r#"
            "index" "failed" null "the new generation was refused: the canary \"通知\" expects b within 1 and it is not among the first 50; if that is right, change canaries.toml;
            "index" "done" 1 null"#]].assert_eq(&told.join("\n"));
        let before = printed.text().len();
        run(&mut context, &["jobs", "--limit", "1"]).await.unwrap();
        let told = printed.text().split_off(before);
        assert!(told.lines().count() == 1 && told.contains("Z  index           failed  "), "{told}");
    }
}
