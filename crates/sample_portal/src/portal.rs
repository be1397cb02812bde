//! The sample portal: what it serves, and what a perfect crawl of it yields.

use gongkai_document::{
    Access, Column, Document, DocumentId, DocumentNumber, IndexNumber, Kind, Relation, RelationKind, Validity,
};

use crate::attached::{SampleFile, attach};
use crate::faces::{Face, catalogue_folder, publish};
use crate::generate::{ITEMS, Item, Written, write};
use crate::random::Random;
use crate::sites::{NOTICES, OTHER_FILES, SampleSite, names};
use crate::traffic::{Counter, Traffic};
use crate::writing::{Paragraph, plain};

/// How large a sample portal is, and how odd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleOptions {
    /// How many items its catalogues hold, at least 40; from about 120 on there are some of every form.
    pub items: usize,
    /// What decides about everything else.
    pub seed: u64,
    /// Whether it behaves as real portals do: busy at times, pages in GBK, titles with markup, items in two columns.
    pub quirks: bool,
    /// Whether it has more than catalogue pages: columns whose posts stand on ordinary pages of the portal, questions of
    /// the public, normative documents with their state, posts with files, and among the oddities a hijacked page.
    pub channels: bool,
}

impl Default for SampleOptions {
    fn default() -> Self {
        // The number of items that Huadu put into its catalogue in 2020.
        Self { items: ITEMS, seed: 2_020, quirks: true, channels: true }
    }
}

/// A portal of invented documents.
#[derive(Debug)]
pub struct SamplePortal {
    pub(crate) sites: Vec<SampleSite>,
    pub(crate) posts: Vec<Post>,
    pub(crate) quirks: bool,
    pub(crate) channels: bool,
    pub(crate) counter: Counter,
    truth: Vec<Document>,
}

/// A post of the portal.
#[derive(Debug, Clone)]
pub(crate) struct Post {
    pub(crate) id: u64,
    /// The place of its site.
    pub(crate) site: usize,
    /// The place of its topic.
    pub(crate) topic: usize,
    /// The columns that list it, by offset, the main one first.
    pub(crate) columns: Vec<u64>,
    pub(crate) paragraphs: Vec<Paragraph>,
    pub(crate) document: Document,
    /// The page on which lists say it is.
    pub(crate) face: Face,
    /// Its files, as its document's attachments name them.
    pub(crate) files: Vec<SampleFile>,
    pub(crate) oddity: Option<Oddity>,
}

/// What is odd about a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Oddity {
    /// Its list writes the title in `%uXXXX`.
    EscapedTitle,
    /// Its title carries markup.
    MarkedTitle,
    /// Its page is in GBK and says gb2312.
    Gbk,
    /// Its page answers 503 the first time.
    BusyOnce,
    /// Somebody broke in and put a brand where the district's name stood.
    Hijacked,
}

/// The platform's name in the identifiers of documents.
pub(crate) const PLATFORM: &str = "nfcms";
/// The number of the first post.
const FIRST_POST: u64 = 7_100_000;
/// Posts that the district's lists show and whose pages are gone.
pub(crate) const GHOSTS: [u64; 3] = [7_000_001, 7_000_002, 7_000_003];

impl SamplePortal {
    /// Writes a portal; the same options give the same one.
    pub fn generate(options: &SampleOptions) -> Self {
        let Written { sites, topics, items } = write(options);
        let mut random = Random::new(options.seed ^ 0x5EED);
        let ids: Vec<u64> =
            (0..items.len() as u64).map(|place| FIRST_POST + place * 7 + random.between(0, 6)).collect();
        let mut posts: Vec<Post> = (0..items.len())
            .filter_map(|place| post(place, &items, &ids, &sites, options.quirks, &mut random))
            .collect();
        publish(&mut posts, &sites, options.channels);
        if options.channels {
            attach(&mut posts, &topics, &mut random);
        }
        let truth = posts.iter().map(|post| post.document.clone()).collect();
        Self { sites, posts, quirks: options.quirks, channels: options.channels, counter: Counter::default(), truth }
    }

    /// What a perfect crawl yields, in the order of the posts' numbers, with what both the lists and the pages say.
    /// Addresses are without scheme and host, because those depend on where the portal listens.
    pub fn truth(&self) -> &[Document] {
        &self.truth
    }

    /// The page on which the lists say that a document is; `None` for a document of another portal.
    pub fn face(&self, id: &DocumentId) -> Option<Face> {
        self.posts.iter().find(|post| post.document.id == *id).map(|post| post.face)
    }

