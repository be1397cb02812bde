//! What the tests of searching share: an index of some documents.

use gongkai_analysis::Analyzer;
use gongkai_document::{Document, Timestamp};
use gongkai_index::{IndexRoot, LocalIndex};
use tempfile::TempDir;

/// An index of these documents, in a folder that is removed with the second value.
pub(crate) fn index_of(documents: impl IntoIterator<Item = Document>) -> (LocalIndex, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let root = IndexRoot::open(directory.path(), Analyzer::embedded()).unwrap();
    let mut builder = root.build(Timestamp::UNIX_EPOCH).unwrap();
    for document in documents {
        builder.add(&document).unwrap();
    }
    builder.finish(1).unwrap();
    (LocalIndex::open(root).unwrap(), directory)
}
