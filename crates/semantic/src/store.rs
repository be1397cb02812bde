//! All vectors that were ever made with a model: an append-only file, by the passages' keys.
//!
//! ```text
//! header   "GKVEC01\n", dimensions (u32), the model's SHA-256 (32 bytes), CRC-32 of these
//! record   key (16 bytes), scale (f32), values (dimensions of i8), CRC-32 of these
//! ```
//!
//! Numbers are little-endian. Records have one length, so that whatever a killed program left is recognised: a record cut
//! off or with a wrong checksum at the end is cut away, one further in is passed over and its passage embedded again.

use std::collections::HashMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use gongkai_embedding::{ModelIdentity, QuantizedVector};
use sha2::{Digest, Sha256};

use crate::error::{Result, SemanticError};

const MAGIC: &[u8; 8] = b"GKVEC01\n";
const HEADER_BYTES: usize = 48;
const KEY_BYTES: usize = 16;

/// What a passage's vector is kept under: the beginning of a hash of the model and the text that is embedded.
///
/// 128 bits: among a hundred million passages two different ones share a key once in 10^22 archives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key([u8; KEY_BYTES]);

impl Key {
    pub(crate) fn new(model: &ModelIdentity, text: &str) -> Self {
        let hash = Sha256::new().chain_update(&model.sha256).chain_update([0]).chain_update(text).finalize();
        let mut key = [0; KEY_BYTES];
        key.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
        Self(key)
    }
}

/// The vectors of one model. Whoever has it open is the only one who writes.
pub(crate) struct Store {
    path: PathBuf,
    file: File,
    dimensions: usize,
    /// Each key's record, from nought.
    records: HashMap<Key, u64>,
    /// Records in the file, damaged ones too.
    count: u64,
}

