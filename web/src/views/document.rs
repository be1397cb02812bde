//! The page of one document.

use askama::Template;
use gongkai_document::{Document, DocumentId, Kind, RelationKind, Request, Validity};
use gongkai_query::{SearchRequest, SimilarResponse};

use crate::archives::{PublicDocument, PublicVersion};
use crate::identity::Identity;
use crate::params::href;
use crate::views::citation::citation;
use crate::views::files::{File, files};
use crate::views::layout::{Layout, SearchBox};
use crate::views::linked_data::linked_data;
use crate::views::links::{document_href, web_link};
use crate::views::paragraphs::{Paragraph, chapters, paragraphs};
use crate::views::record::{fields, named};
use crate::views::search::{Badge, badge};
use crate::views::similar::{OtherView, Others, SimilarView, counterparts, others, similar};
use crate::views::text::{day, day_of};

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
    /// The question or request that the document answers.
    request: Option<RequestView<'a>>,
    paragraphs: Vec<Paragraph<'a>>,
    /// The chapters of a text that has several: the names of their places and their headings.
    chapters: Vec<(&'a str, &'a str)>,
    /// Whether it says in pictures or files what it has to say.
    text_poor: bool,
    attachments: Vec<File<'a>>,
    relations: Vec<RelationGroup<'a>>,
    similar: Vec<SimilarView<'a>>,
    /// The documents that say the same, and how many there are.
    copies: Vec<OtherView<'a>>,
    copies_total: usize,
    source: Option<&'a str>,
    archived_on: String,
    versions: Vec<VersionView>,
    /// How it is cited.
    citation: String,
    /// The documents that it cites.
    cites: Vec<OtherView<'a>>,
    /// The documents that cite it, the latest first, and how many there are.
    cited_by: Vec<OtherView<'a>>,
    cited_by_total: usize,
    /// The search for what names its number.
    naming: Option<String>,
    /// The document for programs.
    linked_data: Option<String>,
}

/// A version, and where its differences to the one before are.
struct VersionView {
    number: u32,
    day: String,
    href: Option<String>,
}

/// What was asked, and what a register tells about it.
struct RequestView<'a> {
    heading: &'static str,
    text: &'a str,
    fields: Vec<(&'static str, String)>,
}

/// The documents of one sort that belong with this one.
struct RelationGroup<'a> {
    heading: &'static str,
    items: Vec<(&'a str, Option<String>)>,
}

impl<'a> DocumentPage<'a> {
    pub(super) fn new(identity: &'a Identity, found: &'a PublicDocument, known_others: &'a Others) -> Self {
        let like = known_others.similar.as_ref();
        let copies = known_others.copies.as_ref();
        let citations = known_others.citations.as_ref();
        let document = &found.stored.document;
        let paragraphs = paragraphs(&document.body);
        let known: Vec<&DocumentId> = found.relations.iter().map(|related| &related.relation.id).collect();
        Self {
            layout: Layout::new(identity),
            search_box: SearchBox::default(),
            title: if document.title.trim().is_empty() { "（无标题）" } else { &document.title },
            kind: document.kind,
            badge: badge(document.validity),
            warning: warning(document.validity),
            fields: fields(document),
            request: document.request.as_ref().and_then(RequestView::new),
            chapters: chapters(&paragraphs),
            paragraphs,
            text_poor: document.text_poor,
            attachments: files(&document.attachments),
            relations: relations(found, like, &known),
            similar: similar(like, &known),
            copies: copies.map(|found| others(&found.documents)).unwrap_or_default(),
            copies_total: copies.map_or(0, |found| found.total),
            cites: citations.map(|found| others(&found.cites)).unwrap_or_default(),
            cited_by: citations.map(|found| others(&found.cited_by)).unwrap_or_default(),
            cited_by_total: citations.map_or(0, |found| found.cited_by_total),
            source: document.url.as_deref().and_then(web_link),
            archived_on: day(day_of(found.stored.changed_at)),
            versions: versions(found),
            citation: citation(document, day_of(found.stored.changed_at)),
            naming: naming(document),
            linked_data: linked_data(document),
        }
    }
}

/// The versions, the latest first.
fn versions(found: &PublicDocument) -> Vec<VersionView> {
    let document = document_href(&found.stored.document.id);
    let view = |(index, version): (usize, &PublicVersion)| VersionView {
        number: version.number,
        day: day(day_of(version.at)),
        href: (index > 0).then(|| format!("{document}/versions/{}", version.number)),
    };
    found.versions.iter().enumerate().map(view).rev().collect()
}

/// The search for documents that name this one's number.
fn naming(document: &Document) -> Option<String> {
    let number = document.document_number.as_ref()?;
    let request = SearchRequest::new(&format!("\"{}\"", number.as_str().replace('"', " "))).ok()?;
    Some(href(&request))
}

fn warning(validity: Validity) -> Option<&'static str> {
    match validity {
        Validity::Repealed => Some("本文件已废止，内容仅供查阅。"),
        Validity::Expired => Some("本文件已失效，内容仅供查阅。"),
        Validity::Modified => Some("本文件已被修改，以下内容可能不是现行文本。"),
        Validity::Valid | Validity::ValidExtended | Validity::Unknown => None,
    }
}

impl<'a> RequestView<'a> {
    /// `None` when nothing is known of the request. What has a number or a decision was a formal request; anything else is
    /// a question that somebody put to an office.
    fn new(request: &'a Request) -> Option<Self> {
        let number = Some(request.number.clone()).filter(|number| !number.is_empty());
        let formal = number.is_some() || request.decision.is_some();
        let [heading, received, department] = if formal {
            ["公开申请", "收到日期", "承办单位"]
        } else {
            ["提问", "提问日期", "答复单位"]
        };
        let fields = named([
            ("登记号", number),
            (received, request.received_on.map(day)),
            ("答复日期", request.replied_on.map(day)),
            ("处理结果", request.decision.map(|decision| decision.label().to_owned())),
            ("依据", request.legal_basis.clone()),
            (department, request.department.clone()),
        ]);
        let text = request.text.trim();
        (!text.is_empty() || !fields.is_empty()).then_some(Self { heading, text, fields })
    }
}

fn relations<'a>(
    found: &'a PublicDocument,
    like: Option<&'a SimilarResponse>,
    known: &[&DocumentId],
) -> Vec<RelationGroup<'a>> {
    [
        (RelationKind::InterpretedBy, "政策解读"),
        (RelationKind::Interprets, "所解读的文件"),
        (RelationKind::Related, "相关信息"),
    ]
    .into_iter()
    .filter_map(|(kind, heading)| {
        let mut items: Vec<_> = found
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
        items.extend(counterparts(like, kind, known));
        (!items.is_empty()).then_some(RelationGroup { heading, items })
    })
    .collect()
}
