//! The staff's index: the register's requests, and the documents of the archive that only staff may see.

use std::collections::HashSet;
use std::ops::ControlFlow;

use gongkai_archive::Archive;
use gongkai_document::{Access, Timestamp};
use gongkai_index::{IndexRoot, LocalIndex, Manifest};
use gongkai_register::Register;

use crate::case::Case;
use crate::error::{PrecedentsError, Result};
use crate::filters::labels;

/// What the staff's index is made from; either may be missing.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The register.
    pub register: Option<&'a Register>,
    /// The archive, whose documents for staff only are taken.
    pub archive: Option<&'a Archive>,
}

/// What became of the staff's index.
#[derive(Debug, PartialEq)]
pub enum Built {
    /// The current generation has everything already.
    UpToDate(Manifest),
    /// A new generation serves.
    New(Manifest),
    /// Nothing was changed, because the caller said so.
    Interrupted,
}

impl Sources<'_> {
    /// Builds a new generation in `root`, unless the current one has everything and `full` is not asked. `each` is called
    /// for every document and can end the work, which then changes nothing.
    ///
    /// A reply that stands in both places is taken from the register, where people correct it.
    pub fn build(
        &self,
        root: &IndexRoot,
        full: bool,
        now: Timestamp,
        mut each: impl FnMut() -> ControlFlow<()>,
    ) -> Result<Built> {
        // Read first: what changes while documents are read makes the next run do its work again, never too little.
        let watermark = self.watermark()?;
        if !full && let Some(manifest) = current(root, watermark)? {
            return Ok(Built::UpToDate(manifest));
        }
        let mut builder = root.build(now)?;
        let mut numbers = HashSet::new();
        for record in self.register.map_or(Ok(Vec::new()), Register::records)? {
            if each().is_break() {
                return Ok(Built::Interrupted);
            }
            let Some(case) = Case::of_record(&record) else { continue };
            builder.add_labelled(&case.document(), &labels(&case))?;
            numbers.insert(record.number);
        }
        let mut add = |stored: gongkai_archive::Stored| {
            if each().is_break() {
                return Err(Stop::Interrupted);
            }
            let mut document = stored.document;
            let case = Case::of_document(&document);
            if case.number.as_ref().is_some_and(|number| numbers.contains(number)) {
                return Ok(());
            }
            document.published_on = case.day();
            builder.add_labelled(&document, &labels(&case)).map_err(|error| Stop::Failed(error.into()))
        };
        let read = self.archive.map_or(Ok(()), |archive| archive.documents(Some(Access::Staff), &mut add));
        match read {
            Ok(()) => Ok(Built::New(builder.finish(watermark)?)),
            Err(Stop::Interrupted) => Ok(Built::Interrupted),
            Err(Stop::Failed(error)) => Err(error),
        }
    }

    /// A number that grows with every change of either source.
    fn watermark(&self) -> Result<u64> {
        let register = self.register.map_or(Ok(0), Register::watermark)?;
        let archive = self.archive.map_or(Ok(0), |archive| archive.watermark().map(|sequence| sequence.0))?;
        Ok(register.saturating_add(archive))
    }
}

/// The current generation when it has everything up to `watermark` and can be searched.
fn current(root: &IndexRoot, watermark: u64) -> Result<Option<Manifest>> {
    let Some(name) = root.current()? else { return Ok(None) };
    // One that cannot be searched is replaced, whatever is wrong with it.
    let manifest = LocalIndex::open(root.clone()).and_then(|_| root.manifest(&name)).ok();
    Ok(manifest.filter(|manifest| manifest.watermark == watermark))
}

/// Why reading the archive ends before the last document.
enum Stop {
    Interrupted,
    Failed(PrecedentsError),
}

impl From<gongkai_archive::ArchiveError> for Stop {
    fn from(error: gongkai_archive::ArchiveError) -> Self {
        Self::Failed(error.into())
    }
}
