//! The index that answers: the current generation, opened, and swapped for a newer one without a pause.

use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use gongkai_analysis::Analyzer;
use gongkai_document::DocumentId;
use gongkai_query::{EngineError, SearchEngine, SearchRequest, SearchResponse};
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Value;
use tantivy::{DocAddress, Index, IndexReader, ReloadPolicy, TantivyDocument};

use crate::checks::verify_files;
use crate::duplicates::Duplicates;
use crate::error::IndexError;
use crate::generation::{IndexRoot, TANTIVY};
use crate::schema::{Fields, ID, register_tokenizers, schema};
use crate::search;
use crate::stored::Stored;

/// The local search engine.
///
/// A search takes the generation that is current when it begins and keeps it to its end, so hits, total and facets always
/// belong together.
pub struct LocalIndex {
    root: IndexRoot,
    serving: ArcSwapOption<OpenGeneration>,
}

impl LocalIndex {
    /// Opens the current generation. With none there yet, searches answer [`EngineError::NoGeneration`] until
    /// [`LocalIndex::refresh`] finds one.
    pub fn open(root: IndexRoot) -> Result<Self, IndexError> {
        let index = Self { root, serving: ArcSwapOption::empty() };
        index.refresh()?;
        Ok(index)
    }

    /// Looks whether another generation has become current, and serves it. Returns whether something changed.
    ///
    /// A generation that cannot be opened, is damaged, or was analysed otherwise is not taken: the error says why, and the
    /// one before goes on serving.
    pub fn refresh(&self) -> Result<bool, IndexError> {
        let current = self.root.current()?;
        let Some(name) = current else { return Ok(false) };
        if self.serving_name().as_ref() == Some(&name) {
            return Ok(false);
        }
        let manifest = self.root.manifest(&name)?;
        self.root.check_compatible(&manifest)?;
        let directory = self.root.generation(&name).join(TANTIVY);
        verify_files(&directory, &manifest)?;
        let opened = OpenGeneration::open_index(&directory, &name, self.root.analyzer())?;
        self.serving.store(Some(Arc::new(opened)));
        Ok(true)
    }

    fn serving_name(&self) -> Option<String> {
        self.serving.load().as_ref().map(|generation| generation.name.clone())
    }

    /// How many documents can be found.
    pub fn document_count(&self) -> u64 {
        self.serving.load().as_ref().map_or(0, |generation| generation.document_count())
    }

    /// The identifiers of all documents that can be found, sorted; none before the first generation. What the archive has
    /// beyond these is not indexed yet, and what it lacks should be gone.
    pub fn document_ids(&self) -> Result<Vec<DocumentId>, IndexError> {
        self.serving.load_full().map_or(Ok(Vec::new()), |generation| generation.document_ids())
    }
}

impl SearchEngine for LocalIndex {
    fn search(&self, request: &SearchRequest) -> Result<SearchResponse, EngineError> {
        let generation = self.serving.load_full().ok_or(EngineError::NoGeneration)?;
        generation.search(request).map_err(|error| EngineError::Failed(Box::new(error)))
    }

    fn generation(&self) -> Result<String, EngineError> {
        self.serving_name().ok_or(EngineError::NoGeneration)
    }
}

/// A generation opened for searching.
pub(crate) struct OpenGeneration {
    pub(crate) name: String,
    pub(crate) fields: Fields,
    pub(crate) analyzer: Analyzer,
    reader: IndexReader,
    duplicates: Duplicates,
    has_attached: bool,
}

impl OpenGeneration {
    pub(crate) fn open_index(directory: &Path, name: &str, analyzer: &Analyzer) -> Result<Self, IndexError> {
        let doing = IndexError::tantivy;
        let index = Index::open_in_dir(directory).map_err(doing("opening a generation"))?;
        let (expected, fields) = schema();
        if index.schema() != expected {
            let what = "its fields are not the ones its manifest says".to_owned();
            return Err(IndexError::Damaged { name: name.to_owned(), what });
        }
        register_tokenizers(&index, analyzer);
        // A generation never changes, so nothing has to be watched.
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        let reader = reader.map_err(doing("reading a generation"))?;
        let searcher = reader.searcher();
        if searcher.segment_readers().len() > 1 {
            let what = "it is not one segment".to_owned();
            return Err(IndexError::Damaged { name: name.to_owned(), what });
        }
        let duplicates = Duplicates::find(&searcher)?;
        let attached = searcher.total_num_tokens(fields.attached_bigrams).map_err(doing("counting attachments"))?;
        let (name, analyzer) = (name.to_owned(), analyzer.clone());
        Ok(Self { name, fields, analyzer, reader, duplicates, has_attached: attached > 0 })
    }

    /// Whether any attachment has a text to be searched.
    pub(crate) fn has_attached(&self) -> bool {
        self.has_attached
    }

    /// The replies that give the same answer.
    pub(crate) fn duplicates(&self) -> &Duplicates {
        &self.duplicates
    }

    fn document_ids(&self) -> Result<Vec<DocumentId>, IndexError> {
        let doing = || IndexError::tantivy("listing the documents");
        let bad = || IndexError::BadDocument { name: self.name.clone() };
        let mut ids = Vec::new();
        for segment in self.searcher().segment_readers() {
            let Some(column) = segment.fast_fields().str(ID).map_err(doing())? else { continue };
            let mut terms = column.dictionary().stream().map_err(|error| doing()(error.into()))?;
            while terms.advance() {
                let id = std::str::from_utf8(terms.key()).map_err(|_| bad())?;
                ids.push(DocumentId::new(id).map_err(|_| bad())?);
            }
        }
        ids.sort_unstable();
        Ok(ids)
    }

    pub(crate) fn searcher(&self) -> tantivy::Searcher {
        self.reader.searcher()
    }

    pub(crate) fn document_count(&self) -> u64 {
        self.searcher().num_docs()
    }

    pub(crate) fn search(&self, request: &SearchRequest) -> Result<SearchResponse, IndexError> {
        search::search(self, request)
    }

    /// The title of the document at `index`, counted over the segments; `None` when it has none.
    pub(crate) fn title_of(&self, index: u64) -> Result<Option<String>, IndexError> {
        let searcher = self.searcher();
        let mut index = index;
        for (ordinal, segment) in (0u32..).zip(searcher.segment_readers()) {
            if index < u64::from(segment.max_doc()) {
                let address = DocAddress::new(ordinal, u32::try_from(index).unwrap_or(u32::MAX));
                let stored = self.stored(&searcher, address)?;
                return Ok(Some(stored.hit.title).filter(|title| !title.is_empty()));
            }
            index -= u64::from(segment.max_doc());
        }
        Ok(None)
    }

    /// What is kept of a document.
    pub(crate) fn stored(&self, searcher: &tantivy::Searcher, address: DocAddress) -> Result<Stored, IndexError> {
        let document: TantivyDocument =
            searcher.doc(address).map_err(IndexError::tantivy("reading a stored document"))?;
        let text = |field| document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default();
        let hit = serde_json::from_str(text(self.fields.source))
            .map_err(|_| IndexError::BadDocument { name: self.name.clone() })?;
        let attached = document.get_all(self.fields.attached).filter_map(|value| value.as_str());
        Ok(Stored {
            hit,
            body: text(self.fields.body).to_owned(),
            question: text(self.fields.question).to_owned(),
            attached: attached.map(str::to_owned).collect(),
        })
    }
}
