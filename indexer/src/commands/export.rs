//! `gongkai export`: every current document, in the form that `gongkai import` reads.

use clap::Args;
use gongkai_archive::Stored;
use gongkai_document::Access;

use super::Context;
use crate::outcome::Outcome;

/// Prints every current document as JSON Lines.
///
/// The form is the one that `gongkai import` reads: exporting and importing into another directory changes nothing.
/// Documents for staff only are among them: choose with --access.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai export --access public > documents.jsonl")]
pub(crate) struct Export {
    /// Only documents with this access: public or staff.
    #[arg(long, value_name = "ACCESS")]
    access: Option<Access>,
}

impl Export {
    /// Prints the documents, ordered by identifier.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let Context { data, out, progress, interrupt, .. } = context;
        let archive = data.archive()?;
        let task = progress.begin("exporting", None);
        let result = archive.documents(self.access, |stored: Stored| {
            if interrupt.is_requested() {
                return Err(Stop::Interrupted);
            }
            task.advance(1);
            out.json(&stored.document).map_err(Stop::Failed)
        });
        match result {
            Ok(()) => Ok(Outcome::Done),
            Err(Stop::Interrupted) => Ok(Outcome::Interrupted),
            Err(Stop::Failed(error)) => Err(error),
        }
    }
}

/// Why the export ends before the last document.
enum Stop {
    Interrupted,
    Failed(anyhow::Error),
}

impl From<gongkai_archive::ArchiveError> for Stop {
    fn from(error: gongkai_archive::ArchiveError) -> Self {
        Self::Failed(error.into())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::commands::tests::context;
    use crate::output::Output;
    use crate::output::tests::Printed;

    /// The lines that an export prints.
    pub(crate) fn exported(context: &mut Context, access: Option<Access>) -> Vec<String> {
        let printed = Printed::default();
        let out = std::mem::replace(&mut context.out, Output::to(printed.clone()));
        assert_eq!(Export { access }.run(context).unwrap(), Outcome::Done);
        context.out = out;
        printed.text().lines().map(str::to_owned).collect()
    }

    #[test]
    fn what_is_exported_is_what_was_imported_and_only_what_was_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, _) = context(&folder);
        let public = r#"{"id":"a","title":"标题","body":"正文","column":"政策","kind":"policy","validity":"valid","access":"public","x":[1]}"#;
        let staff = r#"{"id":"b","body":"正文","kind":"reply","validity":"unknown","access":"staff"}"#;
        let archive = context.data.create_archive().unwrap();
        for line in [staff, public] {
            let document = serde_json::from_str(line).unwrap();
            let source = gongkai_archive::Source::File("register.jsonl".to_owned());
            archive.put_document(&document, &source, gongkai_document::Timestamp::UNIX_EPOCH).unwrap();
        }
        assert_eq!(exported(&mut context, None), [public, staff]);
        assert_eq!(exported(&mut context, Some(Access::Public)), [public]);
    }
}
