//! Finding precedents: the closest cases to a request, grouped where their replies say the same.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use gongkai_archive::Archive;
use gongkai_document::DocumentId;
use gongkai_index::{IndexRoot, LocalIndex};
use gongkai_query::{Hit, Meaning, QUERY_CHARS_MAX, SearchEngine, SearchRequest};
use gongkai_register::Register;

use crate::answer::{Answer, Group, SimilarCase};
use crate::case::{Case, is_request};
use crate::error::{PrecedentsError, Result};
use crate::replies_alike::said;
use crate::request::{Asked, Order, PrecedentRequest};
use crate::subject::{Folded, Subject};

/// How many of the closest cases are looked at: five screens of them. What comes behind is hardly alike.
pub const LOOKED_AT_MAX: usize = 50;
/// Below so much of what a request is about, another one is not compared the other way round.
const COMPARED_MIN: f32 = 0.5;

/// The staff's index with the files that its cases are read from.
///
/// What a person corrects in the register shows at once; what is filtered by it follows with the next generation.
pub struct Precedents {
    index: LocalIndex,
    files: Files,
    /// Both are opened when they are first needed and kept, one for all searches: they answer in microseconds.
    register: Mutex<Option<Register>>,
    archive: Mutex<Option<Archive>>,
}

/// Where the sources of the staff's index lie; either may be missing.
#[derive(Debug, Clone)]
pub struct Files {
    /// The register.
    pub register: PathBuf,
    /// The archive.
    pub archive: PathBuf,
}

impl Precedents {
    /// Opens the current generation of the staff's index in `root`; with none there yet, searches say so until
    /// [`Precedents::refresh`] finds one.
    pub fn open(root: IndexRoot, files: Files) -> Result<Self> {
        let (register, archive) = (Mutex::default(), Mutex::default());
        Ok(Self { index: LocalIndex::open(root)?, files, register, archive })
    }

    /// The same, which also finds cases by what they mean, and by words alone when that takes longer than a request can
    /// wait.
    #[must_use]
    pub fn with_meaning(mut self, meaning: Arc<dyn Meaning>) -> Self {
        self.index = self.index.with_meaning(meaning);
        self
    }

    /// Looks whether another generation has become current, and serves it; whether something changed.
    pub fn refresh(&self) -> Result<bool> {
        Ok(self.index.refresh()?)
    }

    /// The staff's index itself: for searches by words, with the query language of the public one.
    pub fn index(&self) -> &LocalIndex {
        &self.index
    }

    /// Finds the cases closest to a request.
    pub fn find(&self, request: &PrecedentRequest) -> Result<Answer> {
        let asked = self.asked(request)?;
        let subject = Subject::new(&self.index, &asked.text)?;
        let search = search_for(&asked.text)?.with_filters(request.filters().for_index())?;
        let search = search.with_meaning(request.meaning_budget());
        let response = self.index.search(&search)?;
        let looked_at = response.hits.iter().filter(|hit| asked.case.as_ref().is_none_or(|case| case.id != hit.id));
        let mut cases = Vec::new();
        for hit in looked_at {
            // What was taken out of its source since the index was built is no precedent any more.
            if let Some(case) = self.case(&hit.id, hit)? {
                cases.push(self.similar(&subject, case, hit.score)?);
            }
        }
        let mut answer = Answer {
            terms: subject.words().map(str::to_owned).collect(),
            asked,
            looked_at: cases.len(),
            decisions: Answer::decisions_of(&cases),
            groups: grouped(cases),
            generation: response.generation,
        };
        match request.order() {
            Order::Similarity => {}
            Order::Newest => answer.groups.sort_by_key(|group| std::cmp::Reverse(group.day())),
            Order::Oldest => answer.groups.sort_by_key(|group| (group.day().is_none(), group.day())),
        }
        Ok(answer)
    }

    /// One case by its request's number, however its brackets are written.
    pub fn case_of_request(&self, number: &str) -> Result<Option<Case>> {
        let record = self.with_register(|register| Ok(register.record(number)?))?.flatten();
        Ok(record.as_ref().and_then(Case::of_record))
    }

    /// One case by its document in the staff's index.
    pub fn case_of_document(&self, id: &DocumentId) -> Result<Option<Case>> {
        let stored =
            kept(&self.archive, &self.files.archive, Archive::open_read_only, |archive| Ok(archive.document(id)?))?;
        let Some(stored) = stored.flatten() else { return Ok(None) };
        let is_staffs = stored.document.access == gongkai_document::Access::Staff;
        Ok(is_staffs.then(|| Case::of_document(&stored.document)))
    }

