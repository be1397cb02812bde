//! The document: one item of a catalogue, in plain text with its fields.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Access, Date, DateTime, DocumentId, DocumentNumber, IndexNumber, Kind, Request, Unread, Validity};

/// One item of a catalogue or of a register. Its JSON is the import and export form, one object a line.
///
/// What a source does not give stays absent; nothing here is guessed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// What the document is called for ever.
    pub id: DocumentId,
    /// The title in plain text; empty where the source has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The text, a paragraph a line (`\n`).
    pub body: String,
    /// The day it was published (发布日期), in China.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<Date>,
    /// When it was published, to the minute or the second, in China's time; only where its page tells the time of day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<DateTime>,
    /// The day it was made (成文日期), in China.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_on: Option<Date>,
    /// The body that published it (发布机构).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Where the publisher has the text from (信息来源), as its page says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The site that it stands on, by the page's own `SiteName`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// That site's national number (网站标识码, ten digits).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site_id_code: Option<String>,
    /// Its document number (文号), as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_number: Option<DocumentNumber>,
    /// Its index number (索引号), as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index_number: Option<IndexNumber>,
    /// Its number among the normative documents of a city (统一编号), as written: `GZ0320240034`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unified_number: Option<String>,
    /// The columns that list it, the main one first.
    #[serde(default, rename = "column", with = "one_or_many", skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Column>,
    /// What sort of document it is.
    #[serde(default = "other")]
    pub kind: Kind,
    /// Whether it is in force, as its source claims.
    #[serde(default = "unknown")]
    pub validity: Validity,
    /// That claim in its source's own words: `失效（提前废止）`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validity_claim: Option<String>,
    /// The day from which it is in force (实施日期).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_on: Option<Date>,
    /// The last day on which it is in force (失效日期).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<Date>,
    /// Where the public reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Who may see it.
    #[serde(default = "public")]
    pub access: Access,
    /// How many pictures stand in its text.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub images: usize,
    /// Whether what it says stands in pictures, films or files, and hardly anything in text.
    #[serde(default, skip_serializing_if = "is_false")]
    pub text_poor: bool,
    /// The files that hang on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// The documents it belongs with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
    /// The request or the question that it answers, when it is a reply; then the text is the answer alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Request>,
    /// Fields of an import that Gongkai does not know: kept, and given back by an export.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

impl Document {
    /// A public document that has nothing but an identifier, a title and a text.
    pub fn new(id: DocumentId, title: impl Into<String>, body: impl Into<String>) -> Self {
        Self {
            id,
            title: title.into(),
            body: body.into(),
            published_on: None,
            published_at: None,
            made_on: None,
            publisher: None,
            source: None,
            site: None,
            site_id_code: None,
            document_number: None,
            index_number: None,
            unified_number: None,
            columns: Vec::new(),
            kind: Kind::Other,
            validity: Validity::Unknown,
            validity_claim: None,
            effective_on: None,
            expires_on: None,
            url: None,
            access: Access::Public,
            images: 0,
            text_poor: false,
            attachments: Vec::new(),
            relations: Vec::new(),
            request: None,
            unknown: Map::new(),
        }
    }
}

fn other() -> Kind {
    Kind::Other
}

fn unknown() -> Validity {
    Validity::Unknown
}

fn public() -> Access {
    Access::Public
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}

/// A column (栏目) of a catalogue, as the path of names from the top: `政策/规范性文件`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Column(String);

impl Column {
    /// Keeps a path that is already written with slashes.
    pub fn new(path: impl Into<String>) -> Self {
        Self(path.into())
    }

    /// Joins the names from the top down; a slash within a name is written in full width (／).
    pub fn from_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self(names.into_iter().map(|name| name.replace('/', "／")).collect::<Vec<_>>().join("/"))
    }

    /// The path with slashes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A file that hangs on a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The name a reader sees.
    pub name: String,
    /// Where the file is.
    pub url: String,
    /// Its text, a paragraph a line (`\n`), once it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Why it has no text, once that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<Unread>,
}

impl Attachment {
    /// A file that nobody has read yet.
    pub fn new(name: impl Into<String>, url: impl Into<String>) -> Self {
        Self { name: name.into(), url: url.into(), text: None, unread: None }
    }
}

/// How one document belongs to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// The other document explains this one (解读).
    InterpretedBy,
    /// This document explains the other one.
    Interprets,
    /// The portal shows them together.
    Related,
}

/// A link from a document to another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// How they belong together.
    pub kind: RelationKind,
    /// The other document.
    pub id: DocumentId,
    /// Its title, as this document's page gives it.
    pub title: String,
}

/// `column` in the import form: one path, or a list of them.
mod one_or_many {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Column;

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        None(()),
        One(Column),
        Many(Vec<Column>),
    }

    pub(super) fn serialize<S: Serializer>(columns: &[Column], serializer: S) -> Result<S::Ok, S::Error> {
        match columns {
            [one] => one.serialize(serializer),
            many => many.serialize(serializer),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Column>, D::Error> {
        Ok(match OneOrMany::deserialize(deserializer)? {
            OneOrMany::None(()) => Vec::new(),
            OneOrMany::One(column) => vec![column],
            OneOrMany::Many(columns) => columns,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_import_form_reads_back_with_its_unknown_fields() {
        let line = r#"{"id":"r-1","body":"正文","published_on":"2020-08-10","column":["政策/其他文件","通知公告"],"kind":"notice","validity":"valid","access":"public","colour":"red"}"#;
        let document: Document = serde_json::from_str(line).unwrap();
        assert_eq!(document.columns.len(), 2);
        assert_eq!(document.unknown["colour"], "red");
        assert_eq!(serde_json::to_string(&document).unwrap(), line);
    }

    #[test]
    fn a_single_column_is_a_plain_text() {
        let mut document = Document::new(DocumentId::from_post("nfcms", 1), "标题", "正文");
        document.columns = vec![Column::from_names(["政策", "规章/规范性文件"])];
        let json = serde_json::to_value(&document).unwrap();
        assert_eq!(json["column"], "政策/规章／规范性文件");
    }

    #[test]
    fn a_date_that_does_not_exist_is_refused() {
        let error = serde_json::from_str::<Document>(r#"{"id":"r-1","body":"","made_on":"2023-02-30"}"#);
        assert!(error.is_err());
    }
}
