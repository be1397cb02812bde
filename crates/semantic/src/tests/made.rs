//! A model that is none, documents, and vectors that look random.

use std::num::NonZeroUsize;
use std::sync::Mutex;

use gongkai_document::{Document, DocumentId, Timestamp};
use gongkai_embedding::{ModelIdentity, QuantizedVector};

use crate::manifest::VectorsManifest;
use crate::store::{Key, Store};
use crate::{Build, BuildCounts, Embedder, Next, Result, SemanticRoot, Vectors, vectors};

pub(super) const DIMENSIONS: usize = 32;

/// Counts characters: what shares them is near. Notes what it was asked.
pub(super) struct Counting {
    identity: ModelIdentity,
    pub(super) asked: Mutex<Vec<String>>,
}

impl Counting {
    pub(super) fn new() -> Self {
        let text = |text: &str| text.to_owned();
        let identity = ModelIdentity {
            sha256: text("c0c0c0c0c0c0c0c0c0"),
            bytes: 1,
            name: text("counting"),
            licence: text("none"),
            dimensions: DIMENSIONS,
        };
        Self { identity, asked: Mutex::default() }
    }

    pub(super) fn vector(text: &str) -> QuantizedVector {
        let mut counts = [0.0; DIMENSIONS];
        for c in text.chars() {
            counts[c as usize % DIMENSIONS] += 1.0;
        }
        QuantizedVector::new(&counts)
    }
}

impl Embedder for Counting {
    fn identity(&self) -> &ModelIdentity {
        &self.identity
    }

    fn embed_passages(&self, texts: &[&str], _: NonZeroUsize) -> Vec<QuantizedVector> {
        self.asked.lock().unwrap().extend(texts.iter().map(|text| (*text).to_owned()));
        texts.iter().map(|text| Self::vector(text)).collect()
    }

    fn embed_query(&self, text: &str) -> QuantizedVector {
        Self::vector(text)
    }

    fn resident_bytes(&self) -> usize {
        0
    }
}

pub(super) fn document(number: u64, body: &str) -> Document {
    Document::new(DocumentId::from_post("nfcms", number), "", body)
}

/// A build of these documents that goes on as long as `next` says.
pub(super) fn build(
    root: &SemanticRoot,
    model: &Counting,
    documents: &[Document],
    next: impl FnMut(BuildCounts) -> Next,
) -> Result<(VectorsManifest, BuildCounts)> {
    let mut build = Build::begin(root, model, NonZeroUsize::MIN, next)?;
    for document in documents {
        build.add(document)?;
    }
    build.finish(Timestamp::UNIX_EPOCH, 7)
}

/// A set of documents with these numbers of passages, with vectors that look random, and the folder it lies in.
pub(super) fn random(passages: &[usize], seed: u64) -> (tempfile::TempDir, Vectors) {
    let folder = tempfile::tempdir().unwrap();
    let model = Counting::new();
    let mut store = Store::open(&folder.path().join("vectors"), model.identity()).unwrap();
    let mut noise = Noise(seed);
    let mut documents = std::collections::BTreeMap::new();
    let mut made = Vec::new();
    for (number, count) in passages.iter().enumerate() {
        let keys = (0..*count).map(|passage| Key::new(model.identity(), &format!("{number} {passage}")));
        let keys: Vec<Key> = keys.collect();
        made.extend(keys.iter().map(|key| (*key, noise.vector())));
        documents.insert(DocumentId::from_post("nfcms", number as u64), keys);
    }
    store.append(&made).unwrap();
    let manifest = VectorsManifest::new(model.identity(), Timestamp::UNIX_EPOCH, 0);
    let directory = folder.path().join("1");
    vectors::write(&directory, manifest, &documents, &store).unwrap();
    let vectors = Vectors::open(&directory).unwrap();
    (folder, vectors)
}

/// Numbers that look random and are the same each time.
pub(super) struct Noise(pub(super) u64);

impl Noise {
    fn byte(&mut self) -> i8 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0.to_le_bytes()[7].cast_signed().max(-127)
    }

    pub(super) fn vector(&mut self) -> QuantizedVector {
        let values = (0..DIMENSIONS).map(|_| self.byte()).collect();
        QuantizedVector { values, scale: f32::from(self.byte()).abs() / 1_000.0 }
    }
}