    /// The numbers of all requests by the same applicant as this one, itself among them; none where it is not known.
    pub(crate) fn requests_of_applicant(&self, number: &str) -> Result<Vec<String>> {
        let of = |register: &Register| match register.applicant(number)? {
            Some(name) => Ok(register.requests_of(&name)?),
            None => Ok(Vec::new()),
        };
        Ok(self.with_register(of)?.unwrap_or_default())
    }

    /// Who made a request, where that is known.
    pub(crate) fn applicant(&self, number: &str) -> Result<Option<String>> {
        Ok(self.with_register(|register| Ok(register.applicant(number)?))?.flatten())
    }

    /// The numbers of all requests made under a name.
    pub(crate) fn requests_of_name(&self, name: &str) -> Result<Vec<String>> {
        Ok(self.with_register(|register| Ok(register.requests_of(name)?))?.unwrap_or_default())
    }

    /// The subject that a text is.
    pub(crate) fn subject(&self, text: &str) -> Result<Subject> {
        Subject::new(&self.index, text)
    }

    fn asked(&self, request: &PrecedentRequest) -> Result<Asked> {
        let number = match request {
            PrecedentRequest { text: Some(text), .. } => {
                return Ok(Asked { text: text.clone(), case: None });
            }
            PrecedentRequest { number, .. } => number,
        };
        let case = self.case_of_request(number)?.ok_or_else(|| PrecedentsError::NoSuchRequest(number.clone()))?;
        if case.request.is_empty() {
            return Err(PrecedentsError::NoText(number.clone()));
        }
        Ok(Asked { text: case.request.clone(), case: Some(case) })
    }

    fn case(&self, id: &DocumentId, hit: &Hit) -> Result<Option<Case>> {
        match &hit.index_number {
            Some(number) if is_request(id) => self.case_of_request(number.as_str()),
            _ => self.case_of_document(id),
        }
    }

    fn similar(&self, subject: &Subject, case: Case, score: f32) -> Result<SimilarCase> {
        let (request, reply) = (Folded::new(&case.request), Folded::new(&case.reply));
        let (of_request, of_reply) = (subject.shared_with(&request), subject.shared_with(&reply));
        let is_same_matter = of_request.share >= COMPARED_MIN && subject.is_same_matter(&self.subject(&case.request)?);
        // Of the request's words those that the reply alone has are told too: a reply may name what was asked.
        let mut shared_terms = of_request.words;
        for word in of_reply.words {
            if !shared_terms.contains(&word) {
                shared_terms.push(word);
            }
        }
        Ok(SimilarCase {
            case,
            score,
            request_likeness: percent(of_request.share),
            reply_likeness: percent(of_reply.share),
            shared_terms,
            is_same_matter,
        })
    }

    /// Does something with the register; `None` when there is none.
    fn with_register<T>(&self, work: impl FnOnce(&Register) -> Result<T>) -> Result<Option<T>> {
        kept(&self.register, &self.files.register, Register::open_read_only, work)
    }
}

/// Does something with a file that is opened when it is first needed; `None` when there is none.
fn kept<F, T, E: Into<PrecedentsError>>(
    file: &Mutex<Option<F>>,
    path: &Path,
    open: impl FnOnce(&Path) -> Result<F, E>,
    work: impl FnOnce(&F) -> Result<T>,
) -> Result<Option<T>> {
    // Reading leaves nothing half done, so a panic while it was held left it as it was.
    let mut opened = file.lock().unwrap_or_else(PoisonError::into_inner);
    if opened.is_none() && is_there(path)? {
        *opened = Some(open(path).map_err(Into::into)?);
    }
    opened.as_ref().map(work).transpose()
}

fn is_there(path: &Path) -> Result<bool> {
    path.try_exists().map_err(|source| PrecedentsError::CannotLook { path: path.to_owned(), source })
}

/// The search for a text: every case a hit of its own, because the same reply may have been given on other grounds.
fn search_for(text: &str) -> Result<SearchRequest> {
    let end = text.char_indices().nth(QUERY_CHARS_MAX).map_or(text.len(), |(end, _)| end);
    let request = SearchRequest::pasted(text.get(..end).unwrap_or_default())?;
    Ok(request.with_page(1, LOOKED_AT_MAX)?.with_ranking_only())
}

/// Puts cases together whose replies say the same, in the order of the closest of each.
fn grouped(cases: Vec<SimilarCase>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for case in cases {
        let key = said(&case.case.reply);
        let place = key.as_ref().and_then(|key| places.get(key)).copied();
        if let Some(group) = place.and_then(|place| groups.get_mut(place)) {
            group.others.push(case);
            continue;
        }
        if let Some(key) = key {
            places.insert(key, groups.len());
        }
        groups.push(Group { closest: case, others: Vec::new() });
    }
    groups
}

/// A share in percent.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is clamped to 0 to 100")]
fn percent(share: f32) -> u8 {
    (share * 100.0).round().clamp(0.0, 100.0) as u8
}
