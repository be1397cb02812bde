//! Whether a new generation is needed, and why; `gongkai index --dry-run` tells it and does nothing.

use std::fmt;

use gongkai_archive::Archive;
use gongkai_document::Access;
use gongkai_index::{IndexError, IndexRoot, LocalIndex, Manifest};
use gongkai_precedents::Sources;
use serde_json::{Value, json};

use crate::commands::Context;
use crate::outcome::Outcome;

/// What there is to do for one index.
#[derive(Debug)]
pub(super) enum Plan {
    /// Nothing: the current generation has everything.
    UpToDate(Manifest),
    /// Build a new generation.
    Build(Why),
}

/// Why a new generation is needed.
#[derive(Debug)]
pub(super) enum Why {
    /// It was asked for.
    Asked,
    /// There is none.
    None,
    /// The current one cannot be searched.
    Unsearchable(IndexError),
    /// The sources have changed since.
    Changed {
        /// Their last change.
        watermark: u64,
        /// The current generation.
        since: Manifest,
    },
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked => write!(f, "--full asks for it"),
            Self::None => write!(f, "no generation serves yet"),
            Self::Unsearchable(error) => write!(f, "the current generation cannot be searched: {error}"),
            Self::Changed { watermark, since: Manifest { name, watermark: has, .. } } => {
                write!(f, "there are changes up to {watermark}, and {name} has those up to {has}")
            }
        }
    }
}

/// What there is to do in `root` so that a generation has every change up to `watermark`.
pub(super) fn plan(root: Option<&IndexRoot>, watermark: u64, full: bool) -> Result<Plan, IndexError> {
    if full {
        return Ok(Plan::Build(Why::Asked));
    }
    let Some(root) = root else { return Ok(Plan::Build(Why::None)) };
    let Some(name) = root.current()? else { return Ok(Plan::Build(Why::None)) };
    Ok(match LocalIndex::open(root.clone()).and_then(|_| root.manifest(&name)) {
        Ok(manifest) if manifest.watermark == watermark => Plan::UpToDate(manifest),
        Ok(since) => Plan::Build(Why::Changed { watermark, since }),
        Err(error) => Plan::Build(Why::Unsearchable(error)),
    })
}

/// Tells what there is to do, and does nothing.
pub(super) fn tell(archive: &Archive, full: bool, as_json: bool, context: &mut Context) -> anyhow::Result<Outcome> {
    let counts = archive.counts()?;
    let public = plan(context.data.index_if_there()?.as_ref(), archive.watermark()?.0, full)?;
    let register = context.data.register_if_there()?;
    let staff = if register.is_some() || counts.documents(Access::Staff) > 0 {
        let watermark = Sources { register: register.as_ref(), archive: Some(archive) }.watermark()?;
        Some(plan(context.data.staff_index_if_there()?.as_ref(), watermark, full)?)
    } else {
        None
    };
    let documents = counts.documents(Access::Public);
    if as_json {
        let mut value = as_value(&public);
        if let Some(object) = value.as_object_mut() {
            object.insert("documents".to_owned(), documents.into());
            object.insert("staff".to_owned(), staff.as_ref().map_or(Value::Null, as_value));
        }
        context.out.json(&value)?;
        return Ok(Outcome::Done);
    }
    match public {
        Plan::UpToDate(manifest) => {
            context.out.line(format_args!("nothing to do: {} is up to date", manifest.name))?;
        }
        Plan::Build(why) => {
            context.out.line(format_args!("would build a generation of {documents} documents: {why}"))?;
        }
    }
    match staff {
        Some(Plan::UpToDate(manifest)) => {
            context.out.line(format_args!("nothing to do for staff: {} is up to date", manifest.name))?;
        }
        Some(Plan::Build(why)) => context.out.line(format_args!("would build a generation for staff: {why}"))?,
        None => {}
    }
    Ok(Outcome::Done)
}

fn as_value(plan: &Plan) -> Value {
    match plan {
        Plan::UpToDate(manifest) => json!({"would_build": false, "generation": manifest.name}),
        Plan::Build(why) => json!({"would_build": true, "why": why.to_string()}),
    }
}

#[cfg(test)]
mod tests {
    use crate::commands::tests::{context, put, run};

    #[tokio::test]
    async fn a_dry_run_says_what_would_be_done_and_why_and_writes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, printed) = context(&folder);
        put(&context, r#"{"id":"a","title":"通知","body":"正文"}"#);
        put(&context, r#"{"id":"s","title":"答复","body":"正文","access":"staff"}"#);
        let index = context.data.path().join("index");
        run(&mut context, &["index", "--dry-run"]).await.unwrap();
        assert!(!index.try_exists().unwrap() && !context.data.path().join("staff").try_exists().unwrap());
        run(&mut context, &["index"]).await.unwrap();
        let before = printed.text().len();
        run(&mut context, &["index", "--dry-run"]).await.unwrap();
        run(&mut context, &["index", "--dry-run", "--full"]).await.unwrap();
        put(&context, r#"{"id":"b","title":"通知","body":"正文"}"#);
        run(&mut context, &["index", "--dry-run", "--json"]).await.unwrap();
        let told = printed.text();
        assert!(
            told.starts_with("would build a generation of 1 documents: no generation serves yet\nwould build"),
            "{told}"
        );
        let lines: Vec<&str> = told.get(before..).unwrap().lines().collect();
        assert!(lines[0].starts_with("nothing to do: 2") && lines[1].starts_with("nothing to do for staff"), "{told}");
        assert!(lines[2].ends_with("1 documents: --full asks for it"), "{told}");
        assert!(lines[4].contains(r#""would_build":true,"why":"there are changes up to 3, and 2"#), "{told}");
        assert!(lines[4].contains(r#""documents":2,"staff":{"would_build":true"#), "{told}");
        std::fs::remove_file(index.join("CURRENT")).unwrap();
        std::fs::write(index.join("CURRENT"), "20200101T000000000Z-gone").unwrap();
        run(&mut context, &["index", "--dry-run"]).await.unwrap();
        assert!(printed.text().contains("cannot be searched: there is no generation \"20200101T000000000Z-gone\""));
    }
}
