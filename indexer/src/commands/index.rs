//! `gongkai index`: brings the index up to the archive.

mod plan;

use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use clap::Args;
use gongkai_archive::{Archive, ArchiveError};
use gongkai_document::{Access, Timestamp};
use gongkai_index::{Guards, IndexError, IndexRoot, Manifest};
use gongkai_precedents::{Built, Sources};
use gongkai_screening::mask_grave;
use serde_json::json;

use super::Context;
use crate::data_directory::SHRINK_MAX_PERCENT_DEFAULT;
use crate::interrupt::Interrupt;
use crate::jobs::{self, Counted};
use crate::outcome::Outcome;
use crate::progress::Progress;
use plan::{Plan, Why};

/// Brings the index up to the archive: a new generation when something changed.
///
/// The new generation is built beside the one that serves, checked, and swapped in; a running `gongkai serve` takes it
/// within a second. When nothing changed, nothing is done. An interrupted one leaves the generation before as it is.
///
/// One that holds many fewer documents than the one that serves, or that does not answer the queries in canaries.toml, is
/// refused: the one before goes on serving, and `gongkai generations` shows the refused one with the reason.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[command(after_help = "Example: gongkai index")]
pub(crate) struct Index {
    /// Build a new generation even when nothing changed.
    #[arg(long)]
    full: bool,
    /// Say what would be done and why, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Refuse a generation with more than so many percent fewer documents than the one that serves.
    #[arg(long, value_name = "PERCENT", default_value_t = SHRINK_MAX_PERCENT_DEFAULT, value_parser = clap::value_parser!(u8).range(0..=100))]
    shrink_max: u8,
    /// Take the new generation however few documents it holds.
    #[arg(long)]
    force: bool,
    /// How many generations stay, the new one among them [default: 3].
    #[arg(long, value_name = "K")]
    keep: Option<NonZeroUsize>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What became of the index.
#[derive(Debug, PartialEq)]
pub(crate) enum Indexed {
    /// The current generation already has everything.
    UpToDate(Manifest),
    /// A new generation serves.
    Built(Manifest),
    /// Nothing was changed.
    Interrupted,
}

impl Index {
    /// Builds a new generation when there is something new, and says which one serves.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let archive = if self.dry_run { context.data.archive() } else { context.data.archive_to_index() }?;
        // A mistake in their file is told before the work begins.
        let guards = self.guards(context)?;
        if self.dry_run {
            return plan::tell(&archive, self.full, self.json, context);
        }
        jobs::recorded(context, "index", |context| self.index(&archive, guards, context))
    }

    fn guards(&self, context: &Context) -> anyhow::Result<Guards> {
        let mut guards = context.data.guards()?;
        guards.shrink_max_percent = (!self.force).then_some(self.shrink_max);
        guards.generations_kept = self.keep.unwrap_or(guards.generations_kept);
        Ok(guards)
    }

    fn index(&self, archive: &Archive, guards: Guards, context: &mut Context) -> anyhow::Result<Outcome> {
        // The canaries are the public's; everything else holds for both.
        let for_staff = Guards { canaries: Vec::new(), ..guards.clone() };
        let root = context.data.create_index()?.with_guards(guards);
        let indexed = bring_up_to_date(archive, &root, self.full, &context.progress, &context.interrupt)?;
        let (manifest, built) = match indexed {
            Indexed::Interrupted => {
                tracing::info!("interrupted: nothing was changed; run the same command again");
                return Ok(Outcome::Interrupted);
            }
            Indexed::UpToDate(manifest) => (manifest, false),
            Indexed::Built(manifest) => (manifest, true),
        };
        context.counted = Counted { documents: Some(manifest.document_count), generation: Some(manifest.name.clone()) };
        let staff = bring_staff_index_up_to_date(archive, context, self.full, for_staff)?;
        if staff == Some(Indexed::Interrupted) {
            return Ok(Outcome::Interrupted);
        }
        self.tell(&manifest, built, staff.as_ref().and_then(Indexed::manifest), context)
    }

    fn tell(
        &self,
        manifest: &Manifest,
        built: bool,
        staff: Option<&Manifest>,
        context: &mut Context,
    ) -> anyhow::Result<Outcome> {
        let Manifest { name, document_count, watermark, checks, .. } = manifest;
        if self.json {
            let staff =
                staff.map(|manifest| json!({"generation": manifest.name, "documents": manifest.document_count}));
            let value = json!({
                "generation": name,
                "built": built,
                "documents": document_count,
                "watermark": watermark,
                "staff": staff,
            });
            context.out.json(&value)?;
            return Ok(Outcome::Done);
        }
        if built {
            let test = checks.self_test;
            context.out.line(format_args!(
                "{name} serves: {document_count} documents; {} of {} titles of its own come first when searched for",
                test.first, test.asked
            ))?;
        } else {
            context.out.line(format_args!("{name} is up to date: {document_count} documents"))?;
        }
        if let Some(Manifest { name, document_count, .. }) = staff {
            context.out.line(format_args!("{name} serves for staff: {document_count} cases and documents"))?;
        }
        Ok(Outcome::Done)
    }
}

