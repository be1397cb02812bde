//! One case: a request and what became of it, from the register or from an imported reply.

use gongkai_document::{ApplicantType, CaseResult, Date, Decision, Document, DocumentId, Kind, Stage};
use gongkai_register::{Field, Record};
use gongkai_replies::{Provision, provisions_in, read_reply};
use serde::Serialize;

/// The longest identifier that a document may have, in bytes.
const ID_BYTES_MAX: usize = 200;
/// What the identifiers of requests in the index begin with; imported documents bring other ones.
const REQUEST: &str = "request:";
/// How many characters of a request stand for it where there is no title.
const GIST_CHARS: usize = 60;

/// A request, the reply to it, and what became of both. Who asked is not in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Case {
    /// Its document in the staff's index.
    pub id: DocumentId,
    /// The register's number; an imported reply may have none.
    pub number: Option<String>,
    /// What it is about, in a line.
    pub title: String,
    /// What was asked; empty where only the reply is there.
    pub request: String,
    /// What was replied; empty before there is a reply.
    pub reply: String,
    /// The reply's own number (文号).
    pub reply_number: Option<String>,
    /// The day the office received it.
    pub received_on: Option<Date>,
    /// The day of the reply.
    pub replied_on: Option<Date>,
    /// What sort of applicant asked.
    pub applicant_type: Option<ApplicantType>,
    /// The department that handled it.
    pub department: Option<String>,
    /// Where it stands.
    pub stage: Option<Stage>,
    /// What was decided.
    pub decision: Option<Decision>,
    /// How sure the decision is, in percent, where nobody wrote it down and it was read from the reply.
    pub decision_confidence: Option<u8>,
    /// What the decision rests on.
    pub basis: Vec<Provision>,
    /// What an administrative review made of it.
    pub review: Option<CaseResult>,
    /// What a court made of it.
    pub lawsuit: Option<CaseResult>,
}

impl Case {
    /// The case that a register's request is; `None` when its number cannot identify a document.
    pub fn of_record(record: &Record) -> Option<Self> {
        let text = |field| record.value(field).map(str::trim).filter(|text| !text.is_empty());
        let reply = record.replies.iter().map(|reply| reply.text.trim()).collect::<Vec<_>>().join("\n");
        let request = text(Field::Text).unwrap_or_default().to_owned();
        let mut case = Self {
            id: id_of(&record.number)?,
            number: Some(record.number.clone()),
            title: gist(if request.is_empty() { &reply } else { &request }),
            request,
            reply,
            reply_number: text(Field::ReplyNumber).map(str::to_owned),
            received_on: record.day(Field::ReceivedOn),
            replied_on: record.day(Field::RepliedOn),
            applicant_type: record.applicant_type(),
            department: text(Field::Department).map(str::to_owned),
            stage: record.stage(),
            decision: record.decision(),
            decision_confidence: None,
            basis: text(Field::LegalBasis).map(provisions_in).unwrap_or_default(),
            review: record.result(Field::ReviewResult),
            lawsuit: record.result(Field::LawsuitResult),
        };
        // What a person or the register says goes before what was read; of several letters the last one counts.
        for reading in record.replies.iter().rev().map(|reply| &reply.reading) {
            if case.decision.is_none()
                && let Some(outcome) = reading.decision()
            {
                (case.decision, case.decision_confidence) = (Some(outcome.decision), Some(outcome.confidence));
            }
            if case.basis.is_empty() {
                case.basis = reading.basis().map(|citation| citation.provision.clone()).collect();
            }
        }
        Some(case)
    }

    /// The case that an imported document is: a reply, with its request where the import brought one.
    pub fn of_document(document: &Document) -> Self {
        let request = document.request.clone().unwrap_or_default();
        let reading = read_reply(&document.body);
        let read = reading.decision().filter(|_| request.decision.is_none());
        let basis = match &request.legal_basis {
            Some(basis) => provisions_in(basis),
            None => reading.basis().map(|citation| citation.provision.clone()).collect(),
        };
        let title = [&document.title, &request.text, &document.body].into_iter().find(|text| !text.trim().is_empty());
        Self {
            id: document.id.clone(),
            number: Some(request.number).filter(|number| !number.is_empty()),
            title: title.map(|text| gist(text)).unwrap_or_default(),
            request: request.text,
            reply: document.body.clone(),
            reply_number: document.document_number.as_ref().map(|number| number.as_str().to_owned()),
            received_on: request.received_on,
            replied_on: request.replied_on.or(document.published_on).or(document.made_on),
            applicant_type: request
                .applicant_type
                .and_then(|text| coded(&text, ApplicantType::ALL, ApplicantType::label)),
            department: request.department.or_else(|| document.publisher.clone()),
            stage: request.status.and_then(|text| coded(&text, Stage::ALL, Stage::label)),
            decision: request.decision.or_else(|| read.as_ref().map(|outcome| outcome.decision)),
            decision_confidence: read.map(|outcome| outcome.confidence),
            basis,
            review: None,
            lawsuit: None,
        }
    }

    /// The day that the case is filed under: that of the reply, before there is one that of the request.
    pub fn day(&self) -> Option<Date> {
        self.replied_on.or(self.received_on)
    }

    /// The case as the staff's index takes it.
    pub(crate) fn document(&self) -> Document {
        // A title of ours repeats the request's beginning, which is searched already.
        let mut document = Document::new(self.id.clone(), String::new(), self.reply.clone());
        document.kind = Kind::Reply;
        document.access = gongkai_document::Access::Staff;
        document.published_on = self.day();
        document.publisher.clone_from(&self.department);
        document.document_number = self.reply_number.as_deref().and_then(gongkai_document::DocumentNumber::new);
        document.index_number = self.number.as_deref().and_then(gongkai_document::IndexNumber::new);
        document.request = Some(gongkai_document::Request {
            number: self.number.clone().unwrap_or_default(),
            text: self.request.clone(),
            ..gongkai_document::Request::default()
        });
        document
    }
}

/// The value whose code or label a text is.
fn coded<T: Copy + std::str::FromStr>(text: &str, all: &[T], label: impl Fn(T) -> &'static str) -> Option<T> {
    text.parse().ok().or_else(|| all.iter().copied().find(|value| label(*value) == text))
}

/// The identifier of the request with that number.
fn id_of(number: &str) -> Option<DocumentId> {
    let mut id = REQUEST.to_owned();
    id.extend(number.chars().filter(|c| !c.is_whitespace() && !c.is_control()));
    let end = (0..=ID_BYTES_MAX.min(id.len())).rev().find(|end| id.is_char_boundary(*end))?;
    id.truncate(end);
    DocumentId::new(id).ok().filter(|id| id.as_str() != REQUEST)
}

/// Whether a document of the staff's index is a request of the register.
pub(crate) fn is_request(id: &DocumentId) -> bool {
    id.as_str().starts_with(REQUEST)
}

/// A text's beginning, in one line.
fn gist(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(GIST_CHARS) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
