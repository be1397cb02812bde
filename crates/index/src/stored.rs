//! A document as the index keeps it: its fields to search, and what a hit shows.

use gongkai_analysis::{Normalized, canonical_document_number};
use gongkai_document::{Attachment, Column, Date, Document, DocumentId, DocumentNumber, IndexNumber, Kind, Validity};
use gongkai_query::QUERY_CHARS_MAX;
use serde::{Deserialize, Serialize};
use tantivy::TantivyDocument;

use crate::citations::{cited, work};
use crate::duplicates::{Fingerprint, fingerprint};
use crate::schema::Fields;
use crate::town::town;

/// What a hit shows of a document, apart from its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct StoredHit {
    pub(crate) id: DocumentId,
    pub(crate) title: String,
    pub(crate) url: Option<String>,
    pub(crate) kind: Kind,
    pub(crate) publisher: Option<String>,
    pub(crate) column: Option<Column>,
    pub(crate) document_number: Option<DocumentNumber>,
    pub(crate) index_number: Option<IndexNumber>,
    pub(crate) published_on: Option<Date>,
    pub(crate) made_on: Option<Date>,
    pub(crate) validity: Validity,
    pub(crate) attachments: usize,
    /// The files that have a text, in the order of their stored texts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) read_attachments: Vec<ReadAttachment>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) text_poor: bool,
}

/// An attachment that has a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ReadAttachment {
    pub(crate) name: String,
    pub(crate) url: String,
}

/// What the index keeps of a document to show it.
pub(crate) struct Stored {
    pub(crate) hit: StoredHit,
    pub(crate) body: String,
    /// Empty when the document is no reply to one.
    pub(crate) question: String,
    /// The texts of [`StoredHit::read_attachments`].
    pub(crate) attached: Vec<String>,
}

impl From<&Document> for StoredHit {
    fn from(document: &Document) -> Self {
        Self {
            id: document.id.clone(),
            title: document.title.clone(),
            url: document.url.clone(),
            kind: document.kind,
            publisher: document.publisher.clone(),
            column: document.columns.first().cloned(),
            document_number: document.document_number.clone(),
            index_number: document.index_number.clone(),
            published_on: document.published_on,
            made_on: document.made_on,
            validity: document.validity,
            attachments: document.attachments.len(),
            read_attachments: read_attachments(document)
                .map(|(file, _)| ReadAttachment { name: file.name.clone(), url: file.url.clone() })
                .collect(),
            text_poor: document.text_poor,
        }
    }
}

/// The attachments that have a text, each with it.
fn read_attachments(document: &Document) -> impl Iterator<Item = (&Attachment, &str)> {
    document.attachments.iter().filter_map(|file| {
        let text = file.text.as_deref().filter(|text| !text.trim().is_empty())?;
        Some((file, text))
    })
}

/// The question that a public reply answers.
fn question(document: &Document) -> Option<&str> {
    let request = document.request.as_ref().filter(|_| document.kind == Kind::Reply)?;
    Some(request.text.as_str()).filter(|text| !text.trim().is_empty())
}

/// The form in which index numbers are compared: folded, without blanks.
pub(crate) fn index_number_key(number: &str) -> String {
    Normalized::new(number).text().chars().filter(|c| *c != ' ').collect()
}

/// Days since 1970-01-01.
pub(crate) fn day(date: Date) -> i64 {
    let epoch = Date::constant(1970, 1, 1);
    (date - epoch).get_days().into()
}