impl Indexed {
    /// The generation that serves.
    pub(crate) fn manifest(&self) -> Option<&Manifest> {
        match self {
            Self::UpToDate(manifest) | Self::Built(manifest) => Some(manifest),
            Self::Interrupted => None,
        }
    }
}

/// Builds a new generation of the staff's index from the register and the documents that only staff may see, unless the
/// current one has all of them; `None` when there is nothing of either.
pub(crate) fn bring_staff_index_up_to_date(
    archive: &Archive,
    context: &Context,
    full: bool,
    guards: Guards,
) -> anyhow::Result<Option<Indexed>> {
    context.data.upgrade_register()?;
    let register = context.data.register_if_there()?;
    let documents = archive.counts()?.documents(Access::Staff);
    if register.is_none() && documents == 0 {
        return Ok(None);
    }
    let root = context.data.create_staff_index()?.with_guards(guards);
    let sources = Sources { register: register.as_ref(), archive: Some(archive) };
    let task = context.progress.begin("indexing for staff", None);
    let built = sources.build(&root, full, Timestamp::now(), || {
        task.advance(1);
        if context.interrupt.is_requested() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    Ok(Some(match built {
        Built::UpToDate(manifest) => Indexed::UpToDate(manifest),
        Built::New(manifest) => Indexed::Built(manifest),
        Built::Interrupted => Indexed::Interrupted,
    }))
}

/// Builds a new generation from the public documents of the archive, unless the current one has all of them.
pub(crate) fn bring_up_to_date(
    archive: &Archive,
    root: &IndexRoot,
    full: bool,
    progress: &Progress,
    interrupt: &Interrupt,
) -> anyhow::Result<Indexed> {
    // Read first: a change that comes while documents are read makes the next run do its work again, never too little.
    let watermark = archive.watermark()?.0;
    match plan::plan(Some(root), watermark, full)? {
        Plan::UpToDate(manifest) => return Ok(Indexed::UpToDate(manifest)),
        Plan::Build(Why::Unsearchable(error)) => {
            tracing::warn!("the current generation cannot be searched, so a new one is built: {error}");
        }
        Plan::Build(_) => {}
    }
    let mut builder = root.build(Timestamp::now())?;
    let task = progress.begin("indexing", Some(archive.counts()?.documents(Access::Public)));
    let read = archive.documents(Some(Access::Public), |stored| {
        if interrupt.is_requested() {
            return Err(Stop::Interrupted);
        }
        builder.add(&mask_grave(stored.document))?;
        task.advance(1);
        Ok(())
    });
    drop(task);
    match read {
        Ok(()) => {}
        Err(Stop::Interrupted) => return Ok(Indexed::Interrupted),
        Err(Stop::Archive(error)) => return Err(error.into()),
        Err(Stop::Index(error)) => return Err(error.into()),
    }
    tracing::info!("checking {}", builder.name());
    Ok(Indexed::Built(builder.finish(watermark)?))
}

/// Why reading the archive ends before the last document.
enum Stop {
    Interrupted,
    Archive(ArchiveError),
    Index(IndexError),
}

impl From<ArchiveError> for Stop {
    fn from(error: ArchiveError) -> Self {
        Self::Archive(error)
    }
}

impl From<IndexError> for Stop {
    fn from(error: IndexError) -> Self {
        Self::Index(error)
    }
}

#[cfg(test)]
mod tests {
    use crate::commands::tests::{context, put, run};

    #[tokio::test]
    async fn a_number_that_gives_a_person_away_is_neither_found_nor_shown() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, printed) = context(&folder);
        // A region that never was and a birth date to come: the number is nobody's.
        put(&context, r#"{"id":"a","title":"低保名单公示","body":"户主身份证号449999204001010012，每月补助。"}"#);
        run(&mut context, &["index"]).await.unwrap();
        let before = printed.text().len();
        run(&mut context, &["search", "户主身份证号", "--json"]).await.unwrap();
        run(&mut context, &["search", "449999204001010012", "--json"]).await.unwrap();
        let told = printed.text().split_off(before);
        let (shown, searched) = told.split_once('\n').unwrap();
        assert!(shown.contains("44*************012") && !shown.contains("449999204001010012"), "{shown}");
        assert!(searched.contains("\"total\":0"), "{searched}");
    }
}
