//! The index that answers: the current generation, opened, and swapped for a newer one without a pause.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwapOption;
use gongkai_analysis::{Analyzer, ShortForms};
use gongkai_document::{Date, DocumentId};
use gongkai_query::{
    COPIES_MAX, CitationsResponse, CopiesResponse, Discovery, EngineError, Meaning, SearchEngine, SearchRequest,
    SearchResponse, SimilarRequest, SimilarResponse, SuggestRequest, Suggestion,
};
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Value;
use tantivy::{DocAddress, IndexReader, ReloadPolicy, TantivyDocument};

use crate::checks::verify_files;
use crate::citations::Authority;
use crate::citing::citations;
use crate::duplicates::Duplicates;
use crate::error::IndexError;
use crate::facet_values;
use crate::facets::AllValues;
use crate::generation::{IndexRoot, TANTIVY};
use crate::meaning::KnownDocuments;
use crate::rescue::rescue;
use crate::schema::{Fields, ID, register_tokenizers, schema};
use crate::sealed;
use crate::search;
use crate::short_forms;
use crate::similar::{TellingWord, address_of, brief, similar, telling_words};
use crate::stored::{Stored, StoredHit};
use crate::suggest::Vocabulary;

/// The local search engine.
///
/// A search takes the generation that is current when it begins and keeps it to its end, so hits, total and facets always
/// belong together.
pub struct LocalIndex {
    root: IndexRoot,
    /// What is never suggested.
    denied: Vec<String>,
    /// What finds documents by what they mean.
    meaning: Option<Arc<dyn Meaning>>,
    serving: ArcSwapOption<OpenGeneration>,
}

impl LocalIndex {
    /// Opens the current generation. With none there yet, searches answer [`EngineError::NoGeneration`] until
    /// [`LocalIndex::refresh`] finds one.
    pub fn open(root: IndexRoot) -> Result<Self, IndexError> {
        let index = Self { root, denied: Vec::new(), meaning: None, serving: ArcSwapOption::empty() };
        index.refresh()?;
        Ok(index)
    }

    /// Opens the current generation, or the latest that can be opened where that one cannot, and tells what is wrong with
    /// it: a service that begins beside a damaged generation answers.
    pub fn open_any(root: IndexRoot) -> Result<(Self, Option<IndexError>), IndexError> {
        let trouble = match (root.current()?, Self::open(root.clone())) {
            (Some(_), Ok(index)) => return Ok((index, None)),
            (None, _) => IndexError::NoCurrent,
            (Some(_), Err(error)) => error,
        };
        for name in root.complete()? {
            if let Ok(index) = Self::at(root.clone(), &name) {
                return Ok((index, Some(trouble)));
            }
        }
        match trouble {
            IndexError::NoCurrent => Ok((Self::open(root)?, None)),
            error => Err(error),
        }
    }

    /// Opens the generation `name`, whichever is current: to see again what was found in it.
    pub fn at(root: IndexRoot, name: &str) -> Result<Self, IndexError> {
        let index = Self { root, denied: Vec::new(), meaning: None, serving: ArcSwapOption::empty() };
        index.serving.store(Some(Arc::new(index.opened(name)?)));
        Ok(index)
    }

    /// The analysis that its documents and queries are cut by.
    pub fn analyzer(&self) -> &Analyzer {
        self.root.analyzer()
    }

    /// The same index, which never suggests anything with one of these texts in it.
    #[must_use]
    pub fn with_denied(mut self, texts: Vec<String>) -> Self {
        self.denied = texts;
        self
    }

    /// The same index, which finds documents by what they mean as well, for requests that want it.
    #[must_use]
    pub fn with_meaning(mut self, meaning: Arc<dyn Meaning>) -> Self {
        self.meaning = Some(meaning);
        self
    }

