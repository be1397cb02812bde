//! The vectors of one state of the archive, as files and in memory.
//!
//! ```text
//! manifest.json   what the set is, with each file's SHA-256
//! documents       the documents' ids, sorted, one a line
//! starts          for each document the number of its first passage (u32, little-endian), and the count of all
//! scales          for each passage its vector's scale (f32, little-endian)
//! values          for each passage its vector's values (i8)
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use gongkai_document::DocumentId;
use gongkai_embedding::QuantizedVector;

use crate::durable;
use crate::error::{Result, SemanticError};
use crate::manifest::{VectorsFile, VectorsManifest, beside};
use crate::store::{Key, Store};

const DOCUMENTS: &str = "documents";
const STARTS: &str = "starts";
const SCALES: &str = "scales";
const VALUES: &str = "values";

/// All passages' vectors of a set, in memory: the values and 30 bytes a document.
#[derive(Debug)]
pub struct Vectors {
    manifest: VectorsManifest,
    pub(crate) documents: Arc<[DocumentId]>,
    pub(crate) starts: Vec<usize>,
    pub(crate) scales: Vec<f32>,
    pub(crate) values: Vec<i8>,
}

impl Vectors {
    /// Opens the set in `directory`; every file is checked against its SHA-256.
    pub fn open(directory: &Path) -> Result<Self> {
        let manifest = VectorsManifest::read(directory)?;
        let read = |name: &str| manifest.file(directory, name)?.read(directory);
        let wrong = |name: &str| SemanticError::damaged(directory.join(name), "it contradicts the manifest");
        let ids = String::from_utf8(read(DOCUMENTS)?).map_err(|_| wrong(DOCUMENTS))?;
        let documents: Arc<[DocumentId]> =
            ids.lines().map(DocumentId::new).collect::<Result<_, _>>().map_err(|_| wrong(DOCUMENTS))?;
        let starts: Vec<usize> =
            read(STARTS)?.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes) as usize).collect();
        let scales: Vec<f32> = read(SCALES)?.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        let values: Vec<i8> = read(VALUES)?.into_iter().map(u8::cast_signed).collect();
        let fits = |name, is: bool| if is { Ok(()) } else { Err(wrong(name)) };
        fits(DOCUMENTS, documents.len() == manifest.documents && documents.is_sorted())?;
        let ends = starts.first() == Some(&0) && starts.last() == Some(&manifest.passages);
        fits(STARTS, starts.len() == documents.len() + 1 && ends && starts.is_sorted())?;
        fits(SCALES, scales.len() == manifest.passages)?;
        fits(VALUES, values.len() == manifest.passages.saturating_mul(manifest.dimensions))?;
        Ok(Self { manifest, documents, starts, scales, values })
    }

    /// What the set is.
    pub fn manifest(&self) -> &VectorsManifest {
        &self.manifest
    }

    /// How much memory the vectors take.
    pub fn resident_bytes(&self) -> usize {
        let ids: usize = self.documents.iter().map(|id| id.as_str().len() + size_of::<DocumentId>()).sum();
        self.values.len() + self.scales.len() * 4 + self.starts.len() * size_of::<usize>() + ids
    }

    /// The numbers that the passages of the document at `place` have among all.
    pub(crate) fn passages_of(&self, place: usize) -> Range<usize> {
        match self.starts.get(place..) {
            Some([start, end, ..]) => *start..*end,
            _ => 0..0,
        }
    }
}

/// Writes the set of these documents' passages to `directory`: beside it first, then renamed into place. A document of
/// which a passage has no vector is an error.
pub(crate) fn write(
    directory: &Path,
    mut manifest: VectorsManifest,
    documents: &BTreeMap<DocumentId, Vec<Key>>,
    store: &Store,
) -> Result<VectorsManifest> {
    let keys: Vec<Key> = documents.values().flatten().copied().collect();
    let (mut ids, mut starts, mut count) = (String::new(), Vec::new(), 0_u32);
    for (id, keys) in documents {
        ids.push_str(id.as_str());
        ids.push('\n');
        starts.extend(count.to_le_bytes());
        let passages = u32::try_from(keys.len()).ok().and_then(|more| count.checked_add(more));
        count = passages.ok_or(SemanticError::TooMany { count: keys.len() })?;
    }
    starts.extend(count.to_le_bytes());
    let (scales, values) = read_vectors(&keys, manifest.dimensions, store, directory)?;

    let building = beside(directory);
    remove(&building)?;
    fs::create_dir_all(&building).map_err(SemanticError::file("create", &building))?;
    for (name, content) in [(DOCUMENTS, ids.as_bytes()), (STARTS, &starts), (SCALES, &scales), (VALUES, &values)] {
        durable::write(&building.join(name), content)?;
        manifest.files.push(VectorsFile::new(name, content));
    }
    manifest.documents = documents.len();
    manifest.passages = keys.len();
    manifest.write(&building)?;
    durable::sync_directory(&building)?;
    fs::rename(&building, directory).map_err(SemanticError::file("move into place", &building))?;
    directory.parent().map_or(Ok(()), durable::sync_directory)?;
    Ok(manifest)
}

/// The bytes of scales and of values, in the order of `keys`.
fn read_vectors(keys: &[Key], dimensions: usize, store: &Store, directory: &Path) -> Result<(Vec<u8>, Vec<u8>)> {
    let (mut scales, mut values) = (vec![0; keys.len() * 4], vec![0; keys.len() * dimensions]);
    let mut found = 0;
    store.read(keys, |place, QuantizedVector { values: from, scale }| {
        found += 1;
        if let Some(to) = scales.get_mut(place * 4..(place + 1) * 4) {
            to.copy_from_slice(&scale.to_le_bytes());
        }
        for (to, from) in values.iter_mut().skip(place * dimensions).zip(from) {
            *to = from.cast_unsigned();
        }
        Ok(())
    })?;
    if found == keys.len() {
        Ok((scales, values))
    } else {
        let what = format!("{} of {} passages have no vector", keys.len() - found, keys.len());
        Err(SemanticError::damaged(directory, what))
    }
}

/// Removes a directory, if there is one.
pub(crate) fn remove(directory: &Path) -> Result<()> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(SemanticError::file("remove", directory)(error))
        }
        _ => Ok(()),
    }
}
