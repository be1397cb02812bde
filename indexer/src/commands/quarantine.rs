//! `gongkai quarantine`: documents that are kept back, and what an operator decides about them.

use clap::{Args, Subcommand};
use gongkai_archive::{Archive, Held};
use gongkai_document::{DocumentId, Timestamp};
use gongkai_screening::Finding;
use serde_json::{Value, json};

use super::Context;
use crate::findings;
use crate::outcome::{Outcome, WrongUsage};
use crate::output::{Output, printable};

/// Lists documents that are kept back as suspect, and releases or confirms them.
///
/// A crawl keeps back what looks hijacked: gambling brands where a government's name stood, pornographic lines, text
/// turned into traditional characters. Such a version is archived and not shown; a clean version before it stays. Whoever
/// looks at it releases it, or confirms that it must not be shown. A decision holds for later versions with the same
/// findings. Run `gongkai index` to let searches know.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai quarantine list")]
pub(crate) struct Quarantine {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Show what is kept back, with each rule and the place where it applies.
    List {
        /// Print one JSON object a document.
        #[arg(long)]
        json: bool,
    },
    /// Show these documents after all.
    Release(Decision),
    /// Keep these documents back for good.
    Confirm(Decision),
}

#[derive(Debug, Args)]
struct Decision {
    /// The documents' ids.
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// Why, for whoever looks at it later.
    #[arg(long, default_value = "")]
    note: String,
}

impl Quarantine {
    /// Does what was asked.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let archive = context.data.upgraded_archive()?;
        let now = Timestamp::now();
        match self.what {
            What::List { json } => list(&archive, json, &mut context.out),
            What::Release(decision) => {
                let release = |id: &DocumentId, note: &str| archive.release(id, note, now);
                decide(decision, "released", release, &mut context.out)
            }
            What::Confirm(decision) => {
                let confirm = |id: &DocumentId, note: &str| archive.confirm(id, note, now);
                decide(decision, "confirmed", confirm, &mut context.out)
            }
        }
    }
}

fn list(archive: &Archive, json: bool, out: &mut Output) -> anyhow::Result<Outcome> {
    let held = archive.quarantine()?;
    for held in &held {
        if json {
            out.json(&as_json(held))?;
        } else {
            print(held, out)?;
        }
    }
    if !json && held.is_empty() {
        out.line("nothing is kept back")?;
    }
    Ok(Outcome::Done)
}

fn as_json(held: &Held) -> Value {
    let findings: Vec<&Value> = held.suspicions.iter().map(|suspicion| &suspicion.finding).collect();
    json!({
        "id": held.document.id, "title": held.document.title, "url": held.document.url, "since": held.at.to_string(),
        "state": state(held), "findings": findings, "note": held.note,
    })
}

fn state(held: &Held) -> &'static str {
    match (held.is_confirmed, held.suspicions.is_empty()) {
        (true, _) => "confirmed",
        (false, true) => "taken down",
        (false, false) => "held",
    }
}

fn print(held: &Held, out: &mut Output) -> anyhow::Result<()> {
    out.line(format_args!("{}  {}  {}", held.document.id, state(held), printable(&held.document.title)))?;
    if let Some(url) = &held.document.url {
        out.line(format_args!("    {}", printable(url)))?;
    }
    for suspicion in &held.suspicions {
        // What an earlier program wrote may have another form; then it is shown as it is.
        let told = match serde_json::from_value::<Finding>(suspicion.finding.clone()) {
            Ok(finding) => findings::line(&finding),
            Err(_) => printable(&suspicion.finding.to_string()),
        };
        out.line(format_args!("    {told}"))?;
    }
    if let Some(note) = held.note.as_deref().filter(|note| !note.is_empty()) {
        out.line(format_args!("    note: {}", printable(note)))?;
    }
    Ok(())
}

fn decide(
    decision: Decision,
    done: &str,
    decide: impl Fn(&DocumentId, &str) -> gongkai_archive::Result<bool>,
    out: &mut Output,
) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::Done;
    for id in decision.ids {
        let id = DocumentId::new(id).map_err(|error| WrongUsage(error.to_string()))?;
        if decide(&id, &decision.note)? {
            out.line(format_args!("{id} {done}"))?;
        } else {
            out.line(format_args!("{id} is not kept back; see `gongkai quarantine list`"))?;
            outcome = Outcome::ProblemFound;
        }
    }
    Ok(outcome)
}

#[cfg(test)]
mod tests {
    use gongkai_archive::{Source, Suspicion};
    use gongkai_document::Document;

    use super::*;
    use crate::commands::tests::{context, run};

    #[tokio::test]
    async fn a_document_kept_back_is_listed_with_its_finding_and_shown_once_released() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, printed) = context(&folder);
        let id = DocumentId::from_post("nfcms", 7);
        let document =
            Document::new(id.clone(), "工作报告", "yabo2018亚洲官网 工作报告。各镇按照yabo2018亚洲官网 部署。");
        let findings = gongkai_screening::screen(&document);
        let suspicions: Vec<Suspicion> = findings
            .iter()
            .map(|finding| Suspicion { key: finding.key(), finding: serde_json::to_value(finding).unwrap() })
            .collect();
        assert!(!suspicions.is_empty());
        let archive = context.data.create_archive().unwrap();
        archive.put_suspect(&document, &Source::File("a".to_owned()), &suspicions, Timestamp::UNIX_EPOCH).unwrap();

        assert_eq!(run(&mut context, &["quarantine", "list"]).await.unwrap(), Outcome::Done);
        assert!(printed.text().starts_with("nfcms:7  held  工作报告\n    "), "{}", printed.text());
        assert!(archive.document(&id).unwrap().is_none());

        let words = ["quarantine", "release", "nfcms:7", "nfcms:8", "--note", "误报"];
        assert_eq!(run(&mut context, &words).await.unwrap(), Outcome::ProblemFound);
        assert!(
            printed.text().ends_with("nfcms:7 released\nnfcms:8 is not kept back; see `gongkai quarantine list`\n")
        );
        assert!(archive.document(&id).unwrap().is_some());
    }
}
