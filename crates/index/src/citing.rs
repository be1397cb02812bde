//! Which documents one document cites, and which cite it: by the keys of works that stand in two columns, and by document
//! numbers.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use gongkai_analysis::{canonical_document_number, document_numbers_in};
use gongkai_document::DocumentId;
use gongkai_query::{Brief, CITATIONS_MAX, CitationsResponse};
use tantivy::collector::TopDocs;
use tantivy::query::{Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, Searcher, SegmentReader, Term};

use crate::error::IndexError;
use crate::local::OpenGeneration;
use crate::ranking::phrase_in;
use crate::schema::{CITES, TITLE_KEY, WORK};
use crate::similar::{address_of, brief, in_order};
use crate::stored::Stored;

/// How many of the document numbers in a text are looked for.
const NUMBERS_MAX: usize = 200;
/// How many documents with one number are looked at for the first of them.
const HOLDERS_MAX: usize = 10;
/// How many documents are looked at that give a document's number.
const GIVING_MAX: usize = 1_000;

/// What the document `id` cites and what cites it; `None` when the generation does not have it.
pub(crate) fn citations(generation: &OpenGeneration, id: &DocumentId) -> Result<Option<CitationsResponse>, IndexError> {
    let searcher = generation.searcher();
    let Some(address) = address_of(&searcher, id)? else { return Ok(None) };
    let columns = CitationColumns::of(searcher.segment_reader(address.segment_ord))?;
    let citing = Citing { generation, searcher: &searcher, address, subject: generation.stored(&searcher, address)? };

    let mut cites: Vec<DocId> = columns.named_by(address.doc_id)?;
    cites.extend(citing.numbered()?);
    let mut cited_by = columns.naming(address.doc_id)?;
    cited_by.extend(citing.giving_its_number()?);
    let cites = citing.once(cites, CITATIONS_MAX)?;
    let mut cited_by = citing.once(cited_by, usize::MAX)?;
    cited_by.sort_by(|a, b| b.published_on.cmp(&a.published_on).then_with(|| a.id.cmp(&b.id)));
    let cited_by_total = cited_by.len();
    cited_by.truncate(CITATIONS_MAX);
    Ok(Some(CitationsResponse { cites, cited_by, cited_by_total, generation: generation.name.clone() }))
}

/// The document whose citations are asked for.
struct Citing<'a> {
    generation: &'a OpenGeneration,
    searcher: &'a Searcher,
    address: DocAddress,
    subject: Stored,
}

impl Citing<'_> {
    fn own_number(&self) -> Option<String> {
        let number = self.subject.hit.document_number.as_ref()?;
        canonical_document_number(number.as_str())
    }

    /// The documents whose number stands in the text.
    fn numbered(&self) -> Result<Vec<DocId>, IndexError> {
        let own = self.own_number();
        let mut found = Vec::new();
        for text in [&self.subject.hit.title, &self.subject.body] {
            for number in document_numbers_in(text).into_iter().take(NUMBERS_MAX) {
                if Some(&number.canonical) == own.as_ref() {
                    continue;
                }
                let term = Term::from_field_text(self.generation.fields.document_number, &number.canonical);
                let holders = self.matches(&TermQuery::new(term, IndexRecordOption::Basic), HOLDERS_MAX)?;
                found.extend(holders.into_iter().take(1));
            }
        }
        Ok(found)
    }

    /// The documents that give its number.
    fn giving_its_number(&self) -> Result<Vec<DocId>, IndexError> {
        let Some(number) = self.own_number() else { return Ok(Vec::new()) };
        let tokens = self.generation.analyzer.query_bigrams(&number);
        if tokens.is_empty() {
            return Ok(Vec::new());
        }
        self.matches(phrase_in(self.generation.fields.bigrams, &tokens).as_ref(), GIVING_MAX)
    }

    fn matches(&self, query: &dyn Query, limit: usize) -> Result<Vec<DocId>, IndexError> {
        let top = TopDocs::with_limit(limit).order_by_score();
        let found = self.searcher.search(query, &top).map_err(IndexError::tantivy("looking for citations"))?;
        Ok(in_order(self.searcher, found)?.into_iter().map(|(_, address)| address.doc_id).collect())
    }

    /// What is shown of the first `limit` of `documents`, each once, and of copies the first; not the document itself nor
    /// its copies.
    fn once(&self, documents: Vec<DocId>, limit: usize) -> Result<Vec<Brief>, IndexError> {
        let duplicates = self.generation.duplicates();
        let mut seen: HashSet<DocId> = duplicates.of(self.address.doc_id).into_iter().collect();
        seen.insert(self.address.doc_id);
        let mut briefs = Vec::new();
        for document in documents {
            if briefs.len() == limit {
                break;
            }
            if !seen.insert(document) {
                continue;
            }
            seen.extend(duplicates.of(document));
            let address = DocAddress::new(self.address.segment_ord, document);
            briefs.push(brief(self.generation.stored(self.searcher, address)?.hit));
        }
        Ok(briefs)
    }
}