impl Store {
    /// Opens the store at `path`, or begins one.
    pub(crate) fn open(path: &Path, model: &ModelIdentity) -> Result<Self> {
        let failed = |action| SemanticError::file(action, path);
        let mut options = OpenOptions::new();
        let mut file =
            options.read(true).write(true).create(true).truncate(false).open(path).map_err(failed("open"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(SemanticError::Locked { path: path.to_owned() }),
            Err(TryLockError::Error(error)) => return Err(failed("lock")(error)),
        }
        let header = header(model);
        let bytes = file.metadata().map_err(failed("read"))?.len();
        if bytes < HEADER_BYTES as u64 {
            // A program that was killed while it began; there can be no record yet.
            file.set_len(0).and_then(|()| file.write_all(&header)).map_err(failed("write"))?;
        } else {
            let mut found = [0; HEADER_BYTES];
            file.read_exact(&mut found).map_err(failed("read"))?;
            if found != header {
                let what = "its beginning is not that of this model's vectors; move it away";
                return Err(SemanticError::damaged(path, what));
            }
        }
        let mut store =
            Self { path: path.to_owned(), file, dimensions: model.dimensions, records: HashMap::new(), count: 0 };
        store.read_records(bytes).map_err(failed("read"))?;
        Ok(store)
    }

    fn record_bytes(&self) -> usize {
        KEY_BYTES + 4 + self.dimensions + 4
    }

    /// Reads all keys, and cuts the file behind the last sound record.
    fn read_records(&mut self, bytes: u64) -> std::io::Result<()> {
        let mut record = vec![0; self.record_bytes()];
        let whole = bytes.saturating_sub(HEADER_BYTES as u64) / record.len() as u64;
        let mut reader = BufReader::with_capacity(1 << 20, &self.file);
        let mut sound_end = 0;
        for place in 0..whole {
            reader.read_exact(&mut record)?;
            if let Some((key, _)) = unpack(&record) {
                self.records.insert(key, place);
                sound_end = place + 1;
            }
        }
        self.count = sound_end;
        self.file.set_len(self.start_of(sound_end))
    }

    fn start_of(&self, record: u64) -> u64 {
        HEADER_BYTES as u64 + record * self.record_bytes() as u64
    }

    /// Whether a passage was embedded before.
    pub(crate) fn contains(&self, key: &Key) -> bool {
        self.records.contains_key(key)
    }

    /// Keeps vectors, down to the disk.
    pub(crate) fn append(&mut self, vectors: &[(Key, QuantizedVector)]) -> Result<()> {
        let mut bytes = Vec::with_capacity(vectors.len() * self.record_bytes());
        for (key, vector) in vectors {
            pack(&mut bytes, key, vector);
        }
        let end = self.start_of(self.count);
        let written = self.file.seek(SeekFrom::Start(end)).and_then(|_| self.file.write_all(&bytes));
        written.and_then(|()| self.file.sync_data()).map_err(SemanticError::file("write", &self.path))?;
        for (key, _) in vectors {
            self.records.insert(*key, self.count);
            self.count += 1;
        }
        Ok(())
    }

    /// The vectors of some passages, in the file's order, which is the fastest to read: each with its place in `keys`.
    /// A passage without a vector is passed over.
    pub(crate) fn read(&self, keys: &[Key], mut each: impl FnMut(usize, QuantizedVector) -> Result<()>) -> Result<()> {
        let failed = || SemanticError::file("read", &self.path);
        let mut wanted: Vec<(u64, usize)> =
            keys.iter().enumerate().filter_map(|(place, key)| Some((*self.records.get(key)?, place))).collect();
        wanted.sort_unstable();
        let mut reader = BufReader::with_capacity(1 << 16, &self.file);
        let mut at = reader.seek(SeekFrom::Start(0)).map_err(failed())?;
        let mut record = vec![0; self.record_bytes()];
        let mut last = None;
        for (number, place) in wanted {
            if last != Some(number) {
                let start = self.start_of(number);
                // Both are below the length of a file, which is below 2^63.
                reader.seek_relative(start.cast_signed() - at.cast_signed()).map_err(failed())?;
                reader.read_exact(&mut record).map_err(failed())?;
                at = start + record.len() as u64;
                last = Some(number);
            }
            let Some((_, vector)) = unpack(&record) else {
                return Err(SemanticError::damaged(&self.path, format!("record {number} changed while it was open")));
            };
            each(place, vector)?;
        }
        Ok(())
    }

    /// Leaves out all vectors but those of `keys` when more than half of the records are of no use any more, such as
    /// those of earlier versions: written beside, and renamed into place.
    pub(crate) fn compact(self, keys: &[Key], model: &ModelIdentity) -> Result<Self> {
        let used: std::collections::HashSet<&Key> = keys.iter().collect();
        if self.count <= 2 * used.len() as u64 {
            return Ok(self);
        }
        let used: Vec<Key> = used.into_iter().copied().collect();
        let beside = self.path.with_extension("new");
        let failed = || SemanticError::file("write", &beside);
        let mut writer = BufWriter::new(File::create(&beside).map_err(failed())?);
        writer.write_all(&header(model)).map_err(failed())?;
        let mut bytes = Vec::new();
        self.read(&used, |place, vector| {
            bytes.clear();
            if let Some(key) = used.get(place) {
                pack(&mut bytes, key, &vector);
            }
            writer.write_all(&bytes).map_err(failed())
        })?;
        let file = writer.into_inner().map_err(|error| failed()(error.into_error()))?;
        file.sync_all().map_err(failed())?;
        std::fs::rename(&beside, &self.path).map_err(SemanticError::file("replace", &self.path))?;
        let path = self.path.clone();
        drop(self);
        Self::open(&path, model)
    }
}

fn header(model: &ModelIdentity) -> [u8; HEADER_BYTES] {
    let mut header = MAGIC.to_vec();
    header.extend(u32::try_from(model.dimensions).unwrap_or(u32::MAX).to_le_bytes());
    header.extend(Sha256::digest(&model.sha256));
    header.extend(crc32fast::hash(&header).to_le_bytes());
    let mut bytes = [0; HEADER_BYTES];
    bytes.iter_mut().zip(header).for_each(|(to, from)| *to = from);
    bytes
}

fn pack(bytes: &mut Vec<u8>, key: &Key, vector: &QuantizedVector) {
    let start = bytes.len();
    bytes.extend(key.0);
    bytes.extend(vector.scale.to_le_bytes());
    bytes.extend(vector.values.iter().map(|value| value.cast_unsigned()));
    let sum = crc32fast::hash(bytes.get(start..).unwrap_or_default());
    bytes.extend(sum.to_le_bytes());
}

/// A record's key and vector, if its checksum is right.
fn unpack(record: &[u8]) -> Option<(Key, QuantizedVector)> {
    let (content, sum) = record.split_last_chunk()?;
    if crc32fast::hash(content) != u32::from_le_bytes(*sum) {
        return None;
    }
    let (key, content) = content.split_first_chunk()?;
    let (scale, values) = content.split_first_chunk()?;
    let values = values.iter().map(|value| value.cast_signed()).collect();
    Some((Key(*key), QuantizedVector { values, scale: f32::from_le_bytes(*scale) }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn model() -> ModelIdentity {
        let text = |text: &str| text.to_owned();
        ModelIdentity { sha256: text("00"), bytes: 0, name: text("none"), licence: text("none"), dimensions: 4 }
    }

    fn vector(number: i8) -> QuantizedVector {
        QuantizedVector { values: vec![number, 1, 2, 3], scale: 0.5 }
    }

    fn key(number: i8) -> Key {
        Key::new(&model(), &number.to_string())
    }

    fn filled(path: &Path, numbers: std::ops::Range<i8>) -> Store {
        let mut store = Store::open(path, &model()).unwrap();
        store.append(&numbers.map(|number| (key(number), vector(number))).collect::<Vec<_>>()).unwrap();
        store
    }

    fn read(store: &Store, keys: &[Key]) -> Vec<(usize, i8)> {
        let mut found = Vec::new();
        store
            .read(keys, |place, vector| {
                found.push((place, vector.values[0]));
                Ok(())
            })
            .unwrap();
        found.sort_unstable();
        found
    }

    #[test]
    fn what_was_kept_is_there_when_it_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vectors");
        drop(filled(&path, 0..5));
        let store = filled(&path, 5..7);
        assert_eq!(read(&store, &[key(6), key(0), key(9), key(0)]), [(0, 6), (1, 0), (3, 0)]);
        assert_eq!(store.records.len(), 7);
    }

    #[test]
    fn a_second_writer_is_told_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vectors");
        let _first = filled(&path, 0..1);
        assert!(matches!(Store::open(&path, &model()), Err(SemanticError::Locked { .. })));
    }

    #[test]
    fn vectors_of_another_model_are_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vectors");
        drop(filled(&path, 0..1));
        let other = ModelIdentity { sha256: "01".to_owned(), ..model() };
        assert!(matches!(Store::open(&path, &other), Err(SemanticError::Damaged { .. })));
        assert_ne!(Key::new(&other, "0"), key(0));
    }

