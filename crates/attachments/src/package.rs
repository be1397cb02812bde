//! The parts of a zip file, within limits: docx, xlsx and ofd files are zip files.
//!
//! Nothing is written anywhere, so names that point outside (`../`) and links do no harm: a part is asked for by the name
//! that its format prescribes, or not at all.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use gongkai_document::Unread;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::Failure;

/// Parts of one file. Reports with thousands of pictures have some thousand.
const PARTS_MAX: usize = 10_000;

/// Bytes of all parts that are read, unpacked. Text of XML packs to a tenth; 30 MiB of it would be a library.
const UNPACKED_BYTES_MAX: u64 = 256 << 20;

/// The end of a zip file's directory: 22 bytes and a comment of at most 65,535 (APPNOTE.TXT 4.3.16).
const DIRECTORY_END_BYTES_MAX: usize = 22 + 65_535;

/// A zip file's parts.
pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    bytes_left: u64,
}

impl<'a> Package<'a> {
    /// Reads the directory of a zip file.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, Failure> {
        let too_many = || Failure::too_costly(format!("a zip file with more than {PARTS_MAX} parts"));
        if parts_claimed(bytes) > PARTS_MAX {
            return Err(too_many());
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(Failure::damaged)?;
        if archive.len() > PARTS_MAX {
            return Err(too_many());
        }
        Ok(Self { archive, bytes_left: UNPACKED_BYTES_MAX })
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// The first name, in the file's order, that fits.
    pub(crate) fn find(&self, fits: impl Fn(&str) -> bool) -> Option<String> {
        self.archive.file_names().flatten().map(Cow::into_owned).find(|name| fits(name))
    }

    /// Refuses a file whose parts claim to unpack to more than may be read.
    pub(crate) fn check_claimed_bytes(&self) -> Result<(), Failure> {
        match self.archive.decompressed_size() {
            Some(bytes) if bytes <= u128::from(UNPACKED_BYTES_MAX) => Ok(()),
            _ => Err(too_large()),
        }
    }

    /// The text of one part; `None` when there is no such part.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<String>, Failure> {
        let mut part = match self.archive.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                return Err(Failure::new(Unread::Locked, "a zip file with a password"));
            }
            Err(error) => return Err(Failure::damaged(error)),
        };
        let mut bytes = Vec::new();
        part.by_ref().take(self.bytes_left + 1).read_to_end(&mut bytes).map_err(|error| Failure::of_io(&error))?;
        self.bytes_left = self.bytes_left.checked_sub(bytes.len() as u64).ok_or_else(too_large)?;
        Ok(Some(decode(bytes)))
    }
}

fn too_large() -> Failure {
    Failure::too_costly(format!("a zip file that unpacks to more than {UNPACKED_BYTES_MAX} bytes"))
}

/// XML is UTF-8 unless it begins with a byte order mark.
fn decode(bytes: Vec<u8>) -> String {
    match encoding_rs::Encoding::for_bom(&bytes) {
        Some((encoding, _)) => encoding.decode(&bytes).0.into_owned(),
        None => String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}

/// How many parts the end of the directory claims: asked before a reader makes room for them.
fn parts_claimed(bytes: &[u8]) -> usize {
    let tail = bytes.get(bytes.len().saturating_sub(DIRECTORY_END_BYTES_MAX)..).unwrap_or_default();
    let end = tail.windows(22).rev().find(|window| window.starts_with(b"PK\x05\x06"));
    end.and_then(|end| end.get(10..12))
        .map_or(0, |count| count.iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
}
