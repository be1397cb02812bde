//! `gongkai semantic build`: the vectors of all documents, those for staff only apart.

use std::cell::Cell;
use std::num::NonZeroUsize;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Args;
use gongkai_archive::ArchiveError;
use gongkai_document::{Access, Document, Timestamp};
use gongkai_embedding::Model;
use gongkai_precedents::{PrecedentsError, Sources};
use gongkai_semantic::{BuildCounts, Limits, Next, Pause, SemanticError, SemanticRoot, VectorsManifest, load_average};
use jiff::tz::Offset;

use crate::commands::Context;
use crate::interrupt::Interrupt;
use crate::outcome::{Outcome, WrongUsage};
use crate::schedule::{Window, minute_of_day};

/// The hours of a window are China's.
const CHINA: Offset = Offset::constant(8);
/// How often a build that pauses looks whether it may go on.
const LOOK_INTERVAL: Duration = Duration::from_secs(10);
/// How often a build that pauses looks whether it was interrupted.
const INTERRUPT_INTERVAL: Duration = Duration::from_millis(200);

/// How fast and when vectors are made.
#[derive(Debug, Args)]
pub(super) struct Build {
    /// Threads that compute.
    #[arg(long, value_name = "N", default_value = "1")]
    threads: NonZeroUsize,
    /// Pause while the load average of the last minute, with this build's threads, is above this [default: processors].
    #[arg(long, value_name = "L")]
    load_max: Option<f64>,
    /// Work in these hours only, China's time.
    #[arg(long, value_name = "HH:MM-HH:MM")]
    between: Option<Window>,
}

impl Build {
    /// Embeds what is new, and writes the set that is searched.
    pub(super) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let public = context.data.semantic();
        let enabled = public.enabled()?;
        let enabled = enabled.ok_or_else(|| WrongUsage(SemanticError::NotEnabled.to_string()))?;
        let model = enabled.open()?;
        let pacing = Pacing { limits: self.limits(), interrupt: context.interrupt.clone(), paused: Cell::default() };
        let staff = context.data.staff_semantic();
        let mut outcome = self.make(&model, &pacing, &public, Whose::Everyone, context)?;
        if outcome == Outcome::Done && has_staff_documents(context)? {
            // One that was enabled before there was anything for staff.
            staff.enable(&enabled)?;
            outcome = self.make(&model, &pacing, &staff, Whose::Staff, context)?;
        }
        Ok(outcome)
    }

    /// Makes one set, and tells of it.
    fn make(
        &self,
        model: &Model,
        pacing: &Pacing,
        root: &SemanticRoot,
        whose: Whose,
        context: &mut Context,
    ) -> anyhow::Result<Outcome> {
        let (start, paused) = (Instant::now(), pacing.paused.get());
        let (manifest, counts) = match self.embed(model, pacing, root, whose, context) {
            Ok(finished) => finished,
            Err(Stop::Semantic(error @ SemanticError::Interrupted)) => {
                tracing::info!("{error}");
                return Ok(Outcome::Interrupted);
            }
            Err(Stop::Semantic(error)) => return Err(error).context("no new set of vectors was made"),
            Err(Stop::Other(error)) => return Err(error),
        };
        let seconds = start.elapsed().saturating_sub(pacing.paused.get().saturating_sub(paused)).as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a rate for a reader")]
        let rate = counts.embedded as f64 / seconds.max(0.001);
        *context.counted.documents.get_or_insert(0) += counts.documents;
        let whose = if whose == Whose::Staff { " for staff" } else { "" };
        context.out.line(format_args!(
            "{} documents{whose}, {} passages; {} were new, {rate:.0} a second",
            manifest.documents, manifest.passages, counts.embedded
        ))?;
        Ok(Outcome::Done)
    }

    /// Reads all documents and makes their set.
    fn embed(
        &self,
        model: &Model,
        pacing: &Pacing,
        root: &SemanticRoot,
        whose: Whose,
        context: &Context,
    ) -> Result<(VectorsManifest, BuildCounts), Stop> {
        let archive = context.data.archive().map_err(Stop::Other)?;
        let register = context.data.register_if_there().map_err(Stop::Other)?;
        let staff = Sources { register: register.as_ref(), archive: Some(&archive) };
        // Read first: a change that comes while documents are read makes the next build read it again.
        let (watermark, total) = match whose {
            Whose::Everyone => (archive.watermark()?.0, Some(archive.counts()?.documents(Access::Public))),
            Whose::Staff => (staff.watermark()?, None),
        };
        let task = context.progress.begin("embedding", total);
        let mut shown = 0;
        let mut build = gongkai_semantic::Build::begin(root, model, self.threads, |counts: BuildCounts| {
            task.advance(counts.documents - shown);
            shown = counts.documents;
            pacing.next()
        })?;
        let mut add = |document: &Document| {
            if context.interrupt.is_requested() {
                return Err(Stop::Semantic(SemanticError::Interrupted));
            }
            Ok(build.add(document)?)
        };
        match whose {
            Whose::Everyone => archive.documents(Some(Access::Public), |stored| add(&stored.document))?,
            Whose::Staff => staff.each(|_, document| add(document))?,
        }
        Ok(build.finish(Timestamp::now(), watermark)?)
    }

    fn limits(&self) -> Limits {
        #[expect(clippy::cast_precision_loss, reason = "a count of processors")]
        let processors = || thread::available_parallelism().map_or(1, NonZeroUsize::get) as f64;
        Limits { load_max: Some(self.load_max.unwrap_or_else(processors)), hours: self.between.map(Window::hours) }
    }
}

/// Whose documents a set is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Everyone,
    Staff,
}

fn has_staff_documents(context: &Context) -> anyhow::Result<bool> {
    let archived = context.data.archive()?.counts()?.documents(Access::Staff);
    Ok(archived > 0 || context.data.register_if_there()?.is_some())
}

/// Waits while a build must pause.
struct Pacing {
    limits: Limits,
    interrupt: Interrupt,
    paused: Cell<Duration>,
}

impl Pacing {
    fn next(&self) -> Next {
        let mut told = None;
        loop {
            if self.interrupt.is_requested() {
                return Next::Stop;
            }
            let time = CHINA.to_datetime(Timestamp::now()).time();
            let Some(pause) = self.limits.pause(load_average(), minute_of_day(time)) else { return Next::Go };
            if told != Some(pause) {
                told = Some(pause);
                match pause {
                    Pause::Load => tracing::info!("pausing: the machine is busy (see --load-max)"),
                    Pause::Hours => tracing::info!("pausing until its hours (see --between)"),
                }
            }
            let start = Instant::now();
            while start.elapsed() < LOOK_INTERVAL && !self.interrupt.is_requested() {
                thread::sleep(INTERRUPT_INTERVAL);
            }
            self.paused.set(self.paused.get() + start.elapsed());
        }
    }
}

/// Why reading documents ends before the last one.
enum Stop {
    Semantic(SemanticError),
    Other(anyhow::Error),
}

impl From<ArchiveError> for Stop {
    fn from(error: ArchiveError) -> Self {
        Self::Other(error.into())
    }
}

impl From<PrecedentsError> for Stop {
    fn from(error: PrecedentsError) -> Self {
        Self::Other(error.into())
    }
}

impl From<SemanticError> for Stop {
    fn from(error: SemanticError) -> Self {
        Self::Semantic(error)
    }
}