    #[test]
    fn a_changed_record_is_passed_over_and_those_behind_it_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vectors");
        let start = filled(&path, 0..5).start_of(2);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[usize::try_from(start).unwrap() + 18] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        let store = Store::open(&path, &model()).unwrap();
        assert_eq!(read(&store, &[key(1), key(2), key(3), key(4)]), [(0, 1), (2, 3), (3, 4)]);
    }

    #[test]
    fn compacting_keeps_what_is_used_once_less_than_half_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vectors");
        let store = filled(&path, 0..10).compact(&[0, 1, 2, 3, 4].map(key), &model()).unwrap();
        assert_eq!(store.records.len(), 10);
        let store = store.compact(&[3, 7, 3].map(key), &model()).unwrap();
        assert_eq!(store.records.len(), 2);
        drop(store);
        let store = filled(&path, 20..21);
        assert_eq!(read(&store, &[7, 20, 1].map(key)), [(0, 7), (1, 20)]);
    }

    proptest! {
        #[test]
        fn a_file_that_ends_anywhere_keeps_its_whole_records(end in 0..=HEADER_BYTES + 6 * 28) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("vectors");
            drop(filled(&path, 0..6));
            std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(end as u64).unwrap();
            let whole = i8::try_from(end.saturating_sub(HEADER_BYTES) / 28).unwrap();
            drop(filled(&path, 10..11));
            let store = Store::open(&path, &model()).unwrap();
            let mut expected: Vec<_> = (0..whole).map(|n| (usize::try_from(n).unwrap(), n)).collect();
            expected.push((6, 10));
            prop_assert_eq!(read(&store, &[0, 1, 2, 3, 4, 5, 10].map(key)), expected);
        }
    }
}
