//! `gongkai withdraw`: takes documents out of search, whatever the portal says, and puts them back.

use clap::Args;
use gongkai_document::{DocumentId, Timestamp};

use super::Context;
use crate::outcome::{Outcome, WrongUsage};

/// Takes documents out of search until further notice; they stay in the archive.
///
/// For what must not be shown although the portal still shows it. Later crawls archive new versions and do not show them.
/// Run `gongkai index` to let searches know.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai withdraw nfcms:9866248 --reason \"names of private persons\"")]
pub(crate) struct Withdraw {
    /// The documents' ids.
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// Why; it is kept with the document.
    #[arg(long, required_unless_present = "undo", default_value = "")]
    reason: String,
    /// Show the documents again.
    #[arg(long, conflicts_with = "reason")]
    undo: bool,
}

impl Withdraw {
    /// Takes each document down, or puts it back.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let archive = context.data.upgraded_archive()?;
        let now = Timestamp::now();
        let mut outcome = Outcome::Done;
        for id in self.ids {
            let id = DocumentId::new(id).map_err(|error| WrongUsage(error.to_string()))?;
            let told = if self.undo {
                archive.unbar(&id, now)?.then_some("shown again").ok_or("is not withdrawn by `gongkai withdraw`")
            } else {
                archive.bar(&id, &self.reason, now)?.then_some("withdrawn").ok_or("is not in the archive")
            };
            outcome = if told.is_ok() { outcome } else { Outcome::ProblemFound };
            context.out.line(format_args!("{id} {}", told.unwrap_or_else(|refusal| refusal)))?;
        }
        Ok(outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::tests::{context, put, run};

    #[tokio::test]
    async fn a_document_is_withdrawn_and_shown_again() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, printed) = context(&folder);
        put(&context, r#"{"id":"a","title":"通知","body":"正文"}"#);
        let withdraw = ["withdraw", "a", "b", "--reason", "personal data"];
        assert_eq!(run(&mut context, &withdraw).await.unwrap(), Outcome::ProblemFound);
        assert_eq!(context.data.archive().unwrap().counts().unwrap().documents_public, 0);
        assert_eq!(run(&mut context, &["withdraw", "a", "--undo"]).await.unwrap(), Outcome::Done);
        assert_eq!(context.data.archive().unwrap().counts().unwrap().documents_public, 1);
        assert_eq!(printed.text(), "a withdrawn\nb is not in the archive\na shown again\n");
    }
}