    /// Those of the documents that must not be shown, because somebody put a brand into them.
    pub fn hijacked(&self) -> impl Iterator<Item = &Document> {
        self.posts.iter().filter(|post| post.oddity == Some(Oddity::Hijacked)).map(|post| &post.document)
    }

    /// Posts that lists show and that are no documents: their pages say with the status 200 that they are gone.
    pub fn soft_404s(&self) -> Vec<DocumentId> {
        let gone: &[u64] = if self.quirks { &GHOSTS } else { &[] };
        gone.iter().map(|id| DocumentId::from_post(PLATFORM, *id)).collect()
    }

    /// The requests that it has answered.
    pub fn traffic(&self) -> Traffic {
        self.counter.traffic()
    }
}

fn post(
    place: usize,
    items: &[Item],
    ids: &[u64],
    sites: &[SampleSite],
    quirks: bool,
    random: &mut Random,
) -> Option<Post> {
    let item = items.get(place)?;
    let (id, site) = (*ids.get(place)?, sites.get(item.site)?);
    let mut columns = vec![item.draft.column];
    if quirks && item.draft.column == OTHER_FILES && random.chance(10) {
        columns.push(NOTICES);
    }
    let mut paragraphs = item.draft.paragraphs.clone();
    if let Some(number) = &item.number {
        paragraphs.insert(0, Paragraph::Centred(number.clone()));
    }
    let mut document = Document::new(DocumentId::from_post(PLATFORM, id), item.draft.title.trim(), plain(&paragraphs));
    document.published_on = Some(item.published);
    document.made_on = Some(item.made);
    document.publisher = Some(item.draft.publisher.clone());
    document.document_number = item.number.as_deref().and_then(DocumentNumber::new);
    document.index_number = IndexNumber::new(&format!("{}/{}-{:05}", site.code, item.published.year(), id % 100_000));
    document.columns = columns.iter().map(|offset| Column::from_names(names(*offset))).collect();
    document.kind = kind(item.draft.column);
    document.validity = match item {
        Item { repealed: true, .. } => Validity::Repealed,
        Item { expired: true, .. } => Validity::Expired,
        _ => Validity::Unknown,
    };
    document.access = Access::Public;
    document.url = Some(format!("{}{}post_{id}.html", site.path, catalogue_folder(id)));
    document.relations = relations(place, items, ids);
    let oddity = match item.hijacked {
        true => Some(Oddity::Hijacked),
        false if quirks => odd(random),
        false => None,
    };
    let (topic, face, files) = (item.topic, Face::Catalogue, Vec::new());
    Some(Post { id, site: item.site, topic, columns, paragraphs, document, face, files, oddity })
}

fn odd(random: &mut Random) -> Option<Oddity> {
    match random.between(0, 1_999) {
        0..20 => Some(Oddity::EscapedTitle),
        20..40 => Some(Oddity::MarkedTitle),
        40..60 => Some(Oddity::Gbk),
        // Each costs a crawl a pause of a second or so.
        60..62 => Some(Oddity::BusyOnce),
        _ => None,
    }
}

fn relations(place: usize, items: &[Item], ids: &[u64]) -> Vec<Relation> {
    let relation = |kind, other: usize| {
        let id = DocumentId::from_post(PLATFORM, *ids.get(other)?);
        Some(Relation { kind, id, title: items.get(other)?.draft.title.clone() })
    };
    let explains = items.get(place).and_then(|item| item.explains);
    let explained_by = items.iter().position(|other| other.explains == Some(place));
    let explains = explains.and_then(|policy| relation(RelationKind::Interprets, policy));
    let explained_by = explained_by.and_then(|other| relation(RelationKind::InterpretedBy, other));
    explains.into_iter().chain(explained_by).collect()
}

/// The kind that the names of a column tell.
fn kind(column: u64) -> Kind {
    use crate::sites::{EXPLANATIONS, GUIDE, LAND, MEASURES, NEWS, PROCUREMENT, QUESTIONS, REPORT, SERVICES, STAFFING};
    match column {
        QUESTIONS => Kind::Reply,
        EXPLANATIONS => Kind::Interpretation,
        REPORT => Kind::Report,
        MEASURES | OTHER_FILES => Kind::Policy,
        // 公示公告 stands above these.
        NOTICES | PROCUREMENT | LAND | STAFFING => Kind::Notice,
        NEWS => Kind::News,
        GUIDE | SERVICES => Kind::Guide,
        _ => Kind::Other,
    }
}