    /// Reads what can be suggested ahead of the first reader who needs it; returns its size in bytes. It takes seconds for
    /// a hundred thousand documents, and is kept as long as the generation serves.
    pub fn prepare_suggestions(&self) -> Result<usize, IndexError> {
        let Some(generation) = self.serving.load_full() else { return Ok(0) };
        Ok(generation.vocabulary(&self.denied)?.bytes())
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
        self.serving.store(Some(Arc::new(self.opened(&name)?)));
        Ok(true)
    }

    fn opened(&self, name: &str) -> Result<OpenGeneration, IndexError> {
        let manifest = self.root.manifest(name)?;
        self.root.check_compatible(&manifest)?;
        let directory = self.root.generation(name).join(TANTIVY);
        verify_files(&directory, &manifest)?;
        OpenGeneration::open_index(&directory, name, self.root.analyzer())
    }

    fn serving_name(&self) -> Option<String> {
        self.serving.load().as_ref().map(|generation| generation.name.clone())
    }

    /// How many documents can be found.
    pub fn document_count(&self) -> u64 {
        self.serving.load().as_ref().map_or(0, |generation| generation.document_count())
    }

    /// The words that tell most about a text among the documents of the current generation, the most telling first; none
    /// before the first generation. Words that no document has tell nothing.
    pub fn telling_words(&self, text: &str) -> Result<Vec<TellingWord>, IndexError> {
        self.serving.load_full().map_or(Ok(Vec::new()), |generation| telling_words(&generation, text))
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
        let mut response = search::search(&generation, request, self.meaning.as_deref()).map_err(failed)?;
        if request.is_ranking_only() {
            return Ok(response);
        }
        let vocabulary = || generation.vocabulary(&self.denied);
        response.suggestions = rescue(&generation, request, response.by_words, vocabulary).map_err(failed)?;
        Ok(response)
    }

    fn generation(&self) -> Result<String, EngineError> {
        self.serving_name().ok_or(EngineError::NoGeneration)
    }
}

impl Discovery for LocalIndex {
    fn similar(&self, request: &SimilarRequest) -> Result<Option<SimilarResponse>, EngineError> {
        let generation = self.serving.load_full().ok_or(EngineError::NoGeneration)?;
        similar(&generation, request).map_err(failed)
    }

    fn suggest(&self, request: &SuggestRequest) -> Result<Vec<Suggestion>, EngineError> {
        let generation = self.serving.load_full().ok_or(EngineError::NoGeneration)?;
        let vocabulary = generation.vocabulary(&self.denied).map_err(failed)?;
        Ok(vocabulary.complete(request))
    }

    fn copies(&self, id: &DocumentId) -> Result<Option<CopiesResponse>, EngineError> {
        let generation = self.serving.load_full().ok_or(EngineError::NoGeneration)?;
        generation.copies(id).map_err(failed)
    }

    fn citations(&self, id: &DocumentId) -> Result<Option<CitationsResponse>, EngineError> {
        let generation = self.serving.load_full().ok_or(EngineError::NoGeneration)?;
        citations(&generation, id).map_err(failed)
    }
}

/// What puts the original before its copies: it has a number, and is the earliest that has a date.
fn original_first(hit: &StoredHit) -> (bool, bool, Option<Date>, &DocumentId) {
    (hit.document_number.is_none(), hit.published_on.is_none(), hit.published_on, &hit.id)
}

fn failed(error: IndexError) -> EngineError {
    EngineError::Failed(Box::new(error))
}

/// A generation opened for searching.
pub(crate) struct OpenGeneration {
    pub(crate) name: String,
    pub(crate) fields: Fields,
    pub(crate) analyzer: Analyzer,
    reader: IndexReader,
    duplicates: Duplicates,
    authority: Authority,
    facet_values: Arc<AllValues>,
    short_forms: ShortForms,
    has_attached: bool,
    /// Made when it is first needed.
    vocabulary: Mutex<Option<Arc<Vocabulary>>>,
    /// Made when meaning is first asked for, and again for other vectors.
    known_documents: Mutex<Option<Arc<KnownDocuments>>>,
}

