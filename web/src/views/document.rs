//! The page of one document.

use askama::Template;
use gongkai_document::{DocumentNumber, IndexNumber, Kind, RelationKind, Validity};

use crate::archives::PublicDocument;
use crate::identity::Identity;
use crate::views::layout::{Layout, SearchBox};
use crate::views::links::{document_href, web_link};
use crate::views::paragraphs::{Paragraph, paragraphs};
use crate::views::search::{Badge, badge};
use crate::views::text::{column, day, day_of};

/// A document as archived.
#[derive(Template)]
#[template(path = "document.html")]
pub(super) struct DocumentPage<'a> {
    layout: Layout<'a>,
    search_box: SearchBox,
    title: &'a str,
    kind: Kind,
    badge: Option<Badge>,
    /// A document that is no longer in force is not to be taken for one that is.
    warning: Option<&'static str>,
    /// Names and values of what a catalogue tells about a document.
    fields: Vec<(&'static str, String)>,
    request: Vec<(&'static str, String)>,
    request_text: &'a str,
    paragraphs: Vec<Paragraph<'a>>,
    attachments: Vec<File<'a>>,
    relations: Vec<RelationGroup<'a>>,
    source: Option<&'a str>,
    archived_on: String,
    versions: Vec<(u32, String)>,
}

/// A file that hangs on the document.
struct File<'a> {
    name: &'a str,
    href: Option<&'a str>,
}

/// The documents of one sort that belong with this one.
struct RelationGroup<'a> {
    heading: &'static str,
    items: Vec<(&'a str, Option<String>)>,
}

impl<'a> DocumentPage<'a> {
    pub(super) fn new(identity: &'a Identity, found: &'a PublicDocument) -> Self {
        let document = &found.stored.document;
        Self {
            layout: Layout::new(identity),
            search_box: SearchBox::default(),
            title: if document.title.trim().is_empty() { "（无标题）" } else { &document.title },
            kind: document.kind,
            badge: badge(document.validity),
            warning: warning(document.validity),
            fields: fields(found),
            request: request_fields(found),
            request_text: document.request.as_ref().map_or("", |request| request.text.as_str()),
            paragraphs: paragraphs(&document.body),
            attachments: document
                .attachments
                .iter()
                .map(|file| File {
                    name: if file.name.trim().is_empty() { "附件" } else { &file.name },
                    href: web_link(&file.url),
                })
                .collect(),
            relations: relations(found),
            source: document.url.as_deref().and_then(web_link),
            archived_on: day(day_of(found.stored.changed_at)),
            versions: found.versions.iter().rev().map(|version| (version.number, day(day_of(version.at)))).collect(),
        }
    }
}

fn warning(validity: Validity) -> Option<&'static str> {
    match validity {
        Validity::Repealed => Some("本文件已废止，内容仅供查阅。"),
        Validity::Expired => Some("本文件已失效，内容仅供查阅。"),
        Validity::Modified => Some("本文件已被修改，以下内容可能不是现行文本。"),
        Validity::Valid | Validity::ValidExtended | Validity::Unknown => None,
    }
}

/// The fields in the order in which a catalogue's table shows them; what the source does not give is a dash.
fn fields(found: &PublicDocument) -> Vec<(&'static str, String)> {
    let document = &found.stored.document;
    let given = |value: Option<String>| value.unwrap_or_else(|| "—".to_owned());
    let columns: Vec<String> = document.columns.iter().map(|path| column(path.as_str())).collect();
    vec![
        ("索引号", given(document.index_number.as_ref().map(IndexNumber::to_string))),
        ("文号", given(document.document_number.as_ref().map(DocumentNumber::to_string))),
        ("发布机构", given(document.publisher.clone())),
        ("成文日期", given(document.made_on.map(day))),
        ("发布日期", given(document.published_on.map(day))),
        ("有效性", document.validity.label().to_owned()),
        ("栏目", given((!columns.is_empty()).then(|| columns.join("；")))),
    ]
}

/// What was asked and decided, when the document is a reply.
fn request_fields(found: &PublicDocument) -> Vec<(&'static str, String)> {
    let Some(request) = &found.stored.document.request else { return Vec::new() };
    [
        ("登记号", (!request.number.is_empty()).then(|| request.number.clone())),
        ("收到日期", request.received_on.map(day)),
        ("答复日期", request.replied_on.map(day)),
        ("处理结果", request.decision.map(|decision| decision.label().to_owned())),
        ("依据", request.legal_basis.clone()),
        ("承办单位", request.department.clone()),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect()
}

fn relations(found: &PublicDocument) -> Vec<RelationGroup<'_>> {
    [
        (RelationKind::InterpretedBy, "政策解读"),
        (RelationKind::Interprets, "所解读的文件"),
        (RelationKind::Related, "相关信息"),
    ]
    .into_iter()
    .filter_map(|(kind, heading)| {
        let items: Vec<_> = found
            .relations
            .iter()
            .filter(|related| related.relation.kind == kind)
            .map(|related| {
                let title = match related.relation.title.trim() {
                    "" => related.relation.id.as_str(),
                    title => title,
                };
                (title, related.readable.then(|| document_href(&related.relation.id)))
            })
            .collect();
        (!items.is_empty()).then_some(RelationGroup { heading, items })
    })
    .collect()
}
