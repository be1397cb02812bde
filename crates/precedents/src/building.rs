//! The staff's index: the register's requests, and the documents of the archive that only staff may see.

use std::collections::HashSet;
use std::ops::ControlFlow;

use gongkai_archive::{Archive, ArchiveError};
use gongkai_document::{Access, Document, Timestamp};
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
        let read = self.each(|case, document| {
            if each().is_break() {
                return Err(Stop::Interrupted);
            }
            Ok(builder.add_labelled(document, &labels(case)).map_err(PrecedentsError::from)?)
        });
        match read {
            Ok(()) => Ok(Built::New(builder.finish(watermark)?)),
            Err(Stop::Interrupted) => Ok(Built::Interrupted),
            Err(Stop::Failed(error)) => Err(error),
        }
    }

    /// Gives every document of the staff's index to `each`, with the case that it is.
    ///
    /// A reply that stands in both places is taken from the register, where people correct it.
    pub fn each<E: From<PrecedentsError>>(
        &self,
        mut each: impl FnMut(&Case, &Document) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut numbers = HashSet::new();
        let records = self.register.map_or(Ok(Vec::new()), Register::records).map_err(PrecedentsError::from)?;
        for record in records {
            let Some(case) = Case::of_record(&record) else { continue };
            each(&case, &case.document())?;
            numbers.insert(record.number);
        }
        let Some(archive) = self.archive else { return Ok(()) };
        let read = archive.documents(Some(Access::Staff), |stored| {
            let mut document = stored.document;
            let case = Case::of_document(&document);
            if case.number.as_ref().is_some_and(|number| numbers.contains(number)) {
                return Ok(());
            }
            document.published_on = case.day();
            each(&case, &document).map_err(Reading::Asked)
        });
        read.map_err(|error| match error {
            Reading::Archive(error) => PrecedentsError::from(error).into(),
            Reading::Asked(error) => error,
        })
    }

    /// A number that grows with every change of either source.
    pub fn watermark(&self) -> Result<u64> {
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

impl From<PrecedentsError> for Stop {
    fn from(error: PrecedentsError) -> Self {
        Self::Failed(error)
    }
}

/// Why reading the archive ends: by itself, or by whoever was given a document.
enum Reading<E> {
    Archive(ArchiveError),
    Asked(E),
}

impl<E> From<ArchiveError> for Reading<E> {
    fn from(error: ArchiveError) -> Self {
        Self::Archive(error)
    }
}