/// The columns of works and of what cites them.
struct CitationColumns<'a> {
    segment: &'a SegmentReader,
    works: tantivy::columnar::Column<u64>,
    cites: tantivy::columnar::Column<u64>,
}

impl<'a> CitationColumns<'a> {
    fn of(segment: &'a SegmentReader) -> Result<Self, IndexError> {
        let doing = || IndexError::tantivy("reading citations");
        let works = segment.fast_fields().u64(WORK).map_err(doing())?;
        let cites = segment.fast_fields().u64(CITES).map_err(doing())?;
        Ok(Self { segment, works, cites })
    }

    /// For each work that `document` names, in its order, the document that is it, or its first article.
    fn named_by(&self, document: DocId) -> Result<Vec<DocId>, IndexError> {
        let named: Vec<u64> = self.cites.values_for_doc(document).collect();
        let wanted: HashSet<u64> = named.iter().copied().collect();
        let of_wanted =
            |document| Some((self.works.first(document)?, document)).filter(|(work, _)| wanted.contains(work));
        let found = self.whole((0..self.segment.max_doc()).filter_map(of_wanted))?;
        Ok(named.iter().filter_map(|work| found.get(work).copied()).collect())
    }

    /// The documents that name the work of `document`, of each work one.
    fn naming(&self, document: DocId) -> Result<Vec<DocId>, IndexError> {
        let Some(own) = self.works.first(document) else { return Ok(Vec::new()) };
        let names = |citing: DocId| {
            let is_other = self.works.first(citing) != Some(own);
            is_other && self.cites.values_for_doc(citing).any(|cited| cited == own)
        };
        // What has no name of its own cites for itself.
        let work = |citing| self.works.first(citing).unwrap_or_else(|| u64::from(citing));
        let citing = (0..self.segment.max_doc()).filter(|citing| names(*citing)).map(|citing| (work(citing), citing));
        let mut found: Vec<DocId> = self.whole(citing)?.into_values().collect();
        found.sort_unstable();
        Ok(found)
    }

    /// Of the documents of each work the one with the shortest title, which names no article; of several the first by name.
    fn whole(&self, documents: impl Iterator<Item = (u64, DocId)>) -> Result<HashMap<u64, DocId>, IndexError> {
        let titles = self.segment.fast_fields().str(TITLE_KEY).map_err(IndexError::tantivy("reading titles"))?;
        let title = |document| {
            let titles = titles.as_ref()?;
            let mut title = String::new();
            titles.ord_to_str(titles.ords().first(document)?, &mut title).ok().filter(|known| *known)?;
            Some((title.len(), title))
        };
        let mut best: HashMap<u64, (Option<(usize, String)>, DocId)> = HashMap::new();
        for (work, document) in documents {
            let title = title(document);
            match best.entry(work) {
                Entry::Vacant(place) => {
                    place.insert((title, document));
                }
                // What has no title comes behind what has one.
                Entry::Occupied(mut known) if title.is_some() && (known.get().0.is_none() || title < known.get().0) => {
                    known.insert((title, document));
                }
                Entry::Occupied(_) => {}
            }
        }
        Ok(best.into_iter().map(|(work, (_, document))| (work, document)).collect())
    }
}