impl OpenGeneration {
    pub(crate) fn open_index(directory: &Path, name: &str, analyzer: &Analyzer) -> Result<Self, IndexError> {
        let doing = IndexError::tantivy;
        let index = sealed::open(directory)?;
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
        let authority = Authority::find(&searcher)?;
        let facet_values = match searcher.segment_readers().first() {
            Some(segment) => facet_values::read(segment)?,
            None => AllValues::default(),
        };
        let short_forms = short_forms::read(directory, name)?;
        let attached = searcher.total_num_tokens(fields.attached_bigrams).map_err(doing("counting attachments"))?;
        let (name, analyzer) = (name.to_owned(), analyzer.clone());
        Ok(Self {
            name,
            fields,
            analyzer,
            reader,
            duplicates,
            authority,
            facet_values: Arc::new(facet_values),
            short_forms,
            has_attached: attached > 0,
            vocabulary: Mutex::default(),
            known_documents: Mutex::default(),
        })
    }

    /// Whether any attachment has a text to be searched.
    pub(crate) fn has_attached(&self) -> bool {
        self.has_attached
    }

    /// The short forms that a search writes out: those that ship, and those that its documents introduce.
    pub(crate) fn short_forms(&self) -> &ShortForms {
        &self.short_forms
    }

    /// What its documents are worth by the works that cite theirs.
    pub(crate) fn authority(&self) -> &Authority {
        &self.authority
    }

    /// The facet values of its documents.
    pub(crate) fn facet_values(&self) -> &Arc<AllValues> {
        &self.facet_values
    }

    /// The documents that say the same.
    pub(crate) fn duplicates(&self) -> &Duplicates {
        &self.duplicates
    }

    /// What can be suggested. Who comes while it is made waits for it.
    pub(crate) fn vocabulary(&self, denied: &[String]) -> Result<Arc<Vocabulary>, IndexError> {
        // A panic while it was made left nothing behind, so it is made again.
        let mut made = self.vocabulary.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(vocabulary) = made.as_ref() {
            return Ok(Arc::clone(vocabulary));
        }
        let vocabulary = Arc::new(Vocabulary::build(self, denied)?);
        *made = Some(Arc::clone(&vocabulary));
        Ok(vocabulary)
    }

    /// Where each document stands in a list of those whose meaning is known. Who comes while it is made waits for it.
    pub(crate) fn known_documents(&self, known: &Arc<[DocumentId]>) -> Result<Arc<KnownDocuments>, IndexError> {
        let mut made = self.known_documents.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(documents) = made.as_ref().filter(|documents| documents.is_of(known)) {
            return Ok(Arc::clone(documents));
        }
        let documents = Arc::new(KnownDocuments::find(&self.searcher(), Arc::clone(known))?);
        *made = Some(Arc::clone(&documents));
        Ok(documents)
    }

    /// The other documents that say the same as the document `id`; `None` when there is no such document.
    fn copies(&self, id: &DocumentId) -> Result<Option<CopiesResponse>, IndexError> {
        let searcher = self.searcher();
        let Some(DocAddress { segment_ord, doc_id }) = address_of(&searcher, id)? else { return Ok(None) };
        let others = self.duplicates.of(doc_id).into_iter().filter(|other| *other != doc_id);
        let others: Result<Vec<StoredHit>, IndexError> =
            others.map(|other| Ok(self.stored(&searcher, DocAddress::new(segment_ord, other))?.hit)).collect();
        let mut others = others?;
        others.sort_by(|a, b| original_first(a).cmp(&original_first(b)));
        Ok(Some(CopiesResponse {
            total: others.len(),
            documents: others.into_iter().take(COPIES_MAX).map(brief).collect(),
            generation: self.name.clone(),
        }))
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
        search::search(self, request, None)
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
