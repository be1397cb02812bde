//! Builds one generation: takes documents, then checks and publishes what came of them.

use std::collections::HashSet;
use std::fs::{self, File};

use gongkai_document::{Document, DocumentId, Timestamp};
use gongkai_query::Label;
use tantivy::merge_policy::NoMergePolicy;
use tantivy::{Index, IndexWriter};

use crate::checks::{self, Failure};
use crate::error::IndexError;
use crate::generation::{IndexRoot, MANIFEST, Manifest, TANTIVY, sync_directory, write_durably};
use crate::guards;
use crate::local::OpenGeneration;
use crate::refusal::{REFUSED, Refusal};
use crate::schema::{Fields, SCHEMA_VERSION, register_tokenizers, schema};
use crate::short_forms::MinedForms;
use crate::stored::to_tantivy;

/// How much memory the writer gathers before it writes a segment, in bytes over all threads.
const WRITER_MEMORY_BYTES: usize = 400_000_000;
/// tantivy writes with at most this many threads; more cores than this gain nothing on one disk.
const WRITER_THREADS_MAX: usize = 8;

/// A generation under construction. Dropping it leaves a directory that the next build sweeps away.
pub struct GenerationBuilder {
    root: IndexRoot,
    name: String,
    created_at: Timestamp,
    fields: Fields,
    index: Index,
    writer: IndexWriter,
    ids: HashSet<DocumentId>,
    forms: MinedForms,
    /// Held for as long as the generation is being built.
    lock: File,
}

impl GenerationBuilder {
    pub(crate) fn new(root: IndexRoot, name: String, created_at: Timestamp, lock: File) -> Result<Self, IndexError> {
        let directory = root.building(&name).join(TANTIVY);
        fs::create_dir_all(&directory).map_err(IndexError::file("create", &directory))?;
        let (schema, fields) = schema();
        let index = Index::create_in_dir(&directory, schema).map_err(IndexError::tantivy("creating a generation"))?;
        register_tokenizers(&index, root.analyzer());
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(WRITER_THREADS_MAX);
        let writer: IndexWriter = index
            .writer_with_num_threads(threads, WRITER_MEMORY_BYTES)
            .map_err(IndexError::tantivy("opening a generation for writing"))?;
        // All segments are merged at the end, each once; a merge in between would be work done twice, and its leavings
        // would be counted among the generation's files.
        writer.set_merge_policy(Box::new(NoMergePolicy));
        Ok(Self {
            root,
            name,
            created_at,
            fields,
            index,
            writer,
            ids: HashSet::new(),
            forms: MinedForms::default(),
            lock,
        })
    }

    /// The generation's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many documents it has taken.
    pub fn added(&self) -> u64 {
        self.ids.len() as u64
    }

    /// Takes one document. Which documents the public may see is the caller's care.
    pub fn add(&mut self, document: &Document) -> Result<(), IndexError> {
        self.add_labelled(document, &[])
    }

    /// Takes one document and files it under `labels`.
    pub fn add_labelled(&mut self, document: &Document, labels: &[Label]) -> Result<(), IndexError> {
        if !self.ids.insert(document.id.clone()) {
            return Err(IndexError::Repeated { id: document.id.clone() });
        }
        self.forms.add(document);
        let mut document =
            to_tantivy(document, &self.fields).map_err(|_| IndexError::BadDocument { name: self.name.clone() })?;
        for label in labels {
            document.add_text(self.fields.label, label.to_string());
        }
        self.writer.add_document(document).map_err(IndexError::tantivy("adding a document"))?;
        Ok(())
    }

    /// Writes everything down, checks it, and makes the generation current. `watermark` is the archive's change sequence
    /// that the documents are complete up to.
    ///
    /// A generation that fails its own checks or the [`Guards`](crate::Guards) of its root is kept beside the others with
    /// the reason, and the one before goes on serving.
    pub fn finish(self, watermark: u64) -> Result<Manifest, IndexError> {
        let added = self.added();
        let (root, name, created_at) = (self.root.clone(), self.name.clone(), self.created_at);
        // Until it is published, nobody else may sweep it away.
        let _lock = self.write_down()?;
        let directory = root.building(&name);
        let opened = OpenGeneration::open_index(&directory.join(TANTIVY), &name, root.analyzer())?;
        let documents = opened.document_count();
        let passed = checks::run(&opened, added).and_then(|checks| guards::check(&root, &opened).map(|()| checks));
        drop(opened);
        let checks = match passed {
            Ok(checks) => checks,
            Err(Failure::Index(error)) => return Err(error),
            Err(Failure::Refused(reason)) => {
                let refusal = Refusal { name: format!("{REFUSED}{name}"), created_at, documents, reason };
                root.refuse(&refusal)?;
                return Err(IndexError::Refused { kept: refusal.name, reason: refusal.reason });
            }
        };
        let manifest = Manifest {
            name,
            created_at,
            document_count: documents,
            analysis_version: root.analyzer().version().to_owned(),
            schema_version: SCHEMA_VERSION,
            watermark,
            checks,
            files: checks::sum_files(&directory.join(TANTIVY))?,
        };
        let json = serde_json::to_vec_pretty(&manifest)
            .map_err(|source| IndexError::BadManifest { name: manifest.name.clone(), source })?;
        write_durably(&directory.join(MANIFEST), &json)?;
        sync_directory(&directory)?;
        root.publish(&manifest.name)?;
        root.retire()?;
        Ok(manifest)
    }

    /// Ends the writing: one segment, on the disk. The lock is handed on.
    fn write_down(mut self) -> Result<File, IndexError> {
        let doing = IndexError::tantivy;
        self.writer.commit().map_err(doing("committing a generation"))?;
        let segments = self.index.searchable_segment_ids().map_err(doing("listing segments"))?;
        if segments.len() > 1 {
            // One segment: every term is looked up once.
            self.writer.merge(&segments).wait().map_err(doing("merging segments"))?;
        }
        self.writer.garbage_collect_files().wait().map_err(doing("removing merged segments"))?;
        self.writer.wait_merging_threads().map_err(doing("closing a generation"))?;
        let directory = self.root.building(&self.name).join(TANTIVY);
        self.forms.write(&directory)?;
        // tantivy renames its meta.json after its last directory sync, so the rename itself is not durable yet.
        sync_directory(&directory)?;
        Ok(self.lock)
    }
}