/// The document as tantivy takes it.
pub(crate) fn to_tantivy(document: &Document, fields: &Fields) -> Result<TantivyDocument, serde_json::Error> {
    let mut to = TantivyDocument::default();
    let title_fields = [fields.title_words, fields.title_bigrams, fields.title_characters];
    for field in [fields.words, fields.bigrams, fields.characters].into_iter().chain(title_fields) {
        to.add_text(field, &document.title);
    }
    for field in [fields.words, fields.bigrams, fields.characters] {
        to.add_text(field, &document.body);
    }
    to.add_text(fields.title_key, title_key(&document.title));
    if document.title.trim().is_empty() {
        let lead = lead(&document.body);
        for field in [fields.lead_words, fields.lead_bigrams, fields.lead_characters] {
            to.add_text(field, lead);
        }
    }
    if let Some(question) = question(document) {
        to.add_text(fields.words, question);
        to.add_text(fields.characters, question);
        to.add_text(fields.bigrams, apart(question));
    }
    add_attachments(&mut to, document, fields);
    to.add_text(fields.id, document.id.as_str());
    if let Some(work) = work(&document.title) {
        to.add_u64(fields.work, work);
    }
    for cited in cited(document) {
        to.add_u64(fields.cites, cited);
    }
    if let Some(Fingerprint { text, traits }) = fingerprint(document) {
        to.add_u64(fields.copy_text, text);
        for one in traits {
            to.add_u64(fields.copy_traits, one);
        }
    }
    if let Some(number) = &document.document_number {
        let canonical = canonical_document_number(number.as_str()).unwrap_or_else(|| index_number_key(number.as_str()));
        to.add_text(fields.document_number, canonical);
    }
    if let Some(number) = &document.index_number {
        to.add_text(fields.index_number, index_number_key(number.as_str()));
    }
    if let Some(number) = &document.unified_number {
        to.add_text(fields.index_number, index_number_key(number));
    }
    to.add_text(fields.kind, document.kind.code());
    to.add_text(fields.validity, document.validity.code());
    if let Some(publisher) = &document.publisher {
        to.add_text(fields.publisher, publisher);
    }
    if let Some(town) = town(document) {
        to.add_text(fields.town, town);
    }
    for path in column_paths(&document.columns) {
        to.add_text(fields.column, path);
    }
    if let Some(date) = document.published_on {
        to.add_i64(fields.year, date.year().into());
        to.add_i64(fields.published, day(date));
    }
    to.add_bool(fields.has_attachment, !document.attachments.is_empty());
    to.add_text(fields.source, serde_json::to_string(&StoredHit::from(document))?);
    to.add_text(fields.body, &document.body);
    if let Some(question) = question(document) {
        to.add_text(fields.question, question);
    }
    Ok(to)
}

/// By what a title is known again however it is punctuated: its letters and digits, folded.
pub(crate) fn title_key(title: &str) -> String {
    Normalized::new(title).text().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// How many characters of a text without a title stand in for one: a headline's worth of news, a reply's first sentence.
/// With 200 the gain is a third less.
const LEAD_CHARS: usize = 100;

fn lead(body: &str) -> &str {
    let end = body.char_indices().nth(LEAD_CHARS).map_or(body.len(), |(at, _)| at);
    body.get(..end).unwrap_or_default()
}

/// Adds the texts of the attachments: to be searched, and to be shown.
fn add_attachments(to: &mut TantivyDocument, document: &Document, fields: &Fields) {
    for (place, (_, text)) in read_attachments(document).enumerate() {
        if place == 0 {
            to.add_text(fields.attached_bigrams, text);
        } else {
            to.add_text(fields.attached_bigrams, apart(text));
        }
        to.add_text(fields.attached_words, text);
        to.add_text(fields.attached, text);
    }
}

/// `text` so far behind the one before it in its field that no query is long enough to be a phrase over both.
fn apart(text: &str) -> String {
    format!("{}{text}", "。".repeat(QUERY_CHARS_MAX))
}

/// Every path of `columns` and the paths above them, each once.
fn column_paths(columns: &[Column]) -> Vec<&str> {
    let mut paths = Vec::new();
    for column in columns.iter().map(Column::as_str) {
        let ends = column.match_indices('/').map(|(at, _)| at).chain([column.len()]);
        for path in ends.filter_map(|end| column.get(..end)) {
            if !path.is_empty() && !paths.contains(&path) {
                paths.push(path);
            }
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_found_under_every_column_above_it() {
        let columns = [Column::new("政策/规范性文件"), Column::new("政策/其他文件"), Column::new("通知公告")];
        assert_eq!(column_paths(&columns), ["政策", "政策/规范性文件", "政策/其他文件", "通知公告"]);
    }

    #[test]
    fn days_before_1970_count_down() {
        assert_eq!(day(Date::constant(1970, 1, 2)), 1);
        assert_eq!(day(Date::constant(1949, 10, 1)), -7_397);
    }
}
