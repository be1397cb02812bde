//! What a generation must pass before it serves.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use gongkai_query::SearchRequest;
use serde::{Deserialize, Serialize};

use crate::error::IndexError;
use crate::generation::{FileSum, Manifest};
use crate::local::OpenGeneration;

/// How many of its own titles a generation is asked for.
const SAMPLE: u64 = 100;
/// The share of them that must come first. Not all: a title can be two words that another document says more often.
const FOUND_MIN: f64 = 0.9;

/// The checks that a generation passed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checks {
    /// Its own titles, asked for.
    pub self_test: SelfTest,
}

/// How many of a sample of titles come first in a search for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfTest {
    /// How many titles were asked for.
    pub asked: usize,
    /// How many were answered with a document of that title at rank 1.
    pub first: usize,
}

/// Why a generation does not pass.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It is not what it should be.
    Refused(String),
    /// It could not be asked.
    Index(IndexError),
}

impl From<IndexError> for Failure {
    fn from(error: IndexError) -> Self {
        Self::Index(error)
    }
}

/// Counts the documents and asks for a sample of their titles.
pub(crate) fn run(generation: &OpenGeneration, added: u64) -> Result<Checks, Failure> {
    let count = generation.document_count();
    if count != added {
        return Err(Failure::Refused(format!("it holds {count} documents, {added} were added")));
    }
    let self_test = self_test(generation, count)?;
    #[expect(clippy::cast_precision_loss, reason = "at most a hundred")]
    if (self_test.first as f64) < FOUND_MIN * self_test.asked as f64 {
        let SelfTest { asked, first } = self_test;
        return Err(Failure::Refused(format!(
            "only {first} of {asked} titles of its own come first when searched for"
        )));
    }
    Ok(Checks { self_test })
}

fn self_test(generation: &OpenGeneration, count: u64) -> Result<SelfTest, IndexError> {
    let mut result = SelfTest { asked: 0, first: 0 };
    for index in 0..SAMPLE.min(count) {
        let Some(title) = generation.title_of(index * count / SAMPLE.min(count))? else { continue };
        // A title with quotes or dashes is a query with phrases; the sample asks for plain text.
        let plain: String = title.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        let Ok(request) = SearchRequest::new(&plain) else { continue };
        if request.query().is_empty() {
            continue;
        }
        result.asked += 1;
        let response = generation.search(&request)?;
        if response.hits.first().is_some_and(|hit| hit.title == title) {
            result.first += 1;
        }
    }
    Ok(result)
}

/// The length and checksum of every file of an index directory, by name.
pub(crate) fn sum_files(directory: &Path) -> Result<Vec<FileSum>, IndexError> {
    let mut sums = Vec::new();
    for entry in fs::read_dir(directory).map_err(IndexError::file("list", directory))? {
        let entry = entry.map_err(IndexError::file("list", directory))?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        // Lock files are empty and belong to a process, not to the index.
        if !is_part_of_index(&name) {
            continue;
        }
        let (bytes, crc32) = sum_file(&entry.path()).map_err(IndexError::file("read", entry.path()))?;
        sums.push(FileSum { name, bytes, crc32 });
    }
    sums.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(sums)
}

/// tantivy leaves lock files and, after a crash, temporary ones; neither is read by a search.
fn is_part_of_index(name: &str) -> bool {
    !name.starts_with('.') || name == ".managed.json"
}

fn sum_file(path: &Path) -> std::io::Result<(u64, u32)> {
    let mut file = File::open(path)?;
    let mut hasher = crc32fast::Hasher::new();
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((bytes, hasher.finalize()));
        }
        hasher.update(buffer.get(..read).unwrap_or_default());
        bytes += read as u64;
    }
}

/// Compares an index directory with what its manifest says was written.
pub(crate) fn verify_files(directory: &Path, manifest: &Manifest) -> Result<(), IndexError> {
    let found = sum_files(directory)?;
    for expected in &manifest.files {
        let what = match found.iter().find(|sum| sum.name == expected.name) {
            None => "is missing",
            Some(sum) if sum.bytes != expected.bytes => "has another length",
            Some(sum) if sum.crc32 != expected.crc32 => "has other bytes",
            Some(_) => continue,
        };
        let what = format!("{} {what}", directory.join(&expected.name).display());
        return Err(IndexError::Damaged { name: manifest.name.clone(), what });
    }
    Ok(())
}
