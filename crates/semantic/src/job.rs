//! The build: documents in, a complete set of vectors out; only what is new is embedded.

use std::collections::{BTreeMap, HashSet};
use std::num::NonZeroUsize;

use gongkai_document::{Document, DocumentId, Timestamp};
use gongkai_embedding::{Model, ModelIdentity, QuantizedVector, TextKind};

use crate::error::{Result, SemanticError};
use crate::manifest::VectorsManifest;
use crate::passages::passages;
use crate::root::SemanticRoot;
use crate::store::{Key, Store};
use crate::vectors;

/// New passages that are gathered before they are embedded: sorted by length among so many, those that go through the
/// model together are alike. 4 MB of text.
const GATHERED: usize = 4_096;

/// Passages that are embedded between two saves: some seconds of work, all that a killed build loses.
const SAVED_TOGETHER: usize = 128;

/// Makes vectors of texts; [`Model`] does, and tests have their own.
pub trait Embedder {
    /// Which model it is.
    fn identity(&self) -> &ModelIdentity;
    /// The vectors of some passages, in their order, by at most `threads` threads.
    fn embed_passages(&self, texts: &[&str], threads: NonZeroUsize) -> Vec<QuantizedVector>;
    /// The vector of a query, by this thread.
    fn embed_query(&self, text: &str) -> QuantizedVector;
    /// How much memory the model takes.
    fn resident_bytes(&self) -> usize;
}

impl Embedder for Model {
    fn identity(&self) -> &ModelIdentity {
        self.identity()
    }

    fn embed_passages(&self, texts: &[&str], threads: NonZeroUsize) -> Vec<QuantizedVector> {
        self.embed_all(TextKind::Passage, texts, threads).iter().map(|vector| QuantizedVector::new(vector)).collect()
    }

    fn embed_query(&self, text: &str) -> QuantizedVector {
        QuantizedVector::new(&self.embed(TextKind::Query, text))
    }

    fn resident_bytes(&self) -> usize {
        self.resident_bytes()
    }
}

/// Whether a build goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It does; whoever says so has waited as long as it must pause.
    Go,
    /// It stops; what it made is kept.
    Stop,
}

/// How far a build has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BuildCounts {
    /// Documents that were read.
    pub documents: u64,
    /// Their passages.
    pub passages: u64,
    /// Passages that were embedded by this build; the others have been before, or are equal to one that was.
    pub embedded: u64,
}

/// A build under way. Documents are added one by one; [`Build::finish`] makes the set that is searched.
pub struct Build<'a, E> {
    root: &'a SemanticRoot,
    model: &'a E,
    threads: NonZeroUsize,
    /// Asked before each batch, with the counts so far.
    before_batch: Box<dyn FnMut(BuildCounts) -> Next + 'a>,
    store: Store,
    documents: BTreeMap<DocumentId, Vec<Key>>,
    gathered: Vec<(Key, String)>,
    gathered_keys: HashSet<Key>,
    counts: BuildCounts,
}

impl<'a, E: Embedder> Build<'a, E> {
    /// Begins a build or goes on with one that was stopped. Only one can be at work.
    ///
    /// `before_batch` is asked every few seconds whether to go on; it waits as long as the build must pause.
    pub fn begin(
        root: &'a SemanticRoot,
        model: &'a E,
        threads: NonZeroUsize,
        before_batch: impl FnMut(BuildCounts) -> Next + 'a,
    ) -> Result<Self> {
        Ok(Self {
            root,
            model,
            threads,
            before_batch: Box::new(before_batch),
            store: root.store(model.identity())?,
            documents: BTreeMap::new(),
            gathered: Vec::new(),
            gathered_keys: HashSet::new(),
            counts: BuildCounts::default(),
        })
    }

    /// Adds a document; a later one with the same id replaces it.
    pub fn add(&mut self, document: &Document) -> Result<()> {
        let mut keys = Vec::new();
        for passage in passages(document) {
            let key = Key::new(self.model.identity(), &passage.text);
            keys.push(key);
            if !self.store.contains(&key) && self.gathered_keys.insert(key) {
                self.gathered.push((key, passage.text));
            }
        }
        self.counts.documents += 1;
        self.counts.passages += keys.len() as u64;
        if !keys.is_empty() {
            self.documents.insert(document.id.clone(), keys);
        }
        if self.gathered.len() >= GATHERED { self.embed_gathered() } else { Ok(()) }
    }

    /// Embeds what is left, writes the set, and makes it the one that is searched. `watermark` is the archive's change
    /// sequence up to which the documents are complete.
    pub fn finish(mut self, built_at: Timestamp, watermark: u64) -> Result<(VectorsManifest, BuildCounts)> {
        self.embed_gathered()?;
        let keys: Vec<Key> = self.documents.values().flatten().copied().collect();
        let store = self.store.compact(&keys, self.model.identity())?;
        let (number, directory) = self.root.next_set()?;
        let manifest = VectorsManifest::new(self.model.identity(), built_at, watermark);
        let manifest = vectors::write(&directory, manifest, &self.documents, &store)?;
        self.root.make_current(number)?;
        Ok((manifest, self.counts))
    }

    fn embed_gathered(&mut self) -> Result<()> {
        let mut gathered = std::mem::take(&mut self.gathered);
        self.gathered_keys.clear();
        gathered.sort_by_key(|(_, text)| text.len());
        for batch in gathered.chunks(SAVED_TOGETHER) {
            if (self.before_batch)(self.counts) == Next::Stop {
                return Err(SemanticError::Interrupted);
            }
            let texts: Vec<&str> = batch.iter().map(|(_, text)| text.as_str()).collect();
            let vectors = self.model.embed_passages(&texts, self.threads);
            let keyed: Vec<_> = batch.iter().map(|(key, _)| *key).zip(vectors).collect();
            self.store.append(&keyed)?;
            self.counts.embedded += batch.len() as u64;
        }
        Ok(())
    }
}
