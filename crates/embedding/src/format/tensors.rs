//! The directory of tensors, and tensors taken from it by name.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use super::cursor::Cursor;
use super::{BLOCK, BLOCK_BYTES};
use crate::error::{EmbeddingError, Result};
use crate::quantized::{Blocks, half_to_f32};

/// Twice what a model of the most layers has.
const TENSORS_MAX: usize = 2_048;
/// Two kinds of values are known.
const FLOATS: u8 = 0;
const FOUR_BITS: u8 = 1;

struct Entry {
    kind: u8,
    values: usize,
    bytes: Range<usize>,
}

/// All tensors of a file.
pub(crate) struct Tensors<'a> {
    path: &'a Path,
    bytes: &'a [u8],
    entries: HashMap<&'a str, Entry>,
}

impl<'a> Tensors<'a> {
    pub(super) fn read(cursor: &mut Cursor<'a>) -> Result<Self> {
        const WHAT: &str = "the directory of tensors";
        let count = cursor.size("tensors", 1, TENSORS_MAX)?;
        let mut entries = HashMap::with_capacity(count);
        for _ in 0..count {
            let length = usize::from(cursor.u16(WHAT)?);
            let name = std::str::from_utf8(cursor.take(length, WHAT)?)
                .map_err(|_| cursor.damaged("a tensor's name is no text".to_owned()))?;
            let kind = cursor.u8(WHAT)?;
            let values = usize::try_from(cursor.u32(WHAT)?).unwrap_or(usize::MAX);
            let [offset, length] = [cursor.length(WHAT)?, cursor.length(WHAT)?];
            let expected = match kind {
                FLOATS => values.checked_mul(4),
                FOUR_BITS if values % BLOCK == 0 => Some(values / BLOCK * BLOCK_BYTES),
                _ => None,
            };
            let end = offset.checked_add(length).filter(|end| *end <= cursor.whole().len());
            let (true, Some(end)) = (expected == Some(length), end) else {
                let what = format!("tensor {name}: {values} values of type {kind} at {offset} do not fit the file");
                return Err(cursor.damaged(what));
            };
            entries.insert(name, Entry { kind, values, bytes: offset..end });
        }
        Ok(Self { path: cursor.path(), bytes: cursor.whole(), entries })
    }

    fn damaged(&self, what: String) -> EmbeddingError {
        EmbeddingError::Damaged { path: self.path.to_owned(), what }
    }

    /// Where a tensor's bytes lie in the file.
    fn range(&self, name: &str, kind: u8, values: usize) -> Result<Range<usize>> {
        match self.entries.get(name) {
            Some(entry) if entry.kind == kind && entry.values == values => Ok(entry.bytes.clone()),
            Some(entry) => {
                Err(self.damaged(format!("tensor {name} has {} values of type {}", entry.values, entry.kind)))
            }
            None => Err(self.damaged(format!("tensor {name} is missing"))),
        }
    }

    /// A tensor of 32-bit floats, all of them finite.
    pub(crate) fn floats(&self, name: &str, values: usize) -> Result<Vec<f32>> {
        let bytes = self.bytes.get(self.range(name, FLOATS, values)?).unwrap_or_default();
        let (chunks, _) = bytes.as_chunks::<4>();
        let floats: Vec<f32> = chunks.iter().map(|chunk| f32::from_le_bytes(*chunk)).collect();
        match floats.iter().position(|value| !value.is_finite()) {
            Some(place) => Err(self.damaged(format!("value {place} of tensor {name} is no number"))),
            None => Ok(floats),
        }
    }

    /// The bytes of a tensor of 4-bit blocks, all of their scales finite.
    pub(crate) fn bytes_of_blocks(&self, name: &str, values: usize) -> Result<&'a [u8]> {
        let bytes = self.bytes.get(self.range(name, FOUR_BITS, values)?).unwrap_or_default();
        let finite = |[low, high, ..]: &[u8; BLOCK_BYTES]| half_to_f32(u16::from_le_bytes([*low, *high])).is_finite();
        match bytes.as_chunks::<BLOCK_BYTES>().0.iter().position(|block| !finite(block)) {
            Some(place) => Err(self.damaged(format!("the scale of block {place} of tensor {name} is no number"))),
            None => Ok(bytes),
        }
    }

    /// A tensor of 4-bit blocks.
    pub(crate) fn blocks(&self, name: &str, values: usize) -> Result<Blocks<'a>> {
        Ok(Blocks::new(self.bytes_of_blocks(name, values)?))
    }
}
