//! Reading numbers and parts from bytes, with an error that says what ended early.

use std::path::Path;

use crate::error::{EmbeddingError, Result};

/// A place in a file's bytes that moves on as parts are read.
pub(crate) struct Cursor<'a> {
    whole: &'a [u8],
    rest: &'a [u8],
    path: &'a Path,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8], path: &'a Path) -> Self {
        Self { whole: bytes, rest: bytes, path }
    }

    /// The file from its first byte, wherever the cursor stands.
    pub(crate) fn whole(&self) -> &'a [u8] {
        self.whole
    }

    /// The file, for an error.
    pub(crate) fn path(&self) -> &'a Path {
        self.path
    }

    pub(crate) fn damaged(&self, what: String) -> EmbeddingError {
        EmbeddingError::Damaged { path: self.path.to_owned(), what }
    }

    pub(crate) fn unsupported(&self, what: String) -> EmbeddingError {
        EmbeddingError::Unsupported { path: self.path.to_owned(), what }
    }

    /// The next `length` bytes, a part of `what`.
    pub(crate) fn take(&mut self, length: usize, what: &str) -> Result<&'a [u8]> {
        let Some((part, rest)) = self.rest.split_at_checked(length) else {
            return Err(self.damaged(format!("it ends within {what}")));
        };
        self.rest = rest;
        Ok(part)
    }

    /// A cursor of its own over the next `length` bytes.
    pub(crate) fn part(&mut self, length: usize, what: &str) -> Result<Self> {
        let rest = self.take(length, what)?;
        Ok(Self { whole: self.whole, rest, path: self.path })
    }

    fn array<const N: usize>(&mut self, what: &str) -> Result<[u8; N]> {
        let Some((part, rest)) = self.rest.split_first_chunk::<N>() else {
            return Err(self.damaged(format!("it ends within {what}")));
        };
        self.rest = rest;
        Ok(*part)
    }

    pub(crate) fn u8(&mut self, what: &str) -> Result<u8> {
        Ok(u8::from_le_bytes(self.array(what)?))
    }

    pub(crate) fn u16(&mut self, what: &str) -> Result<u16> {
        Ok(u16::from_le_bytes(self.array(what)?))
    }

    pub(crate) fn u32(&mut self, what: &str) -> Result<u32> {
        Ok(u32::from_le_bytes(self.array(what)?))
    }

    pub(crate) fn f32(&mut self, what: &str) -> Result<f32> {
        Ok(f32::from_le_bytes(self.array(what)?))
    }

    /// A length or an offset of 64 bits.
    pub(crate) fn length(&mut self, what: &str) -> Result<usize> {
        let length = u64::from_le_bytes(self.array(what)?);
        usize::try_from(length).map_err(|_| self.damaged(format!("{what} has {length} bytes")))
    }

    /// A count of 32 bits within bounds.
    pub(crate) fn size(&mut self, what: &str, least: usize, most: usize) -> Result<usize> {
        let size = self.u32("the header")?;
        match usize::try_from(size) {
            Ok(size) if (least..=most).contains(&size) => Ok(size),
            _ => Err(self.damaged(format!("{size} {what}, expected {least} to {most}"))),
        }
    }

    /// A character as its number.
    pub(crate) fn character(&mut self, what: &str) -> Result<char> {
        let number = self.u32(what)?;
        char::from_u32(number).ok_or_else(|| self.damaged(format!("{what} holds {number:#x}, which is no character")))
    }

    pub(crate) fn u32s(&mut self, count: usize, what: &str) -> Result<Vec<u32>> {
        let (chunks, _) = self.take(count.saturating_mul(4), what)?.as_chunks::<4>();
        Ok(chunks.iter().map(|chunk| u32::from_le_bytes(*chunk)).collect())
    }

    pub(crate) fn f32s(&mut self, count: usize, what: &str) -> Result<Vec<f32>> {
        let (chunks, _) = self.take(count.saturating_mul(4), what)?.as_chunks::<4>();
        Ok(chunks.iter().map(|chunk| f32::from_le_bytes(*chunk)).collect())
    }
}
